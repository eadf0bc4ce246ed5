"""Cards of people: `{% load people_cards %}`. Fifty stand on a page; a template for each takes far longer.

They are put together as plain text, and marked as safe at the end: whatever comes from outside passes `escape` here.
"""

from html import escape
from uuid import UUID

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills_exchange.enums import ClaimKind
from skills_exchange.queries.people_cards import PersonCard, Shown
from wikilearn.core.icons import icon

register = template.Library()
_NOBODY = UUID(int=0)


@register.simple_tag
def person_cards(cards: list[PersonCard], kind: str) -> SafeString:
    """The cards of a page of people who share (or, by `kind`, want) something."""
    people, profile = reverse("skills_exchange:people"), _profile()
    verified = f' <span class="person-card__verified">{icon("check")}{escape(_("Verified"))}</span>'
    parts: list[str] = []
    for card in cards:
        address = profile.replace(str(_NOBODY), str(card.party.uid))
        parts += (
            '<li class="card card--link person-card"><div class="card__body">\n'
            f'<h3 class="card__heading"><a href="{escape(address)}"><bdi>{escape(card.party.name)}</bdi></a></h3>\n'
            '<p class="person-card__facts">',
            *(f"<span>{fact}</span>" for fact in _facts(card, kind)),
            '</p>\n<ul class="person-card__skills">',
            *(_claim(claim, people, verified) for claim in card.claims),
            _more(card.more),
            "</ul>\n</div></li>\n",
        )
    return mark_safe("".join(parts))


def _profile() -> str:
    try:
        return reverse("skills_exchange:party", args=[_NOBODY])
    except NoReverseMatch:
        return ""


def _facts(card: PersonCard, kind: str) -> list[str]:
    facts = []
    if card.is_organisation:
        facts.append(f"{icon('userGroup')} {escape(_('Organisation'))}")
    if card.spoken:
        tongues = ", ".join(f'<bdi lang="{escape(each.tag)}">{escape(each.autonym)}</bdi>' for each in card.spoken)
        said = f'<span class="visually-hidden">{escape(_("Languages:"))}</span> {tongues}'
        facts.append(f"{icon('language')} {said}")
    if card.places:
        facts.append(f"{icon('mapPin')} {escape(', '.join(card.places))}")
    if card.hours is not None:
        facts.append(f"{icon('clock')} {escape(_hours(int(card.hours + 0.5)))}")
    if card.away:
        facts.append(escape(_("Away now")))
    elif card.full and kind == ClaimKind.OFFERED:
        facts.append(escape(_("No free place now")))
    return facts


def _hours(hours: int) -> str:
    text = ngettext("%(hours)s hour a week in common", "%(hours)s hours a week in common", hours)
    return text % {"hours": hours}


def _claim(claim: Shown, people: str, verified: str) -> str:
    fits = ' class="person-card__fits"' if claim.fits else ""
    link = f'<a href="{people}?skill={escape(claim.slug)}">{escape(claim.label)}</a>'
    level = f'<span class="subtle small">{escape(claim.level)}</span>'
    return f"<li{fits}>{link} {level}{verified if claim.verified else ''}</li>"


def _more(number: int) -> str:
    if not number:
        return ""
    text = ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}
    return f'<li class="subtle">{escape(text)}</li>'
