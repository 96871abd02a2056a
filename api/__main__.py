"""`likeness`: the one command, put together from the modules of `api.commands`.

A module of that package that has `register(app)` adds its subcommands. When the word typed is
the name of a module, only that one is loaded: looking at a photo does not wait for the service.
Exit codes: 0; 1 with one line on standard error; 2 for wrong usage.
"""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import typer

from api import commands
from api.commands.failure import CommandFailure
from api.settings import SettingError


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line with every subcommand, or that of the module that `arguments` name first."""
    app = typer.Typer(
        name="likeness",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    typed = arguments[0] if arguments else None
    for name in [typed] if typed in names else names:
        module = importlib.import_module(f"{commands.__name__}.{name}")
        register = getattr(module, "register", None)
        if register is not None:
            register(app)
    return app


def _root() -> None:
    """Photos of aesthetic medicine: kept safely, aligned honestly, shown only with consent."""


def main() -> None:
    """Run the command that was typed."""
    try:
        build_app(sys.argv[1:])()
    except (CommandFailure, SettingError) as failure:
        print(f"likeness: {failure}", file=sys.stderr)  # noqa: T201 - the line that the user reads
        sys.exit(1)


if __name__ == "__main__":
    main()
