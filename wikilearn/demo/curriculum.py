"""The starter curriculum in the demo: adopted by the demo's partner, and published."""

from django.core.management import call_command

from courses.actions.publishing import publish_course, submit_course
from courses.actions.settings import set_topic_holders
from courses.curriculum import packages
from courses.enums import RevisionKind
from courses.models import Course, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def offer_curriculum(*, author: Person, reviewer: Person, curator: Person, partner: Organisation) -> None:
    """Load all of it for the partner, who maintains every mandatory topic here, and publish it.

    A course of a sensitive topic is published by the partner's own reviewer, every other one by the curator.
    """
    for topic in Topic.objects.filter(mandatory=True):
        set_topic_holders(actor=curator, topic=topic, organisations=[partner])
    call_command("load_starter_curriculum", organisation=partner.slug, by=author.username, verbosity=0)
    for course in Course.objects.filter(slug__in=packages()).select_related("topic").order_by("pk"):
        submit_course(actor=author, course=course)
        sensitive = course.topic is not None and course.topic.sensitive
        publisher = reviewer if sensitive else curator
        publish_course(actor=publisher, course=course, kind=RevisionKind.MAJOR, note="First publication")
