"""What this package cannot take.

    ProtocolsError
    |-- CatalogueError      a file of the catalogue that breaks the rules of its kind
    |-- ScaleUnknownError   no grading scale of that name
    |-- LevelUnknownError   a grade that the scale does not have
    `-- ScoresError         grades from which no agreement can be worked out

Each class carries `reason`, the stable code that programs read.
"""

from typing import ClassVar


class ProtocolsError(Exception):
    """Anything that this package refuses."""

    reason: ClassVar[str] = "protocols"


class CatalogueError(ProtocolsError):
    """A file of the catalogue is not what it should be; `where` names the entry."""

    reason = "bad_catalogue"

    def __init__(self, *, where: str, problem: str) -> None:
        super().__init__(f"`{where}` {problem}")
        self.where = where
        self.problem = problem


class ScaleUnknownError(ProtocolsError):
    """There is no grading scale of that name and version."""

    reason = "scale_unknown"

    def __init__(self) -> None:
        super().__init__("there is no such grading scale")


class LevelUnknownError(ProtocolsError):
    """The grade is none of the scale's."""

    reason = "level_unknown"

    def __init__(self, *, scale: str, expected: str) -> None:
        super().__init__(f"expected a grade of `{scale}`: {expected}")
        self.scale = scale
        self.expected = expected


class ScoresError(ProtocolsError):
    """The grades do not form a table of at least two raters over at least two photos."""

    reason = "bad_scores"
