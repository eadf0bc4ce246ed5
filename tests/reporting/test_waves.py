"""Above the cap reports wait in one queue: one line, one notice for many, the genuine report on top."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.climbing import climb_overdue
from reporting.actions.cases.guards import CaseRefused
from reporting.actions.cases.waves import pull_out
from reporting.actions.cases.working import acknowledge_case, assign_case
from reporting.intake import flood
from reporting.models import Case, Telling
from reporting.policy import Act, cases_for
from reporting.queries.waves import waves_of
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.factories.reports import ready_site, sent
from tests.reporting.test_case_pages import copied, signed_in
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
QUEUE, TRIAGE = reverse("reporting:cases"), reverse("reporting:triage")


@attack("Malice", "A flood of reports: one line and one notice for all of them, and the genuine one is taken up first")
def test_a_flood_is_one_line_from_which_the_genuine_report_comes_first(settings):
    site, settings.REPORTING_FLOOD_CAP = ready_site(local=2, above=1, safety=1), 2
    ada, bob = (vault.person for vault in site["local"])
    for number in range(8):
        sent(who="Victim of a campaign", what=f"bad {number}")
        flood.note_sent(None)
    sent(who="Mallory", what="They wait for me every night")
    sent(who="Victim of a campaign", what="Now", danger=True)
    waiting = Case.objects.in_waves()
    assert (Case.objects.count(), waiting.count(), waiting.values("wave").distinct().count()) == (10, 7, 1)
    assert Case.objects.get(severity="emergency").wave is None
    (wave,) = waves_of(cases_for(ada, Act.READ))
    assert (wave.reports, wave.groups) == (7, 2)
    client = signed_in(ada)
    page = client.get(QUEUE).content.decode()
    assert "7 reports of one wave" in page
    assert page.count("case-row__state") == 2  # those from before the flood; the emergency is with others
    assert client.get(QUEUE, {"wave": wave.key}).content.decode().count("case-row__state") == 7
    assert client.get(QUEUE, {"wave": "x" * 50}).status_code == 200
    answer = client.post(reverse("reporting:pull", args=[wave.key]))
    genuine = Case.objects.get(assignee=ada)
    assert answer["Location"] == reverse("reporting:case", args=[genuine.reference])
    assert Case.objects.filter(cluster=genuine.cluster).count() == 1
    assert pull_out(actor=bob, began=wave.began).pk != genuine.pk
    assert waves_of(cases_for(ada, Act.READ))[0].reports == 5
    for stranger in (site["u4c"][0].person, site["safety"][0].person):
        with pytest.raises(CaseRefused):
            pull_out(actor=stranger, began=wave.began)


def test_the_desk_sees_a_wave_as_one_line_that_opens_to_its_members(django_assert_num_queries):
    first, last, _handlers, _above = bodies()
    began = (timezone.now() - timedelta(hours=30)).replace(microsecond=0)
    desk = signed_in(PersonFactory(role=Role.TRUST_AND_SAFETY))
    alone = arrived(first, last).case
    flood_of = arrived(first, last, wave=began, on=began).case
    copied(flood_of, 6)

    def seen(**query):
        text = desk.get(TRIAGE, query).text
        folded = re.search(r'href="(\?[^"]*wave=[^"]*)">\s*(\d+) reports? of one wave', text)
        return folded and folded.groups(), set(re.findall(r"<bdi>(\w{4}-\w{4}-\w{4})</bdi></a>", text)), text

    (link, number), shown, text = seen(severity="normal")
    assert (number, shown) == ("7", {alone.reference})
    assert "Overdue</span>" in text
    assert "severity=normal" in link
    assert "Take the next report" not in text
    key = str(int(began.timestamp()))
    folded, shown, _text = seen(wave=key, severity="normal")
    assert (folded, len(shown), alone.reference in shown) == (None, 7, False)
    assert seen(wave="x")[1] == set()
    assert seen(body=last.pk)[:2] == (None, set())
    assert seen(reference=flood_of.reference)[1] == {flood_of.reference}
    lines = [desk.get(TRIAGE, {"format": "csv"} | more).getvalue().count(b"\n") for more in ({}, {"wave": key})]
    assert lines == [9, 8]
    for waves in (1, 30):
        for back in range(1, waves):
            case = Case.objects.filter(wave=began).first()
            copied(case, 1)
            Case.objects.filter(pk=case.pk).update(wave=began - timedelta(days=back))
            copied(alone, 1)
        with django_assert_num_queries(7):
            assert desk.get(TRIAGE).text.count("of one wave") == waves


def test_many_are_told_of_in_one_notice_within_the_hour():
    """All that comes within a half-hour: nobody is told before its end, everybody is within the hour of the first."""
    first, last, (ada, *_others), _above = bodies(local=10)
    began = datetime.fromtimestamp(timezone.now().timestamp() // 1800 * 1800, UTC)
    for minute in (0, 3, 14):
        arrived(first, last, wave=began, on=began + timedelta(minutes=minute))
    assert Telling.objects.filter(person=ada.person).count() == 1
    due = Telling.objects.values_list("due_at", flat=True)
    assert len(due) == 10
    assert all(began + timedelta(minutes=30) <= each <= began + timedelta(minutes=60) for each in due)
    assert not Notice.objects.exists()


def test_the_clock_runs_for_whatever_waits_in_a_wave():
    """Nobody pulls: all climb in time, and wait above as one wave. What was pulled is a case like any other."""
    first, last, (ada, _bob), (uma, _ulf) = bodies()
    began = timezone.now()
    left, pulled, read = (arrived(first, last, wave=began).case for _each in range(3))
    assert pull_out(actor=ada.person, began=began, on=began) in (left, pulled, read)
    pulled = Case.objects.get(assignee=ada.person)
    read = next(case for case in (left, read, pulled) if case.pk != pulled.pk)
    acknowledge_case(actor=ada.person, case=read)
    assert climb_overdue(began + timedelta(hours=25)) == 1
    assert climb_overdue(began + timedelta(days=30)) == 2
    (wave,) = waves_of(cases_for(uma.person, Act.READ))
    assert wave.reports == 1
    assert Case.objects.filter(body=last).count() == 3


@pytest.mark.parametrize("touch", ["acknowledge", "assign"])
def test_whatever_is_touched_leaves_the_wave(touch):
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last, wave=timezone.now()).case
    assert Case.objects.in_waves().exists()
    if touch == "acknowledge":
        acknowledge_case(actor=ada.person, case=case)
    else:
        assign_case(actor=ada.person, case=case, to=ada.person)
    assert not Case.objects.in_waves().exists()
    assert Case.objects.outside_waves().exists()


def test_a_flood_that_pauses_is_the_same_wave_and_without_flood_there_is_none(settings):
    ready_site(local=1, above=1, safety=1)
    settings.REPORTING_FLOOD_CAP = 1
    assert flood.wave_now() is None
    flood.note_sent(None)
    assert flood.wave_now() == flood.wave_now() is not None
