"""How commands print: JSON for programs on one line, tables for people."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

_LONG = {
    "landmarks_px",
    "patches_px",
    "patches_linear",
    "patches_delta_e_before",
    "patches_delta_e_after",
    "patches_delta_e_left_out",
}


def print_json(values: Mapping[str, Any]) -> None:
    """One object on one line, at once, so that a program can follow a long run."""
    print(json.dumps(values, ensure_ascii=False, allow_nan=False), flush=True)


def facts_table(title: str, facts: Mapping[str, Any]) -> None:
    """Facts by name, each with its unit; what is unknown says so."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    for name, value in facts.items():
        if isinstance(value, Mapping) and "unit" not in value:
            for inner, fact in value.items():
                if inner not in _LONG:
                    table.add_row(f"{name}.{inner}", _words(fact))
        else:
            table.add_row(name, _words(value))
    Console(highlight=False, soft_wrap=True).print(table)


def _words(fact: Any) -> str:
    if isinstance(fact, Mapping) and "unit" in fact:
        return "unknown" if fact["value"] is None else f"{fact['value']} {fact['unit']}"
    if isinstance(fact, Mapping):
        return ", ".join(f"{name} {_words(value)}" for name, value in fact.items())
    if isinstance(fact, list):
        return ", ".join(_words(value) for value in fact)
    return "unknown" if fact is None else str(fact)
