"""`likeness check PHOTO --view V`: the findings on one photo, held against the view it should show."""

from pathlib import Path
from typing import Annotated

import typer

from api.actions.answers import finding_values
from api.actions.compare_files import photo_of
from api.actions.facts import check_facts
from api.actions.read_files import FACTS_PX, FileReader, FileRefusal
from api.commands.failure import CommandFailure
from api.commands.output import print_json
from protocols.evaluate import evaluate, verdict_of
from protocols.views import YAW_DEG, shown_view

VIEWS = (*YAW_DEG, "close_up")


def check(
    photo: Annotated[Path, typer.Argument(help="the file to check")],
    view: Annotated[str, typer.Option(help=f"the view it should show: {', '.join(VIEWS)}")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object: facts and findings")] = False,
) -> None:
    """Say what each check of the view finds: PASS, FAIL or UNKNOWN, with the number and its limit."""
    if view not in VIEWS:
        raise typer.BadParameter(f"expected one of {', '.join(VIEWS)}, got `{view}`")
    with FileReader() as reader:
        seen = reader.look(photo, max_side_px=FACTS_PX)
    if isinstance(seen, FileRefusal):
        if as_json:
            refused = {"status": "refused", "reason": seen.reason, "detail": seen.detail}
            print_json({"file": str(photo), **refused, "facts": None, "findings": []})
        raise CommandFailure(f"`{photo}` {seen.reason}: {seen.detail}")
    known = photo_of(seen.reading, seen.face).facts
    facts = check_facts(known)
    findings = evaluate(facts, view=view)
    yaw = facts.get("yaw_deg")
    shown = shown_view(yaw if isinstance(yaw, float) else None)
    if as_json:
        answer = {"status": "read", "reason": None, "detail": None, "view": view, "shown_view": shown}
        values = [finding_values(finding) for finding in findings]
        verdict = verdict_of(findings).value
        print_json({"file": str(photo), **answer, "verdict": verdict, "facts": known, "findings": values})
        return
    for finding in findings:
        measured = "not measured" if finding.measured is None else f"{finding.measured:.3g} {finding.unit}"
        print(
            f"{finding.verdict.value:8}{finding.check}: {measured}, limit {finding.limit}. {finding.advice}"
        )


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(check)
