"""Hours with two skills that become one: what they reach together is given, once."""

from django.db.models import Q

from skills_exchange.actions.clinic_hours import award_clinic_hours
from skills_exchange.actions.recognition import award_hours
from skills_exchange.models import Clinic, Match, Party, Skill


def sharers_with_hours(skill: Skill) -> list[Party]:
    """Who has confirmed hours with a skill, or with one that was merged into it."""
    taught = Match.objects.filter(Q(skill=skill) | Q(skill__merged_into=skill), exchange__confirmed_at__isnull=False)
    hosted = Clinic.objects.filter(skill=skill, confirmed_at__isnull=False)
    sharers = Party.objects.filter(Q(pk__in=taught.values("sharer")) | Q(pk__in=hosted.values("host")))
    return list(sharers.order_by("pk"))


def award_joined_hours(*, sharers: list[Party], skill: Skill) -> int:
    """Give these sharers what their hours with the skill reach since another was merged into it; gives how many awards.

    Each is told as of their latest exchange, or their latest clinic.
    """
    same = Q(skill=skill) | Q(skill__merged_into=skill)
    given = 0
    for sharer in sharers:
        matches = Match.objects.filter(same, sharer=sharer, exchange__confirmed_at__isnull=False).with_sides()
        match = matches.order_by("-exchange__confirmed_at", "-pk").first()
        if match is not None:
            given += len(award_hours(match=match))
            continue
        clinics = Clinic.objects.filter(same, host=sharer, confirmed_at__isnull=False)
        clinic = clinics.select_related("skill", "host__person", "host__organisation").order_by("-confirmed_at").first()
        given += len(award_clinic_hours(clinic=clinic)) if clinic is not None else 0
    return given
