"""What topics and courses correspond to elsewhere."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges.enums import Framework
from certification.badges.errors import NotUsable
from certification.badges.models import Alignment
from courses.models import Course, Topic
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

_CODES = {
    Framework.WIKIDATA: re.compile(r"Q[1-9][0-9]{0,11}"),
    Framework.ESCO: re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
}


@transaction.atomic
def align(
    *, actor: Person, topic: Topic | None, course: Course | None, framework: Framework, code: str, name: str
) -> Alignment:
    """Say what a topic or a course is about; coming badges repeat it. Raises `NotYours`, `NotUsable`."""
    demand(actor, "badges.manage_issuers")
    if (topic is None) == (course is None):
        raise NotUsable(_("Choose a topic or a course."), field="topic")
    if not _CODES[Framework(framework)].fullmatch(code):
        raise NotUsable(_("This is not a code of that kind."), field="code")
    alignment, created = Alignment.objects.get_or_create(
        topic=topic, course=course, framework=framework, code=code, defaults={"name": name}
    )
    if not created:
        raise NotUsable(_("This is known already."), field="code")
    _log(actor, alignment, "badges.aligned")
    return alignment


@transaction.atomic
def remove_alignment(*, actor: Person, alignment: Alignment) -> None:
    """Coming badges no longer say so. Raises `NotYours`."""
    demand(actor, "badges.manage_issuers")
    _log(actor, alignment, "badges.alignment_removed")
    alignment.delete()


def _log(actor: Person, alignment: Alignment, action: str) -> None:
    thing = f"topic:{alignment.topic.key}" if alignment.topic else f"course:{alignment.course.slug}"  # type: ignore[union-attr]
    record(actor=actor.reference, action=action, target=thing, details={"code": alignment.code})
