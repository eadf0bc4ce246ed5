"""YAML fields with their lines, read as the type that they must have. Problems are collected, nothing is raised.

Stricter than YAML: no aliases, no tags, no key twice. A text may be written without quotes whatever it looks like:
`no`, `1e3` and `2026-01-01` are texts where a text is wanted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from courses.exchange.document import LONGEST_TEXT, Malformed
from wikilearn.core.archives import MEBIBYTE

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_PLAIN = frozenset(f"{_TAG}{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))
LARGEST_FILE = 4 * MEBIBYTE
_DEEPEST = 50
_WHOLE = re.compile(r"^[+-]?\d{1,9}$")
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at a line of a file of the package."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(slots=True)
class Source:
    """A file that is being read: where its problems go. `offset` lines stand before the YAML in it."""

    path: str
    problems: list[Problem]
    offset: int = 0

    def problem(self, message: str, line: int = 1) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(self.path, line, message))

    def line(self, node: Node) -> int:
        """The line in the file on which the node begins."""
        return int(node.start_mark.line) + 1 + self.offset


class TooManyProblems(Malformed):
    """The package has problems; the message lists them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        Exception.__init__(self, "\n".join(map(str, problems)))
        self.message = "\n".join(map(str, problems))


def text_file(content: bytes, source: Source) -> str | None:
    """The text of a file with the line ends of Unix; None if it is none."""
    if len(content) > LARGEST_FILE:
        source.problem(_("The file is too large."))
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        source.problem(_("The file is not UTF-8 text."))
        return None


def compose(text: str, source: Source) -> Node | None:
    """The nodes of a YAML text, None if it is empty or refused."""
    try:
        if not _is_tame(text, source):
            return None
        loader = _Loader(text)
        try:
            node: Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + source.offset if error.problem_mark else 1
        source.problem(_("The file is not valid YAML, see line %(line)d.") % {"line": line}, line)
        return None
    except (yaml.YAMLError, ValueError, RecursionError):
        source.problem(_("The file is not valid YAML, see line %(line)d.") % {"line": 1})
        return None
    return node


def _is_tame(text: str, source: Source) -> bool:
    """No aliases, no tags, no deep nesting: seen in the events, before anything recurses or grows."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = (event.start_mark.line if event.start_mark else 0) + 1 + source.offset
        if isinstance(event, yaml.AliasEvent):
            source.problem(_("References to other places of the file (YAML aliases) are refused."), line)
            return False
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN:
            message = _("The file holds the YAML tag “%(tag)s”; tags are refused.")
            source.problem(message % {"tag": tag[:100]}, line)
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                source.problem(_("The file is nested too deeply."), line)
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return True


@dataclass(slots=True)
class Fields:
    """Named fields: each read once; `finish` names those that nobody asked for."""

    source: Source
    nodes: dict[str, Node] = field(default_factory=dict)
    line: int = 1
    asked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, node: Node | None, source: Source) -> "Fields":
        """The fields of a mapping; none, and a problem, where it is something else."""
        fields = cls(source)
        if node is None or _is_nothing(node):
            return fields
        fields.line = source.line(node)
        if not isinstance(node, MappingNode):
            source.problem(_("Here must be fields with names (name: value)."), fields.line)
            return fields
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                source.problem(_("The name of a field must be a text."), source.line(key))
            elif key.value in fields.nodes:
                source.problem(_("The field “%(name)s” stands here twice.") % {"name": key.value}, source.line(key))
            else:
                fields.nodes[key.value] = value
        return fields

    def __contains__(self, name: str) -> bool:
        return name in self.nodes

    def line_of(self, name: str) -> int:
        """The line of a field; that of all of them where it is missing."""
        return self.source.line(self.nodes[name]) if name in self.nodes else self.line

    def names(self) -> list[str]:
        """All names, in the order of the file."""
        return list(self.nodes)

    def problem(self, name: str, message: str) -> None:
        """Note a problem at a field."""
        self.source.problem(message, self.line_of(name))

    def text(self, name: str) -> str | None:
        """A text as it is written; None where there is none."""
        node = self._node(name)
        if node is None or _is_nothing(node):
            return None
        if not isinstance(node, ScalarNode):
            self.problem(name, _("“%(field)s” must be text.") % {"field": name})
            return None
        return checked_text(node.value, name, self.source, self.source.line(node))

    def required(self, name: str) -> str:
        """A text that must be there."""
        text = self.text(name)
        if text is None or not text.strip():
            self.problem(name, _("The field “%(name)s” is missing.") % {"name": name})
            return ""
        return text

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 32_000) -> int:
        """A whole number."""
        text = self.text(name)
        if text is None:
            return default
        if not _WHOLE.match(text) or not least <= int(text) <= most:
            message = _("“%(name)s” must be a whole number from %(least)d to %(most)d.")
            self.problem(name, message % {"name": name, "least": least, "most": most})
            return default
        return int(text)

    def yes(self, name: str) -> bool:
        """`true` or `false`; false where it is missing."""
        text = (self.text(name) or "false").lower()
        if text not in _TRUE | _FALSE:
            self.problem(name, _("“%(name)s” must be true or false.") % {"name": name})
        return text in _TRUE

    def one_of(self, name: str, values: Any, default: str) -> str:
        """One of some words."""
        text = self.text(name)
        if text is None:
            return default
        if text not in values:
            message = _("“%(value)s” is not known here. Known are: %(known)s.")
            self.problem(name, message % {"value": text[:100], "known": ", ".join(sorted(values))})
            return default
        return text

    def entries(self, name: str) -> list[Node]:
        """The entries of a list."""
        node = self._node(name)
        if node is None or _is_nothing(node):
            return []
        if not isinstance(node, SequenceNode):
            self.problem(name, _("“%(field)s” must be a list.") % {"field": name})
            return []
        return list(node.value)

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        return [text for node in self.entries(name) if (text := self._entry(node, name)) is not None]

    def inner(self, name: str) -> "Fields":
        """The fields in a field."""
        return Fields.of(self._node(name), self.source)

    def lists(self, name: str) -> Iterator["Fields"]:
        """A list of things with fields."""
        for node in self.entries(name):
            yield Fields.of(node, self.source)

    def mapping(self, name: str) -> dict[str, Any]:
        """Plain values of any shape under names, with their YAML types."""
        node = self._node(name)
        if node is None or _is_nothing(node):
            return {}
        if not isinstance(node, MappingNode):
            self.problem(name, _("“%(field)s” must be a list of named fields.") % {"field": name})
            return {}
        value = plain(node, self.source)
        return value if isinstance(value, dict) else {}

    def value(self, name: str) -> Any:
        """A plain value of any shape."""
        node = self._node(name)
        return None if node is None else plain(node, self.source)

    def finish(self) -> None:
        """Name the fields that we do not know."""
        for name in self.nodes.keys() - self.asked:
            self.problem(name, _("We do not know the field “%(name)s”.") % {"name": name[:100]})

    def _node(self, name: str) -> Node | None:
        self.asked.add(name)
        return self.nodes.get(name)

    def _entry(self, node: Node, name: str) -> str | None:
        if not isinstance(node, ScalarNode):
            self.source.problem(_("“%(field)s” must be text.") % {"field": name}, self.source.line(node))
            return None
        return checked_text(node.value, name, self.source, self.source.line(node))


def checked_text(text: str, name: str, source: Source, line: int) -> str:
    """A text that a database can hold and a page can show."""
    if len(text) > LONGEST_TEXT:
        source.problem(_("“%(field)s” is too long.") % {"field": name}, line)
        return ""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        source.problem(_("“%(field)s” holds a character that no text can hold.") % {"field": name}, line)
        return ""
    return text


def plain(node: Node, source: Source) -> Any:
    """A node as plain values; dates stay texts."""
    if isinstance(node, MappingNode):
        fields = Fields.of(node, source)
        return {
            checked_text(name, name[:50], source, source.line(node)): plain(each, source)
            for name, each in fields.nodes.items()
        }
    if isinstance(node, SequenceNode):
        return [plain(each, source) for each in node.value]
    return _scalar(node, source)


def _scalar(node: Node, source: Source) -> Any:
    make: Any = SafeConstructor()
    kind = node.tag.removeprefix(_TAG)
    try:
        if kind == "int":
            return make.construct_yaml_int(node)
        if kind == "float":
            number = make.construct_yaml_float(node)
            if number != number or number in (float("inf"), float("-inf")):
                raise ValueError
            return number
    except ValueError:
        source.problem(_("This number cannot be read."), source.line(node))
        return None
    if kind == "bool":
        return node.value.lower() in _TRUE
    return None if kind == "null" else checked_text(node.value, "", source, source.line(node))


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == f"{_TAG}null" and node.value == ""
