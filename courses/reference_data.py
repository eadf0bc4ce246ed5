"""The topics that the movement's recommendations name, for a fresh site."""

from pathlib import Path
from typing import Any

import yaml

from courses.models import Topic
from wikilearn.core.reference_data import Loaded, add_missing

_FILE = Path(__file__).parent / "data" / "topics.yml"
_TRANSLATED = ("name", "description")


def load_topics() -> Loaded:
    """The seven mandatory topics in all interface languages; what curators changed is left alone."""
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return add_missing(Topic, "key", (_fields(entry, position) for position, entry in enumerate(entries, start=1)))


def _fields(entry: dict[str, Any], position: int) -> dict[str, Any]:
    texts = {f"{field}_{language}": text for field in _TRANSLATED for language, text in entry[field].items()}
    return texts | {"key": entry["key"], "sensitive": entry["sensitive"], "mandatory": True, "position": position}
