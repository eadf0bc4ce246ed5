"""Where things stand in a package, and what holds them together."""

import re
from typing import Any

from courses.enums import CourseLevel, CoursePath
from courses.exchange.ours.spelling import file_name
from courses.publishing.snapshot import Document

FORMAT = "1"
COURSE, QUESTIONS, MEDIA, STATES = "course.yaml", "questions.yaml", "media.yaml", "states.yaml"
LANGUAGE = re.compile(r"^i18n/([^/]+)/(.+)$")
SHORT = 12
"""Characters of a hash that say which source a translation was made from, where that is the source of the package."""
DEFAULTS: dict[str, Any] = {
    "path": str(CoursePath.FULL),
    "level": str(CourseLevel.BEGINNER),
    "audiences": [],
    "licence": "",
    "sources": "",
    "questions_per_attempt": 10,
    "pass_mark": 80,
    "attempts_before_pause": 3,
    "pause": 86_400.0,
    "time_limit": None,
}
"""What a course has that says nothing else."""
PEOPLE = ("name", "role", "credential")
CREDITS = ("filename", "licence", "author", "source")


def lesson_path(key: str) -> str:
    """The file of a lesson."""
    return f"lessons/{file_name(key)}.md"


def captions_path(lesson: str, block: str) -> str:
    """The captions of a recording."""
    return f"captions/{file_name(lesson)}/{file_name(block)}.vtt"


def media_path(key: str) -> str:
    """A file of the course."""
    return f"media/{file_name(key)}"


def duration(seconds: float) -> str:
    """`24 h`, `90 min` or `45 s`."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds and seconds % length == 0:
            return f"{int(seconds / length)} {unit}"
    return f"{int(seconds) if seconds == int(seconds) else seconds} s"


DURATION = re.compile(r"^(\d{1,9}(?:\.\d{1,6})?)\s*(h|min|s)$")
UNITS = {"h": 3600, "min": 60, "s": 1}


def places_of(document: Document) -> dict[str, tuple[str, ...]]:
    """For the key of each segment where it belongs: `("course", part)`, `("module", key, part)`, …"""
    found: dict[str, tuple[str, ...]] = {key: ("course", part) for part, key in document["texts"].items()}
    for module in document["modules"]:
        found |= {key: ("module", module["key"], part) for part, key in module["texts"].items()}
        for lesson in module["lessons"]:
            found |= {key: ("lesson", lesson["key"], part) for part, key in lesson["texts"].items()}
            for block in lesson["blocks"]:
                found |= {key: ("block", lesson["key"], block["key"], part) for part, key in block["texts"].items()}
    for question in document["questions"]:
        found |= {key: ("question", question["key"], part) for part, key in question["texts"].items()}
    return found


WORDS_A_MINUTE = 200
IGNORED = frozenset(
    {"readme.md", "readme.txt", "readme", "license", "license.txt", "license.md", "licence", "makefile"}
)
"""Files that may stand beside a course without being of it."""
