"""What every parser gives and the importer takes: courses as plain values, before there are rows.

Keys are stable: the same archive gives the same keys whatever the order of its files.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.enums import BlockKind, QuestionKind, TextFormat
from wikilearn.core.archives import ArchiveRefused

LONGEST_TEXT = 100_000
"""Characters in one text; a lesson of 15,000 words in one piece is no lesson."""


@dataclass(slots=True)
class Text:
    """One text of an element: `part` is what it is to it, `translations` what it says by language."""

    part: str
    source: str
    format: TextFormat = TextFormat.PLAIN
    translations: dict[str, str] = field(default_factory=dict)
    states: dict[str, tuple[str, str]] = field(default_factory=dict)
    """State and hash of the source of translations, where the archive says them."""


@dataclass(slots=True)
class MediaDocument:
    """A file of the course: its content, examined for blocks of a kind, and who is to be credited."""

    key: str
    content: bytes
    kind: str
    credits: dict[str, str]


@dataclass(slots=True)
class QuestionDocument:
    """`settings` and `answer` as in `courses.models.Question`."""

    key: str
    kind: QuestionKind
    settings: dict[str, Any]
    answer: dict[str, Any]
    texts: list[Text]
    position: int | None = None
    module: str = ""
    """The module of its pool, where that is not the one of the block that shows it."""


@dataclass(slots=True)
class BlockDocument:
    """A block and the questions that it shows."""

    key: str
    kind: BlockKind
    texts: list[Text] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    questions: list[QuestionDocument] = field(default_factory=list)
    core: bool | None = None


@dataclass(slots=True)
class LessonDocument:
    """A lesson; `key` is unique in the course."""

    key: str
    minutes: int
    texts: list[Text]
    blocks: list[BlockDocument]
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ModuleDocument:
    """A module with its lessons in order."""

    key: str
    texts: list[Text]
    lessons: list[LessonDocument]
    settings: dict[str, Any] = field(default_factory=dict)
    questions: list[QuestionDocument] = field(default_factory=list)
    """Those of its pool that no block shows."""


@dataclass(slots=True)
class CourseDocument:
    """A course. `key` is its key at its `origin`; `slug` the address that it would like."""

    origin: str
    key: str
    slug: str
    language: str
    texts: list[Text]
    modules: list[ModuleDocument]
    licence: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] | None = None
    """Topic, path, pass mark and so on, as in `courses.publishing.snapshot`; None leaves them alone."""
    people: list[dict[str, str]] = field(default_factory=list)
    media: list[MediaDocument] = field(default_factory=list)

    @property
    def lessons(self) -> int:
        """How many lessons it has."""
        return sum(len(module.lessons) for module in self.modules)


class Malformed(ArchiveRefused):
    """A file in the archive is not what its place says; the message names the file."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(_("%(path)s: %(problem)s") % {"path": path, "problem": message})
