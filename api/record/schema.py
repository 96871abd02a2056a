"""Every table of the record in one import: what migrations compare with, and what resolves their names."""

from __future__ import annotations

from sqlalchemy import MetaData

from api.record import (
    advisories,
    alignments,
    audit,
    batches,
    capture_sessions,
    carers,
    changes,
    clinics,
    comparisons,
    consent_documents,
    consents,
    courses,
    idempotency,
    installation,
    jobs,
    outcomes,
    patient_alerts,
    patient_identifiers,
    patient_keys,
    patients,
    permission_keeping,
    permissions,
    photos,
    product_uses,
    products,
    ratings,
    releases,
    renditions,
    sessions,
    sign_in_attempts,
    sites,
    tokens,
    treatments,
    users,
)
from api.storage.database import Base

NOUNS = (
    advisories,
    alignments,
    audit,
    batches,
    capture_sessions,
    carers,
    changes,
    clinics,
    comparisons,
    consent_documents,
    consents,
    courses,
    idempotency,
    installation,
    jobs,
    outcomes,
    patient_alerts,
    patient_identifiers,
    patient_keys,
    patients,
    permission_keeping,
    permissions,
    photos,
    product_uses,
    products,
    ratings,
    releases,
    renditions,
    sessions,
    sign_in_attempts,
    sites,
    tokens,
    treatments,
    users,
)


def metadata() -> MetaData:
    """The tables as the classes describe them."""
    return Base.metadata
