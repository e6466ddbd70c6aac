"""Where a question was learnt, which may have been an emergency, and what a document was called with each version"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("example", schema=None) as batch_op:
        batch_op.add_column(sa.Column("site_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("example_site_id_fkey", "site", ["site_id"], ["id"])
    op.add_column("document_version", sa.Column("described", sa.JSON(), nullable=True))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.alter_column("urgent", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("urgent")
    op.drop_column("document_version", "described")  # not in a batch: sections refer to the table
    with op.batch_alter_table("example", schema=None) as batch_op:
        batch_op.drop_constraint("example_site_id_fkey", type_="foreignkey")
        batch_op.drop_column("site_id")
