"""The pages of the vault, the doors that stand on it, and how long it stays open."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from reporting import sessions
from reporting.actions.sealing import unlock_case
from reporting.models import KeyConfirmation, LegalHold, Recovery, RecoveryShare, VaultKey
from reporting.views.vault import step_up_required, vault_required
from tests.factories.cases import arrived, bodies, handler
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE, vault_for

pytestmark = pytest.mark.django_db
ROOT = "/reporting/vault"
NEW = "another passphrase that is long"


@pytest.fixture(autouse=True)
def _no_throttle():
    cache.clear()


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def mine(client, person):
    client.force_login(person)
    return client


def unlock(client, passphrase=PASSPHRASE, **more):
    return client.post(f"{ROOT}/unlock/", {"passphrase": passphrase}, **more)


def signed_in(person):
    client = Client()
    client.force_login(person)
    assert unlock(client).status_code == 302
    return client


def is_open(client):
    return client.get(f"{ROOT}/").context["open"]


def test_set_up_shows_the_code_once_and_opens_the_vault(mine, person):
    assert "Set up my vault" in mine.get(f"{ROOT}/").content.decode()
    page = mine.post(f"{ROOT}/set-up/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert "no-store" in page.headers["Cache-Control"]
    code = page.context["code"]
    assert code in page.content.decode()
    assert is_open(mine)
    assert code not in mine.get(f"{ROOT}/").content.decode()
    cookie = mine.cookies[settings.VAULT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert VaultKey.objects.get().person == person


def test_the_cookie_is_bound_to_the_host_in_production():
    from wikilearn.settings import base

    assert base.VAULT_COOKIE_NAME.startswith("__Host-")
    assert base.SESSION_COOKIE_SECURE
    assert base.VAULT_PASSPHRASE_EFFORT == (3, 256 * 1024 * 1024)


@pytest.mark.parametrize(
    ("passphrase", "again"),
    [
        ("short", "short"),
        ("", ""),
        ("a" * 20, "a" * 20),
        (PASSPHRASE, "something else"),
        ("password12345678password", "x"),
        ("x" * 1001, "x" * 1001),
        ("Person With A Name", "Person With A Name"),
    ],
)
def test_weak_passphrases_are_refused_and_never_shown_again(client, passphrase, again):
    client.force_login(PersonFactory(username="Person With A Name"))
    page = client.post(f"{ROOT}/set-up/", {"passphrase": passphrase, "again": again})
    assert page.status_code == 422
    assert not VaultKey.objects.exists()
    assert len(passphrase) < 6 or passphrase not in page.content.decode().replace("Person With A Name", "")


def test_unlock_lock_and_back_again(mine, person):
    vault_for(person)
    assert not is_open(mine)
    assert unlock(mine, "wrong").status_code == 422
    assert not is_open(mine)
    answer = mine.post(f"{ROOT}/unlock/?next=/reporting/cases/", {"passphrase": PASSPHRASE})
    assert answer["Location"] == "/reporting/cases/"
    assert is_open(mine)
    mine.post(f"{ROOT}/lock/")
    assert not is_open(mine)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""])
def test_unlocking_leads_nowhere_else(mine, person, wanted):
    vault_for(person)
    answer = mine.post(f"{ROOT}/unlock/", {"passphrase": PASSPHRASE}, QUERY_STRING=f"next={wanted}")
    assert answer["Location"] == f"{ROOT}/"


def test_a_few_tries_then_a_pause(mine, person):
    vault_for(person)
    for _each in range(5):
        assert unlock(mine, "wrong").status_code == 422
    page = unlock(mine)
    assert page.status_code == 422
    assert "Too many tries" in page.content.decode()


def test_a_stolen_cookie_is_worth_nothing_in_another_session(mine, person):
    vault_for(person)
    unlock(mine)
    stolen = mine.cookies[settings.VAULT_COOKIE_NAME].value
    other = Client()
    other.force_login(PersonFactory())
    other.cookies[settings.VAULT_COOKIE_NAME] = stolen
    assert not is_open(other)
    same_person = Client()
    same_person.force_login(person)
    same_person.cookies[settings.VAULT_COOKIE_NAME] = stolen
    assert not is_open(same_person)
    assert is_open(mine)


def test_signing_out_locks(mine, person):
    vault_for(person)
    unlock(mine)
    mine.post("/accounts/logout/")
    mine.force_login(person)
    assert not is_open(mine)


@pytest.mark.parametrize("value", ["", "x", "=" * 64, "A" * 64, "é" * 10, "A" * 10_000])
def test_a_made_up_cookie_opens_nothing(mine, person, value):
    vault_for(person)
    mine.cookies[settings.VAULT_COOKIE_NAME] = value
    assert not is_open(mine)


def later(monkeypatch, seconds):
    moment = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(sessions, "_now", lambda: int(moment.timestamp()))


def test_it_locks_itself_after_a_quarter_of_an_hour(mine, person, monkeypatch):
    vault_for(person)
    unlock(mine)
    later(monkeypatch, 14 * 60)
    assert is_open(mine)
    later(monkeypatch, 28 * 60)
    assert is_open(mine)
    later(monkeypatch, 44 * 60)
    assert not is_open(mine)


def test_it_locks_itself_after_eight_hours_of_use(mine, person, monkeypatch):
    vault_for(person)
    unlock(mine)
    for minutes in range(10, 8 * 60, 10):
        later(monkeypatch, minutes * 60)
        assert is_open(mine)
    later(monkeypatch, 8 * 3600 + 60)
    assert not is_open(mine)


def test_writing_to_the_cache_prolongs_nothing(mine, person, monkeypatch):
    """The thief puts back what was there: the times are inside."""
    vault_for(person)
    unlock(mine)
    from base64 import urlsafe_b64decode

    raw = urlsafe_b64decode(mine.cookies[settings.VAULT_COOKIE_NAME].value)
    key = sessions._cache_key(settings.VAULT_COOKIE_NAME, raw[:16])
    blob = cache.get(key)
    later(monkeypatch, 3600)
    cache.set(key, blob, None)
    assert not is_open(mine)


def test_the_doors(person):
    @vault_required
    def reading(request):
        return HttpResponse("read")

    @step_up_required
    def exporting(request):
        return HttpResponse("export")

    request = RequestFactory().get("/somewhere/?a=1")
    request.user, request.session = person, type("S", (), {"session_key": "s"})()
    assert reading(request)["Location"].startswith(f"{ROOT}/unlock/?next=%2Fsomewhere%2F%3Fa%3D1")
    vault = vault_for(person)
    response = HttpResponse()
    sessions.keep_open(
        request, response, cookie=settings.VAULT_COOKIE_NAME, holder=person.uid, private=vault.pair.private
    )
    request.COOKIES[settings.VAULT_COOKIE_NAME] = response.cookies[settings.VAULT_COOKIE_NAME].value
    assert reading(request).content == b"read"
    assert reading(request)["Cache-Control"] == "no-store, private"
    assert exporting(request).content == b"export"


def test_what_matters_more_asks_again_after_five_minutes(mine, person, monkeypatch):
    vault_for(person)
    unlock(mine)
    assert mine.get(f"{ROOT}/passphrase/").status_code == 200
    later(monkeypatch, 6 * 60)
    assert mine.get(f"{ROOT}/passphrase/")["Location"].startswith(f"{ROOT}/step-up/")
    assert mine.post(f"{ROOT}/step-up/", {"passphrase": "wrong"}).status_code == 422
    assert mine.post(f"{ROOT}/step-up/?next={ROOT}/passphrase/", {"passphrase": PASSPHRASE}).status_code == 302
    assert mine.get(f"{ROOT}/passphrase/").status_code == 200


def test_change_of_passphrase_and_recovery_code(mine, person):
    vault_for(person)
    unlock(mine)
    code = mine.post(f"{ROOT}/recovery-code/").context["code"]
    mine.post(f"{ROOT}/passphrase/", {"passphrase": NEW, "again": NEW})
    mine.post(f"{ROOT}/lock/")
    assert unlock(mine).status_code == 422
    assert unlock(mine, NEW).status_code == 302
    mine.post(f"{ROOT}/lock/")
    wrong = {"code": "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert mine.post(f"{ROOT}/forgotten/", wrong).status_code == 422
    assert mine.post(f"{ROOT}/forgotten/", wrong | {"code": code}).status_code == 302
    assert is_open(mine)


@pytest.fixture
def world():
    _local, u4c, (ann, ben), (one, two) = bodies()
    return _local, u4c, ann, ben, [one, two, handler(u4c)]


def test_the_ceremony_on_its_pages(world):
    local, u4c, ann, _ben, officers = world
    made = arrived(local, u4c)
    owner = signed_in(ann.person)
    page = owner.get("/reporting/recovery/officers/")
    assert all(officer.person.username in page.content.decode() for officer in officers)
    choice = {"officers": [officer.person.pk for officer in officers]}
    assert owner.post("/reporting/recovery/officers/", {"officers": choice["officers"][:2]}).status_code == 422
    assert owner.post("/reporting/recovery/officers/", choice).status_code == 302
    assert RecoveryShare.objects.count() == 6
    lost = Client()
    lost.force_login(ann.person)
    assert "code" in lost.post("/reporting/recovery/begin/", {"passphrase": NEW, "again": NEW}).context
    recovery = Recovery.objects.get()
    address = f"/reporting/recovery/{recovery.uid}/"
    assert recovery.new.fingerprint in lost.get("/reporting/recovery/").content.decode()
    Recovery.objects.update(opens_at=timezone.now())
    for officer in officers[:2]:
        theirs = signed_in(officer.person)
        assert ann.person.username in theirs.get("/reporting/recovery/").content.decode()
        assert recovery.new.fingerprint not in theirs.get(address).content.decode()
        assert theirs.post(address, {"fingerprint": "0000 0000 0000 0000"}).status_code == 422
        said = recovery.new.fingerprint.upper()[:19]
        assert theirs.post(address, {"fingerprint": said}).status_code == 302
    assert lost.post("/reporting/recovery/finish/").status_code == 302
    recovery.refresh_from_db()
    assert recovery.succeeded
    assert lost.get(f"/reporting/cases/{made.case.reference}/").status_code == 200


def test_strangers_see_no_recovery(world):
    _local, _u4c, ann, ben, officers = world
    from reporting.actions.recovering import begin_recovery, choose_officers

    choose_officers(vault=ann, officers=[officer.person for officer in officers])
    begin_recovery(actor=ann.person, passphrase=NEW)
    address = f"/reporting/recovery/{Recovery.objects.get().uid}/"
    for person in (ben.person, vault_for().person):
        client = signed_in(person)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}urgent/").status_code == 404
    assert signed_in(vault_for().person).post(f"{address}stop/").status_code == 404
    assert signed_in(ben.person).post(f"{address}stop/").status_code == 302


def test_a_colleague_confirms_a_new_key_without_being_shown_it(world):
    from reporting.actions.keys import retire_key, set_up_vault

    _local, _u4c, ann, ben, _officers = world
    retire_key(actor=ben.person)
    set_up_vault(actor=ben.person, passphrase=NEW)
    fingerprint = VaultKey.objects.get(person=ben.person).entry.fingerprint
    client = signed_in(ann.person)
    assert fingerprint not in client.get("/reporting/keys/").content.decode()
    address = f"/reporting/keys/{ben.person.uid}/"
    assert fingerprint not in client.get(address).content.decode()
    assert client.post(address, {"fingerprint": fingerprint[:14]}).status_code == 422
    assert client.post(address, {"fingerprint": fingerprint}).status_code == 302
    assert KeyConfirmation.objects.get().by == ann.person
    assert fingerprint in client.get("/reporting/keys/").content.decode()


def test_new_key_and_hold_on_the_page_of_the_case(world):
    local, u4c, ann, ben, _officers = world
    made = arrived(local, u4c)
    address = f"/reporting/cases/{made.case.reference}/"
    client, other = signed_in(ann.person), signed_in(ben.person)
    page = client.get(f"{address}keys/").content.decode()
    assert ben.person.username in page
    for waiting in _officers:  # who is missing among them would tell whom a wall shuts out
        assert f"<bdi>{waiting.person.username}</bdi>" not in page
    assert client.post(f"{address}keys/new/").status_code == 302
    assert unlock_case(case=made.case, vault=ben).epoch == 2
    client.post(f"{address}hold/", {"do": "ask"})
    assert client.post(f"{address}hold/", {"do": "confirm"}).status_code == 409
    other.post(f"{address}hold/", {"do": "confirm"})
    assert LegalHold.objects.get().confirmed_by == ben.person
    assert client.post(f"{address}hold/", {"do": "burn"}).status_code == 404


@pytest.mark.parametrize("path", ["keys/", "hold/", "keys/new/"])
def test_strangers_find_no_case(world, path):
    local, u4c, *_rest = world
    made = arrived(local, u4c)
    client = signed_in(vault_for(PersonFactory(two_factor=True)).person)
    address = f"/reporting/cases/{made.case.reference}/{path}"
    answer = client.get(address) if path == "keys/" else client.post(address, {"do": "ask"})
    assert answer.status_code == 404


@pytest.mark.parametrize("members", [1, 30])
def test_the_list_of_keys_costs_the_same_queries(django_assert_num_queries, members):
    _local, _u4c, handlers, _above = bodies(local=members, above=0)
    client = signed_in(handlers[0].person)
    client.get("/reporting/keys/")
    with django_assert_num_queries(4):
        client.get("/reporting/keys/")


def test_everything_needs_signing_in(client):
    for path in ("vault/", "vault/unlock/", "vault/set-up/", "recovery/", "keys/", "recovery/begin/"):
        assert "/accounts/login/" in client.get(f"/reporting/{path}")["Location"]
