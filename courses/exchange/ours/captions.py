"""Captions: WebVTT files beside the lessons, one for each language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.editing.captions import Cue, clock, parse_captions, webvtt
from courses.editing.parts import CUE
from courses.errors import UploadRefused
from courses.exchange.ours.nodes import Source


def as_file(cues: Any, texts: Mapping[str, str]) -> str | None:
    """The captions as WebVTT: all of the source, or those that are translated. None if a file would not say the same.

    `cues` are the times in the settings of the block, `texts` what is said by part.
    """
    if not is_timing(cues):
        return None
    times: list[tuple[int, int]] = [(start, end) for start, end in cues]
    parts = [part for part in texts if part.startswith(CUE)]
    if not parts or len(set(times)) != len(times):
        return None
    numbers = [number for number in range(1, len(times) + 1) if f"{CUE}{number}" in texts]
    if len(numbers) != len(parts):
        return None
    said = [Cue(*times[number - 1], texts[f"{CUE}{number}"]) for number in numbers]
    text = webvtt(said)
    try:
        return text if parse_captions(text.encode()) == said else None
    except UploadRefused:
        return None


def is_timing(cues: Any) -> bool:
    """Whether these are pairs of whole numbers."""
    return isinstance(cues, list) and all(
        isinstance(each, list) and len(each) == 2 and all(type(number) is int for number in each) for each in cues
    )


def source_cues(content: bytes, source: Source) -> tuple[list[list[int]], dict[str, str]]:
    """Times and texts by part of the captions in the source language."""
    found = _parsed(content, source)
    texts = {f"{CUE}{number}": cue.text for number, cue in enumerate(found, start=1)}
    return [[cue.start, cue.end] for cue in found], texts


def translated_cues(content: bytes, cues: list[list[int]], source: Source) -> dict[str, str]:
    """Texts by part of captions in another language: each belongs to that of the source with the same times."""
    places = {tuple(each): number for number, each in enumerate(cues, start=1)}
    texts = {}
    for cue in _parsed(content, source):
        number = places.get((cue.start, cue.end))
        if number is None:
            message = _("The source language has no caption from %(start)s to %(end)s.")
            source.problem(message % {"start": clock(cue.start), "end": clock(cue.end)})
        else:
            texts[f"{CUE}{number}"] = cue.text
    return texts


def _parsed(content: bytes, source: Source) -> list[Cue]:
    try:
        return parse_captions(content)
    except UploadRefused as error:
        source.problem(str(error))
        return []
