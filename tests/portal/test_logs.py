"""Logs hold neither addresses nor the words of errors: both have people's data in them."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from krem_portal.logs import JsonFormatter

TOKEN = "a-secret-that-opens-an-account"


def written(record: logging.LogRecord) -> tuple[dict, str]:
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text), text


def record_of(message: str, *args: object, error: bool = False, **more: object) -> logging.LogRecord:
    import sys  # noqa: PLC0415

    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, message, args, sys.exc_info() if error else None
    )
    record.__dict__.update(more)
    return record


def test_a_line_says_when_how_bad_and_who():
    line, _text = written(record_of("Letter %s was refused", "0b1c"))
    assert line["message"] == "Letter 0b1c was refused"
    assert (line["level"], line["logger"]) == ("WARNING", "django.request")
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("arguments", [("Not Found", f"/invitation/{TOKEN}/"), (f"/invitation/{TOKEN}/",)])
def test_of_a_request_the_route_is_kept_and_not_the_address(arguments):
    request = RequestFactory().get(f"/invitation/{TOKEN}/")
    message = "%s: %s" if len(arguments) == 2 else "Method Not Allowed: %s"
    line, text = written(record_of(message, *arguments, request=request, status_code=404))
    assert TOKEN not in text
    assert line["status"] == 404


def test_of_an_error_the_kind_and_the_place_are_kept_and_not_the_words():
    try:
        try:
            raise ValueError("Kari Nordmann")
        except ValueError as cause:
            raise IntegrityError("Key (email)=(kari@example.invalid) already exists.") from cause
    except IntegrityError:
        line, text = written(record_of("%s broke", "x", error=True))
    assert "kari" not in text.lower()
    assert line["error"] == ["django.db.utils.IntegrityError", "builtins.ValueError"]
    assert "test_logs.py" in line["where"][-1]


def test_a_page_that_is_not_there_leaves_no_address_in_the_log(db, client, caplog):
    client.get(f"/invitation/{TOKEN}/no-such-page")
    assert caplog.records
    assert TOKEN not in "".join(JsonFormatter().format(record) for record in caplog.records)
