"""tell whose a change is: a patient's history holds also what was removed.

Changes that are there already are filed by the rows that they are about.

Revision ID: 2026_11_20_tell_whose_a_change_is
Revises: 2026_11_20_add_identifiers_and_alerts
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_tell_whose_a_change_is"
down_revision = "2026_11_20_add_identifiers_and_alerts"
branch_labels = None
depends_on = None

OF_A_PATIENT = (
    "carers",
    "capture_sessions",
    "courses",
    "patient_alerts",
    "patient_identifiers",
    "photos",
    "treatments",
)


def upgrade() -> None:
    op.add_column(
        "changes",
        sa.Column(
            "patient_id",
            sa.Uuid(),
            nullable=True,
            comment="whose history it belongs to, also once the row is gone; null: nobody's",
        ),
    )
    op.create_index(
        "ix_changes_clinic_id_patient_id_number", "changes", ["clinic_id", "patient_id", "number"]
    )
    changes = _table("changes", "table_name", "row_id", "patient_id")
    treatments = _table("treatments", "id", "patient_id")
    uses = _table("product_uses", "id", "treatment_id")
    whose = {
        "patients": changes.c.row_id,
        "product_uses": sa.select(treatments.c.patient_id)
        .where(treatments.c.id == uses.c.treatment_id, uses.c.id == changes.c.row_id)
        .scalar_subquery(),
    }
    for name in OF_A_PATIENT:
        rows = _table(name, "id", "patient_id")
        whose[name] = sa.select(rows.c.patient_id).where(rows.c.id == changes.c.row_id).scalar_subquery()
    for name, patient_id in whose.items():
        op.execute(sa.update(changes).where(changes.c.table_name == name).values(patient_id=patient_id))


def downgrade() -> None:
    op.drop_index("ix_changes_clinic_id_patient_id_number", "changes")
    op.drop_column("changes", "patient_id")


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))
