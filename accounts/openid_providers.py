"""Who may say who somebody is: the identity providers that a portal has been set up with, from one file.

Nothing of it is there until `PORTAL_OPENID_FILE` names the file; half of it is refused, as everything half set is.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY = re.compile(r"[a-z]{2,20}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One identity provider, as it is told in the file."""

    # What it is called in addresses.
    key: str
    # What people call it.
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    # Of how surely somebody was recognised: what is asked for, and what is let in. Empty: whatever it is.
    levels: tuple[str, ...]
    # Those of them that stand for the portal's own second factor.
    second_factor: tuple[str, ...] = ()
    # Where in the token the level stands.
    level_claim: str = "acr"
    # Where a browser is sent on the way, besides the issuer: forms may lead there and nowhere else.
    origins: tuple[str, ...] = ()
    # Whether http on this machine will do, for tests and demos.
    is_local: bool = False

    @property
    def form_action(self) -> list[str]:
        return sorted({origin_of(self.issuer), *self.origins})

    def is_safe(self, address: str) -> bool:
        """Whether what is secret may be sent there: by https, or on this machine where that is allowed."""
        parts = urlsplit(address)
        if parts.scheme == "https":
            return bool(parts.hostname)
        return self.is_local and parts.scheme == "http" and parts.hostname in LOOPBACK


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def read_providers(file: str, *, is_local: bool) -> dict[str, Provider]:
    """The providers by key; none where no file is named."""
    if not file:
        return {}
    try:
        tables = tomllib.loads(Path(file).read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"PORTAL_OPENID_FILE cannot be read: {type(error).__name__}.") from None
    providers = {key: _provider(key, table, is_local) for key, table in tables.items()}
    issuers = {provider.issuer for provider in providers.values()}
    if not providers or len(issuers) < len(providers):
        raise ImproperlyConfigured("PORTAL_OPENID_FILE names no provider, or one of them twice.")
    return providers


def _provider(key: str, table: object, is_local: bool) -> Provider:
    where = f"PORTAL_OPENID_FILE, [{key}]"
    if not KEY.fullmatch(key) or not isinstance(table, Mapping):
        raise ImproperlyConfigured(f"{where}: a provider is a table with a name of small letters.")
    told = {}
    for each in fields(Provider):
        name, is_list = each.name, each.type == tuple[str, ...]
        if name in {"key", "is_local"} or name not in table:
            continue
        value = tuple(table[name]) if isinstance(table[name], list) else table[name]
        parts = value if is_list else (value,)
        if isinstance(value, tuple) != is_list or not all(_is_text(part) for part in parts):
            raise ImproperlyConfigured(f"{where}: {name} is not as in docs/operations.md.")
        told[name] = value
    if unknown := table.keys() - told.keys():
        raise ImproperlyConfigured(f"{where}: nobody knows {', '.join(sorted(unknown))}.")
    try:
        provider = Provider(key=key, is_local=is_local, **told)
    except TypeError:
        raise ImproperlyConfigured(
            f"{where}: name, issuer, client_id, client_secret and levels are needed."
        ) from None
    if not all(provider.is_safe(address) for address in (provider.issuer, *provider.origins)):
        raise ImproperlyConfigured(f"{where}: issuer and origins are https addresses.")
    if not set(provider.second_factor) <= set(provider.levels):
        raise ImproperlyConfigured(f"{where}: what stands for a second factor is one of levels.")
    return provider


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
