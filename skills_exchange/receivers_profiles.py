"""Profiles follow what happens to accounts."""

from typing import Any

from django.dispatch import receiver

from skills_exchange.models import WaitingAnswers
from wikilearn.people.models import Person
from wikilearn.people.signals import person_renamed


@receiver(person_renamed, dispatch_uid="skills_exchange.answers_follow_the_name")
def follow_the_name(sender: object, *, person: Person, old: str, new: str, proven: bool, **kwargs: Any) -> None:
    """What waits for the old name of a Wikimedia account waits for the new one."""
    if not proven:
        return
    there = WaitingAnswers.objects.filter(username=new).values_list("digest", flat=True)
    WaitingAnswers.objects.filter(username=old).exclude(digest__in=there).update(username=new)
