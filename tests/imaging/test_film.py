"""A film holds its frames, cut and in order, with the date beside the picture."""

import builtins
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imaging.errors import FilmSupportMissingError
from imaging.film import MOST_FRAMES, dated, encode_animation, encode_mp4
from imaging.frame import Pixels

GREYS = (30, 120, 220)


def frames(height: int = 60, width: int = 80) -> list[Pixels]:
    return [np.full((height, width, 3), grey, np.uint8) for grey in GREYS]


def test_an_animation_shows_every_frame_for_the_same_time() -> None:
    film = Image.open(io.BytesIO(encode_animation(frames(), frame_ms=700)))

    shown = []
    for at in range(film.n_frames):
        film.seek(at)
        shown.append((round(float(np.asarray(film.convert("RGB")).mean())), film.info["duration"]))
    assert [ms for _, ms in shown] == [700] * 3
    assert np.allclose([grey for grey, _ in shown], GREYS, atol=3)


def test_an_animation_carries_no_metadata() -> None:
    film = Image.open(io.BytesIO(encode_animation(frames())))

    assert not film.info.keys() & {"exif", "xmp", "icc_profile"}


def test_an_mp4_shows_every_frame_once_and_in_order() -> None:
    av = pytest.importorskip("av")

    with av.open(io.BytesIO(encode_mp4(frames(61, 81), frame_ms=500))) as film:
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
        rate = film.streams.video[0].average_rate

    assert np.allclose([frame.mean() for frame in shown], GREYS, atol=4)
    assert shown[0].shape == (60, 80, 3)
    assert rate == 2


def test_without_its_extra_an_mp4_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def without_av(name: str, *rest: Any) -> Any:
        if name == "av":
            raise ModuleNotFoundError(name="av")
        return known(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_av)

    with pytest.raises(FilmSupportMissingError, match="use animated WebP"):
        encode_mp4(frames())


@pytest.mark.parametrize("encode", [encode_animation, encode_mp4])
@pytest.mark.parametrize("bad", ["none", "too many", "unequal"])
def test_what_makes_no_film_is_refused(encode: Any, bad: str) -> None:
    pytest.importorskip("av")
    given: list[Pixels] = {
        "none": [],
        "too many": frames() * MOST_FRAMES,
        "unequal": [*frames(), *frames(60, 60)],
    }[bad]

    with pytest.raises(ValueError, match="one size"):
        encode(given)


def test_a_date_stands_beside_the_picture_and_leaves_it_as_it_is() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (90, 200, 3), dtype=np.uint8)

    drawn = dated(picture, headline="12 Aug 2026", line="30 weeks after the first")

    assert np.array_equal(drawn[:90], picture)
    assert drawn.shape[1] == 200
    assert drawn[90:].max() > 200
    assert (drawn[90:] == drawn[90:, :, :1]).all()
