"""The job `understand_photo`: one for each photo, written with its row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.actions.services import Services
from api.actions.understand_photo import understand_photo


def run(services: Services, *, clinic_id: UUID, payload: Mapping[str, Any]) -> None:
    """Measure the photo that the payload names."""
    understand_photo(services, clinic_id=clinic_id, photo_id=UUID(payload["photo_id"]))
