"""Reading a credential that anybody may have written: limits first, meaning later.

Known attack: a holder renames `validUntil` or `credentialStatus` to its full address. The signature still holds,
because the canonical form is the same, and a reader who looks for the short name sees no end and no revocation.
Therefore a key with `:` or `@` below the root is refused, and so is any context that is not pinned.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from certification.badges.open_badges import pinned
from certification.badges.open_badges.errors import Flaw, Unreadable

MAXIMUM_BYTES = 256 * 1024
_MAXIMUM_NODES = 1_000
_MAXIMUM_DEPTH = 20
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")
_EDITIONS = frozenset(
    {
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    }
)
"""Words of other editions of the standard, honestly used by other issuers; they are not here to be checked."""


def parse(raw: bytes) -> dict[str, Any]:
    """The JSON object of an untrusted credential; `Unreadable` for everything that is not safe to canonicalise."""
    document = read(raw)
    check_contexts(document)
    return document


def read(raw: bytes) -> dict[str, Any]:
    """As `parse`, but in whatever words: before it is canonicalised, `check_contexts` must agree."""
    if len(raw) > MAXIMUM_BYTES:
        raise Unreadable(Flaw.TOO_LARGE)
    try:
        document = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_distinct, parse_constant=_no_constant, parse_float=_finite
        )
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable(Flaw.NOT_JSON) from error
    if not isinstance(document, dict):
        raise Unreadable(Flaw.NOT_JSON)
    _check_size(document)
    _check_keys(document)
    _check_texts(document)
    return document


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable(Flaw.NOT_JSON)
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Unreadable(Flaw.NOT_JSON)
    return number


def _no_constant(_name: str) -> None:
    raise Unreadable(Flaw.NOT_JSON)


def _check_size(document: dict[str, Any]) -> None:
    for count, (depth, _value) in enumerate(_walk(document)):
        if depth > _MAXIMUM_DEPTH or count > _MAXIMUM_NODES:
            raise Unreadable(Flaw.TOO_COMPLEX)


def _check_keys(document: dict[str, Any]) -> None:
    for depth, value in _walk(document):
        if not isinstance(value, dict):
            continue
        allowed = {"@context"} if depth == 0 else set()
        if any((":" in key or "@" in key) and key not in allowed for key in value):
            raise Unreadable(Flaw.RENAMED_KEY)


def _check_texts(document: dict[str, Any]) -> None:
    """Half of a pair (surrogates) and NUL: no database, file or signature can hold them."""
    for _depth, value in _walk(document):
        texts = [value] if isinstance(value, str) else value if isinstance(value, dict) else []
        if any(_IMPOSSIBLE.search(text) for text in texts):
            raise Unreadable(Flaw.NOT_JSON)


def check_contexts(document: dict[str, Any]) -> None:
    """`Unreadable` unless the words of the document are exactly those of contexts that are pinned."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts:
        raise Unreadable(Flaw.NOT_A_CREDENTIAL)
    if any(not isinstance(context, str) for context in contexts):
        raise Unreadable(Flaw.UNKNOWN_CONTEXT)
    unpinned = [context for context in contexts if context not in pinned.ADDRESSES]
    if any(context not in _EDITIONS for context in unpinned):
        raise Unreadable(Flaw.UNKNOWN_CONTEXT)
    if unpinned:
        raise Unreadable(Flaw.OTHER_EDITION)


def _walk(value: Any) -> Iterator[tuple[int, Any]]:
    """Every value with its depth, without recursion."""
    waiting = [(0, value)]
    while waiting:
        depth, current = waiting.pop()
        yield depth, current
        if isinstance(current, dict):
            waiting.extend((depth + 1, inner) for inner in current.values())
        elif isinstance(current, list):
            waiting.extend((depth + 1, inner) for inner in current)
