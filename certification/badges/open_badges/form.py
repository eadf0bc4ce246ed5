"""What every credential of Open Badges 3.0 says (the required parts of its JSON Schema). It may still be a lie."""

from typing import Any

_KINDS = {"AchievementCredential", "OpenBadgeCredential"}


def is_whole(document: dict[str, Any]) -> bool:
    """Whether all required parts are there, each of the right shape."""
    subject, issuer = document.get("credentialSubject"), document.get("issuer")
    return (
        _names(document, "VerifiableCredential")
        and any(_names(document, kind) for kind in _KINDS)
        and _is_text(document.get("id"))
        and (_is_text(issuer) or (isinstance(issuer, dict) and _is_text(issuer.get("id"))))
        and _is_text(document.get("validFrom"))
        and isinstance(subject, dict)
        and _names(subject, "AchievementSubject")
        and _is_achievement(subject.get("achievement"))
    )


def _is_achievement(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and _names(said, "Achievement")
        and all(_is_text(said.get(part)) for part in ("id", "name", "description"))
        and isinstance(said.get("criteria"), dict)
    )


def _names(node: dict[str, Any], kind: str) -> bool:
    said = node.get("type")
    return said == kind or (isinstance(said, list) and kind in said)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""
