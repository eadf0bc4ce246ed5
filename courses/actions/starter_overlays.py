"""Loading the examples of local versions that come with the site."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.actions.overlays import describe_overlay, put_change, start_overlay
from courses.curriculum import StarterOverlay
from courses.enums import OverlayMode
from courses.errors import NotOffered
from courses.exchange.ours.importing import ORIGIN
from courses.models import Course, Overlay
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person


@transaction.atomic
def load_overlay(*, actor: Person, starter: StarterOverlay) -> tuple[Overlay, bool]:
    """The example as a draft of its wiki, and whether it was loaded now; one that has changes already stays as it is.

    Raises `NotOffered` until the course is published in the language, `NotYours` for whoever may not act for the wiki.
    """
    course = Course.objects.served().filter(origin=ORIGIN, external_key=starter.course).first()
    wiki = Wiki.objects.filter(dbname=starter.wiki).first()
    if course is None or wiki is None:
        raise NotOffered(_("This course is not offered at present."))
    overlay = start_overlay(actor=actor, course=course, owner=wiki, language=starter.language)
    if overlay.blocks.exists():
        return overlay, False
    for change in starter.changes:
        put_change(
            actor=actor,
            overlay=overlay,
            lesson_key=change.lesson,
            block_key=change.block,
            mode=OverlayMode(change.mode),
            text=change.text,
            note=change.note,
        )
    return describe_overlay(actor=actor, overlay=overlay, note=starter.note), True
