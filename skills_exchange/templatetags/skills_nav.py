"""The menu of the skills exchange: `{% load skills_nav %}{% skills_nav %}`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wikilearn.core.templatetags.site import url_if_exists

register = template.Library()


@dataclass(frozen=True, slots=True)
class Entry:
    """A link. `current` is a value of `aria-current`: empty, `page`, or `true` on a page beneath it."""

    text: str | Promise
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together."""

    text: str | Promise
    entries: list[Entry]

    @property
    def current(self) -> bool:
        """Whether the page that is shown belongs to it."""
        return any(entry.current for entry in self.entries)


GROUPS: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...] = (
    (_("Find"), (("people", _("Find people")), ("suggestions", _("Suggestions")), ("skills", _("Skills")))),
    (_("Mine"), (("me", _("My profile")), ("matches", _("My matches")))),
    (
        _("Learn together"),
        (("clinics", _("Clinics")), ("programmes", _("Programmes")), ("rounds", _("Fair rounds"))),
    ),
    (_("Ask"), (("help_desk", _("Help desk")), ("resources", _("Library")))),
    (
        _("Figures"),
        (("map", _("Map of skills")), ("indicators", _("What the exchange changes")), ("census", _("Census"))),
    ),
)
OF_MEMBERS = frozenset({"suggestions", "me", "matches"})
"""Pages for people who are signed in."""


@register.inclusion_tag("skills_exchange/_menu.html", takes_context=True)
def skills_nav(context: Context) -> dict[str, object]:
    """The areas in groups; what the reader cannot open is left out, and so is a group without entries."""
    user = context.get("user")
    member = bool(user is not None and user.is_authenticated)
    here = getattr(context.get("request"), "path", "")
    groups = [Group(text, list(_entries(pages, here, member=member))) for text, pages in GROUPS]
    index = url_if_exists("skills_exchange:index")
    return {"overview": Entry(_("Overview"), index, "page" if here == index else ""), "groups": filter(_any, groups)}


def _any(group: Group) -> bool:
    return bool(group.entries)


def _entries(pages: tuple[tuple[str, str | Promise], ...], here: str, *, member: bool) -> Iterator[Entry]:
    for name, text in pages:
        address = url_if_exists(f"skills_exchange:{name}")
        if address and (member or name not in OF_MEMBERS):
            yield Entry(text, address, "page" if here == address else "true" if here.startswith(address) else "")
