"""The starter curriculum: courses in our own words that a community can use on its first day.

Each is a package (`docs/course-package.md`) under `courses/data/curriculum/`. They arrive as drafts of an organisation;
its people review and publish them like any other course. A course on a mandatory or sensitive topic serves that topic
only if a curator has named the organisation as one that maintains it: until then it certifies nobody.

Beside them lie learning packs (`packs/<address>.yaml`), which put the courses in an order for an audience, and examples
of local versions (`overlays/<name>.yaml`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.exchange import strict_yaml
from courses.models.texts import text_hash

FOLDER = Path(__file__).parent / "data" / "curriculum"


@dataclass(frozen=True, slots=True)
class StarterWords:
    """Title and description of a learning pack in one language."""

    title: str
    description: str

    @property
    def hash(self) -> str:
        """Tells these words from others."""
        return text_hash(f"{self.title}\n{self.description}")


@dataclass(frozen=True, slots=True)
class StarterPack:
    """A learning pack as it comes with the site; `courses` are keys of packages, in order."""

    slug: str
    audience: str
    language: str
    courses: Sequence[str]
    texts: Mapping[str, StarterWords]


@dataclass(frozen=True, slots=True)
class StarterChange:
    """One change of a local version at a block; `note` is for its editors."""

    lesson: str
    block: str
    mode: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class StarterOverlay:
    """An example of a local version: what the wiki changes in a course, in one language."""

    name: str
    course: str
    wiki: str
    language: str
    note: str
    changes: Sequence[StarterChange]


def packages() -> dict[str, Path]:
    """The folder of each course by its key."""
    return {path.name: path for path in sorted(FOLDER.iterdir()) if (path / "course.yaml").exists()}


def topic_of(package: Path) -> str | None:
    """The key of the topic that the course of this package is about, if it serves one."""
    topic: str | None = _read(package / "course.yaml").get("topic")
    return topic


def starter_packs() -> dict[str, StarterPack]:
    """The learning packs by their address."""
    return {path.stem: _pack(path) for path in sorted((FOLDER / "packs").glob("*.yaml"))}


def starter_overlays() -> dict[str, StarterOverlay]:
    """The examples of local versions by their names."""
    return {path.stem: _overlay(path) for path in sorted((FOLDER / "overlays").glob("*.yaml"))}


def _pack(path: Path) -> StarterPack:
    said = _read(path)
    texts = {tag: StarterWords(words["title"], words["description"].strip()) for tag, words in said["texts"].items()}
    return StarterPack(path.stem, said["audience"], said["language"], said["courses"], texts)


def _overlay(path: Path) -> StarterOverlay:
    said = _read(path)
    changes = [
        StarterChange(each["lesson"], each["block"], each["mode"], each.get("text", "").strip(), each["note"])
        for each in said["changes"]
    ]
    return StarterOverlay(path.stem, said["course"], said["wiki"], said["language"], said["note"], changes)


def _read(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = strict_yaml.load(path.read_bytes(), path=path.name)
    return said
