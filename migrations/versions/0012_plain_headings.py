"""The plain-English heading of a criterion, for titles to choose from"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# As knowledge.sections.give_plain_versions does from now on.
FILL = """
UPDATE section SET plain_heading = (
    SELECT MAX(card.heading) FROM section card
    JOIN document_version ON document_version.id = card.version_id
    JOIN document ON document.id = document_version.document_id
    WHERE document.state = 'starter' AND document_version.state = 'current' AND card.reference = section.reference
) WHERE plain IS NOT NULL AND reference IS NOT NULL
"""


def upgrade() -> None:
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain_heading", sa.Text(), nullable=True))
    op.execute(FILL)


def downgrade() -> None:
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_column("plain_heading")
