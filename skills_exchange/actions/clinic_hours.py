"""What confirmed hours of clinics earn for their host, beside those of exchanges."""

from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges.actions import issue_deed_credential
from certification.badges.actions.placing import language_of
from skills_exchange.actions.recognition import THRESHOLDS, deed_of, words_of_hours
from skills_exchange.actions.telling_clinics import tell_host
from skills_exchange.models import Clinic, HoursAward
from skills_exchange.queries.claims import skill_in_use
from skills_exchange.queries.hours import minutes_shared
from skills_exchange.queries.sides import is_live


def award_clinic_hours(*, clinic: Clinic) -> list[HoursAward]:
    """Give the host what their hours with this skill have reached and was not given yet."""
    host, skill = clinic.host, skill_in_use(clinic.skill)
    if host is None:
        return []
    reached, given = minutes_shared(host, skill) // 60, []
    for hours in THRESHOLDS:
        if reached >= hours:
            award, created = HoursAward.objects.get_or_create(party=host, skill=skill, hours=hours)
            if created:
                given.append(award)
                _thank(clinic, award)
    return given


def _thank(clinic: Clinic, award: HoursAward) -> None:
    party, skill = award.party, award.skill
    if party.person is not None and is_live(party):
        with translation.override(language_of(party.person).lower()):
            said = {"name": _("Clinics"), "narrative": _("Confirmed by people who were there.")}
        issue_deed_credential(
            person=party.person,
            deed=deed_of(skill, award.hours),
            words=lambda: words_of_hours(skill, award.hours),
            evidence=[said],
            at=award.at,
        )
    tell_host(clinic, "award", key=str(award.hours))
