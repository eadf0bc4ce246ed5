"""Which texts an element has, and how they are written."""

from courses.enums import BlockKind, TextFormat

PLAIN = frozenset({"title", "alt", "unit"})
"""Parts without Markdown; captions (`cue.<n>`) have none either."""
CUE = "cue."
ACCEPTED = "accepted."
"""Accepted words of a short text: compared, not shown."""
PARTS: dict[str, tuple[str, ...]] = {
    BlockKind.PROSE: ("text",),
    BlockKind.IMAGE: ("alt", "caption"),
    BlockKind.VIDEO: ("title", "transcript"),
    BlockKind.AUDIO: ("title", "transcript"),
    BlockKind.DOWNLOAD: ("title", "text"),
    BlockKind.QUIZ: (),
    BlockKind.EXERCISE: ("text",),
    BlockKind.SCENARIO: (),
    BlockKind.OPAQUE: (),
}
"""The texts of each kind of block in the order of reading, without captions."""


def format_of(part: str) -> TextFormat:
    """How a part is written."""
    return TextFormat.PLAIN if part in PLAIN or part.startswith((CUE, ACCEPTED)) else TextFormat.MARKDOWN


def place_in_element(part: str) -> tuple[int, int, str]:
    """Sorts the parts of an element in the order of reading; captions by their number."""
    if part.startswith(CUE):
        return 1, int(part[len(CUE) :]) if part[len(CUE) :].isdigit() else 0, part
    order = ("title", "alt", "caption", "summary", "prompt", "text")
    return (0, order.index(part), part) if part in order else (2, 0, part)
