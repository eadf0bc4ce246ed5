"""What a change of a right would do, told before it is made."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wikilearn.movement.models import Holding, Right


def effect_of_change(right: Right, wanted: dict[str, Any]) -> list[str]:
    """Sentences about whom the change concerns, nothing where only words change. Four queries at most."""
    told: list[str] = []
    holdings = Holding.objects.held_at().filter(right=right)
    if wanted["minimum_holders"] != right.minimum_holders:
        told += _short(holdings, wanted["minimum_holders"])
    if wanted["holders_public"] != right.holders_public:
        told += _shown(holdings, public=wanted["holders_public"])
    harder = wanted["needs_confidentiality_agreement"] and not right.needs_confidentiality_agreement
    if harder or (wanted["minimum_age"] or 0) > (right.minimum_age or 0):
        told += _asked(holdings)
    if wanted["sees_nonpublic"] and not right.sees_nonpublic:
        told.append(_("Who sees nonpublic information needs the mandatory topics. Requirements are set separately."))
    if wanted["group"] != right.group:
        told.append(_("From the next reading on, holders come from the other user group. Who is not in it ends then."))
    return told


def _short(holdings: QuerySet[Holding], fewest: int | None) -> list[str]:
    if fewest is None:
        return [_("No wiki counts as having too few holders any more.")]
    wikis = holdings.filter(wiki__isnull=False).values("wiki").annotate(people=Count("username", distinct=True))
    short = wikis.filter(people__lt=fewest).count()
    return [
        ngettext(
            "%(number)d wiki has fewer holders than that today.",
            "%(number)d wikis have fewer holders than that today.",
            short,
        )
        % {"number": short}
    ]


def _shown(holdings: QuerySet[Holding], *, public: bool) -> list[str]:
    number = _names(holdings)
    if public:
        text = ngettext(
            "%(number)d name becomes visible to everybody.", "%(number)d names become visible to everybody.", number
        )
    else:
        text = ngettext(
            "%(number)d name is no longer shown to everybody.",
            "%(number)d names are no longer shown to everybody.",
            number,
        )
    return [text % {"number": number}]


def _asked(holdings: QuerySet[Holding]) -> list[str]:
    number = _names(holdings)
    return [
        ngettext(
            "%(number)d account holds this right now and may not meet this yet. Nobody loses a right by it.",
            "%(number)d accounts hold this right now and may not meet this yet. Nobody loses a right by it.",
            number,
        )
        % {"number": number}
    ]


def _names(holdings: QuerySet[Holding]) -> int:
    return holdings.values("username").distinct().count()
