"""A badge for a certification, a course or a learning pack: written with it, in one transaction; signed afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from django.db import transaction

from certification.badges import evidencing
from certification.badges.actions.achievements import (
    Words,
    achievement_of_course,
    achievement_of_deed,
    achievement_of_pack,
    achievement_of_topic,
)
from certification.badges.actions.issuers import ensure_primary_issuer
from certification.badges.actions.placing import issuer_for, language_of, place_credential
from certification.badges.enums import CredentialState, Visibility
from certification.badges.models import Credential
from certification.models import Period
from courses.models import Completion, Course, PackCompletion
from wikilearn.audit.actions import SYSTEM
from wikilearn.people.models import Person


@transaction.atomic
def issue_credential(*, period: Period, actor: str = SYSTEM) -> Credential:
    """The badge of a period: the one that it has, or a new one if it has none that says the right days.

    A badge with other days is replaced by a new edition; a revoked one stays revoked beside the new one.
    Signing, pictures, certificate and notice follow once the transaction has ended.
    """
    period = Period.objects.select_for_update(of=["self"]).select_related("fact", "person", "topic").get(pk=period.pk)
    latest = Credential.objects.filter(period=period).order_by("-edition").first()
    valid_from, valid_until = _start(period.valid_from), _end(period.valid_until)
    if latest is not None and latest.state != CredentialState.REVOKED:
        if (latest.valid_from, latest.valid_until) == (valid_from, valid_until):
            return latest
        replaced: Credential | None = latest
    else:
        replaced = None if latest else _renewed(period)
    issuer, edition = ensure_primary_issuer(), latest.edition + 1 if latest else 1
    renewed = replaced if replaced and replaced.period_id != period.pk else None
    return place_credential(
        actor=actor,
        person=period.person,
        issuer=issuer,
        about={"topic": period.topic.key, "edition": edition},
        achievement=achievement_of_topic(issuer=issuer, topic=period.topic),
        period=period,
        edition=edition,
        supersedes=replaced,
        level=period.fact.level,
        evidence=evidencing.of_fact(period.fact, renewed, language_of(period.person)),
        visibility=replaced.visibility if replaced else Visibility.PRIVATE,
        awarded_at=replaced.awarded_at if replaced else period.fact.at,
        valid_from=valid_from,
        valid_until=valid_until,
    )


@transaction.atomic
def issue_pack_credential(*, completion: PackCompletion) -> Credential:
    """The badge of a completed learning pack, once; it has no last day. What follows is as for certifications."""
    completion = PackCompletion.objects.select_for_update(of=["self"], no_key=True).get(pk=completion.pk)
    if (there := Credential.objects.filter(pack_completion=completion).first()) is not None:
        return there
    pack, person = completion.pack, completion.person
    issuer = issuer_for(pack.organisation)
    return place_credential(
        actor=SYSTEM,
        person=person,
        issuer=issuer,
        about={"pack": pack.slug},
        achievement=achievement_of_pack(issuer=issuer, pack=pack),
        pack_completion=completion,
        evidence=evidencing.of_pack(pack, language_of(person)),
        awarded_at=completion.completed_at,
        valid_from=completion.completed_at,
    )


@transaction.atomic
def issue_course_credential(*, completion: Completion, actor: str = SYSTEM) -> Credential:
    """The badge of a passed course, once for each person and course; it has no last day.

    A revoked one stays revoked, and another may be issued beside it.
    """
    person, course = completion.person, completion.course
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if (there := course_credential(person, course)) is not None:
        return there
    issuer = issuer_for(course.organisation)
    edition = Credential.objects.filter(completion=completion).count() + 1
    return place_credential(
        actor=actor,
        person=person,
        issuer=issuer,
        about={"course": course.slug, "edition": edition},
        achievement=achievement_of_course(issuer=issuer, course=course),
        completion=completion,
        edition=edition,
        level=completion.level,
        evidence=evidencing.of_completion(completion, language_of(person)),
        awarded_at=completion.passed_at,
        valid_from=completion.passed_at,
    )


@transaction.atomic
def issue_deed_credential(
    *, person: Person, deed: str, words: Callable[[], Words], evidence: list[dict[str, str]], at: datetime
) -> Credential:
    """The badge of a deed that an app above knows of, once for each person and deed; it has no last day.

    `words` gives name, description and criteria in the active language.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    there = Credential.objects.of(person).filter(achievement__deed=deed).order_by("-edition").first()
    if there is not None:
        return there
    issuer = ensure_primary_issuer()
    return place_credential(
        actor=SYSTEM,
        person=person,
        issuer=issuer,
        about={"deed": deed},
        achievement=achievement_of_deed(issuer=issuer, deed=deed, words=words),
        evidence=evidence,
        awarded_at=at,
        valid_from=at,
    )


def course_credential(person: Person, course: Course) -> Credential | None:
    """The badge that a person has for a course."""
    return Credential.objects.of(person).current().filter(achievement__course=course).first()


def _renewed(period: Period) -> Credential | None:
    """The badge of the period that this one follows without a gap, as long as nothing has replaced it."""
    return Credential.objects.current().filter(period__renewed_by=period).order_by("-edition").first()


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
