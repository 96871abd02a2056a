"""What a running service does now and then: it forgets what is over.

Chores lose nothing when they fail: the next round does them.
"""

from datetime import timedelta

import structlog

from api.actions.services import Services
from api.record import idempotency, sessions
from api.storage.errors import StorageError

EVERY_S = 600.0
SESSIONS_KEPT = timedelta(days=30)
"""ended sessions, for whoever asks who was signed in when; the audit keeps what was done"""

log = structlog.get_logger(__name__)


def do_chores(services: Services) -> None:
    """One round."""
    now = services.clock()
    try:
        with services.database.across_clinics(now=now) as session:
            idempotency.forget_old(session, now=now)
            sessions.forget_expired(session, before=now - SESSIONS_KEPT)
    except StorageError as error:
        log.warning("chores not done", reason=error.reason)
