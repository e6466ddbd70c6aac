"""An alert of somebody who belongs to no one site, and the case of a data incident"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch_op.alter_column("site_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key("fk_alert_case_id_case_file", "case_file", ["case_id"], ["id"])


def downgrade() -> None:
    op.execute("UPDATE alert SET site_id = (SELECT min(id) FROM site) WHERE site_id IS NULL")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_constraint("fk_alert_case_id_case_file", type_="foreignkey")
        batch_op.alter_column("site_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("case_id")
