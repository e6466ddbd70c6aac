"""The vectors of the words of passages and example questions"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("passage", "example", "outside_example")
NONE = sa.bindparam("none", b"", type_=sa.LargeBinary())


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("words", sa.LargeBinary(), nullable=False, server_default=""))
        # Encoded again at the next start, words and all.
        op.execute(sa.text(f"UPDATE {table} SET model = '', words = :none").bindparams(NONE))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("words", server_default=None)


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("words")
