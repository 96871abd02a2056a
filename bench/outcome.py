"""How often a known rise of redness is told, and how large it reads, on sites that the limits do not know.

The pair is taken as graded green and one camera: what is tried here is the limit, not the grade. How often
unchanged skin is told as changed stands in the last column of `bench.repeatability`.

    python -m bench.outcome
"""

from collections.abc import Iterator

import cv2

from api.actions.catalogue import repeatability
from bench.repeatability import GREEN, Capture, close_ups, faces, measured, reading
from imaging.synthetic import Erythema, SkinSite, SkinVisit, Visit
from protocols.change import Told, judge

MEASURE = "erythema_a"
PEOPLE = (2, 5)
SITES = (
    SkinSite(seed=51, ita_deg=48, haemoglobin=0.065, roughness=3.0),
    SkinSite(seed=52, ita_deg=30, haemoglobin=0.07, roughness=3.5),
    SkinSite(seed=53, ita_deg=-15, haemoglobin=0.085, roughness=3.0),
)
RISES = (1.0, 2.0, 4.0)


def sensitivity(kind: str, rise: float, captures: Iterator[Capture], *, region: str) -> None:
    """Print how often a known rise is told, and how large it reads."""
    repeat = repeatability().of(kind, MEASURE)
    told = [
        judge(
            MEASURE,
            reading(first),
            reading(later),
            pair=GREEN,
            sdc=None if repeat is None else repeat.smallest_detectable_change,
        )
        for subject, (first, *rest) in measured(captures)[MEASURE].items()
        for later in rest
        if region in subject
    ]
    read = sorted(answer.change for answer in told if answer.change is not None)
    limits = sorted(answer.limit for answer in told if answer.limit is not None)
    right = sum(answer.told is Told.CHANGED for answer in told)
    print(
        f"{kind}, a* raised by {rise:g}: {right} of {len(told)} told as changed, "
        f"median read {read[len(read) // 2]:.2f}, median limit {limits[len(limits) // 2]:.2f}"
    )


def main() -> None:
    cv2.setNumThreads(1)
    print(f"limits: {repeatability().version}")
    for rise in RISES:
        red = Erythema(centre_mm=(-8.5, -3.5), radius_mm=20.0, delta_a=rise)
        sensitivity("close_up", rise, close_ups(SITES, later=SkinVisit(erythema=red)), region="skin")
    for rise in (4.0, 8.0):
        sensitivity("face", rise, faces(PEOPLE, later=Visit(redness=rise)), region="cheek")


if __name__ == "__main__":
    main()
