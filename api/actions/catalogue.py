"""The published files of the catalogue, read once and believed only when they are whole.

A published version of a file is never edited; a new one stands beside it and says so itself.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from protocols.errors import ScaleUnknownError
from protocols.repeatability import Repeatability, parse_repeatability
from protocols.scales import Scale, parse_scale

_CATALOGUE = resources.files("protocols") / "catalogue"


@cache
def scales() -> Mapping[str, Scale]:
    """Every grading scale by its id, sorted; raises CatalogueError for a file that is not whole."""
    files = (file for file in (_CATALOGUE / "scales").iterdir() if file.name.endswith(".toml"))
    found = [parse_scale(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]
    return {scale.id: scale for scale in sorted(found, key=lambda scale: scale.id)}


def scale_of(scale_id: str) -> Scale:
    """The scale of that id; raises ScaleUnknownError."""
    found = scales().get(scale_id)
    if found is None:
        raise ScaleUnknownError
    return found


@cache
def repeatability() -> Repeatability:
    """How far each measure repeats; raises CatalogueError for a file that is not whole."""
    file = _CATALOGUE / "repeatability.toml"
    return parse_repeatability(tomllib.loads(file.read_text(encoding="utf-8")))
