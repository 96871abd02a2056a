from datetime import UTC, datetime

import pytest

from api.storage import _wire
from imaging import errors
from imaging.errors import DecoderCrashedError, ImagingError, TooManyPixelsError
from imaging.exif import Gps, Metadata


def test_an_error_comes_back_as_it_went() -> None:
    sent = TooManyPixelsError(pixels=200, limit=100)

    received = _wire.to_error(_wire.unpack(_wire.pack(_wire.from_error(sent))[_wire.LENGTH_BYTES :]))

    assert isinstance(received, TooManyPixelsError)
    assert received.facts() == {"pixels": 200, "limit": 100}


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ImagingError)
    ]

    assert len({kind.reason for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"reason": "no_such_error", "facts": {}},
        {"reason": "too_many_pixels", "facts": {"pixels": 1}},
        {"reason": "too_many_pixels", "facts": None},
        {"reason": "undecodable", "facts": {"detail": [1]}},
    ],
)
def test_an_answer_that_makes_no_sense_is_a_crash(head: dict[str, object]) -> None:
    received = _wire.to_error(head)

    assert isinstance(received, DecoderCrashedError)


def test_metadata_comes_back_as_it_went() -> None:
    sent = Metadata(
        state="read",
        taken_at=datetime(2026, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC),
        zone="+00:00",
        camera_make="a maker",
        focal_length_mm=4.25,
        iso=100.0,
        flash_fired=False,
        gps=Gps(latitude_deg=47.5, longitude_deg=-8.25),
    )

    received = _wire.to_metadata(_wire.unpack(_wire.pack(_wire.from_metadata(sent))[_wire.LENGTH_BYTES :]))

    assert received == sent


@pytest.mark.parametrize(
    ("name", "value"), [("lens", 5), ("iso", "high"), ("flash_fired", 1), ("zone", None), ("state", None)]
)
def test_metadata_of_another_type_is_not_taken(name: str, value: object) -> None:
    plain = _wire.from_metadata(Metadata()) | {name: value}

    with pytest.raises(TypeError):
        _wire.to_metadata(plain)


def test_a_text_from_the_other_side_is_cut_to_a_bearable_length() -> None:
    plain = _wire.from_metadata(Metadata()) | {"lens": "x" * 10_000}

    assert len(_wire.to_metadata(plain).lens or "") == _wire.MAX_TEXT
