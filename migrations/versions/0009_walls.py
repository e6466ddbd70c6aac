"""When an auditor's access ends, and when a browser was last seen"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("access_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("web_session", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE web_session SET seen_at = made_at")
    with op.batch_alter_table("web_session", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("web_session", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("seen_at")
    op.drop_column("staff", "access_until")  # not in a batch: other tables refer to it
