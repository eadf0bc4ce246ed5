"""Proposing a whole course, and adopting one."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.actions.editing import edit_element
from courses.enums import ProposalState, RevisionKind
from courses.errors import NotReady, NotYours, TooMany, WrongState
from courses.models import Course, CourseProposal
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.movement.models import Organisation
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

OPEN_AT_ONCE = 5
"""Proposals of one person that wait."""


@transaction.atomic
def propose_course(*, actor: Person, title: str, summary: str, outline: str, language: str) -> CourseProposal:
    """Say which complementary course one would like to see or write. Raises `TooMany`, `NotReady`."""
    if CourseProposal.objects.proposed().filter(by=actor).count() >= OPEN_AT_ONCE:
        raise TooMany(_("Some proposals of yours wait already. Please wait until they are decided."))
    try:
        language = languages.canonical(language)
    except ValueError as error:
        raise NotReady(_("Please choose a language."), field="language") from error
    proposal = CourseProposal.objects.create(
        by=actor, title=title.strip(), summary=summary.strip(), outline=outline.strip(), language=language
    )
    record(actor=actor.reference, action="course_proposals.made", target=proposal.reference)
    return proposal


@transaction.atomic
def adopt_proposal(*, actor: Person, proposal: CourseProposal, organisation: Organisation) -> Course:
    """Make a draft of it in an organisation; a curator may do so in one of kind community.

    The course says whose idea it was. Raises `NotYours`, `WrongState`.
    """
    proposal = _waiting(proposal)
    wanted = Course(organisation=organisation)
    if not organisation.active or not actor.has_perm("courses.adopt_proposal", wanted):
        raise NotYours(_("You may not adopt it for this organisation."))
    course = Course.objects.create(
        slug=_free_slug(proposal.title), organisation=organisation, source_language=proposal.language
    )
    texts = {"title": proposal.title, "summary": proposal.summary}
    edit_element(actor=actor, element=course, texts=texts, kind=RevisionKind.MAJOR, permission="courses.adopt_proposal")
    proposal.course = course
    _decide(actor, proposal, ProposalState.ADOPTED, "")
    _tell(actor, proposal, "proposal_adopted", organisation=organisation.name)
    return course


@transaction.atomic
def decline_proposal(*, actor: Person, proposal: CourseProposal, reason: str) -> CourseProposal:
    """Say no, and why; curators do. Raises `NotYours`, `WrongState`, `NotReady`."""
    proposal = _waiting(proposal)
    if not actor.has_perm("courses.decline_proposal"):
        raise NotYours(_("Only curators do this."))
    if not reason.strip():
        raise NotReady(_("Please say why, so that the person can learn from it."), field="reason")
    _decide(actor, proposal, ProposalState.DECLINED, reason.strip())
    _tell(actor, proposal, "proposal_declined", reason=reason.strip())
    return proposal


@transaction.atomic
def withdraw_proposal(*, actor: Person, proposal: CourseProposal) -> CourseProposal:
    """Take one's own proposal back. Raises `NotYours`, `WrongState`."""
    proposal = _waiting(proposal)
    if proposal.by_id != actor.pk:
        raise NotYours(_("Only whoever made a proposal does this."))
    _decide(actor, proposal, ProposalState.WITHDRAWN, "")
    return proposal


def _waiting(proposal: CourseProposal) -> CourseProposal:
    locked: CourseProposal = (
        CourseProposal.objects.select_for_update(of=["self"]).select_related("by").get(pk=proposal.pk)
    )
    if locked.state != ProposalState.PROPOSED:
        raise WrongState(_("This proposal has been decided."))
    return locked


def _decide(actor: Person, proposal: CourseProposal, state: ProposalState, reason: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.reason = reason[:1000]
    proposal.save()
    record(actor=actor.reference, action=f"course_proposals.{state.value}", target=proposal.reference)


def _tell(actor: Person, proposal: CourseProposal, kind: str, **context: str) -> None:
    if proposal.by_id == actor.pk or proposal.by.erased_at is not None:
        return
    notify(
        person=proposal.by,
        kind=kind,
        context={"course": proposal.title} | context,
        url=reverse("courses:proposal", args=[proposal.uid]),
        key=f"{kind}:{proposal.uid}",
    )


def _free_slug(title: str) -> str:
    slug = slugify(title)[:80] or f"course-{get_random_string(8).lower()}"
    return slug if not Course.objects.filter(slug=slug).exists() else f"{slug}-{get_random_string(6).lower()}"
