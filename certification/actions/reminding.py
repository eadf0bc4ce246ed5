"""How a person wants to be reminded."""

from django.db import transaction

from certification.models import ReminderWish
from wikilearn.people.models import Person


@transaction.atomic
def wish_for_reminders(*, actor: Person, wished: bool) -> None:
    """Remind the person of every certification, or only of those that a right of theirs asks for."""
    if wished:
        ReminderWish.objects.get_or_create(person=actor)
    else:
        ReminderWish.objects.filter(person=actor).delete()
