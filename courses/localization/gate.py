"""Which translations learners get, and when a module can be published in a language.

A module goes live in a language when enough of its texts may be served there: all of them in mandatory and sensitive
courses unless the course says otherwise, four in five elsewhere. From then on it stays live: what its translators write
later is taken in with each publication, and a text that they are still at work on is served as it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.enums import TranslationState
from courses.localization.checks import option_problems

Document = dict[str, Any]
Served = dict[str, list[str]]
"""`{segment key: [text, state, source hash]}`, as documents keep the texts of a language."""

GUARDED, OPEN = 100, 80
COURSE = ""
"""The part of a document that holds the course's own texts; the others are keys of modules."""


@dataclass(frozen=True, slots=True)
class Now:
    """A translation as it stands. `reviewed`: somebody has approved this very text, perhaps for an earlier source."""

    text: str
    state: str
    source_hash: str
    reviewed: bool


@dataclass(slots=True)
class Part:
    """How far a module is in a language. `held`: questions of which an answer is missing."""

    key: str
    total: int = 0
    served: int = 0
    unreviewed: int = 0
    outdated: int = 0
    held: list[str] = field(default_factory=list)

    def passes(self, threshold: int) -> bool:
        """Enough of it may be served, and no question lacks an answer."""
        return self.total > 0 and 100 * self.served >= threshold * self.total and not self.held


def threshold_of(settings: Mapping[str, Any], *, guarded: bool) -> int:
    """The share of texts in per cent that opens the gate, as the settings of the course say."""
    wanted = settings.get("localization", {}).get("threshold")
    return wanted if isinstance(wanted, int) and 1 <= wanted <= 100 else GUARDED if guarded else OPEN


def serves_unreviewed(settings: Mapping[str, Any], *, guarded: bool) -> bool:
    """Texts that nobody has reviewed may be served, marked as such; never in a guarded course."""
    return not guarded and settings.get("localization", {}).get("unreviewed", True) is True


def parts_of(document: Document) -> dict[str, str]:
    """The part that each segment belongs to."""
    found = dict.fromkeys(document["segments"], COURSE)
    for module in document["modules"]:
        for element in (module, *module["lessons"], *(b for lesson in module["lessons"] for b in lesson["blocks"])):
            found |= dict.fromkeys(element["texts"].values(), module["key"])
    for question in document["questions"]:
        found |= dict.fromkeys(question["texts"].values(), question["module"])
    return found


def serve(
    document: Document, live: set[str], *, current: Mapping[str, Now], previous: Served, unreviewed: bool
) -> Served:
    """What the document serves of a language: current texts of the `live` parts, where they may be served, else those
    that were served before. A question of which an answer is missing falls back as a whole.
    """
    parts = parts_of(document)
    served: Served = {}
    for key, segment in document["segments"].items():
        now, was = current.get(key), previous.get(key)
        if parts[key] in live and now is not None and _may_be_served(now, unreviewed=unreviewed):
            fits = now.source_hash == segment["hash"]
            if not fits and was is not None and was[2] == segment["hash"]:
                served[key] = _kept(was, segment["hash"])
            else:
                state = (TranslationState.REVIEWED if now.reviewed else TranslationState.TRANSLATED) if fits else None
                served[key] = [now.text, str(state or TranslationState.OUTDATED), now.source_hash]
        elif was is not None:
            served[key] = _kept(was, segment["hash"])
    for question in _incomplete(document, served):
        for key in question["texts"].values():
            served.pop(key, None)
    return served


def gates(document: Document, *, current: Mapping[str, Now], previous: Served, unreviewed: bool) -> dict[str, Part]:
    """How far each module is in a language, were it published now."""
    parts = parts_of(document)
    everything = {COURSE, *(module["key"] for module in document["modules"])}
    found: dict[str, Part] = defaultdict(lambda: Part(""))
    for key in everything:
        found[key] = Part(key)
    served = serve(document, everything, current=current, previous=previous, unreviewed=unreviewed)
    for key, segment in document["segments"].items():
        if not segment["text"]:
            continue
        part = found[parts[key]]
        part.total += 1
        if key in served:
            state = served[key][1]
            part.served += 1
            part.unreviewed += state == TranslationState.TRANSLATED
            part.outdated += state == TranslationState.OUTDATED
    given = {
        key: [now.text, now.state, ""] for key, now in current.items() if _may_be_served(now, unreviewed=unreviewed)
    }
    for question in _incomplete(document, previous | given):
        found[question["module"]].held.append(question["key"])
    return dict(found)


def _may_be_served(now: Now, *, unreviewed: bool) -> bool:
    if not now.text.strip() or now.state in (TranslationState.DRAFT, TranslationState.REJECTED):
        return False
    return now.reviewed or unreviewed


def _kept(was: list[str], source_hash: str) -> list[str]:
    """A text that was served before, under the source as it is now."""
    text, state, made_from = was
    if made_from != source_hash:
        return [text, str(TranslationState.OUTDATED), made_from]
    return [text, str(TranslationState.REVIEWED) if state == TranslationState.OUTDATED else state, made_from]


def _incomplete(document: Document, served: Served) -> Iterator[Document]:
    """Questions of which some answers are said and others not."""
    for question in document["questions"]:
        options = {part.partition(".")[2]: key for part, key in question["texts"].items() if part.startswith("option.")}
        source = {option: document["segments"][key]["text"] for option, key in options.items()}
        said = {option: served[key][0] for option, key in options.items() if key in served}
        if any(found.code == "missing_option" for found in option_problems(list(options), source, said)):
            yield question
