"""Settings are read once, the safe value is the default, a wrong one stops the start by name."""

from pathlib import Path

import pytest

from api.settings import SettingError, Settings


def settings(**environ: str) -> Settings:
    return Settings.from_env({"LIKENESS_HOME": "/tmp/x", **environ})  # noqa: S108 - never opened


def test_without_a_word_it_listens_to_this_machine_only() -> None:
    chosen = settings()

    assert chosen.host == "127.0.0.1"
    assert not chosen.is_open_to_the_network


def test_the_home_folder_has_no_default() -> None:
    with pytest.raises(SettingError) as raised:
        Settings.from_env({})

    assert raised.value.variable == "LIKENESS_HOME"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LIKENESS_PORT", "high"),
        ("LIKENESS_PORT", "70000"),
        ("LIKENESS_WORKERS", "-1"),
        ("LIKENESS_UPLOADS_AT_ONCE", "0"),
        ("LIKENESS_HTTPS", "maybe"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as raised:
        settings(**{variable: value})

    assert raised.value.variable == variable


def test_the_command_line_wins_over_the_environment() -> None:
    chosen = Settings.from_env(
        {"LIKENESS_HOME": "a", "LIKENESS_HOST": "h", "LIKENESS_PORT": "1"}, home=Path("b"), host="c", port=2
    )

    assert (chosen.home, chosen.host, chosen.port) == (Path("b"), "c", 2)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "LOCALHOST"])
def test_this_machine_may_call_it_by_its_loopback_names(name: str) -> None:
    chosen = settings()

    assert chosen.knows_host(name)


@pytest.mark.parametrize("name", ["", "evil.example", "127.0.0.1.evil.example", "10.0.0.7"])
def test_a_name_that_nobody_allowed_is_not_known(name: str) -> None:
    chosen = settings()

    assert not chosen.knows_host(name)


def test_listening_everywhere_it_answers_to_numbers_but_not_to_strange_names() -> None:
    chosen = settings(LIKENESS_HOST="0.0.0.0", LIKENESS_ALLOWED_HOSTS="photos.clinic.example, ")  # noqa: S104

    assert chosen.knows_host("10.0.0.7")
    assert chosen.knows_host("photos.clinic.example")
    assert not chosen.knows_host("evil.example")
