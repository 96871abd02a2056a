"""What the package offers is what it says it offers."""

from types import ModuleType

import protocols


def test_the_public_names_are_sorted_and_complete() -> None:
    # Case as the linter sorts it: constants, classes, functions.
    kinds = [(name != name.upper(), not name[0].isupper(), name) for name in protocols.__all__]
    offered = {
        name
        for name, value in vars(protocols).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }

    assert kinds == sorted(kinds)
    assert set(protocols.__all__) == offered
