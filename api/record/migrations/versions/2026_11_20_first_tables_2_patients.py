"""Patients, their keys apart from everything else, and what was done to them.

Revision ID: 2026_11_20_first_tables_2_patients
Revises: 2026_11_20_first_tables_1_clinic
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_first_tables_2_patients"
down_revision = "2026_11_20_first_tables_1_clinic"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=40),
            nullable=False,
            comment="the clinic's own number; says nothing about the person",
        ),
        sa.Column("family_name_sealed", sa.LargeBinary(), nullable=True, comment="sealed; null: erased"),
        sa.Column("given_name_sealed", sa.LargeBinary(), nullable=True, comment="sealed; null: erased"),
        sa.Column(
            "birth_date_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed ISO day; null: not known, or erased",
        ),
        sa.Column("sex", sa.String(length=8), nullable=False, comment="as recorded by the clinic"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null: not erased"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.CheckConstraint(
            "sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_patients_sex_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_patients_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_patients"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_patients_clinic_id_id"),
        sa.UniqueConstraint("clinic_id", "number", name="uq_patients_clinic_id_number"),
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose course"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="such as `IPL for rosacea`"),
        sa.Column("area", sa.String(length=40), nullable=True, comment="region code; null: several"),
        sa.Column("planned_sessions", sa.Integer(), nullable=True, comment="null: open"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="day, in the clinic's zone"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="null while it goes on"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_courses_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_courses_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_courses_clinic_id_id"),
    )
    op.create_index(
        "ix_courses_clinic_id_patient_id_started_on", "courses", ["clinic_id", "patient_id", "started_on"]
    )
    op.create_table(
        "patient_keys",
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose keys"),
        sa.Column("wrapped_pixels_key", sa.LargeBinary(length=40), nullable=True, comment="null: erased"),
        sa.Column("wrapped_identity_key", sa.LargeBinary(length=40), nullable=True, comment="null: erased"),
        sa.Column(
            "shredded_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while readable"
        ),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_patient_keys_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_patient_keys_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_keys"),
    )
    op.create_table(
        "patient_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose word"),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False, comment="keyed hash of a beginning"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_patient_search_clinic_id_patient_id_patients",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_patient_search_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_patient_search"),
    )
    op.create_index("ix_patient_search_clinic_id_patient_id", "patient_search", ["clinic_id", "patient_id"])
    op.create_index(
        "ix_patient_search_clinic_id_token_patient_id", "patient_search", ["clinic_id", "token", "patient_id"]
    )
    op.create_table(
        "carers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="who is cared for"),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="who cares"),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="treating, or emergency"),
        sa.Column("reason", sa.String(length=500), nullable=False, comment="an emergency's; else empty"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while it lasts"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.CheckConstraint("kind IN ('treating', 'emergency')", name=op.f("ck_carers_kind_known")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_carers_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "user_id"],
            ["users.clinic_id", "users.id"],
            name="fk_carers_clinic_id_user_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_carers_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_carers"),
    )
    op.create_index("ix_carers_clinic_id_patient_id", "carers", ["clinic_id", "patient_id"])
    op.create_index(
        "ix_carers_clinic_id_user_id_patient_id", "carers", ["clinic_id", "user_id", "patient_id"]
    )
    op.create_table(
        "treatments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="who was treated"),
        sa.Column("course_id", sa.Uuid(), nullable=True, comment="null: a single treatment"),
        sa.Column("site_id", sa.Uuid(), nullable=True, comment="null: not told"),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False, comment="who treated"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="in the clinic's words"),
        sa.Column("area", sa.String(length=40), nullable=False, comment="region code, such as `face`"),
        sa.Column("session_number", sa.Integer(), nullable=True, comment="1 is the first; null: not counted"),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("device", sa.String(length=200), nullable=True, comment="null: by hand"),
        sa.Column(
            "settings", sa.JSON(none_as_null=True), nullable=False, comment="device settings with units"
        ),
        sa.Column(
            "appointment_ref",
            sa.String(length=200),
            nullable=True,
            comment="id in the appointment system; null: none",
        ),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["courses.clinic_id", "courses.id"],
            name="fk_treatments_clinic_id_course_id_courses",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_treatments_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "practitioner_id"],
            ["users.clinic_id", "users.id"],
            name="fk_treatments_clinic_id_practitioner_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "site_id"],
            ["sites.clinic_id", "sites.id"],
            name="fk_treatments_clinic_id_site_id_sites",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_treatments_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_treatments"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_treatments_clinic_id_id"),
    )
    op.create_index(
        "ix_treatments_clinic_id_patient_id_performed_at",
        "treatments",
        ["clinic_id", "patient_id", "performed_at"],
    )
    op.create_index("ix_treatments_clinic_id_performed_at", "treatments", ["clinic_id", "performed_at"])
    op.create_index(
        "ix_treatments_clinic_id_practitioner_id_patient_id",
        "treatments",
        ["clinic_id", "practitioner_id", "patient_id"],
    )


def downgrade() -> None:
    op.drop_table("treatments")
    op.drop_table("carers")
    op.drop_table("patient_search")
    op.drop_table("patient_keys")
    op.drop_table("courses")
    op.drop_table("patients")
