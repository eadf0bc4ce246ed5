"""Comments on local codes in consultation: public, answered, reported and hidden."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.enums import LocalState
from ucoc.errors import LocalCodeRefused, NotYours, WrongState
from ucoc.models import Comment, CommentReport, LocalVersion
from ucoc.rules import guards_codes, may_write
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

MOST_A_DAY = 20
"""Comments of one person on one version in a day."""


def is_open(version: LocalVersion) -> bool:
    """Comments can be written today."""
    opens, closes = version.consultation_from, version.consultation_until
    return version.state == LocalState.CONSULTATION and bool(opens and closes and opens <= today() <= closes)


@transaction.atomic
def comment_on(*, actor: Person, version: LocalVersion, text: str, language: str, key: str = "") -> Comment:
    """Say in public what one thinks of a version, or of one clause of it."""
    version = LocalVersion.objects.select_for_update(of=("self",)).select_related("local").get(pk=version.pk)
    if not is_open(version):
        raise WrongState(_("The consultation is not open."))
    if not text.strip():
        raise LocalCodeRefused(_("Please write a comment."), field="text")
    now = timezone.now()
    if version.comments.filter(author=actor, at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise LocalCodeRefused(_("That is enough for today. Please go on tomorrow."))
    clause = version.clauses.filter(key=key).first() if key else None
    comment = Comment.objects.create(
        version=version, clause=clause, author=actor, text=text.strip(), language=language, at=now
    )
    record(actor=actor.reference, action="local_code.commented", target=comment.reference)
    return comment


@transaction.atomic
def answer_comment(*, actor: Person, comment: Comment, answer: str) -> Comment:
    """Say what became of a comment."""
    comment = _locked(comment)
    if not may_write(actor, comment.version):
        raise NotYours(_("You are not among the people who write this code."))
    if not answer.strip():
        raise LocalCodeRefused(_("Please write an answer."), field="answer")
    comment.answer, comment.answered_by = answer.strip(), actor
    comment.save(update_fields=["answer", "answered_by"])
    record(actor=actor.reference, action="local_code.comment_answered", target=comment.reference)
    return comment


@transaction.atomic
def report_comment(*, actor: Person, comment: Comment, reason: str) -> CommentReport:
    """Ask the moderators to look at a comment."""
    comment = _locked(comment)
    if comment.hidden_at is not None:
        raise WrongState(_("This comment is hidden already."))
    if not reason.strip():
        raise LocalCodeRefused(_("Please give a reason."), field="reason")
    report, created = CommentReport.objects.get_or_create(
        comment=comment, reporter=actor, closed_at=None, defaults={"reason": reason.strip()}
    )
    if not created:
        raise LocalCodeRefused(_("You have reported this comment already."))
    record(actor=actor.reference, action="local_code.comment_reported", target=comment.reference)
    return report


@transaction.atomic
def moderate_comment(*, actor: Person, comment: Comment, hide: bool) -> Comment:
    """Hide a comment or keep it (or show it again); its reports are closed. Nobody moderates what is about themself."""
    comment = _locked(comment)
    if not may_moderate(actor, comment):
        raise NotYours(_("You cannot moderate this comment."))
    now = timezone.now()
    comment.hidden_at, comment.hidden_by = (now, actor) if hide else (None, None)
    comment.save(update_fields=["hidden_at", "hidden_by"])
    comment.reports.filter(closed_at=None).update(closed_at=now)
    action = "local_code.comment_hidden" if hide else "local_code.comment_kept"
    record(actor=actor.reference, action=action, target=comment.reference)
    return comment


def may_moderate(person: Person, comment: Comment) -> bool:
    """Writes the code or guards codes, and neither wrote nor reported the comment."""
    if comment.author_id == person.pk or comment.reports.filter(reporter=person, closed_at=None).exists():
        return False
    return bool(guards_codes(person)) or bool(may_write(person, comment.version))


def _locked(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("version__local")
    return rows.get(pk=comment.pk)
