"""What is asked of an identity provider's own servers: where to go, its keys, and the token for a code.

What it publishes is kept in this process for a while, and nowhere that somebody else could write.
"""

import json
import logging
import time
from typing import Any
from urllib.parse import quote_plus

import jwt
import requests
from urllib3.exceptions import HTTPError

from accounts.openid_providers import Provider, origin_of

logger = logging.getLogger(__name__)

PUBLISHED = "/.well-known/openid-configuration"
KEPT_FOR = 10 * 60
TIMEOUT_SECONDS = (3, 8)
MOST_BYTES = 1 << 19
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


class CannotReach(Exception):
    """A provider is away, or what it publishes cannot be used. The log says what; people are asked to come back."""


class Server:
    """A provider's servers."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    @property
    def sign_in_address(self) -> str:
        address = self._published("authorization_endpoint")
        if origin_of(address) not in self.provider.form_action:
            raise self._unusable(
                "its page for signing in is on an origin that PORTAL_OPENID_FILE does not name"
            )
        return address

    def key_for(self, kid: object) -> jwt.PyJWK | None:
        """The key that a token says it was signed with; asked for anew where it is not among those kept."""
        address = self._published("jwks_uri")
        for anew in (False, True):
            try:
                keys = jwt.PyJWKSet.from_dict(self._document(address, anew=anew)).keys
            except jwt.PyJWTError:
                raise self._unusable("its keys cannot be read") from None
            signing = [key for key in keys if key.public_key_use in (None, "sig")]
            # Where there is one key, a token need not name it.
            if found := signing if kid is None else [key for key in signing if key.key_id == kid]:
                return found[0] if len(found) == 1 else None
        return None

    def token_for(self, *, code: str, verifier: str, return_address: str) -> str | None:
        """What a code is worth: the token that says who somebody is. None where it is worth nothing (any more)."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_address,
            "code_verifier": verifier,
        }
        name, secret = self.provider.client_id, self.provider.client_secret
        ways = self._configuration().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            proof = {"auth": (quote_plus(name), quote_plus(secret))}
        else:
            proof, sent = {}, sent | {"client_id": name, "client_secret": secret}
        answer = self._ask("POST", self._published("token_endpoint"), data=sent, **proof)
        # The other tokens in it open something at the provider; nobody here wants to, and they are let go.
        token = answer.get("id_token")
        return token if isinstance(token, str) else None

    def _published(self, name: str) -> str:
        address = self._configuration().get(name)
        if not isinstance(address, str) or not self.provider.is_safe(address):
            raise self._unusable(f"{name} is no https address")
        return address

    def _configuration(self) -> dict[str, Any]:
        found = self._document(self.provider.issuer.rstrip("/") + PUBLISHED)
        if found.get("issuer") != self.provider.issuer:
            raise self._unusable("it calls itself another issuer")
        return found

    def _document(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        until, document = _kept.get(address, (0.0, {}))
        if anew or until < time.monotonic():
            document = self._ask("GET", address)
            if not document:
                raise self._unusable("it does not publish what it should")
            _kept[address] = time.monotonic() + KEPT_FOR, document
        return document

    def _ask(self, method: str, address: str, **sent: object) -> dict[str, Any]:
        """The answer, empty where the provider refuses. It never leads anywhere else."""
        headers = {"Accept": "application/json"}
        try:
            with requests.request(
                method,
                address,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
                **sent,
            ) as answer:
                if 400 <= answer.status_code < 500:
                    return {}
                if answer.status_code != 200:
                    raise self._unusable(f"it answers {answer.status_code}")
                content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._unusable(type(error).__name__) from None
        try:
            found = json.loads(content) if len(content) <= MOST_BYTES else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._unusable("its answer cannot be read")
        return found

    def _unusable(self, what: str) -> CannotReach:
        logger.error("Nobody signs in by %s: %s.", self.provider.key, what)
        return CannotReach(what)


def forget() -> None:
    """What providers publish is asked for anew."""
    _kept.clear()
