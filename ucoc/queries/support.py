"""Which help to show to somebody who reads a language and, if they say so, is in a territory."""

from dataclasses import dataclass
from itertools import groupby

from ucoc.enums import SupportKind
from ucoc.models import SupportResource
from wikilearn.core import languages

_ORDER = {kind: place for place, kind in enumerate(SupportKind.values)}


@dataclass(frozen=True, slots=True)
class Help:
    """A resource as it serves a reader: in their country (`near`), and in their language or one that is not said."""

    resource: SupportResource
    near: bool
    spoken: bool


@dataclass(frozen=True, slots=True)
class HelpOfKind:
    """The help of one kind, best first."""

    kind: SupportKind
    helps: list[Help]

    @property
    def spoken(self) -> list[Help]:
        """What helps in the language that was asked for, or does not say in which."""
        return [each for each in self.helps if each.spoken]

    @property
    def others(self) -> list[Help]:
        """What helps in other languages only."""
        return [each for each in self.helps if not each.spoken]


def resources_for(language: str, territory: str | None = None) -> list[Help]:
    """By kind, the most urgent first; within it what speaks the language, then what is near, then the curators' order.

    `language` is a BCP 47 tag, `territory` an ISO 3166-1 code; without one only international help is found. What does
    not speak the language stays in the list: it comes later, because some help is better than none. Two queries.
    """
    found = SupportResource.objects.shown().serving(territory).prefetch_related("territories")
    helps = [_help(resource, language, territory) for resource in found]
    return sorted(helps, key=_rank)


def by_kind(helps: list[Help]) -> list[HelpOfKind]:
    """The same, grouped; kinds without any are left out."""
    groups = groupby(helps, key=lambda each: each.resource.kind)
    return [HelpOfKind(SupportKind(kind), list(its)) for kind, its in groups]


def offered_languages() -> list[languages.Language]:
    """Every language in which something helps, and those of the interface, by autonym; one query."""
    spoken = {tag for tags in SupportResource.objects.shown().values_list("languages", flat=True) for tag in tags}
    tags = spoken | {language.tag for language in languages.INTERFACE}
    return sorted((languages.get(tag) for tag in tags), key=lambda language: language.autonym.casefold())


def _help(resource: SupportResource, language: str, territory: str | None) -> Help:
    near = territory is not None and any(each.code == territory for each in resource.territories.all())
    return Help(resource, near, not resource.languages or _speaks(resource.languages, language))


def _speaks(tags: list[str], language: str) -> bool:
    """Whether one of the tags is of the same language, wherever it is spoken and however it is written."""
    wanted = language.split("-", maxsplit=1)[0].lower()
    return any(tag.split("-", maxsplit=1)[0].lower() == wanted for tag in tags)


def _rank(each: Help) -> tuple[int, bool, bool, int, str]:
    resource = each.resource
    return (_ORDER[resource.kind], not each.spoken, not each.near, resource.position, resource.key)
