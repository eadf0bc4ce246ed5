"""Who localizes: named people, assignments, the course's own rules, glossaries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enums import LocalizerRole
from courses.errors import NotReady, NotYours
from courses.models import (
    Assignment,
    Course,
    GlossaryTerm,
    Localization,
    LocalizationRole,
    Module,
    Segment,
    TermTranslation,
)
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

MANAGE = "courses.manage_localizers"


@transaction.atomic
def name_localizer(
    *, actor: Person, course: Course, language: str, person: Person, role: LocalizerRole
) -> LocalizationRole:
    """Let a person translate, or review, the course in a language. Raises `NotYours`."""
    _allow(actor, MANAGE, course)
    named, created = LocalizationRole.objects.get_or_create(
        course=course, language=language, person=person, role=role, defaults={"granted_by": actor}
    )
    if created:
        _record(actor, course, "courses.localizer_named", language, person, role=str(role))
    return named


@transaction.atomic
def dismiss_localizer(*, actor: Person, role: LocalizationRole) -> None:
    """Take it back; what the person has written stays."""
    _allow(actor, MANAGE, role.course)
    role.delete()
    _record(actor, role.course, "courses.localizer_dismissed", role.language, role.person, role=role.role)


@transaction.atomic
def assign_localization(
    *,
    actor: Person,
    course: Course,
    language: str,
    person: Person,
    module: Module | None = None,
    due: date | None = None,
) -> Assignment:
    """Ask somebody who may do it to translate a module, or the course, until a day. They are told."""
    _allow(actor, MANAGE, course)
    if not person.has_perm("courses.translate_localization", Localization(course=course, language=language)):
        raise NotReady(_("This person may not translate the course into this language yet."), field="username")
    if due is not None and due < timezone.localdate():
        raise NotReady(_("This day has passed."), field="due")
    assignment, _created = Assignment.objects.update_or_create(
        course=course,
        module=module,
        language=language,
        person=person,
        ended_at=None,
        defaults={"due": due, "assigned_by": actor},
    )
    if person.pk != actor.pk:
        place = [course.slug, language]
        notify(
            person=person,
            kind="translation_assigned",
            context={
                "course": _title(course, None),
                "module": _title(course, module) if module else "",
                "language": language,
                "due": due,
                "by": actor.username,
            },
            url=reverse("courses:localize_module", args=[*place, module.key])
            if module
            else reverse("courses:localize_language", args=place),
            key=f"translation_assigned:{assignment.pk}:{due}",
        )
    return assignment


@transaction.atomic
def end_assignment(*, actor: Person, assignment: Assignment) -> None:
    """It is done, or will not be: whoever has it or gave it says so."""
    if actor.pk != assignment.person_id:
        _allow(actor, MANAGE, assignment.course)
    Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def set_gate(*, actor: Person, course: Course, threshold: int, unreviewed: bool) -> Course:
    """How much of a module must be ready before it goes live in a language, and whether unreviewed texts count."""
    course = Course.objects.locked(course.pk)
    _allow(actor, MANAGE, course)
    if not 1 <= threshold <= 100:
        raise NotReady(_("Between 1 and 100."), field="threshold")
    if course.is_guarded and unreviewed:
        raise NotReady(_("In mandatory and sensitive courses every text is reviewed."), field="unreviewed")
    course.settings = course.settings | {"localization": {"threshold": threshold, "unreviewed": unreviewed}}
    course.save(update_fields=["settings"])
    record(
        actor=actor.reference,
        action="courses.gate_set",
        target=course.reference,
        details={"threshold": threshold, "unreviewed": unreviewed},
    )
    return course


@transaction.atomic
def keep_term(
    *,
    actor: Person,
    term: GlossaryTerm | None,
    organisation: Organisation | None,
    language: str,
    text: str,
    note: str,
    untranslated: bool,
    said: Iterable[tuple[str, str, bool]],
) -> GlossaryTerm:
    """Write a term and how it is said: `said` is `(language, text, forbidden)`. Raises `NotYours`, `NotReady`."""
    for owner in {organisation, term.organisation if term else organisation}:
        _allow(actor, "courses.keep_glossary", owner)
    same = GlossaryTerm.objects.filter(organisation=organisation, language=language, term__iexact=text)
    if same.exclude(pk=term.pk if term else 0).exists():
        raise NotReady(_("The glossary has this term already."), field="term")
    term = term or GlossaryTerm()
    term.organisation, term.language, term.term, term.note = organisation, language, text, note
    term.untranslated, term.changed_by = untranslated, actor
    term.save()
    term.translations.all().delete()
    TermTranslation.objects.bulk_create(
        TermTranslation(term=term, language=tag, text=words, forbidden=forbidden)
        for (tag, words), forbidden in {(tag, words): forbidden for tag, words, forbidden in said}.items()
    )
    return term


@transaction.atomic
def remove_term(*, actor: Person, term: GlossaryTerm) -> None:
    """Take a term out of its glossary."""
    _allow(actor, "courses.keep_glossary", term.organisation)
    term.delete()


def _allow(actor: Person, permission: str, thing: Any) -> None:
    if not actor.has_perm(permission, thing):
        raise NotYours(_("You may not do this."))


def _title(course: Course, module: Module | None) -> str:
    rows = Segment.objects.filter(course=course, module=module, lesson=None, question=None, part="title")
    return (rows.values_list("source_text", flat=True).first() or course.slug)[:200]


def _record(actor: Person, course: Course, action: str, language: str, person: Person, **details: Any) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=course.reference,
        details={"language": language, "person": person.reference} | details,
    )
