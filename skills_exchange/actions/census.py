"""The census: open a round, answer for an affiliate, take answers into the profile, remind."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.claims import make_claim
from skills_exchange.actions.parties import party_of_organisation
from skills_exchange.actions.permitting import demand
from skills_exchange.enums import ClaimKind, ClaimSource
from skills_exchange.enums_census import AnswerState
from skills_exchange.errors import CensusRefused, NotYours
from skills_exchange.models import CensusAnswer, CensusLine, CensusRound, Skill, SkillClaim
from skills_exchange.queries.census import affiliates
from skills_exchange.queries.parties import may_speak_for_organisation
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.movement.enums import AFFILIATE_KINDS, MemberRole
from wikilearn.movement.models import Membership, Organisation
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

REMIND_BEFORE = timedelta(days=14)
MOST_LINES = 60


class Line(NamedTuple):
    """So many people have a skill, so many need it."""

    skill: Skill
    has: int
    needs: int


@transaction.atomic
def open_census(*, actor: Person, year: int, opens_on: date, closes_on: date) -> CensusRound:
    """Set up the census of a year, or give it other days while it is not over."""
    demand(actor, "skills_exchange.curate_skills")
    found = CensusRound.objects.select_for_update().filter(year=year).first() or CensusRound(year=year)
    if found.pk and found.is_over(today()):
        raise CensusRefused(_("This census is over."), field="year")
    if closes_on < opens_on:
        raise CensusRefused(_("It ends before it begins."), field="closes_on")
    if closes_on < today():
        raise CensusRefused(_("This day has passed."), field="closes_on")
    found.opens_on, found.closes_on = opens_on, closes_on
    found.save()
    record(actor=actor.reference, action="census.open", target=found.reference)
    return found


@transaction.atomic
def answer_census(
    *,
    actor: Person,
    census: CensusRound,
    organisation: Organisation,
    submit: bool,
    lines: Iterable[Line],
    staff: int | None = None,
    volunteers: int | None = None,
    languages: Iterable[str] = (),
    hinders: Iterable[str] = (),
    remarks: str = "",
    draft_only: bool = False,
) -> CensusAnswer:
    """Keep the answers as a draft, or submit them. Once submitted each change is a correction that counts at once.

    With `draft_only` what was submitted is refused: half an answer corrects nothing.
    """
    census = CensusRound.objects.select_for_update().get(pk=census.pk)
    must_answer_for(actor, organisation)
    if not census.is_open(today()):
        raise CensusRefused(_("This census takes no answers now."))
    answer = CensusAnswer.objects.filter(round=census, organisation=organisation).first()
    answer = answer or CensusAnswer(round=census, organisation=organisation)
    if draft_only and answer.is_submitted:
        raise CensusRefused(_("This census takes no answers now."))
    submit, lines = submit or answer.is_submitted, list(lines)
    _check(staff, volunteers, lines, submit=submit)
    answer.staff, answer.volunteers, answer.remarks = staff, volunteers, remarks.strip()
    answer.languages, answer.hinders = list(dict.fromkeys(languages)), list(dict.fromkeys(hinders))
    answer.changed_by, answer.changed_at = actor, timezone.now()
    if submit:
        answer.state, answer.submitted_at = AnswerState.SUBMITTED, answer.submitted_at or answer.changed_at
    answer.save()
    answer.lines.all().delete()
    CensusLine.objects.bulk_create(CensusLine(answer=answer, **line._asdict()) for line in lines)
    details = {"organisation": organisation.slug, "submitted": submit}
    record(actor=actor.reference, action="census.answer", target=census.reference, details=details)
    return answer


@transaction.atomic
def bring_census(*, actor: Person, answer: CensusAnswer) -> int:
    """Take what the affiliate said into its profile: what it has as known, what it needs as wanted. Gives how many.

    What stands in the profile already stays as it is, and so does what is not in use any more.
    """
    must_answer_for(actor, answer.organisation)
    if not answer.is_submitted:
        raise CensusRefused(_("Please submit the answers first."))
    party = party_of_organisation(answer.organisation)
    there = set(SkillClaim.objects.filter(party=party).values_list("skill", "kind"))
    made = 0
    for line in answer.lines.select_related("skill"):
        for kind, people in ((ClaimKind.KNOWN, line.has), (ClaimKind.WANTED, line.needs)):
            if people and line.skill.is_active and (line.skill_id, kind) not in there:
                make_claim(actor=actor, party=party, skill=line.skill, kind=kind, source=ClaimSource.CENSUS)
                made += 1
    return made


def remind_of_census() -> int:
    """Remind coordinators of affiliates that have not submitted, two weeks before the end; gives how many notices."""
    soon = today() + REMIND_BEFORE
    due = CensusRound.objects.filter(reminded_at=None, opens_on__lte=today(), closes_on__range=(today(), soon))
    return sum(_remind(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int) -> int:
    census = CensusRound.objects.select_for_update(skip_locked=True).filter(pk=pk, reminded_at=None).first()
    if census is None:
        return 0
    census.reminded_at = timezone.now()
    census.save(update_fields=["reminded_at"])
    answered = CensusAnswer.objects.filter(round=census, state=AnswerState.SUBMITTED).values("organisation")
    members = Membership.objects.live().filter(
        organisation__in=affiliates().exclude(pk__in=answered), role=MemberRole.COORDINATOR, person__is_active=True
    )
    notes = [
        Note(
            member.person,
            {"year": census.year, "organisation": member.organisation.name, "closes_on": census.closes_on},
            reverse("skills_exchange:census_answer", args=[census.year, member.organisation.slug]),
            f"census:{census.year}:{member.organisation_id}",
        )
        for member in members.select_related("person", "organisation")
    ]
    if notes:
        notify_each(kind="census", notes=notes)
    return len(notes)


def must_answer_for(actor: Person, organisation: Organisation) -> None:
    """Raises `NotYours` unless it is an affiliate that the actor coordinates."""
    if organisation.kind not in AFFILIATE_KINDS or not may_speak_for_organisation(actor, organisation):
        raise NotYours(_("Only coordinators of an affiliate can answer for it."))


def _check(staff: int | None, volunteers: int | None, lines: list[Line], *, submit: bool) -> None:
    if len(lines) > MOST_LINES or len({line.skill for line in lines}) < len(lines):
        raise CensusRefused(_("Each skill stands here once."))
    if any(not line.has and not line.needs for line in lines):
        raise CensusRefused(_("Please say how many people have or need each skill."))
    if submit and staff is None:
        raise CensusRefused(_("Please say how many paid staff you have. It may be none."), field="staff")
    if submit and volunteers is None:
        raise CensusRefused(_("Please say how many volunteers are active."), field="volunteers")
