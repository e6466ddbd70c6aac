"""The scorer that was fitted to the content"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fitted_scorer",
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("content"),
    )


def downgrade() -> None:
    op.drop_table("fitted_scorer")
