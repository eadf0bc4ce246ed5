"""Cards of people: `{% load people_cards %}`. Fifty stand on a page; a template for each takes far longer."""

from uuid import UUID

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills_exchange.enums import ClaimKind
from skills_exchange.queries.people_cards import PersonCard, Shown
from wikilearn.core.icons import icon

register = template.Library()
_CARD = """<li class="card card--link person-card"><div class="card__body">
<h3 class="card__heading"><a href="{address}"><bdi>{name}</bdi></a></h3>
<p class="person-card__facts">{facts}</p>
<ul class="person-card__skills">{claims}{more}</ul>
</div></li>
"""
_CLAIM = (
    '<li{fits}><a href="{people}?skill={slug}">{label}</a> <span class="subtle small">{level}</span>{verified}</li>'
)
_NOBODY = UUID(int=0)


@register.simple_tag
def person_cards(cards: list[PersonCard], kind: str) -> SafeString:
    """The cards of a page of people who share (or, by `kind`, want) something."""
    people, profile = reverse("skills_exchange:people"), _profile()
    verified = format_html(' <span class="person-card__verified">{}{}</span>', icon("check"), _("Verified"))
    marks = {True: verified, False: ""}
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    _CARD,
                    address=profile.replace(str(_NOBODY), str(card.party.uid)),
                    name=card.party.name,
                    facts=_facts(card, kind),
                    claims=format_html_join("", "{}", ((_claim(each, people, marks),) for each in card.claims)),
                    more=_more(card.more),
                ),
            )
            for card in cards
        ),
    )


def _profile() -> str:
    try:
        return reverse("skills_exchange:party", args=[_NOBODY])
    except NoReverseMatch:
        return ""


def _facts(card: PersonCard, kind: str) -> SafeString:
    facts = []
    if card.is_organisation:
        facts.append(_fact("userGroup", _("Organisation")))
    if card.spoken:
        tongues = format_html_join(", ", '<bdi lang="{}">{}</bdi>', ((each.tag, each.autonym) for each in card.spoken))
        said = format_html('<span class="visually-hidden">{}</span> {}', _("Languages:"), tongues)
        facts.append(_fact("language", said))
    if card.places:
        facts.append(_fact("mapPin", ", ".join(card.places)))
    if card.hours is not None:
        facts.append(_fact("clock", _hours(int(card.hours + 0.5))))
    if card.away:
        facts.append(format_html("<span>{}</span>", _("Away now")))
    elif card.full and kind == ClaimKind.OFFERED:
        facts.append(format_html("<span>{}</span>", _("No free place now")))
    return format_html_join("", "{}", ((fact,) for fact in facts))


def _fact(sign: str, text: str) -> SafeString:
    return format_html("<span>{} {}</span>", icon(sign), text)


def _hours(hours: int) -> str:
    text = ngettext("%(hours)s hour a week in common", "%(hours)s hours a week in common", hours)
    return text % {"hours": hours}


def _claim(claim: Shown, people: str, marks: dict[bool, SafeString | str]) -> SafeString:
    return format_html(
        _CLAIM,
        fits=mark_safe(' class="person-card__fits"') if claim.fits else "",
        people=people,
        slug=claim.slug,
        label=claim.label,
        level=claim.level,
        verified=marks[claim.verified],
    )


def _more(number: int) -> SafeString | str:
    if not number:
        return ""
    text = ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}
    return format_html('<li class="subtle">{}</li>', text)
