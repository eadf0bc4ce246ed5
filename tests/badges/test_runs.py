"""Many badges at once: lists of people, another template, another key; killed workers and broken ones in between."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from certification.badges import actions, tasks
from certification.badges.actions import running
from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.enums import CarrierState, CredentialState, EntryState, RunKind, TemplateState
from certification.badges.errors import NotIssuable, NotUsable
from certification.badges.models import Carrier, Credential, Run, StatusList, Template
from certification.badges.open_badges import carriers, proofs
from certification.errors import NotYours
from tests.badges.test_issuing import key_of
from tests.factories.courses import CompletionFactory, TopicFactory
from tests.factories.learning import serve_course
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'
)


@pytest.fixture
def staff():
    return PersonFactory(role=Role.STAFF)


@pytest.fixture
def template(db):
    issuer = actions.ensure_primary_issuer()
    return Template.objects.create(
        issuer=issuer, number=100, name="Blue", picture=PICTURE, state=TemplateState.ACTIVE, colour="#003399"
    )


def finish(run):
    while actions.take_step(run_id=run.pk):
        pass
    run.refresh_from_db()
    return run


@transaction.atomic
def die_in_between(run):
    """A worker that is killed when it has done a batch and not yet committed it."""
    actions.take_step(run_id=run.pk)
    raise KeyboardInterrupt


def test_list_of_people_is_issued_with_a_word_on_each(staff):
    course = serve_course()
    passed, had, failed = CompletionFactory(course=course), CompletionFactory(course=course), PersonFactory()
    actions.issue_badge(actor=staff, person=had.person, course=course)
    people = [passed.person, had.person, failed, staff, passed.person]
    run = finish(actions.start_issuing(actor=staff, course=course, people=people))
    assert (run.total, run.done, run.failed) == (4, 4, 2)
    assert run.finished_at
    states = dict(run.entries.values_list("person_id", "state"))
    assert states == {
        passed.person.pk: EntryState.ISSUED,
        had.person.pk: EntryState.THERE,
        failed.pk: EntryState.REFUSED,
        staff.pk: EntryState.REFUSED,
    }
    assert "not passed" in run.entries.get(person=failed).problem
    assert Event.objects.filter(action="badges.run_started", actor=staff.reference, target=run.reference).exists()
    assert Credential.objects.count() == 2


@pytest.mark.parametrize("count", [0, 501])
def test_empty_and_endless_lists_are_refused(staff, count):
    people = [PersonFactory.build(pk=number + 1) for number in range(count)]
    with pytest.raises(NotIssuable):
        actions.start_issuing(actor=staff, course=serve_course(), people=people)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.STEWARD])
def test_only_staff_issue_by_list(role):
    with pytest.raises(NotYours):
        actions.start_issuing(actor=PersonFactory(role=role), course=serve_course(), people=[PersonFactory()])


def test_batch_that_dies_is_done_again_and_nothing_twice(staff, monkeypatch):
    monkeypatch.setitem(running._BATCH, RunKind.ISSUE, 2)
    course = serve_course()
    people = [CompletionFactory(course=course).person for _ in range(5)]
    run = actions.start_issuing(actor=staff, course=course, people=people)
    assert actions.take_step(run_id=run.pk)
    with pytest.raises(KeyboardInterrupt):
        die_in_between(run)
    run.refresh_from_db()
    assert (run.done, Credential.objects.count()) == (2, 2)
    finish(run)
    assert (run.done, Credential.objects.count()) == (5, 5)
    assert not actions.take_step(run_id=run.pk)


def test_idle_run_is_found_by_the_sweep(staff):
    course = serve_course()
    run = actions.start_issuing(actor=staff, course=course, people=[CompletionFactory(course=course).person])
    tasks.resume_runs()
    run.refresh_from_db()
    assert run.finished_at is None  # it has just moved: a worker may be at it
    Run.objects.update(moved_at=timezone.now() - 2 * tasks._PATIENCE)
    tasks.resume_runs()
    run.refresh_from_db()
    assert run.finished_at


def test_badges_keep_their_template_until_they_are_drawn_with_another(issue, template):
    credential = issue()
    assert credential.template_version == 100
    Template.objects.update(state=TemplateState.RETIRED)
    later = issue(topic=TopicFactory(mandatory=True))
    assert later.template_version == TEMPLATE_VERSION
    out = io.StringIO()
    call_command("reissue", "--template", "100", stdout=out)
    assert out.getvalue().strip().endswith("1 of 1, 0 failed")
    later.refresh_from_db()
    assert later.template_version == 100
    made = later.carriers.filter(template_version=100)
    assert {carrier.kind: carrier.state for carrier in made} == dict.fromkeys(("png", "svg", "pdf"), CarrierState.READY)
    with made.get(kind="svg").file.open() as file:
        assert b'r="4"' in file.read()
    before = list(Carrier.objects.order_by("pk").values())
    call_command("reissue", "--template", "100", stdout=io.StringIO())
    assert list(Carrier.objects.order_by("pk").values()) == before
    call_command("reissue", "--template", "1", "--issuer", "wikilearn", stdout=io.StringIO())
    assert set(Credential.objects.values_list("template_version", flat=True)) == {TEMPLATE_VERSION}


def test_draft_and_foreign_templates_are_not_used(template):
    issuer = template.issuer
    Template.objects.update(state=TemplateState.DRAFT)
    for number in (100, 101):
        with pytest.raises(NotUsable):
            actions.start_reissue(actor="system", issuer=issuer, template_version=number)
    with pytest.raises(CommandError):
        call_command("reissue", "--template", "7")


def test_one_that_cannot_be_drawn_keeps_no_other_waiting(issue, template, monkeypatch, caplog):
    first, second = issue(), issue(topic=TopicFactory(mandatory=True))
    Credential.objects.update(template_version=TEMPLATE_VERSION)
    real = running.carry_pictures

    def break_on_first(*, credential):
        if credential.pk == first.pk:
            raise OSError("disk full")
        real(credential=credential)

    monkeypatch.setattr(running, "carry_pictures", break_on_first)
    run = finish(actions.start_reissue(actor="system", issuer=first.issuer, template_version=100))
    assert (run.done, run.failed) == (2, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.template_version, second.template_version) == (TEMPLATE_VERSION, 100)
    assert first.person.username not in caplog.text


def test_all_badges_of_an_old_key_are_signed_again(issue, django_capture_on_commit_callbacks):
    credentials = [issue(), issue(topic=TopicFactory(mandatory=True))]
    words = [{k: v for k, v in json.loads(each.document).items() if k != "proof"} for each in credentials]
    issuer = credentials[0].issuer
    key = actions.rotate_signing_key(actor="system", issuer=issuer)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("resign", "wikilearn", stdout=io.StringIO())
    for credential, said in zip(credentials, words, strict=True):
        credential.refresh_from_db()
        assert credential.key == key
        document = json.loads(credential.document)
        assert proofs.verify(document, key_of) == key.method_id
        assert {k: v for k, v in document.items() if k != "proof"} == said
        assert credential.carriers.count() == 3
        for carrier in credential.carriers.all():
            with carrier.file.open() as file:
                assert carriers.extract(file.read())[1] == credential.document.encode()
    assert finish(actions.start_resigning(actor="system", issuer=issuer)).total == 0


def test_lists_are_signed_again_by_the_clock(signed):
    listed = actions.sign_status_list(status_list=signed().status_list)
    tasks.renew_status_lists()
    assert StatusList.objects.get().version == listed.version
    StatusList.objects.update(signed_at=timezone.now() - 2 * timedelta(days=1))
    tasks.renew_status_lists()
    assert StatusList.objects.get().version == listed.version + 1


def test_command_issues_in_the_name_of_staff_with_the_checks_of_the_page(staff):
    course = serve_course()
    person = CompletionFactory(course=course, person=PersonFactory(username="Ana")).person
    out = io.StringIO()
    call_command("issue_badge", "Ana", course.slug, "--by", staff.username, stdout=out)
    credential = Credential.objects.get(person=person)
    assert out.getvalue().strip() == credential.address
    assert credential.state == CredentialState.PENDING
    assert Event.objects.get(action="badges.credential_issued").actor == staff.reference
    for arguments in (
        ("Ana", course.slug, "--by", staff.username),
        ("Nobody", course.slug, "--by", staff.username),
        ("Ana", "no-course", "--by", staff.username),
        ("Ana", course.slug, "--by", "Ana"),
        (staff.username, course.slug, "--by", staff.username),
    ):
        with pytest.raises(CommandError):
            call_command("issue_badge", *arguments)
    assert Credential.objects.count() == 1
