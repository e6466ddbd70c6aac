"""Names kept out of the chat, as keyed hashes; and messages taken back out of it"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("site_id", "key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_known_name_site_id", "known_name", ["site_id"])
    with op.batch_alter_table("outbound_message") as table:
        table.add_column(sa.Column("removes", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbound_message") as table:
        table.drop_column("removes")
    op.drop_index("ix_known_name_site_id", "known_name")
    op.drop_table("known_name")
