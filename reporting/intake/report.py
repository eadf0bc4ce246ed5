"""A report as it goes to be sealed, from whichever door it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ucoc.enums import Conduct, Place


@dataclass(frozen=True, slots=True)
class Report:
    """The answers, checked by a form or the API. Severity, body, state and dates have no field: no client sets them."""

    what: str
    danger: bool = False
    who: str = ""
    place: str = Place.ONE_WIKI
    wiki: str = ""
    where: str = ""
    exclude: str = ""
    not_bodies: tuple[str, ...] = ()
    teller: str = "harmed"
    when: date | None = None
    when_words: str = ""
    conduct: str = Conduct.NOT_SURE
    clauses: tuple[str, ...] = ()
    wish: str = ""
    share: frozenset[str] = field(default_factory=frozenset)
    forward: bool = False
    match: bool = False
    contact: str = "here"
    contact_how: str = ""
    name: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> "Report":
        """From the cleaned answers of a form; others than ours are not looked at."""
        known = {each.name: answers[each.name] for each in fields(cls) if each.name in answers}
        for name in ("not_bodies", "clauses"):
            known[name] = tuple(known.get(name) or ())
        known["share"] = frozenset(known.get("share") or ())
        return cls(**known)

    @property
    def identity(self) -> str | None:
        """What goes into the box that only custodians open; None if the reporter said nothing about themself."""
        said = [line for line in (self.name.strip(), self.contact_how.strip()) if line]
        return "\n".join(said) or None

    def circumstances(self, teller: str) -> str:
        """Where, when and what kind, in lines with headings, in the language of the reporter."""
        when = " · ".join(
            part for part in (date_format(self.when, "DATE_FORMAT") if self.when else "", self.when_words) if part
        )
        lines = [
            (_("Reported by"), teller),
            (_("Wiki"), self.wiki),
            (_("Links and places"), f"\n{self.where}" if self.where else ""),
            (_("When"), when),
            (_("Kind of behaviour"), str(Conduct(self.conduct).label)),
            (_("Clauses"), ", ".join(self.clauses)),
        ]
        return "\n".join(f"{heading}: {text}" for heading, text in lines if text)
