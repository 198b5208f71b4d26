"""Addresses that carry a secret, and how they are written down without it: in logs, and in the log of looks.

A link of an invitation, of a forgotten password, of the own page or of a calendar opens something for whoever holds it. Web servers
and Django write down whole addresses: those that were refused (405, 429), and those that broke. `tests/rules` walks
the site map and finds an address of this kind that is not covered here.
"""

import logging
import re

INSTEAD = "…"
SECRET = re.compile(
    r"(/(?:invitation|my|calendar)/|/account/password/new/[0-9a-fA-F-]{32,36}-)"
    # As it stands in an address, and written with percent signs; nothing shorter was ever a secret.
    r"(?!set-password)[A-Za-z0-9_%.~-]{16,}"
)


def without_secrets(text: str) -> str:
    """The text with each secret of an address left out."""
    return SECRET.sub(rf"\1{INSTEAD}", text)


class WithoutSecrets(logging.Filter):
    """Takes secrets out of what is logged, before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = without_secrets(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


class CleanFormatter(logging.Formatter):
    """Also where a traceback, or a logger that nobody thought of, holds the address."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
