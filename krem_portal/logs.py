"""What the processes write down: one JSON object a line, and nothing about anybody.

Messages of errors quote what they stumbled over: a database names the value that is there already, a mail server
the recipient. So of an error its kind and its place are kept, and of a request its route and not its address.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any


def logging_of(*, as_json: bool) -> dict[str, Any]:
    """What Django sets logging up with."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_secrets": {"()": "audit.secret_addresses.WithoutSecrets"}},
        "formatters": {
            "plain": {
                "()": "audit.secret_addresses.CleanFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
            "json": {"()": "krem_portal.logs.JsonFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "plain",
                "filters": ["without_secrets"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "pikepdf": {"level": "WARNING"},
            "fido2": {"level": "WARNING"},
            # What Django says of requests passes here also where somebody adds a handler.
            "django.request": {"filters": ["without_secrets"]},
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "django.security.csrf": {"filters": ["without_secrets"]},
            "gunicorn.access": {"filters": ["without_secrets"]},
        },
    }


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
        }
        request = getattr(record, "request", None)
        if request is None:
            line["message"] = record.getMessage()
        else:
            match = getattr(request, "resolver_match", None)
            line["message"] = _without_values(record)
            line["method"] = getattr(request, "method", None)
            line["route"] = match.route if match else None
            line["status"] = getattr(record, "status_code", None)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = _chain(record.exc_info[1])
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _without_values(record: logging.LogRecord) -> str:
    """Django's messages about requests are a reason and an address; the reason is kept."""
    if isinstance(record.args, tuple) and record.args and isinstance(record.args[0], str):
        return record.args[0] if len(record.args) > 1 else str(record.msg).split(":", 1)[0]
    return str(record.msg).split(":", 1)[0]


def _chain(error: BaseException | None) -> list[str]:
    """The kinds of an error and of those it came from."""
    kinds = []
    while error is not None and len(kinds) < 10:
        kinds.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return kinds


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]
