"""Evidence from wikis, sealed exports, texts that are sent often, figures over what one can read."""

import json

import pyrage
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import CannedReply, Case, CaseStep, SealedItem
from tests.factories.cases import arrived, bodies
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in
from tests.servers.mediawiki import running_mediawiki

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    first, last, (ada, bob), _above = bodies()
    opened = arrived(first, last, text="What happened")
    return first, ada, bob, opened


def test_export_opens_only_for_the_recipient_and_asks_for_the_passphrase_again(mine, settings):
    _first, ada, _bob, opened = mine
    identity = pyrage.x25519.Identity.generate()
    client = signed_in(ada.person, unlock=True)
    page = reverse("reporting:export", args=[opened.case.reference])
    assert client.post(page, {"recipient": "nonsense"}).status_code == 400
    answer = client.post(page, {"recipient": str(identity.to_public())})
    assert answer["Content-Disposition"].endswith('.age"')
    assert b"What happened" not in answer.content
    told = json.loads(pyrage.decrypt(answer.content, [identity]))
    assert [item["text"] for item in told["items"]] == ["What happened"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(answer.content, [pyrage.x25519.Identity.generate()])
    assert CaseStep.objects.filter(kind="exported").count() == 1
    settings.VAULT_STEP_UP = -1
    assert client.post(page, {"recipient": str(identity.to_public())}).status_code == 302
    assert CaseStep.objects.filter(kind="exported").count() == 1


def test_snapshot_is_fetched_from_the_known_wiki_and_sealed_with_its_hash(mine, monkeypatch):
    _first, ada, _bob, opened = mine
    client = signed_in(ada.person, unlock=True)
    page = reverse("reporting:snapshot", args=[opened.case.reference])
    with running_mediawiki() as server:
        WikiFactory(dbname="dewiki", url=server.url.removesuffix("/w/api.php").removesuffix("/api.php"))
        server.revisions = {77: ("Talk:A", "Bad words")}
        assert client.post(page, {"wiki": "nowiki", "revision": "77"}).status_code == 400
        assert client.post(page, {"wiki": "dewiki", "revision": "-1"}).status_code == 400
        assert client.post(page, {"wiki": "dewiki", "revision": "78"}).status_code == 400
        assert client.post(page, {"wiki": "dewiki", "revision": "77"}).status_code == 302
    item = SealedItem.objects.get(kind="snapshot")
    told = json.loads(opened.read(item))
    assert (told["title"], told["content"], len(told["sha256"])) == ("Talk:A", "Bad words", 64)
    assert b"Bad words" not in bytes(item.box)


def test_texts_are_of_the_body_and_begin_a_message(mine):
    first, ada, bob, opened = mine
    client = signed_in(ada.person, unlock=True)
    page = reverse("reporting:replies")
    wanted = {"body": first.pk, "language": "en", "title": "Thanks", "text": "Thank you for telling us."}
    assert client.post(page, wanted | {"language": "??"}).status_code == 400
    for _twice in range(2):
        assert client.post(page, wanted).status_code == 302
    reply = CannedReply.objects.get()
    case = reverse("reporting:case", args=[opened.case.reference])
    assert "Thank you for telling us." in client.get(case, {"reply": reply.pk}).text
    for odd in ("x", "²", "9" * 30, ""):
        assert client.get(case, {"reply": odd}).status_code == 200
    stranger = signed_in(PersonFactory(two_factor=True))
    assert stranger.post(reverse("reporting:reply_drop", args=[reply.pk])).status_code == 404
    assert stranger.post(page, wanted).status_code == 400
    assert signed_in(bob.person).post(reverse("reporting:reply_drop", args=[reply.pk])).status_code == 302
    assert not CannedReply.objects.exists()


def test_figures_count_only_what_the_person_can_read(mine):
    first, ada, bob, opened = mine
    arrived(first, people=[bob.person])
    arrived(first)
    Case.objects.filter(pk=opened.case.pk).update(state="closed")
    page = reverse("reporting:figures")
    for person, row in ((ada.person, "Normal,2,0,1"), (bob.person, "Normal,1,0,1"), (PersonFactory(), "Normal,0,0,0")):
        client = signed_in(person)
        assert client.get(page).status_code == 200
        assert row in client.get(page, {"format": "csv"}).getvalue().decode()


def test_reports_of_one_campaign_are_shown_together_to_those_who_read_them(mine):
    import uuid

    first, ada, _bob, opened = mine
    other, walled = arrived(first).case, arrived(first, people=[ada.person]).case
    cluster = uuid.uuid4()
    Case.objects.filter(pk__in=[opened.case.pk, other.pk, walled.pk]).update(cluster=cluster)
    client, page = signed_in(ada.person), reverse("reporting:case", args=[opened.case.reference])
    text = client.get(page).text
    assert other.reference in text
    assert walled.reference not in text
    asked = []
    for hidden in (cluster, None):
        Case.objects.filter(pk=other.pk).update(cluster=None)
        Case.objects.filter(pk=walled.pk).update(cluster=hidden)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        asked.append(len(queries))
    assert asked[0] == asked[1]  # what stands behind a wall costs nothing
