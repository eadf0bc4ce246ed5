"""Setting a mentoring programme up: its days, its form, its announcement and its end."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions.permitting import demand
from skills_exchange.enums_programmes import ProgrammeState, QuestionFor, QuestionKind
from skills_exchange.errors import ProgrammeRefused
from skills_exchange.models import Programme, ProgrammeQuestion, Skill
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

MOST_QUESTIONS, MOST_OPTIONS = 20, 12
LONGEST = timedelta(days=3 * 366)
"""From the first day of applications to the last of the pairs."""
ORGANISE = "skills_exchange.organise_programme"


@transaction.atomic
def create_programme(
    *, actor: Person, organisation: Organisation, slug: str, skills: Collection[Skill], **fields: Any
) -> Programme:
    """Draft a programme. `fields`: title, about, languages, zone, the four days, places, check_in_weeks."""
    demand(actor, ORGANISE, organisation)
    if not organisation.active:
        raise ProgrammeRefused(_("This organisation has ended."))
    _check(skills, fields)
    try:
        with transaction.atomic():
            made = Programme.objects.create(organisation=organisation, slug=slug, **fields)
    except IntegrityError:
        raise ProgrammeRefused(_("There is a programme of this name already."), field="slug") from None
    made.skills.set(skills)
    record(actor=actor.reference, action="programme.created", target=made.reference)
    return made


@transaction.atomic
def change_programme(*, actor: Person, programme: Programme, skills: Collection[Skill], **fields: Any) -> Programme:
    """Change a programme that has not ended. Skills somebody applied with stay; places never fall below those given."""
    found = lock_programme(actor, programme)
    _must_not_have_ended(found)
    _check(skills, fields)
    if gone := _skills_needed(found) - {skill.pk for skill in skills}:
        names = ", ".join(skill.label for skill in Skill.objects.filter(pk__in=gone))
        raise ProgrammeRefused(_("People have applied with these skills: %(names)s") % {"names": names}, field="skill")
    given = found.applications.mentees().accepted().count()
    if fields["places"] is not None and fields["places"] < given:
        raise ProgrammeRefused(_("More mentees than that are accepted already."), field="places")
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=[*fields])
    found.skills.set(skills)
    record(actor=actor.reference, action="programme.changed", target=found.reference)
    return found


@transaction.atomic
def add_question(
    *,
    actor: Person,
    programme: Programme,
    label: str,
    kind: str = QuestionKind.TEXT,
    options: Sequence[str] = (),
    audience: str = QuestionFor.ALL,
    required: bool = True,
) -> ProgrammeQuestion:
    """Ask one more thing in the application form; not after somebody has applied."""
    found = lock_programme(actor, programme)
    _form_must_be_open(found)
    if found.questions.count() >= MOST_QUESTIONS:
        raise ProgrammeRefused(_("A form with more questions than this is filled in by nobody."))
    chosen = list(dict.fromkeys(each.strip() for each in options if each.strip()))
    if (kind == QuestionKind.CHOICE) != bool(chosen) or len(chosen) == 1 or len(chosen) > MOST_OPTIONS:
        raise ProgrammeRefused(_("A choice needs two to twelve answers, other questions need none."), field="options")
    made = ProgrammeQuestion.objects.create(
        programme=found,
        label=label.strip(),
        kind=QuestionKind(kind),
        options=chosen,
        audience=QuestionFor(audience),
        required=required,
    )
    record(actor=actor.reference, action="programme.question_added", target=found.reference)
    return made


@transaction.atomic
def delete_question(*, actor: Person, question: ProgrammeQuestion) -> None:
    """Ask it no more; not after somebody has applied."""
    found = lock_programme(actor, question.programme)
    _form_must_be_open(found)
    question.delete()
    record(actor=actor.reference, action="programme.question_deleted", target=found.reference)


@transaction.atomic
def announce_programme(*, actor: Person, programme: Programme) -> Programme:
    """Everybody sees the programme, and can apply between its days. Twice is the same as once."""
    found = lock_programme(actor, programme)
    if found.state == ProgrammeState.OPEN:
        return found
    _must_not_have_ended(found)
    if found.closes_at <= timezone.now():
        raise ProgrammeRefused(_("The last day to apply is over. Please choose other days first."))
    found.state = ProgrammeState.OPEN
    found.save(update_fields=["state"])
    record(actor=actor.reference, action="programme.announced", target=found.reference)
    return found


@transaction.atomic
def end_programme(*, actor: Person, programme: Programme) -> Programme:
    """End it: nobody applies, is paired or asked any more. Exchanges that run go on between the two."""
    found = lock_programme(actor, programme)
    if found.state == ProgrammeState.ENDED:
        return found
    if found.state == ProgrammeState.DRAFT:
        raise ProgrammeRefused(_("A draft can be deleted. It has not begun."))
    found.state, found.ended_at = ProgrammeState.ENDED, timezone.now()
    found.save(update_fields=["state", "ended_at"])
    record(actor=actor.reference, action="programme.ended", target=found.reference)
    return found


@transaction.atomic
def delete_programme(*, actor: Person, programme: Programme) -> None:
    """Throw a draft away."""
    found = lock_programme(actor, programme)
    if found.state != ProgrammeState.DRAFT:
        raise ProgrammeRefused(_("Only a draft can be deleted."))
    record(actor=actor.reference, action="programme.deleted", target=found.reference)
    found.delete()


def lock_programme(actor: Person, programme: Programme) -> Programme:
    """The programme, locked, for one of its organisers. Raises `NotYours`."""
    found = Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)
    demand(actor, ORGANISE, found)
    return found


def must_run(programme: Programme) -> None:
    """Refuses what only makes sense while a programme is announced and has not ended."""
    if programme.state != ProgrammeState.OPEN:
        raise ProgrammeRefused(_("This programme is not announced, or it has ended."))


def _must_not_have_ended(programme: Programme) -> None:
    if programme.state == ProgrammeState.ENDED:
        raise ProgrammeRefused(_("This programme has ended."))


def _form_must_be_open(programme: Programme) -> None:
    _must_not_have_ended(programme)
    if programme.applications.exists():
        raise ProgrammeRefused(_("People have applied already. The questions stay as they are."))


def _skills_needed(programme: Programme) -> set[int]:
    return set(programme.applications.exclude(skills=None).values_list("skills", flat=True))


def _check(skills: Collection[Skill], fields: dict[str, Any]) -> None:
    if not skills:
        raise ProgrammeRefused(_("Please choose a skill."), field="skill")
    if not all(skill.is_active for skill in skills):
        raise ProgrammeRefused(_("This skill is not in use any more. Please choose another one."), field="skill")
    days: list[tuple[str, date]] = [(name, fields[name]) for name in ("opens_on", "closes_on", "begins_on", "ends_on")]
    for (_before, earlier), (name, later) in pairwise(days):
        if later < earlier:
            raise ProgrammeRefused(_("This day is before the one above it."), field=name)
    if days[-1][1] - days[0][1] > LONGEST:
        raise ProgrammeRefused(_("A programme lasts three years at most."), field="ends_on")
