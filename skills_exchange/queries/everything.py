"""One search over courses, resources, answered questions, skills and people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from courses.queries.catalogue import Wish, find
from courses.queries.shelf import shelf
from skills_exchange.enums import ClaimKind
from skills_exchange.enums_help import ResourceKind
from skills_exchange.models import Clinic, Party, Skill, SkillClaim
from skills_exchange.queries.names import parties_called
from skills_exchange.queries.people import reader_of, visible_kinds
from skills_exchange.queries.resources import ResourceWish, find_resources, resources_in_order
from skills_exchange.queries.skills import find_skills
from wikilearn.core import languages
from wikilearn.core.dates import today

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `language` is that of its title."""

    title: str
    url: str
    language: languages.Language
    text: str = ""
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind, best first; `more` is the address of all of it. `approximate`: only nearly so."""

    key: str
    title: str | Promise
    hits: list[Hit] = field(default_factory=list)
    more: str = ""
    approximate: bool = False


def search_everything(words: str, *, reader: "Person | AnonymousUser", chain: Sequence[str]) -> list[Section]:
    """Sections that found something, in the order of their use to somebody who wants to learn."""
    skills = find_skills(words, languages.current().tag, SHOWN)
    sections = [
        _courses(words, chain),
        *_resources(words, chain),
        _clinics(skills, reader),
        Section("skills", _("Skills"), [_skill_hit(skill) for skill in skills]),
        _people(words, skills, reader),
    ]
    return [section for section in sections if section.hits]


def _courses(words: str, chain: Sequence[str]) -> Section:
    found = find(Wish(q=words), shelf=shelf(), chain=chain, page=None)
    hits = [
        Hit(card.entry.title, reverse("courses:course", args=[card.slug]), card.title_language, card.entry.summary)
        for card in found.cards[:SHOWN]
    ]
    more = f"{reverse('courses:catalogue')}?{urlencode({'q': words})}"
    return Section("courses", _("Courses"), hits, more, found.approximate)


def _resources(words: str, chain: Sequence[str]) -> list[Section]:
    found = find_resources(ResourceWish(q=words), chain=chain, most=4 * SHOWN)
    rows = resources_in_order(found.ids)
    more = f"{reverse('skills_exchange:resources')}?{urlencode({'q': words})}"
    hits = [
        (row.kind, Hit(row.title, row.get_absolute_url(), row.spoken, row.summary, row.get_kind_display()))
        for row in rows
    ]
    answers = [hit for kind, hit in hits if kind == ResourceKind.ANSWER][:SHOWN]
    others = [hit for kind, hit in hits if kind != ResourceKind.ANSWER][:SHOWN]
    return [
        Section("resources", _("Resources"), others, more, found.approximate),
        Section("answers", _("Answered questions"), answers, f"{more}&kind={ResourceKind.ANSWER}", found.approximate),
    ]


def _clinics(skills: Sequence[Skill], reader: "Person | AnonymousUser") -> Section:
    """Clinics to come on one of these skills."""
    coming = Clinic.objects.visible_to(reader).coming(timezone.now()).filter(skill__in=skills)
    rows = coming.select_related("skill").order_by("starts_at", "pk")[:SHOWN] if skills else []
    hits = [Hit(row.skill.label, row.get_absolute_url(), languages.current(), note=row.spoken.autonym) for row in rows]
    return Section("clinics", _("Clinics"), hits, reverse("skills_exchange:clinics"))


def _skill_hit(skill: Skill) -> Hit:
    tag = languages.current().tag
    return Hit(skill.label, skill.get_absolute_url(), languages.get(tag if tag in skill.labels else "en"))


def _people(words: str, skills: Sequence[Skill], reader: "Person | AnonymousUser") -> Section:
    """Who offers one of these skills where the reader may see it, and who has that name."""
    claims = SkillClaim.objects.live(today()).visible_to(reader).filter(party=OuterRef("pk"), kind=ClaimKind.OFFERED)
    parties = Party.objects.visible_to(reader).with_names()
    offering = parties.filter(Exists(claims.filter(skill__in=skills))).lately_here(told=reader.is_authenticated)
    found = list(offering[:SHOWN]) if skills else []
    if len(found) < SHOWN:
        known = reader_of(reader)
        called = parties_called(words, visible=visible_kinds(known), without=known.blocked)
        named = parties.filter(Exists(claims), pk__in=called)
        found += list(named.exclude(pk__in=[party.pk for party in found])[: SHOWN - len(found)])
    tag = languages.current()
    return Section("people", _("People and organisations"), [Hit(p.name, p.get_absolute_url(), tag) for p in found])
