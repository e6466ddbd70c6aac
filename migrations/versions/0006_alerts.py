"""Alerts that reach a person, the shift of a duty, and when a site went live"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shift", sa.String(length=10), nullable=False, server_default="any"))
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.alter_column("shift", server_default=None)
    op.add_column(
        "site", sa.Column("live_at", sa.DateTime(timezone=True), nullable=True)
    )  # not in a batch: staff refer to the table
    # Whoever works with it already goes on doing so.
    op.execute("UPDATE site SET live_at = CURRENT_TIMESTAMP WHERE id IN (SELECT site_id FROM staff)")
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_manager", sa.Boolean(), nullable=False),
        sa.Column("never_told", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("handed_to_id", sa.Integer(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["handed_to_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.ForeignKeyConstraint(["worker_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_raised_at"), ["raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_worker_id"), ["worker_id"], unique=False)
    op.create_table(
        "alert_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_key", sa.String(length=120), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("alert_id", "staff_id", "round"),
    )
    with op.batch_alter_table("alert_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_call_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_call_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    op.drop_table("alert_call")
    op.drop_table("alert")
    op.drop_column("site", "live_at")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_column("shift")
