"""Who works in a body on a day, and which wikis have none of their own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from certification.enums import WITHOUT
from certification.periods import NOTHING, Timeline
from certification.queries.asking import lines_of, requirements
from certification.standing import (
    HoldingRow,
    RequirementRow,
    Rules,
    TopicRule,
    in_force,
    right_standing,
    topic_standing,
)
from ucoc.enums import DECIDING, ON_ONE_WIKI, MemberFactKind, Obstacle
from ucoc.models.bodies import BodyMember, EnforcementBody, MemberFact
from wikilearn.core.dates import utc_day
from wikilearn.movement.models import Holding, Wiki
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
    """The eligible members of each of the bodies (all), by primary key; the same few queries however many."""
    return {
        body: [standing.member.person for standing in standings if standing.eligible]
        for body, standings in standings_by_body(bodies, on).items()
    }


def standings_by_body(
    bodies: Collection[int] | None = None, on: date | datetime | None = None
) -> dict[int, list[MemberStanding]]:
    """The members of each of the bodies (all) on a day, by primary key of the body."""
    moment = instant(on)
    members = BodyMember.objects.live(moment).select_related("person", "body__right", "body__wiki")
    members = members.prefetch_related("body__topics").order_by("body_id", "since", "pk")
    found: dict[int, list[MemberStanding]] = {}
    for standing in standings_of(list(members if bodies is None else members.filter(body__in=bodies)), moment):
        found.setdefault(standing.member.body_id, []).append(standing)
    return found


def standings_of(members: Sequence[BodyMember], on: date | datetime | None = None) -> list[MemberStanding]:
    """What stands against each of these members on a day; `person` and `body` with its right and topics are loaded."""
    moment = instant(on)
    facts = _Facts.load(members, utc_day(moment))
    return [MemberStanding(member, tuple(_obstacles(member, moment, facts))) for member in members]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was confirmed about people, what they passed, and the rights that they no longer hold."""

    day: date
    agreed: frozenset[int]
    ages: Mapping[int, int]
    lines: Mapping[int, Mapping[str, Timeline]]
    rules: Mapping[str, Rules]
    lost: frozenset[tuple[int, int, int | None]]

    @classmethod
    def load(cls, members: Sequence[BodyMember], day: date) -> "_Facts":
        people = {member.person_id for member in members}
        agreed, ages = confirmed(people, day)
        rights = {member.body.right.key for member in members if member.body.right is not None}
        return cls(
            day,
            agreed,
            ages,
            lines_of(people, day) if people else {},
            in_force(requirements(rights).rows, day),
            _lost(members, day),
        )


def confirmed(people: Collection[int], day: date) -> tuple[frozenset[int], dict[int, int]]:
    """Who of the people has an agreement on record on the day, and the age that each was confirmed to have reached."""
    agreed: dict[int, bool] = {}
    ages: dict[int, int] = {}
    facts = MemberFact.objects.filter(person__in=people, on__lte=day).order_by("on", "pk")
    for person, kind, age in facts.values_list("person_id", "kind", "age"):
        if kind == MemberFactKind.OF_AGE:
            ages[person] = max(age or 0, ages.get(person, 0))
        else:
            agreed[person] = kind == MemberFactKind.AGREEMENT
    return frozenset(person for person, is_so in agreed.items() if is_so), ages


def _lost(members: Iterable[BodyMember], day: date) -> frozenset[tuple[int, int, int | None]]:
    """Person, right and wiki of holdings that are known to have ended; who was never known to hold one is not here."""
    wanted = {
        (member.person_id, member.body.right_id, member.body.wiki_id) for member in members if member.body.right_id
    }
    if not wanted:
        return frozenset()
    held = Holding.objects.filter(person__in={row[0] for row in wanted}, right__in={row[1] for row in wanted})
    ever = set(held.values_list("person_id", "right_id", "wiki_id"))
    now = set(held.held_at(day).values_list("person_id", "right_id", "wiki_id"))
    return frozenset(wanted & ever - now)


def _obstacles(member: BodyMember, moment: datetime, facts: _Facts) -> Iterable[Obstacle]:
    body, right = member.body, member.body.right
    if member.since > moment or (member.until is not None and member.until <= moment):
        yield Obstacle.TERM
    if member.capacity not in DECIDING:
        yield Obstacle.OBSERVER
    if not member.person.is_active or member.person.erased_at is not None:
        yield Obstacle.ACCOUNT
    if needs_agreement(body) and member.person_id not in facts.agreed:
        yield Obstacle.AGREEMENT
    if facts.ages.get(member.person_id, 0) < age_needed(body):
        yield Obstacle.AGE
    if right is not None and (member.person_id, right.pk, body.wiki_id) in facts.lost:
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
    lines = facts.lines.get(member.person_id, {})
    right = member.body.right
    if right is not None:
        held = HoldingRow(right.key, since=utc_day(member.since))
        if right_standing(held, facts.rules.get(right.key, ()), lines, facts.day).state in WITHOUT:
            return False
    for topic in member.body.topics.all():
        rule = TopicRule(RequirementRow("", topic.key, date.min, date.min), None)
        here = HoldingRow("", since=facts.day)
        if topic_standing(rule, lines.get(topic.key, NOTHING), here, facts.day).state in WITHOUT:
            return False
    return True


def local_body_of() -> Exists:
    """For a queryset of wikis: whether the wiki has a body of its own that is not suspended."""
    return Exists(EnforcementBody.objects.at_work().filter(wiki=OuterRef("pk"), kind__in=sorted(ON_ONE_WIKI)))


def with_local_body(wikis: QuerySet[Wiki]) -> QuerySet[Wiki]:
    """The wikis with `has_local_body`, in the same query."""
    return wikis.annotate(has_local_body=local_body_of())
