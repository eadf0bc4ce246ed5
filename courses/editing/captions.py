"""Captions: WebVTT and SRT in, WebVTT out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from django.utils.translation import gettext as _

from courses.errors import UploadRefused

LARGEST = 1024 * 1024
MOST_CUES = 5_000
LONGEST_CUE = 1_000
_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in milliseconds."""

    start: int
    end: int
    text: str


def parse_captions(content: bytes) -> list[Cue]:
    """The cues of a WebVTT or SRT file. Raises `UploadRefused`, which says where the first mistake is."""
    if len(content) > LARGEST:
        raise _refused(_("The captions are too large."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("The captions are not a text file in UTF-8.")) from None
    chunks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    cues: list[Cue] = []
    for chunk in chunks:
        cue = _cue(chunk.split("\n"), number=len(cues) + 1)
        if cue is not None:
            _check_order(cues[-1] if cues else None, cue, number=len(cues) + 1)
            cues.append(cue)
    if not cues:
        raise _refused(_("There are no captions in this file. It should be WebVTT or SRT."))
    if len(cues) > MOST_CUES:
        raise _refused(_("These are too many captions for one recording."))
    return cues


def webvtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file; nothing in their texts is markup."""
    parts = [f"{clock(cue.start)} --> {clock(cue.end)}\n{_payload(cue.text)}" for cue in cues]
    return "WEBVTT\n\n" + "\n\n".join(parts) + "\n"


def clock(milliseconds: int) -> str:
    """`HH:MM:SS.mmm`."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _cue(lines: list[str], *, number: int) -> Cue | None:
    """One cue; None for a header, a note, a style."""
    at = next((place for place, line in enumerate(lines) if "-->" in line), None)
    if at is None:
        return None
    timing = _TIMING.match(lines[at])
    if timing is None:
        raise _refused(_("The times of caption %(number)d cannot be read.") % {"number": number})
    text = _plain("\n".join(lines[at + 1 :]))
    if len(text) > LONGEST_CUE:
        raise _refused(_("Caption %(number)d is too long.") % {"number": number})
    groups = timing.groups()
    return Cue(_milliseconds(*groups[:4]), _milliseconds(*groups[4:]), text) if text else None


def _check_order(before: Cue | None, cue: Cue, *, number: int) -> None:
    where = {"number": number, "time": clock(cue.start)}
    if cue.end <= cue.start:
        raise _refused(_("Caption %(number)d (%(time)s) ends before it begins.") % where)
    if before is not None and cue.start < before.start:
        raise _refused(
            _("The captions are out of order: caption %(number)d (%(time)s) begins before the one above it.") % where
        )


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)


def _plain(text: str) -> str:
    """The words alone; who speaks stays."""
    return unescape(_TAG.sub("", _VOICE.sub(r"\1: ", text))).strip()


def _payload(text: str) -> str:
    """A cue must not have empty lines."""
    return "\n".join(line for line in escape(text, quote=False).splitlines() if line.strip())


def _refused(sentence: str) -> UploadRefused:
    return UploadRefused(sentence, field="captions")
