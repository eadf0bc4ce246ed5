"""Structured logs: one JSON object a line, a request id on each, and no personal data.

Paths, query strings, usernames, addresses and bodies are never logged: a request is named by the *route*
it matched (`/steward/people/<username>/`), never by what was in it. What went wrong on our side is named by the kind
of the exception and the places in the code, never by its message, which may quote what somebody wrote.
"""

import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from django.http import HttpRequest

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def log_fault(request: HttpRequest | None = None, **_signal: Any) -> None:
    """Log the exception that is being answered with the page of error 500; receives `got_request_exception`."""
    fault = sys.exc_info()[1]
    if fault is not None:
        route = getattr(getattr(request, "resolver_match", None), "route", None)
        structlog.get_logger("wikilearn.fault").error("fault", route=route, faults=list(_faults(fault)))


def _faults(fault: BaseException | None) -> Iterator[dict[str, Any]]:
    """The exception, and those that it came from."""
    while fault is not None:
        places = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)
        ]
        yield {"kind": f"{type(fault).__module__}.{type(fault).__qualname__}", "places": places}
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def logging_config(*, level: str, json: bool) -> dict[str, Any]:
    """A `dictConfig` that sends everything to standard error through structlog."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO", "propagate": True, "handlers": []},
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
