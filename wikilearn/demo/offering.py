"""The library of the demo, imported as an affiliate would, reviewed and published."""

import io
import tarfile
from pathlib import Path

from django.core.management.base import CommandError

from courses.actions.importing import perform_import, start_import
from courses.actions.localizers import set_gate
from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, submit_course
from courses.actions.settings import configure_course, set_topic_holders
from courses.enums import RevisionKind
from courses.models import Course, Topic
from wikilearn.demo.company import Company

LIBRARY = Path(__file__).parent / "library" / "movement"
MANDATORY = {"digital-security": "digital-security"}
"""Slug of a course of the library → key of the mandatory topic that it serves."""
DEMO_GATE = 20
"""Per cent of a module that its languages need: the Arabic of the library has just begun."""


def offer_library(company: Company) -> None:
    """Import the library, name its topics, have its translations reviewed, and publish it."""
    author, reviewer, partner = company.author, company.reviewer, company.partner
    run = start_import(
        actor=author, organisation=partner, file=demo_archive(), filename="demo-library.tar.gz", enqueue=False
    )
    run = perform_import(run_id=run.pk)
    if run.error:
        raise CommandError(run.error)
    for course in Course.objects.filter(organisation=partner):
        if topic_key := MANDATORY.get(course.slug):
            topic = Topic.objects.get(key=topic_key)
            set_topic_holders(actor=company.curator, topic=topic, organisations=[partner])
            course = configure_course(actor=author, course=course, topic=topic, questions_per_attempt=5)
        for localization in course.localizations.all():
            review_localization(actor=reviewer, course=course, language=localization.language)
        set_gate(actor=reviewer, course=course, threshold=DEMO_GATE, unreviewed=False)
        submit_course(actor=author, course=course)
        publisher = company.curator if course.is_guarded else reviewer
        publish_course(actor=publisher, course=course, kind=RevisionKind.MAJOR, note="First publication")


def demo_archive() -> io.BytesIO:
    """The library as an affiliate would upload it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(LIBRARY, arcname="training_content/movement")
    packed.seek(0)
    return packed
