"""What a badge says was achieved, kept in step with the topic, course or pack by versions."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges.models import Achievement, Alignment, Issuer
from courses.enums import CoursePath
from courses.models import CompiledCourse, Course, Pack, Topic
from courses.queries.packs import words_of
from courses.queries.reading import language_place
from wikilearn.core import languages

Words = tuple[str, str, str]
"""Name, description and criteria."""


@transaction.atomic
def achievement_of_topic(*, issuer: Issuer, topic: Topic) -> Achievement:
    """The badge of a topic with the words that the topic has now; other words than last time make a new version."""
    return _in_step(issuer, "topic", topic, lambda: _words_of_topic(topic))


@transaction.atomic
def achievement_of_course(*, issuer: Issuer, course: Course) -> Achievement:
    """The badge of a course with the words that its published state has now; other words make a new version."""
    return _in_step(issuer, "course", course, lambda: _words_of_course(course))


@transaction.atomic
def achievement_of_pack(*, issuer: Issuer, pack: Pack) -> Achievement:
    """The badge of a learning pack with the words that the pack has now; other words make a new version."""
    return _in_step(issuer, "pack", pack, lambda: _words_of_pack(pack))


@transaction.atomic
def achievement_of_deed(*, issuer: Issuer, deed: str, words: Callable[[], Words]) -> Achievement:
    """The badge of a deed with the words that it has now, asked in each language; other words make a new version."""
    said = _in_all_languages(words)
    versions = Achievement.objects.filter(deed=deed).order_by("-version")
    latest = versions.first()
    if latest is not None and _says(latest, issuer, said):
        return latest
    Issuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    latest = versions.first()
    if latest is not None and _says(latest, issuer, said):
        return latest
    version = latest.version + 1 if latest else 1
    return Achievement.objects.create(deed=deed, issuer=issuer, version=version, **said)


def _in_step(issuer: Issuer, field: str, thing: models.Model, words: Callable[[], Words]) -> Achievement:
    """The latest version if it says what is so now, else the next one. The lock keeps versions apart."""
    said = _in_all_languages(words) | {"alignments": _alignments(field, thing)}
    versions = Achievement.objects.filter(**{field: thing}).order_by("-version")
    latest = versions.first()
    if latest is not None and _says(latest, issuer, said):
        return latest
    type(thing)._default_manager.select_for_update(no_key=True).get(pk=thing.pk)
    latest = versions.first()
    if latest is not None and _says(latest, issuer, said):
        return latest
    version = latest.version + 1 if latest else 1
    return Achievement.objects.create(**{field: thing}, issuer=issuer, version=version, **said)


def _says(achievement: Achievement, issuer: Issuer, said: dict[str, Any]) -> bool:
    return achievement.issuer_id == issuer.pk and all(getattr(achievement, key) == value for key, value in said.items())


def _alignments(field: str, thing: models.Model) -> list[dict[str, str]]:
    return [alignment.as_said() for alignment in Alignment.objects.filter(**{field: thing})]


def _in_all_languages(words: Callable[[], Words]) -> dict[str, Any]:
    said = {}
    for code, _name in settings.LANGUAGES:
        field = code.replace("-", "_")
        with translation.override(code):
            said[f"name_{field}"], said[f"description_{field}"], said[f"criteria_{field}"] = words()
    return said


def _words_of_topic(topic: Topic) -> Words:
    criteria = _(
        "Passed a course about “%(topic)s” with its final assessment. "
        "The certification lasts for a limited time and is renewed by a refresher."
    ) % {"topic": topic.name}
    return topic.name, topic.description or topic.name, criteria


def _words_of_course(course: Course) -> Words:
    chain = languages.fallback_chain([languages.current().tag])
    rows = CompiledCourse.objects.filter(course=course).annotate(place=language_place(chain))
    entry = rows.order_by("place", "language").first()
    title, summary = (entry.title, entry.summary) if entry else (course.slug, "")
    if course.path == CoursePath.REFRESHER:
        criteria = _("Passed the refresher “%(title)s”.") % {"title": title}
    else:
        criteria = _("Passed the course “%(title)s”.") % {"title": title}
    return title[:200], summary or title, criteria


def _words_of_pack(pack: Pack) -> Words:
    said = words_of(pack, languages.fallback_chain([languages.current().tag]))
    criteria = _("Passed all courses of the learning pack “%(title)s”.") % {"title": said.title}
    return said.title, said.description or said.title, criteria
