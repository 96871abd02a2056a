"""C3, C7: after every commit the permission table is the gate, for any history, through the real database.

LIKENESS_HISTORIES sets how many histories of up to 20 steps are played.
"""

import os
import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from api.actions.withdraw_consent import withdraw_grant
from api.record import consent_documents, consents, patients, permissions, subjects
from api.record.capture_sessions import CaptureSession
from api.record.consents import ConsentGrant, ConsentSignature, ConsentWithdrawal
from api.record.patients import Identity
from api.record.permissions import Permission
from api.record.photos import Photo
from api.storage.work import Work
from consent_gate import DEFAULT_RULES, Actor, Ask, Purpose, Role, Scope, ScopeKind, decide
from tests.consents import LONG_AGO, WEBSITE, at_work, new_patient, photo, say_yes
from tests.fixtures_record import House
from tests.strategies import (
    ANNA,
    BORN_ADULT,
    BORN_MINOR,
    CHANNELS,
    COMES_OF_AGE,
    CONSENTED,
    MOMENTS,
    NOON,
    PHOTOS,
    REGIONS,
    SESSIONS,
    any_grant,
    any_withdrawal,
)

HISTORIES = int(os.environ.get("LIKENESS_HISTORIES", "12"))
BORN = (BORN_ADULT, BORN_ADULT, BORN_ADULT, BORN_MINOR, COMES_OF_AGE, None)
TAKEN = tuple(datetime.combine(each.taken_on, time(9), tzinfo=UTC) for each in PHOTOS[:5])


class ConsentMachine(RuleBasedStateMachine):
    """Two patients of one clinic, their photos and words, changed in any order; one commit a step."""

    house: House

    @initialize(dice=st.randoms(use_true_random=False))
    def begin(self, dice: random.Random) -> None:
        self.dice = dice
        self.tally = 0
        self.people = [new_patient(self.house, born_on=dice.choice(BORN)) for _ in range(2)]
        self.photos: list[UUID] = []
        self.grants: list[UUID] = []
        self.sessions: dict[tuple[UUID, UUID], UUID] = {}
        self.signatures = {person: self._signature(person) for person in self.people}
        for person in self.people:
            self._add_photo(person)

    @rule()
    def a_photo_arrives(self) -> None:
        self._add_photo(self.dice.choice(self.people))

    @rule()
    def she_says_yes(self) -> None:
        with self._work() as work:
            person = self.dice.choice(self.people)
            drawn = any_grant(self.dice.choice, 0, patient_id=ANNA)
            row = ConsentGrant(
                clinic_id=work.clinic_id,
                patient_id=person,
                signature_id=self.signatures[person],
                purposes=sorted(drawn.purposes),
                channels=sorted(map(str, drawn.channels)),
                scope=consents.scope_plain(self._own(drawn.scope, person)),
                identifiability=str(drawn.identifiability),
                granted_at=drawn.granted_at,
                not_before=drawn.not_before,
                expires_at=drawn.expires_at,
            )
            work.session.add(row)
            self.grants.append(row.id)

    @rule()
    def she_says_no(self) -> None:
        with self._work() as work:
            person = self.dice.choice(self.people)
            drawn = any_withdrawal(self.dice.choice, 0, patient_id=ANNA)
            named = drawn.grant_id and self.grants and self.dice.choice(self.grants)
            work.session.add(
                ConsentWithdrawal(
                    clinic_id=work.clinic_id,
                    patient_id=person,
                    grant_id=named or None,
                    purposes=None if drawn.purposes is None else sorted(drawn.purposes),
                    channels=None if drawn.channels is None else sorted(map(str, drawn.channels)),
                    scope=consents.scope_plain(self._own(drawn.scope, person)),
                    withdrawn_at=drawn.withdrawn_at,
                )
            )

    @rule()
    def a_photo_is_corrected(self) -> None:
        with self._work() as work:
            row = work.session.get_one(Photo, self.dice.choice(self.photos))
            match self.dice.choice(("region", "confirmed", "time", "session")):
                case "region":
                    row.region = self.dice.choice(REGIONS)
                case "confirmed":
                    row.patient_confirmed = not row.patient_confirmed
                case "time":
                    row.taken_at = self.dice.choice(TAKEN)
                case "session":
                    row.capture_session_id = self._session(work, row.patient_id)

    @rule()
    def a_photo_was_another_patients(self) -> None:
        with self._work() as work:
            row = work.session.get_one(Photo, self.dice.choice(self.photos))
            row.patient_id = self.dice.choice(self.people)
            row.capture_session_id = None

    @rule()
    def a_date_of_birth_is_corrected(self) -> None:
        with self._work() as work:
            person = patients.get(work.session, self.dice.choice(self.people))
            name = Identity(family_name="Brandt", given_name="Mara", birth_date=self.dice.choice(BORN))
            patients.rename(work.session, work.ring, person, name)

    @rule()
    def a_photo_is_removed(self) -> None:
        if len(self.photos) > 1:
            with self._work() as work:
                gone = self.photos.pop(self.dice.randrange(len(self.photos)))
                work.session.delete(work.session.get_one(Photo, gone))

    @invariant()
    def the_table_is_the_gate(self) -> None:
        if not hasattr(self, "people"):
            return
        moments = self.dice.sample(MOMENTS, k=4)
        with self._work(write=False) as work:
            for person in self.people:
                own = subjects.of_patient(work.session, work.ring, person)
                said = list(consents.history(work.session, person))
                actor = Actor(user_id=person, role=Role.CLINICIAN, clinic_id=work.clinic_id)
                rows = work.session.scalars(select(Permission).where(Permission.patient_id == person)).all()
                for now in moments:
                    by_gate = {
                        (each.photo_id, str(purpose), str(channel), decision.until, decision.obligations)
                        for each in own
                        for purpose in CONSENTED
                        for channel in CHANNELS
                        if (
                            decision := decide(
                                Ask(actor=actor, photo=each, purpose=purpose, channel=channel),
                                said,
                                rules=DEFAULT_RULES,
                                now=now,
                            )
                        ).allowed
                    }
                    by_table = {
                        (
                            row.photo_id,
                            row.purpose,
                            row.channel,
                            row.until,
                            permissions.read_obligations(row.obligations),
                        )
                        for row in rows
                        if row.since <= now < row.until
                    }
                    self.tally += len(by_gate)
                    assert by_table == by_gate

    def teardown(self) -> None:
        TALLY.append(getattr(self, "tally", 0))

    def _work(self, *, write: bool = True) -> Any:
        return at_work(self.house, now=NOON, write=write)

    def _add_photo(self, person: UUID) -> None:
        with self._work() as work:
            row = photo(
                work.clinic_id,
                person,
                taken_at=self.dice.choice(TAKEN),
                region=self.dice.choice(REGIONS),
                patient_confirmed=self.dice.choice((True, True, True, False)),
                capture_session_id=self._session(work, person),
            )
            work.session.add(row)
            self.photos.append(row.id)

    def _session(self, work: Work, person: UUID) -> UUID | None:
        """One of the patient's two visits, which stand for the two of the small world; or none."""
        world = self.dice.choice((*SESSIONS, None))
        if world is None:
            return None
        if (person, world) not in self.sessions:
            visit = CaptureSession(
                clinic_id=work.clinic_id, patient_id=person, label="visit", started_at=LONG_AGO
            )
            work.session.add(visit)
            self.sessions[person, world] = visit.id
        return self.sessions[person, world]

    def _own(self, scope: Scope, person: UUID) -> Scope:
        """The same scope, naming photos and visits that there are."""
        match scope.kind:
            case ScopeKind.PHOTO:
                few = self.dice.sample(self.photos, k=min(2, len(self.photos)))
                return replace(scope, ids=frozenset(few))
            case ScopeKind.SESSION:
                own = {self.sessions.get((person, world), uuid4()) for world in scope.ids}
                return replace(scope, ids=frozenset(own))
            case _:
                return scope

    def _signature(self, person: UUID) -> UUID:
        with self._work() as work:
            document = consent_documents.current(work.session)[0]
            row = ConsentSignature(
                clinic_id=work.clinic_id,
                patient_id=person,
                document_id=document.id,
                document_sha256=document.sha256,
                signed_at=LONG_AGO,
                method="paper",
                mark_sealed=b"sealed",
            )
            work.session.add(row)
            return row.id


TALLY: list[int] = []


@pytest.fixture
def machine(house: House) -> type[ConsentMachine]:
    TALLY.clear()
    return type("Machine", (ConsentMachine,), {"house": house})


def test_c3_after_every_commit_the_table_is_the_gate(machine: type[ConsentMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(f"C3: {len(TALLY)} histories, {sum(TALLY)} permissions held equal")
    assert sum(TALLY) > 0


def test_a_withdrawal_that_fails_to_commit_closes_nothing_and_one_that_commits_closes_all(
    house: House,
) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        work.session.add(photo(work.clinic_id, patient, taken_at=LONG_AGO))
        grant = say_yes(work, patient)

    with suppress(OSError), at_work(house, now=NOON) as work:
        withdraw_grant(work, grant_id=grant.id)
        raise OSError("power")
    torn = _open_uses(house)
    with at_work(house, now=NOON) as work:
        withdraw_grant(work, grant_id=grant.id)

    assert (torn, _open_uses(house)) == (1, 0)


def _open_uses(house: House) -> int:
    with at_work(house, now=NOON, write=False) as work:
        counts = permissions.count(work.session, purpose=Purpose.MARKETING, channel=WEBSITE, now=NOON)
        return counts.total


def test_photos_of_a_patient_who_granted_something_are_not_changed_without_the_keys(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        say_yes(work, patient)

    with (
        pytest.raises(RuntimeError, match="through a Work"),
        house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session,
    ):
        session.add(photo(house.clinic_id, patient, taken_at=LONG_AGO))


def test_measuring_a_photo_rewrites_nothing(house: House) -> None:
    patient = new_patient(house)
    with at_work(house, now=NOON) as work:
        row = photo(work.clinic_id, patient, taken_at=LONG_AGO)
        work.session.add(row)
        say_yes(work, patient)

    with house.opened.database.transaction(clinic_id=house.clinic_id, now=NOON) as session:
        session.get_one(Photo, row.id).facts = {"sharpness": 1}

    with at_work(house, now=NOON, write=False) as work:
        assert work.session.get_one(Photo, row.id).facts == {"sharpness": 1}
