"""How much handlers read is counted for them alone, says nothing of any case, and cases are put down in one step."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from reporting import case_personal_data
from reporting.actions.cases.working import assign_case
from reporting.actions.wellbeing import forget_exposures, note_opened
from reporting.models import Case, Exposure, Telling
from reporting.queries.wellbeing import MUCH_IN_A_WEEK, is_much, reading_of
from tests.factories.cases import arrived, bodies
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import Severity
from ucoc.jurisdiction import Question
from wikilearn.core.dates import today

CASES, OWN = reverse("reporting:cases"), reverse("reporting:wellbeing")


@pytest.mark.parametrize(
    ("week", "four_weeks", "much"), [(0, 0, False), (59, 159, False), (60, 60, True), (0, 160, True)]
)
def test_what_is_much(week, four_weeks, much):
    assert is_much(week, four_weeks) is much


@pytest.mark.django_db
def test_texts_of_others_are_counted_once_while_the_vault_is_open():
    first, last, (ada, bob), _above = bodies()
    opened = arrived(first, last)
    opened.write("message_from_reporter", "And then", author=None)
    opened.write("note", "A colleague's words weigh on nobody", author=bob.person)
    file = opened.attach([ContentFile(b"x").read()], "x.txt", "text/plain")
    page = reverse("reporting:case", args=[opened.case.reference])
    signed_in(ada.person).get(page)  # the vault is locked
    assert not Exposure.objects.exists()
    client = signed_in(ada.person, unlock=True)
    for _again in range(2):
        client.get(page)
        client.get(reverse("reporting:case_file", args=[opened.case.reference, file.uid]))
    assert list(Exposure.objects.values_list("person", "day", "opened")) == [(ada.person.pk, today(), 3)]
    client.post(reverse("reporting:lock_vault"))
    signed_in(ada.person, unlock=True).get(page)
    assert Exposure.objects.get().opened == 5
    assert {field.name for field in Exposure._meta.get_fields()} == {"id", "person", "day", "opened"}


@pytest.mark.django_db
def test_the_queue_says_so_and_cases_go_back_in_one_step(django_assert_num_queries):
    first, last, (ada, bob), _above = bodies()
    plain = [arrived(first, last).case for _each in range(2)]
    urgent = arrived(first, last, question=Question(severity=Severity.EMERGENCY)).case
    for case in (*plain, urgent):
        assign_case(actor=ada.person, case=case, to=ada.person)
    client, other = signed_in(ada.person), signed_in(bob.person)
    note_opened(actor=ada.person, number=MUCH_IN_A_WEEK - 1)
    assert b"Nobody else sees this" not in client.get(CASES).content
    note_opened(actor=ada.person, number=1)
    assert b"Nobody else sees this" in client.get(CASES).content
    assert b"Nobody else sees this" not in other.get(CASES).content
    assert f"<dd>{MUCH_IN_A_WEEK}</dd>".encode() not in other.get(OWN).content
    Telling.objects.all().delete()
    answer = client.post(reverse("reporting:hand_back"), follow=True)
    assert b"2 cases are back with your colleagues" in answer.content
    assert b"An emergency stays with you" in answer.content
    assert list(Case.objects.filter(assignee=ada.person)) == [urgent]
    assert list(Telling.objects.values_list("person", flat=True)) == [bob.person.pk]


@pytest.mark.django_db
def test_days_are_summed_exported_forgotten_and_erased():
    _first, _last, (ada, bob), _above = bodies()
    for days, number in ((0, 1), (6, 10), (7, 100), (27, 1000), (28, 10_000), (60, 5), (61, 7)):
        note_opened(actor=ada.person, number=number, day=today() - timedelta(days=days))
    note_opened(actor=bob.person, number=9)
    reading = reading_of(ada.person)
    assert (reading.week, reading.four_weeks, len(reading.days)) == (11, 1111, 4)
    assert forget_exposures() == 1
    assert len(case_personal_data.export(ada.person)["texts_opened_by_day"]) == 6
    case_personal_data.erase(ada.person)
    assert Exposure.objects.get().person == bob.person
