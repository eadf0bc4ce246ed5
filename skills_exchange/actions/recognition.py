"""What confirmed hours earn: badges for the sharer, facts where a rule of certification says so, a line in a report."""

from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.actions.recognising import recognise_sharing
from certification.badges.actions import issue_deed_credential
from certification.badges.actions.placing import language_of
from certification.enums import EvidenceKind
from certification.models import EvidenceRule
from skills_exchange.actions.match_steps import tell
from skills_exchange.errors import NotYours
from skills_exchange.models import CountedFor, HoursAward, Match, Party, Skill
from skills_exchange.queries.claims import skill_in_use
from skills_exchange.queries.hours import minutes_shared, minutes_taught
from skills_exchange.queries.sides import is_live
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.models import Person

THRESHOLDS = (5, 20, 50)
"""Hours with one skill that are thanked with a badge, once each."""


@transaction.atomic
def award_hours(*, match: Match) -> list[HoursAward]:
    """Give the sharer what their confirmed hours with this skill have reached and was not given yet."""
    party, skill = match.sharer, skill_in_use(match.skill)
    reached = minutes_shared(party, skill) // 60
    given = []
    for hours in THRESHOLDS:
        if reached >= hours:
            award, created = HoursAward.objects.get_or_create(party=party, skill=skill, hours=hours)
            if created:
                given.append(award)
                _thank(match, award)
    return given


def _thank(match: Match, award: HoursAward) -> None:
    """Tell them; people get a badge, too. An organisation has nobody to hold one."""
    party, skill = award.party, award.skill
    if party.person is not None and is_live(party):
        with translation.override(language_of(party.person).lower()):
            said = {"name": _("Exchanges of skills"), "narrative": _("Confirmed by both sides of each exchange.")}
        issue_deed_credential(
            person=party.person,
            deed=deed_of(skill, award.hours),
            words=lambda: words_of_hours(skill, award.hours),
            evidence=[said],
            at=award.at,
        )
    tell(match, party, "match_done", "award", key=f"{skill.slug}:{award.hours}", hours=award.hours)


def deed_of(skill: Skill, hours: int) -> str:
    """How badges name these hours."""
    return f"shared/{skill.slug}/{hours}"


def words_of_hours(skill: Skill, hours: int) -> tuple[str, str, str]:
    """Name, description and criteria in the active language."""
    said = {"skill": skill.label, "hours": hours}
    name = ngettext("Shared for %(hours)s hour: %(skill)s", "Shared for %(hours)s hours: %(skill)s", hours)
    about = _("Passed on to others what they know: %(skill)s.")
    criteria = ngettext(
        "At least %(hours)s hour of exchanges, confirmed by both sides of each.",
        "At least %(hours)s hours of exchanges, confirmed by both sides of each.",
        hours,
    )
    return (name % said)[:200], about % said, criteria % said


@transaction.atomic
def recognise_teaching(*, party: Party, skill: Skill) -> int:
    """Let rules of certification count what a party taught of the topics of a skill; gives how many facts that made.

    A rule counts when its hours are full, of skills that the sharer holds verified; certification keeps to the rule's
    limits, and nothing is made of hours that come too early to renew.
    """
    if party.person is None or not is_live(party):
        return 0
    skill = skill_in_use(skill)
    rules = EvidenceRule.objects.in_force(today()).filter(kind=EvidenceKind.SHARED, topic__in=skill.topics.values("pk"))
    chosen = rules.select_related("topic").order_by("pk")
    return sum(_recognise(rule, party, party.person, skill) for rule in chosen)


def _recognise(rule: EvidenceRule, party: Party, person: Person, skill: Skill) -> bool:
    """Hours count from the day on which the rule came into force, or from what it recognised last."""
    began = datetime.combine(rule.in_force_from, time.min, UTC)
    facts = rule.facts.filter(person=person).order_by("-at")
    latest = facts.first()
    since = max(began, latest.at) if latest is not None else began
    if minutes_taught(party, rule.topic, since) < 60 * (rule.hours or 1):
        return False
    number = facts.count() + 1
    fact = recognise_sharing(rule=rule, person=person, at=timezone.now(), number=number, evidence=skill.slug)
    return fact is not None


@transaction.atomic
def be_counted(*, actor: Person, party: Party, organisation: Organisation, counted: bool) -> None:
    """One's confirmed hours stand in the report of an organisation that one belongs to, or not any more."""
    if party.person_id != actor.pk:
        raise NotYours(_("Only the person themself can decide that."))
    if not counted:
        CountedFor.objects.filter(party=party, organisation=organisation).delete()
        return
    if not Membership.objects.live().filter(organisation=organisation, person=actor).exists():
        raise NotYours(_("You do not belong to this organisation."))
    CountedFor.objects.get_or_create(party=party, organisation=organisation)
    record(actor=actor.reference, action="party.counted", target=party.reference)
