"""How fast sign-in may be tried: per account and per net, kept in memory.

Failures older than the window are forgotten, and so is everything at a restart:
an attacker cannot cause one, and a forgotten count only gives `free` tries back.
A right password is not tried while waiting, so guessing learns nothing.
"""

import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 5
"""failures of one account before it has to wait"""
FREE_FAILURES_NET = 20
"""failures from one net: a clinic behind one address mistypes more often"""
WINDOW = timedelta(minutes=15)
LONGEST_WAIT_S = 300
MOST_KEPT = 10_000
"""names and nets remembered; the oldest go first"""


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


class Throttle:
    """Counts failures; says how long to wait. Safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, *, account: str, address: str, now: datetime) -> int:
        """Seconds until the next attempt of this account from this address is looked at."""
        with self._lock:
            return max(
                self._wait(f"account {account.casefold()}", FREE_FAILURES, now),
                self._wait(f"net {net_of(address)}", FREE_FAILURES_NET, now),
            )

    def failed(self, *, account: str, address: str, now: datetime) -> None:
        """Remember one failure."""
        with self._lock:
            for key in (f"account {account.casefold()}", f"net {net_of(address)}"):
                kept = self._kept.setdefault(key, _Failures(0, now))
                kept.count = kept.count + 1 if now - kept.last < WINDOW else 1
                kept.last = now
                self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def succeeded(self, *, account: str) -> None:
        """Forget the failures of the account, not those of the net."""
        with self._lock:
            self._kept.pop(f"account {account.casefold()}", None)

    def _wait(self, key: str, free: int, now: datetime) -> int:
        kept = self._kept.get(key)
        if kept is None or kept.count < free or now - kept.last >= WINDOW:
            return 0
        wait = timedelta(seconds=min(LONGEST_WAIT_S, 2 ** (kept.count - free)))
        left = (kept.last + wait - now).total_seconds()
        return max(0, -int(-left // 1))


def net_of(address: str) -> str:
    """The net that one attacker holds: a /24, or a /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    prefix = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
