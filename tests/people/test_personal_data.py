import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD, ApiTokenFactory, PersonFactory, passkey_of
from wikilearn.audit.actions import record
from wikilearn.audit.models import Event
from wikilearn.audit.queries import verify_chain
from wikilearn.core.errors import NotAllowed
from wikilearn.people import personal_data
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.queries import export_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def another_app(monkeypatch):
    """An app above that keeps something about people."""
    monkeypatch.setattr(personal_data, "_keepers", dict(personal_data._keepers))
    seen = []
    personal_data.register(
        "poems",
        export=lambda person: [f"Ode to {person.username}"],
        erase=lambda person: seen.append(person.username),
        stays="Poems stay.",
    )
    return seen


def sign_in(person):
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    answer = browser.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def sign_in_freshly(person):
    """With the password given once more, as what cannot be undone asks for."""
    browser = sign_in(person)
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


def full(**fields):
    """A person with a bit of everything."""
    person = PersonFactory(
        username="Ada", email="ada@example.org", verified_email=True, central_id=7, languages=["ar"], **fields
    )
    SocialAccount.objects.create(user=person, provider="mediawiki", uid="7", extra_data={"username": "Ada"})
    ApiTokenFactory(person=person)
    return person


def test_registry_refuses_a_name_twice(another_app):
    with pytest.raises(ValueError, match="poems"):
        personal_data.register("poems", export=dict, erase=lambda person: None)


def test_export_holds_what_every_app_keeps(another_app):
    person = full()
    sign_in(person)
    exported = export_of(person)
    account = exported["account"]
    assert account["username"] == "Ada"
    assert account["wikimedia_account_id"] == 7
    assert account["email_addresses"] == [{"email": "ada@example.org", "verified": True, "primary": True}]
    assert [session["device"] for session in account["sessions"]] == ["Firefox, Linux"]
    assert exported["poems"] == ["Ode to Ada"]
    assert json.loads(json.dumps(exported)) == exported


def test_export_gives_no_secrets():
    person = full(two_factor=True)
    text = json.dumps(export_of(person))
    assert person.password not in text
    assert Authenticator.objects.get(type="totp").data["secret"] not in text
    assert bytes(person.api_tokens.get().digest).hex() not in text


def test_export_is_a_download_after_a_fresh_sign_in(client):
    person = full()
    browser = sign_in_freshly(person)
    answer = browser.get(reverse("people:export"))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["account"]["uid"] == str(person.uid)
    client.force_login(person)
    assert client.get(reverse("people:export"))["Location"].startswith("/accounts/reauthenticate/")


def test_erase_person_leaves_nothing_that_leads_back(another_app, django_capture_on_commit_callbacks):
    person = full(role=Role.STAFF, is_staff=True)
    passkey_of(person)
    person.role_grants.get()
    uid = person.uid
    with django_capture_on_commit_callbacks(execute=True):
        erased = erase_person(actor=person, person=person)
    erased.refresh_from_db()
    assert erased.username == f"Erased {uid.hex[:12]}"
    assert (erased.email, erased.central_id, erased.languages, erased.is_active) == ("", None, [], False)
    assert (erased.is_staff, erased.has_usable_password(), erased.uid) == (False, False, uid)
    assert erased.erased_at is not None
    for model in (EmailAddress, SocialAccount, Authenticator, UserSession):
        assert not model.objects.filter(user=person).exists(), model
    assert not erased.api_tokens.exists()
    assert not erased.role_grants.live().exists()
    assert erased.role_grants.get().until is not None
    assert another_app == ["Ada"]
    assert Event.objects.get().action == "person.erased"
    assert verify_chain().whole
    for table in Person._meta.get_fields():
        if not table.is_relation:
            assert "Ada" not in str(getattr(erased, table.name))
            assert "ada@" not in str(getattr(erased, table.name))


def test_erase_person_again_does_nothing():
    person = PersonFactory()
    first = erase_person(actor=person, person=person).erased_at
    assert erase_person(actor=person, person=person).erased_at == first
    assert Event.objects.count() == 1


@pytest.mark.parametrize("role", [None, Role.STAFF])
def test_nobody_erases_somebody_else(role):
    person = PersonFactory()
    with pytest.raises(NotAllowed):
        erase_person(actor=PersonFactory(role=role), person=person)
    person.refresh_from_db()
    assert person.erased_at is None


def test_failure_of_an_app_erases_nothing(monkeypatch):
    monkeypatch.setattr(personal_data, "_keepers", dict(personal_data._keepers))

    def fail(person):
        raise RuntimeError("disk full")

    personal_data.register("broken", export=dict, erase=fail)
    person = PersonFactory(username="Ada")
    with pytest.raises(RuntimeError):
        erase_person(actor=person, person=person)
    person.refresh_from_db()
    assert person.username == "Ada"
    assert person.is_active


def test_page_says_what_stays_and_asks_for_the_name(another_app):
    browser = sign_in_freshly(PersonFactory(username="Ada"))
    text = browser.get(reverse("people:erase")).content.decode()
    assert "Poems stay." in text
    for name in ("", "Bea"):
        answer = browser.post(reverse("people:erase"), {"username": name})
        assert answer.status_code == 422
    assert Person.objects.get().erased_at is None


def test_page_erases_and_signs_out_everywhere(django_capture_on_commit_callbacks):
    person = PersonFactory(username="Ada")
    browser, other_browser = sign_in_freshly(person), sign_in(person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("people:erase"), {"username": "ada"})
    assert answer["Location"] == "/"
    for each in (browser, other_browser):
        assert each.get("/me/")["Location"].startswith("/accounts/login/")
    again = Client().post("/accounts/login/", {"login": "Ada", "password": PASSWORD})
    assert again.status_code == 200


def test_page_asks_to_sign_in_again_first(client):
    client.force_login(PersonFactory())
    for answer in (client.get(reverse("people:erase")), client.post(reverse("people:erase"), {"username": "x"})):
        assert answer["Location"].startswith("/accounts/reauthenticate/")


def looked_up(person, *, by, times=1):
    for _ in range(times):
        record(actor=by.reference, action="person.looked_up", target=person.reference)


def test_lookups_page_names_who_looked(client):
    person, steward = PersonFactory(), PersonFactory(username="Steward of all", role=Role.STEWARD)
    looked_up(person, by=steward)
    looked_up(PersonFactory(), by=PersonFactory(username="Somebody else"))
    record(actor=steward.reference, action="person.renamed", target=person.reference)
    client.force_login(person)
    answer = client.get(reverse("people:lookups"))
    assert [viewer for _event, viewer in answer.context["rows"]] == [steward]
    assert "Steward of all" in answer.content.decode()
    assert "Somebody else" not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_lookups_page_takes_as_many_queries_for_any_number_of_rows(client, django_assert_num_queries, rows):
    person = PersonFactory()
    for _ in range(rows):
        looked_up(person, by=PersonFactory())
    client.force_login(person)
    client.get(reverse("people:lookups"))
    with django_assert_num_queries(4):  # person with roles, count, events, viewers
        client.get(reverse("people:lookups"))
