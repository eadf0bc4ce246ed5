"""Which wallets a person has connected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, RefreshToken

from certification.badges.wallets.scopes import SCOPES
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Connection:
    """A wallet that may act for a person now: what it may do, and since when."""

    application: Application
    may: list[Any]
    since: datetime


def connections_of(person: Person) -> list[Connection]:
    """The person's wallets with a token that works, by name. Three queries, however many."""
    now = timezone.now()
    live = AccessToken.objects.filter(user=person, expires__gt=now).exclude(application=None)
    found: dict[int, tuple[set[str], datetime]] = {}
    for number, scope, since in live.values_list("application", "scope", "created"):
        _join(found, number, scope, since)
    lasting = RefreshToken.objects.filter(user=person, revoked=None, access_token__isnull=False)
    for number, scope, since in lasting.values_list("application", "access_token__scope", "created"):
        _join(found, number, scope, since)
    applications = Application.objects.filter(pk__in=found).select_related("wallet").order_by("name", "pk")
    return [
        Connection(
            application, [SCOPES[word] for word in SCOPES if word in found[application.pk][0]], found[application.pk][1]
        )
        for application in applications
    ]


def _join(found: dict[int, tuple[set[str], datetime]], number: int, scope: str, since: datetime) -> None:
    words, earliest = found.get(number, (set(), since))
    found[number] = (words | set(scope.split()), min(earliest, since))
