"""begin jobs again: one that is written while it runs is done once more when it ends.

Revision ID: 2026_11_20_begin_jobs_again
Revises: 2026_11_20_add_ratings_and_outcomes
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_begin_jobs_again"
down_revision = "2026_11_20_add_ratings_and_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "jobs",
        sa.Column(
            "again",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="written again since it was begun",
        ),
    )


def downgrade() -> None:
    op.drop_column("jobs", "again")
