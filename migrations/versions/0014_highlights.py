"""Which words of each offered section fitted the question"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("highlights", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.alter_column("highlights", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("highlights")
