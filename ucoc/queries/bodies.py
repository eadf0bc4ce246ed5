"""Who works in a body on a day, and which wikis have none of their own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from certification.enums import WITHOUT
from certification.periods import NOTHING, Timeline
from certification.queries.beside import FACTS_OF, REQUIREMENTS_OF, lines_in, rules_in
from certification.standing import (
    HoldingRow,
    RequirementRow,
    Rules,
    TopicRule,
    right_standing,
    topic_standing,
)
from ucoc.enums import DECIDING, ON_ONE_WIKI, MemberFactKind, Obstacle
from ucoc.models.bodies import BodyMember, EnforcementBody, MemberFact
from wikilearn.core.dates import utc_day
from wikilearn.movement.models import Wiki
from wikilearn.movement.querysets import instant
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """A member and what stands against giving them cases on a day."""

    member: BodyMember
    obstacles: tuple[Obstacle, ...]

    @property
    def eligible(self) -> bool:
        """Whether they may take cases."""
        return not self.obstacles


def eligible_members(body: EnforcementBody, on: date | datetime | None = None) -> list[Person]:
    """Members who may take cases of the body on a day (now): term, agreement, age, right and training are in order."""
    return [standing.member.person for standing in member_standings(body, on) if standing.eligible]


def member_standings(body: EnforcementBody, on: date | datetime | None = None) -> list[MemberStanding]:
    """Every member of the day, with what stands against each."""
    return standings_by_body([body.pk], on).get(body.pk, [])


def eligible_by_body(
    bodies: Collection[int] | None = None, on: date | datetime | None = None
) -> dict[int, list[Person]]:
    """The eligible members of each of the bodies (all), by primary key; one query however many."""
    return {
        body: [standing.member.person for standing in standings if standing.eligible]
        for body, standings in standings_by_body(bodies, on).items()
    }


def standings_by_body(
    bodies: Collection[int] | None = None, on: date | datetime | None = None
) -> dict[int, list[MemberStanding]]:
    """The members of each of the bodies (all) on a day, by primary key of the body."""
    moment = instant(on)
    members = BodyMember.objects.live(moment).order_by("body_id", "since", "pk")
    found: dict[int, list[MemberStanding]] = {}
    for standing in standings_of(members if bodies is None else members.filter(body__in=bodies), moment):
        found.setdefault(standing.member.body_id, []).append(standing)
    return found


def standings_of(members: QuerySet[BodyMember], on: date | datetime | None = None) -> list[MemberStanding]:
    """What stands against each of these members on a day; one query."""
    moment = instant(on)
    day = utc_day(moment)
    return [
        MemberStanding(member, tuple(_obstacles(member, moment, _Facts.of(member, day))))
        for member in _with_facts(members, day)
    ]


_TOLD = f"""
(SELECT jsonb_build_object(
    'facts', {FACTS_OF.format(person="ucoc_bodymember.person_id")},
    'asked', {REQUIREMENTS_OF.format(right="b.right_id")},
    'confirmed', (SELECT coalesce(jsonb_agg(jsonb_build_array(m.kind, m.age) ORDER BY m."on", m.id), '[]')
        FROM ucoc_memberfact AS m WHERE m.person_id = ucoc_bodymember.person_id AND m."on" <= %s),
    'topics', (SELECT coalesce(jsonb_agg(t.key ORDER BY t.key), '[]') FROM ucoc_enforcementbody_topics AS n
        JOIN courses_topic AS t ON t.id = n.topic_id WHERE n.enforcementbody_id = b.id),
    'lost', (SELECT coalesce(NOT bool_or(coalesce(h.since <= %s, FALSE) AND (h.until IS NULL OR h.until > %s)), FALSE)
        FROM movement_holding AS h WHERE h.person_id = ucoc_bodymember.person_id AND h.right_id = b.right_id
            AND h.wiki_id IS NOT DISTINCT FROM b.wiki_id)
) FROM ucoc_enforcementbody AS b WHERE b.id = ucoc_bodymember.body_id)
"""  # noqa: S608 - constants of our own
"""All that decides about a member. A right is lost if holdings of it are known and all have ended."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was confirmed about a member, what they passed and their right asks for, and whether they lost it."""

    day: date
    agreed: bool
    age: int
    lines: Mapping[str, Timeline]
    rules: Rules
    topics: Sequence[str]
    lost: bool

    @classmethod
    def of(cls, member: BodyMember, day: date) -> "_Facts":
        """From a row of `_with_facts`."""
        told = member.__dict__["told"]
        agreed, age = _summed(told["confirmed"])
        lines, rules = lines_in(told["facts"], day), rules_in(told["asked"], day)
        return cls(day, agreed, age, lines, rules, told["topics"], told["lost"])


def _with_facts(members: QuerySet[BodyMember], day: date) -> QuerySet[BodyMember]:
    """The members with all that decides about them, as `told`, in one query."""
    told = RawSQL(_TOLD, (day, instant(day), instant(day)), output_field=JSONField())  # noqa: S611 - our own words
    return members.select_related("person", "body__right", "body__wiki").annotate(told=told)


def _summed(facts: Iterable[tuple[str, int | None]]) -> tuple[bool, int]:
    """Whether an agreement is on record after these facts in their order, and the age that was confirmed."""
    agreed, age = False, 0
    for kind, years in facts:
        if kind == MemberFactKind.OF_AGE:
            age = max(years or 0, age)
        else:
            agreed = kind == MemberFactKind.AGREEMENT
    return agreed, age


def has_agreed(person: Person, day: date) -> bool:
    """Whether an agreement of the person is on record on the day."""
    facts = MemberFact.objects.filter(person=person, on__lte=day).order_by("on", "pk")
    return _summed(facts.values_list("kind", "age"))[0]


def _obstacles(member: BodyMember, moment: datetime, facts: _Facts) -> Iterable[Obstacle]:
    body = member.body
    if member.since > moment or (member.until is not None and member.until <= moment):
        yield Obstacle.TERM
    if member.capacity not in DECIDING:
        yield Obstacle.OBSERVER
    if not member.person.is_active or member.person.erased_at is not None:
        yield Obstacle.ACCOUNT
    if needs_agreement(body) and not facts.agreed:
        yield Obstacle.AGREEMENT
    if facts.age < age_needed(body):
        yield Obstacle.AGE
    if facts.lost:
        yield Obstacle.RIGHT
    if not _trained(member, facts):
        yield Obstacle.TRAINING


def needs_agreement(body: EnforcementBody) -> bool:
    """Whether members sign the confidentiality agreement, for the body or for the right that they hold."""
    return body.needs_agreement or (body.right is not None and body.right.needs_confidentiality_agreement)


def age_needed(body: EnforcementBody) -> int:
    """The age that members need, for the body or for the right that they hold; 0 for none."""
    return max(body.minimum_age or 0, (body.right.minimum_age or 0) if body.right else 0)


def _trained(member: BodyMember, facts: _Facts) -> bool:
    right = member.body.right
    if right is not None:
        held = HoldingRow(right.key, since=utc_day(member.since))
        if right_standing(held, facts.rules, facts.lines, facts.day).state in WITHOUT:
            return False
    here = HoldingRow("", since=facts.day)
    for topic in facts.topics:
        rule = TopicRule(RequirementRow("", topic, date.min, date.min), None)
        if topic_standing(rule, facts.lines.get(topic, NOTHING), here, facts.day).state in WITHOUT:
            return False
    return True


def local_body_of() -> Exists:
    """For a queryset of wikis: whether the wiki has a body of its own that is not suspended."""
    return Exists(EnforcementBody.objects.at_work().filter(wiki=OuterRef("pk"), kind__in=sorted(ON_ONE_WIKI)))


def with_local_body(wikis: QuerySet[Wiki]) -> QuerySet[Wiki]:
    """The wikis with `has_local_body`, in the same query."""
    return wikis.annotate(has_local_body=local_body_of())
