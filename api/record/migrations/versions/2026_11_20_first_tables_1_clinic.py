"""The clinic and who works there, with what the service remembers about itself.

Revision ID: 2026_11_20_first_tables_1_clinic
Revises: nothing: this is the first
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_first_tables_1_clinic"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clinics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as the clinic writes it"),
        sa.Column(
            "jurisdiction",
            sa.String(length=8),
            nullable=False,
            comment="whose rules it advertises under: uk, au, us, eu",
        ),
        sa.Column(
            "time_zone",
            sa.String(length=64),
            nullable=False,
            comment="IANA name; days on the timeline are its days",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.PrimaryKeyConstraint("id", name="pk_clinics"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False, comment="the marker in the photo folder"),
        sa.Column(
            "key_check",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="tells the right master key from others",
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, first start"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the name or the address"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_subject_at", "sign_in_attempts", ["subject", "at"])
    op.create_table(
        "changes",
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=True,
            nullable=False,
            comment="order of changes, whatever the clock did",
        ),
        sa.Column("table_name", sa.String(length=60), nullable=False, comment="which table"),
        sa.Column("row_id", sa.Uuid(), nullable=False, comment="which row of it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="UTC, the transaction's time"),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="who; null: the service itself"),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True, comment="null: the row is new"),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True, comment="null: the row was removed"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_changes_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_index("ix_changes_clinic_id_number", "changes", ["clinic_id", "number"])
    op.create_index("ix_changes_table_name_row_id_number", "changes", ["table_name", "row_id", "number"])
    op.create_table(
        "idempotency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("caller_id", sa.Uuid(), nullable=False, comment="which user or token sent the key"),
        sa.Column("key", sa.String(length=200), nullable=False, comment="as sent"),
        sa.Column(
            "request_hash",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of method, path and body",
        ),
        sa.Column("status", sa.Integer(), nullable=False, comment="HTTP status that was answered"),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False, comment="sealed body"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_idempotency_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency"),
        sa.UniqueConstraint("clinic_id", "caller_id", "key", name="uq_idempotency_clinic_id_caller_id_key"),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])
    op.create_table(
        "jobs",
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=True,
            nullable=False,
            comment="order of writing, whatever the clock did",
        ),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="which handler"),
        sa.Column(
            "key", sa.String(length=120), nullable=False, comment="what it is about; with the kind, once only"
        ),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False, comment="ids, never names"),
        sa.Column("state", sa.String(length=8), nullable=False, comment="waiting, running, done, parked"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was begun"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="UTC; not before"),
        sa.Column(
            "leased_until", sa.DateTime(timezone=True), nullable=True, comment="UTC; null: nobody has it"
        ),
        sa.Column("lease", sa.Uuid(), nullable=True, comment="who has it; null: nobody"),
        sa.Column("last_error", sa.String(length=500), nullable=True, comment="null: none so far"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while open"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'parked')", name=op.f("ck_jobs_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_jobs_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name="pk_jobs"),
        sa.UniqueConstraint("clinic_id", "kind", "key", name="uq_jobs_clinic_id_kind_key"),
    )
    op.create_index("ix_jobs_state_due_at_number", "jobs", ["state", "due_at", "number"])
    op.create_table(
        "sites",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as the clinic calls it"),
        sa.Column("address", sa.String(length=500), nullable=True, comment="null: not given"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_sites_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_sites_clinic_id_id"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True, comment="null: no one place"),
        sa.Column(
            "username",
            sa.String(length=100),
            nullable=False,
            comment="folded: compared without regard to case",
        ),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as shown on screen"),
        sa.Column("role", sa.String(length=16), nullable=False, comment="what the person may do"),
        sa.Column(
            "password_hash", sa.String(length=200), nullable=False, comment="argon2id, with its parameters"
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="false: may no longer sign in"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="1 at first, one more with each change"),
        sa.CheckConstraint(
            "role IN ('clinician', 'photographer', 'marketer', 'administrator', 'auditor')",
            name=op.f("ck_users_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "site_id"],
            ["sites.clinic_id", "sites.id"],
            name="fk_users_clinic_id_site_id_sites",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_users_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("clinic_id", "id", name="uq_users_clinic_id_id"),
        sa.UniqueConstraint("username", name="uq_users_username"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="who signed in"),
        sa.Column(
            "secret_hash", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the cookie's secret"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), nullable=False, comment="UTC; last request, to the minute"
        ),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="UTC; dead from then on, whatever happens",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while open"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "user_id"],
            ["users.clinic_id", "users.id"],
            name="fk_sessions_clinic_id_user_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_sessions_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("secret_hash", name="uq_sessions_secret_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="who answers for it"),
        sa.Column(
            "name", sa.String(length=200), nullable=False, comment="which program, in the clinic's words"
        ),
        sa.Column("role", sa.String(length=16), nullable=False, comment="what the program may do"),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the secret"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null: until revoked"
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null while valid"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; null: never used"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="the clinic that the row belongs to"),
        sa.CheckConstraint(
            "role IN ('clinician', 'photographer', 'marketer', 'administrator', 'auditor')",
            name=op.f("ck_tokens_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "user_id"],
            ["users.clinic_id", "users.id"],
            name="fk_tokens_clinic_id_user_id_users",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinics.id"],
            name="fk_tokens_clinic_id_clinics",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("secret_hash", name="uq_tokens_secret_hash"),
    )
    op.create_index("ix_tokens_clinic_id_user_id", "tokens", ["clinic_id", "user_id"])


def downgrade() -> None:
    op.drop_table("tokens")
    op.drop_table("sessions")
    op.drop_table("users")
    op.drop_table("sites")
    op.drop_table("jobs")
    op.drop_table("idempotency")
    op.drop_table("changes")
    op.drop_table("sign_in_attempts")
    op.drop_table("installation")
    op.drop_table("clinics")
