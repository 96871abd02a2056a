"""How fast sign-in may be tried: from one net, and from one net for one account.

Failures are counted in the record, so a restart forgives nothing and two
processes count together. A right password is not tried while waiting, so
guessing during the wait learns nothing. Failures for an account count only against
the net that they came from: who knows a name must not be able to keep its owner out.
"""

import ipaddress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.actions.errors import TooManyAttemptsError
from api.record import sign_in_attempts

# (within, most failures of one account from one net, most failures of one net). A clinic behind one address
# mistypes more often than one person.
LIMITS = (
    (timedelta(minutes=1), 5, 20),
    (timedelta(minutes=15), 20, 100),
)
WINDOW = max(within for within, _, _ in LIMITS)


def check(session: Session, *, username: str, address: str, now: datetime) -> None:
    """Let an attempt through; needs a session across clinics.

    Raises
    ------
    TooManyAttemptsError
        Too many failed from this net, for this account or in all; says how long to wait.
    """
    for within, of_account, of_net in LIMITS:
        for subject, most in ((_account(username, address), of_account), (_net(address), of_net)):
            if sign_in_attempts.count(session, subject, since=now - within) >= most:
                raise TooManyAttemptsError(wait_s=int(within.total_seconds()))


def failed(session: Session, *, username: str, address: str, now: datetime) -> None:
    """Count one failure, and forget those that count no more."""
    sign_in_attempts.forget_old(session, before=now - WINDOW)
    sign_in_attempts.add(session, _account(username, address), now=now)
    sign_in_attempts.add(session, _net(address), now=now)


def succeeded(session: Session, *, username: str, address: str) -> None:
    """Forget the failures for the account from this net; those of the net in all stay."""
    sign_in_attempts.forget(session, _account(username, address))


def net_of(address: str) -> str:
    """The net that one attacker holds: a /24, or a /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    prefix = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _account(username: str, address: str) -> str:
    return f"account {username.strip().casefold()} from {net_of(address)}"


def _net(address: str) -> str:
    return f"net {net_of(address)}"
