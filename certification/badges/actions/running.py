"""Work on many badges at once, in batches: who is killed in between leaves a cursor, and nothing is done twice."""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges import tasks
from certification.badges.actions.by_hand import issue_badge
from certification.badges.actions.carrying import carry_certificate, carry_pictures
from certification.badges.actions.signing import resign_credential
from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.enums import CredentialState, EntryState, RunKind, TemplateState
from certification.badges.errors import HasItAlready, NotIssuable, NotUsable
from certification.badges.models import Credential, Issuer, Run, RunEntry, Template
from certification.badges.querysets import CredentialQuerySet
from courses.models import Course
from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.people.models import Person

MOST_PEOPLE = 500
"""How many people one list may name."""
_BATCH = {RunKind.ISSUE: 50, RunKind.REISSUE: 20, RunKind.RESIGN: 200}
_logger = logging.getLogger(__name__)


@transaction.atomic
def start_issuing(*, actor: Person, course: Course, people: Iterable[Person]) -> Run:
    """Badges of a course for a list of people; what becomes of each stands on the page of the run.

    Raises `NotYours`, and `NotIssuable` where nobody or too many are named.
    """
    demand(actor, "badges.issue_by_hand")
    listed = list(dict.fromkeys(people))
    if not listed or len(listed) > MOST_PEOPLE:
        raise NotIssuable(
            _("Name between 1 and %(most)s people.") % {"most": MOST_PEOPLE},
            field="people",
        )
    issuer = _issuer_of(course)
    run = Run.objects.create(kind=RunKind.ISSUE, issuer=issuer, course=course, actor=actor.reference, total=len(listed))
    RunEntry.objects.bulk_create(RunEntry(run=run, person=person) for person in listed)
    return _start(run, {"course": course.slug})


@transaction.atomic
def start_reissue(*, actor: str, issuer: Issuer, template_version: int) -> Run:
    """Draw all badges of an issuer with another template. Raises `NotUsable` where there is none that is in use."""
    if template_version != TEMPLATE_VERSION:
        template = Template.objects.filter(issuer=issuer, number=template_version).first()
        if template is None or template.state == TemplateState.DRAFT:
            raise NotUsable(_("This issuer has no such template in use."))
    run = Run(kind=RunKind.REISSUE, issuer=issuer, template_version=template_version, actor=actor)
    run.total = _credentials(run).count()
    run.save()
    return _start(run, {"template": template_version})


@transaction.atomic
def start_resigning(*, actor: str, issuer: Issuer) -> Run:
    """Sign all badges of an issuer that an earlier key signed with the one of today."""
    run = Run(kind=RunKind.RESIGN, issuer=issuer, actor=actor)
    run.total = _credentials(run).count()
    run.save()
    return _start(run, {})


@transaction.atomic
def take_step(*, run_id: int) -> bool:
    """The next batch; whether there is more. Two workers at once: the second one leaves it to the first."""
    run = Run.objects.select_for_update(of=["self"], skip_locked=True).filter(pk=run_id, finished_at=None).first()
    if run is None:
        return False
    more = _issue_some(run) if run.kind == RunKind.ISSUE else _renew_some(run)
    run.moved_at = timezone.now()
    if not more:
        run.finished_at = run.moved_at
    run.save(update_fields=["done", "failed", "cursor", "moved_at", "finished_at"])
    return more


def _start(run: Run, details: dict[str, str | int]) -> Run:
    enqueue_on_commit(tasks.work_on_run, run.pk)
    record(
        actor=run.actor,
        action="badges.run_started",
        target=run.reference,
        details={"kind": str(RunKind(run.kind).value), "issuer": run.issuer.slug, "badges": run.total, **details},
    )
    return run


def _issuer_of(course: Course) -> Issuer:
    from certification.badges.actions.placing import issuer_for

    return issuer_for(course.organisation)


def _credentials(run: Run) -> CredentialQuerySet:
    """What is left to do, beyond the cursor."""
    signed = Credential.objects.filter(issuer=run.issuer, state=CredentialState.SIGNED, pk__gt=run.cursor)
    if run.kind == RunKind.REISSUE:
        return signed.exclude(template_version=run.template_version or TEMPLATE_VERSION)
    return signed.filter(key__retired_at__isnull=False)


def _renew_some(run: Run) -> bool:
    size = _BATCH[RunKind(run.kind)]
    batch = list(_credentials(run).select_related("achievement", "issuer", "status_list").order_by("pk")[:size])
    renew = _redraw if run.kind == RunKind.REISSUE else _sign_again
    for credential in batch:
        run.cursor = credential.pk
        run.done += 1
        run.failed += not _succeeds(renew, run, credential)
    return len(batch) == size


def _succeeds(renew: Callable[[Run, Credential], None], run: Run, credential: Credential) -> bool:
    try:
        with transaction.atomic():
            renew(run, credential)
    except Exception:  # one that fails keeps no other waiting
        _logger.exception("credential %s of run %s", credential.pk, run.pk)
        return False
    return True


def _redraw(run: Run, credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(template_version=run.template_version or TEMPLATE_VERSION)
    credential.template_version = run.template_version or TEMPLATE_VERSION
    carry_pictures(credential=credential)
    carry_certificate(credential=credential)


def _sign_again(run: Run, credential: Credential) -> None:
    if resign_credential(credential=credential):
        enqueue_on_commit(tasks.prepare, credential.pk)


def _issue_some(run: Run) -> bool:
    size = _BATCH[RunKind.ISSUE]
    entries = list(run.entries.filter(state=EntryState.WAITING).select_related("person").order_by("pk")[:size])
    actor = Person.objects.get(uid=run.actor.removeprefix("person:"))
    for entry in entries:
        entry.state, entry.problem = _issue(run, actor, entry.person)
        entry.save(update_fields=["state", "problem"])
        run.done += 1
        run.failed += entry.state == EntryState.REFUSED
    return len(entries) == size


def _issue(run: Run, actor: Person, person: Person) -> tuple[EntryState, str]:
    assert run.course is not None  # noqa: S101 - a constraint of the table
    try:
        with transaction.atomic():
            issue_badge(actor=actor, person=person, course=run.course)
    except HasItAlready:
        return EntryState.THERE, ""
    except DomainError as error:
        return EntryState.REFUSED, str(error)
    return EntryState.ISSUED, ""
