"""Telling a person what others decided about their certification."""

from datetime import date

from django.urls import reverse

from certification.models import Fact
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

CHANGED = "certification_changed"
ANSWERED = "certification_answered"
UPDATE_ASKED = "certification_update"


def tell_changed(fact: Fact) -> None:
    """Somebody else changed the person's certification; the reason stands on their own page, not in the notice."""
    notify(
        person=fact.person,
        kind=CHANGED,
        context={"change": str(fact.kind), "topic": fact.topic.key, "until": fact.valid_until},
        url=reverse("certification:my_history"),
        key=f"fact:{fact.pk}",
    )


def tell_answered(*, person: Person, what: str, granted: bool, topic: str, key: str) -> None:
    """A claim or an appeal (`what`) was decided."""
    notify(
        person=person,
        kind=ANSWERED,
        context={"what": what, "granted": granted, "topic": topic},
        url=reverse("certification:my_history"),
        key=key,
    )


def tell_update(*, person: Person, topic: str, course: str, due_on: date, key: str) -> None:
    """A curator asks to pass a short course by a day."""
    notify(
        person=person,
        kind=UPDATE_ASKED,
        context={"topic": topic, "due": due_on},
        url=reverse("courses:course", args=[course]),
        key=key,
    )
