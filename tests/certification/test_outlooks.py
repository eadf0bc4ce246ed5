"""The outlook of holders: what `standing` says, at any size, whatever happened; and the forecast made from it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification import outlooks
from certification.counting import count_places
from certification.enums import FactKind, State
from certification.models import Outlook, PlaceOutlook
from certification.queries.asking import standing_of
from certification.queries.forecasting import forecast, shortages
from certification.tasks import refresh_outlooks, refresh_outlooks_of
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import add_months, today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def right():
    return RightFactory(key="checkuser", name="Checkuser", minimum_holders=2)


@pytest.fixture
def topic(right):
    topic = TopicFactory(mandatory=True)
    RequirementFactory(right=right, topic=topic)
    return topic


def holder(right, topic, ago=None, wiki="dewiki", **more):
    """Somebody with the right who passed so many days ago (None: never)."""
    person = PersonFactory()
    if ago is not None:
        certify(person, topic, today() - ago * DAY)
    return HoldingFactory(right=right, wiki=WikiFactory(dbname=wiki), person=person, username=person.username, **more)


def test_each_holding_has_the_standing_of_its_holder(right, topic):
    fresh, due, lapsed = (holder(right, topic, ago) for ago in (10, 700, 800))
    never, nobody = holder(right, topic), HoldingFactory(right=right, username="Unknown here")
    free = HoldingFactory(right=RightFactory(key="other"))
    assert outlooks.refresh() == 6
    rows = {row.holding_id: (row.state, row.lapses_on) for row in Outlook.objects.all()}
    end = add_months(today() - 10 * DAY, 24) + DAY
    assert rows[fresh.pk] == (State.CERTIFIED, end)
    assert rows[due.pk] == (State.RENEWAL_DUE, add_months(today() - 700 * DAY, 24) + DAY)
    assert rows[lapsed.pk] == (State.LAPSED, None)
    assert rows[never.pk] == rows[nobody.pk] == (State.NEVER, None)
    assert rows[free.pk] == (State.NOT_REQUIRED, None)
    assert refresh_outlooks() == 0


def test_a_change_says_what_was_before_and_an_ended_right_has_none(right, topic):
    held = holder(right, topic)
    outlooks.refresh()
    certify(held.person, topic, today())
    assert refresh_outlooks_of(held.person_id) == 1
    outlook = Outlook.objects.get()
    assert (outlook.before, outlook.state, outlook.changed_on) == (State.NEVER, State.CERTIFIED, today())
    held.until = held.since + DAY
    held.save()
    assert outlooks.refresh() == 1
    assert not Outlook.objects.exists()


def test_time_alone_changes_it(right, topic):
    held = holder(right, topic, ago=10)
    outlooks.refresh()
    last = add_months(today() - 10 * DAY, 24)
    states = []
    for day in (last - 90 * DAY, last, last + DAY):
        outlooks.refresh(day)
        states.append(Outlook.objects.get(holding=held).state)
    assert states == [State.RENEWAL_DUE, State.RENEWAL_DUE, State.LAPSED]


def test_what_happens_to_a_certification_refreshes_the_outlook_after_the_commit(
    right, topic, django_capture_on_commit_callbacks
):
    held = holder(right, topic, ago=10)
    with django_capture_on_commit_callbacks(execute=True):
        certify(held.person, topic, today(), kind=FactKind.REVOKED, reason="For a reason")
    assert Outlook.objects.get().state == State.REVOKED


histories = st.lists(
    st.tuples(
        st.sampled_from([FactKind.PASSED, FactKind.REVOKED, FactKind.REINSTATED, FactKind.PAUSED]), st.integers(0, 1500)
    ),
    max_size=4,
)


@given(histories)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_the_outlook_is_what_standing_says(topic, right, history):
    held = holder(right, topic)
    for kind, ago in sorted(history, key=lambda fact: -fact[1]):
        certify(
            held.person, topic, today() - ago * DAY, kind=kind, reason="" if kind == FactKind.PAUSED else "For a reason"
        )
    outlooks.refresh()
    (standing,) = standing_of(held.person, today())
    outlook = Outlook.objects.get(holding=held)
    assert (outlook.state, outlook.lapses_on) == (standing.state, outlooks.lapses_on(standing))


def test_refreshing_costs_the_same_for_one_holder_and_for_thirty(right, topic, django_assert_num_queries):
    holder(right, topic, ago=10)
    with django_assert_num_queries(22):
        outlooks.refresh()
    for _ in range(30):
        holder(right, topic, ago=20)
    with django_assert_num_queries(22):
        outlooks.refresh()


def test_forecast_counts_each_holder_once(right, topic):
    for ago in (10, 20, 700, 800):
        holder(right, topic, ago)
    holder(right, topic, 640, wiki="frwiki")
    HoldingFactory(right=RightFactory(key="other"))
    outlooks.refresh()
    found = forecast(today())
    assert len(found.months) == 24
    assert (found.holders, found.without, found.free) == (6, 1, 1)
    lapses = [add_months(today() - ago * DAY, 24) + DAY for ago in (10, 20, 700, 640)]
    expected = Counter(day.replace(day=1) for day in lapses)
    counted = {month: count for month, count in found.months if count}
    last = found.months[-1][0]
    assert counted == {month: count for month, count in expected.items() if month <= last}
    assert found.later == sum(count for month, count in expected.items() if month > last)
    assert forecast(today(), wiki="frwiki").holders == 1
    assert forecast(today(), right="other").free == 1
    assert forecast(today(), right="checkuser", wiki="*").holders == 0


@pytest.mark.parametrize(
    ("passed", "certified", "first_to_go"),
    [
        ([200, 300], 2, 300),
        ([200, 300, 600], 3, 300),
        ([200, 600], 2, 600),
        ([600, 650, 200], 3, 600),
        ([200, 800], 1, None),
        ([200, None], 1, None),
        ([None], 0, None),
    ],
)
def test_wikis_that_fall_below_the_fewest_holders(right, topic, passed, certified, first_to_go):
    """Two are needed: a wiki is short of them from the month in which the last but one lapses."""
    for ago in passed:
        holder(right, topic, ago)
    outlooks.refresh()
    (row,) = shortages(today())
    month = first_to_go and (add_months(today() - first_to_go * DAY, 24) + DAY).replace(day=1)
    assert (row.wiki.dbname, row.right, row.holders) == ("dewiki", right, len(passed))
    assert (row.certified, row.below_on) == (certified, month)


def test_a_wiki_without_holders_and_a_right_without_a_minimum_are_no_shortage(topic):
    WikiFactory(dbname="emptywiki")
    HoldingFactory(right=RightFactory(key="other"))
    outlooks.refresh()
    assert not shortages(today())


def test_places_count_after_one_person_what_they_count_after_all(right, topic):
    """Whoever is refreshed alone, counting everything again finds no difference."""
    people = [holder(right, topic, ago, wiki=f"w{number % 2}wiki") for number, ago in enumerate((600, 650, None, 10))]
    outlooks.refresh()
    certify(people[0].person, topic, today(), kind=FactKind.REVOKED, reason="For a reason")
    certify(people[2].person, topic, today())
    for held in people:
        outlooks.refresh_person(held.person_id)
    counted = {(row.wiki_id, row.everywhere): (row.holders, row.certified) for row in PlaceOutlook.objects.all()}
    first, second = people[0].wiki_id, people[1].wiki_id
    assert counted == {(first, False): (2, 1), (second, False): (2, 2), (None, True): (4, 3)}
    assert count_places() == 0


def test_a_place_without_holders_is_forgotten(right, topic):
    held = holder(right, topic, ago=10)
    outlooks.refresh()
    held.until = held.since + DAY
    held.save()
    outlooks.refresh()
    assert not PlaceOutlook.objects.exists()


@pytest.fixture
def steward(client):
    client.force_login(PersonFactory(role=Role.STEWARD))
    return client


def test_the_page_shows_chart_table_and_wikis(steward, right, topic, django_assert_num_queries):
    address = reverse("certification:forecast")
    assert "None." in steward.get(address).content.decode()
    for _ in range(2):
        holder(right, topic, ago=600)
    outlooks.refresh()
    page = steward.get(address).content.decode()
    assert "dewiki" in page
    assert "<svg" in page
    assert date.strftime(add_months(today() - 600 * DAY, 24) + DAY, "%b %Y") in page
    for count in (1, 30):
        for number in range(count):
            holder(right, topic, ago=None, wiki=f"w{number}wiki")
        outlooks.refresh()
        with django_assert_num_queries(5):
            steward.get(address)


@pytest.mark.parametrize(("query", "status"), [("right=none", 400), ("wiki=nowiki", 400), ("wiki=*", 200)])
def test_filters_that_name_nothing_are_told(steward, query, status):
    assert steward.get(f"{reverse('certification:forecast')}?{query}").status_code == status


def test_both_tables_are_files_too(steward, right, topic):
    holder(right, topic, ago=600)
    outlooks.refresh()
    months = b"".join(steward.get(reverse("certification:forecast") + "?format=csv").streaming_content).decode()
    assert len(months.strip().splitlines()) == 25
    wikis = b"".join(steward.get(reverse("certification:forecast") + "?format=csv-wikis").streaming_content).decode()
    assert "dewiki,checkuser,2,1,1," in wikis


def test_only_stewards_look(client):
    client.force_login(PersonFactory())
    assert client.get(reverse("certification:forecast")).status_code == 403
