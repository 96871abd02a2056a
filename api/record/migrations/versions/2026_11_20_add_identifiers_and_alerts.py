"""add identifiers and alerts: what other systems call a patient, and what must be known of one.

Revision ID: 2026_11_20_add_identifiers_and_alerts
Revises: 2026_11_20_add_consent_and_audit
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_add_identifiers_and_alerts"
down_revision = "2026_11_20_add_consent_and_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patient_identifiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose identifier"),
        sa.Column(
            "system", sa.String(length=200), nullable=False, comment="URI or name of the system that gave it"
        ),
        sa.Column(
            "value_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed with the patient's identity key",
        ),
        sa.Column(
            "token",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="keyed hash of system and value, to find it by",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        *_belongs("patient_identifiers"),
        sa.UniqueConstraint(
            "clinic_id", "system", "token", name="uq_patient_identifiers_clinic_id_system_token"
        ),
    )
    op.create_index(
        "ix_patient_identifiers_clinic_id_patient_id", "patient_identifiers", ["clinic_id", "patient_id"]
    )
    op.create_table(
        "patient_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="about whom"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="allergy, contraindication or note"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True, comment="sealed free text; null: erased"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while it holds"),
        *_belongs("patient_alerts"),
        sa.CheckConstraint(
            "kind IN ('allergy', 'contraindication', 'note')", name=op.f("ck_patient_alerts_kind_known")
        ),
    )
    op.create_index(
        "ix_patient_alerts_clinic_id_patient_id_since", "patient_alerts", ["clinic_id", "patient_id", "since"]
    )


def downgrade() -> None:
    op.drop_table("patient_alerts")
    op.drop_table("patient_identifiers")


def _belongs(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What both tables have in common: their clinic, their patient, their versions."""
    return (
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name=f"fk_{table}_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name=f"fk_{table}_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
