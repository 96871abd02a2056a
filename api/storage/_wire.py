"""What the service and its decoding process say to each other.

A message is a length, a JSON head and, where the head says so, bytes after it. There is no pickle: what comes
back from a process that has read hostile bytes is checked field by field and trusted with nothing but pixels.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from imaging import errors
from imaging.errors import DecoderCrashedError, ImagingError
from imaging.exif import Gps, Metadata

LENGTH_BYTES = 4
MAX_HEAD_BYTES = 64_000
MAX_TEXT = 300

_ERRORS = {
    value.reason: value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, ImagingError)
}


def pack(head: Mapping[str, Any]) -> bytes:
    """A head with its length before it."""
    body = json.dumps(head, separators=(",", ":")).encode()
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def unpack(body: bytes) -> dict[str, Any]:
    """A head from its bytes.

    Raises
    ------
    ValueError
        It is not a JSON object.
    """
    head = json.loads(body)
    if not isinstance(head, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - the caller catches what bad bytes raise
    return head


def from_error(error: ImagingError) -> dict[str, Any]:
    """An error as plain values."""
    return {"reason": error.reason, "facts": error.facts()}


def to_error(head: Mapping[str, Any]) -> ImagingError:
    """The error that a head describes; one that describes none is a crash."""
    kind, facts = _ERRORS.get(str(head.get("reason"))), head.get("facts")
    if kind is None or not isinstance(facts, dict):
        return DecoderCrashedError(detail="its answer makes no sense")
    plain = {
        str(k): v[:MAX_TEXT] if isinstance(v, str) else v for k, v in facts.items() if type(v) in {int, str}
    }
    try:
        return kind(**plain)
    except TypeError:
        return DecoderCrashedError(detail="its answer makes no sense")


def from_metadata(metadata: Metadata) -> dict[str, Any]:
    """Metadata as plain values."""
    plain = asdict(metadata)
    plain["taken_at"] = metadata.taken_at.isoformat() if metadata.taken_at else None
    return plain


def to_metadata(plain: Mapping[str, Any]) -> Metadata:
    """Metadata again, each field of the type that it declares.

    Raises
    ------
    ValueError, TypeError, KeyError
        A field is missing or of another type.
    """
    values = {field.name: plain[field.name] for field in fields(Metadata)}
    taken_at, gps = values.pop("taken_at"), values.pop("gps")
    for name, value in values.items():
        kind = _KINDS[name]
        if not (value is None and name not in {"state", "zone"}) and type(value) not in kind:
            raise TypeError(f"`{name}` is of another type")
        values[name] = value[:MAX_TEXT] if isinstance(value, str) else value
    return Metadata(
        **values,
        taken_at=None if taken_at is None else datetime.fromisoformat(taken_at),
        gps=None if gps is None else _to_gps(gps),
    )


def _to_gps(plain: Mapping[str, Any]) -> Gps:
    altitude = plain["altitude_m"]
    return Gps(
        latitude_deg=float(plain["latitude_deg"]),
        longitude_deg=float(plain["longitude_deg"]),
        altitude_m=None if altitude is None else float(altitude),
    )


def _kinds(declared: object) -> set[type]:
    """The plain types that a field's declaration allows."""
    names = {"str": str, "float": float, "bool": bool}
    text = str(declared)
    found = {kind for name, kind in names.items() if name in text}
    return found | ({int} if float in found else set())


_KINDS = {field.name: _kinds(field.type) for field in fields(Metadata)}
