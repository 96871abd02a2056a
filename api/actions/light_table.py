"""The photos that somebody looks at closely, decoded once and held in memory while there is room.

Deep zoom asks for many parts of few photos. A part cut from a decoded photo takes milliseconds; opening
and decoding the original for it takes a second. So the decoded photo lies here at full size, a half, a
quarter and so on; the least lately used leave first, and nothing is written anywhere. Nothing is handed out
without a permit that holds at this moment: a photo that lies here is as closed as one in the vault.

Refused (2026-11): a pyramid kept beside the original. It adds a third to what is stored and erased, and must
be decrypted by the megabyte for each tile, or lie decrypted somewhere: then it is this with a detour.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from api.record.photos import Photo
from consent_gate import Permit
from imaging.tile import Pyramid

ROOM_BYTES = 768 * 1024 * 1024
"""two photos of 48 megapixels with all their levels; a larger one has the table for itself"""


class LightTable:
    """Decoded photos by their content; safe to use from any thread."""

    def __init__(self, *, room_bytes: int = ROOM_BYTES) -> None:
        self._room = room_bytes
        self._lies: OrderedDict[tuple[UUID, bytes], Pyramid] = OrderedDict()
        self._lock = threading.Lock()
        self._laying: dict[tuple[UUID, bytes], threading.Lock] = {}

    def take(self, photo: Photo, *, permit: Permit, now: datetime, lay: Callable[[], Pyramid]) -> Pyramid:
        """The photo, laid here by `lay` if it is not here; many may ask at once, one lays.

        Raises
        ------
        PermissionError
            The permit does not cover the photo at this time.
        """
        if not permit.covers(photo.id, now=now):
            raise PermissionError(f"the permit does not cover photo `{photo.id}` at this time")
        place = (photo.patient_id, photo.sha256)
        with self._lock:
            turn = self._laying.setdefault(place, threading.Lock())
        with turn:
            found = self._look(place)
            if found is None:
                found = lay()
                self._put(place, found)
        return found

    @property
    def holds(self) -> int:
        """Bytes of memory that the photos on the table take."""
        with self._lock:
            return sum(pyramid.size for pyramid in self._lies.values())

    def _look(self, place: tuple[UUID, bytes]) -> Pyramid | None:
        with self._lock:
            if place in self._lies:
                self._lies.move_to_end(place)
            return self._lies.get(place)

    def _put(self, place: tuple[UUID, bytes], pyramid: Pyramid) -> None:
        with self._lock:
            self._lies[place] = pyramid
            while len(self._lies) > 1 and sum(each.size for each in self._lies.values()) > self._room:
                gone, _ = self._lies.popitem(last=False)
                self._laying.pop(gone, None)
