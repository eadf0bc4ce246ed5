"""Contexts of notices as JSON: dates come back as dates, so that each reader sees them in their own way."""

from datetime import date, datetime
from typing import Any


def pack(context: dict[str, Any]) -> dict[str, Any]:
    """Plain JSON values for the context; `TypeError` for what is neither JSON, nor a date, nor a moment."""
    return {key: _pack(value) for key, value in context.items()}


def unpack(stored: dict[str, Any]) -> dict[str, Any]:
    """The context that was packed."""
    return {key: _unpack(value) for key, value in stored.items()}


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [_pack(each) for each in value]
    if isinstance(value, dict):
        return pack(value)
    raise TypeError(f"A notice cannot keep a {type(value).__name__}; give its key and look it up when rendering.")


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpack(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$moment"}:
        return datetime.fromisoformat(value["$moment"])
    if value.keys() == {"$date"}:
        return date.fromisoformat(value["$date"])
    return unpack(value)
