"""Cases that nobody answers, that nobody is left for, or that reporters take on; alarms; canaries; notices."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from reporting.actions.cases.alarming import acknowledge_alarm, alarmed, ring_due
from reporting.actions.cases.canaries import send_canaries
from reporting.actions.cases.climbing import climb_overdue, pass_on_for_reporter
from reporting.actions.cases.guards import CaseRefused, NoSuchCase
from reporting.actions.cases.recusing import recuse, wall_person
from reporting.actions.cases.telling import LONGEST, tell_due
from reporting.actions.cases.working import acknowledge_case, assign_case, note_answer, write_to_reporter
from reporting.actions.keys import retire_key
from reporting.actions.sealing import unlock_case, unlock_with_receipt
from reporting.errors import NotGranted
from reporting.models import Alarm, Case, CaseStep, Grant, OnCall, Relation, SealedItem, Telling
from reporting.policy import Act, may
from reporting.states import CaseState, StepKind
from tests.factories.cases import arrived, bodies, handler
from tests.factories.enforcing import LocalBodyFactory
from tests.factories.people import PersonFactory
from ucoc.enums import Severity
from ucoc.jurisdiction import Question
from ucoc.models import CaseStep as Figure
from wikilearn.audit.models import Event
from wikilearn.notices.models import Notice
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def figures(case):
    return list(Figure.objects.filter(case=case.pk).order_by("id").values_list("step", "body__slug"))


def test_unacknowledged_case_climbs_once_and_the_first_body_loses_it():
    first, last, (ada, _bob), (uma, _ulf) = bodies()
    opened = arrived(first, last)
    assert climb_overdue(timezone.now() + timedelta(hours=23)) == 0
    later = timezone.now() + timedelta(hours=25)
    assert climb_overdue(later) == 1
    assert climb_overdue(later) == 0
    case = Case.objects.get()
    assert (case.body, case.position, case.state, case.rekey_due) == (last, 1, "received", True)
    assert case.acknowledge_by == later + timedelta(hours=24)
    assert not may(ada.person, Act.SEE, case)
    with pytest.raises(NotGranted):
        unlock_case(case=case, vault=ada)
    assert unlock_case(case=case, vault=uma).read(SealedItem.objects.get()) == "What happened"
    assert figures(case) == [
        ("received", first.slug),
        ("climbed_unacknowledged", first.slug),
        ("received", last.slug),
    ]
    assert unlock_with_receipt(opened.receipt) is not None


def test_acknowledged_case_climbs_when_it_is_not_decided_and_not_while_it_waits_for_the_reporter():
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last).case
    acknowledge_case(actor=ada.person, case=case)
    assert climb_overdue(timezone.now() + 2 * DAY) == 0
    write_to_reporter(actor=ada.person, open_case=unlock_case(case=case, vault=ada), text="When was it?", wait=True)
    far = timezone.now() + 40 * DAY
    assert climb_overdue(far) == 0
    before = Case.objects.get().decide_by
    note_answer(case=case, on=far)
    case = Case.objects.get()
    assert case.decide_by - before > 39 * DAY
    assert (case.state, case.waiting_since) == ("in_work", None)
    assert climb_overdue(far + 12 * DAY) == 1
    assert ("climbed_overdue", first.slug) in figures(case)


def test_case_that_nobody_above_can_read_stays_the_desk_hears_and_it_is_tried_again():
    first, last, (ada, _bob), above = bodies(above=1)
    desk, accused = PersonFactory(role=Role.TRUST_AND_SAFETY), PersonFactory(role=Role.TRUST_AND_SAFETY)
    case = arrived(first, last, people=[above[0].person, accused]).case
    later = timezone.now() + 2 * DAY
    assert climb_overdue(later) == 0
    assert climb_overdue(later) == 0
    case.refresh_from_db()
    assert case.body == first
    assert may(ada.person, Act.READ, case)
    assert CaseStep.objects.filter(kind=StepKind.NO_READER).count() == 1
    told = set(Telling.objects.values_list("person", flat=True))
    assert desk.pk in told
    assert accused.pk not in told
    assert Case.objects.overdue(later + 2 * DAY).exists()


def test_walls_are_asked_again_at_the_climb():
    first, last, (ada, *_rest), (uma, ulf) = bodies()
    case = arrived(first, last).case
    wall_person(actor=ada.person, case=case, person=uma.person)
    assert climb_overdue(timezone.now() + 2 * DAY) == 1
    assert not may(uma.person, Act.SEE, case)
    assert may(ulf.person, Act.READ, Case.objects.get())
    assert not Grant.objects.filter(person=uma.person).exists()


def test_reporter_takes_a_late_case_on_but_not_an_early_one():
    first, last, _mine, _above = bodies()
    case = arrived(first, last).case
    with pytest.raises(CaseRefused):
        pass_on_for_reporter(case=case)
    assert pass_on_for_reporter(case=case, on=timezone.now() + 2 * DAY)
    assert ("climbed_by_reporter", first.slug) in figures(case)


@pytest.mark.parametrize("with_vault", [True, False])
def test_recused_handler_loses_everything_and_the_others_keep_it(with_vault):
    first, last, (ada, bob, _cy), _above = bodies(local=3)
    opened = arrived(first, last)
    case = assign_case(actor=ada.person, case=opened.case, to=ada.person)
    open_case = unlock_case(case=case, vault=ada) if with_vault else None
    recuse(actor=ada.person, case=case, open_case=open_case)
    case = Case.objects.get()
    assert (case.epoch, case.rekey_due) == ((2, False) if with_vault else (1, True))
    assert case.assignee is None
    assert not may(ada.person, Act.SEE, case)
    with pytest.raises(NotGranted):
        unlock_case(case=case, vault=ada)
    with pytest.raises(NoSuchCase):
        recuse(actor=ada.person, case=case)
    assert unlock_case(case=case, vault=bob).read(SealedItem.objects.get()) == "What happened"
    assert case.body == first
    assert unlock_with_receipt(opened.receipt) is not None


@pytest.mark.parametrize("with_vault", [True, False])
def test_last_handler_recuses_and_the_case_goes_up(with_vault):
    first, last, (ada,), (uma, ulf) = bodies(local=1)
    opened = arrived(first, last)
    recuse(
        actor=ada.person, case=opened.case, open_case=unlock_case(case=opened.case, vault=ada) if with_vault else None
    )
    case = Case.objects.get()
    assert case.body == last
    assert case.epoch == (2 if with_vault else 1)
    assert case.rekey_due is not with_vault
    for vault in (uma, ulf):
        assert unlock_case(case=case, vault=vault).read(SealedItem.objects.get()) == "What happened"
    assert not may(ada.person, Act.SEE, case)
    assert ("all_recused", first.slug) in figures(case)
    assert unlock_with_receipt(opened.receipt) is not None


def test_below_the_quorum_is_too_few():
    first, last, (ada, bob), _above = bodies(quorum=2)
    case = arrived(first, last).case
    recuse(actor=ada.person, case=case)
    assert Case.objects.get().body == last
    assert not may(bob.person, Act.SEE, case)


LEAVING = {
    "gives the key up": lambda person: retire_key(actor=person),
    "erases the account": lambda person: erase_person(actor=person, person=person),
}


@pytest.mark.parametrize("how", LEAVING)
@pytest.mark.parametrize(("local", "climbs"), [(1, True), (2, True), (3, False)])
def test_who_leaves_for_good_leaves_no_case_to_too_few(how, local, climbs):
    first, last, handlers, (uma, _ulf) = bodies(local=local, quorum=min(local, 2))
    opened = arrived(first, last)
    LEAVING[how](handlers[0].person)
    case = Case.objects.get()
    assert case.body == (last if climbs else first)
    assert (("all_recused", first.slug) in figures(case)) is climbs
    assert Event.objects.filter(action="reporting.key.retired").exists()
    reader = uma if climbs else handlers[1]
    assert unlock_case(case=case, vault=reader).read(SealedItem.objects.get()) == "What happened"
    assert not any(may(vault.person, Act.SEE, case) for vault in handlers[1:] if climbs)
    assert unlock_with_receipt(opened.receipt) is not None


@pytest.mark.parametrize("change", ["waits above", "closed"])
def test_who_leaves_takes_up_no_other_case(change):
    first, last, handlers, above = bodies(local=1)
    case = arrived(first, last).case
    first.quorum = 2 if change == "waits above" else 1
    first.save()
    if change == "closed":
        Case.objects.update(state=CaseState.CLOSED)
    retire_key(actor=(above if change == "waits above" else handlers)[0].person)
    case.refresh_from_db()
    assert case.body == first


def test_last_handler_recuses_and_nobody_is_above_the_reporter_still_holds_it():
    first, _last, (ada,), _above = bodies(local=1)
    opened = arrived(first)
    recuse(actor=ada.person, case=opened.case, open_case=unlock_case(case=opened.case, vault=ada))
    assert not Grant.objects.filter(person=ada.person).exists()
    assert CaseStep.objects.filter(kind=StepKind.NO_READER).exists()
    assert unlock_with_receipt(opened.receipt) is not None


def test_found_conflict_takes_those_along_who_declared_it():
    from reporting.conflicts import tokens_near

    first, last, (ada, bob, cy), _above = bodies(local=3)
    case = arrived(first, last).case
    accused = PersonFactory()
    Relation.objects.create(person=accused, tokens=sorted(tokens_near(bob.person.username)), sealed_name="x")
    wall_person(actor=ada.person, case=case, person=accused, open_case=unlock_case(case=case, vault=ada))
    case = Case.objects.get()
    assert not may(bob.person, Act.SEE, case)
    assert not Grant.objects.filter(person=bob.person).exists()
    assert may(cy.person, Act.READ, case)
    assert case.epoch == 2
    with pytest.raises(CaseRefused):
        wall_person(actor=ada.person, case=case, person=ada.person)


def emergency(*way, **more):
    return arrived(*way, question=Question(severity=Severity.EMERGENCY), **more).case


def test_emergency_rings_at_once_goes_up_the_rota_and_to_everybody_until_somebody_answers():
    first, last, (ada, bob, cy), _above = bodies(local=3)
    desk = PersonFactory(role=Role.TRUST_AND_SAFETY)
    now = timezone.now()
    for rung, vault in enumerate((ada, bob)):
        OnCall.objects.create(body=first, person=vault.person, since=now - DAY, until=now + DAY, rung=rung)
    OnCall.objects.create(body=first, person=cy.person, since=now - 2 * DAY, until=now - DAY)
    case = emergency(first, last, on=now)
    alarm = Alarm.objects.get()

    def who(minutes):
        alarm.rung = int(minutes // 15)
        return {person.pk for person in alarmed(alarm, now + timedelta(minutes=minutes))}

    assert who(1) == {ada.person.pk}
    assert who(16) == {ada.person.pk, bob.person.pk}
    assert who(31) == {ada.person.pk, bob.person.pk, cy.person.pk}
    assert who(46) == {ada.person.pk, bob.person.pk, cy.person.pk, desk.pk}
    assert ring_due(now) == 1
    assert ring_due(now) == 0
    assert ring_due(now + timedelta(minutes=6)) == 1
    assert Notice.objects.filter(person=ada.person, kind="reporting_urgent").count() == 2
    assert not Notice.objects.filter(person=bob.person).exists()
    acknowledge_alarm(actor=ada.person, case=case)
    assert ring_due(now + timedelta(minutes=60)) == 0
    with pytest.raises(CaseRefused):
        acknowledge_alarm(actor=bob.person, case=case)


def test_emergency_with_the_mail_server_down_still_rings_on_the_site_and_for_the_next(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    first, last, (ada, bob), _above = bodies()
    now = timezone.now()
    for rung, vault in enumerate((ada, bob)):
        OnCall.objects.create(body=first, person=vault.person, since=now - DAY, until=now + DAY, rung=rung)
    emergency(first, last, on=now)
    assert ring_due(now) == 1
    assert ring_due(now + timedelta(minutes=15)) == 1
    assert set(Notice.objects.values_list("person", flat=True)) == {ada.person.pk, bob.person.pk}
    assert mail.outbox == []


def test_nobody_behind_a_wall_is_alarmed():
    first, last, (ada, *_rest), _above = bodies(local=3)
    now = timezone.now()
    OnCall.objects.create(body=first, person=ada.person, since=now - DAY, until=now + DAY)
    case = emergency(first, last, people=[ada.person], on=now)
    ring_due(now)
    ring_due(now + timedelta(minutes=50))
    assert not Notice.objects.filter(person=ada.person).exists()
    with pytest.raises(NoSuchCase):
        acknowledge_alarm(actor=ada.person, case=case)


def test_notices_say_the_same_of_everything_come_late_and_once(settings):
    first, last, (ada, _bob), _above = bodies()
    now = timezone.now()
    case = arrived(first, last, on=now).case
    arrived(first, last, on=now)
    assert tell_due(now + timedelta(minutes=4)) == 0
    assert tell_due(now + LONGEST) == 2
    assert tell_due(now + LONGEST) == 0
    note_answer(case=case, on=now)
    tell_due(now + LONGEST)
    texts = {(notice.kind, notice.url, str(notice.context)) for notice in Notice.objects.all()}
    assert texts == {("reporting_news", "/reporting/for-me/", "{}")}
    assert Notice.objects.filter(person=ada.person).count() == 2
    assert case.reference not in str(list(Notice.objects.values()))


def test_canaries_check_every_body_and_leave_nothing(tmp_path, settings, capsys):
    settings.DATA_DIR = tmp_path
    first, last, _mine, _above = bodies()
    lonely = LocalBodyFactory(quorum=2)
    handler(lonely)
    LocalBodyFactory(suspended=True, suspended_reason="x")
    events, steps_before = Event.objects.count(), CaseStep.objects.count()
    for _twice in range(2):
        found = {canary.body.pk: (canary.readers, canary.arrived) for canary in send_canaries()}
        assert found == {first.pk: (2, True), last.pk: (2, True), lonely.pk: (1, False)}
    assert not Case.objects.exists()
    assert not Telling.objects.exists()
    assert not Figure.objects.exists()
    assert (Event.objects.count(), CaseStep.objects.count()) == (events, steps_before)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with pytest.raises(CommandError, match=lonely.slug):
        call_command("canary")


def test_reopened_and_closed_states_do_not_climb():
    first, last, _mine, _above = bodies()
    case = arrived(first, last).case
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
    assert climb_overdue(timezone.now() + 400 * DAY) == 0
