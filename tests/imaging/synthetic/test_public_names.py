import inspect

from imaging import synthetic


def test_the_public_names_are_all_there_is() -> None:
    public = {
        name
        for name, value in vars(synthetic).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }

    assert len(set(synthetic.__all__)) == len(synthetic.__all__)
    assert public == set(synthetic.__all__)
