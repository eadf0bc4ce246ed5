"""Calls for helpers: ask those who know a skill whether they share it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.parties import party_of
from skills_exchange.enums import WORKING_LEVEL, ClaimKind, Visibility
from skills_exchange.errors import CallRefused, NotYours
from skills_exchange.models import HelperCall, Party, PartyLanguage, Skill, SkillClaim
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.queries.sides import people_of
from skills_exchange.querysets.parties import PartyQuerySet
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

MOST_CALLED = 50
PAUSE = timedelta(days=30)


@transaction.atomic
def call_for_helpers(*, actor: Person, skill: Skill, language: str) -> HelperCall:
    """Tell at most fifty of those who know the skill and speak the language, or share it and have no free place.

    Raises `NotYours`, and `CallRefused` within thirty days of another call for the same, or if there is nobody.
    """
    if not may_call(actor):
        raise NotYours(_("Only coordinators of organisations and curators of skills can call for helpers."))
    skill, language = Skill.objects.select_for_update().get(pk=skill.pk), languages.canonical(language)
    if not skill.is_active:
        raise CallRefused(_("This skill is not in use."))
    if HelperCall.objects.filter(skill=skill, language=language, called_at__gt=timezone.now() - PAUSE).exists():
        raise CallRefused(_("There was a call for this within the last thirty days. Please give people time."))
    parties = list(_helpers(skill, language, party_of(actor)))
    if not parties:
        raise CallRefused(_("We know nobody to ask. A clinic or a course may help."))
    call = HelperCall.objects.create(skill=skill, language=language, by=actor, told=len(parties))
    people = {person.pk: person for party in parties for person in people_of(party) if person.pk != actor.pk}
    said = {"call": str(call.uid), "language": languages.get(language).autonym}
    key, address = f"helper_call:{call.uid}", skill.get_absolute_url()
    notify_each(kind="helper_call", notes=[Note(each, said, address, key) for each in people.values()])
    record(actor=actor.reference, action="skill.call", target=f"skill:{skill.slug}", details={"told": len(parties)})
    return call


def may_call(person: Person) -> bool:
    """Coordinators of organisations, and curators of skills."""
    return bool(person.has_perm("skills_exchange.curate_skills") or organisations_spoken_for(person))


def words_of_call(context: dict[str, Any]) -> dict[str, Any]:
    """`skill` in the reader's language."""
    call = HelperCall.objects.select_related("skill").filter(uid=context["call"]).first()
    return {"skill": call.skill.label if call else ""}


def _helpers(skill: Skill, language: str, caller: Party) -> PartyQuerySet:
    """Those who were here last first. Claims that only suggestions may see count for nothing."""
    base, on = language.partition("-")[0].lower(), today()
    claims = SkillClaim.objects.live(on).filter(skill=skill, party=OuterRef("pk"))
    seen = claims.exclude(visibility=Visibility.MATCHES)
    knows = Exists(seen.filter(kind=ClaimKind.KNOWN)) & ~Exists(claims.offered())
    is_full = Exists(seen.offered()) & Q(active__gte=F("max_active"))
    speaks = PartyLanguage.objects.filter(party=OuterRef("pk"), level__gte=WORKING_LEVEL)
    speaks = speaks.filter(Q(language__iexact=base) | Q(language__istartswith=f"{base}-"))
    away = (
        Q(away_from__isnull=False, away_from__lte=on, away_until=None)
        | Q(away_until__isnull=False, away_from=None, away_until__gte=on)
        | Q(away_from__lte=on, away_until__gte=on)
    )
    rows = Party.objects.there().not_blocked_with(caller).exclude(pk=caller.pk).exclude(away)
    return rows.filter(knows | is_full, Exists(speaks)).with_names().order_by("-active_at", "-pk")[:MOST_CALLED]
