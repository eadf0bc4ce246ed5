"""Fields of files that strangers wrote: each read as the type that it must have, or refused by name."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.exchange.document import LONGEST_TEXT, Malformed


@dataclass(slots=True)
class File:
    """One YAML file: typed access to its fields, refusing what has another type."""

    path: str
    slug: str
    data: dict[str, Any]

    def text(self, name: str) -> str:
        """The text in a field, empty where there is none."""
        return text_of(self.data.get(name), self.path, name)

    def list(self, name: str) -> list[Any]:
        """The list in a field, empty where there is none."""
        return list_of(self.data.get(name), self.path, name)

    def translations(self) -> dict[str, dict[str, Any]]:
        """Fields in other languages, by the tag that the file uses."""
        return {
            str(language): mapping_of(said, self.path, "translations")
            for language, said in mapping_of(self.data.get("translations"), self.path, "translations").items()
        }


def key_of(name: str, length: int) -> str:
    """A name in letters that addresses may have; a hash keeps apart what becomes alike."""
    key = slugify(name)
    if key == name and len(key) <= length:
        return key
    return f"{key[: length - 9]}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def text_of(value: Any, path: str, field: str) -> str:
    """A text without what a database or a page cannot hold, empty for nothing; raises `Malformed`."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise Malformed(path, _("“%(field)s” must be text.") % {"field": field})
    text = str(value).replace("\r\n", "\n").replace("\0", "").encode("utf-8", "replace").decode()
    text = text.strip("\n").rstrip()
    if len(text) > LONGEST_TEXT:
        raise Malformed(path, _("“%(field)s” is too long.") % {"field": field})
    return text


def list_of(value: Any, path: str, field: str) -> list[Any]:
    """A list, empty for nothing; raises `Malformed`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Malformed(path, _("“%(field)s” must be a list.") % {"field": field})
    return value


def mapping_of(value: Any, path: str, field: str) -> dict[Any, Any]:
    """Fields by name, empty for nothing; raises `Malformed`."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(path, _("“%(field)s” must be a list of named fields.") % {"field": field or path})
    return value
