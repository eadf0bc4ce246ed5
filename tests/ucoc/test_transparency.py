"""The transparency report: what is counted, when it is refused, the log, the command."""

import json
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction
from django.utils import timezone

from tests.factories.movement import OrganisationFactory, TerritoryFactory, WikiFactory
from tests.factories.people import PersonFactory
from ucoc.actions import transparency
from ucoc.actions.transparency import draft_report, publish_report
from ucoc.enums import BodyKind, Conduct, Severity
from ucoc.errors import NotYours, ReportRefused
from ucoc.models import CaseStep, Decision, EnforcementBody, Measure, TransparencyRelease
from ucoc.queries.transparency import count, region_of_each
from ucoc.transparency import Quarter
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
Q1 = Quarter(2026, 1)


def body(kind=BodyKind.U4C, wiki=None):
    return EnforcementBody.objects.create(
        slug=f"{kind}-{wiki or ''}-{uuid4().hex[:6]}", kind=kind, name=kind, wiki=wiki
    )


def step(of, kind, day, case=None, wiki=None, conduct=Conduct.HARASSMENT, severity=Severity.NORMAL):
    case = case or uuid4()
    CaseStep.objects.create(
        case=case, body=of, step=kind, on=day, at=timezone.now(), conduct=conduct, severity=severity, wiki=wiki
    )
    return case


def received(of, number, day=date(2026, 2, 1), **more):
    return [step(of, "received", day, **more) for _ in range(number)]


def told(content, population, table):
    (found,) = (each for each in content["populations"] if each["key"] == population)
    return next(each for each in found["tables"] if each["key"] == table)


def test_a_case_counts_once_however_often_it_is_received():
    first, second = body(), body(BodyKind.TRUST_AND_SAFETY)
    (case,) = received(first, 1)
    step(second, "received", date(2026, 3, 1), case=case)
    step(second, "received", date(2026, 5, 1), case=case)
    populations = {each.key: each for each in count(Q1)}
    assert populations["received"].tables[0].rows == (BodyKind.U4C,)
    assert populations["received"].tables[0].total == 1
    assert {each.key: each for each in count(Quarter(2026, 2))}["received"].tables[0].total == 0


def test_decisions_measures_and_appeals_are_counted():
    of = body()
    for days in (1, 20, 60, 200):
        (case,) = received(of, 1, day=date(2026, 3, 1) - timedelta(days=days))
        step(of, "decided", date(2026, 3, 1), case=case)
    step(of, "decided", date(2026, 3, 1))
    step(of, "overturned", date(2026, 3, 2))
    step(of, "climbed_overdue", date(2026, 3, 31))
    decision = Decision.objects.create(case=uuid4(), body=of, finding="breach", decided_on=date(2026, 2, 1))
    Measure.objects.create(decision=decision, username="Somebody", kind="warning", since=date(2026, 2, 1))
    populations = {each.key: each for each in count(Q1)}
    times = populations["decided"].tables[1]
    assert times.rows == ("within_7", "within_30", "within_90", "longer", "unknown")
    assert times.cells == ((1,), (1,), (1,), (1,), (1,))
    assert populations["measures"].tables[1].rows == ("warning",)
    assert populations["appeals"].tables[1].rows == ("overturned",)
    assert populations["upwards"].tables[1].rows == ("climbed_overdue",)


def test_regions_come_from_organisations_that_answer_for_a_wiki():
    germany, italy, egypt = (
        TerritoryFactory(code=code, region=region) for code, region in (("DE", "155"), ("IT", "039"), ("EG", "015"))
    )
    one, two, three = (WikiFactory(dbname=name) for name in ("dewiki", "xxwiki", "yywiki"))
    for wikis, territories in (([one, two], [germany, italy]), ([two], [egypt])):
        organisation = OrganisationFactory()
        organisation.wikis.set(wikis)
        organisation.territories.set(territories)
    assert region_of_each() == {one.pk: "150"}
    assert three.pk not in region_of_each()
    two.territory = egypt
    two.save()
    assert region_of_each() == {one.pk: "150", two.pk: "002"}


def test_cases_of_one_wiki_are_hidden_however_many():
    wiki, other = WikiFactory(dbname="aawiki"), WikiFactory(dbname="bbwiki")
    local = body(BodyKind.LOCAL_ADMINISTRATORS, wiki)
    received(local, 40, wiki=wiki)
    received(body(), 40)
    received(body(BodyKind.TRUST_AND_SAFETY), 40)
    place = told(draft_report(Q1).content, "received", "place")
    hidden = place["cells"][place["rows"].index("local_administrators")]
    assert hidden == [None]
    received(body(BodyKind.LOCAL_ADMINISTRATORS, other), 40, wiki=other)
    place = told(draft_report(Q1).content, "received", "place")
    assert place["cells"][place["rows"].index("local_administrators")] == [80]


@pytest.mark.parametrize("numbers", [(0, 0, 0), (3, 0, 0), (12, 3, 40), (9, 9, 9), (11, 0, 1)])
def test_reports_hide_few_and_the_attack_finds_nothing(numbers):
    for kind, number in zip((BodyKind.U4C, BodyKind.LEGAL, BodyKind.STEWARDS), numbers, strict=True):
        received(body(kind), number)
    draft = draft_report(Q1)
    assert draft.problems == []
    place = told(draft.content, "received", "place")
    shown = [n for row in place["cells"] for n in row if n is not None]
    assert all(n == 0 or n >= 10 for n in shown)


@pytest.mark.parametrize("quarter", [Quarter(2090, 1), None], ids=["far", "running"])
def test_a_quarter_that_has_not_ended_is_refused(quarter):
    quarter = quarter or Quarter.of(timezone.now().date())
    with pytest.raises(ReportRefused):
        draft_report(quarter)
    with pytest.raises(ReportRefused):
        publish_report(actor=None, quarter=quarter)


def test_a_report_waits_one_quarter():
    day = timezone.now().date()
    ended = Quarter.of(Quarter.of(day).first - timedelta(days=1))
    assert draft_report(ended).problems == []
    with pytest.raises(ReportRefused):
        publish_report(actor=None, quarter=ended)


def test_publishing_is_logged_chained_and_kept():
    received(body(), 40)
    staff = PersonFactory(role=Role.STAFF)
    with pytest.raises(NotYours):
        publish_report(actor=PersonFactory(), quarter=Q1)
    first = publish_report(actor=staff, quarter=Q1)
    second = publish_report(actor=staff, quarter=Quarter(2026, 2))
    assert second.previous_hash == first.hash
    assert Event.objects.filter(action="transparency.published").count() == 2
    for change in (lambda: TransparencyRelease.objects.update(note="x"), TransparencyRelease.objects.all().delete):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_a_revision_needs_a_reason_and_may_not_differ_by_a_few():
    of = body()
    received(of, 40)
    publish_report(actor=None, quarter=Q1)
    with pytest.raises(ReportRefused, match="needs a reason"):
        publish_report(actor=None, quarter=Q1)
    with pytest.raises(ReportRefused, match="Nothing has changed"):
        publish_report(actor=None, quarter=Q1, note="Again")
    received(of, 3)
    assert any("differ by 3" in problem for problem in draft_report(Q1).problems)
    with pytest.raises(ReportRefused, match="give a few cases away"):
        publish_report(actor=None, quarter=Q1, note="Three came late")
    received(of, 17)
    assert publish_report(actor=None, quarter=Q1, note="Twenty came late").revision == 2


def test_the_command_checks_against_a_careless_earlier_release(capsys):
    received(body(), 40)
    received(body(BodyKind.LEGAL), 3)
    received(body(BodyKind.STEWARDS), 30)
    call_command("transparency_report", "2026Q1", "--check")
    assert "nothing picks out few cases" in capsys.readouterr().out
    draft = draft_report(Q1)
    counts = json.loads(json.dumps(draft.counts))
    place = counts["received"]["place"]
    place["shown"] = [[row, 0] for row in range(4)]  # as a release without suppression
    TransparencyRelease.objects.create(
        quarter="2026Q1",
        fewest=10,
        content=draft.content,
        counts=counts,
        hash=transparency.release_hash("", draft.content),
    )
    with pytest.raises(CommandError):
        call_command("transparency_report", "2026Q1", "--check")


def test_the_command_notices_a_changed_log():
    received(body(), 40)
    publish_report(actor=None, quarter=Q1)
    TransparencyRelease.objects.create(
        quarter="2025Q4", fewest=10, content={"x": 1}, counts={}, previous_hash="", hash="0" * 64
    )
    assert any("log was changed" in problem for problem in draft_report(Q1).problems)


@pytest.mark.parametrize("text", ["2026Q5", "soon", "2090Q1"])
def test_the_command_refuses_nonsense(text):
    with pytest.raises(CommandError):
        call_command("transparency_report", text, "--check")


def test_the_command_publishes(capsys):
    received(body(), 40)
    call_command("transparency_report", "2026Q1")
    assert "Published 2026Q1.1" in capsys.readouterr().out


def test_counting_asks_the_same_few_queries(django_assert_num_queries):
    of = body()
    for number in (1, 30):
        received(of, number)
        with django_assert_num_queries(7):
            count(Q1)
    assert Counter(CaseStep.objects.values_list("step", flat=True)) == {"received": 31}
