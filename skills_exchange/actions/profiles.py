"""What a participant says of themself: languages, places, limits, and when they have time."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange import weeks
from skills_exchange.actions.parties import lock_own
from skills_exchange.errors import ProfileRefused
from skills_exchange.models import Party, PartyLanguage
from skills_exchange.queries.times import clock_of
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.movement.models import Territory
from wikilearn.people.models import Person

BATCH = 500
MOST_LANGUAGES = 20
MOST_TERRITORIES = 20


@transaction.atomic
def change_profile(
    *,
    actor: Person,
    party: Party,
    about: str,
    languages: Mapping[str, int],
    territories: Collection[Territory],
    listed: bool,
) -> Party:
    """Keep who the party is: words, languages with their levels, places, and whether others can find it."""
    party = lock_own(actor, party)
    if len(languages) > MOST_LANGUAGES:
        raise ProfileRefused(_("These are too many languages. Please name those in which you can work."))
    if len(territories) > MOST_TERRITORIES:
        raise ProfileRefused(_("These are too many places. Please name those where you are active."))
    _keep(party, about=about, listed=listed)
    PartyLanguage.objects.filter(party=party).exclude(language__in=languages).delete()
    PartyLanguage.objects.bulk_create(
        [PartyLanguage(party=party, language=tag, level=level) for tag, level in languages.items()],
        update_conflicts=True,
        unique_fields=["party", "language"],
        update_fields=["level"],
    )
    party.territories.set(territories)
    record(actor=actor.reference, action="party.change", target=party.reference)
    return party


@transaction.atomic
def set_limits(
    *,
    actor: Person,
    party: Party,
    hours_a_week: int,
    max_active: int,
    away_from: date | None = None,
    away_until: date | None = None,
) -> Party:
    """Keep how much the party takes on, and when it is away. What it has agreed to before stays as it is."""
    party = lock_own(actor, party)
    if away_from and away_until and away_until < away_from:
        raise ProfileRefused(_("The last day away is before the first."), field="away_until")
    _keep(party, hours_a_week=hours_a_week, max_active=max_active, away_from=away_from, away_until=away_until)
    record(actor=actor.reference, action="party.change_limits", target=party.reference)
    return party


@transaction.atomic
def set_week(*, actor: Person, party: Party, week: int, zone: str) -> Party:
    """Keep the free hours of a week (a local mask) in that time zone. ProfileRefused for a week of another length."""
    party = lock_own(actor, party)
    if not 0 <= week < 1 << weeks.HOURS:
        raise ProfileRefused(_("A week has 168 hours."), field="hours")
    day = today()
    _keep(party, week=week, zone=zone, week_utc=weeks.universal(week, zone, day), week_of=day)
    record(actor=actor.reference, action="party.change_week", target=party.reference)
    return party


def renew_weeks(day: date | None = None) -> int:
    """Move the hours in UTC along where a time zone has changed its distance to UTC since they were worked out.

    Gives how many parties that changed; a second run finds nothing. Whoever changes their week meanwhile wins.
    """
    day = day or today()
    renewed = 0
    for zone, since in Party.objects.exclude(week_of=None).values_list("zone", "week_of").order_by().distinct():
        if since is not None and clock_of(zone, since) != clock_of(zone, day):
            renewed += _renew(zone, since, day)
    return renewed


def _renew(zone: str, since: date, day: date) -> int:
    renewed = 0
    behind = Party.objects.filter(zone=zone, week_of=since)
    for pk, week in behind.values_list("pk", "week").iterator(chunk_size=BATCH):
        found = weeks.universal(week, zone, day)
        renewed += behind.filter(pk=pk, week=week).update(week_utc=found, week_of=day)
    return renewed


def _keep(party: Party, **said: Any) -> None:
    said["active_at"] = timezone.now()
    for name, value in said.items():
        setattr(party, name, value)
    party.save(update_fields=list(said))
