"""A person's public page with badges."""

from django.db import transaction

from certification.badges.models import Profile
from certification.badges.models.sharing import unguessable
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def publish_profile(*, actor: Person, name: str, about: str = "", findable: bool = False) -> Profile:
    """The person's page, made or changed. Its address stays."""
    said = {"name": name, "about": about, "findable": findable}
    profile, created = Profile.objects.update_or_create(person=actor, defaults=said)
    action = "badges.profile_published" if created else "badges.profile_changed"
    record(actor=actor.reference, action=action, target=actor.reference, details={"findable": findable})
    return profile


@transaction.atomic
def move_profile(*, actor: Person) -> Profile:
    """A new address for the page; the old one shows nothing any more."""
    profile = Profile.objects.select_for_update().get(person=actor)
    profile.slug = unguessable()
    profile.save(update_fields=["slug"])
    record(actor=actor.reference, action="badges.profile_moved", target=actor.reference)
    return profile


@transaction.atomic
def withdraw_profile(*, actor: Person) -> None:
    """No page any more, and nothing of it is kept. The badges stay as they are."""
    gone, _rows = Profile.objects.filter(person=actor).delete()
    if gone:
        record(actor=actor.reference, action="badges.profile_withdrawn", target=actor.reference)
