"""What certifications and courses say of claims, worked out from what is on record now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from certification.models import Period
from courses.models import Completion, Topic
from skills_exchange.enums import ClaimKind, EvidenceKind, MatchState
from skills_exchange.models import Match, Party, Skill, SkillClaim
from wikilearn.core.dates import today
from wikilearn.people.models import Person

SHOWABLE = frozenset({ClaimKind.KNOWN, ClaimKind.OFFERED})
"""Of these claims something can be shown; a wish needs no proof."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What should stand as evidence: `source` among those of its kind, a title, and its last day.

    The title is the key of the topic or course: pages name these in the language of the reader.
    """

    kind: str
    source: str
    title: str
    expires_on: date | None = None


def shown_for(claims: Sequence[SkillClaim], on: date) -> dict[int, set[Shown]]:
    """By claim, what the certifications and passed courses of its person show on that day.

    Needs `party` of each claim loaded. A topic that has to be certified counts only while it is certified: a course
    passed years ago shows nothing that a certification has to be renewed for.
    """
    claims = [claim for claim in claims if claim.kind in SHOWABLE and claim.party.person_id is not None]
    topics = _topics_of({claim.skill_id for claim in claims})
    people = {claim.party.person_id for claim in claims if claim.party.person_id and topics.get(claim.skill_id)}
    free = {topic for several in topics.values() for topic in several if not topic.mandatory}
    certified, passed = _certified(people, on), _passed(people, free) if free else {}
    return {
        claim.pk: {
            shown
            for topic in topics.get(claim.skill_id, ())
            for shown in (certified if topic.mandatory else passed).get((claim.party.person_id, topic.pk), ())
        }
        for claim in claims
    }


def _topics_of(skills: set[int]) -> dict[int, list[Topic]]:
    links = list(Skill.topics.through.objects.filter(skill__in=skills).values_list("skill_id", "topic_id"))
    topics = Topic.objects.in_bulk({topic for _skill, topic in links})
    found: dict[int, list[Topic]] = defaultdict(list)
    for skill, topic in links:
        found[skill].append(topics[topic])
    return found


def _certified(people: Iterable[int], on: date) -> dict[tuple[int | None, int], list[Shown]]:
    """By person and topic, the certification that runs on that day, to the end of what follows without a gap."""
    periods = Period.objects.filter(person__in=people, stands=True, valid_until__gte=on)
    found: dict[tuple[int | None, int], Shown] = {}
    for period in periods.select_related("topic").order_by("valid_from"):
        key = (period.person_id, period.topic_id)
        before = found.get(key)
        starts_in_time = before.expires_on + timedelta(days=1) if before and before.expires_on else on
        if period.valid_from <= starts_in_time:
            found[key] = Shown(
                EvidenceKind.CERTIFICATION,
                f"topic:{period.topic.key}",
                period.topic.key,
                expires_on=period.valid_until,
            )
    return {key: [shown] for key, shown in found.items()}


def _passed(people: Iterable[int], topics: Iterable[Topic]) -> dict[tuple[int | None, int], list[Shown]]:
    """By person and topic, the courses about it that they passed: what a course was about when it was passed counts."""
    ids = {topic.key: topic.pk for topic in topics}
    passes = (
        Completion.objects.filter(person__in=people)
        .annotate(about=KeyTextTransform("topic", KeyTransform("course", "revision__document")))
        .filter(about__in=ids)
        .order_by()
        .values_list("person_id", "about", "course__slug")
        .distinct()
    )
    found: dict[tuple[int | None, int], list[Shown]] = defaultdict(list)
    for person, about, slug in passes:
        found[person, ids[about]].append(Shown(EvidenceKind.COURSE, f"course:{slug}", slug))
    return found


def may_endorse(person: Person, claim: SkillClaim) -> bool:
    """Whoever shared the skill with them or learned it from them, or holds it verified, and is not them.

    Not if the one keeps the other away, nor of what they may not see.
    """
    if claim.kind not in SHOWABLE or claim.party.person_id == person.pk:
        return False
    own = Party.objects.of(person).first()
    if own is None or not _visible(person, claim):
        return False
    return _exchanged(own, claim) or _verified_themself(own, claim)


def endorsable(person: Person, party: Party, claims: Sequence[SkillClaim]) -> set[int]:
    """Of claims of a party that somebody reads, those that they may endorse; two queries however many they are."""
    own = Party.objects.of(person).first()
    if own is None or own.pk == party.pk:
        return set()
    pair = Q(learner=own, sharer=party) | Q(learner=party, sharer=own)
    skills = set(Match.objects.filter(pair, state=MatchState.CONFIRMED).values_list("skill", flat=True))
    mine = SkillClaim.objects.live(today()).filter(party=own, kind__in=SHOWABLE, verified=True)
    skills |= set(mine.values_list("skill", flat=True))
    return {claim.pk for claim in claims if claim.kind in SHOWABLE and claim.skill_id in skills}


def _visible(person: Person, claim: SkillClaim) -> bool:
    """The claim shows to them, and no block stands between."""
    there = Party.objects.visible_to(person).filter(pk=claim.party_id)
    return there.exists() and SkillClaim.objects.visible_to(person).live(today()).filter(pk=claim.pk).exists()


def _exchanged(own: Party, claim: SkillClaim) -> bool:
    pair = Q(learner=own, sharer=claim.party_id) | Q(learner=claim.party_id, sharer=own)
    return Match.objects.filter(pair, skill=claim.skill_id, state=MatchState.CONFIRMED).exists()


def _verified_themself(own: Party, claim: SkillClaim) -> bool:
    mine = SkillClaim.objects.live(today()).filter(party=own, skill=claim.skill_id, kind__in=SHOWABLE)
    return mine.filter(verified=True).exists()
