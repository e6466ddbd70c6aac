"""Two sections that say different things"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("other_section_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=10), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("other_says", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_section_id"],
            ["section.id"],
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("section_id", "other_section_id"),
    )
    with op.batch_alter_table("clash", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clash_other_section_id"), ["other_section_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clash_section_id"), ["section_id"], unique=False)


def downgrade() -> None:
    op.drop_table("clash")
