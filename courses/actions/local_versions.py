"""Which version of a course a learner reads."""

from django.db import transaction

from courses.models import Enrolment
from wikilearn.people.models import Person


@transaction.atomic
def choose_local(*, actor: Person, enrolment: Enrolment, owner: str) -> None:
    """Read the local version of `owner` (`Overlay.owner_key`), or the shared course (empty); place and progress stay.

    Where the owner has none in the language of the page, the shared course is read, and the choice is kept.
    """
    Enrolment.objects.of(actor).filter(pk=enrolment.pk).update(local_owner=owner)
