"""What was changed: who altered which row of a patient or a photo, when, what stood there before and after.

Sealed values are opened only for those who may read patients. Everybody else who may read changes
learns who, when and which fields, and no value at all: a treatment's title says as much as a name.
What is erased stays erased; where a photo was taken is told to nobody; what was measured on a face
is told to those who look after the patient, as everywhere.
"""

from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from api.actions.photo_words import flag_code
from api.actions.record_audit import record_act
from api.record import carers, changes, patients, photos, users
from api.record.changes import Change
from api.record.paging import Page
from api.storage.errors import KeyShreddedError
from api.storage.keys import DataKey
from api.storage.work import Work

HIDDEN = "(hidden)"
ERASED = "(erased)"
INNER = frozenset({"id", "clinic_id", "blob", "token", "location_sealed"})  # names inside the house; places
SEALED = "_sealed"

Act = Literal["added", "changed", "removed"]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTold:
    """One change as the caller may see it."""

    change: Change
    actor_name: str | None
    before: Values | None
    after: Values | None

    @property
    def act(self) -> Act:
        """Added, changed or removed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def changes_of_patient(
    work: Work, patient_id: UUID, *, with_values: bool, limit: int, after: str | None
) -> Page[ChangeTold]:
    """What changed about the patient, newest first; photos have histories of their own.

    Parameters
    ----------
    with_values
        Whether the caller may read patients.

    Raises
    ------
    PatientUnknownError, CursorError
        There is no such patient in this clinic; `after` is no page of this list.
    """
    patients.get(work.session, patient_id)
    found = changes.about_patient(work.session, patient_id, limit=limit, after=after)
    record_act(work, "read_changes", patient_id=patient_id)
    return _told(work, found, _Reader(work, with_values=with_values))


def changes_of_photo(
    work: Work, photo_id: UUID, *, with_values: bool, limit: int, after: str | None
) -> Page[ChangeTold]:
    """What changed about the photo, newest first; also while it was another patient's.

    Raises
    ------
    PhotoUnknownError, CursorError
        There is no such photo in this clinic; `after` is no page of this list.
    """
    photo = photos.get(work.session, photo_id)
    found = changes.about_photo(work.session, photo_id, limit=limit, after=after)
    record_act(work, "read_changes", patient_id=photo.patient_id, photo_ids=[photo_id])
    return _told(work, found, _Reader(work, with_values=with_values))


def _told(work: Work, found: Page[Change], reader: "_Reader") -> Page[ChangeTold]:
    names = {user.id: user.name for user in users.of_clinic(work.session)}
    told = [
        ChangeTold(
            change=change,
            actor_name=None if change.actor_id is None else names.get(change.actor_id),
            before=reader.read(change, change.before),
            after=reader.read(change, change.after),
        )
        for change in found.items
    ]
    return Page(told, found.next)


class _Reader:
    """Reads the values of changes with the eyes of one caller; asks for each patient once."""

    def __init__(self, work: Work, *, with_values: bool) -> None:
        self._work = work
        self._with_values = with_values
        self._keys: dict[UUID, DataKey | None] = {}
        self._close_to: dict[UUID, bool] = {}

    def read(self, change: Change, values: Values | None) -> Values | None:
        """The values that stood in the row, by the names of their columns."""
        if values is None:
            return None
        # A photo's seal is that of the patient whose it was; a change of patient tells both.
        said = values.get("patient_id") or change.patient_id
        holder = None if said is None else UUID(str(said))
        return {
            name.removesuffix(SEALED): self._value(change, name, value, holder=holder)
            for name, value in values.items()
            if name not in INNER
        }

    def _value(self, change: Change, name: str, value: Any, *, holder: UUID | None) -> Any:
        if value is None:
            return None
        if not self._with_values:
            return HIDDEN
        if name.endswith(SEALED):
            return self._opened(change, name, value, holder=holder)
        if change.table_name == "photos":
            return self._of_photo(name, value, holder=holder)
        return value

    def _of_photo(self, name: str, value: Any, *, holder: UUID | None) -> Any:
        match name:
            case "facts":
                return value if holder is not None and self._is_close(holder) else HIDDEN
            case "flags":  # the reason of who accepted one is sealed inside
                return [flag_code(flag) for flag in value]
            case "sha256":
                return b64decode(value["base64"]).hex()
            case _:
                return value

    def _opened(self, change: Change, name: str, value: Values, *, holder: UUID | None) -> str:
        key = None if holder is None else self._key(holder)
        if key is None:
            return ERASED
        column = name.removesuffix(SEALED)
        sealed = b64decode(value["base64"])
        return key.open(sealed, table=change.table_name, column=column, row=change.row_id)

    def _key(self, patient_id: UUID) -> DataKey | None:
        """The patient's identity key; None once it was destroyed."""
        if patient_id not in self._keys:
            patient = patients.get(self._work.session, patient_id)
            try:
                self._keys[patient_id] = patients.identity_key(self._work.ring, patient)
            except KeyShreddedError:
                self._keys[patient_id] = None
        return self._keys[patient_id]

    def _is_close(self, patient_id: UUID) -> bool:
        """Whether the caller looks after the patient."""
        if patient_id not in self._close_to:
            work = self._work
            is_close = carers.is_treating(work.session, work.actor.user_id, patient_id, now=work.now)
            self._close_to[patient_id] = is_close
        return self._close_to[patient_id]
