from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.people import PersonFactory
from wikilearn.audit.actions import record
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role
from wikilearn.people.views.log import SIZE

pytestmark = pytest.mark.django_db
PAGE = "/audit/"


@pytest.fixture
def staff(client):
    client.force_login(PersonFactory(username="Staff", role=Role.STAFF))
    return client


def happened(action="thing.done", *, by=None, on="thing:1"):
    return record(actor=by.reference if by else "system", action=action, target=on, details={"step": 1})


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.CURATOR, Role.TRUST_AND_SAFETY])
def test_log_is_for_staff(client, role):
    client.force_login(PersonFactory(role=role))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_log_takes_as_many_queries_for_any_number_of_events(staff, django_assert_num_queries, rows):
    for number in range(rows):
        happened(by=PersonFactory(username=f"Actor {number}"))
    staff.get(PAGE)
    with django_assert_num_queries(3):  # person with roles, events, names
        staff.get(PAGE)


def test_log_names_people_and_shows_what_happened(staff):
    ada = PersonFactory(username="Ada")
    happened("role.granted", by=ada, on=PersonFactory(username="Bea").reference)
    text = staff.get(PAGE).content.decode()
    for word in ("Ada", "Bea", "role.granted", "step: 1"):
        assert word in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["role.revoked", "role.granted", "person.renamed"]),
        ({"actor": "ada"}, ["role.granted"]),
        ({"actor": "system"}, ["role.revoked", "person.renamed"]),
        ({"actor": "Nobody"}, []),
        ({"action": "role"}, ["role.revoked", "role.granted"]),
        ({"action": "role.granted"}, ["role.granted"]),
        ({"action": "ro"}, []),
        ({"target": "thing:2"}, ["role.revoked"]),
        ({"target": "Bea"}, ["person.renamed"]),
        ({"actor": "ada", "target": "thing:2"}, []),
    ],
)
def test_log_is_narrowed_by_who_what_and_on_what(staff, query, found):
    happened("person.renamed", on=PersonFactory(username="Bea").reference)
    happened("role.granted", by=PersonFactory(username="Ada"))
    happened("role.revoked", on="thing:2")
    rows = staff.get(PAGE, query).context["rows"]
    assert [row["event"].action for row in rows] == found


@pytest.mark.parametrize(("since", "until", "count"), [(0, 0, 1), (1, 1, 0), (-1, 1, 1), (-2, -1, 0)])
def test_log_is_narrowed_by_day(staff, since, until, count):
    happened()
    today = timezone.now().date()
    query = {"since": today + timedelta(days=since), "until": today + timedelta(days=until)}
    assert len(staff.get(PAGE, query).context["rows"]) == count


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "2026-02-30"}, {"actor": "x" * 256}])
def test_bad_filters_are_said_at_their_field(staff, query):
    happened()
    answer = staff.get(PAGE, query)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(query)
    assert answer.context["rows"] == []


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, ""])
def test_nonsense_for_a_place_shows_the_newest(staff, before):
    happened()
    assert len(staff.get(PAGE, {"before": before}).context["rows"]) == 1


def test_older_events_follow_and_keep_the_filter(staff):
    for _ in range(SIZE + 3):
        happened()
    happened("other.thing")
    first = staff.get(PAGE, {"action": "thing"})
    assert len(first.context["rows"]) == SIZE
    assert "action=thing" in first.context["older"]
    second = staff.get(PAGE + first.context["older"])
    assert len(second.context["rows"]) == 3
    assert second.context["older"] == ""
    shown = {row["event"].pk for answer in (first, second) for row in answer.context["rows"]}
    assert shown == set(Event.objects.filter(action="thing.done").values_list("pk", flat=True))
