"""Why somebody is suggested, and what a score is made of, as people read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from skills_exchange.enums import SkillLevel
from skills_exchange.matching.reasons import Reason
from wikilearn.core import languages

PART_NAMES: dict[str, str | Promise] = {
    "level": gettext_lazy("The level fits"),
    "verified": gettext_lazy("Evidence for the skill"),
    "overlap": gettext_lazy("Common free hours"),
    "mutual": gettext_lazy("You can help each other"),
    "free": gettext_lazy("Free places"),
    "recent": gettext_lazy("Here lately"),
    "territory": gettext_lazy("The same territory"),
    "parity": gettext_lazy("Bonus for under-represented communities"),
    "exposure": gettext_lazy("Was shown often lately"),
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """Names that reasons need, and the clock of the reader: `evidence` by claim, `skills` and `territories` by key."""

    zone: str
    day: date
    evidence: Mapping[int, str] = field(default_factory=dict)
    skills: Mapping[int, str] = field(default_factory=dict)
    territories: Mapping[int, str] = field(default_factory=dict)


def sentence(reason: Reason, names: Lookup) -> str:
    """One sentence; `KeyError` for a code that nobody has words for."""
    return _WORDS[reason.code](reason.values, names)


def _language(values: Mapping[str, Any], _names: Lookup) -> str:
    return _("Speaks %(language)s.") % {"language": languages.get(values["tag"]).autonym}


def _hours(values: Mapping[str, Any], names: Lookup) -> str:
    monday = datetime.combine(names.day - timedelta(days=names.day.weekday()), time(), tzinfo=UTC)
    first, last = (
        (monday + timedelta(minutes=15 * values[key])).astimezone(ZoneInfo(names.zone)) for key in ("first", "last")
    )
    return _("Free on %(weekday)s from %(first)s to %(last)s, your time.") % {
        "weekday": formats.date_format(first, "l"),
        "first": formats.time_format(first.time(), "TIME_FORMAT"),
        "last": formats.time_format(last.time(), "TIME_FORMAT"),
    }


def _verified(values: Mapping[str, Any], names: Lookup) -> str:
    title = names.evidence.get(values["claim"])
    return _("Shown by: %(title)s.") % {"title": title} if title else _("Has shown this skill.")


def _level(values: Mapping[str, Any], _names: Lookup) -> str:
    return _("Shares it at the level “%(level)s”.") % {"level": SkillLevel(values["level"]).label}


def _mutual(values: Mapping[str, Any], names: Lookup) -> str:
    return _("Would like to learn something that you share: %(skill)s.") % {"skill": names.skills[values["skill"]]}


def _territory(values: Mapping[str, Any], names: Lookup) -> str:
    return _("Is in the same territory: %(territory)s.") % {"territory": names.territories[values["territory"]]}


def _free(values: Mapping[str, Any], _names: Lookup) -> str:
    number = values["places"]
    return ngettext("Has %(number)s free place.", "Has %(number)s free places.", number) % {"number": number}


_WORDS: dict[str, Callable[[Mapping[str, Any], Lookup], str]] = {
    "language": _language,
    "hours": _hours,
    "any_time": lambda _values, _names: _("Has plenty of hours in common with you."),
    "verified": _verified,
    "level": _level,
    "mutual": _mutual,
    "territory": _territory,
    "free": _free,
    "recent": lambda _values, _names: _("Was here in the last two weeks."),
}

NUMBER_NAMES: dict[str, str | Promise] = PART_NAMES | {
    "full_overlap": gettext_lazy("Common hours a week that count in full"),
    "full_free": gettext_lazy("Free places that count in full"),
    "half_recent": gettext_lazy("Days after which having been here counts half"),
    "full_exposure": gettext_lazy("Times shown from which the most is taken away"),
}
NUMBER_WORDS: dict[str, str | Promise] = {
    "level": gettext_lazy("Points if the sharer is at the level that is wanted; less if below, or far above."),
    "verified": gettext_lazy("Points if a certification, a course or a badge shows the skill."),
    "overlap": gettext_lazy("Points for hours of the week that both have free."),
    "mutual": gettext_lazy("Points if the sharer would like to learn something that the learner shares."),
    "free": gettext_lazy("Points for places that the sharer has free."),
    "recent": gettext_lazy("Points for having been here lately. They fade with the days."),
    "territory": gettext_lazy("Points if both are in the same territory."),
    "parity": gettext_lazy("Points for learners of the communities listed below. They count in rounds."),
    "exposure": gettext_lazy("Points taken away from whoever was shown often lately, so that others are seen too."),
}
