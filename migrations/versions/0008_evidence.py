"""The chained audit log, held evidence, copies in chats, and records of clearing"""

import sqlalchemy as sa
from alembic import op

from core.audit_guard import guard, unguard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("purged_through", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "chat_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("chat_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_copy_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_chat_copy_due_at"), ["due_at"], unique=False)

    op.create_table(
        "purge_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("purge_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purge_run_started_at"), ["started_at"], unique=False)

    op.create_table(
        "held_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("about_manager", sa.Boolean(), nullable=False),
        sa.Column("scrubbed", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("held_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_message_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_message_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_message_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_message_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "held_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["held_id"],
            ["held_message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("held_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_opening_held_id"), ["held_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_opening_staff_id"), ["staff_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("digest", sa.String(length=80), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_audit_entry_position"), ["position"], unique=True)
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.alter_column("previous", server_default=None)
        batch_op.alter_column("digest", server_default=None)
    for statement in guard(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.alter_column("message_id", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.drop_column("message_id")
    for statement in unguard(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_position"))
        for name in ("position", "previous", "digest"):
            batch_op.drop_column(name)
    for table in ("held_opening", "held_message", "purge_run", "chat_copy", "audit_head"):
        op.drop_table(table)
