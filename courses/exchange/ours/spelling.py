"""Values as YAML that people like to read: the same value is always the same bytes."""

import re
from hashlib import sha256
from typing import Any

import yaml

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,99}$")


class _Readable(_Dumper):
    """Texts of several lines stand as they are where YAML can do that."""


class _Quoted(_Dumper):
    """Every text with an odd character in quotes."""


def _literal(dumper: Any, text: str) -> Any:
    blank = text.strip("\n ") != text.rstrip("\n") or re.search(
        r"[ \t]\n|\n\n\Z|[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe]", text
    )
    style = "|" if "\n" in text.strip("\n") and not blank else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _quoted(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Readable.add_representer(str, _literal)
_Quoted.add_representer(str, _quoted)


def spell(value: Any) -> str:
    """The value as YAML, in the order of its fields; quoted all through where the readable way would change it."""
    readable = _dump(value, _Readable)
    return readable if yaml.load(readable, Loader=_BASE) == _strings(value) else _dump(value, _Quoted)  # noqa: S506 - knows only strings


_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _strings(value: Any) -> Any:
    """What a loader that knows only strings makes of a value."""
    if isinstance(value, dict):
        return {_strings(name): _strings(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_strings(each) for each in value]
    if isinstance(value, str):
        return value
    return yaml.load(_dump(value, _Readable), Loader=_BASE)  # noqa: S506 - knows only strings


def _dump(value: Any, dumper: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=dumper, allow_unicode=True, sort_keys=False, width=2_000_000, default_flow_style=False
    )
    return text.removesuffix("...\n")


def file_name(key: str) -> str:
    """The name of a file for a key: the key where every file system can have it."""
    if _NAME.match(key) and not key.endswith("."):
        return key
    return f"k-{sha256(key.encode()).hexdigest()[:16]}"
