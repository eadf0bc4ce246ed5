"""Forgetting a person."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import record
from wikilearn.core.errors import NotAllowed
from wikilearn.people import personal_data
from wikilearn.people.enums import Theme
from wikilearn.people.models import Person
from wikilearn.people.signals import person_erased
from wikilearn.people.usernames import ERASED


@transaction.atomic
def erase_person(*, actor: Person, person: Person) -> Person:
    """Remove all that says who `person` was, in every app, and end every way to sign in. It cannot be undone.

    What stays hangs on `Person.uid` alone and is named on the page that asks for it. Nothing happens if the
    person is erased already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if actor != person:
        raise NotAllowed(_("Only the person themself can erase an account."))
    if person.erased_at is not None:
        return person
    for keeper in reversed(list(personal_data.keepers())):
        keeper.erase(person)
    person_erased.send(sender=Person, person=person)
    record(actor=person.reference, action="person.erased", target=person.reference)
    return person


def erase_account(person: Person) -> None:
    """The share of this app, for the registry: everything about the account itself."""
    now = timezone.now()
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    transaction.on_commit(lambda: _end_sessions(keys))
    UserSession.objects.filter(user=person).delete()
    for mine in (
        EmailAddress.objects.filter(user=person),
        SocialAccount.objects.filter(user=person),
        Authenticator.objects.filter(user=person),
        person.api_tokens.all(),
    ):
        mine.delete()
    person.role_grants.live().update(until=now, end_reason=ERASED.strip())
    person.groups.clear()
    person.user_permissions.clear()
    blank = Person(username=ERASED + person.uid.hex[:12], theme=Theme.SYSTEM, is_active=False)
    blank.set_unusable_password()
    for field in (*FORGOTTEN, "username", "password", "is_active"):
        setattr(person, field, getattr(blank, field))
    person.erased_at = now
    person.save()


FORGOTTEN = (
    "central_id",
    "email",
    "languages",
    "interface_language",
    "time_zone",
    "theme",
    "last_login",
    "is_staff",
    "is_superuser",
)


def _end_sessions(keys: list[str]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
