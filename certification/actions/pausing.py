"""Stopping the clock oneself, for a wikibreak, an illness, a leave."""

from collections.abc import Iterable
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.recording import record_fact
from certification.enums import FOR_PAUSES, FactKind, ReasonCategory
from certification.errors import DecisionRefused
from certification.models import Fact
from certification.queries.pausing import pausable, paused
from courses.models import Topic
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@transaction.atomic
def pause_certifications(*, actor: Person, topics: Iterable[Topic], category: ReasonCategory | str) -> list[Fact]:
    """Pause one's own running certifications: once in each period, six months at most, no details asked."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if category not in FOR_PAUSES:
        raise DecisionRefused(_("Please choose what kind of reason there is."), field="category")
    wanted = list(topics)
    if not wanted:
        raise DecisionRefused(_("Choose at least one certification."), field="topics")
    may = pausable(actor, today())
    if any(topic.key not in may for topic in wanted):
        raise DecisionRefused(
            _("A certification can be paused once in each period, and only while it is valid."), field="topics"
        )
    return [_record(actor, topic, FactKind.PAUSED, category) for topic in wanted]


@transaction.atomic
def resume_certifications(*, actor: Person) -> list[Fact]:
    """End every pause of one's own now; the clocks go on from today."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    keys = paused(actor, today())
    if not keys:
        raise DecisionRefused(_("Nothing is paused."))
    return [_record(actor, topic, FactKind.RESUMED) for topic in Topic.objects.filter(key__in=keys)]


def _record(actor: Person, topic: Topic, kind: FactKind, category: ReasonCategory | str = "") -> Fact:
    return record_fact(
        actor=actor.reference,
        person=actor,
        topic=topic,
        kind=kind,
        at=timezone.now(),
        category=category,
        source_key=f"{kind}:{uuid4()}",
    )
