"""Recommendations: raised after two weeks, closed by what happens or by a reason; nothing takes a right away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from certification import outlooks
from certification.actions.recommending import keep_right
from certification.enums import RecommendationOutcome, State
from certification.errors import DecisionRefused, NotYours
from certification.models import Recommendation
from certification.personal_data import erase, export
from certification.recommending import GRACE
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.models import Holding
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "/steward/recommendations/"


@pytest.fixture
def right():
    return RightFactory(key="checkuser", name="Checkuser")


@pytest.fixture
def topic(right):
    topic = TopicFactory(mandatory=True)
    RequirementFactory(right=right, topic=topic)
    return topic


@pytest.fixture
def steward(client):
    steward = PersonFactory(username="Steward", role=Role.STEWARD)
    client.force_login(steward)
    return steward


def holder(right, name="Ada", wiki="dewiki"):
    person = PersonFactory(username=name)
    return HoldingFactory(right=right, wiki=WikiFactory(dbname=wiki), person=person, username=name)


@pytest.fixture
def raised(right, topic):
    """Ada never passed, and was seen so for two weeks."""
    holder(right)
    outlooks.refresh(today() - GRACE)
    outlooks.refresh()
    return Recommendation.objects.get()


@pytest.mark.parametrize(("days", "raised"), [(0, 0), (13, 0), (14, 1), (15, 1)])
def test_one_is_raised_after_the_grace_and_only_once(right, topic, days, raised):
    holder(right)
    outlooks.refresh(today() - days * DAY)
    for _ in range(3):
        outlooks.refresh()
    assert Recommendation.objects.count() == raised


def test_nothing_is_raised_about_who_lacks_nothing(right, topic):
    certify(holder(right).person, topic, today() - 20 * DAY)
    HoldingFactory(right=RightFactory(key="free"))
    outlooks.refresh(today() - 15 * DAY)
    outlooks.refresh()
    assert not Recommendation.objects.exists()


def test_a_renewal_closes_it(raised, topic):
    certify(raised.holding.person, topic, today())
    outlooks.refresh()
    raised.refresh_from_db()
    assert (raised.state, raised.closed_on, raised.outcome) == (State.NEVER, today(), RecommendationOutcome.RENEWED)


def test_the_end_of_the_right_closes_it_and_nothing_here_ends_rights(raised):
    assert Holding.objects.held_at(today()).count() == 1
    Holding.objects.update(until=raised.holding.since + DAY)
    outlooks.refresh()
    raised.refresh_from_db()
    assert (raised.closed_on, raised.outcome) == (today(), RecommendationOutcome.ENDED)


def test_what_is_kept_with_a_reason_is_not_raised_again_until_the_standing_changes(raised, steward):
    kept = keep_right(actor=steward, recommendation=raised, reason=" On leave ")
    assert (kept.outcome, kept.note, kept.noted_by, kept.closed_on) == ("kept", "On leave", steward, today())
    assert Event.objects.get(action="recommendation.kept").actor == steward.reference
    outlooks.refresh(today() + 30 * DAY)
    assert Recommendation.objects.count() == 1
    raised.holding.outlook.__class__.objects.update(changed_on=today() + DAY)
    outlooks.refresh(today() + 30 * DAY)
    assert Recommendation.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_required(raised, steward, reason):
    with pytest.raises(DecisionRefused):
        keep_right(actor=steward, recommendation=raised, reason=reason)


def test_only_other_stewards_keep_and_only_once(raised, steward):
    with pytest.raises(NotYours):
        keep_right(actor=PersonFactory(), recommendation=raised, reason="x")
    keep_right(actor=steward, recommendation=raised, reason="x")
    with pytest.raises(DecisionRefused):
        keep_right(actor=steward, recommendation=raised, reason="y")


def test_nobody_keeps_a_right_of_their_own(raised, steward):
    Holding.objects.update(person=steward)
    with pytest.raises(NotYours):
        keep_right(actor=steward, recommendation=raised, reason="x")


@pytest.mark.parametrize(
    "fields",
    [
        {"closed_on": today()},
        {"outcome": "renewed"},
        {"closed_on": today(), "outcome": "gone"},
        {"closed_on": today(), "outcome": "kept"},
        {"closed_on": today() - 40 * DAY, "outcome": "ended"},
        {"state": "certified"},
    ],
)
def test_the_database_refuses_contradictions(raised, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(holding=raised.holding, state=State.NEVER, raised_on=today())


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("?show=closed", 0),
        ("?show=all", 1),
        ("?right=checkuser&wiki=dewiki", 1),
        ("?wiki=*", 0),
        ("?page=7", 1),
    ],
)
def test_the_page_is_filtered_and_logged(client, steward, raised, query, count):
    response = client.get(PAGE + query)
    assert len(response.context["page"].object_list) == count
    assert Event.objects.filter(action="person.looked_up").count() == count


@pytest.mark.parametrize("query", ["?show=some", "?right=none", "?wiki=nowiki"])
def test_bad_filters_are_told(client, steward, raised, query):
    assert client.get(PAGE + query).status_code == 400


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_any_number(client, steward, right, topic, count, django_assert_num_queries):
    for number in range(count):
        holder(right, f"Holder {number}", wiki=f"w{number}wiki")
    outlooks.refresh(today() - GRACE)
    outlooks.refresh()
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_the_file_has_what_the_page_has(client, steward, raised):
    text = b"".join(client.get(f"{PAGE}?format=csv").streaming_content).decode()
    assert f"Ada,checkuser,dewiki,never,{today()},,," in text
    assert Event.objects.filter(action="person.looked_up").count() == 1


def test_a_steward_keeps_with_a_reason_on_the_page(client, steward, raised):
    address = reverse("certification:keep_recommendation", args=[raised.uid])
    assert "Ada" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 400
    assert client.post(address, {"reason": "On leave"}).status_code == 302
    assert "On leave" in client.get(f"{PAGE}?show=closed").content.decode()


def test_the_pages_are_for_stewards(client, raised):
    client.force_login(PersonFactory(role=Role.CURATOR))
    keep = reverse("certification:keep_recommendation", args=[raised.uid])
    assert [client.get(address).status_code for address in (PAGE, keep)] == [403, 403]
    assert client.post(keep, {"reason": "x"}).status_code == 403


def test_the_person_takes_along_what_was_noted_and_erasure_forgets_it(raised, steward):
    keep_right(actor=steward, recommendation=raised, reason="On leave")
    person = raised.holding.person
    assert export(person)["recommendations"][0]["note"] == "On leave"
    erase(person)
    raised.refresh_from_db()
    assert raised.note == "–"
