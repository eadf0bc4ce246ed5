"""Lists of revoked badges: of any size, fetched cheaply, and true from the moment of the revocation."""

import json

import pytest
from django.core import checks
from django.utils import timezone
from jsonschema import validators

from certification.badges import actions
from certification.badges.enums import RevokedReason, SubjectIdentity
from certification.badges.models import Credential, StatusList
from certification.badges.open_badges import bitstrings, proofs
from tests.badges.independent import verdicts
from tests.badges.test_documents import SCHEMA
from tests.badges.test_issuing import key_of
from tests.factories.courses import CompletionFactory
from tests.factories.learning import serve_course
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LARGE = 1_048_576


@pytest.mark.parametrize("size", [bitstrings.SIZE, LARGE])
def test_list_of_any_size_is_read_by_others(client, signed, settings, size):
    settings.BADGE_STATUS_LIST_BITS = size
    credential = signed()
    assert credential.status_list.size == size
    address = credential.status_list.address.removeprefix("http://localhost:8000")
    did = json.loads(credential.issuer.did_documents.first().document)
    case = {"credential": json.loads(credential.document), "now": timezone.now().isoformat()}
    fresh = client.get(address)
    (answer,) = verdicts([case], did, fresh.json())
    assert (answer["verified"], answer["revoked"]) == (True, False)
    assert client.get(address, headers={"If-None-Match": fresh.headers["ETag"]}).status_code == 304
    actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    later = client.get(address, headers={"If-None-Match": fresh.headers["ETag"]})
    assert (later.status_code, later.headers["Access-Control-Allow-Origin"]) == (200, "*")
    bits = bitstrings.decode(later.json()["credentialSubject"]["encodedList"])
    assert len(bits) == size // 8
    assert bitstrings.is_set(bits, credential.status_index)
    assert int.from_bytes(bits, "big").bit_count() == 1
    (answer,) = verdicts([case], did, later.json())
    assert (answer["verified"], answer["revoked"]) == (True, True)
    assert proofs.verify(later.json(), key_of)


def test_lists_that_exist_keep_their_size(signed, settings):
    small = signed()
    settings.BADGE_STATUS_LIST_BITS = LARGE
    assert signed().status_list == small.status_list
    assert StatusList.objects.get().size == bitstrings.SIZE


@pytest.mark.parametrize("size", [0, 8, bitstrings.SIZE - 8, bitstrings.SIZE + 1, 2**27 + 8])
def test_size_that_the_specification_forbids_is_said_at_start(settings, size):
    settings.BADGE_STATUS_LIST_BITS = size
    assert [message.id for message in checks.run_checks(tags=["badges"])] == ["badges.E002"]


@pytest.mark.skipif(not SCHEMA.exists(), reason="1EdTech's JSON Schema is not beside the project")
@pytest.mark.parametrize("identity", SubjectIdentity)
def test_badge_of_a_course_fits_the_schema_however_it_names_its_holder(signed, identity):
    staff, person = PersonFactory(role="staff"), PersonFactory(email="ana@example.org")
    name = "Ana" if identity == SubjectIdentity.NAME else ""
    actions.choose_naming(actor=person, identity=identity, real_name=name)
    completion = CompletionFactory(person=person, course=serve_course())
    actions.align(
        actor=staff, topic=None, course=completion.course, framework="wikidata", code="Q3510521", name="security"
    )
    credential = actions.issue_badge(actor=staff, person=person, course=completion.course)
    document = json.loads(actions.sign_credential(credential=credential).document)
    schema = json.loads(SCHEMA.read_text())
    assert [error.message for error in validators.validator_for(schema)(schema).iter_errors(document)] == []
    assert ("identifier" in document["credentialSubject"]) == (identity != SubjectIdentity.PSEUDONYM)
    assert Credential.objects.count() == 1
