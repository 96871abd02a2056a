"""`likeness target -o FILE`: the target to print, cut out and hold beside the skin."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.failure import CommandFailure
from imaging.target import target_pdf, target_png

DRAWN = {".pdf": target_pdf, ".png": target_png}


def target(
    output: Annotated[Path, typer.Option("--output", "-o", help="the file to write: .pdf or .png")],
) -> None:
    """Write the printed target: four markers, a ruler, greys, and a field for a grey card."""
    draw = DRAWN.get(output.suffix.lower())
    if draw is None:
        raise typer.BadParameter(f"expected a name that ends in .pdf or .png, got `{output}`")
    try:
        output.write_bytes(draw())
    except OSError as error:
        raise CommandFailure(f"`{output}` cannot be written: {error.strerror}") from error
    print(f"{output}: print at 100 %, then measure the ruler: 0 to 50 must be 50.0 mm")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(target)
