"""Whether a version of the table can be used, and what it would change."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ucoc import jurisdiction
from ucoc.enums import LAST_RESORT, AccusedRole, BodyKind, Conduct, Place, Reach, Severity, TableState
from ucoc.jurisdiction import (
    Cell,
    Change,
    Flaw,
    Rule,
    changes,
    compile_table,
    flaws_of,
    paths_together,
)
from ucoc.models.bodies import BodyMember, EnforcementBody
from ucoc.models.jurisdiction import JurisdictionTable
from ucoc.queries.jurisdiction import rules_of, seats
from wikilearn.core.dates import today


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a version cannot be used, in a sentence; `keys` are the rules it is about."""

    sentence: str
    keys: tuple[str, ...] = ()


def problems_of(table: JurisdictionTable, day: date | None = None) -> list[Problem]:
    """What is wrong with a version: its rules, nobody at the end, or somebody in two bodies of one path."""
    rules = rules_of(table)
    kinds = dict(EnforcementBody.objects.values_list("pk", "kind"))
    flaws = flaws_of(rules, lambda key: kinds.get(key) if isinstance(key, int) else None)
    if flaws:
        return [_problem(flaw) for flaw in flaws]
    return _nobody_at_the_end(day or today()) or _in_two_bodies(rules, day or today())


def _problem(flaw: Flaw) -> Problem:
    keys = " → ".join(flaw.keys)
    if flaw.what == jurisdiction.ITSELF:
        sentence = _("The rule “%(rule)s” falls back to itself.") % {"rule": keys}
    elif flaw.what == jurisdiction.CIRCLE:
        sentence = _("These rules turn in a circle: %(rules)s") % {"rules": keys}
    elif flaw.what == jurisdiction.UNKNOWN:
        sentence = _("The rule “%(rule)s” falls back to a rule that does not exist.") % {"rule": keys}
    elif flaw.what == jurisdiction.DEAD_END:
        sentence = _("This path ends neither at the U4C nor at trust and safety: %(rules)s") % {"rules": keys}
    elif flaw.what == jurisdiction.TWICE:
        sentence = _("From the rule “%(rule)s” a case would come to the same body twice.") % {"rule": keys}
    else:
        sentence = ngettext(
            "%(number)d combination has no rule, for example: %(example)s",
            "%(number)d combinations have no rule, for example: %(example)s",
            flaw.number,
        ) % {"number": flaw.number, "example": words(flaw.cell) if flaw.cell else ""}
    return Problem(sentence, flaw.keys)


def _nobody_at_the_end(day: date) -> list[Problem]:
    """Every path ends at the last resort; somebody has to be there."""
    if any(seat.able and seat.kind in LAST_RESORT and seat.wiki is None for seat in seats(day)):
        return []
    return [Problem(_("Neither the U4C nor trust and safety has members who could take a case."))]


def _in_two_bodies(rules: list[Rule], day: date) -> list[Problem]:
    pairs = paths_together(compile_table(0, rules, seats(day, whoever=True)))
    seated: dict[int, list[BodyMember]] = {}
    for member in BodyMember.objects.live(day).deciding().select_related("person", "body"):
        seated.setdefault(member.person_id, []).append(member)
    return [
        Problem(
            _("%(name)s works in “%(one)s” and in “%(other)s”, and a case could pass both.")
            % {"name": one.person.username, "one": one.body.name, "other": other.body.name}
        )
        for members in seated.values()
        for place, one in enumerate(members)
        for other in members[place + 1 :]
        if frozenset((one.body_id, other.body_id)) in pairs
    ]


def preview(table: JurisdictionTable) -> list[Change]:
    """Which combinations another version changes, compared with what counts on the day before it."""
    base = JurisdictionTable.objects.in_force(table.in_force_from).exclude(pk=table.pk).first()
    if base is None:
        return []
    return changes(rules_of(base), rules_of(table))


def words(cell: Cell) -> str:
    """A combination in the words of the page."""
    parts = (
        Conduct(cell.conduct).label,
        Severity(cell.severity).label,
        Place(cell.place).label,
        AccusedRole(cell.role).label,
        Reach(cell.reach).label,
    )
    return " · ".join(str(part) for part in parts)


def path_words(targets: tuple[str, ...]) -> str:
    """The kinds or bodies of a path in the words of the page; deadlines that a rule sets stand beside them."""
    names = dict(EnforcementBody.objects.values_list("pk", "name"))
    return " → ".join(_target_words(target, names) for target in targets)


def _target_words(target: str, names: dict[int, str]) -> str:
    what, _space, terms = target.partition(" ")
    name = names.get(int(what), what) if what.isdigit() else str(BodyKind(what).label)
    return f"{name} ({terms})" if terms else name


def open_version() -> JurisdictionTable | None:
    """The version that is under work."""
    return JurisdictionTable.objects.filter(state__in=[TableState.DRAFT, TableState.PROPOSED]).first()
