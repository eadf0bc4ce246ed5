"""What a course lacks before it can be reviewed, from its document alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import BlockKind
from courses.publishing.snapshot import Document

_LESSON_LINK = re.compile(r"\]\(\s*<?lesson:([^)\s>]+)|href\s*=\s*[\"']lesson:([^\"']+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing. `place` is where to mend it (see `courses.editing.elements.place_of`), `title` names
    that; empty for the course itself. What `blocks` keeps the course from being submitted and published.
    """

    sentence: str
    place: str
    title: str
    blocks: bool


def findings(document: Document) -> list[Finding]:
    """All that is missing, what keeps the course from being published first."""
    return sorted([*_of_course(document), *_of_parts(document)], key=lambda finding: not finding.blocks)


def obstacles(document: Document) -> list[Finding]:
    """What keeps the course from being published."""
    return [finding for finding in findings(document) if finding.blocks]


def _of_course(document: Document) -> Iterator[Finding]:
    said = document["course"]
    if not said.get("licence"):
        yield Finding(_("The course has no licence."), "settings", "", False)
    if not document["texts"].get("summary"):
        yield Finding(_("The course has no summary."), "course", "", False)
    asked, there = said.get("questions_per_attempt", 1), len(document["questions"])
    if 0 < there < asked:
        sentence = ngettext(
            "An attempt asks %(asked)d questions, but there is only %(number)d.",
            "An attempt asks %(asked)d questions, but there are only %(number)d.",
            there,
        )
        yield Finding(sentence % {"asked": asked, "number": there}, "questions", "", False)
    if not document["modules"]:
        yield Finding(_("The course has no modules yet."), "outline", "", False)


def _of_parts(document: Document) -> Iterator[Finding]:
    keys = {lesson["key"] for module in document["modules"] for lesson in module["lessons"]}
    for module in document["modules"]:
        if not module["lessons"]:
            yield Finding(_("The module has no lessons."), f"module/{module['key']}", _title(document, module), False)
        for lesson in module["lessons"]:
            title, place = _title(document, lesson), f"lesson/{lesson['key']}"
            if not lesson["blocks"]:
                yield Finding(_("The lesson is empty."), place, title, False)
            for block in lesson["blocks"]:
                for sentence, blocks in _of_block(document, block, keys):
                    yield Finding(sentence, f"{place}/{block['key']}", title, blocks)


def _of_block(document: Document, block: Document, lessons: set[str]) -> Iterator[tuple[str, bool]]:
    kind, settings, texts = block["kind"], block["settings"], block["texts"]
    key = settings.get("media")
    media = document.get("media", {}).get(key) if isinstance(key, str) else None
    if kind in _FILES and media is None:
        yield _FILES[kind](), True
    if kind == BlockKind.IMAGE and not settings.get("decorative") and not texts.get("alt"):
        yield _("The image has no description for those who cannot see it."), True
    if kind in (BlockKind.VIDEO, BlockKind.AUDIO) and not texts.get("transcript"):
        yield _("The recording has no transcript."), True
    if kind == BlockKind.VIDEO and not settings.get("cues"):
        yield _("The video has no captions."), True
    if kind in (BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO) and media and not media.get("licence"):
        yield _("The licence of the file is not named."), False
    if kind in (BlockKind.QUIZ, BlockKind.SCENARIO) and not block["questions"]:
        yield _("Nothing is asked in it."), False
    if kind == BlockKind.PROSE and not texts:
        yield _("The text is empty."), False
    for key in texts.values():
        for found in _LESSON_LINK.finditer(document["segments"][key]["text"]):
            if (target := found[1] or found[2]) not in lessons:
                yield _("A link leads to a lesson that is not there: %(lesson)s") % {"lesson": target}, False


_FILES = {
    BlockKind.IMAGE: lambda: _("The image has no file."),
    BlockKind.VIDEO: lambda: _("The video has no file."),
    BlockKind.AUDIO: lambda: _("The recording has no file."),
    BlockKind.DOWNLOAD: lambda: _("The download has no file."),
}


def _title(document: Document, element: Document) -> str:
    key = element["texts"].get("title")
    return document["segments"][key]["text"] if key else element["key"]
