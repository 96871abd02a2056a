"""Is the audit what was written? Walk a clinic's chain against the heads kept outside; and keep new heads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.record import audit
from api.storage.database import ClinicSession
from api.storage.heads import HeadFile, KeptHead
from consent_gate.chain import ChainReport, genesis, verify


def verify_audit(session: ClinicSession, *, clinic_id: UUID, heads: HeadFile) -> ChainReport:
    """What the chain of that clinic proves, with the first bad entry if there is one.

    Raises
    ------
    HeadFileError
        The heads outside cannot be read: without them nothing is proved.
    """
    kept = heads.read().get(clinic_id, ())
    return verify(audit.chain(session, clinic_id), start=genesis(clinic_id), heads=kept)


def keep_heads(session: ClinicSession, *, heads: HeadFile, now: datetime) -> Sequence[KeptHead]:
    """Write the head of every chain that has grown to the file outside; which those were.

    Needs a session across clinics, and one that only reads: a head that is not committed yet would
    accuse an honest chain.
    """
    if session.write:
        raise RuntimeError("heads are kept from committed entries: open a reading session")
    known = {clinic_id: kept[-1] for clinic_id, kept in heads.read().items()}
    grown = [
        KeptHead(clinic_id=clinic_id, head=audit.head_of(session, clinic_id), at=now)
        for clinic_id in audit.clinics_with_entries(session)
    ]
    new = [kept for kept in grown if kept.head != known.get(kept.clinic_id)]
    heads.add(new)
    return new
