"""Messages on wikis: each once, on the talk page without saying what about, by e-mail in full."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from tests.servers.mediawiki import running_mediawiki
from tests.servers.talk import Talk
from wikilearn.notices import kinds, on_wiki
from wikilearn.notices.actions import NotLinked, notify, set_wiki_address
from wikilearn.notices.enums import EmailState, WikiWay
from wikilearn.notices.models import WikiAddress, WikiMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wiki(settings, monkeypatch):
    settings.MEDIAWIKI_BOT_TOKEN = "secret"
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(
        kind="told_on_wiki",
        title="Told on a wiki",
        template="notices/membership_began.txt",
        look_up=lambda context: {"role_name": "author"},
        on_wiki=True,
    )
    with running_mediawiki(Talk) as server:
        yield server


@pytest.fixture
def home(wiki):
    return WikiFactory(dbname="dewiki", url=wiki.url.removesuffix("/w/api.php"))


@pytest.fixture
def person(home):
    person = PersonFactory(username="Ada B", central_id=7, languages=["ar"], interface_language="ar")
    set_wiki_address(actor=person, wiki=home, way=WikiWay.TALK)
    return person


def tell(person, key="k", kind="told_on_wiki", **more):
    context = {"organisation": "Secret & Sons", "role": "author"}
    return notify(person=person, kind=kind, context=context, url="/certification/", key=key, **more)


def test_a_talk_page_says_that_there_is_something_and_not_what(wiki, person):
    tell(person)
    text = wiki.pages["User talk:Ada B"]
    assert "http://localhost:8000/certification/" in text
    assert '<div lang="ar" dir="rtl">' in text
    assert "Secret" not in text
    assert WikiMessage.objects.get().state == EmailState.SENT
    tell(person)
    assert on_wiki.send_due() == 0
    assert wiki.pages["User talk:Ada B"] == text


def test_an_email_through_the_wiki_says_it_in_full(wiki, person, home):
    set_wiki_address(actor=person, wiki=home, way=WikiWay.EMAIL)
    tell(person)
    (email,) = wiki.emails
    assert email["target"] == "Ada B"
    assert "Secret & Sons" in email["subject"] + email["text"]
    assert wiki.pages == {}


@pytest.mark.parametrize("way", WikiWay.values)
def test_an_answer_that_got_lost_does_not_repeat_the_message(wiki, person, home, way):
    set_wiki_address(actor=person, wiki=home, way=way)
    wiki.lost = 1
    tell(person)
    WikiMessage.objects.filter(state=EmailState.DUE).update(send_after=timezone.now())
    on_wiki.send_due()
    assert WikiMessage.objects.get().state == EmailState.SENT
    assert wiki.pages.get("User talk:Ada B", "").count("==\n") + len(wiki.emails) == 1


@pytest.mark.parametrize(
    ("refusal", "state"),
    [("protectedpage", EmailState.FAILED), ("nowikiemail", EmailState.FAILED), ("ratelimited", EmailState.DUE)],
)
def test_a_refusal_is_final_or_waits(wiki, person, refusal, state):
    wiki.refusal = refusal
    tell(person)
    message = WikiMessage.objects.get()
    assert (message.state, message.attempts) == (state, 1)
    assert state == EmailState.FAILED or message.send_after > timezone.now()


def test_a_wiki_that_is_away_gets_it_later_and_once(wiki, person, home):
    url = home.url
    type(home).objects.update(url="http://127.0.0.1:9")
    tell(person)
    assert WikiMessage.objects.get().state == EmailState.DUE
    type(home).objects.update(url=url)
    WikiMessage.objects.update(send_after=timezone.now())
    assert [on_wiki.send_due(), on_wiki.send_due()] == [1, 0]
    assert wiki.pages["User talk:Ada B"].count("==\n") == 1


def test_only_what_still_makes_sense_is_sent(wiki, person):
    tell(person, "late", email_after=timezone.now() + timedelta(hours=1), email_before=timezone.now())
    WikiMessage.objects.update(send_after=timezone.now() - timedelta(hours=1))
    assert on_wiki.send_due() == 0
    tell(person, "gone", email_after=timezone.now() + timedelta(hours=1))
    set_wiki_address(actor=person, wiki=None)
    WikiMessage.objects.update(send_after=timezone.now())
    assert on_wiki.send_due() == 0
    assert wiki.pages == {}
    assert set(WikiMessage.objects.values_list("state", flat=True)) == {EmailState.SKIPPED}


def test_other_kinds_other_people_and_sites_without_an_account_there_send_nothing(wiki, person, settings):
    tell(person, kind="membership_began")
    tell(PersonFactory(central_id=8))
    settings.MEDIAWIKI_BOT_TOKEN = ""
    tell(person, "another")
    assert not WikiMessage.objects.exists()


def test_who_has_not_linked_an_account_cannot_ask_for_it(home):
    with pytest.raises(NotLinked):
        set_wiki_address(actor=PersonFactory(central_id=None), wiki=home)


def test_the_page_offers_it_keeps_it_and_takes_it_back(client, person, home, settings):
    person.interface_language = "en"
    person.save()
    client.force_login(person)
    page, address = reverse("notices:preferences"), reverse("notices:wiki_address")
    assert 'value="dewiki"' in client.get(page).content.decode()
    assert client.post(address, {"wiki": "dewiki", "way": "email"}).status_code == 302
    assert WikiAddress.objects.get().way == WikiWay.EMAIL
    refused = client.post(address, {"wiki": "nowiki", "way": "talk"})
    assert (refused.status_code, WikiAddress.objects.get().way) == (400, WikiWay.EMAIL)
    assert client.post(address, {"wiki": "", "way": "talk"}).status_code == 302
    assert not WikiAddress.objects.exists()
    settings.MEDIAWIKI_BOT_TOKEN = ""
    assert 'name="way"' not in client.get(page).content.decode()
