"""Every error of every package has a status, a code and words for people."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from uuid import UUID

import pytest

import api
import consent_gate
import imaging
import protocols
from api import errors
from api.actions.errors import ActionError
from api.record.errors import DuplicatePhotoError, PhotoUnknownError, RecordError
from api.storage.errors import DatabaseDamagedError
from imaging.errors import ImagingError, TooManyPixelsError

PACKAGES = (api, imaging, protocols, consent_gate)
# Never reach a route: raised and caught inside, or by the command line only.
INNER = {"api.commands", "api.__main__", "api.record.migrations"}


def modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(found.name.startswith(inner) for inner in INNER) and "node_modules" not in found.name:
                yield found.name


def error_classes() -> list[type[Exception]]:
    found: set[type[Exception]] = set()
    for name in modules():
        module = importlib.import_module(name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            # A private one never leaves the module that raises it.
            if issubclass(kind, Exception) and kind.__module__ == name and not kind.__name__.startswith("_"):
                found.add(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__qualname__)
def test_every_error_of_every_package_has_a_status(kind: type[Exception]) -> None:
    status = errors.status_of(kind)

    assert status is not None
    assert 400 <= status < 600


TOLD = [kind for kind in error_classes() if issubclass(kind, (ActionError, ImagingError, RecordError))]


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_every_code_is_one_word_that_programs_can_branch_on(
    kind: type[ActionError | ImagingError | RecordError],
) -> None:
    code = kind.reason

    assert code.isidentifier()
    assert code == code.lower()


def test_a_child_takes_the_status_of_its_nearest_parent() -> None:
    problem = errors.problem_of(TooManyPixelsError(pixels=10, limit=5))

    assert (problem.status, problem.code) == (422, "too_many_pixels")
    assert problem.facts == {"pixels": 10, "limit": 5}


def test_a_duplicate_names_the_photo_that_is_there() -> None:
    photo_id = UUID(int=7)

    problem = errors.problem_of(DuplicatePhotoError(photo_id=photo_id))

    assert (problem.status, problem.facts["photo_id"]) == (409, str(photo_id))


def test_what_is_missing_and_what_is_foreign_read_the_same() -> None:
    first, second = (errors.problem_of(PhotoUnknownError(UUID(int=n))) for n in range(2))

    assert first == second


def test_storage_keeps_its_own_words_to_itself() -> None:
    problem = errors.problem_of(DatabaseDamagedError("page 7 of /srv/secret.db is malformed"))

    assert "secret" not in problem.detail
    assert problem.status == 500


def test_an_error_that_nobody_foresaw_says_nothing() -> None:
    problem = errors.problem_of(RuntimeError("Mara Velez, 1980"))

    assert (problem.status, problem.code) == (500, "internal")
    assert "Mara" not in problem.detail
