"""The camera: where it stands, its lens, and how it turns light into bytes.

Light is linear RGB (0 dark, about 1 white paper in the clinic's light); pixels are sRGB uint8. Positions in
the picture are `(row, col)` px; roll is clockwise in the picture.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from imaging.synthetic.fields import Array, blur

_FULL_FRAME_MM = 36.0
_SHOULDER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One exposure. `focal_35mm` is the equivalent on a full frame, by the long side.

    `shift_px` moves the picture (down, right); `roll_deg` turns it about its middle; `aim_cm` moves the
    person (right, up) in the room; `noise` is the deviation at white; `supersample` trades time for smooth
    edges.
    """

    width_px: int = 900
    height_px: int = 1200
    focal_35mm: float = 99.0
    distance_cm: float = 110.0
    aim_cm: tuple[float, float] = (0.0, 0.0)
    shift_px: tuple[float, float] = (0.0, 0.0)
    roll_deg: float = 0.0
    exposure_ev: float = 0.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    blur_px: float = 0.0
    noise: float = 0.006
    vignette: float = 0.06
    shoulder: bool = True
    supersample: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no camera can be."""
        if min(self.width_px, self.height_px) < 32 or self.focal_35mm <= 0 or self.distance_cm <= 20:
            raise ValueError("a camera needs at least 32 px a side, a focal length and 20 cm of distance")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the picture."""
        return self.height_px, self.width_px

    @property
    def focal_px(self) -> float:
        """Focal length in pixels of the picture."""
        return self.focal_35mm / _FULL_FRAME_MM * max(self.shape)

    @property
    def rendered(self) -> "Camera":
        """The same camera at the size at which the scene is drawn."""
        k = self.supersample
        return replace(
            self,
            width_px=round(self.width_px * k),
            height_px=round(self.height_px * k),
            shift_px=(self.shift_px[0] * k, self.shift_px[1] * k),
            supersample=1.0,
        )

    @property
    def in_plane(self) -> Array:
        """The 3x3 matrix of roll and shift, (x, y, 1) px to (x, y, 1) px, about the picture's middle."""
        turn = np.radians(self.roll_deg)
        c, s = np.cos(turn), np.sin(turn)
        cx, cy = self.width_px / 2 - 0.5, self.height_px / 2 - 0.5
        down, right = self.shift_px
        back = np.array([[1.0, 0.0, -cx], [0.0, 1.0, -cy], [0.0, 0.0, 1.0]])
        moved = np.array([[c, -s, cx + right], [s, c, cy + down], [0.0, 0.0, 1.0]])
        return np.asarray(moved @ back)

    def project(self, points_cm: Array) -> Array:
        """`(row, col)` px of points (N, 3) in camera axes about the pivot of the head."""
        where = points_cm + np.array([*self.aim_cm, -self.distance_cm])
        depth = -where[:, 2]
        x = self.width_px / 2 - 0.5 + self.focal_px * where[:, 0] / depth
        y = self.height_px / 2 - 0.5 - self.focal_px * where[:, 1] / depth
        flat = np.stack([x, y, np.ones_like(x)], axis=1) @ self.in_plane.T
        return flat[:, 1::-1]


def expose(light: Array, camera: Camera, *, seed: int, gain: float = 0.62) -> npt.NDArray[np.uint8]:
    """Pixels (H, W, 3) uint8 sRGB of linear light: exposure, balance, blur, vignette, noise, shoulder."""
    height, width = light.shape[:2]
    factors = gain * 2**camera.exposure_ev * np.array(camera.white_balance)
    seen = blur(np.asarray(light * factors, np.float32), camera.blur_px)
    rows = ((np.arange(height) / height - 0.5) ** 2)[:, None]
    columns = ((np.arange(width) / width - 0.5) ** 2)[None, :]
    seen = seen * (1 - 2 * camera.vignette * (rows + columns)).astype(np.float32)[..., None]
    grain = np.random.default_rng([seed, 90]).standard_normal(seen.shape, dtype=np.float32)
    deviation = camera.noise * np.sqrt(np.maximum(seen, 0)) + 0.25 * camera.noise
    seen = np.clip(seen + grain * deviation, 0, None)
    if camera.shoulder:
        above = _SHOULDER + (1 - _SHOULDER) * (1 - np.exp(-(seen - _SHOULDER) / (1 - _SHOULDER)))
        seen = np.where(seen > _SHOULDER, above, seen)
    return to_srgb(np.asarray(seen, np.float32))


def to_srgb(linear: Array) -> npt.NDArray[np.uint8]:
    """Pixels, uint8 sRGB, of linear light clipped to 0-1."""
    x = np.clip(linear, 0, 1)
    curved = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.power(np.maximum(x, 1e-6), 1 / 2.4) - 0.055)
    return (curved * 255 + 0.5).astype(np.uint8)
