"""Products, batches, what was given, and warnings about it.

Revision ID: 2026_11_20_first_tables_3_products
Revises: 2026_11_20_first_tables_2_patients
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_first_tables_3_products"
down_revision = "2026_11_20_first_tables_2_patients"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="trade name"),
        sa.Column("maker", sa.String(length=200), nullable=True, comment="null: not known"),
        sa.Column(
            "kind", sa.String(length=40), nullable=False, comment="such as toxin, filler, peel, consumable"
        ),
        sa.Column("unit", sa.String(length=20), nullable=False, comment="what amounts count in: U, ml, g"),
        sa.Column("gtin", sa.String(length=14), nullable=True, comment="GS1 number; null: none"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_products_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_products_clinic_id_id"),
    )
    op.create_index("ix_products_clinic_id_name", "products", ["clinic_id", "name"])
    op.create_table(
        "advisories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True, comment="null: only the listed batches"),
        sa.Column("title", sa.String(length=300), nullable=False, comment="as issued"),
        sa.Column("source", sa.String(length=200), nullable=False, comment="who issued it"),
        sa.Column("reference", sa.String(length=100), nullable=True, comment="their number; null: none"),
        sa.Column("text", sa.String(), nullable=False, comment="the notice"),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="day of issue"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "product_id"],
            ["products.clinic_id", "products.id"],
            name="fk_advisories_clinic_id_product_id_products",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_advisories_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_advisories"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_advisories_clinic_id_id"),
    )
    op.create_index("ix_advisories_clinic_id_issued_on", "advisories", ["clinic_id", "issued_on"])
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False, comment="of which product"),
        sa.Column("lot", sa.String(length=60), nullable=False, comment="as printed"),
        sa.Column("expires_on", sa.Date(), nullable=True, comment="last good day; null: not told"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "product_id"],
            ["products.clinic_id", "products.id"],
            name="fk_batches_clinic_id_product_id_products",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_batches_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_batches_clinic_id_id"),
        sa.UniqueConstraint("clinic_id", "product_id", "lot", name="uq_batches_clinic_id_product_id_lot"),
    )
    op.create_table(
        "advisory_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("advisory_id", sa.Uuid(), nullable=False, comment="which advisory"),
        sa.Column("batch_id", sa.Uuid(), nullable=False, comment="which batch"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "advisory_id"],
            ["advisories.clinic_id", "advisories.id"],
            name="fk_advisory_batches_clinic_id_advisory_id_advisories",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "batch_id"],
            ["batches.clinic_id", "batches.id"],
            name="fk_advisory_batches_clinic_id_batch_id_batches",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_advisory_batches_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_advisory_batches"),
        sa.UniqueConstraint("advisory_id", "batch_id", name="uq_advisory_batches_advisory_id_batch_id"),
    )
    op.create_index("ix_advisory_batches_clinic_id_batch_id", "advisory_batches", ["clinic_id", "batch_id"])
    op.create_table(
        "product_uses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("treatment_id", sa.Uuid(), nullable=False, comment="when it was given"),
        sa.Column("product_id", sa.Uuid(), nullable=False, comment="what was given"),
        sa.Column("batch_id", sa.Uuid(), nullable=True, comment="null: lot not recorded"),
        sa.Column("amount", sa.Double(), nullable=False, comment="in `unit`"),
        sa.Column("unit", sa.String(length=20), nullable=False, comment="U, ml, g"),
        sa.Column("area", sa.String(length=40), nullable=True, comment="region code; null: as treated"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "batch_id"],
            ["batches.clinic_id", "batches.id"],
            name="fk_product_uses_clinic_id_batch_id_batches",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "product_id"],
            ["products.clinic_id", "products.id"],
            name="fk_product_uses_clinic_id_product_id_products",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "treatment_id"],
            ["treatments.clinic_id", "treatments.id"],
            name="fk_product_uses_clinic_id_treatment_id_treatments",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_product_uses_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_product_uses"),
    )
    op.create_index("ix_product_uses_clinic_id_batch_id", "product_uses", ["clinic_id", "batch_id"])
    op.create_index("ix_product_uses_clinic_id_product_id", "product_uses", ["clinic_id", "product_id"])
    op.create_index("ix_product_uses_clinic_id_treatment_id", "product_uses", ["clinic_id", "treatment_id"])


def downgrade() -> None:
    op.drop_table("product_uses")
    op.drop_table("advisory_batches")
    op.drop_table("batches")
    op.drop_table("advisories")
    op.drop_table("products")
