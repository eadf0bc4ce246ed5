"""The public page of how many holders are certified."""

import pytest
from django.core.cache import cache

from certification.enums import State
from certification.models import Outlook
from certification.queries.coverage import Group, Row, measure, percent, rows_of
from tests.factories.movement import HoldingFactory, RightFactory, TerritoryFactory, WikiFactory
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db
PAGE = "/coverage/"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def group(project, certified, others):
    return Group(project, {f"{project} c{n}" for n in range(certified)}, {f"{project} o{n}" for n in range(others)})


def hold(right, wiki, state, count, start=0):
    for number in range(start, start + count):
        holding = HoldingFactory(right=right, wiki=wiki, username=f"Holder {number}")
        Outlook.objects.create(holding=holding, state=state, changed_on=today())


@pytest.mark.parametrize(
    ("certified", "others", "percent"),
    [
        (5, 5, 50),
        (4, 6, None),
        (6, 4, None),
        (0, 9, None),
        (9, 0, None),
        (10, 0, 100),
        (0, 10, 0),
        (1, 0, None),
        (7, 11, 40),
    ],
)
def test_a_few_are_never_told_apart(certified, others, percent):
    assert rows_of("checkuser", [group("wikipedia", certified, others)]) == [Row("checkuser", "wikipedia", percent)]


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        # One hidden row would be the sum without the others: the smallest of the others is hidden with it.
        ([("a", 2, 3), ("b", 10, 10), ("c", 30, 30)], {None: 50, "a": None, "b": None, "c": 50}),
        # Two hidden rows that are enough together need no third.
        ([("a", 4, 4), ("b", 4, 4), ("c", 30, 30)], {None: 50, "a": None, "b": None, "c": 50}),
        ([("a", 10, 10), ("b", 30, 10)], {None: 65, "a": 50, "b": 75}),
        ([("a", 1, 1), ("b", 2, 1)], {None: None, "a": None, "b": None}),
    ],
)
def test_nothing_hidden_can_be_worked_out(groups, told):
    assert {row.project: row.percent for row in rows_of("x", [group(*each) for each in groups])} == told


def test_somebody_on_many_wikis_counts_once_and_what_asks_nothing_or_is_private_does_not_count():
    right = RightFactory(key="checkuser")
    for name in ("dewiki", "frwiki"):
        hold(right, WikiFactory(dbname=name, project="wikipedia"), State.CERTIFIED, 4)
    hold(right, WikiFactory(dbname="enwiki", project="wikipedia"), State.NEVER, 6, start=20)
    hold(right, WikiFactory(dbname="secretwiki", project="secret", private=True), State.NEVER, 20)
    hold(RightFactory(key="free"), WikiFactory(dbname="dewiki"), State.NOT_REQUIRED, 20)
    assert measure(today()).rows == [Row("checkuser", "wikipedia", None)]


@pytest.mark.parametrize("count", [1, 30])
def test_everybody_sees_the_page_at_the_same_cost(client, count, django_assert_num_queries):
    wiki = WikiFactory(dbname="dewiki", project="wikipedia")
    for number in range(count):
        hold(RightFactory(key=f"right{number}", name=f"Right {number}"), wiki, State.CERTIFIED, 10)
    with django_assert_num_queries(2):
        response = client.get(PAGE)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Right 0 · Wikipedia" in page
    assert "Holder" not in page.replace("Holders", "")
    with django_assert_num_queries(1):
        client.get(PAGE)


def test_the_file_says_what_is_hidden(client):
    wiki = WikiFactory(dbname="dewiki", project="wikipedia")
    hold(RightFactory(key="few"), wiki, State.CERTIFIED, 4)
    hold(RightFactory(key="many"), wiki, State.RENEWAL_DUE, 10)
    lines = b"".join(client.get(PAGE, {"format": "csv"})).decode("utf-8-sig").splitlines()
    assert lines == [
        "day,right,project,region,percent_certified",
        f"{today()},few,wikipedia,all,hidden",
        f"{today()},many,wikipedia,all,100",
    ]


def test_without_figures_it_says_so_and_takes_no_posts(client):
    assert "No figures" in client.get(PAGE, {"format": "nonsense"}).content.decode()
    assert client.post(PAGE).status_code == 405


@pytest.mark.parametrize(
    ("certified", "others", "expected"),
    [(0, 40, 0), (40, 0, 100), (995, 5, 95), (5, 995, 5), (21, 19, 50), (22, 18, 55)],
)
def test_nobody_and_everybody_are_said_only_where_they_are_exact(certified, others, expected):
    groups = [Group("x", {f"a{n}" for n in range(certified)}, {f"b{n}" for n in range(others)})]
    assert percent(groups) == expected


def region_world():
    """Twenty holders on two international wikis, twenty on wikis of one country; two hold the right on both."""
    right, france = RightFactory(key="sysop"), TerritoryFactory(code="FR", region="155")
    wiki = WikiFactory(dbname="dewiki", project="wikipedia")
    chapter = WikiFactory(dbname="frwikimedia", project="wikimedia", territory=france)
    hold(right, wiki, State.CERTIFIED, 10)
    hold(right, wiki, State.NEVER, 10, start=10)
    hold(right, chapter, State.CERTIFIED, 6, start=30)
    hold(right, chapter, State.NEVER, 14, start=40)
    return right, wiki, chapter


def test_wikis_of_a_country_are_counted_by_region_and_others_as_international():
    region_world()
    assert measure(today()).rows == [
        Row("sysop", None, 40),
        Row("sysop", "wikimedia", 30),
        Row("sysop", "wikipedia", 50),
        Row("sysop", None, 30, "155"),
        Row("sysop", None, 50, "international"),
    ]


def test_people_in_several_places_are_counted_there_and_hide_what_would_tell_of_them():
    right, wiki, _chapter = region_world()
    hold(right, wiki, State.CERTIFIED, 2, start=30)
    told = {(row.project, row.region): row.percent for row in measure(today()).rows}
    assert told[None, None] == 40
    assert told["several", None] is told[None, "several"] is None
    # With both other rows the two people would be what is left of all: the smaller one is hidden.
    assert (told["wikimedia", None], told["wikipedia", None]) == (None, 50)
    assert (told[None, "155"], told[None, "international"]) == (None, 50)


def test_the_page_names_regions_in_the_language_of_the_reader(client):
    region_world()
    page = client.get(PAGE, headers={"accept-language": "fr"}).content.decode()
    assert "Europe de l’Ouest" in page
    lines = b"".join(client.get(PAGE, {"format": "csv"})).decode("utf-8-sig").splitlines()
    assert f"{today()},sysop,all,155,30" in lines
