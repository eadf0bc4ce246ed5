"""What is wrong with a question before anybody answers it, and what makes a pool easy to guess.

`problems_of` stops a question from being saved; `warnings_of` and `pool_warnings` are advice to its author. Both give
translated sentences. `texts` map a part to its source text (`courses.publishing.asking`).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.assessment import scenarios, words
from courses.enums import QuestionKind

LONGER = 2.0
"""A right option this many times as long as the others on average gives itself away."""
ENOUGH = 5
"""Questions from which on a habit of the author can be told from chance."""
CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
Asked = tuple[str, Mapping[str, Any], Mapping[str, Any], Mapping[str, str]]
"""Kind, settings, key of answers, texts."""
Single = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, str]]
"""Settings, key of answers and texts of a question with one right answer."""


def problems_of(
    kind: str, *, settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]
) -> list[str]:
    """Why the question cannot be asked like this; empty if it can."""
    found = [] if texts.get("prompt", "").strip() else [_("The question has no text.")]
    if kind in CHOICES:
        found += _choices(kind, settings, answer, texts)
    elif kind == QuestionKind.ORDERING:
        found += _ordering(settings, answer, texts)
    elif kind == QuestionKind.MATCHING:
        found += _matching(settings, answer, texts)
    elif kind == QuestionKind.NUMERIC:
        found += _numeric(answer)
    elif kind == QuestionKind.SHORT_TEXT:
        found += _short_text(texts)
    elif kind == QuestionKind.SCENARIO:
        found += _scenario(settings, answer, texts)
    else:
        found.append(_("This kind of question is not known."))
    return found


def warnings_of(
    kind: str, *, settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]
) -> list[str]:
    """What lets people guess the answer of one question."""
    if kind not in CHOICES:
        return []
    lengths = {key: len(texts.get(f"option.{key}", "")) for key in settings.get("options", ())}
    right = [length for key, length in lengths.items() if key in answer.get("correct", ())]
    others = [length for key, length in lengths.items() if key not in answer.get("correct", ())]
    if right and others and sum(right) / len(right) > LONGER * max(sum(others) / len(others), 10):
        return [_("The right answer is much longer than the others: people will guess it.")]
    return []


def pool_warnings(pool: Sequence[Asked], *, drawn: int) -> list[str]:
    """What lets people guess, or learn by heart, a whole pool of which `drawn` questions are asked at a time."""
    found = []
    if len(pool) < drawn:
        found.append(
            ngettext(
                "The course asks %(drawn)d questions and has %(number)d: everybody gets the same.",
                "The course asks %(drawn)d questions and has only %(number)d: everybody gets the same.",
                len(pool),
            )
            % {"drawn": drawn, "number": len(pool)}
        )
    elif len(pool) < 2 * drawn:
        found.append(_("With twice as many questions, nobody would get the same ones when they renew."))
    singles = [
        (settings, answer, texts)
        for kind, settings, answer, texts in pool
        if kind == QuestionKind.SINGLE and len(settings.get("options", ())) > 2 and answer.get("correct")
    ]
    if len(singles) >= ENOUGH:
        longest, shortest = guessed_by_length(singles)
        if longest * 10 >= len(singles) * 7:
            found.append(_("In most questions the longest answer is the right one: people will guess."))
        if shortest * 10 >= len(singles) * 7:
            found.append(_("In most questions the shortest answer is the right one: people will guess."))
        fixed = [(settings, answer) for settings, answer, _texts in singles if settings.get("shuffle") is False]
        places = [_place(settings, answer) for settings, answer in fixed]
        if len(places) >= ENOUGH and max(places.count(place) for place in set(places)) * 10 >= len(places) * 7:
            found.append(_("In most questions the right answer stands at the same place: people will guess."))
    return found


def _place(settings: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    options, right = list(settings["options"]), answer["correct"][0]
    return options.index(right) if right in options else -1


def guessed_by_length(singles: Sequence[Single]) -> tuple[float, float]:
    """How many questions with one right answer are guessed by always taking the longest option, and the shortest.

    Each is settings, answer and texts; among options of the same length the guess is by chance.
    """
    longest = shortest = 0.0
    for settings, answer, texts in singles:
        lengths = {key: len(texts.get(f"option.{key}", "")) for key in settings["options"]}
        right = lengths.get(answer["correct"][0])
        same = sum(length == right for length in lengths.values())
        longest += right == max(lengths.values()) and 1 / same
        shortest += right == min(lengths.values()) and 1 / same
    return longest, shortest


def _options(settings: Mapping[str, Any], texts: Mapping[str, str], part: str = "option") -> Iterator[str]:
    keys = settings.get(f"{part}s", [])
    if len(keys) < 2 and part == "option":
        yield _("Give at least two answers.")
    said = [texts.get(f"{part}.{key}", "").strip() for key in keys]
    if not all(said):
        yield _("An answer has no text.")
    if len({words.folded(text) or text for text in said}) < len(said):
        yield _("Two answers say the same.")


def _choices(
    kind: str, settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]
) -> Iterator[str]:
    yield from _options(settings, texts)
    options, right = set(settings.get("options", ())), set(answer.get("correct", ()))
    if not right:
        yield _("No answer is marked as right.")
    elif not right <= options:
        yield _("The right answer is none of the answers.")
    elif kind == QuestionKind.SINGLE and right == options:
        yield _("All answers are marked as right.")


def _ordering(settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    yield from _options(settings, texts)
    if sorted(answer.get("order", ())) != sorted(settings.get("options", ())):
        yield _("The right order does not name each line once.")


def _matching(settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    yield from _options(settings, texts)
    yield from _options(settings, texts, "item")
    if len(settings.get("items", ())) < 2:
        yield _("Give at least two lines to match.")
    pairs = answer.get("pairs", {})
    if set(pairs) != set(settings.get("items", ())) or not set(pairs.values()) <= set(settings.get("options", ())):
        yield _("Each line needs the answer that belongs to it.")


def _numeric(answer: Mapping[str, Any]) -> Iterator[str]:
    try:
        value, tolerance = Decimal(str(answer.get("value"))), Decimal(str(answer.get("tolerance") or 0))
    except InvalidOperation:
        yield _("The right answer is no number.")
        return
    if not value.is_finite() or not tolerance.is_finite() or tolerance < 0:
        yield _("The right answer is no number.")


def _short_text(texts: Mapping[str, str]) -> Iterator[str]:
    accepted = [text for part, text in texts.items() if part.startswith("accepted.")]
    if not any(words.folded(text) for text in accepted):
        yield _("No accepted answer is given.")
    if any(len(text) > words.LONGEST for text in accepted):
        yield _("An accepted answer is too long.")


def _scenario(settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    found = scenarios.problems(settings, answer)
    sentences = _scenario_sentences()
    for code, where in found:
        yield sentences[code] % {"where": where}
    if found:
        return
    for node in settings["nodes"]:
        if not texts.get(f"node.{node['id']}", "").strip():
            yield _("The situation “%(where)s” has no text.") % {"where": node["id"]}
        for choice in node["choices"]:
            step = f"{node['id']}.{choice['id']}"
            if not texts.get(f"choice.{step}", "").strip():
                yield _("The choice “%(where)s” has no text.") % {"where": step}


def _scenario_sentences() -> dict[str, str]:
    return {
        "shape": _("The scenario is not complete."),
        "large": _("The scenario is too large."),
        "id": _("“%(where)s” is no name for a situation or a choice: use letters, digits and hyphens."),
        "twice": _("The name “%(where)s” is used twice."),
        "start": _("The situation to start from does not exist: “%(where)s”."),
        "unknown": _("A choice leads to a situation that does not exist: “%(where)s”."),
        "dead_end": _("The situation “%(where)s” has no choices: let the choices that lead to it end the scenario."),
        "loop": _("The scenario goes round in circles at “%(where)s”: every way must end."),
        "unreachable": _("No choice leads to the situation “%(where)s”."),
        "points": _("No way through the scenario gains points. %(where)s"),
        "path": _("The right way cannot be gone to its end: “%(where)s”."),
    }
