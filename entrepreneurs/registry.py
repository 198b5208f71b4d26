"""A look-up in Enhetsregisteret: what an organisation number is the number of.

Off until `ENTERPRISE_REGISTRY_URL` says where the register answers. It answers to anybody, knows no persons here
and is told nothing but the number.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT_SECONDS = 3
# An answer is one to three KiB; more than this is something else.
MOST_BYTES = 256 * 1024
NOBODY = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class RegistryUnavailable(Exception):
    """The register did not answer, or not in its own words."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What the register says of a number."""

    number: str
    name: str
    is_active: bool


def is_configured() -> bool:
    return bool(settings.ENTERPRISE_REGISTRY_URL)


def look_up(number: str) -> Enterprise | None:
    """The enterprise with this number, None where there is none or it has been deleted."""
    base = settings.ENTERPRISE_REGISTRY_URL.rstrip("/")
    if not base.startswith(("https://", "http://")):
        raise RegistryUnavailable("ENTERPRISE_REGISTRY_URL is no web address.")
    request = Request(f"{base}/enheter/{number}", headers={"Accept": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - checked above
            return _read(number, response.read(MOST_BYTES))
    except HTTPError as error:
        if error.code in NOBODY:
            return None
        raise RegistryUnavailable(f"The register answered {error.code}.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RegistryUnavailable(f"{type(error).__name__} while asking the register.") from error


def _read(number: str, body: bytes) -> Enterprise:
    found = json.loads(body)
    if found["organisasjonsnummer"] != number:
        raise ValueError("The register answered about another number.")
    ends = ("slettedato", "konkurs", "underAvvikling")
    return Enterprise(number, str(found["navn"]), not any(found.get(word) for word in ends))
