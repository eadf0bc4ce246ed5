"""The public page of how many holders are certified."""

import pytest
from django.core.cache import cache

from certification.enums import State
from certification.models import Outlook
from certification.queries.coverage import Group, Row, measure, percent, rows_of
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
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
        "day,right,project,percent_certified",
        f"{today()},few,wikipedia,hidden",
        f"{today()},many,wikipedia,100",
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
