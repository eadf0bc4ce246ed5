"""How many people fit a wish, and how many would with one thing chosen otherwise."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import connection
from django.db.models import Case, Count, F, Func, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import WORKING_LEVEL, Format, PartyKind
from skills_exchange.models import PartyLanguage, SkillClaim
from skills_exchange.queries.people import Hunt, fitting_claims, found
from skills_exchange.queries.wishes import OVERLAPS, Wish
from wikilearn.core import languages
from wikilearn.movement import regions
from wikilearn.movement.models import Membership

CROWD = 20_000
"""With more claims than that, counts may be `FRESH` seconds old: counting all takes longer than all the rest."""
FRESH = 60
MOST_OPTIONS = 40
NEAREST = 5

LABELS = {
    "skill": _("Skill"),
    "language": _("Language"),
    "territory": _("Country or territory"),
    "format": _("Format"),
    "party": _("People or organisations"),
    "organisation": _("Organisation"),
    "verified": _("Verified only"),
    "overlap": _("Free at the same time as I"),
}


COUNTED = ("skill", "language", "territory", "format", "party", "organisation")
PUBLIC = ("skill", "language", "format", "party")
"""What public claims say by themselves; where people are, and what they belong to, is for people who are signed in."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose, and how many parties one would get."""

    value: str
    label: str
    count: int | None
    chosen: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property to choose by."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Counts:
    """Parties that fit, facets, and how many of those that fit could be chosen as verified.

    `rows`: facet, value, label, number of parties.
    """

    hunt: Hunt
    rows: list[tuple[str, str, str, int]]

    @property
    def total(self) -> int:
        """All who fit."""
        return self._one("total")

    @property
    def verified(self) -> int:
        """Those of them who are verified in it."""
        return self._one("verified")

    @cached_property
    def facets(self) -> list[Facet]:
        """What can be chosen, with numbers."""
        facets = [self._facet(name) for name in LABELS if name not in ("verified", "overlap")]
        if self.hunt.reader.week:
            options = [Option(str(hours), str(hours), None, self.hunt.wish.overlap == hours) for hours in OVERLAPS]
            facets.append(Facet("overlap", str(LABELS["overlap"]), options))
        return facets

    @property
    def key(self) -> str:
        """The same for the same filters, with the same numbers, in the same language."""
        reader, wish = self.hunt.reader, replace(self.hunt.wish, q="")
        return repr((languages.current().tag, reader.signed_in, bool(reader.week), wish, self.rows))

    def label_of(self, name: str) -> str:
        """What is chosen in that facet, in words."""
        if name == "skill" and self.hunt.family.chosen:
            return self.hunt.family.chosen.label
        value = str(getattr(self.hunt.wish, name))
        told = next((row[2] for row in self.rows if row[:2] == (name, value)), "")
        return _label(self.hunt, name, value, told) or value

    def _one(self, name: str) -> int:
        return next((number for facet, _value, _text, number in self.rows if facet == name), 0)

    def _facet(self, name: str) -> Facet:
        chosen = getattr(self.hunt.wish, name)
        rows = sorted((row[1:] for row in self.rows if row[0] == name), key=lambda row: (-row[2], row[0]))
        options = [
            Option(value, text, number, value == chosen, value if name == "language" else "")
            for value, label, number in rows
            if value and (text := _label(self.hunt, name, value, label))
        ][:MOST_OPTIONS]
        if chosen and name != "skill" and not any(option.chosen for option in options):
            options.append(Option(chosen, self.label_of(name), 0, True))
        return Facet(name, str(LABELS[name]), options)


@dataclass(frozen=True, slots=True)
class Nearest:
    """A wish near to one that finds nobody, in what it differs, and how many it finds."""

    wish: Wish
    without: str
    instead: str
    count: int


def counts_of(hunt: Hunt) -> Counts:
    """Total and facets; two queries, or none where it was asked a moment ago in a crowd."""
    reader = hunt.reader
    said = (hunt.wish, reader.signed_in, reader.party_id, reader.blocked, reader.week if hunt.wish.overlap else 0)
    if not reader.blocked and not hunt.wish.overlap:  # the same for all; one's own party makes one in a crowd
        said = (hunt.wish, reader.signed_in, None, (), 0)
    page = languages.current().tag  # what words mean depends on it
    key = "skills:people:" + hashlib.sha256(repr((page, *said)).encode()).hexdigest()
    rows: list[tuple[str, str, str, int]] | None = cache.get(key)
    if rows is None:
        rows = list(_ask(hunt))
        if _crowded():
            cache.set(key, rows, FRESH)
    return Counts(hunt, rows)


def nearest_to(hunt: Hunt, counts: Counts) -> list[Nearest]:
    """What one would find by giving up one thing, or by the skill above, or in another language; most people first."""
    tried = list(_tries(hunt))
    if not tried:
        return []
    asked = [
        found(hunt, each.wish).order_by().values(place=Value(place)).annotate(number=Count("pk"))
        for place, each in enumerate(tried)
    ]
    first, *rest = asked
    rows = first.union(*rest, all=True) if rest else first
    numbers = {row["place"]: row["number"] for row in rows}
    near = [replace(each, count=numbers.get(place, 0)) for place, each in enumerate(tried)]
    spoken = next((facet.options for facet in counts.facets if facet.name == "language"), [])
    near += [
        Nearest(replace(hunt.wish, language=option.value), "", option.label, option.count)
        for option in (spoken[:2] if hunt.wish.language else [])
        if option.value != hunt.wish.language and option.count
    ]
    return sorted((each for each in near if each.count), key=lambda each: -each.count)[:NEAREST]


def _tries(hunt: Hunt) -> Iterator[Nearest]:
    wish = hunt.wish
    for name in wish.chosen:
        yield Nearest(wish.without(name), str(LABELS[name]), "", 0)
    if wish.q:
        yield Nearest(replace(wish, q=""), f"“{wish.q}”", "", 0)
    if hunt.family.parent is not None:
        parent = hunt.family.parent
        yield Nearest(replace(wish, skill=parent.slug), "", parent.label, 0)


def _crowded() -> bool:
    """Whether there are so many claims that counting them takes long; by the planner's estimate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [SkillClaim._meta.db_table])
        return bool(cursor.fetchone()[0] > CROWD)


def _ask(hunt: Hunt) -> QuerySet[Any, Any]:
    total = _told(found(hunt).order_by().annotate(party=F("pk")), "total", Value("", TextField()))
    parts = [_part(hunt, name) for name in (COUNTED if hunt.reader.signed_in else PUBLIC)]
    verified = _told(_base(hunt, "verified").filter(verified=True), "verified", Value("", TextField()))
    return total.union(*parts, verified, all=True)


def _base(hunt: Hunt, name: str) -> QuerySet[SkillClaim]:
    """The claims that count for the wish without that facet, of parties that fit it without."""
    return fitting_claims(hunt, hunt.wish.without(name) if name != "skill" else hunt.wish)


def _part(hunt: Hunt, name: str) -> QuerySet[Any, Any]:
    base = _base(hunt, name)
    if name == "skill":
        level = hunt.family.chosen.depth + 1 if hunt.family.chosen else 1
        part = Func(F("skill__path"), Value("/"), Value(level), function="split_part", output_field=TextField())
        return _told(base, name, part)
    if name == "language":
        spoken = Func(
            Case(
                When(languages=[], then=_spoken() if hunt.reader.signed_in else _nothing()),
                default=Cast("languages", ArrayField(TextField())),
                output_field=ArrayField(TextField()),
            ),
            function="unnest",
            output_field=TextField(),
        )
        spoken.set_returning = True
        return _told(base, name, spoken)
    if name == "format":
        every = Value(list(Format.values), ArrayField(TextField()))
        offered = Func(
            Case(
                When(formats=[], then=Cast(every, ArrayField(TextField()))),
                default=Cast("formats", ArrayField(TextField())),
                output_field=ArrayField(TextField()),
            ),
            function="unnest",
            output_field=TextField(),
        )
        offered.set_returning = True
        return _told(base, name, offered)
    if name == "territory":
        return _told(base.filter(party__territories__isnull=False), name, F("party__territories__code"))
    if name == "party":
        return _told(base, name, F("party__kind"))
    return _organisations(base)


def _nothing() -> Any:
    return Value([], ArrayField(TextField()))


def _spoken() -> Any:
    rows = PartyLanguage.objects.filter(party=OuterRef("party"), level__gte=WORKING_LEVEL).order_by()
    return ArraySubquery(rows.values(tag=Cast("language", TextField())))


def _organisations(base: QuerySet[SkillClaim]) -> QuerySet[Any, Any]:
    """Organisations by the people who are members of them."""
    members = Membership.objects.live().filter(person__party__in=base.values("party"), organisation__active=True)
    return _told(
        members.annotate(party=F("person__party")).order_by(),
        "organisation",
        F("organisation__slug"),
        F("organisation__name"),
    )


def _told(rows: QuerySet[Any], facet: str, value: Any, label: Any = None) -> QuerySet[Any, Any]:
    """Rows of (facet, value, label, number of parties)."""
    return (
        rows.order_by()
        .annotate(facet=Value(facet, TextField()), value=Cast(value, TextField()) if isinstance(value, F) else value)
        .annotate(label=Cast(label, TextField()) if label is not None else Value("", TextField()))
        .values("facet", "value", "label")
        .annotate(number=Count("party", distinct=True))
        .values_list("facet", "value", "label", "number")
    )


def _label(hunt: Hunt, name: str, value: str, label: str) -> str:
    if name == "skill":
        return next((skill.label for skill in hunt.family.parts if skill.slug == value), "")
    if name == "language":
        return languages.get(value).autonym
    if name == "territory":
        return regions.name_of(value, languages.current().tag)
    if name == "format":
        return str(Format(value).label) if value in Format.values else ""
    if name == "party":
        return str(PartyKind(value).label) if value in PartyKind.values else ""
    return label
