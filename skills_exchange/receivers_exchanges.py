"""What the life of matches does when something happens elsewhere in the app."""

from typing import Any

from django.dispatch import receiver

from skills_exchange.actions.clinic_places import part_in_clinics
from skills_exchange.actions.matches import end_matches_of
from skills_exchange.actions.recognition import award_hours, recognise_teaching
from skills_exchange.actions.sessions import close_sessions
from skills_exchange.models import Match, PartyBlock
from skills_exchange.signals import match_confirmed, match_ended, party_blocked


@receiver(party_blocked, dispatch_uid="skills_exchange.end_what_is_open")
def end_what_is_open(sender: object, block: PartyBlock, **kwargs: Any) -> None:
    """Whatever is open between somebody and who blocks them ends, and nobody is told."""
    end_matches_of(party=block.by, other=block.blocked)


@receiver(party_blocked, dispatch_uid="skills_exchange.part_in_clinics")
def give_up_places(sender: object, block: PartyBlock, **kwargs: Any) -> None:
    """Neither comes to clinics that the other hosts, and nobody is told."""
    part_in_clinics(one=block.by, other=block.blocked)


@receiver(match_ended, dispatch_uid="skills_exchange.call_sessions_off")
def call_sessions_off(sender: object, match: Match, **kwargs: Any) -> None:
    """Sessions to come end with their match."""
    close_sessions(match, held=False)


@receiver(match_confirmed, dispatch_uid="skills_exchange.recognise_hours")
def recognise_hours(sender: object, match: Match, **kwargs: Any) -> None:
    """Confirmed hours earn the sharer a badge, and count where a rule of certification says so."""
    award_hours(match=match)
    recognise_teaching(party=match.sharer, skill=match.skill)
