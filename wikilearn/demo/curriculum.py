"""The starter curriculum in the demo: adopted by the demo's partner, published, and adapted by one wiki."""

from django.core.management import call_command

from courses.actions.localizing import review_localization
from courses.actions.overlay_publishing import publish_overlay, submit_overlay
from courses.actions.packs import offer_pack
from courses.actions.publishing import publish_course, submit_course
from courses.actions.settings import set_topic_holders
from courses.actions.starter_overlays import load_overlay
from courses.curriculum import packages, starter_overlays, starter_packs
from courses.enums import RevisionKind
from courses.models import Course, Pack, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

REVIEWED = {"universal-code-of-conduct": ("ar", "es"), "security-for-functionaries": ("ar",)}
"""What the partner's reviewer has read so far; all other translations of the demo wait for a reviewer."""


def offer_curriculum(*, author: Person, reviewer: Person, curator: Person, partner: Organisation) -> None:
    """Load all of it for the partner, who maintains every mandatory topic here, and publish it.

    A course of a sensitive topic is published by the partner's own reviewer, every other one by the curator. The
    learning packs are offered after that.
    """
    for topic in Topic.objects.filter(mandatory=True):
        set_topic_holders(actor=curator, topic=topic, organisations=[partner])
    call_command("load_starter_curriculum", organisation=partner.slug, by=author.username, verbosity=0)
    for course in Course.objects.filter(slug__in=packages()).select_related("topic").order_by("pk"):
        for language in REVIEWED.get(course.slug, ()):
            review_localization(actor=reviewer, course=course, language=language)
        submit_course(actor=author, course=course)
        sensitive = course.topic is not None and course.topic.sensitive
        publisher = reviewer if sensitive else curator
        publish_course(actor=publisher, course=course, kind=RevisionKind.MAJOR, note="First publication")
    for pack in Pack.objects.filter(slug__in=starter_packs()):
        offer_pack(actor=author, pack=pack, offered=True)


def adapt_for_wiki(*, author: Person, reviewer: Person) -> None:
    """The examples of local versions, written by one person of the affiliate and let through by another."""
    for starter in starter_overlays().values():
        overlay, _new = load_overlay(actor=author, starter=starter)
        overlay = submit_overlay(actor=author, overlay=overlay)
        publish_overlay(actor=reviewer, overlay=overlay, note="First local version")
