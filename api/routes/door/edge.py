"""What a route is given: who asks, and one way to a transaction.

`may(...)` is the dependency of every route behind the door; a route without it
is open, and the written matrix says which those are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from api.actions.services import Services
from api.actions.sign_in import Caller
from api.routes.door.caller import Known, allowed, services_of
from api.routes.door.capabilities import Capability, capabilities_of
from api.storage.work import Work
from consent_gate import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One request of one known caller."""

    services: Services
    caller: Caller

    @property
    def actor(self) -> Actor:
        """The caller as the gate knows callers."""
        caller = self.caller
        return Actor(user_id=caller.user_id, role=Role(caller.role), clinic_id=caller.clinic_id)

    def may_also(self, capability: Capability) -> bool:
        """Whether the caller has this capability besides the one that opened the route."""
        return capability in capabilities_of(self.caller.role)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction that may write."""
        with self.services.work(self.actor) as work:
            yield work

    @contextmanager
    def look(self) -> Iterator[Work]:
        """One transaction that only reads, and waits for nobody."""
        with self.services.work(self.actor, write=False) as work:
            yield work


def may(capability: Capability) -> Callable[[Known, Services], Edge]:
    """The dependency of a route that needs this capability."""

    def edge(
        known: Annotated[Known, Depends(allowed(capability))],
        services: Annotated[Services, Depends(services_of)],
    ) -> Edge:
        return Edge(services=services, caller=known.caller)

    return edge
