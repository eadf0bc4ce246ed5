"""Wallets: the API of Open Badges 3.0 and its OAuth, as the specification wants them, and nothing beyond."""

import base64
import hashlib
import json
import re
import secrets
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oauth2_provider.checks import validate_bcp_configuration
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

from certification.badges import actions, erasing, tasks
from certification.badges.enums import RevokedReason
from certification.badges.models import Credential, Wallet
from certification.badges.queries import connections_of
from certification.badges.wallets import registration
from certification.badges.wallets.scopes import CREDENTIALS_READ, OFFLINE, PROFILE_READ, PROFILE_UPDATE, SCOPES
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db

HOST = "https://wallet.example"
BACK = f"{HOST}/back"
ALL = " ".join(SCOPES)
ASKED = {
    "client_name": "A wallet",
    "client_uri": f"{HOST}/",
    "logo_uri": f"{HOST}/logo.png",
    "tos_uri": f"{HOST}/terms",
    "policy_uri": f"{HOST}/privacy",
    "software_id": "c88b6ed8-269e-448e-99be-7e2ff47167d1",
    "software_version": "1.0",
    "redirect_uris": [BACK],
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "scope": ALL,
}


class WalletProgram:
    """What a wallet does, step by step, by HTTP alone."""

    def __init__(self, **changes) -> None:
        self.http = Client()
        answer = self.register({**ASKED, **changes})
        assert answer.status_code == 201, answer.text
        self.said = answer.json()
        self.verifier = secrets.token_urlsafe(48)

    def register(self, said):
        return self.http.post(reverse("oauth2_provider:dcr-register"), said, content_type="application/json")

    def question(self, **changes):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.said["client_id"],
            "redirect_uri": BACK,
            "scope": f"{CREDENTIALS_READ} {PROFILE_READ} {OFFLINE}",
            "state": "xyz",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        asked = {name: value for name, value in {**asked, **changes}.items() if value is not None}
        return f"{reverse('oauth2_provider:authorize')}?{urlencode(asked)}"

    def be_allowed(self, person, *, allow=True, **changes):
        """What the browser of the person brings back."""
        browser = Client()
        browser.force_login(person)
        page = browser.get(self.question(**changes))
        assert page.status_code == 200, page.text
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        fields.pop("allow", None)
        fields.update({"allow": "Authorize"} if allow else {})
        answer = browser.post(self.question(**changes), fields)
        assert answer.status_code == 302, answer.text
        assert answer.headers["Location"].startswith(BACK)
        return {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def token(self, secret=None, **said):
        pair = f"{self.said['client_id']}:{secret or self.said['client_secret']}".encode()
        basic = "Basic " + base64.b64encode(pair).decode()
        return self.http.post(reverse("oauth2_provider:token"), said, headers={"Authorization": basic})

    def exchange(self, code, **changes):
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": self.verifier}
        return self.token(**{**said, **changes})

    def connect(self, person, **changes):
        answer = self.exchange(self.be_allowed(person, **changes)["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, name, token, method="get", **said):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return getattr(self.http, method)(reverse(f"badges:{name}"), headers=headers, **said)


@pytest.fixture
def wallet(db):
    return WalletProgram()


@pytest.fixture
def person(db):
    return PersonFactory(username="Ana")


def problem_of(answer):
    said = answer.json()
    assert set(said) == {"imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_codeMinor"}
    (field,) = said["imsx_codeMinor"]["imsx_codeMinorField"]
    return answer.status_code, said["imsx_codeMajor"], field["imsx_codeMinorFieldValue"]


# --- Description


def test_description_names_what_is_offered_and_where(client):
    answer = client.get("/ims/ob/v3p0/discovery")
    said = answer.json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer.headers["Cache-Control"]
    assert said["openapi"].startswith("3.0")
    assert said["info"]["termsOfService"].startswith("https://")
    assert said["info"]["x-imssf-privacyPolicyUrl"].startswith("https://")
    assert {path: sorted(methods) for path, methods in said["paths"].items()} == {
        "/credentials": ["get"],
        "/profile": ["get", "put"],
        "/discovery": ["get"],
    }
    security = said["components"]["securitySchemes"]["OAuth2ACG"]
    flow = security["flows"]["authorizationCode"]
    assert set(flow["scopes"]) == set(SCOPES)
    assert security["x-imssf-registrationUrl"] == "http://testserver/oauth/register"
    assert flow["tokenUrl"] == flow["refreshUrl"] == "http://testserver/oauth/token"
    assert flow["authorizationUrl"] == "http://testserver/oauth/authorize"
    for reference in set(re.findall(r"#/components/schemas/(\w+)", json.dumps(said))):
        assert reference in said["components"]["schemas"]
    assert client.post("/ims/ob/v3p0/discovery").status_code == 405


def test_metadata_of_the_server_offers_nothing_weaker(client):
    said = client.get("/.well-known/oauth-authorization-server").json()
    assert said["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["token_endpoint_auth_methods_supported"] == ["client_secret_basic"]
    assert said["authorization_response_iss_parameter_supported"] is True


# --- Registration


def test_wallet_registers_and_its_secret_is_kept_as_a_hash(wallet):
    assert {name: wallet.said[name] for name in ASKED} == ASKED
    assert wallet.said["client_secret_expires_at"] == 0
    application = Application.objects.get(client_id=wallet.said["client_id"])
    assert wallet.said["client_secret"] not in application.client_secret
    assert Wallet.objects.get(application=application).host == "wallet.example"
    assert Event.objects.filter(action="badges.wallet_registered").count() == 1


def test_scopes_that_are_not_offered_are_left_out():
    upsert = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert"
    assert WalletProgram(scope=f"{upsert} {CREDENTIALS_READ}").said["scope"] == CREDENTIALS_READ


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_name": ""}, "invalid_client_metadata"),
        ({"client_name": 7}, "invalid_client_metadata"),
        ({"client_name": "x" * 101}, "invalid_client_metadata"),
        ({"client_name": "A\u202ewallet"}, "invalid_client_metadata"),
        ({"client_name": "A\x00wallet"}, "invalid_client_metadata"),
        ({"client_name": "A\ud800wallet"}, "invalid_client_metadata"),
        ({"client_uri": "http://wallet.example/"}, "invalid_client_metadata"),
        ({"logo_uri": "https://elsewhere.example/logo.png"}, "invalid_client_metadata"),
        ({"policy_uri": "https://u:p@wallet.example/"}, "invalid_client_metadata"),
        ({"tos_uri": "https://wallet.example:x/"}, "invalid_client_metadata"),
        ({"tos_uri": None}, "invalid_client_metadata"),
        ({"software_id": None}, "invalid_client_metadata"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://wallet.example/back"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"{BACK}#part"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"{BACK} https://evil.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://evil.example/back"]}, "invalid_client_metadata"),
        ({"redirect_uris": BACK}, "invalid_client_metadata"),
        ({"redirect_uris": [BACK] * 11}, "invalid_client_metadata"),
        ({"scope": "read write"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"grant_types": ["refresh_token"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"contacts": [{}]}, "invalid_client_metadata"),
    ],
    ids=str,
)
def test_registration_that_the_specification_forbids_is_refused(client, change, error):
    said = {name: value for name, value in {**ASKED, **change}.items() if value is not None}
    answer = client.post(reverse("oauth2_provider:dcr-register"), json.dumps(said), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"].isascii()
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"nonsense", b"{" * 5000, b"[" * 20_000, b"{}" + b" " * 20_000, b"\xff", b"null"], ids=len
)
def test_registration_that_is_no_description_is_refused(client, raw):
    answer = client.post(reverse("oauth2_provider:dcr-register"), raw, content_type="application/json")
    assert answer.status_code == 400


def test_registrations_are_limited(client):
    address = reverse("oauth2_provider:dcr-register")
    answers = [client.post(address, b"", content_type="application/json").status_code for _ in range(21)]
    assert (answers[:20], answers[20]) == ([400] * 20, 429)


def test_one_wallet_that_registers_again_is_another_one(wallet):
    assert WalletProgram().said["client_id"] != wallet.said["client_id"]


# --- Being allowed


def test_person_sees_who_asks_for_what(client, wallet, person):
    assert client.get(wallet.question()).headers["Location"].startswith(reverse("account_login"))
    client.force_login(person)
    page = client.get(wallet.question(scope=CREDENTIALS_READ))
    assert "A wallet" in page.text
    assert "wallet.example" in page.text
    assert str(SCOPES[CREDENTIALS_READ]) in page.text
    assert str(SCOPES[PROFILE_READ]) not in page.text
    assert f"form-action 'self' https://*.wikimedia.org {HOST}" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert f'src="{HOST}' not in page.text


def test_name_of_a_wallet_is_text_and_nothing_else(client, person):
    client.force_login(person)
    page = client.get(WalletProgram(client_name="<script>alert(1)</script>").question())
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_allowed_wallet_gets_a_token_that_is_kept_as_a_hash(wallet, person):
    brought = wallet.be_allowed(person)
    assert set(brought) == {"code", "state", "iss", "scope"}
    assert brought["state"] == "xyz"
    answer = wallet.exchange(brought["code"])
    said = answer.json()
    assert "no-store" in answer.headers["Cache-Control"]
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)
    assert said["scope"].split() == [CREDENTIALS_READ, PROFILE_READ, OFFLINE]
    row = AccessToken.objects.get()
    assert said["access_token"] not in f"{row.token} {row.token_checksum}"
    assert said["refresh_token"] not in RefreshToken.objects.get().token
    assert Event.objects.get(action="badges.wallet_allowed").actor == person.reference


def test_refusal_is_told_to_the_wallet(wallet, person):
    brought = wallet.be_allowed(person, allow=False)
    assert (brought["error"], brought["state"]) == ("access_denied", "xyz")
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"state": None},
        {"scope": "read"},
        {"scope": None},
        {"response_type": "token"},
    ],
    ids=str,
)
def test_weak_questions_go_back_as_errors(client, wallet, person, change):
    client.force_login(person)
    answer = client.get(wallet.question(**change))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK)
    assert "error=" in answer.headers["Location"]
    assert "code=" not in answer.headers["Location"]


@pytest.mark.parametrize("change", [{"redirect_uri": "https://evil.example/"}, {"client_id": "nobody"}], ids=str)
def test_strange_places_are_never_gone_to(client, wallet, person, change):
    client.force_login(person)
    answer = client.get(wallet.question(**change))
    assert answer.status_code == 400
    assert "cannot be connected" in answer.text
    assert '="https://evil' not in answer.text


def test_wallet_asks_only_for_what_it_registered(client, person):
    wallet = WalletProgram(scope=CREDENTIALS_READ)
    client.force_login(person)
    assert "invalid_scope" in client.get(wallet.question(scope=PROFILE_UPDATE)).headers["Location"]


def test_two_factor_comes_first_for_those_who_need_it(client, wallet):
    client.force_login(PersonFactory(role=Role.CURATOR, two_factor=False))
    assert client.get(wallet.question()).headers["Location"] == reverse("people:two_factor")


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "x" * 50},
        {"code_verifier": ""},
        {"redirect_uri": f"{HOST}/other"},
        {"code": "guessed"},
        {"secret": "guessed"},
        {"grant_type": "password", "username": "Ana", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
    ],
    ids=str,
)
def test_code_alone_is_not_enough(wallet, person, change):
    answer = wallet.exchange(**{"code": wallet.be_allowed(person)["code"], **change})
    assert answer.status_code in {400, 401}
    assert not AccessToken.objects.exists()


def test_code_works_once_and_not_for_another_wallet(wallet, person):
    code = wallet.be_allowed(person)["code"]
    other = WalletProgram()
    other.verifier = wallet.verifier
    assert other.exchange(code).status_code == 400
    assert wallet.exchange(code).status_code == 200
    assert wallet.exchange(code).status_code == 400


def test_refresh_works_once_and_a_copy_ends_everything(wallet, person):
    first = wallet.connect(person)
    second = wallet.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert wallet.get("api_profile", second["access_token"]).status_code == 200
    assert wallet.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 400
    assert wallet.token(grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 400


def test_refresh_only_for_who_may_act_later(wallet, person):
    assert "refresh_token" not in wallet.connect(person, scope=CREDENTIALS_READ)
    assert not RefreshToken.objects.exists()


def test_wallet_gives_a_token_back(wallet, person):
    token = wallet.connect(person)["access_token"]
    pair = f"{wallet.said['client_id']}:{wallet.said['client_secret']}".encode()
    basic = "Basic " + base64.b64encode(pair).decode()
    address = reverse("oauth2_provider:revoke-token")
    assert wallet.http.post(address, {"token": token}, headers={"Authorization": basic}).status_code == 200
    assert wallet.get("api_profile", token).status_code == 401


# --- Credentials


def test_wallet_fetches_badges_exactly_as_they_were_signed(wallet, signed, issue):
    credential = signed()
    issue(run=False, person=credential.person, topic=TopicFactory())
    gone = signed(person=credential.person, topic=TopicFactory())
    actions.withdraw_credential(actor="system", credential=gone, reason=RevokedReason.ERROR)
    signed(topic=TopicFactory())
    token = wallet.connect(credential.person)["access_token"]
    answer = wallet.get("api_credentials", token)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Total-Count"] == "1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert credential.document in answer.text
    assert answer.json() == {"credential": [json.loads(credential.document)], "compactJwsString": []}


def test_pages_of_badges_are_linked(wallet, signed, person):
    for number in range(5):
        signed(person=person, topic=TopicFactory(name=f"Topic {number}"))
    token = wallet.connect(person)["access_token"]
    found, address = [], {"limit": 2}
    for _page in range(3):
        answer = wallet.get("api_credentials", token, data=address)
        found += [each["id"] for each in answer.json()["credential"]]
        links = dict(re.findall(r'<[^?]+\?([^>]+)>; rel="(\w+)"', answer.headers["Link"]))
        offsets = {name: int(parse_qs(said)["offset"][0]) for said, name in links.items()}
        address = {"limit": 2, "offset": offsets.get("next", 0)}
    assert len(set(found)) == 5
    assert "next" not in links.values()
    assert set(links.values()) >= {"last"}
    assert answer.headers["X-Total-Count"] == "5"
    assert 'offset=0>; rel="first"' in answer.headers["Link"]
    assert 'offset=2>; rel="prev"' in answer.headers["Link"]
    assert 'offset=4>; rel="last"' in answer.headers["Link"]


def test_only_newer_badges_are_fetched_where_that_is_asked(wallet, signed, person):
    old = signed(person=person)
    new = signed(person=person, topic=TopicFactory())
    Credential.objects.filter(pk=old.pk).update(signed_at=timezone.now() - timedelta(days=3))
    token = wallet.connect(person)["access_token"]
    since = (timezone.now() - timedelta(days=1)).isoformat()
    answer = wallet.get("api_credentials", token, data={"since": since})
    assert [each["id"] for each in answer.json()["credential"]] == [new.address]
    assert "since=" in answer.headers["Link"]


@pytest.mark.parametrize(
    "said",
    [
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "١"},
        {"limit": "9" * 30},
        {"offset": "-1"},
        {"offset": "1.5"},
        {"since": "yesterday"},
        {"since": "2026-01-01T00:00:00"},
        {"since": ""},
        {"since": "\x00"},
    ],
    ids=str,
)
def test_nonsense_in_the_question_is_refused(wallet, person, said):
    token = wallet.connect(person)["access_token"]
    answer = wallet.get("api_credentials", token, data=said)
    assert problem_of(answer) == (400, "failure", "invalid_query_parameter")


@pytest.mark.parametrize("count", [1, 30])
def test_credentials_take_the_same_queries_for_few_and_many(wallet, signed, person, django_assert_num_queries, count):
    for _number in range(count):
        signed(person=person, topic=TopicFactory())
    token = wallet.connect(person)["access_token"]
    with django_assert_num_queries(3):
        answer = wallet.get("api_credentials", token)
    assert len(answer.json()["credential"]) == count


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_badges_cannot_be_put_here(wallet, person, method):
    token = wallet.connect(person)["access_token"]
    answer = wallet.get("api_credentials", token, method=method)
    assert problem_of(answer) == (405, "unsupported", "forbidden")
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("name", ["api_credentials", "api_profile"])
@pytest.mark.parametrize("token", ["", "guessed", "\u00e9"])
def test_without_a_token_there_is_nothing(wallet, person, name, token):
    answer = wallet.get(name, token)
    assert problem_of(answer) == (401, "failure", "unauthorizedrequest")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_token_in_the_address_is_refused(wallet, person):
    token = wallet.connect(person)["access_token"]
    assert wallet.get("api_credentials", "", data={"access_token": token}).status_code == 401


def test_session_of_the_site_opens_nothing_here(client, person):
    client.force_login(person)
    assert client.get(reverse("badges:api_credentials")).status_code == 401


@pytest.mark.parametrize(
    ("scope", "name", "method"),
    [
        (PROFILE_READ, "api_credentials", "get"),
        (CREDENTIALS_READ, "api_profile", "get"),
        (f"{CREDENTIALS_READ} {PROFILE_READ}", "api_profile", "put"),
    ],
)
def test_each_scope_opens_its_own_and_no_more(wallet, person, scope, name, method):
    token = wallet.connect(person, scope=scope)["access_token"]
    answer = wallet.get(name, token, method=method)
    assert problem_of(answer) == (403, "failure", "forbidden")
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_expired_token_is_no_token(wallet, person):
    token = wallet.connect(person)["access_token"]
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert wallet.get("api_credentials", token).status_code == 401


def test_wallet_of_somebody_who_may_not_sign_in_gets_nothing(wallet, person):
    said = wallet.connect(person)
    code = wallet.be_allowed(person)["code"]
    person.is_active = False
    person.save()
    assert wallet.get("api_credentials", said["access_token"]).status_code == 401
    assert wallet.token(grant_type="refresh_token", refresh_token=said["refresh_token"]).status_code == 400
    assert wallet.exchange(code).status_code == 400


def test_asking_is_limited(wallet, person, monkeypatch):
    token = wallet.connect(person)["access_token"]
    monkeypatch.setattr("wikilearn.core.throttling.allow", lambda *_said, **_more: False)
    answer = wallet.get("api_credentials", token)
    assert problem_of(answer) == (429, "failure", "server_busy")
    assert answer.headers["Retry-After"] == "60"


# --- Profile


def test_profile_is_read_and_its_description_changed(wallet, person):
    token = wallet.connect(person, scope=f"{PROFILE_READ} {PROFILE_UPDATE}")["access_token"]
    said = wallet.get("api_profile", token).json()
    assert (said["type"], said["name"], said["id"]) == (["Profile"], "Ana", f"urn:uuid:{person.uid}")
    put = {"content_type": "application/json"}
    refused = wallet.get("api_profile", token, "put", data={**said, "description": "Hello"}, **put)
    assert problem_of(refused) == (400, "failure", "invalid_data")
    actions.publish_profile(actor=person, name="A learner", findable=True)
    said = wallet.get("api_profile", token).json()
    changed = wallet.get("api_profile", token, "put", data={**said, "description": "Hello"}, **put)
    assert (changed.status_code, changed.json()["description"]) == (200, "Hello")
    person.badge_profile.refresh_from_db()
    assert (person.badge_profile.about, person.badge_profile.findable) == ("Hello", True)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Somebody"},
        {"id": "urn:uuid:1"},
        {"phone": "111"},
        {"description": "x" * 501},
        {"description": 7},
        {"description": "a\x00b"},
        {"description": "a\ud800b"},
        {"type": None},
    ],
    ids=str,
)
def test_nothing_else_of_a_profile_is_changed(wallet, person, change):
    actions.publish_profile(actor=person, name="A learner")
    token = wallet.connect(person, scope=f"{PROFILE_READ} {PROFILE_UPDATE}")["access_token"]
    said = wallet.get("api_profile", token).json() | change
    raw = json.dumps({name: value for name, value in said.items() if value is not None})
    answer = wallet.get("api_profile", token, "put", data=raw, content_type="application/json")
    assert problem_of(answer) == (400, "failure", "invalid_data")


@pytest.mark.parametrize("raw", ["", "[]", "nonsense", "[" * 9000, '"' + "x" * 20_000 + '"'], ids=len)
def test_profile_that_is_none_is_refused(wallet, person, raw):
    token = wallet.connect(person, scope=PROFILE_UPDATE)["access_token"]
    answer = wallet.get("api_profile", token, "put", data=raw, content_type="application/json")
    assert problem_of(answer)[0] == 400


# --- Afterwards


def test_person_sees_their_wallets_and_disconnects_one(client, wallet, person):
    said = wallet.connect(person)
    other = WalletProgram(client_name="Another wallet")
    kept = other.connect(person)
    client.force_login(person)
    page = client.get(reverse("badges:wallets"))
    assert page.text.count("wallet.example") == 2
    assert "Another wallet" in page.text
    number = Application.objects.get(client_id=wallet.said["client_id"]).pk
    client.post(reverse("badges:disconnect", args=[number]))
    assert [connection.application.name for connection in connections_of(person)] == ["Another wallet"]
    assert wallet.get("api_profile", said["access_token"]).status_code == 401
    assert wallet.token(grant_type="refresh_token", refresh_token=said["refresh_token"]).status_code == 400
    assert other.get("api_profile", kept["access_token"]).status_code == 200
    assert Event.objects.filter(action="badges.wallet_disconnected").count() == 1


def test_nobody_disconnects_for_others(client, wallet, person):
    said = wallet.connect(person)
    client.force_login(PersonFactory())
    client.post(reverse("badges:disconnect", args=[Application.objects.get().pk]))
    assert wallet.get("api_profile", said["access_token"]).status_code == 200
    assert "No wallet is connected" in client.get(reverse("badges:wallets")).text


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_wallets_takes_the_same_queries_for_few_and_many(client, person, django_assert_num_queries, count):
    metadata = registration.parse(json.dumps(ASKED).encode())
    for _number in range(count):
        application, _secret = actions.register_wallet(metadata=metadata)
        AccessToken.objects.create(
            user=person,
            application=application,
            scope=CREDENTIALS_READ,
            expires=timezone.now() + timedelta(hours=1),
            token=secrets.token_hex(),
        )
    client.force_login(person)
    with django_assert_num_queries(4):
        page = client.get(reverse("badges:wallets"))
    assert page.text.count("/disconnect") == count


def test_what_is_over_is_forgotten_and_what_is_used_stays(wallet, person):
    unused, used = WalletProgram(), wallet
    used.connect(person)
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=1))
    Application.objects.update(created=timezone.now() - timedelta(days=8))
    fresh = WalletProgram()
    assert actions.forget_expired_wallets() == 1
    left = set(Application.objects.values_list("client_id", flat=True))
    assert left == {used.said["client_id"], fresh.said["client_id"]}
    assert unused.said["client_id"] not in left
    assert RefreshToken.objects.exists()
    RefreshToken.objects.all().delete()
    tasks.forget_expired_wallets()
    assert not AccessToken.objects.exists()


def test_erasure_and_export_know_wallets(wallet, person):
    said = wallet.connect(person)
    (told,) = erasing.export_wallets(person)
    assert told["name"] == "A wallet"
    erasing.erase_wallets(person)
    assert erasing.export_wallets(person) == []
    assert wallet.get("api_profile", said["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "address",
    ["/oauth/introspect/", "/oauth/applications/", "/oauth/device/", "/o/token/", "/oauth/userinfo/"],
)
def test_nothing_else_of_the_library_is_reachable(client, person, address):
    client.force_login(person)
    assert client.get(address).status_code == 404


def test_deploy_check_has_nothing_to_say_about_oauth():
    assert validate_bcp_configuration(None) == []
