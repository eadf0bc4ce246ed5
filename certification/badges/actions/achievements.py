"""What a badge says was achieved, kept in step with the topic by versions."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges.models import Achievement, Issuer
from courses.models import Topic


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
