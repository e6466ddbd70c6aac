"""Cases with a clock, and what remains known of a leaver's way in"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN_REQUEST = sa.text("state = 'open' AND kind <> 'data_incident'")


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.Column("reminded_hours", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        for name in ("kind", "site_id", "person_id", "state"):
            batch_op.create_index(batch_op.f(f"ix_case_file_{name}"), [name], unique=False)
        batch_op.create_index(
            "one_open_request", ["kind", "person_id"], unique=True,
            sqlite_where=OPEN_REQUEST, postgresql_where=OPEN_REQUEST,
        )  # fmt: skip
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in ("telegram_until", "signed_in_at", "forgotten_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE staff SET signed_in_at = (SELECT min(made_at) FROM web_session WHERE web_session.staff_id = staff.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in ("forgotten_at", "signed_in_at", "telegram_until"):
            batch_op.drop_column(name)
    op.drop_table("case_file")
