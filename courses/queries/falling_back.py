"""What a reader sees in place of a text that their language does not have: the next of their own languages first.

Pages are compiled once a language, and fall back to its parents and the source. A reader who prefers a third language
to the source gets its blocks in those places, taken from the page that is ready in it.
"""

from collections.abc import Sequence
from typing import Any, Protocol

FALLBACK = "fallback"


class Compiled(Protocol):
    """A lesson in one language, as `CompiledLesson` keeps it."""

    language: str
    title: str
    title_language: str
    blocks: list[dict[str, Any]]


def languages_between(chain: Sequence[str], *, shown: str, source: str, offered: Sequence[str]) -> list[str]:
    """The languages that the reader prefers to the source, after the one that is shown, in which there is a page.

    >>> languages_between(["pt-BR", "pt", "es", "en"], shown="pt-BR", source="en", offered=["en", "es", "pt-BR"])
    ['es']
    """
    if shown == source:
        return []
    before = chain[: chain.index(source)] if source in chain else chain
    return [tag for tag in dict.fromkeys(before) if tag != shown and tag in offered]


def fall_back(lesson: Compiled, others: Sequence[Compiled]) -> None:
    """Put what fell back in the lesson into the first of the other languages that has it, and keep the notice."""
    for place, block in enumerate(lesson.blocks):
        if block["notice"] == FALLBACK and not block.get("questions"):
            lesson.blocks[place] = next(
                (said | {"notice": FALLBACK} for other in others if (said := _own(other, block["key"])) is not None),
                block,
            )
    if lesson.title_language != lesson.language:
        for other in others:
            if other.title_language == other.language:
                lesson.title, lesson.title_language = other.title, other.title_language
                return


def _own(other: Compiled, key: str) -> dict[str, Any] | None:
    """The block in the other lesson's own language."""
    return next((block for block in other.blocks if block["key"] == key and block["language"] == other.language), None)
