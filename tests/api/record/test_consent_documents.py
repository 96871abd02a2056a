"""The texts: every clinic has them from its first moment, and a published one never changes."""

import pytest
from sqlalchemy import update

from api.record import consent_documents
from api.record.consent_documents import ConsentDocument, Wording, default_wordings
from api.record.errors import ConsentDocumentUnknownError
from api.storage.errors import ConflictError
from tests.consents import at_work
from tests.fakes import NOON
from tests.fixtures_record import House

# A published version is never edited: better words are a new version, with a new line here.
PUBLISHED = {
    ("photo_permission", "de", 1): "14ddec0470d7f1a7",
    ("photo_permission", "en", 1): "5cea501a74bd4975",
}


def test_the_texts_that_we_published_are_unchanged() -> None:
    found = {(each.key, each.language, each.version): each.sha256.hex()[:16] for each in default_wordings()}

    assert found == PUBLISHED


def test_every_clinic_starts_with_every_text(house: House) -> None:
    for clinic_id in (house.clinic_id, house.other_clinic_id):
        with at_work(house, now=NOON, clinic_id=clinic_id, write=False) as work:
            documents = consent_documents.current(work.session)

        assert [(each.key, each.language) for each in documents] == [
            ("photo_permission", "de"),
            ("photo_permission", "en"),
        ]


def test_the_newest_version_is_the_one_to_sign(house: House) -> None:
    with at_work(house, now=NOON) as work:
        better = Wording(key="photo_permission", version=2, language="en", title="Permission", body="Better.")
        newest = consent_documents.publish(work.session, better, clinic_id=work.clinic_id, now=NOON)

    with at_work(house, now=NOON, write=False) as work:
        versions = {each.language: each.version for each in consent_documents.current(work.session)}
        fingerprint = consent_documents.get(work.session, newest.id).fingerprint

    assert versions == {"de": 1, "en": 2}
    assert fingerprint == " ".join(better.sha256.hex()[at : at + 4] for at in (0, 4, 8))


def test_the_database_refuses_to_edit_a_published_text(house: House) -> None:
    with pytest.raises(ConflictError, match="never changed"), at_work(house, now=NOON) as work:
        work.session.execute(update(ConsentDocument).values(body="You agree to everything."))


def test_a_document_of_another_clinic_is_unknown(house: House) -> None:
    with at_work(house, now=NOON, write=False) as work:
        document = consent_documents.current(work.session)[0]

    with (
        at_work(house, now=NOON, clinic_id=house.other_clinic_id, write=False) as work,
        pytest.raises(ConsentDocumentUnknownError),
    ):
        consent_documents.get(work.session, document.id)


@pytest.mark.parametrize("wording", default_wordings(), ids=lambda each: each.language)
def test_the_text_says_what_the_law_wants_said(wording: Wording) -> None:
    said = wording.body.lower()
    wanted = {
        "en": ("take back", "copy", "24 hours", "retouch", "ends on", "treatment is the same", "pass it on"),
        "de": (
            "zurücknehmen",
            "kopie",
            "24 stunden",
            "retuschieren",
            "endet",
            "behandlung ist dieselbe",
            "weitergeben",
        ),
    }

    assert [phrase for phrase in wanted[wording.language] if phrase not in said] == []
