"""Decoded photos lie in memory while there is room, and are handed out against a permit only."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import numpy as np
import pytest

from api.actions.light_table import LightTable
from imaging.tile import Pyramid
from tests.fakes import NOON, permit_to_measure

PATIENT, CLINIC = uuid4(), uuid4()


@dataclass
class Lain:
    """A photo as the table sees one, and how often it was decoded."""

    id: UUID = field(default_factory=uuid4)
    patient_id: UUID = PATIENT
    count: int = 0

    @property
    def sha256(self) -> bytes:
        return self.id.bytes

    def lay(self) -> Pyramid:
        self.count += 1
        return Pyramid.of(np.zeros((100, 100, 3), np.uint8))


def take(table: LightTable, photo: Lain, *, permit_for: Lain | None = None) -> Pyramid:
    permit = permit_to_measure((permit_for or photo).id, PATIENT, CLINIC)
    return table.take(photo, permit=permit, now=NOON, lay=photo.lay)  # type: ignore[arg-type]


def test_a_photo_is_decoded_once() -> None:
    table, photo = LightTable(), Lain()

    first, second = take(table, photo), take(table, photo)

    assert first is second
    assert photo.count == 1


def test_a_permit_for_another_photo_opens_nothing_even_what_lies_there() -> None:
    table, photo = LightTable(), Lain()
    take(table, photo)

    with pytest.raises(PermissionError):
        take(table, photo, permit_for=Lain())


def test_the_least_lately_used_leaves_when_room_is_short() -> None:
    table, photos = LightTable(room_bytes=70_000), [Lain() for _ in range(3)]
    for photo in (photos[0], photos[1], photos[0], photos[2]):
        take(table, photo)

    take(table, photos[0])
    take(table, photos[1])

    assert [photo.count for photo in photos] == [1, 2, 1]
    assert table.holds <= 70_000


def test_a_photo_larger_than_the_room_has_the_table_for_itself() -> None:
    table, photos = LightTable(room_bytes=10), [Lain(), Lain()]

    for photo in photos:
        take(table, photo)

    assert table.holds == 30_000
