"""The standing of one person, of a list of names, of the holders on a wiki, on any day.

Each question costs the same few queries however many people it is about: people with their facts, holdings,
requirements. `Answer` says of each name that was asked for what became of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from certification.enums import Outcome
from certification.models import FormerName, Requirement
from certification.periods import FactRow, Timeline
from certification.querysets import FACT_COLUMNS, fact_row
from certification.standing import (
    HoldingRow,
    RequirementRow,
    Standing,
    TopicStanding,
    in_force,
    right_standing,
    timelines,
)
from wikilearn.core.dates import utc_day
from wikilearn.movement.models import Holding, Wiki
from wikilearn.people.models import Person
from wikilearn.people.usernames import is_ip_address, is_temporary, is_valid, normalise

MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Account:
    """What standing needs of a person: not an account object, so that five thousand are quick to make.

    `proven`: a Wikimedia account was shown to be theirs. Only then is their username that of the wikis; anybody may
    register here under the name of a functionary who has not come yet, and must not be taken for them.
    """

    pk: int
    uid: str
    username: str
    erased: bool
    proven: bool
    facts: list[FactRow] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """How the audit log names the person."""
        return f"person:{self.uid}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about one name. `username` is how it is spelt now; `account` is None without one here."""

    asked: str
    username: str
    outcome: Outcome
    account: Account | None = None
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """Requirements, and the names of their rights and topics in the language of the page."""

    rows: list[RequirementRow]
    rights: dict[str, str]
    topics: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers in the order of asking, with what they are about."""

    at: date
    answers: list[Answer]
    required: Required


def standing_of(person: Person, at: date, known_at: datetime | None = None) -> tuple[Standing, ...]:
    """The standing of a person for each right that they hold on the day, by right and wiki."""
    (account,) = _accounts(Person.objects.filter(pk=person.pk)).values()
    theirs = Q(person=person)
    if person.central_id is not None:
        theirs |= Q(person=None, username=person.username)
    held = held_of(theirs, at)
    rules = in_force(requirements(held_rights(held)).rows, at)
    lines = timelines(account.facts, at, known_at)
    return tuple(right_standing(row, rules.get(row.right, ()), lines, at) for _name, _person, row in held)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a person is on a day: the standing for each right held, and the timeline of each topic."""

    at: date
    standings: tuple[Standing, ...]
    lines: Mapping[str, Timeline]

    def places(self, topic: str, right: str = "") -> list[TopicStanding]:
        """The standing in a topic for each right that requires it, or for that one."""
        return [
            place
            for standing in self.standings
            if right in ("", standing.right)
            for place in standing.topics
            if place.topic == topic
        ]

    def paused(self, topic: str) -> bool:
        """Whether the clock of that topic stands still."""
        line = self.lines.get(topic)
        return line is not None and any(gap.covers(self.at) for gap in line.pauses)


def positions_of(people: Collection[int], at: date) -> dict[int, Position]:
    """The position of each of the people, named by primary key; three queries however many they are."""
    accounts = _accounts(Person.objects.filter(pk__in=people))
    held = held_of(Q(person__in=people), at)
    by_person, _by_username = _grouped(held)
    rules = in_force(requirements(held_rights(held)).rows, at)
    positions = {}
    for pk, account in accounts.items():
        lines = timelines(account.facts, at)
        rows = by_person.get(pk, [])
        standings = tuple(right_standing(row, rules.get(row.right, ()), lines, at) for row in rows)
        positions[pk] = Position(at, standings, lines)
    return positions


def ask(names: Iterable[str], at: date) -> Answers:
    """One answer for each name, in any spelling that MediaWiki accepts, a name that comes twice once."""
    wanted: dict[str, str] = {}
    for asked in names:
        if asked.strip():
            wanted.setdefault(normalise(asked), asked)
    proper = [name for name in wanted if is_valid(name) and not is_temporary(name)]
    accounts = _accounts(Person.objects.filter(pk__in=_bearers(proper)))
    by_name = {account.username: account for account in accounts.values()}
    former = _former(proper, by_name)
    known = Q(person__in=list(accounts)) | Q(person=None, username__in=proper)
    held = held_of(known, at, ever=True)
    required = requirements(held_rights(held))
    rules = in_force(required.rows, at)
    by_person, by_username = _grouped(held)
    answers = []
    for name, asked in wanted.items():
        account = by_name.get(name) or accounts.get(former.get(name, 0))
        if account is not None and not account.proven and account.username in by_username:
            account = None
        username = account.username if account else name
        rows = [*by_username.get(username, []), *(by_person.get(account.pk, []) if account else [])]
        outcome = _outcome(name, account, has_held=bool(rows))
        lines = timelines(account.facts, at) if account and not account.erased else {}
        standings = tuple(
            right_standing(row, rules.get(row.right, ()), lines, at)
            for row in rows
            if row.live(at) and outcome is not Outcome.HIDDEN
        )
        shown = name if outcome is Outcome.HIDDEN else username
        answers.append(Answer(asked.strip(), shown, outcome, account, standings))
    return Answers(at, answers, required)


def ask_wiki(wiki: str, at: date, right: str = "", state: str = "") -> "WikiHolders":
    """Who holds which right on a wiki on a day; `Wiki.DoesNotExist` for a wiki that we do not know."""
    known = Q(wiki__dbname=wiki)
    held = held_of(known & Q(right__key=right) if right else known, at)
    if not held and not Wiki.objects.filter(dbname=wiki).exists():
        raise Wiki.DoesNotExist(wiki)
    return WikiHolders(wiki, at, held, requirements(held_rights(held)), state)


Held = tuple[str, int | None, HoldingRow]
"""Username as the wiki says it, primary key of the person if they are known here, and the holding."""


@dataclass(frozen=True, slots=True)
class WikiHolders:
    """The holders of rights on a wiki; `state` leaves those in other states out."""

    wiki: str
    at: date
    held: list[Held]
    required: Required
    state: str = ""

    def answers(self, held: Sequence[Held]) -> list[Answer]:
        """One answer for each of these holdings: a person with two rights has two."""
        linked = {person for _name, person, _row in held if person is not None}
        unlinked = {name for name, person, _row in held if person is None}
        proven = Q(username__in=unlinked, central_id__isnull=False)
        accounts = _accounts(Person.objects.filter(Q(pk__in=linked) | proven))
        by_name = {account.username: account for account in accounts.values()}
        rules = in_force(self.required.rows, self.at)
        lines: dict[int, Mapping[str, Any]] = {}
        answers = []
        for name, person, row in held:
            account = accounts.get(person) if person is not None else by_name.get(name)
            if account is not None and account.pk not in lines:
                lines[account.pk] = timelines(account.facts, self.at)
            mine = lines[account.pk] if account is not None else {}
            standing = right_standing(row, rules.get(row.right, ()), mine, self.at)
            outcome = Outcome.FOUND if account is not None else Outcome.NO_ACCOUNT
            answers.append(Answer(name, account.username if account else name, outcome, account, (standing,)))
        return [answer for answer in answers if not self.state or answer.standings[0].state == self.state]


def requirements(rights: Iterable[str]) -> Required:
    """Every version of the requirements of these rights, in one query."""
    rights = set(rights)
    if not rights:
        return Required([], {}, {})
    found = Requirement.objects.filter(right__key__in=rights).order_by()
    columns = ("right__key", "topic__key", "in_force_from", "transition_ends", "in_force_until", "path", "window_days")
    values = found.values_list(*columns, "course__slug", _name("right"), _name("topic"))
    required = Required([], {}, {})
    for *row, right, topic in values:
        requirement = RequirementRow(*row)
        required.rows.append(requirement)
        required.rights[requirement.right] = right
        required.topics[requirement.topic] = topic
    return required


def held_rights(held: Iterable[Held]) -> set[str]:
    """The keys of the rights among holdings."""
    return {row.right for _name, _person, row in held}


def _name(of: str) -> Coalesce:
    """The translated `name` of a related row in the language of the page, else in English."""
    here = f"{of}__{build_localized_fieldname('name', get_language() or 'en')}"
    return Coalesce(NullIf(F(here), Value("")), F(f"{of}__name_en"), F(f"{of}__key"), output_field=CharField())


def _bearers(names: list[str]) -> QuerySet[Any]:
    """Primary keys of who bears one of the names, or bore it."""
    now = Person.objects.filter(username__in=names).order_by().values("pk")
    return now.union(FormerName.objects.filter(username__in=names).values("person_id"))


def _former(names: list[str], by_name: Mapping[str, Account]) -> dict[str, int]:
    missing = [name for name in names if name not in by_name]
    if not missing or not by_name:
        return {}
    return dict(FormerName.objects.filter(username__in=missing).values_list("username", "person_id"))


def _accounts(people: QuerySet[Person]) -> dict[int, Account]:
    """People with all their facts, in one query."""
    columns = [f"facts__{column}" for column in FACT_COLUMNS]
    accounts: dict[int, Account] = {}
    about = ("pk", Cast("uid", TextField()), "username", "erased_at", "central_id")
    for pk, uid, username, erased_at, central_id, *fact in people.order_by().values_list(*about, *columns):
        account = accounts.get(pk)
        if account is None:
            account = accounts[pk] = Account(pk, uid, username, erased_at is not None, central_id is not None)
        if fact[0] is not None:
            account.facts.append(fact_row(fact))
    return accounts


def held_of(known: Q, at: date, *, ever: bool = False) -> list[Held]:
    """Holdings that run on the day, or all that ever ran, in one query, by username, wiki and right."""
    found = Holding.objects.filter(known) if ever else Holding.objects.filter(known).held_at(at)
    return held_rows(found.order_by("username", F("wiki__dbname").asc(nulls_first=True), "right__key", "since"))


def held_rows(holdings: QuerySet[Holding]) -> list[Held]:
    """These holdings in their order, in one query."""
    columns = ("username", "person_id", "right__key", "wiki__dbname", "since", "until")
    return [
        (username, person, HoldingRow(right, wiki, utc_day(since), utc_day(until) if until else None))
        for username, person, right, wiki, since, until in holdings.values_list(*columns)
    ]


def _grouped(held: Iterable[Held]) -> tuple[dict[int, list[HoldingRow]], dict[str, list[HoldingRow]]]:
    by_person: dict[int, list[HoldingRow]] = {}
    by_username: dict[str, list[HoldingRow]] = {}
    for username, person, row in held:
        if person is not None:
            by_person.setdefault(person, []).append(row)
        else:
            by_username.setdefault(username, []).append(row)
    return by_person, by_username


def _outcome(name: str, account: Account | None, *, has_held: bool) -> Outcome:
    if is_ip_address(name):
        return Outcome.IP_ADDRESS
    if is_temporary(name):
        return Outcome.TEMPORARY
    if not is_valid(name):
        return Outcome.INVALID
    if account is None:
        return Outcome.NO_ACCOUNT if has_held else Outcome.UNKNOWN
    if account.erased:
        return Outcome.HIDDEN
    return Outcome.FOUND if account.username == name else Outcome.RENAMED
