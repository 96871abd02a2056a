"""add ratings and outcomes: what raters gave photos, and what was measured on pairs of them.

Revision ID: 2026_11_20_add_ratings_and_outcomes
Revises: 2026_11_20_tell_whose_a_change_is
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_add_ratings_and_outcomes"
down_revision = "2026_11_20_tell_whose_a_change_is"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False, comment="what was graded"),
        sa.Column(
            "baseline_photo_id",
            sa.Uuid(),
            nullable=True,
            comment="the photo it was held against; null: a scale of single photos",
        ),
        sa.Column("rater_id", sa.Uuid(), nullable=False, comment="who graded"),
        sa.Column("scale", sa.String(length=40), nullable=False, comment="scale id, such as gais, wsrs"),
        sa.Column("scale_version", sa.String(length=20), nullable=False, comment="of the scale's wording"),
        sa.Column("grade", sa.String(length=20), nullable=False, comment="code of the grade"),
        sa.Column("value", sa.Double(), nullable=False, comment="what the scale counts that grade as"),
        sa.Column(
            "blinded",
            sa.Boolean(),
            nullable=False,
            comment="true: the rater was not told when the photo was taken",
        ),
        sa.Column(
            "rated_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, of the grade that stands"
        ),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "baseline_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_ratings_clinic_id_baseline_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_ratings_clinic_id_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "rater_id"],
            ["users.clinic_id", "users.id"],
            name="fk_ratings_clinic_id_rater_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_ratings_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.UniqueConstraint(
            "clinic_id", "photo_id", "scale", "rater_id", name="uq_ratings_clinic_id_photo_id_scale_rater_id"
        ),
    )
    op.create_index("ix_ratings_clinic_id_baseline_photo_id", "ratings", ["clinic_id", "baseline_photo_id"])
    op.create_index("ix_ratings_clinic_id_rater_id_scale", "ratings", ["clinic_id", "rater_id", "scale"])
    op.create_index(
        "ix_ratings_clinic_id_scale_scale_version_rated_at_id",
        "ratings",
        ["clinic_id", "scale", "scale_version", "rated_at", "id"],
    )
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comparison_id", sa.Uuid(), nullable=False, comment="the aligned, graded pair"),
        sa.Column(
            "before_photo_id",
            sa.Uuid(),
            nullable=False,
            comment="the earlier photo: the region is drawn on it",
        ),
        sa.Column("after_photo_id", sa.Uuid(), nullable=False, comment="the later photo"),
        sa.Column(
            "label",
            sa.String(length=40),
            nullable=False,
            comment="what the region is called, such as left_cheek",
        ),
        sa.Column(
            "region",
            sa.JSON(none_as_null=True),
            nullable=False,
            comment="corners [x, y], full-size px of before",
        ),
        sa.Column(
            "adjacent",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="skin beside it, likewise; null: none was drawn",
        ),
        sa.Column("px_per_mm", sa.Double(), nullable=True, comment="of before; null: no scale known"),
        sa.Column(
            "region_digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of region, adjacent and px_per_mm, hex",
        ),
        sa.Column("measure", sa.String(length=40), nullable=False, comment="such as erythema_a, lines"),
        sa.Column("unit", sa.String(length=20), nullable=False, comment="of every number of the row"),
        sa.Column("before_value", sa.Double(), nullable=True, comment="null: unknown"),
        sa.Column("before_uncertainty", sa.Double(), nullable=True, comment="one deviation; null: unknown"),
        sa.Column(
            "before_reason", sa.String(length=40), nullable=True, comment="why unknown; null: measured"
        ),
        sa.Column("after_value", sa.Double(), nullable=True, comment="null: unknown"),
        sa.Column("after_uncertainty", sa.Double(), nullable=True, comment="one deviation; null: unknown"),
        sa.Column("after_reason", sa.String(length=40), nullable=True, comment="why unknown; null: measured"),
        sa.Column("change", sa.Double(), nullable=True, comment="after less before; null: unknown"),
        sa.Column(
            "change_limit", sa.Double(), nullable=True, comment="a smaller change is noise; null: not known"
        ),
        sa.Column("told", sa.String(length=12), nullable=False, comment="changed, within_noise or unknown"),
        sa.Column("reason", sa.String(length=40), nullable=True, comment="why unknown; null: told"),
        sa.Column(
            "doubts", sa.JSON(none_as_null=True), nullable=False, comment="codes told beside the answer"
        ),
        sa.Column(
            "version", sa.String(length=60), nullable=False, comment="of the method, and of its repeatability"
        ),
        sa.Column("measured_by", sa.Uuid(), nullable=True, comment="null: a program"),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.CheckConstraint(
            "told IN ('changed', 'within_noise', 'unknown')", name=op.f("ck_outcomes_told_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "after_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_outcomes_clinic_id_after_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "before_photo_id"],
            ["photos.clinic_id", "photos.id"],
            name="fk_outcomes_clinic_id_before_photo_id_photos",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "comparison_id"],
            ["comparisons.clinic_id", "comparisons.id"],
            name="fk_outcomes_clinic_id_comparison_id_comparisons",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "measured_by"],
            ["users.clinic_id", "users.id"],
            name="fk_outcomes_clinic_id_measured_by_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_outcomes_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
        sa.UniqueConstraint(
            "comparison_id",
            "region_digest",
            "measure",
            "version",
            name="uq_outcomes_comparison_id_region_digest_measure_version",
        ),
    )
    op.create_index("ix_outcomes_clinic_id_after_photo_id", "outcomes", ["clinic_id", "after_photo_id"])
    op.create_index("ix_outcomes_clinic_id_before_photo_id", "outcomes", ["clinic_id", "before_photo_id"])
    op.create_index(
        "ix_outcomes_clinic_id_measure_told_measured_at_id",
        "outcomes",
        ["clinic_id", "measure", "told", "measured_at", "id"],
    )


def downgrade() -> None:
    op.drop_table("outcomes")
    op.drop_table("ratings")
