"""Who affirms what: what is still open for a person, their proofs, and figures by wiki that pick nobody out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache

from certification.queries.coverage import Group, Row, rows_of
from ucoc.enums import Capacity
from ucoc.models import Affirmation, CodeVersion
from wikilearn.core.dates import today
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.notices.links import absolute
from wikilearn.people.models import Person

KEEP = 3600


@dataclass(frozen=True, slots=True)
class As:
    """A capacity in which a person can affirm; without a right: as a member of the movement."""

    right: Right | None = None
    wiki: Wiki | None = None

    @property
    def capacity(self) -> Capacity:
        """Member or holder."""
        return Capacity.HOLDER if self.right else Capacity.MEMBER

    @property
    def key(self) -> tuple[int | None, int | None]:
        """What it is compared by."""
        return (self.right.pk if self.right else None, self.wiki.pk if self.wiki else None)


@dataclass(frozen=True, slots=True)
class Figures:
    """The share of holders who affirmed the version in force: all wikis first, then each that has enough of them."""

    version: CodeVersion | None
    rows: list[Row]
    hidden: int


def capacities_of(person: Person) -> list[As]:
    """As a member, and as the holder of each right that the person holds now."""
    holdings = (
        Holding.objects.of(person).held_at().select_related("right", "wiki").order_by("right__key", "wiki__dbname")
    )
    found = {each.key: each for each in (As(), *(As(holding.right, holding.wiki) for holding in holdings))}
    return list(found.values())


def open_for(person: Person, version: CodeVersion | None) -> list[As]:
    """The capacities in which the person has not affirmed the version yet; none without a version."""
    if version is None:
        return []
    rows = Affirmation.objects.filter(person=person, version=version).values_list("right_id", "wiki_id")
    done = set(rows)
    return [each for each in capacities_of(person) if each.key not in done]


def proof_of(person: Person, rows: Iterable[Affirmation]) -> dict[str, Any]:
    """What the person can hand on: what they affirmed and when, as plain JSON values."""
    return {
        "person": person.username,
        "reference": str(person.uid),
        "affirmations": [
            {
                "code": row.version.code.key,
                "version": row.version.number,
                "official_text": row.version.official_url,
                "address": absolute(row.version.get_absolute_url()),
                "capacity": row.capacity,
                "right": row.right.key if row.right else None,
                "wiki": row.wiki.dbname if row.wiki else None,
                "language": row.language,
                "at": row.at.isoformat(),
            }
            for row in rows
        ],
    }


def affirmation_figures() -> Figures:
    """Today's figures, worked out at most once an hour."""
    version = CodeVersion.objects.in_force()
    if version is None:
        return Figures(None, [], 0)
    key = f"ucoc:affirmations:{version.pk}:{today()}"
    return cast(Figures, cache.get_or_set(key, lambda: measure(version), KEEP))


def measure(version: CodeVersion) -> Figures:
    """Who holds a public right on a public wiki, and who of them affirmed the version in every such capacity there."""
    affirmed = set(
        Affirmation.objects.filter(version=version, capacity=Capacity.HOLDER).values_list(
            "person_id", "right_id", "wiki__dbname"
        )
    )
    groups: dict[str, Group] = {}
    holdings = Holding.objects.held_at().public().filter(wiki__isnull=False).order_by()
    columns = ("wiki__dbname", "right_id", "person_id", "username")
    for dbname, right, person, username in holdings.values_list(*columns).iterator():
        group = groups.setdefault(dbname, Group(dbname))
        (group.certified if (person, right, dbname) in affirmed else group.others).add(username)
    rows = rows_of("", list(groups.values()))
    told = [row for row in rows if row.percent is not None]
    return Figures(version, told, len(rows) - len(told))
