"""What the pages of skills show: the tree, and all about one skill."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from courses.models import Course, Topic
from courses.queries.catalogue import Card, cards_of
from skills_exchange.enums import ClaimKind, Visibility
from skills_exchange.models import Party, Skill, SkillClaim
from skills_exchange.queries.gaps import in_fives
from skills_exchange.queries.skills import branches, in_category
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.core.disclosure import shown, suppress_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person

PEOPLE_SHOWN = 12
COURSES_SHOWN = 12


@dataclass(slots=True)
class Node:
    """A skill in the tree and what belongs to it."""

    slug: str
    label: str
    depth: int
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """All that the page of a skill says. Numbers of people: None if too few to be said; `wanting` in whole fives."""

    above: list[Skill]
    below: list[Skill]
    names: list[tuple[languages.Language, str, list[str]]]
    sharing: int | None
    wanting: int | None
    verified: int | None
    topics: list[Topic]
    courses: list[Card]
    people: list[Party]


def tree() -> list[Node]:
    """The skills in use as a tree, by name; one query. What lies below something not in use stands one level up."""
    roots: list[Node] = []
    open_nodes: list[Node] = []
    for branch in branches():
        node = Node(branch.slug, branch.label, branch.depth)
        while open_nodes and open_nodes[-1].depth >= node.depth:
            open_nodes.pop()
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)
    return roots


def tree_rows() -> tuple[list[str], Iterator[list[object]]]:
    """The list of skills as a table: header and rows, names in all languages of the interface."""
    tags = [language.tag for language in languages.INTERFACE]
    header = ["slug", "wikidata", "parent", "status", *(f"name_{tag}" for tag in tags), "description_en"]
    return header, _rows(tags)


def _rows(tags: list[str]) -> Iterator[list[object]]:
    for skill in Skill.objects.active().select_related("parent").order_by("path"):
        parent = skill.parent.slug if skill.parent else ""
        names = [skill.labels.get(tag, "") for tag in tags]
        yield [skill.slug, skill.wikidata or "", parent, skill.status, *names, skill.descriptions.get("en", "")]


def about_skill(skill: Skill, reader: "Person | AnonymousUser") -> About:
    """What the page of a skill says to this reader."""
    counts = _counts(skill)
    offered = suppress_line([counts["verified"], counts["sharing"] - counts["verified"]])
    topics = list(skill.topics.all())
    return About(
        above=list(Skill.objects.above(skill)),
        below=sorted(skill.children.active(), key=lambda child: child.label),
        names=_names(skill),
        sharing=offered.total,
        wanting=None if shown(counts["wanting"]) is None else in_fives(counts["wanting"]),
        verified=offered.cells[0],
        topics=topics,
        courses=_courses(topics),
        people=_people(skill, reader),
    )


def _counts(skill: Skill) -> dict[str, int]:
    """How many listed parties share and want it or something below it. Claims only for matches are not counted."""
    claims = SkillClaim.objects.live(today()).filter(in_category(skill), party__in=Party.objects.there().values("pk"))
    claims = claims.exclude(visibility=Visibility.MATCHES)
    offered = Q(kind=ClaimKind.OFFERED)
    found: dict[str, int] = claims.aggregate(
        sharing=Count("party", distinct=True, filter=offered),
        wanting=Count("party", distinct=True, filter=Q(kind=ClaimKind.WANTED)),
        verified=Count("party", distinct=True, filter=offered & Q(verified=True)),
    )
    return found


def _names(skill: Skill) -> list[tuple[languages.Language, str, list[str]]]:
    tags = [*skill.labels, *(tag for tag in skill.aliases if tag not in skill.labels)]
    order = {language.tag: place for place, language in enumerate(languages.INTERFACE)}
    ordered = sorted(tags, key=lambda tag: (order.get(tag, len(order)), tag))
    return [(languages.get(tag), skill.labels.get(tag, ""), skill.aliases.get(tag, [])) for tag in ordered]


def _courses(topics: list[Topic]) -> list[Card]:
    if not topics:
        return []
    served = Course.objects.served().filter(topic__in=topics).order_by("slug").values_list("pk", flat=True)
    return cards_of(list(served[:COURSES_SHOWN]), languages.fallback_chain([languages.current().tag]))


def _people(skill: Skill, reader: "Person | AnonymousUser") -> list[Party]:
    claims = SkillClaim.objects.live(today()).visible_to(reader).offered().filter(in_category(skill))
    visible = Party.objects.visible_to(reader).filter(pk__in=claims.values("party")).with_names()
    return list(visible.lately_here(told=reader.is_authenticated)[:PEOPLE_SHOWN])
