"""The spine against its peers: thumbnail, side by side, align. `python -m bench.spine [--quick]`.

Ours runs as the service runs it: through the sandbox, header check and all. Peers run bare in
this process. Ratios above 1 mean that ours is faster; goals are those of the performance paper.
"""

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from api.actions.compare_files import SIDES, wanted_side_px
from api.storage.sandbox import Sandbox
from bench.scenes import MEGAPIXELS, Pair, corner_error_px, jpeg, moved, scene
from bench.timing import Race, machine, race
from imaging.align import Alignment, align
from imaging.compare import plan, render
from imaging.encode import encode_jpeg
from imaging.frame import Frame
from imaging.geometry import Similarity
from imaging.operations import Orient
from imaging.recipe import Recipe

TRUTH = Similarity(1.02, 1.5, (12.0, -20.0))
THUMBNAIL_PX, PICTURE_PX, RENDITION_PX = 400, 1024, 2048


def main() -> int:
    """Run all races, print them, and fail when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.spine", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="12 MP only, three rounds")
    quick = parser.parse_args().quick
    rounds, sizes = (3, [12]) if quick else (7, list(MEGAPIXELS))
    print(machine())
    missed = 0
    with Sandbox() as sandbox:
        for runner in (thumbnails, side_by_side):
            for found in runner(sandbox, sizes, rounds):
                print(found.line(), flush=True)
                missed += found.goal is not None and found.ratio < found.goal
    for found in alignments(rounds):
        print(found.line(), flush=True)
        missed += found.goal is not None and found.ratio < found.goal
    return 1 if missed else 0


def thumbnails(sandbox: Sandbox, sizes: list[int], rounds: int) -> Iterator[Race]:
    """A JPEG of a camera to a JPEG of 400 px."""
    for megapixels in sizes:
        data = jpeg(scene(*MEGAPIXELS[megapixels]))

        def ours(data: bytes = data) -> bytes:
            return encode_jpeg(sandbox.thumbnail(data, THUMBNAIL_PX).pixels, quality=85)

        def draft(data: bytes = data) -> bytes:
            image = Image.open(io.BytesIO(data))
            image.draft("RGB", (THUMBNAIL_PX, THUMBNAIL_PX))
            image.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
            return _saved(image)

        def whole(data: bytes = data) -> bytes:
            image = Image.open(io.BytesIO(data)).convert("RGB")
            return _saved(image.resize(_within(image.size, THUMBNAIL_PX), Image.Resampling.LANCZOS))

        name = f"thumbnail {THUMBNAIL_PX} px, {megapixels} MP"
        yield race(name, "Pillow draft", ours, draft, rounds=rounds, goal=1.2)
        yield race(name, "Pillow whole, Lanczos", ours, whole, rounds=rounds)


def side_by_side(sandbox: Sandbox, sizes: list[int], rounds: int) -> Iterator[Race]:
    """Two photos, one of them turned onto the other, to one JPEG of 2 x 1024 px. The peer turns nothing.

    As the service does it: the alignment is known, so each photo is read no larger than it is shown.
    """
    readers = ThreadPoolExecutor(2)
    for megapixels in sizes:
        width, height = MEGAPIXELS[megapixels]
        factor = width / RENDITION_PX
        originals = [jpeg(scene(width, height, seed=seed)) for seed in (1, 2)]
        small = (RENDITION_PX, round(height / factor))
        renditions = [jpeg(scene(*small, seed=seed), quality=90) for seed in (1, 2)]
        similarity = Similarity(1.02, 1.5, (12.0 * factor, -20.0 * factor))

        def ours(files: list[bytes], size: tuple[int, int], turn: Similarity) -> bytes:
            recipe = _planned(size, turn)
            wanted = [wanted_side_px(recipe, side) for side in SIDES]
            reading = [
                readers.submit(sandbox.read, data, max_side_px=side)
                for data, side in zip(files, wanted, strict=True)
            ]
            before, after = (job.result().frame for job in reading)
            return encode_jpeg(render(recipe, before, after), quality=85)

        def from_originals(
            files: list[bytes] = originals,
            size: tuple[int, int] = (width, height),
            turn: Similarity = similarity,
        ) -> bytes:
            return ours(files, size, turn)

        def from_renditions(files: list[bytes] = renditions, size: tuple[int, int] = small) -> bytes:
            return ours(files, size, TRUTH)

        def pillow(files: list[bytes]) -> Callable[[], bytes]:
            return lambda: _pillow_pair(files)

        name = f"side by side 2 x {PICTURE_PX}, {megapixels} MP"
        kept = f"{name}, kept {RENDITION_PX}"
        yield race(name, "Pillow, originals", from_originals, pillow(originals), rounds=rounds)
        yield race(kept, "Pillow, originals", from_renditions, pillow(originals), rounds=rounds, goal=10)
        yield race(kept, "Pillow, kept 2048", from_renditions, pillow(renditions), rounds=rounds, goal=3)


def alignments(rounds: int) -> Iterator[Race]:
    """A textured pair of 1600 x 1200 px."""
    pair = moved(1600, 1200, truth=TRUTH)
    before, after = Frame.from_pixels(pair.before), Frame.from_pixels(pair.after)

    def ours() -> NDArray[np.float64]:
        answer = align(after, before, moving_face=None, reference_face=None)
        return answer.similarity.matrix_xy if isinstance(answer, Alignment) else np.full((3, 3), np.nan)

    def theirs() -> NDArray[np.float64]:
        return _sift(pair)

    size = (pair.after.shape[1], pair.after.shape[0])
    errors = [corner_error_px(run(), pair.truth, size) for run in (ours, theirs)]
    note = f"corner error {errors[0]:.2f} px, peer {errors[1]:.2f} px"
    yield race(
        "align 1600 x 1200", "OpenCV SIFT + homography", ours, theirs, rounds=rounds, goal=2.5, note=note
    )


def _planned(size: tuple[int, int], similarity: Similarity) -> Recipe:
    before = Orient(photo="before", orientation=1, size_px=size)
    after = Orient(photo="after", orientation=1, size_px=size)
    recipe = plan(before, after, similarity, side_px=PICTURE_PX)
    if not isinstance(recipe, Recipe):
        raise TypeError(recipe.detail)
    return recipe


def _pillow_pair(files: list[bytes]) -> bytes:
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in files]
    small = [image.resize(_within(image.size, PICTURE_PX), Image.Resampling.LANCZOS) for image in images]
    width, height = small[0].size
    canvas = Image.new("RGB", (2 * width + 24, height), (118, 118, 118))
    canvas.paste(small[0], (0, 0))
    canvas.paste(small[1], (width + 24, 0))
    return _saved(canvas)


def _sift(pair: Pair) -> NDArray[np.float64]:
    """SIFT at full size, ratio test, homography by RANSAC: what a first tutorial does."""
    sift = cv2.SIFT_create(nfeatures=4000)
    greys = [cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) for pixels in (pair.after, pair.before)]
    (keys, first), (others, second) = (sift.detectAndCompute(grey, None) for grey in greys)
    matches = cv2.BFMatcher(cv2.NORM_L2).knnMatch(first, second, k=2)
    good = [near for near, next_ in matches if near.distance < 0.75 * next_.distance]
    source = np.array([keys[match.queryIdx].pt for match in good], np.float64)
    target = np.array([others[match.trainIdx].pt for match in good], np.float64)
    found, _ = cv2.findHomography(source, target, cv2.RANSAC, 3.0)
    return np.asarray(found, np.float64)


def _within(size: tuple[int, int], side_px: int) -> tuple[int, int]:
    factor = side_px / max(size)
    return round(size[0] * factor), round(size[1] * factor)


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
