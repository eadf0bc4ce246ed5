"""Pages and public documents: who sees what."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certification.badges.enums import CredentialState, RevokedReason, SubjectIdentity
from certification.badges.models import Credential, Naming, StatusList
from tests.badges import samples
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/vc+ld+json"}


def test_badge_is_a_page_for_people_and_a_document_for_programs(client, signed):
    credential = signed(username="Ana")
    page = client.get(credential.get_absolute_url(), headers={"Accept": "text/html"})
    assert "This badge is valid." in page.text
    assert "Ana" not in page.text
    assert "download" not in page.text
    document = client.get(credential.get_absolute_url(), headers=JSON)
    assert document.headers["Content-Type"] == "application/vc+ld+json"
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in document.headers["Vary"]
    assert document.text == credential.document


def test_name_shows_only_where_the_badge_itself_names_its_holder(client, signed):
    person = PersonFactory(username="Ana")
    Naming.objects.create(person=person, identity=SubjectIdentity.USERNAME)
    assert "Ana" in client.get(signed(person=person).get_absolute_url()).text


def test_badge_that_waits_has_a_page_but_no_document(client, issue):
    credential = issue(run=False)
    assert "not yet signed" in client.get(credential.get_absolute_url()).text
    assert client.get(credential.get_absolute_url(), headers=JSON).status_code == 404


def test_unknown_badge_is_not_found(client, db):
    assert client.get(f"/credentials/{samples.UID[:-1]}0").status_code == 404


def test_holder_downloads_every_carrier(client, issue):
    credential = issue()
    client.force_login(credential.person)
    page = client.get(credential.get_absolute_url())
    types = {
        "json": "application/vc+ld+json",
        "png": "image/png",
        "svg": "image/svg+xml",
        "pdf": "application/pdf",
    }
    for kind, content_type in types.items():
        address = reverse("badges:download", args=[credential.uid, kind])
        assert address in page.text
        response = client.get(address)
        assert response.headers["Content-Type"] == content_type
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.getvalue()
    assert client.get(reverse("badges:download", args=[credential.uid, "exe"])).status_code == 404


def test_holder_sees_progress_while_files_are_made(client, issue):
    credential = issue(run=False)
    client.force_login(credential.person)
    assert "0 of 5 files are ready" in client.get(credential.get_absolute_url()).text
    part = client.get(reverse("badges:files", args=[credential.uid]))
    assert "being made" in part.text
    assert "hx-trigger" in part.text


def test_nobody_else_downloads(client, issue):
    credential = issue()
    address = reverse("badges:download", args=[credential.uid, "pdf"])
    assert client.get(address).status_code == 302
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 403
    assert client.get(reverse("badges:files", args=[credential.uid])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_my_badges_takes_the_same_queries_for_few_and_many(client, issue, django_assert_num_queries, count):
    person = PersonFactory()
    for _number in range(count):
        issue(person=person, run=False, topic=TopicFactory(mandatory=True))
    issue(run=False)
    client.force_login(person)
    client.get(reverse("badges:mine"))
    with django_assert_num_queries(4):
        page = client.get(reverse("badges:mine"))
    assert page.text.count("card__heading") == min(count, 25)


def test_person_chooses_the_name_in_coming_badges(client):
    person = PersonFactory()
    client.force_login(person)
    assert client.post(reverse("badges:mine"), {"identity": "username"}).status_code == 302
    assert Naming.objects.get(person=person).identity == SubjectIdentity.USERNAME
    assert client.post(reverse("badges:mine"), {"identity": "passport"}).status_code == 200


def test_my_badges_ask_for_sign_in(client, db):
    assert client.get(reverse("badges:mine")).status_code == 302


@pytest.mark.parametrize("kind", ["json", "png", "svg", "pdf"])
def test_upload_of_each_carrier_is_judged(client, issue, kind):
    credential = issue()
    content = credential.document.encode()
    if kind != "json":
        with credential.carriers.get(kind=kind).file.open() as file:
            content = file.read()
    page = client.post(reverse("badges:verify"), {"file": SimpleUploadedFile(f"badge.{kind}", content)})
    assert "This badge is valid." in page.text
    assert credential.achievement.name in page.text


def test_link_is_judged(client, signed):
    credential = signed()
    page = client.post(reverse("badges:verify"), {"link": credential.address})
    assert "This badge is valid." in page.text
    page = client.post(reverse("badges:verify"), {"link": "https://elsewhere.example/7"})
    assert "We cannot tell" in page.text


def test_content_of_an_upload_is_never_shown(client, signed):
    changed = signed().document.replace("Digital security", "Very special words")
    page = client.post(reverse("badges:verify"), {"file": SimpleUploadedFile("b.json", changed.encode())})
    assert "This is not a valid badge." in page.text
    assert "Very special words" not in page.text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "Give a link or choose a file."),
        ({"file": SimpleUploadedFile("b.json", b" " * 1_100_000)}, "This file is too large."),
        ({"file": SimpleUploadedFile("b.png", b"hello")}, "This is not a JSON, PNG, SVG or PDF file."),
        ({"link": "x" * 501}, "500"),
    ],
    ids=["nothing", "large", "text", "long"],
)
def test_useless_requests_are_answered_in_words(client, db, data, expected):
    assert expected in client.post(reverse("badges:verify"), data).text


def test_verifying_is_limited(client, db):
    answers = [client.post(reverse("badges:verify"), {"link": "x"}).status_code for _ in range(31)]
    assert set(answers[:30]) == {200}
    assert answers[30] == 429


def test_curator_revokes_and_it_shows_at_once(client, signed):
    credential = signed()
    curator = PersonFactory(role=Role.CURATOR)
    client.force_login(curator)
    address = reverse("badges:revoke", args=[credential.uid])
    assert address in client.get(credential.get_absolute_url()).text
    assert client.get(address).status_code == 200
    response = client.post(address, {"reason": RevokedReason.ERROR})
    assert response.headers["Location"] == credential.get_absolute_url()
    assert "This badge was revoked." in client.get(credential.get_absolute_url()).text
    event = Event.objects.get(action="badges.credential_revoked")
    assert (event.actor, event.target) == (curator.reference, credential.reference)
    assert "revoked before" in client.post(address, {"reason": RevokedReason.ERROR}).text


@pytest.mark.parametrize("fields", [{}, {"role": Role.STEWARD}, {"role": Role.CURATOR, "two_factor": False}], ids=str)
def test_nobody_else_revokes(client, signed, fields):
    credential = signed()
    client.force_login(PersonFactory(**fields))
    response = client.post(reverse("badges:revoke", args=[credential.uid]), {"reason": "error"})
    assert response.status_code in {302, 403}
    credential.refresh_from_db()
    assert credential.state == CredentialState.SIGNED


def test_revocation_needs_a_known_reason(client, signed):
    credential = signed()
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert client.post(reverse("badges:revoke", args=[credential.uid]), {"reason": "boredom"}).status_code == 200
    credential.refresh_from_db()
    assert credential.state == CredentialState.SIGNED


def test_status_list_is_public_and_cheap_to_ask_again(client, signed):
    credential = signed()
    address = credential.status_list.address.removeprefix("http://localhost:8000")
    first = client.get(address)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(first.text)["credentialSubject"]["type"] == "BitstringStatusList"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address + "0").status_code == 404


def test_old_status_list_is_signed_again_when_it_is_asked_for(client, signed):
    address = signed().status_list.address.removeprefix("http://localhost:8000")
    client.get(address)
    client.get(address)
    assert StatusList.objects.get().version == 1
    StatusList.objects.update(signed_at=timezone.now() - timedelta(days=3))
    client.get(address)
    assert StatusList.objects.get().version == 2


def test_did_documents_are_public(client, signed):
    credential = signed()
    for address in ("/.well-known/did.json", "/issuers/wikilearn/did.json"):
        response = client.get(address)
        assert json.loads(response.text)["id"] == credential.issuer.did == "did:web:localhost%3A8000"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_ids_in_a_badge_answer(client, signed):
    document = json.loads(signed().document)
    achievement = document["credentialSubject"]["achievement"]
    for address in (document["id"], achievement["id"], achievement["image"]["id"], document["issuer"]["url"]):
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200
    assert 'id="criteria"' in client.get(achievement["id"].removeprefix("http://localhost:8000")).text
    assert client.get("/issuers/wikilearn/").status_code == 200


def test_data_of_a_person_holds_their_badges(issue):
    from wikilearn.people import personal_data

    credential = issue()
    (keeper,) = [keeper for keeper in personal_data.keepers() if keeper.name == "badges"]
    assert json.dumps(keeper.export(credential.person), default=None)
    keeper.erase(credential.person)
    assert Credential.objects.get().document == ""
    assert io.BytesIO(bytes(StatusList.objects.get().bits)).read(1) is not None
