"""Who shares, or looks for, what: the search for people.

What is looked for in a claim (skill, format, verified, language) has to hold of one and the same claim; the rest holds
of its party. Claims that are for suggestions only are neither found nor counted, one's own neither, and whoever blocks
somebody is not there for them. Counts in a crowd (`CROWD`) are a minute old at most; the lists themselves never are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from skills_exchange.enums import WORKING_LEVEL, Visibility
from skills_exchange.fields import BitsField
from skills_exchange.models import Party, PartyBlock, PartyLanguage, Skill, SkillClaim
from skills_exchange.queries.names import parties_called
from skills_exchange.queries.skills import SURE, search_names
from skills_exchange.queries.wishes import Wish
from skills_exchange.querysets.parties import PartyQuerySet
from skills_exchange.weeks import QUARTERS
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.movement.models import Membership

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person

MEANT = 3
"""So many skills at most are what words mean."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: what they may see, their own party, and with whom there is a block, either way."""

    signed_in: bool
    party_id: int | None = None
    week: int = 0
    blocked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Family:
    """The chosen skill, what it belongs to and its parts; or the categories if none is chosen."""

    chosen: Skill | None = None
    parent: Skill | None = None

    @cached_property
    def parts(self) -> list[Skill]:
        """The skills one step below, by their names; one query."""
        below = self.chosen.children.all() if self.chosen else Skill.objects.categories()
        return sorted(below.active().only("slug", "path", "labels"), key=lambda skill: skill.label.casefold())


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a wish mean: skills with all below them."""

    skills: list[Skill] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hunt:
    """A wish of a reader, ready to be asked: all selections are made from this. `named`: parties called like it."""

    wish: Wish
    reader: Reader
    family: Family
    meaning: Meaning
    named: tuple[int, ...] = ()


def reader_of(person: "Person | AnonymousUser") -> Reader:
    """What the search has to know of who looks; one query for people who are signed in."""
    if not person.is_authenticated:
        return Reader(signed_in=False)
    blocks = PartyBlock.objects.filter(Q(by=OuterRef("pk")) | Q(blocked=OuterRef("pk")))
    other = Case(When(by=OuterRef("pk"), then=F("blocked_id")), default=F("by_id"))
    mine = (
        Party.objects.of(person)
        .annotate(others=ArraySubquery(blocks.annotate(other=other).values("other")))
        .values_list("pk", "week_utc", "others")
        .first()
    )
    return Reader(True, mine[0], mine[1], tuple(sorted(mine[2]))) if mine else Reader(signed_in=True)


def family_of(slug: str) -> Family:
    """The skill of that slug with what it belongs to, or what it was merged into; none for none; one query."""
    if not slug:
        return Family()
    chosen = Skill.objects.filter(slug=slug).select_related("parent", "merged_into").first()
    if chosen is not None and chosen.merged_into is not None:
        return family_of(chosen.merged_into.slug)
    return Family(chosen, chosen.parent) if chosen else Family()


def meaning_of(words: str) -> Meaning:
    """The skills that the words mean, best first, if any comes near enough; two queries."""
    if not words:
        return Meaning()
    hits = search_names(words, languages.current().tag)
    best = hits[0].score if hits else 0
    near = [hit.skill_id for hit in hits if hit.score >= min(SURE, 0.8 * best)][:MEANT]
    found = Skill.objects.active().in_bulk(near)
    return Meaning([found[pk] for pk in near if pk in found])


def hunt_for(wish: Wish, reader: Reader) -> Hunt:
    """Make a wish ready: one query, four with words.

    Who is not signed in sees, and looks for, only what people made public: their claims, not where they are, which
    organisations they belong to, when they have time or were here.
    """
    if not reader.signed_in:
        order = wish.order if wish.order == "level" else "name"
        wish = replace(wish, territory="", organisation="", overlap=0, order=order)
    family = family_of(wish.skill)
    slug = family.chosen.slug if family.chosen else ""
    others = [*reader.blocked, reader.party_id or 0]
    named = parties_called(wish.q, kind=wish.kind, visible=visible_kinds(reader), without=others)
    return Hunt(replace(wish, skill=slug), reader, family, meaning_of(wish.q), tuple(named))


def claims_of(hunt: Hunt, wish: Wish | None = None) -> QuerySet[SkillClaim]:
    """The claims that count for the wish (that of the hunt, if no other is given), without looking at their parties."""
    wish = wish or hunt.wish
    claims = SkillClaim.objects.live(today()).filter(kind=wish.kind, visibility__in=visible_kinds(hunt.reader))
    if wish.skill:
        near = [hunt.family.chosen, hunt.family.parent]
        path = next((skill.path for skill in near if skill and skill.slug == wish.skill), f"{wish.skill}/")
        claims = claims.filter(skill__path__startswith=path)
    if wish.format:
        claims = claims.filter(Q(formats__contains=[wish.format]) | Q(formats=[]))
    if wish.verified:
        claims = claims.filter(verified=True)
    if wish.language:
        in_it = Q(languages__contains=[wish.language])
        if hunt.reader.signed_in:
            speaks = PartyLanguage.objects.filter(language=wish.language, level__gte=WORKING_LEVEL)
            in_it |= Q(languages=[]) & Q(Exists(speaks.filter(party=OuterRef("party"))))
        claims = claims.filter(in_it)
    return claims


def parties_of(hunt: Hunt, wish: Wish | None = None) -> PartyQuerySet:
    """The parties that the wish allows, without looking at their claims."""
    wish, reader = wish or hunt.wish, hunt.reader
    parties = Party.objects.there().exclude(pk__in=[*reader.blocked, *([reader.party_id] if reader.party_id else [])])
    if wish.territory:
        through = Party.territories.through.objects.filter(party=OuterRef("pk"), territory__code=wish.territory)
        parties = parties.filter(Exists(through))
    if wish.party:
        parties = parties.filter(kind=wish.party)
    if wish.organisation:
        members = Membership.objects.live().filter(
            person=OuterRef("person"), organisation__slug=wish.organisation, organisation__active=True
        )
        parties = parties.filter(Q(organisation__slug=wish.organisation) | Exists(members))
    if wish.overlap and reader.week:
        parties = parties.annotate(common=common_quarters(reader.week)).filter(common__gte=4 * wish.overlap)
    return parties


def found(hunt: Hunt, wish: Wish | None = None) -> PartyQuerySet:
    """The parties that fit the wish, in no order."""
    wish = wish or hunt.wish
    claims = claims_of(hunt, wish).filter(party=OuterRef("pk"))
    parties = parties_of(hunt, wish)
    if not wish.q:
        return parties.filter(Exists(claims))
    named = parties.filter(pk__in=hunt.named).filter(Exists(claims))
    meant = meant_by(hunt)
    return parties.filter(Q(Exists(claims.filter(meant))) | Q(pk__in=named.values("pk"))) if meant else named


def fitting_claims(hunt: Hunt, wish: Wish | None = None) -> QuerySet[SkillClaim]:
    """The claims by which parties fit the wish."""
    wish = wish or hunt.wish
    parties = parties_of(hunt, wish)
    claims = claims_of(hunt, wish).filter(party__in=parties.values("pk"))
    if not wish.q:
        return claims
    named = Q(party__in=hunt.named)
    meant = meant_by(hunt)
    return claims.filter(meant | named if meant else named)


def meant_by(hunt: Hunt) -> Q:
    """The condition on claims that their skill is one that the words mean; empty if they mean none."""
    meant = Q()
    for skill in hunt.meaning.skills:
        meant |= Q(skill__path__startswith=skill.path)
    return meant


def ordered(hunt: Hunt) -> PartyQuerySet:
    """The same, in the order that is wished for; without one, and among equals, see `lately_here`."""
    parties, order = found(hunt), hunt.wish.order
    if order == "overlap" and hunt.reader.week:
        return parties.annotate(shared=common_quarters(hunt.reader.week)).order_by("-shared", "-active_at", "-pk")
    if order == "level":
        claims = claims_of(hunt).filter(party=OuterRef("pk"))
        if hunt.meaning.skills:
            claims = claims.filter(skill__in=_within(hunt.meaning.skills))
        best = claims.order_by().values("party").annotate(best=Max("level")).values("best")
        first = F("best").desc(nulls_last=True)
        return parties.annotate(best=Subquery(best)).lately_here(first, told=hunt.reader.signed_in)
    return parties.by_name() if order == "name" else parties.lately_here(told=hunt.reader.signed_in)


def visible_kinds(reader: Reader) -> list[str]:
    """Which claims the reader may find: those for suggestions only are in no list."""
    return [Visibility.EVERYONE, Visibility.MEMBERS] if reader.signed_in else [Visibility.EVERYONE]


def common_quarters(week: int) -> Func:
    """Quarter hours of the week that a party and the reader have in common."""
    bits = BitsField(bits=QUARTERS)
    shared = Func(F("week_utc"), Value(week, bits), template="(%(expressions)s)", arg_joiner=" & ", output_field=bits)
    return Func(shared, function="bit_count", output_field=IntegerField())


def _within(skills: Iterable[Skill]) -> QuerySet[Skill]:
    condition = Q()
    for skill in skills:
        condition |= Q(path__startswith=skill.path)
    return Skill.objects.filter(condition)
