"""Mentoring programmes of the demo: one whose pairs are at work, and one for which people can apply."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, F, Q

from skills_exchange.actions.matches import accept_match
from skills_exchange.actions.programme_applications import apply_to_programme, decide_application
from skills_exchange.actions.programme_check_ins import answer_check_in, ask_check_ins
from skills_exchange.actions.programme_pairs import draft_programme_round
from skills_exchange.actions.programmes import add_question, announce_programme, create_programme
from skills_exchange.actions.publishing_rounds import publish_round
from skills_exchange.actions.rounds import perform_round, start_round
from skills_exchange.enums import ClaimKind
from skills_exchange.enums_programmes import ApplicationState, Going, ProgrammeRole, QuestionFor, QuestionKind
from skills_exchange.models import Party, Programme, ProgrammeCheckIn, Skill, SkillClaim
from wikilearn.core.dates import today
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

ANSWERS = (Going.WELL, Going.SLOWLY, Going.TROUBLE, Going.WELL)


def load_programmes(people: dict[str, Person]) -> None:
    """Needs the skills, the participants with their claims, and the affiliate; does nothing without skills."""
    wanted = SkillClaim.objects.filter(kind=ClaimKind.WANTED).values("skill")
    rows = Skill.objects.active().filter(parent__isnull=False, pk__in=wanted)
    offers = Count("claims", filter=Q(claims__kind=ClaimKind.OFFERED))
    skills = list(rows.annotate(offers=offers).order_by("-offers", "pk")[:3])
    if not skills:
        return
    carlos = people["Carlos Coordinator"]
    first = _programme(carlos, "first-steps-2026", "First steps together 2026", skills)
    for party in _some(skills, ClaimKind.WANTED, carlos, 8):
        _take_part(first, carlos, party, ProgrammeRole.MENTEE, ApplicationState.ACCEPTED)
    for party in _some(skills, ClaimKind.OFFERED, carlos, 4):
        _take_part(first, carlos, party, ProgrammeRole.MENTOR, ApplicationState.ACCEPTED)
    _pair(first, carlos)
    _check_in(first)
    second = _programme(carlos, "mentors-2027", "Mentors 2027", skills)
    for party in _some(skills, ClaimKind.WANTED, carlos, 4):
        _take_part(second, carlos, party, ProgrammeRole.MENTEE, None)


def _programme(carlos: Person, slug: str, title: str, skills: Sequence[Skill]) -> Programme:
    first = today()
    made = create_programme(
        actor=carlos,
        organisation=Organisation.objects.get(slug=AFFILIATE),
        slug=slug,
        skills=skills,
        title=title,
        about="For people who are new to a task. You meet your mentor every second week, for half a year.",
        languages=["en", "es"],
        zone="America/Bogota",
        opens_on=first - timedelta(days=7),
        closes_on=first + timedelta(days=21),
        begins_on=first + timedelta(days=35),
        ends_on=first + timedelta(days=217),
        places=12,
        check_in_weeks=4,
    )
    add_question(
        actor=carlos,
        programme=made,
        label="How much time do you have in a month?",
        kind=QuestionKind.CHOICE,
        options=["Two hours", "Four hours", "More"],
    )
    add_question(actor=carlos, programme=made, label="What would you like to do with it?", audience=QuestionFor.MENTEE)
    return announce_programme(actor=carlos, programme=made)


def _some(skills: Sequence[Skill], kind: ClaimKind, carlos: Person, number: int) -> list[Party]:
    """People who share or want one of the skills; nobody on both sides."""
    rows = Party.objects.there().with_names().filter(person__isnull=False).exclude(person=carlos).order_by("pk")
    other = ClaimKind.OFFERED if kind == ClaimKind.WANTED else ClaimKind.WANTED
    asked = SkillClaim.objects.filter(skill__in=skills)
    rows = rows.filter(pk__in=asked.filter(kind=kind).values("party"))
    return list(rows.exclude(pk__in=asked.filter(kind=other).values("party"))[:number])


def _take_part(
    programme: Programme, carlos: Person, party: Party, role: ProgrammeRole, state: ApplicationState | None
) -> None:
    assert party.person is not None  # noqa: S101 - for types
    asked = programme.questions.filter(audience__in=[QuestionFor.ALL, role])
    answers = {str(each.pk): each.options[0] if each.options else "Help others in my own language" for each in asked}
    made = apply_to_programme(
        actor=party.person,
        programme=programme,
        role=role,
        skills=list(programme.skills.all()),
        places=2 if role == ProgrammeRole.MENTOR else 1,
        answers=answers,
    )
    if state is not None:
        decide_application(actor=carlos, application=made, state=state)


def _pair(programme: Programme, carlos: Person) -> None:
    found = draft_programme_round(actor=carlos, programme=programme)
    start_round(actor=carlos, round=found)
    perform_round(pk=found.pk)
    publish_round(actor=carlos, round=found)
    for pair in programme.pairs.filter(match__sharer__active=0).select_related(
        "match__learner__person", "match__sharer__person"
    )[:4]:
        for side in (pair.match.learner, pair.match.sharer):
            if side.person is not None and side.person != carlos:
                accept_match(actor=side.person, match=pair.match)


def _check_in(programme: Programme) -> None:
    """As if it had begun four weeks ago."""
    back = timedelta(days=63)
    days = ("opens_on", "closes_on", "begins_on", "ends_on")
    Programme.objects.filter(pk=programme.pk).update(**{name: F(name) - back for name in days})
    programme.pairs.update(created_at=F("created_at") - back)
    ask_check_ins(pk=programme.pk)
    rows = ProgrammeCheckIn.objects.filter(pair__programme=programme).with_sides().order_by("pk")
    for row, going in zip(rows, ANSWERS, strict=False):
        if row.party.person is not None:
            answer_check_in(actor=row.party.person, check_in=row, going=going, meetings=2)
