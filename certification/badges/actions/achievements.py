"""What a badge says was achieved, kept in step with the topic by versions."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges.models import Achievement, Issuer
from courses.models import Pack, Topic
from courses.queries.packs import words_of
from wikilearn.core import languages


@transaction.atomic
def achievement_of_topic(*, issuer: Issuer, topic: Topic) -> Achievement:
    """The badge of a topic with the words that the topic has now; other words than last time make a new version."""
    latest = Achievement.objects.filter(topic=topic).order_by("-version").first()
    words = _words(topic)
    if latest is not None and all(getattr(latest, field) == text for field, text in words.items()):
        return latest
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    version = Achievement.objects.filter(topic=topic).count() + 1
    alignments = latest.alignments if latest else []
    return Achievement.objects.create(issuer=issuer, topic=topic, version=version, alignments=alignments, **words)


@transaction.atomic
def achievement_of_pack(*, issuer: Issuer, pack: Pack) -> Achievement:
    """The badge of a learning pack with the words that the pack has now; other words make a new version."""
    pack = Pack.objects.select_for_update(no_key=True).get(pk=pack.pk)
    latest = Achievement.objects.filter(pack=pack).order_by("-version").first()
    words = _words_of_pack(pack)
    if latest is not None and all(getattr(latest, field) == text for field, text in words.items()):
        return latest
    version = latest.version + 1 if latest else 1
    return Achievement.objects.create(issuer=issuer, pack=pack, version=version, **words)


def _words_of_pack(pack: Pack) -> dict[str, str]:
    words = {}
    for code, _name in settings.LANGUAGES:
        field = code.replace("-", "_")
        with translation.override(code):
            said = words_of(pack, languages.fallback_chain([languages.current().tag]))
            words[f"name_{field}"] = said.title
            words[f"description_{field}"] = said.description or said.title
            words[f"criteria_{field}"] = _("Passed all courses of the learning pack “%(title)s”.") % {
                "title": said.title
            }
    return words


def _words(topic: Topic) -> dict[str, str]:
    words = {}
    for code, _name in settings.LANGUAGES:
        field = code.replace("-", "_")
        with translation.override(code):
            words[f"name_{field}"] = topic.name
            words[f"description_{field}"] = topic.description or topic.name
            words[f"criteria_{field}"] = _(
                "Passed a course about “%(topic)s” with its final assessment. "
                "The certification lasts for a limited time and is renewed by a refresher."
            ) % {"topic": topic.name}
    return words
