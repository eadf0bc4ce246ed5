"""Linking a Wikimedia account and following its renames."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person
from wikilearn.people.signals import account_linked, account_unlinked, person_renamed
from wikilearn.people.usernames import DISPLACED, normalise


class LinkedElsewhere(DomainError):
    """The Wikimedia account belongs to another person here, or this person has another Wikimedia account."""


@transaction.atomic
def follow_wikimedia_account(*, actor: Person, person: Person, central_id: int, username: str) -> Person:
    """Make `person` the one of that Wikimedia account, under the name that it has there now.

    A name is its Wikimedia owner's: whoever bears it here without being them is renamed, never merged. Nothing
    happens, and nothing is logged, if all that is so already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.central_id not in (None, central_id):
        raise LinkedElsewhere(_("Another Wikimedia account is linked to this account. Unlink it first."))
    if Person.objects.filter(central_id=central_id).exclude(pk=person.pk).exists():
        raise LinkedElsewhere(_("This Wikimedia account is linked to another account here."))
    username = normalise(username)
    newly_linked, old = person.central_id is None, person.username
    if not newly_linked and old == username:
        return person
    person.central_id = central_id
    if old != username:
        free_username(username)
        person.username = username
    person.save(update_fields=["central_id", "username"])
    if old != username:
        person_renamed.send(sender=Person, person=person, old=old, new=username, proven=not newly_linked)
    if newly_linked:
        account_linked.send(sender=Person, person=person)
        record(actor=actor.reference, action="person.linked", target=person.reference)
    if old != username:
        record(actor=actor.reference, action="person.renamed", target=person.reference)
    return person


@transaction.atomic
def free_username(username: str) -> None:
    """Rename whoever bears that name here, because its owner on Wikimedia has come: `Ada` to `Ada~wikilearn`."""
    person = Person.objects.named(username).select_for_update().first()
    if person is None:
        return
    old, person.username = person.username, _free_variant(person.username)
    person.save(update_fields=["username"])
    proven = person.central_id is not None
    person_renamed.send(sender=Person, person=person, old=old, new=person.username, proven=proven)
    record(actor=SYSTEM, action="person.displaced", target=person.reference)


def _free_variant(username: str) -> str:
    taken = set(Person.objects.filter(username__startswith=username + DISPLACED).values_list("username", flat=True))
    variants = [username + DISPLACED, *(f"{username}{DISPLACED}{number}" for number in range(2, len(taken) + 2))]
    return next(variant for variant in variants if variant not in taken)


@transaction.atomic
def unlink_wikimedia_account(*, actor: Person, person: Person) -> Person:
    """Forget which Wikimedia account is this person's; the name and everything learnt stay."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.central_id is not None:
        person.central_id = None
        person.save(update_fields=["central_id"])
        account_unlinked.send(sender=Person, person=person)
        record(actor=actor.reference, action="person.unlinked", target=person.reference)
    return person
