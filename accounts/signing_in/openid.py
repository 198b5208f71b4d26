"""Sign-in by an identity provider: OpenID Connect's code flow, with PKCE, state and nonce.

Of what a provider tells four things are kept, and nothing of it is written down anywhere: who says it, the hash of whom
it is about, how surely, and when. A national identity number (`pid`), names and addresses end here.
"""

import hashlib
import logging
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hmac import compare_digest
from json import dumps

import jwt
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from accounts.openid_providers import Provider
from accounts.signing_in.openid_servers import Server

logger = logging.getLogger(__name__)

PENDING = "openid"
# How long somebody may take at the provider.
WAITS = 10 * 60
# A key that was drawn for signing only: what is signed with a secret could be made by whoever checks it.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_DIFFER = 60
MOST_LETTERS = 4096
NATIONAL_ID = re.compile(r"\d{11}")
METHOD = "openid"


class NotProven(Exception):
    """The provider did not say, or not to us or not now, who this is. The word is for the log and the page."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A way to a provider that somebody has set out on in this browser. It can be come back from once."""

    provider: str
    state: str
    nonce: str
    verifier: str
    # Whom to connect what comes back with; empty where somebody signs in.
    user: str
    next: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who somebody is to a provider."""

    issuer: str
    subject_hash: str
    is_second_factor: bool
    # When the provider asked last, as seconds; 0 where it does not say.
    asked_at: float


def set_out(request: HttpRequest, provider: Provider, *, user: str = "", next_page: str = "") -> str:
    """The provider's address to go to. What to expect back waits in the session; another way under way ends."""
    pending = Pending(
        provider=provider.key,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        user=user,
        next=next_page,
        at=time.time(),
    )
    address = Server(provider).sign_in_address
    challenge = hashlib.sha256(pending.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_address(provider),
        "scope": "openid",
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "ui_locales": get_language().partition("-")[0],
    }
    if provider.levels and provider.level_claim == "acr":
        asked["acr_values"] = " ".join(provider.levels)
    elif provider.levels:
        wanted = {"essential": True, "values": list(provider.levels)}
        asked["claims"] = dumps({"id_token": {provider.level_claim: wanted}})
    request.session[PENDING] = asdict(pending)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def come_back(request: HttpRequest, provider: Provider) -> tuple[Proof, Pending]:
    """What the provider proves. Whatever comes of it, this way is used up."""
    pending = _pending(request, provider)
    answer = request.GET
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise NotProven("another issuer")
    if "error" in answer:
        raise NotProven("cancelled" if answer["error"] == "access_denied" else "error of the provider")
    code = answer.get("code", "")
    if not 0 < len(code) <= MOST_LETTERS:
        raise NotProven("no code")
    token = Server(provider).token_for(
        code=code, verifier=pending.verifier, return_address=return_address(provider)
    )
    if token is None:
        raise NotProven("code")
    return _proof(provider, _claims(provider, token), pending), pending


def return_address(provider: Provider) -> str:
    # The portal's own address: the host of a request is chosen by whoever sends it.
    return settings.PORTAL_ADDRESS + reverse("account_openid_return", args=[provider.key])


def _pending(request: HttpRequest, provider: Provider) -> Pending:
    kept = request.session.pop(PENDING, None)
    if kept is None:
        raise NotProven("nothing under way")
    try:
        pending = Pending(**kept)
    except TypeError:
        # Kept by another release.
        raise NotProven("nothing under way") from None
    if not compare_digest(pending.state.encode(), request.GET.get("state", "").encode()):
        raise NotProven("state")
    if pending.provider != provider.key:
        raise NotProven("another provider")
    if not 0 <= time.time() - pending.at <= WAITS:
        raise NotProven("too late")
    return pending


def _claims(provider: Provider, token: str) -> Mapping[str, object]:
    """What stands in a token that this provider signed, for us, now."""
    try:
        key = Server(provider).key_for(jwt.get_unverified_header(token).get("kid"))
        if key is None:
            raise NotProven("key")
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        # Without its words, which may quote the token.
        raise NotProven(f"token: {type(error).__name__}") from None
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise NotProven("token: for several")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise NotProven("token: given to another")
    return claims


def _proof(provider: Provider, claims: Mapping[str, object], pending: Pending) -> Proof:
    if not compare_digest(str(claims["nonce"]).encode(), pending.nonce.encode()):
        raise NotProven("nonce")
    told = claims.get(provider.level_claim)
    levels = {each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str)}
    if provider.levels and not levels & set(provider.levels):
        raise NotProven("level")
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise NotProven("token: no subject")
    if NATIONAL_ID.fullmatch(subject) or subject == claims.get("pid"):
        # Its hash could be found by trying them all.
        logger.error("%s tells national identity numbers as subjects: nobody signs in by it.", provider.key)
        raise NotProven("subject")
    asked_at = claims.get("auth_time")
    return Proof(
        issuer=provider.issuer,
        subject_hash=hashlib.sha256(f"{provider.issuer}\n{subject}".encode()).hexdigest(),
        is_second_factor=bool(levels & set(provider.second_factor)),
        asked_at=max(0, min(asked_at, time.time())) if isinstance(asked_at, int) else 0,
    )
