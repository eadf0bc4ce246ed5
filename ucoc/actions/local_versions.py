"""The way of a local version: draft → consultation → review → ratified → superseded. The database holds it too."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ucoc.enums import NEXT_STATES, LocalEventKind, LocalState, Verdict
from ucoc.errors import FallsBelow, LocalCodeRefused, NotYours, WrongState
from ucoc.models import CodeVersion, FollowUp, LocalClause, LocalCode, LocalEvent, LocalReview, LocalVersion, WeakerMark
from ucoc.models.local import REVIEWERS
from ucoc.queries.coverage import matrix_of
from ucoc.rules import may_review, may_write
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

SHORTEST_CONSULTATION = 14
"""Days."""


@transaction.atomic
def open_consultation(*, actor: Person, version: LocalVersion, opens: date, closes: date) -> LocalVersion:
    """Show the draft to everybody and ask for comments, from a day until a day."""
    version = _locked(actor, version, LocalState.CONSULTATION)
    if opens < today():
        raise LocalCodeRefused(_("A consultation cannot begin in the past."), field="opens")
    if (closes - opens).days < SHORTEST_CONSULTATION:
        days = SHORTEST_CONSULTATION
        refusal = ngettext(
            "A consultation lasts %(number)s day or more.", "A consultation lasts %(number)s days or more.", days
        )
        raise LocalCodeRefused(refusal % {"number": days}, field="closes")
    if not version.clauses.exists():
        raise LocalCodeRefused(_("There is nothing to read yet. Please write at least one clause."))
    version.consultation_from, version.consultation_until = opens, closes
    return _move(actor, version, LocalState.CONSULTATION, LocalEventKind.CONSULTATION)


@transaction.atomic
def submit_for_review(*, actor: Person, version: LocalVersion) -> LocalVersion:
    """Ask two people to compare it with the universal code, when the consultation is over."""
    version = _locked(actor, version, LocalState.REVIEW)
    if version.consultation_until is None or version.consultation_until >= today():
        raise WrongState(_("The consultation is still open."))
    _refuse_gaps(version)
    version.round += 1
    return _move(actor, version, LocalState.REVIEW, LocalEventKind.REVIEW)


@transaction.atomic
def return_to_draft(*, actor: Person, version: LocalVersion) -> LocalVersion:
    """Take it back to work on it. Comments stay; a new consultation follows."""
    version = _locked(actor, version, LocalState.DRAFT)
    return _move(actor, version, LocalState.DRAFT, LocalEventKind.SENT_BACK)


@transaction.atomic
def withdraw_version(*, actor: Person, version: LocalVersion) -> LocalVersion:
    """Give up a version that was never ratified."""
    version = _locked(actor, version, LocalState.WITHDRAWN)
    return _move(actor, version, LocalState.WITHDRAWN, LocalEventKind.WITHDRAWN)


@transaction.atomic
def review_version(*, actor: Person, version: LocalVersion, verdict: str, note: str = "") -> LocalReview:
    """Say once in this round whether it falls below the universal code. Sending it back makes it a draft again."""
    version = _under_review(actor, version)
    if version.reviews.filter(round=version.round, reviewer=actor).exists():
        raise LocalCodeRefused(_("You have reviewed this already."))
    if verdict not in Verdict.values:
        raise LocalCodeRefused(_("Please choose one."), field="verdict")
    if verdict == Verdict.SEND_BACK and not note.strip():
        raise LocalCodeRefused(_("Please say what needs to change."), field="note")
    own_marks = WeakerMark.objects.filter(clause__version=version, reviewer=actor, cleared_at=None)
    if verdict == Verdict.APPROVE and own_marks.exists():
        raise FallsBelow(_("You have marked a clause as weaker. Clear the mark first, or send the version back."))
    review = LocalReview.objects.create(
        version=version, round=version.round, reviewer=actor, verdict=verdict, note=note.strip()
    )
    if verdict == Verdict.SEND_BACK:
        _move(actor, version, LocalState.DRAFT, LocalEventKind.SENT_BACK)
    record(
        actor=actor.reference,
        action="local_code.reviewed",
        target=version.local.reference,
        details={"version": version.number, "verdict": str(verdict)},
    )
    return review


@transaction.atomic
def mark_weaker(*, actor: Person, version: LocalVersion, key: str, reason: str) -> WeakerMark:
    """Say that a clause gives people less than the universal one; it stands in the way of ratification."""
    version = _under_review(actor, version)
    clause = LocalClause.objects.filter(version=version, key=key).first()
    if clause is None:
        raise LocalCodeRefused(_("There is no such clause."))
    if not reason.strip():
        raise LocalCodeRefused(_("Please give a reason."), field="reason")
    mark, created = WeakerMark.objects.get_or_create(
        clause=clause, reviewer=actor, cleared_at=None, defaults={"reason": reason.strip()}
    )
    if created:
        record(
            actor=actor.reference,
            action="local_code.marked_weaker",
            target=version.local.reference,
            details={"version": version.number, "clause": key},
        )
    return mark


@transaction.atomic
def clear_mark(*, actor: Person, mark: WeakerMark) -> WeakerMark:
    """Take one's own mark back."""
    mark = WeakerMark.objects.select_for_update(of=("self",)).select_related("clause__version__local").get(pk=mark.pk)
    if mark.reviewer_id != actor.pk:
        raise NotYours(_("Only who set a mark can take it back. A new text clears it too."))
    if mark.cleared_at is None:
        mark.cleared_at = timezone.now()
        mark.save(update_fields=["cleared_at"])
        version = mark.clause.version
        record(
            actor=actor.reference,
            action="local_code.mark_cleared",
            target=version.local.reference,
            details={"version": version.number, "clause": mark.clause.key},
        )
    return mark


@transaction.atomic
def ratify_version(*, actor: Person, version: LocalVersion, decided_on: date, decision_url: str) -> LocalVersion:
    """Put on record that the community has decided. It supersedes the version before, and settles follow-ups."""
    LocalCode.objects.select_for_update().get(pk=version.local_id)
    version = _locked(actor, version, LocalState.RATIFIED)
    in_force = CodeVersion.objects.in_force()
    if in_force is None or version.builds_on.in_force_from < in_force.in_force_from:
        raise FallsBelow(_("There is a newer universal version. Please start a version that builds on it."))
    _refuse_gaps(version)
    if matrix_of(version).weaker:
        raise FallsBelow(_("A clause is marked as weaker than the universal code."))
    _refuse_without_reviews(version, actor)
    opened = version.consultation_until
    if decided_on > today() or (opened is not None and decided_on < opened):
        raise LocalCodeRefused(
            _("The decision falls between the end of the consultation and today."), field="decided_on"
        )
    if not decision_url.strip():
        raise LocalCodeRefused(_("Please link to the decision of the community."), field="decision_url")
    for before in version.local.versions.ratified():
        before.state, before.superseded_at = LocalState.SUPERSEDED, timezone.now()
        before.save(update_fields=["state", "superseded_at"])
    version.decided_on, version.decision_url = decided_on, decision_url.strip()
    version.ratified_at, version.ratified_by = timezone.now(), actor
    FollowUp.objects.filter(
        local=version.local, done_by=None, version__in_force_from__lte=version.builds_on.in_force_from
    ).update(done_by=version)
    return _move(actor, version, LocalState.RATIFIED, LocalEventKind.RATIFIED)


def _refuse_gaps(version: LocalVersion) -> None:
    if gaps := matrix_of(version).gaps:
        numbers = ", ".join(row.clause.number for row in gaps)
        raise FallsBelow(
            _("These clauses of the universal code are not covered yet: %(numbers)s") % {"numbers": numbers}
        )


def _refuse_without_reviews(version: LocalVersion, actor: Person) -> None:
    approvals = version.reviews.filter(round=version.round, verdict=Verdict.APPROVE)
    reviewers = set(approvals.values_list("reviewer_id", flat=True))
    if len(reviewers) < REVIEWERS:
        raise FallsBelow(_("Two people who wrote nothing of it must review it first."))
    if actor.pk in reviewers:
        raise NotYours(_("Who reviewed a version does not ratify it."))


def _locked(actor: Person, version: LocalVersion, state: LocalState) -> LocalVersion:
    version = (
        LocalVersion.objects.select_for_update(of=("self",)).select_related("local", "builds_on").get(pk=version.pk)
    )
    if not may_write(actor, version):
        raise NotYours(_("You are not among the people who write this code."))
    if state not in NEXT_STATES[LocalState(version.state)]:
        raise WrongState(_("This is not possible where the version stands now."))
    return version


def _under_review(actor: Person, version: LocalVersion) -> LocalVersion:
    version = (
        LocalVersion.objects.select_for_update(of=("self",)).select_related("local", "builds_on").get(pk=version.pk)
    )
    if not may_review(actor, version):
        raise NotYours(_("Only people of the community who wrote nothing of it can review it."))
    if version.state != LocalState.REVIEW:
        raise WrongState(_("This version is not in review."))
    return version


def _move(actor: Person, version: LocalVersion, state: LocalState, kind: LocalEventKind) -> LocalVersion:
    version.state = state
    version.save()
    LocalEvent.objects.create(local=version.local, version=version, kind=kind)
    record(
        actor=actor.reference,
        action=f"local_code.{kind}",
        target=version.local.reference,
        details={"version": version.number},
    )
    return version
