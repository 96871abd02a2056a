"""Pictures made by code, nobody real, each with its exact truth: for demo, tests and benchmark."""

from imaging.synthetic.camera import Camera
from imaging.synthetic.chart import Card, ChartTruth, chart_shot
from imaging.synthetic.heads import HeadTruth, head_shot
from imaging.synthetic.lighting import CLINIC, Light
from imaging.synthetic.mesh import Mesh
from imaging.synthetic.people import AT_REST, PEOPLE, Expression, Lines, Person, Shape, Spot, Visit
from imaging.synthetic.pose import VIEWS, Pose
from imaging.synthetic.sculpt import Head, sculpt
from imaging.synthetic.shot import Fit, Shot
from imaging.synthetic.skin_patch import SkinPatch, grow_skin
from imaging.synthetic.skin_site import SITES, Erythema, Lesion, SkinSite, SkinVisit
from imaging.synthetic.skins import SkinLight, SkinTruth, SkinView, skin_shot

__all__ = [
    "AT_REST",
    "CLINIC",
    "PEOPLE",
    "SITES",
    "VIEWS",
    "Camera",
    "Card",
    "ChartTruth",
    "Erythema",
    "Expression",
    "Fit",
    "Head",
    "HeadTruth",
    "Lesion",
    "Light",
    "Lines",
    "Mesh",
    "Person",
    "Pose",
    "Shape",
    "Shot",
    "SkinLight",
    "SkinPatch",
    "SkinSite",
    "SkinTruth",
    "SkinView",
    "SkinVisit",
    "Spot",
    "Visit",
    "chart_shot",
    "grow_skin",
    "head_shot",
    "sculpt",
    "skin_shot",
]
