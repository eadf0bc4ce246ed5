"""Rounds as people see them: which, whom they are for, and figures that name nobody."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills_exchange.enums import RoundState
from skills_exchange.models import MatchRound, Programme, Skill
from skills_exchange.queries.parties import organisations_spoken_for
from wikilearn.core import languages
from wikilearn.core.disclosure import FEWEST, share, shown, suppress_table
from wikilearn.movement.models import Organisation, Territory
from wikilearn.people.models import Person


class Figure(NamedTuple):
    """One figure: what it says, its value ("–" where a few people would be seen), and how to read it."""

    key: str
    name: str
    value: str
    words: str


HIDDEN = "–"


def rounds_visible_to(person: Person | AnonymousUser) -> QuerySet[MatchRound]:
    """Published ones; all to curators, those of their organisations to coordinators."""
    rows = MatchRound.objects.select_related("organisation")
    if person.has_perm("skills_exchange.tune_matching"):
        return rows
    seen = Q(state=RoundState.PUBLISHED)
    if person.is_authenticated:
        seen |= Q(organisation__in=[each.pk for each in organisations_spoken_for(person)])
    return rows.filter(seen)


def organisations_for(person: Person) -> QuerySet[Organisation]:
    """For which organisations somebody may set up a round."""
    if person.has_perm("skills_exchange.tune_matching"):
        return Organisation.objects.active()
    return Organisation.objects.filter(pk__in=[each.pk for each in organisations_spoken_for(person)])


def pool_in_words(found: MatchRound) -> list[str]:
    """Whom a round is for, a line each; none means everybody."""
    pool = found.pool
    lines = [skill.label for skill in Skill.objects.filter(slug__in=pool.get("skills", []))]
    lines += [languages.get(tag).autonym for tag in pool.get("languages", [])]
    lines += [place.name for place in Territory.objects.filter(code__in=pool.get("territories", []))]
    if "programme" in pool:
        titles = Programme.objects.filter(slug=pool["programme"]).values_list("title", flat=True)
        return [*lines, *titles]
    if found.organisation is not None:
        lines.append(_("Members of %(name)s") % {"name": found.organisation.name})
    return lines


def figures_of(metrics: Mapping[str, Any]) -> list[Figure]:
    """The figures that can be published: whatever would stand for fewer than five people is hidden."""
    if not metrics:
        return []
    parity = metrics["parity"]
    under, others = parity["people"], metrics["people"] - parity["people"]
    served = [parity["served"], metrics["served"] - parity["served"]]
    table = suppress_table([[served[0], under - served[0]], [served[1], others - served[1]]])
    people, reached = table.total, table.column_totals[0]
    few = people is None or reached is None
    return [
        Figure("people", _("People who look for something"), _number(people), ""),
        Figure("served", _("People with a match"), _number(reached), _("Each counts once.")),
        Figure("served_share", _("Share with a match"), _percent(share(metrics["served"], metrics["people"])), ""),
        Figure("lists", _("With lists by score alone"), _percent(share(metrics["lists"]["served"], metrics["people"])),
               _("Everybody asks whoever fits best; these take who fits them best until they are full.")),
        Figure("under", _("Share of under-represented communities"), _percent(_known(table, 0, served[0], under)), ""),
        Figure("others", _("Share of all others"), _percent(_known(table, 1, served[1], others)), ""),
        Figure("matches", _("Matches"), HIDDEN if few else _number(shown(metrics["matches"])), ""),
        Figure("rings", _("Matches in rings"), _percent(_in_rings(metrics)), ""),
        Figure("mean_score", _("Mean score"), HIDDEN if few else str(metrics["mean_score"]),
               HIDDEN if few else _("By lists: %(score)s.") % {"score": metrics["lists"]["mean_score"]}),
        Figure("gap", _("Below the best possible by at most"), _gap(metrics["gap"]), ""),
        Figure("over_cap", _("Sharers with more than their limit"), str(metrics["over_cap"]), _("Must be 0.")),
        Figure("load_gini", _("Inequality of load"), HIDDEN if few else str(metrics["load_gini"]),
               _("0: all sharers have the same; 1: one has everything (Gini).")),
        Figure("exposure_gini", _("Inequality of being shown"), HIDDEN if few else str(metrics["exposure_gini"]), ""),
        *_quality(metrics, few=few),
    ]  # fmt: skip


def _quality(metrics: Mapping[str, Any], *, few: bool) -> list[Figure]:
    """Figures that rounds have since they are kept. One match is of two people, so few matches are hidden as well."""
    rows = []
    if (recall := metrics.get("recall_at_10")) is not None:
        value = HIDDEN if few else _("%(number)s%%") % {"number": round(100 * recall, 1)}
        rows.append(Figure("recall", _("Of the ten best, in the suggestions"), value, _("In a sample of people.")))
    if answers := metrics.get("answers"):
        known = answers["hours"] is not None and answers["answered"] >= FEWEST
        hours = localize(answers["hours"]) if known else HIDDEN
        words = ngettext("Of %(number)s published round.", "Of %(number)s published rounds.", answers["rounds"])
        told = words % {"number": answers["rounds"]}
        accepted = _percent(share(answers["accepted"], answers["decided"]))
        rows.append(Figure("acceptance", _("Suggestions that both accepted"), accepted, told))
        rows.append(Figure("hours", _("Hours until the first answer"), hours, _("Half were faster.")))
    return rows


def _number(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


def _percent(value: int | None) -> str:
    return HIDDEN if value is None else _("%(number)s%%") % {"number": value}


def _known(table: Any, row: int, part: int, whole: int) -> int | None:
    return None if None in table.cells[row] else share(part, whole)


def _in_rings(metrics: Mapping[str, Any]) -> int | None:
    return share(round((metrics["ring_share"] or 0) * metrics["matches"]), metrics["matches"])


def _gap(value: float | None) -> str:
    return _("not worked out") if value is None else _("%(number)s%%") % {"number": round(100 * value, 2)}
