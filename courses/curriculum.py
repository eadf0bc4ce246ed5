"""The starter curriculum: courses in our own words that a community can use on its first day.

Each is a package (`docs/course-package.md`) under `courses/data/curriculum/`. They arrive as drafts of an organisation;
its people review and publish them like any other course. A course on a mandatory or sensitive topic serves that topic
only if a curator has named the organisation as one that maintains it: until then it certifies nobody.
"""

from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "data" / "curriculum"


def packages() -> dict[str, Path]:
    """The folder of each course by its key."""
    return {path.name: path for path in sorted(FOLDER.iterdir()) if path.is_dir()}


def topic_of(package: Path) -> str | None:
    """The key of the topic that the course of this package is about, if it serves one."""
    topic: str | None = yaml.safe_load((package / "course.yaml").read_text(encoding="utf-8")).get("topic")
    return topic
