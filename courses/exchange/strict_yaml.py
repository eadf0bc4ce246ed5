"""YAML from strangers: plain values only, no tags, nothing that grows when it is read."""

from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from courses.exchange.document import Malformed

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq"))
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
LARGEST_FILE = 1024 * 1024
_DEEPEST = 50
_MOST_VALUES = 50_000


def load(content: bytes, *, path: str) -> Any:
    """Strings, numbers, booleans, None, lists, dictionaries; dates stay strings. Raises `Malformed`, naming `path`."""
    if len(content) > LARGEST_FILE:
        raise Malformed(path, _("The file is too large."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(path, _("The file is not UTF-8 text.")) from None
    try:
        _check_depth(text, path)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            _check(node, path)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Malformed(path, _("The file is not valid YAML, see line %(line)d.") % {"line": line}) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Malformed(path, _("The file is not valid YAML, see line %(line)d.") % {"line": 1}) from None


def _check_depth(text: str, path: str) -> None:
    """Refuse deep nesting before anything recurses into it. Events do not recurse."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise Malformed(path, _("The file is nested too deeply."))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check(root: Node, path: str) -> None:
    """No tags but those of plain values; not too many values once every alias is followed; no alias in a circle."""
    sizes: dict[int, int] = {}
    _size(root, path, sizes, set())


def _size(node: Node, path: str, sizes: dict[int, int], above: set[int]) -> int:
    if id(node) in above:
        raise Malformed(path, _("The file refers to itself in a circle."))
    if id(node) in sizes:
        return sizes[id(node)]
    if isinstance(node, ScalarNode) and node.tag == _TIMESTAMP:
        node.tag = "tag:yaml.org,2002:str"
    if node.tag not in _PLAIN:
        raise Malformed(path, _("The file holds the YAML tag “%(tag)s”; tags are refused.") % {"tag": node.tag[:100]})
    size = 1
    if not isinstance(node, ScalarNode):
        below = above | {id(node)}
        size += sum(_size(child, path, sizes, below) for child in _children(node))
    if size > _MOST_VALUES:
        raise Malformed(path, _("The file grows too large when it is read."))
    sizes[id(node)] = size
    return size


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []
