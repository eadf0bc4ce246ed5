"""Applying for a mentoring programme, deciding, and the waiting list."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions.claims import confirm_claims, make_claim
from skills_exchange.actions.parties import party_of
from skills_exchange.actions.permitting import demand
from skills_exchange.actions.programmes import ORGANISE, must_run
from skills_exchange.enums import ClaimKind, Visibility
from skills_exchange.enums_programmes import (
    CAN_WITHDRAW,
    DECISIONS,
    ApplicationState,
    ProgrammeRole,
    QuestionFor,
    QuestionKind,
)
from skills_exchange.errors import NotYours, ProgrammeRefused
from skills_exchange.models import Party, Programme, ProgrammeApplication, ProgrammeQuestion, Skill, SkillClaim
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "programme_answer"
LONGEST_ANSWER, LARGEST_NUMBER = 500, 1_000_000


@transaction.atomic
def apply_to_programme(
    *,
    actor: Person,
    programme: Programme,
    role: str,
    skills: Collection[Skill],
    places: int = 1,
    answers: Mapping[str, Any] | None = None,
) -> ProgrammeApplication:
    """Apply as a mentor or a mentee, with skills of the programme; these are entered in the profile too, where missing.

    Once for each programme, in one role; whoever has withdrawn can apply again. `answers`: primary key of the question,
    as text → answer.
    """
    found = _locked(programme)
    must_run(found)
    if not found.takes_applications:
        raise ProgrammeRefused(_("Nobody can apply for this programme at the moment."))
    party = party_of(actor)
    if not party.listed:
        raise ProgrammeRefused(
            _("Your profile says that nobody can find you. Change that first: a programme cannot pair you otherwise.")
        )
    known = found.applications.filter(party=party).first()
    if known is not None and known.state != ApplicationState.WITHDRAWN:
        raise ProgrammeRefused(_("You have applied for this programme already."))
    role = ProgrammeRole(role)
    chosen = _chosen(found, skills)
    said: dict[str, Any] = {
        "role": role,
        "places": _places(places) if role == ProgrammeRole.MENTOR else 1,
        "answers": checked_answers(questions_for(found, role), answers or {}),
        "state": ApplicationState.APPLIED,
        "created_at": timezone.now(),
        "answer": "",
        "decided_by": None,
        "decided_at": None,
    }
    made, _new = ProgrammeApplication.objects.update_or_create(programme=found, party=party, defaults=said)
    made.skills.set(chosen)
    _enter_in_profile(actor, party, role, chosen)
    record(actor=actor.reference, action="programme.applied", target=found.reference)
    return made


@transaction.atomic
def withdraw_application(*, actor: Person, application: ProgrammeApplication) -> ProgrammeApplication:
    """The applicant takes part no more; the first of the waiting list gets the place. Twice is the same as once."""
    programme = _locked(application.programme)
    found = _fresh(application)
    if found.party.person_id != actor.pk:
        raise NotYours(_("Only the person themself, or a coordinator of the organisation, can do this."))
    if found.state == ApplicationState.WITHDRAWN:
        return found
    if found.state not in CAN_WITHDRAW:
        raise ProgrammeRefused(_("This application has been decided."))
    leave(programme, found)
    record(actor=actor.reference, action="programme.withdrawn", target=programme.reference)
    return found


@transaction.atomic
def decide_application(
    *, actor: Person, application: ProgrammeApplication, state: str, answer: str = ""
) -> ProgrammeApplication:
    """An organiser accepts, declines or puts on the waiting list; the applicant is told. Not about oneself."""
    programme = _locked(application.programme)
    demand(actor, ORGANISE, programme)
    must_run(programme)
    found = _fresh(application)
    if found.party.person_id == actor.pk:
        raise NotYours(_("Somebody else has to decide about your own application."))
    if found.state == state:
        return found
    if state not in DECISIONS.get(found.state, frozenset()):
        raise ProgrammeRefused(_("This application cannot be decided like that any more."))
    if state == ApplicationState.ACCEPTED and found.role == ProgrammeRole.MENTEE and not places_left(programme):
        raise ProgrammeRefused(_("All places are taken. You can put this person on the waiting list."), field="state")
    found.answer, found.decided_by = answer.strip(), actor
    _become(found, ApplicationState(state))
    record(actor=actor.reference, action=f"programme.{state}", target=found.reference)
    return found


def leave(programme: Programme, application: ProgrammeApplication) -> None:
    """Somebody takes part no more (the programme is locked): their place goes to who waits longest."""
    freed = application.state == ApplicationState.ACCEPTED and application.role == ProgrammeRole.MENTEE
    application.state, application.waiting_since = ApplicationState.WITHDRAWN, None
    application.decided_at = timezone.now()
    application.save(update_fields=["state", "waiting_since", "decided_at"])
    if freed and programme.state == "open":
        _move_up(programme)


def places_left(programme: Programme) -> bool:
    """Whether one more mentee can be accepted."""
    return programme.places is None or programme.applications.mentees().accepted().count() < programme.places


def questions_for(programme: Programme, role: str) -> list[ProgrammeQuestion]:
    """What the form asks in that role."""
    return list(programme.questions.filter(audience__in=[QuestionFor.ALL, role]))


def checked_answers(questions: Collection[ProgrammeQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to these questions as they are kept. Raises `ProgrammeRefused` at the field of the question."""
    return {
        str(question.pk): value
        for question in questions
        if (value := _checked(question, answers.get(str(question.pk)))) not in (None, "")
    }


def _checked(question: ProgrammeQuestion, value: Any) -> Any:
    field = f"question_{question.pk}"
    if value is None or not str(value).strip():
        if question.required:
            raise ProgrammeRefused(_("Please answer this question."), field=field)
        return None
    if question.kind == QuestionKind.NUMBER:
        return _number(value, field)
    text = str(value).strip()
    if question.kind == QuestionKind.CHOICE and text not in question.options:
        raise ProgrammeRefused(_("Please choose one of the answers."), field=field)
    if len(text) > LONGEST_ANSWER:
        raise ProgrammeRefused(_("This answer is too long."), field=field)
    return text


def _number(value: Any, field: str) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ProgrammeRefused(_("Please write a whole number."), field=field) from None
    if abs(number) > LARGEST_NUMBER:
        raise ProgrammeRefused(_("Please write a smaller number."), field=field)
    return number


def _locked(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)


def _fresh(application: ProgrammeApplication) -> ProgrammeApplication:
    rows = ProgrammeApplication.objects.select_for_update(of=("self",)).with_names()
    return rows.select_related("programme__organisation").get(pk=application.pk)


def _chosen(programme: Programme, skills: Collection[Skill]) -> list[Skill]:
    offered = {skill.pk for skill in programme.skills.all()}
    chosen = [skill for skill in dict.fromkeys(skills) if skill.pk in offered]
    if not chosen or len(chosen) < len(set(skills)):
        raise ProgrammeRefused(_("Please choose from the skills of this programme."), field="skills")
    return chosen


def _places(number: int) -> int:
    if not 1 <= number <= 5:
        raise ProgrammeRefused(_("Between one and five mentees at the same time."), field="places")
    return number


def _enter_in_profile(actor: Person, party: Party, role: str, skills: Collection[Skill]) -> None:
    """Matching goes by claims: those that are missing are made, seen only by people to whom one is suggested.

    Those that have ended hold again, as the person made them.
    """
    kind = ClaimKind.OFFERED if role == ProgrammeRole.MENTOR else ClaimKind.WANTED
    mine = SkillClaim.objects.filter(party=party, kind=kind, skill__in=skills)
    ended = list(mine.filter(valid_until__lt=today()).confirmable())
    if ended:
        confirm_claims(actor=actor, party=party, claims=ended)
    known = set(mine.filter(valid_until__gte=today()).values_list("skill", flat=True))
    for skill in skills:
        if skill.pk not in known:
            make_claim(actor=actor, party=party, skill=skill, kind=kind, visibility=Visibility.MATCHES)


def _move_up(programme: Programme) -> None:
    first = programme.applications.mentees().waiting().with_names().select_for_update(of=("self",)).first()
    if first is not None and places_left(programme):
        first.programme, first.answer = programme, ""
        _become(first, ApplicationState.ACCEPTED)
        record(actor=SYSTEM, action="programme.moved_up", target=first.reference)


def _become(application: ProgrammeApplication, state: ApplicationState) -> None:
    now = timezone.now()
    application.state, application.decided_at = state, now
    application.waiting_since = now if state == ApplicationState.WAITING else None
    application.save(update_fields=["state", "decided_at", "waiting_since", "answer", "decided_by"])
    person = application.party.person
    if person is not None and person.is_active:
        said = {"title": application.programme.title, "state": str(state), "answer": application.answer}
        url, key = application.programme.get_absolute_url(), f"application:{application.uid}:{now.isoformat()}"
        notify_each(kind=KIND, notes=[Note(person, said, url, key)])
