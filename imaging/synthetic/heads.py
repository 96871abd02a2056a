"""Photos of a head, with the truth of every landmark."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging.synthetic.camera import Camera, expose
from imaging.synthetic.chart import Card, laid_into
from imaging.synthetic.fields import Array, Mask, resized
from imaging.synthetic.lighting import CLINIC, Light
from imaging.synthetic.people import Expression, Visit
from imaging.synthetic.pose import PIVOT_CM, Pose
from imaging.synthetic.render import head_light
from imaging.synthetic.scene import assemble
from imaging.synthetic.sculpt import Head
from imaging.synthetic.shot import Fit, Shot, similarity

# Points that no expression moves much: forehead, bridge of the nose, eye corners, temples.
STABLE_LANDMARKS = (10, 151, 9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 127, 356, 162, 389, 54, 284, 67, 297)
_FRONTAL_EYES = (33, 263)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTruth:
    """What a head shot shows. Places are `(row, col)` px; angles as in `Pose`.

    `visible` says which of the 468 landmarks face the camera; `eye_distance_px` lies between the outer
    corners; `patches_px` are the 24 centres of the card, where one was laid in.
    """

    person: str
    visit: Visit
    expression: Expression
    pose: Pose
    camera: Camera
    light: Light
    landmarks_px: Array
    visible: Mask
    pupils_px: Array
    spots_px: Array
    patches_px: Array | None

    @property
    def eye_distance_px(self) -> float:
        """Distance of the outer corners of the eyes in the picture."""
        right, left = self.landmarks_px[list(_FRONTAL_EYES)]
        return float(np.hypot(*(left - right)))

    def onto(self, reference: "HeadTruth") -> Fit:
        """The similarity that carries this shot onto another of the same person, by its stable landmarks."""
        if self.person != reference.person:
            raise ValueError("two different people have no true alignment")
        both = (self.visible & reference.visible)[list(STABLE_LANDMARKS)]
        points = np.array(STABLE_LANDMARKS)[both]
        return similarity(self.landmarks_px[points], reference.landmarks_px[points])


def head_shot(
    head: Head,
    *,
    pose: Pose | None = None,
    camera: Camera | None = None,
    light: Light = CLINIC,
    card: Card | None = None,
    seed: int = 0,
) -> Shot[HeadTruth]:
    """Photograph a head.

    `head` comes from `sculpt` and serves any number of shots; `pose` is one of `VIEWS` or any other (default:
    front); `card` lays a 24-patch chart into the scene; `seed` draws the sensor's noise and nothing else.
    """
    seen, lens = pose or Pose(), camera or Camera()
    scene = assemble(head, seen)
    drawn = lens.rendered
    picture = _in_plane(head_light(head, scene, drawn, light), drawn)
    if lens.supersample != 1:
        picture = resized(picture, lens.shape, area=True)
    patches = None
    if card is not None:
        picture, patches = laid_into(picture, card, light_gain=light.key * 0.8 + light.ambient)
    project = lens.project
    turned = (head.landmarks_cm - PIVOT_CM) @ scene.rotation.T
    truth = HeadTruth(
        person=head.person.code,
        visit=head.visit,
        expression=head.expression,
        pose=seen,
        camera=lens,
        light=light,
        landmarks_px=project(turned),
        visible=_facing(head, turned, scene.rotation, lens),
        pupils_px=project((head.pupils_cm - PIVOT_CM) @ scene.rotation.T),
        spots_px=project((head.spots_cm - PIVOT_CM) @ scene.rotation.T),
        patches_px=patches,
    )
    return Shot(expose(picture, lens, seed=seed), truth)


def _in_plane(picture: Array, camera: Camera) -> Array:
    """Roll and shift: the picture turned about its middle, the wall continued at its edges."""
    if camera.roll_deg == 0 and camera.shift_px == (0.0, 0.0):
        return picture
    size = (camera.width_px, camera.height_px)
    moved = cv2.warpAffine(
        picture, camera.in_plane[:2], size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.float32)


def _facing(head: Head, turned_cm: Array, rotation: Array, camera: Camera) -> Mask:
    """Landmarks whose surface looks towards the camera (hidden ones behind the nose are not told apart)."""
    outwards = (head.landmarks_cm - [0.0, 0.0, -3.0]) @ rotation.T
    towards = np.array([0.0, 0.0, camera.distance_cm]) - turned_cm
    cosine = (outwards * towards).sum(axis=1)
    cosine = cosine / np.linalg.norm(outwards, axis=1) / np.linalg.norm(towards, axis=1)
    return np.asarray(cosine > 0.1)
