"""A lesson as Markdown: front matter, then blocks between `::: kind key` and `:::`.

A block may begin with fields between two lines `---`; what follows is its main text. A picture is written as
`![alternative](file)`, with its caption under it. Text outside of blocks is a block of its own. A block that holds a
line of colons is fenced by more colons.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.editing.parts import PARTS, format_of
from courses.enums import BlockKind, TextFormat
from courses.exchange.ours.nodes import Fields, Problem, Source, checked_text, compose
from courses.exchange.ours.spelling import spell
from courses.exchange.ours.texts import read_texts, texts_fields

OPENING = re.compile(r"^(:{3,})[ \t]+([a-z_]+)(?:[ \t]+(\S+))?[ \t]*$")
PICTURE = re.compile(r"^!\[(.*)\]\(([^()\s]+)\)$")
MAIN = {
    BlockKind.PROSE: "text",
    BlockKind.IMAGE: "caption",
    BlockKind.VIDEO: "transcript",
    BlockKind.AUDIO: "transcript",
    BlockKind.DOWNLOAD: "text",
    BlockKind.EXERCISE: "text",
}
"""The part that is written as the body of a block."""
WITH_MEDIA = frozenset({BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.DOWNLOAD})


@dataclass(slots=True)
class Block:
    """A block as a file has it. `texts` by part; `formats` of parts that are not written in their usual way."""

    kind: str
    key: str
    texts: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    core: bool = False
    line: int = field(default=1, compare=False)


@dataclass(slots=True)
class _Raw:
    kind: str
    key: str
    header: str
    header_line: int
    body: str
    line: int


def parse(text: str, source: Source) -> tuple[Fields, list[Block]]:
    """Front matter and blocks of a lesson."""
    lines = text.split("\n")
    front, start = _front(lines, 0)
    fields = Fields.of(compose(front, Source(source.path, source.problems, 1)), Source(source.path, source.problems, 1))
    blocks, seen = [], set()
    for raw in _raw_blocks(lines, start, source):
        block = _block(raw, source)
        if block.key in seen:
            source.problem(_("The key “%(key)s” is used twice.") % {"key": block.key}, raw.line)
            continue
        seen.add(block.key)
        blocks.append(block)
    return fields, blocks


def write(front: dict[str, Any], blocks: list[Block]) -> str:
    """The file; `parse` gives the same back."""
    parts = ["---\n" + (spell(front) if front else "") + "---\n", *(write_block(block) for block in blocks)]
    return "\n".join(parts)


def write_block(block: Block) -> str:
    """The block in the most natural way that reads back as the same."""
    for natural in (True, False):
        text = _written(block, natural=natural)
        problems: list[Problem] = []
        source = Source("", problems)
        found = [_block(raw, source) for raw in _raw_blocks(text.split("\n"), 0, source)]
        if found == [block] and not problems:
            return text
    raise AssertionError(block.key)


def _front(lines: list[str], start: int) -> tuple[str, int]:
    """The YAML between two `---` at this place, and where the rest begins; nothing where there is none."""
    if start < len(lines) and lines[start].rstrip() == "---":
        for end in range(start + 1, len(lines)):
            if lines[end].rstrip() == "---":
                return "\n".join(lines[start + 1 : end]) + "\n", end + 1
    return "", start


def _raw_blocks(lines: list[str], start: int, source: Source) -> list[_Raw]:
    found: list[_Raw] = []
    loose: list[str] = []
    loose_line, place, bare, fence = start + 1, start, 0, ""

    def flush() -> None:
        nonlocal bare, loose
        if body := _trimmed(loose):
            bare += 1
            key = "text" if bare == 1 else f"text-{bare}"
            found.append(_Raw(str(BlockKind.PROSE), key, "", loose_line, body, loose_line))
        loose = []

    while place < len(lines):
        line = lines[place]
        opening = None if fence else OPENING.match(line)
        if opening is None:
            mark = re.match(r"^ {0,3}(`{3,}|~{3,})", line)
            if fence and re.match(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", line):
                fence = ""
            elif mark and not fence:
                fence = mark[1]
            elif not fence and line.startswith(":::"):
                source.problem(_("This line neither opens nor closes a block. Write “::: kind key”."), place + 1)
            if not loose:
                loose_line = place + 1
            loose.append(line)
            place += 1
            continue
        flush()
        raw, place = _fenced(lines, place, opening, source)
        found.append(raw)
    flush()
    return found


def _fenced(lines: list[str], start: int, opening: re.Match[str], source: Source) -> tuple[_Raw, int]:
    colons = opening[1]
    end = next((place for place in range(start + 1, len(lines)) if lines[place].rstrip() == colons), None)
    if end is None:
        message = _("The block is not closed: there is no line “%(colons)s” after it.")
        source.problem(message % {"colons": colons}, start + 1)
        end = len(lines)
    inside = lines[start + 1 : end]
    header, after = _front(inside, 0)
    body = _trimmed(inside[after:])
    return _Raw(opening[2], opening[3] or "", header, start + 2, body, start + 1), end + 1


def _block(raw: _Raw, source: Source) -> Block:
    inner = Source(source.path, source.problems, raw.header_line)
    fields = Fields.of(compose(raw.header, inner), inner)
    if not fields.nodes:
        fields.line = raw.line
    if raw.kind not in BlockKind.values:
        message = _("“%(value)s” is not known here. Known are: %(known)s.")
        known = ", ".join(sorted(BlockKind.values))
        source.problem(message % {"value": raw.kind, "known": known}, raw.line)
        raw.kind = str(BlockKind.OPAQUE)
    block = Block(raw.kind, fields.text("key") or raw.key, line=raw.line)
    if not block.key:
        source.problem(_("The block has no key. Write “::: kind key”."), raw.line)
    body = raw.body
    if block.kind == BlockKind.IMAGE and (picture := PICTURE.match(body.split("\n", 1)[0])):
        block.texts["alt"] = checked_text(picture[1], "alt", source, raw.line)
        block.settings["media"] = picture[2]
        body = _trimmed(body.split("\n")[1:])
    _read_fields(block, fields)
    if body:
        if (main := MAIN.get(BlockKind(block.kind))) is None:
            source.problem(_("A block of this kind has no text of its own."), raw.line)
        elif main in block.texts:
            source.problem(_("The field “%(name)s” stands here twice.") % {"name": main}, raw.line)
        else:
            block.texts[main] = checked_text(body, main, source, raw.line)
    return block


def _read_fields(block: Block, fields: Fields) -> None:
    block.core = fields.yes("core")
    block.questions = fields.texts("questions")
    kept = fields.mapping("settings")
    if "media" in fields and block.kind in WITH_MEDIA:
        kept = {"media": fields.text("media") or ""} | kept
    block.settings = block.settings | kept
    if "decorative" in fields and block.kind == BlockKind.IMAGE:
        block.settings["decorative"] = fields.yes("decorative")
    read_texts(fields, PARTS[block.kind], block.texts, block.formats)
    fields.asked.add("key")
    fields.finish()


def _written(block: Block, *, natural: bool) -> str:
    header: dict[str, Any] = {}
    settings, texts, lines = dict(block.settings), dict(block.texts), []
    named = bool(re.match(r"^\S+$", block.key))
    if not named:
        header["key"] = block.key
    if block.core:
        header["core"] = True
    if block.kind in WITH_MEDIA and isinstance(settings.get("media"), str):
        alt = texts.get("alt", "\n")
        line = f"![{alt}]({settings['media']})"
        match = PICTURE.match(line)
        if natural and block.kind == BlockKind.IMAGE and match and match.groups() == (alt, settings["media"]):
            lines.append(line)
            del texts["alt"]
        else:
            header["media"] = settings["media"]
        del settings["media"]
    if block.kind == BlockKind.IMAGE and isinstance(settings.get("decorative"), bool):
        header["decorative"] = settings.pop("decorative")
    if block.questions:
        header["questions"] = block.questions
    main = MAIN.get(BlockKind(block.kind))
    if natural and main in texts and _fits(texts[main]):
        lines += ["", *texts.pop(main).split("\n")] if lines else texts.pop(main).split("\n")
    if settings:
        header["settings"] = settings
    header |= texts_fields(texts, PARTS[block.kind], block.formats)
    longest = max((len(found[0]) for line in lines if (found := re.match(r":+", line))), default=0)
    fence = ":" * max(3, longest + 1)
    top = f"{fence} {block.kind} {block.key}" if named else f"{fence} {block.kind}"
    fields = f"---\n{spell(header)}---\n" if header else ("---\n---\n" if lines and lines[0].rstrip() == "---" else "")
    body = "\n".join(lines) + "\n" if lines else ""
    return f"{top}\n{fields}{body}{fence}\n"


def _fits(text: str) -> bool:
    return bool(text.strip()) and "\r" not in text and _trimmed(text.split("\n")) == text


def _trimmed(lines: list[str]) -> str:
    """The lines without empty ones at both ends."""
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ""
    last = next(place for place in range(len(lines), 0, -1) if lines[place - 1].strip())
    return "\n".join(lines[first:last])


def usual_formats(formats: dict[str, str]) -> dict[str, str]:
    """Those that are not the usual ones of their parts."""
    return {part: str(TextFormat(name)) for part, name in formats.items() if name != format_of(part)}
