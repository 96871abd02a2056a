"""Photos, what was made of them, and how they were held against each other.

Revision ID: 2026_11_20_first_tables
Revises: 2026_11_20_first_tables_3_products
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_first_tables"
down_revision = "2026_11_20_first_tables_3_products"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose visit"),
        sa.Column("site_id", sa.Uuid(), nullable=True, comment="null: not told"),
        sa.Column("treatment_id", sa.Uuid(), nullable=True, comment="null: a visit without treatment"),
        sa.Column("photographer_id", sa.Uuid(), nullable=True, comment="null: not told"),
        sa.Column("label", sa.String(length=200), nullable=False, comment="as the timeline shows it"),
        sa.Column(
            "time_point",
            sa.String(length=40),
            nullable=True,
            comment="such as baseline, immediate, 2_weeks; null: not planned",
        ),
        sa.Column("protocol", sa.String(length=80), nullable=True, comment="protocol id; null: none"),
        sa.Column("protocol_version", sa.String(length=20), nullable=True, comment="null: no protocol"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_capture_sessions_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "photographer_id"],
            ["users.clinic_id", "users.id"],
            name="fk_capture_sessions_clinic_id_photographer_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "site_id"],
            ["sites.clinic_id", "sites.id"],
            name="fk_capture_sessions_clinic_id_site_id_sites",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "treatment_id"],
            ["treatments.clinic_id", "treatments.id"],
            name="fk_capture_sessions_clinic_id_treatment_id_treatments",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_capture_sessions_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_capture_sessions"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_capture_sessions_clinic_id_id"),
    )
    op.create_index(
        "ix_capture_sessions_clinic_id_patient_id_started_at",
        "capture_sessions",
        ["clinic_id", "patient_id", "started_at"],
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose photo"),
        sa.Column("capture_session_id", sa.Uuid(), nullable=True, comment="null: no visit named"),
        sa.Column("treatment_id", sa.Uuid(), nullable=True, comment="null: linked to no treatment"),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True, comment="null: a program"),
        sa.Column(
            "capture_id",
            sa.String(length=80),
            nullable=True,
            comment="made on the device; a retry repeats it; null: none was sent",
        ),
        sa.Column(
            "region", sa.String(length=40), nullable=False, comment="region code, such as face, cheek_left"
        ),
        sa.Column(
            "view", sa.String(length=40), nullable=False, comment="view code, such as front, oblique_left"
        ),
        sa.Column("side", sa.String(length=8), nullable=False, comment="left, right or none"),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="UTC; the time that the timeline uses",
        ),
        sa.Column(
            "taken_at_source", sa.String(length=10), nullable=False, comment="which of the times that is"
        ),
        sa.Column(
            "taken_at_device", sa.DateTime(timezone=True), nullable=True, comment="UTC; null: not sent"
        ),
        sa.Column(
            "taken_at_exif",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="UTC; wall-clock time as if UTC where the zone is unknown; null: camera did not say",
        ),
        sa.Column(
            "taken_at_exif_zone",
            sa.String(length=10),
            nullable=True,
            comment="such as +02:00, or unknown; null: no EXIF time",
        ),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, by the server's clock"
        ),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False, comment="of the original's bytes"),
        sa.Column("bytes", sa.Integer(), nullable=False, comment="length of the original"),
        sa.Column(
            "format",
            sa.String(length=10),
            nullable=False,
            comment="by content: jpeg, png, webp, tiff, heic, avif",
        ),
        sa.Column("blob", sa.String(length=80), nullable=False, comment="name of the encrypted original"),
        sa.Column("width_px", sa.Integer(), nullable=False, comment="upright, full size"),
        sa.Column("height_px", sa.Integer(), nullable=False, comment="upright, full size"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="stored, ready or unreadable"),
        sa.Column("unreadable_reason", sa.String(length=60), nullable=True, comment="null: readable"),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True, comment="null: not measured yet"),
        sa.Column(
            "flags",
            sa.JSON(none_as_null=True),
            nullable=False,
            comment="codes such as clock_in_future, zone_unknown",
        ),
        sa.Column(
            "patient_confirmed", sa.Boolean(), nullable=False, comment="false: whose photo is in doubt"
        ),
        sa.Column(
            "is_baseline", sa.Boolean(), nullable=False, comment="later photos of the view are held to it"
        ),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=True, comment="sealed; null: none sent"),
        sa.Column("location_sealed", sa.LargeBinary(), nullable=True, comment="GPS, sealed; null: none"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.CheckConstraint("side IN ('left', 'right', 'none')", name=op.f("ck_photos_side_known")),
        sa.CheckConstraint("state IN ('stored', 'ready', 'unreadable')", name=op.f("ck_photos_state_known")),
        sa.CheckConstraint(
            "taken_at_source IN ('device', 'exif', 'received', 'entered')",
            name=op.f("ck_photos_taken_at_source_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "capture_session_id"],
            ["capture_sessions.clinic_id", "capture_sessions.id"],
            name="fk_photos_clinic_id_capture_session_id_capture_sessions",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_photos_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "treatment_id"],
            ["treatments.clinic_id", "treatments.id"],
            name="fk_photos_clinic_id_treatment_id_treatments",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "uploaded_by"],
            ["users.clinic_id", "users.id"],
            name="fk_photos_clinic_id_uploaded_by_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_photos_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.UniqueConstraint("clinic_id", "capture_id", name="uq_photos_clinic_id_capture_id"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_photos_clinic_id_id"),
        sa.UniqueConstraint("patient_id", "sha256", name="uq_photos_patient_id_sha256"),
    )
    op.create_index("ix_photos_blob", "photos", ["blob"])
    op.create_index("ix_photos_clinic_id_capture_session_id", "photos", ["clinic_id", "capture_session_id"])
    op.create_index(
        "ix_photos_clinic_id_patient_id_region_view_taken_at",
        "photos",
        ["clinic_id", "patient_id", "region", "view", "taken_at"],
    )
    op.create_index("ix_photos_clinic_id_received_at_id", "photos", ["clinic_id", "received_at", "id"])
    op.create_index("ix_photos_clinic_id_treatment_id", "photos", ["clinic_id", "treatment_id"])
    op.create_table(
        "alignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose photos"),
        sa.Column("moving_photo_id", sa.Uuid(), nullable=False, comment="the photo that is moved"),
        sa.Column("reference_photo_id", sa.Uuid(), nullable=False, comment="the photo that stands still"),
        sa.Column("version", sa.String(length=20), nullable=False, comment="of the method"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="aligned or refused"),
        sa.Column("reason", sa.String(length=60), nullable=True, comment="why refused; null: aligned"),
        sa.Column("detail", sa.String(length=500), nullable=True, comment="in words; null: aligned"),
        sa.Column("method", sa.String(length=40), nullable=True, comment="what led; null: refused"),
        sa.Column(
            "matrix",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="3x3 row-major, full-size (x, y) of moving to reference; null: refused",
        ),
        sa.Column("scale", sa.Double(), nullable=True, comment="factor; null: refused"),
        sa.Column("rotation_deg", sa.Double(), nullable=True, comment="clockwise on screen; null: refused"),
        sa.Column("shift_row_px", sa.Double(), nullable=True, comment="reference px; null: refused"),
        sa.Column("shift_col_px", sa.Double(), nullable=True, comment="reference px; null: refused"),
        sa.Column(
            "error_px", sa.Double(), nullable=True, comment="expected, at reference size; null: refused"
        ),
        sa.Column("confidence", sa.Double(), nullable=True, comment="0-1; null: refused"),
        sa.Column(
            "evidence", sa.JSON(none_as_null=True), nullable=False, comment="inliers, spread, and the like"
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.CheckConstraint("status IN ('aligned', 'refused')", name=op.f("ck_alignments_status_known")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "moving_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_alignments_clinic_id_moving_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_alignments_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "reference_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_alignments_clinic_id_reference_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_alignments_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alignments"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_alignments_clinic_id_id"),
        sa.UniqueConstraint(
            "moving_photo_id",
            "reference_photo_id",
            "version",
            name="uq_alignments_moving_photo_id_reference_photo_id_version",
        ),
    )
    op.create_index(
        "ix_alignments_clinic_id_reference_photo_id", "alignments", ["clinic_id", "reference_photo_id"]
    )
    op.create_table(
        "renditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False, comment="made from which photo"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="thumbnail, screen"),
        sa.Column("recipe_version", sa.Integer(), nullable=False, comment="which way of making it"),
        sa.Column("format", sa.String(length=10), nullable=False, comment="jpeg, webp or png"),
        sa.Column("width_px", sa.Integer(), nullable=False, comment="of the rendition"),
        sa.Column("height_px", sa.Integer(), nullable=False, comment="of the rendition"),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False, comment="of its bytes"),
        sa.Column("bytes", sa.Integer(), nullable=False, comment="length"),
        sa.Column("blob", sa.String(length=80), nullable=False, comment="name of the encrypted bytes"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_renditions_clinic_id_photo_id_photos",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_renditions_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_renditions"),
        sa.UniqueConstraint(
            "photo_id", "kind", "recipe_version", name="uq_renditions_photo_id_kind_recipe_version"
        ),
    )
    op.create_index("ix_renditions_blob", "renditions", ["blob"])
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="whose photos"),
        sa.Column("before_photo_id", sa.Uuid(), nullable=False, comment="the earlier photo"),
        sa.Column("after_photo_id", sa.Uuid(), nullable=False, comment="the later photo"),
        sa.Column("alignment_id", sa.Uuid(), nullable=True, comment="null: none was tried"),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="null: a program"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("status", sa.String(length=10), nullable=False, comment="aligned or refused"),
        sa.Column("reason", sa.String(length=60), nullable=True, comment="why refused; null: aligned"),
        sa.Column("detail", sa.String(length=500), nullable=True, comment="in words; null: aligned"),
        sa.Column("field_width_px", sa.Integer(), nullable=True, comment="common field; null: refused"),
        sa.Column("field_height_px", sa.Integer(), nullable=True, comment="common field; null: refused"),
        sa.Column("grade", sa.JSON(none_as_null=True), nullable=False, comment="overall and criteria"),
        sa.Column("recipe", sa.JSON(none_as_null=True), nullable=False, comment="ordered operations"),
        sa.Column("corrected", sa.JSON(none_as_null=True), nullable=False, comment="what was done to align"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.CheckConstraint("status IN ('aligned', 'refused')", name=op.f("ck_comparisons_status_known")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "after_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_comparisons_clinic_id_after_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "alignment_id"],
            ["alignments.clinic_id", "alignments.id"],
            name="fk_comparisons_clinic_id_alignment_id_alignments",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "before_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_comparisons_clinic_id_before_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "made_by"],
            ["users.clinic_id", "users.id"],
            name="fk_comparisons_clinic_id_made_by_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patients.clinic_id", "patients.id"],
            name="fk_comparisons_clinic_id_patient_id_patients",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_comparisons_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comparisons"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_comparisons_clinic_id_id"),
    )
    op.create_index("ix_comparisons_clinic_id_after_photo_id", "comparisons", ["clinic_id", "after_photo_id"])
    op.create_index(
        "ix_comparisons_clinic_id_before_photo_id", "comparisons", ["clinic_id", "before_photo_id"]
    )
    op.create_index(
        "ix_comparisons_clinic_id_patient_id_made_at", "comparisons", ["clinic_id", "patient_id", "made_at"]
    )


def downgrade() -> None:
    op.drop_table("comparisons")
    op.drop_table("renditions")
    op.drop_table("alignments")
    op.drop_table("photos")
    op.drop_table("capture_sessions")
