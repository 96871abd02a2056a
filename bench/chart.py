"""Colour charts: speed and recall against OpenCV's finder, refusals of spoiled ones, colour that is left.

    python -m bench.chart                     # all of it, a minute or two
    python -m bench.chart --data FOLDER       # with the marked photos of FOLDER/colour/charts, too

The peer is `cv2.mcc` on a copy of 1600 px, alone: it measures nothing and refuses nothing.
"""

import argparse
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from bench.timing import machine, race
from imaging.chart import Chart, ChartRefusal, find_chart
from imaging.decode import decode
from imaging.frame import Frame, Pixels
from imaging.synthetic import Camera, Card, chart_shot

PEER_PX = 1600
GOAL = 1 / 1.2  # of the peer's time
NEAR = 0.35  # patches: a middle further off is in the wrong place
LENS = Camera(width_px=900, height_px=700, shoulder=False, vignette=0.0)
CARD = Card(width_px=260.0, centre_px=(350.0, 450.0))
SEEDS = 6

Points = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def main() -> int:
    """Print the four tables; 1 when slower than promised."""
    parser = argparse.ArgumentParser(prog="python -m bench.chart", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the real test data")
    data = parser.parse_args().data
    print(machine())
    missed = sum(speed())
    recall()
    refusals()
    if data is not None:
        real(data / "colour" / "charts")
    return 1 if missed else 0


def speed() -> Iterator[bool]:
    """The whole of ours, against finding alone."""
    photo = chart_shot(replace(CARD, width_px=420.0), camera=replace(LENS, width_px=1600, height_px=1200))
    for megapixels in (2, 12, 48):
        factor = math.sqrt(megapixels * 1e6 / (1600 * 1200))
        full = np.asarray(cv2.resize(photo.pixels, None, fx=factor, fy=factor), np.uint8)
        # What the product looks at: a frame is decoded to 4096 px at most.
        side = min(1.0, 4096 / max(full.shape))
        working = np.asarray(cv2.resize(full, None, fx=side, fy=side, interpolation=cv2.INTER_AREA), np.uint8)
        frame = Frame(pixels=working, full_width_px=full.shape[1], full_height_px=full.shape[0])
        small = _small(working)
        found = race(
            f"chart found, measured, {megapixels} MP",
            "mcc finds, 1600 px",
            lambda frame=frame: find_chart(frame),
            lambda small=small: _mcc(small),
            rounds=9,
            goal=GOAL,
        )
        print(found.line(), flush=True)
        yield found.goal is not None and found.ratio < found.goal


def recall() -> None:
    """Good charts, made harder one way at a time: in place and in order, of SEEDS each."""
    print(f"\nfound in place and order, of {SEEDS}           ours  mcc   largest error, patches")
    for name, card, lens in _harder():
        shots = [
            chart_shot(replace(card, turn_deg=card.turn_deg + 61.0 * seed), camera=lens, seed=seed)
            for seed in range(SEEDS)
        ]
        ours, peer, off = 0, 0, 0.0
        for shot in shots:
            chart, boxed = find_chart(Frame.from_pixels(shot.pixels)), _mcc(_small(shot.pixels))
            if isinstance(chart, Chart):
                error = _off(chart.patches_px, shot.truth.patches_px)
                ours, off = ours + (error < NEAR), max(off, error)
            peer += boxed is not None and _off(boxed, shot.truth.patches_px) < NEAR
        print(f"  {name:<40} {ours:4d} {peer:4d}   {off:.3f}")


def _harder() -> Iterator[tuple[str, Card, Camera]]:
    for width in (110, 140, 180, 260, 500):
        yield f"{width} px wide", replace(CARD, width_px=float(width)), LENS
    for tilt in (20, 40, 55):
        yield f"tilted by {tilt} degrees", replace(CARD, tilt_deg=(float(tilt), 0.0)), LENS
    for stops in (-3, -1.5, 1):
        yield f"{stops:+} stops", CARD, replace(LENS, exposure_ev=float(stops) - 0.3)
    for noise in (0.02, 0.06, 0.1):
        yield f"noise of {noise} at white", CARD, replace(LENS, noise=noise)
    for blur in (1.5, 3.0):
        yield f"blurred by {blur} px", CARD, replace(LENS, blur_px=blur)
    yield "tungsten", replace(CARD, tint=(1.0, 0.65, 0.3)), LENS
    yield "green tube", replace(CARD, tint=(0.7, 1.0, 0.6)), LENS


def refusals() -> None:
    """Charts spoiled on purpose: none may be used."""
    print(f"\nspoiled, of {SEEDS}                                used  reasons")
    for name, spoil in _spoiled():
        reasons: dict[str, int] = {}
        used = 0
        for seed in range(SEEDS):
            shot = chart_shot(replace(CARD, turn_deg=13.0 * seed), camera=LENS, seed=seed)
            answer = find_chart(Frame.from_pixels(spoil(shot.pixels, shot.truth.patches_px)))
            used += isinstance(answer, Chart)
            if not isinstance(answer, Chart):
                reason = answer.reason if isinstance(answer, ChartRefusal) else "none seen"
                reasons[reason] = reasons.get(reason, 0) + 1
        print(f"  {name:<40} {used:4d}   {', '.join(f'{k} {v}' for k, v in sorted(reasons.items()))}")


def _spoiled() -> Iterator[tuple[str, Callable[[Pixels, Points], Pixels]]]:
    for patch in (0, 1, 8, 20, 23):
        yield f"a finger over patch {patch + 1}", lambda p, c, k=patch: _covered(p, c[k], 0.62, c)
    yield "a hand over four", lambda p, c: _covered(p, (c[9] + c[16]) / 2, 1.1, c)
    for fall in (0.5, 0.7):
        yield f"light falls by {fall:.0%}", lambda p, c, k=fall: _lit(p, 1 - k * _along(p, c))
    for dark in (0.4, 0.6):
        yield (
            f"a shadow's edge, {dark:.0%} left",
            lambda p, c, k=dark: _lit(p, np.where(_along(p, c) > 0.5, k, 1)),
        )
    yield "a soft shadow", lambda p, c: _lit(p, 1 - 0.5 / (1 + np.exp(-12 * (_along(p, c) - 0.5))))
    yield "a veil of glare", lambda p, _: _lit(p, np.array(0.75), 0.2)
    yield "a spot of glare", lambda p, c: _lit(p, np.array(1.0), 0.6 * _spot(p, c[7], c))
    yield "cut through a row", lambda p, c: np.ascontiguousarray(p[: round(float(c[:, 0].max()))])
    yield "burnt out", lambda p, _: _lit(p, np.array(6.0))


def real(folder: Path) -> None:
    """The marked photos: place, and colour before, after, and with each patch left out."""
    print("\nphoto                                      off   dE before  after  left out  list")
    marked = json.loads((folder / "annotations.shared.json").read_text())["images"]
    left_out = []
    for name, marks in marked.items():
        answer = find_chart(decode((folder / name).read_bytes()))
        if not isinstance(answer, Chart):
            print(f"  {name:<38} {answer.reason if answer else 'none seen'}")
            continue
        off = _off(answer.patches_px, np.array(marks["patch_centres"])[:, ::-1])
        left_out.append(answer.delta_e_left_out)
        print(
            f"  {name:<38} {off:.3f}  {answer.delta_e_before:8.2f} {answer.delta_e_after:7.2f}"
            f" {answer.delta_e_left_out:8.2f}  {answer.reference}"
        )
    print(f"  median of the charts, patches left out: {np.median(left_out):.2f} (goal 2)")


def _mcc(small: tuple[Pixels, float]) -> Points | None:
    detector = cv2.mcc.CCheckerDetector.create()
    detector.setColorChartType(cv2.mcc.MCC24)
    if not detector.process(np.ascontiguousarray(small[0][..., ::-1]), 1):
        return None
    box = np.array(detector.getBestColorChecker().getBox(), np.float32)
    carry = cv2.getPerspectiveTransform(np.array([[0, 0], [6, 0], [6, 4], [0, 4]], np.float32), box)
    middles = np.array([[[i % 6 + 0.5, i // 6 + 0.5] for i in range(24)]], np.float32)
    return np.asarray(cv2.perspectiveTransform(middles, carry)[0, :, ::-1] / small[1], np.float64)


def _small(pixels: Pixels) -> tuple[Pixels, float]:
    factor = min(1.0, PEER_PX / max(pixels.shape))
    if factor == 1:
        return pixels, 1.0
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)), factor


def _off(found: Points, truth: Points) -> float:
    return float(np.linalg.norm(found - truth, axis=1).max() / _pitch(truth))


def _pitch(centres: Points) -> float:
    return float(np.median(np.linalg.norm(np.diff(centres[:6], axis=0), axis=1)))


def _covered(pixels: Pixels, at: Points, radius: float, centres: Points) -> Pixels:
    drawn = np.ascontiguousarray(pixels)
    x, y = round(float(at[1])), round(float(at[0]))
    cv2.circle(drawn, (x, y), round(radius * _pitch(centres)), (206, 162, 142), cv2.FILLED)
    return drawn


def _along(pixels: Pixels, centres: Points) -> Points:
    """0 at one end of the card, 1 at the other."""
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    axis = centres[5] - centres[0]
    share = ((rows - centres[0, 0]) * axis[0] + (columns - centres[0, 1]) * axis[1]) / (axis @ axis)
    return np.asarray(np.clip(share, 0, 1))


def _spot(pixels: Pixels, at: Points, centres: Points) -> Points:
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    return np.asarray(np.exp(-((rows - at[0]) ** 2 + (columns - at[1]) ** 2) / _pitch(centres) ** 2))


def _lit(pixels: Pixels, light: Points, veil: Points | float = 0.0) -> Pixels:
    whole = (*pixels.shape[:2], 1)
    linear = (pixels / 255.0) ** 2.2 * np.broadcast_to(light, pixels.shape[:2]).reshape(whole)
    linear = linear + np.broadcast_to(veil, pixels.shape[:2]).reshape(whole)
    return np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


if __name__ == "__main__":
    raise SystemExit(main())
