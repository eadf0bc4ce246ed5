"""The holders of a right on every wiki: the steward's page, and the API of a wiki and of the forecast."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from certification import outlooks
from certification.enums import State
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Role, Scope

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE, WIKI, FORECAST = "/steward/rights/checkuser/", "/api/v1/wikis/dewiki/standing", "/api/v1/forecast"


@pytest.fixture
def right():
    return RightFactory(key="checkuser", name="Checkuser", minimum_holders=2)


@pytest.fixture
def topic(right):
    topic = TopicFactory(key="security", mandatory=True)
    RequirementFactory(right=right, topic=topic)
    return topic


@pytest.fixture
def holder(right, topic):
    """Makes somebody with the right who passed so many days ago (None: never)."""

    def make(name, ago=None, wiki="dewiki", since=None):
        person = PersonFactory(username=name)
        if ago is not None:
            certify(person, topic, today() - ago * DAY)
        more = {"since": since} if since else {}
        return HoldingFactory(right=right, wiki=WikiFactory(dbname=wiki), person=person, username=name, **more)

    return make


@pytest.fixture
def steward(client):
    steward = PersonFactory(username="Steward", role=Role.STEWARD)
    client.force_login(steward)
    return steward


@pytest.fixture
def three(holder):
    holder("Ada", ago=10)
    holder("Béla", ago=700, wiki="frwiki")
    holder("Cid")
    outlooks.refresh()


def names(response):
    return [answer.username for answer in response.context["answers"]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Ada", "Béla", "Cid"]),
        ("?state=never", ["Cid"]),
        ("?state=renewal_due&wiki=frwiki", ["Béla"]),
        ("?wiki=dewiki", ["Ada", "Cid"]),
        ("?wiki=*", []),
        ("?q=éLA", ["Béla"]),
        ("?q=%25", []),
        ("?sort=due", ["Béla", "Ada", "Cid"]),
        ("?sort=wiki", ["Ada", "Cid", "Béla"]),
        ("?page=9", ["Ada", "Béla", "Cid"]),
        ("?page=x", ["Ada", "Béla", "Cid"]),
    ],
)
def test_the_page_of_a_right_is_filtered_and_sorted(client, steward, three, query, shown):
    response = client.get(PAGE + query)
    assert response.status_code == 200
    assert names(response) == shown


def test_the_page_counts_todays_states(client, steward, three):
    assert client.get(PAGE).context["counts"] == [(State.NEVER, 1), (State.RENEWAL_DUE, 1), (State.CERTIFIED, 1)]


def test_another_day_is_computed_without_a_filter_by_state_and_says_so(client, steward, three, holder):
    holder("Later", since=timezone.now() - DAY)
    past = today() - 30 * DAY
    response = client.get(f"{PAGE}?at={past}&state=never")
    assert names(response) == ["Ada", "Béla", "Cid"]
    assert response.context["answers"][0].standings[0].state == State.NEVER
    assert "States are filtered and sorted for today only" in response.content.decode()
    assert "States are filtered" not in client.get(f"{PAGE}?at={past}").content.decode()
    assert "Later" in names(client.get(PAGE))


def test_each_holder_on_the_page_sees_that_they_were_looked_up(client, steward, three):
    client.get(f"{PAGE}?state=never")
    event = Event.objects.get(action="person.looked_up")
    assert (event.actor, event.details["page"]) == (steward.reference, "steward_right")


def test_the_file_has_all_and_logs_all(client, steward, three):
    text = b"".join(client.get(f"{PAGE}?format=csv").streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["username"], row["wiki"], row["state"]) for row in rows] == [
        ("Ada", "dewiki", "certified"),
        ("Béla", "frwiki", "renewal_due"),
        ("Cid", "dewiki", "never"),
    ]
    assert Event.objects.filter(action="person.looked_up").count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_any_number(client, steward, holder, count, django_assert_num_queries):
    for number in range(count):
        holder(f"Holder {number}", ago=5)
    outlooks.refresh()
    client.get(PAGE)
    with django_assert_num_queries(10):
        client.get(PAGE)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?state=gone", 400),
        ("?wiki=nowiki", 400),
        ("?at=2999-01-01", 400),
        ("?at=soon", 400),
        ("?sort=name", 400),
        ("?q=" + "x" * 256, 400),
        ("?wiki=%00", 400),
    ],
)
def test_bad_filters_are_told(client, steward, right, query, status):
    assert client.get(PAGE + query).status_code == status


def test_a_right_that_is_none_is_not_found(client, steward):
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("roles", [[], [Role.CURATOR], [Role.STAFF]])
def test_only_stewards_see_the_holders(client, right, roles):
    client.force_login(PersonFactory(roles=roles))
    assert client.get(PAGE).status_code == 403


def test_index_and_forecast_lead_to_the_right(client, steward, three):
    assert PAGE in client.get("/steward/").content.decode()
    page = client.get("/steward/forecast/?right=checkuser&wiki=dewiki").content.decode()
    assert f"{PAGE}?wiki=dewiki" in page


def token(person, scopes=(Scope.STANDING,)):
    _row, secret = create_token(actor=person, name="T", scopes=scopes, expires_at=timezone.now() + DAY)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def asking():
    return token(PersonFactory(role=Role.STEWARD))


def test_the_holders_on_a_wiki_are_answered_and_logged(client, asking, three):
    said = client.get(WIKI, {"right": "checkuser"}, headers=asking).json()
    assert {key: said[key] for key in ("wiki", "at", "count", "page", "pages")} == {
        "wiki": "dewiki",
        "at": today().isoformat(),
        "count": 2,
        "page": 1,
        "pages": 1,
    }
    assert [(one["username"], one["standings"][0]["state"]) for one in said["answers"]] == [
        ("Ada", "certified"),
        ("Cid", "never"),
    ]
    assert Event.objects.filter(action="person.looked_up").count() == 2
    assert client.get(WIKI, {"page": 2}, headers=asking).json()["answers"] == []
    assert client.get(WIKI, {"at": "2020-01-01"}, headers=asking).json()["count"] == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_api_of_a_wiki_costs_the_same_for_any_number(client, asking, holder, count, django_assert_num_queries):
    for number in range(count):
        holder(f"Holder {number}", ago=5)
    client.get(WIKI, headers=asking)
    with django_assert_num_queries(10):
        client.get(WIKI, headers=asking)


def test_the_forecast_is_answered(client, asking, three):
    said = client.get(FORECAST, {"right": "checkuser"}, headers=asking).json()
    assert (said["holders"], said["without"], said["free"]) == (3, 1, 0)
    assert len(said["months"]) == 24
    assert sum(month["lapsing"] for month in said["months"]) + said["later"] == 2
    assert [(row["wiki"], row["certified"], row["month"]) for row in said["shortages"]] == [
        ("dewiki", 1, None),
        ("frwiki", 1, None),
    ]
    assert client.get(FORECAST, {"wiki": "*"}, headers=asking).json()["holders"] == 0
    assert not Event.objects.filter(action="person.looked_up").exists()


@pytest.mark.parametrize("address", [WIKI, FORECAST])
def test_both_have_an_etag_and_answer_304(client, asking, three, address):
    etag = client.get(address, headers=asking)["ETag"]
    assert client.get(address, headers=asking | {"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("address", [WIKI, FORECAST])
@pytest.mark.parametrize(
    ("scopes", "roles", "status"),
    [
        ([Scope.STANDING], [Role.STEWARD], 200),
        ([Scope.ME], [Role.STEWARD], 403),
        ([Scope.STANDING], [Role.CURATOR], 403),
        ([Scope.STANDING], [], 403),
    ],
)
def test_both_need_the_scope_and_the_role(client, three, address, scopes, roles, status):
    response = client.get(address, headers=token(PersonFactory(roles=roles), scopes))
    assert response.status_code == status
    assert client.get(address).status_code == 401


@pytest.mark.parametrize(
    ("address", "query", "status"),
    [
        (WIKI, {"at": "2999-01-01"}, 400),
        (WIKI, {"at": "2026-02-30"}, 400),
        (WIKI, {"at": "soon"}, 422),
        (WIKI, {"right": "none"}, 400),
        (WIKI, {"right": "a b"}, 422),
        (WIKI, {"page": "0"}, 422),
        (WIKI, {"page": "99999999999999999999"}, 422),
        ("/api/v1/wikis/nowiki/standing", {}, 404),
        ("/api/v1/wikis/a%00b/standing", {}, 422),
        (FORECAST, {"right": "none"}, 400),
        (FORECAST, {"wiki": "nowiki"}, 400),
        (FORECAST, {"wiki": "\0"}, 422),
    ],
)
def test_bad_questions_are_problems(client, asking, three, address, query, status):
    response = client.get(address, query, headers=asking)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
