"""Who may never open a held message: those it may be about"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("held_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("never_told", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("held_message", schema=None) as batch_op:
        batch_op.alter_column("never_told", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("held_message", schema=None) as batch_op:
        batch_op.drop_column("never_told")
