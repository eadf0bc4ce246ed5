"""Figures over a whole body: nobody learns of one case from them, by looking every day or by knowing all the others."""

import math
import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.noise import EPSILON, FEWEST, chance, draw, noisy, published, told
from reporting.queries.body_figures import figures_of_own
from tests.factories.cases import bodies
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import CaseStepKind, Severity
from ucoc.models import CaseStep
from ucoc.transparency import STEP, Quarter
from wikilearn.core.dates import today

FIRST, DAYS = date(2025, 1, 1), 460
PAGE = reverse("reporting:body_figures")


@pytest.mark.attack("Privacy", "Know all cases of a body but one: its figures do not tell whether that one exists")
def test_noise_is_the_same_again_and_any_number_can_come_of_any_count():
    assert noisy(20, secret=b"s" * 32, about="x") == noisy(20, secret=b"s" * 32, about="x")
    drawn = Counter(noisy(100, secret=b"s" * 32, about=str(number)) - 100 for number in range(4000))
    for shift in range(-5, 6):
        assert drawn[shift] / 4000 == pytest.approx(chance(shift), abs=0.025)
    assert sum(chance(shift) for shift in range(-200, 201)) == pytest.approx(1)
    for shift in range(-50, 50):
        assert chance(shift) > 0
        assert chance(shift) / chance(shift + 1) <= math.exp(EPSILON) * (1 + 1e-9)
    assert draw(b"\0" * 16) == draw(b"\xff" * 16) == 0
    assert draw(b"\0" * 8 + b"\xff" * 8) > 80


@pytest.mark.parametrize("count", [0, 1, 4, 9, 30])
def test_what_is_told_is_a_multiple_of_five_and_never_few(count):
    said = {told(count, secret=b"s" * 32, about=str(number)) for number in range(300)}
    assert all(number is None or (number >= FEWEST and number % STEP == 0) for number in said)
    assert len(said) > 1  # nothing at all is sometimes told as ten, so that what is hidden may be any small number


@pytest.mark.parametrize(
    ("day", "newest"), [(date(2026, 6, 30), "2025Q4"), (date(2026, 7, 1), "2026Q1"), (date(2026, 1, 1), "2025Q3")]
)
def test_a_quarter_is_told_when_another_one_has_passed(day, newest):
    quarters = published(day, most=4)
    assert str(quarters[0]) == newest
    assert len(set(quarters)) == 4
    assert all(quarter.released_from <= day for quarter in quarters)


steps = st.lists(
    st.tuples(
        st.integers(0, DAYS),
        st.integers(1, 30),
        st.sampled_from(Severity.values),
        st.sampled_from([CaseStepKind.DECIDED, CaseStepKind.CLIMBED_OVERDUE, CaseStepKind.ACKNOWLEDGED, None]),
        st.integers(0, 200),
    ),
    max_size=8,
)


@pytest.mark.attack(
    "Privacy", "Look at the figures of a body every day: a quarter is told once, and never changes afterwards"
)
@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=steps, looks=st.lists(st.integers(0, 2 * DAYS), min_size=2, max_size=4))
def test_looking_on_any_days_shows_each_quarter_once_and_for_all(world, looks):
    """In random worlds: what happens later, in the quarter or to its cases, never changes what was told before."""
    first, *_rest = bodies(local=0, above=0)
    happened = []
    for day, number, severity, end, later in world:
        for _each in range(number):
            case = uuid.uuid4()
            happened.append((day, CaseStepKind.RECEIVED, severity, case))
            if end is not None:
                happened.append((day + later, end, severity, case))
    happened.sort(key=lambda each: each[0])
    seen: dict[Quarter, object] = {}
    for look in sorted(looks):
        now = [each for each in happened if each[0] <= look]
        happened = [each for each in happened if each[0] > look]
        CaseStep.objects.bulk_create([step(first, *each) for each in now])
        (figures,) = figures_of_own([first], FIRST + timedelta(days=look))
        for row in figures.quarters:
            assert seen.setdefault(row.quarter, row) == row
            assert all(cell is None or (cell >= FEWEST and cell % STEP == 0) for cell in row.cells)


def step(body, day, kind, severity, case):
    on = FIRST + timedelta(days=day)
    at = f"{on}T12:00:00Z"
    return CaseStep(case=case, body=body, step=kind, on=on, at=at, conduct="not_sure", severity=severity)


@pytest.mark.django_db
def test_counts_are_right_but_for_the_noise_and_all_members_see_the_same(django_assert_num_queries, monkeypatch):
    first, _last, (ada, bob), (uma, _ulf) = bodies()
    quarter = published(today(), most=1)[0]
    day = (quarter.first - FIRST).days
    rows = []
    for number in range(40):
        case = uuid.uuid4()
        rows += [
            step(first, day, CaseStepKind.RECEIVED, "high", case),
            step(first, day, CaseStepKind.RECEIVED, "high", case),
        ]
        kind = CaseStepKind.DECIDED if number < 24 else CaseStepKind.REFERRED
        rows.append(step(first, day + 1, kind, "high", case))
    CaseStep.objects.bulk_create(rows)
    monkeypatch.setattr("reporting.noise.draw", lambda digest: 0)
    with django_assert_num_queries(4):
        (figures,) = figures_of_own([first])
    assert figures.quarters[0].cells == (40, None, 40, None, None, 25, 15, None)
    monkeypatch.undo()
    pages = [signed_in(vault.person).get(PAGE).content.decode() for vault in (ada, bob)]
    tables = [page[page.index("<tbody>") : page.index("</tbody>")] for page in pages]
    assert tables[0] == tables[1]
    assert str(quarter) in tables[0]
    assert str(first.name) not in signed_in(uma.person).get(PAGE).content.decode()
    assert signed_in(PersonFactory(two_factor=True)).get(PAGE).status_code == 403
    assert b"".join(signed_in(ada.person).get(PAGE, {"format": "csv"}).streaming_content).count(b"\r\n") == 5
