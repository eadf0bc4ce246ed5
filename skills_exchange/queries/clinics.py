"""Clinics: who may host, and when those who want to come are free."""

from collections import Counter
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from skills_exchange.enums import WORKING_LEVEL, ClaimKind, Visibility
from skills_exchange.models import Clinic, Party, Skill, SkillClaim
from skills_exchange.queries.parties import may_speak_for
from skills_exchange.queries.telling import name_of
from skills_exchange.queries.times import local_minutes
from wikilearn.core.dates import today
from wikilearn.core.disclosure import FEWEST

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person

BEST = 12
MOST_WEEKS = 2000


@dataclass(frozen=True, slots=True)
class FreeHour:
    """An hour of the week on the reader's clock, and how many people are free in it: five or more."""

    weekday: int
    starts: time
    people: int

    @property
    def day(self) -> str:
        """Its day, in the language of the page."""
        return str(WEEKDAYS[self.weekday])


def may_host(person: "Person | AnonymousUser", clinic: Clinic) -> bool:
    """Who speaks for its host."""
    return clinic.host is not None and may_speak_for(person, clinic.host)


def shares(party: Party, skill: Skill, language: str) -> bool:
    """Whether the party offers the skill now, and speaks the language well enough to teach."""
    base = language.partition("-")[0].lower()
    claims = SkillClaim.objects.live(today()).offered().filter(party=party, skill=skill)
    speaks = party.speaks.filter(level__gte=WORKING_LEVEL, language__istartswith=base).values_list(
        "language", flat=True
    )
    return any(tag.partition("-")[0].lower() == base for tag in speaks) and claims.exists()


def common_hours(skill: Skill, language: str, zone: str) -> list[FreeHour]:
    """When most of those who want it are free. Hours of fewer than five people, and private wishes, count nowhere."""
    base = language.partition("-")[0].lower()
    wants = SkillClaim.objects.live(today()).filter(skill=skill, kind=ClaimKind.WANTED)
    parties = Party.objects.there().filter(
        pk__in=wants.exclude(visibility=Visibility.MATCHES).values("party"),
        speaks__level__gte=WORKING_LEVEL,
        speaks__language__istartswith=base,
    )
    counts: Counter[int] = Counter()
    for mask in parties.distinct().values_list("week_utc", flat=True)[:MOST_WEEKS]:
        quarters = Counter(minute // 60 for minute in local_minutes(mask, zone, today()))
        counts.update(hour for hour, number in quarters.items() if number == 4)
    best = sorted((hour for hour, people in counts.items() if people >= FEWEST), key=lambda hour: -counts[hour])[:BEST]
    return [FreeHour(hour // 24, time(hour % 24), counts[hour]) for hour in sorted(best)]


def words_of_clinic(context: dict[str, Any]) -> dict[str, Any]:
    """`skill` and `host` in the reader's language; a notice keeps no names."""
    rows = Clinic.objects.select_related("skill", "host__person", "host__organisation")
    clinic = rows.filter(uid=context["clinic"]).first()
    if clinic is None:
        return {"skill": "", "host": _("Somebody")}
    return {"skill": clinic.skill.label, "host": name_of(clinic.host) if clinic.host else _("Somebody")}
