"""The job `forget_copies`: one for each photo that moved, written with its move."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.actions.forget_copies import forget_copies
from api.actions.services import Services


def run(services: Services, *, clinic_id: UUID, payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - every job has one
    """Remove the blobs that the payload names."""
    forget_copies(services, payload["blobs"])
