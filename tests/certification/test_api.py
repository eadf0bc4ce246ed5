"""The API of standing, its problems, and the command."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Role, Scope

pytestmark = pytest.mark.django_db
ONE, MANY = "/api/v1/standing/Ada", "/api/v1/standing"


def headers(person, scopes=(Scope.STANDING,)):
    expires = timezone.now() + timedelta(days=1)
    _token, secret = create_token(actor=person, name="Test", scopes=scopes, expires_at=expires)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def steward():
    return PersonFactory(username="Steward", role=Role.STEWARD)


@pytest.fixture
def token(steward):
    return headers(steward)


@pytest.fixture
def ada():
    ada, topic = PersonFactory(username="Ada"), TopicFactory(key="digital-security", mandatory=True)
    right = RightFactory(key="checkuser")
    RequirementFactory(right=right, topic=topic)
    HoldingFactory(right=right, wiki=WikiFactory(dbname="dewiki"), username="Ada", person=ada)
    certify(ada, topic, "2025-03-01")
    return ada


STANDING = {
    "right": "checkuser",
    "wiki": "dewiki",
    "state": "certified",
    "due": "2027-03-01",
    "topics": [
        {
            "topic": "digital-security",
            "state": "certified",
            "valid_from": "2025-03-01",
            "valid_until": "2027-03-01",
            "renewal_opens": "2026-12-01",
            "due": "2027-03-01",
            "next_step": "nothing",
        }
    ],
}


def test_standing_of_one_is_answered_and_logged(client, token, ada):
    response = client.get(ONE, {"at": "2026-01-10"}, headers=token)
    assert response.json() == {
        "asked": "Ada",
        "username": "Ada",
        "outcome": "found",
        "at": "2026-01-10",
        "standings": [STANDING],
    }
    assert Event.objects.get(action="person.looked_up").target == ada.reference


def test_standing_has_an_etag_and_answers_304(client, token, ada):
    etag = client.get(ONE, headers=token)["ETag"]
    assert client.get(ONE, headers=token | {"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("scopes", "roles", "status"),
    [
        ([Scope.STANDING], [Role.STEWARD], 200),
        ([Scope.STANDING, Scope.ME], [Role.STEWARD], 200),
        ([Scope.ME], [Role.STEWARD], 403),
        ([Scope.STANDING], [Role.CURATOR], 403),
        ([Scope.STANDING], [], 403),
    ],
)
def test_standing_needs_the_scope_and_the_role(client, ada, scopes, roles, status):
    response = client.get(ONE, headers=headers(PersonFactory(roles=roles), scopes))
    assert response.status_code == status
    assert Event.objects.filter(action="person.looked_up").exists() == (status == 200)


def test_standing_of_oneself_needs_no_role_and_leaves_no_trace(client, ada):
    assert client.get(ONE, headers=headers(ada)).json()["standings"][0]["state"]
    assert not Event.objects.filter(action="person.looked_up").exists()


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wl_nothing"}, {"Authorization": "Basic QTpC"}])
def test_standing_without_a_token_is_a_problem(client, ada, steward, sent):
    client.force_login(steward)
    response = client.get(ONE, headers=sent)
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response.json()["title"] == "Unauthorized"


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [
        ("/api/v1/standing/Nobody", {}, 404),
        ("/api/v1/standing/192.0.2.7", {}, 404),
        ("/api/v1/standing/~2026-1", {}, 404),
        ("/api/v1/standing/%20", {}, 404),
        (ONE, {"at": "2999-01-01"}, 400),
        (ONE, {"at": "2026-02-30"}, 400),
        (ONE, {"at": "yesterday"}, 422),
        (ONE, {"at": "1700000000"}, 422),
    ],
)
def test_standing_answers_bad_questions_with_problems(client, token, ada, address, query, status):
    response = client.get(address, query, headers=token)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status


def post(client, token, **body):
    return client.post(MANY, json.dumps(body), content_type="application/json", headers=token)


def test_standing_of_many_is_answered_in_order(client, token, ada):
    answers = post(client, token, usernames=["Nobody", "ada", "Ada"], at="2026-01-10").json()
    assert [(answer["username"], answer["outcome"]) for answer in answers] == [("Nobody", "unknown"), ("Ada", "found")]
    assert answers[1]["standings"] == [STANDING]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"usernames": [f"Name {number}" for number in range(500)]}, 200),
        ({"usernames": [f"Name {number}" for number in range(501)]}, 422),
        ({"usernames": []}, 422),
        ({"usernames": "Ada"}, 422),
        ({"usernames": [1]}, 422),
        ({}, 422),
        ({"usernames": ["Ada"], "at": "2999-01-01"}, 400),
    ],
)
def test_standing_of_many_is_limited(client, token, body, status):
    assert post(client, token, **body).status_code == status


def test_standing_is_limited_per_token(client, steward, ada, monkeypatch):
    from certification.api import TokenThrottle

    monkeypatch.setattr(TokenThrottle, "allow_request", lambda self, request: False)
    monkeypatch.setattr(TokenThrottle, "wait", lambda self: 7)
    response = client.get(ONE, headers=headers(steward))
    assert (response.status_code, response["Retry-After"]) == (429, "7")


def test_throttle_counts_each_token_by_itself(client, steward, ada, rf):
    from certification.api import TokenThrottle

    def request_of(token):
        request = rf.get(ONE)
        request.auth = token
        return request

    throttle, one, other = (
        TokenThrottle("2/m"),
        *(
            create_token(
                actor=steward, name="T", scopes=[Scope.STANDING], expires_at=timezone.now() + timedelta(days=1)
            )[0]
            for _ in range(2)
        ),
    )
    assert [throttle.allow_request(request_of(token)) for token in (one, one, one, other)] == [True, True, False, True]


def test_openapi_document_and_its_page_are_public_without_scripts_of_others(client, db):
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) >= {
        "/api/v1/standing/{username}",
        "/api/v1/standing",
        "/api/v1/wikis/{wiki}/standing",
        "/api/v1/forecast",
    }
    client.force_login(PersonFactory())
    page = client.get("/api/v1/docs/").content.decode()
    assert "/api/v1/standing/{username}" in page
    assert "cdn" not in page


def test_command_prints_json(ada, capsys):
    call_command("standing", "ada", "--right", "checkuser", "--at", "2026-01-10")
    said = json.loads(capsys.readouterr().out)
    assert said["standings"] == [STANDING]
    call_command("standing", "ada", "--right", "sysop")
    assert json.loads(capsys.readouterr().out)["standings"] == []


@pytest.mark.parametrize("arguments", [("Ada", "--at", "soon"), (" ",)])
def test_command_refuses_nonsense(db, arguments):
    with pytest.raises(CommandError):
        call_command("standing", *arguments)
