"""What the portal refuses to start with. Half of a configuration is worse than none: it looks as if it held."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

# Published with the source, for embedded servers that listen to one machine and hold made-up people.
PUBLISHED_SECRET = "embedded-servers-only"  # noqa: S105
PUBLISHED_CONTACT_KEY = "a3JlbS1wb3J0YWwtZW1iZWRkZWQtc2VydmVycy1vbmw="
PUBLISHED_SECOND_FACTOR_KEY = "a3JlbS1wb3J0YWwtc2Vjb25kLWZhY3RvcnMtaGVyZS0="
PUBLISHED_KEYS = frozenset({PUBLISHED_CONTACT_KEY, PUBLISHED_SECOND_FACTOR_KEY})
SHORTEST_SECRET = 50
FEWEST_LETTERS = 10
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})

# As `audit.retention` has it, which is not there yet when settings are read.
FEWEST_LOG_YEARS = 5

# Of the application's connections, what their address is called.
ADDRESSES = {"default": "DATABASE_URL", "standby": "DATABASE_STANDBY_URL"}
LOGIN = """
SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, 'portal_owner', 'MEMBER')
    OR EXISTS (SELECT FROM pg_class WHERE relowner = role.oid AND relnamespace = 'public'::regnamespace)
    OR (SELECT rolinherit FROM pg_roles WHERE oid = role.oid)
FROM pg_roles role WHERE rolname = session_user
"""


def refuse_one_of_two_servers(environment: Mapping[str, str]) -> None:
    """With one address set, the published keys would guard the real database, or the real queue."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if environment.get(name)]
    if len(given) == 1:
        missing = ({"DATABASE_URL", "REDIS_URL"} - set(given)).pop()
        raise ImproperlyConfigured(
            f"{given[0]} is set and {missing} is not. Set both, or neither for the embedded servers."
        )


def refuse_weak_secret(name: str, secret: str) -> None:
    """Long, and of many different characters: made by chance and not by a person."""
    if secret == PUBLISHED_SECRET or secret.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"{name} is published with the source of the portal. Choose one of your own."
        )
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS:
        raise ImproperlyConfigured(
            f"{name} is too short or too simple: at least {SHORTEST_SECRET} characters, made by chance."
        )


def refuse_bad_keys(given: Mapping[str, Iterable[str]]) -> None:
    """Keys that seal data, by setting: at least one, each a key, none of them known to everybody or used for two things."""
    published, owners = {_raw("", key) for key in PUBLISHED_KEYS}, {}
    for name, keys in given.items():
        if not keys:
            raise ImproperlyConfigured(f"Set {name}: see .env.example.")
        for key in keys:
            raw = _raw(name, key)
            if raw in published:
                raise ImproperlyConfigured(
                    f"{name} holds a key that is published with the source of the portal."
                )
            if owners.setdefault(raw, name) != name:
                raise ImproperlyConfigured(
                    f"{name} and {owners[raw]} hold the same key. Whoever learns one must not learn the other."
                )


def _raw(name: str, key: str) -> bytes:
    """The key itself: the same one can be written in several ways."""
    try:
        Fernet(key)
    except ValueError:
        raise ImproperlyConfigured(f"{name} holds something that is no key. See .env.example.") from None
    return urlsafe_b64decode(key)


def refuse_open_hosts(hosts: Iterable[str], address: str, origins: Iterable[str]) -> None:
    """The portal answers to its own names, by https."""
    hosts = list(hosts)
    if not hosts or "*" in hosts or LOCAL_HOSTS & set(hosts) == set(hosts):
        raise ImproperlyConfigured(
            "DJANGO_ALLOWED_HOSTS must name the hosts that the portal answers to, never *."
        )
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"PORTAL_ADDRESS must be an https address without a path, not {address!r}."
        )
    if not any(_names(host, parts.hostname) for host in hosts):
        raise ImproperlyConfigured(
            f"PORTAL_ADDRESS is {address!r}, which DJANGO_ALLOWED_HOSTS does not name."
        )
    for origin in origins:
        if not re.match(r"https://[^*]", origin):
            raise ImproperlyConfigured(f"DJANGO_CSRF_TRUSTED_ORIGINS must be https origins, not {origin!r}.")


def _names(host: str, name: str) -> bool:
    return name == host or (host.startswith(".") and name.endswith(host))


def refuse_short_log(years: int) -> None:
    """The database would refuse as well, once an hour, and nobody would read it."""
    if years and years < FEWEST_LOG_YEARS:
        raise ImproperlyConfigured(
            f"PORTAL_LOG_YEARS must be {FEWEST_LOG_YEARS} or more, or empty: nothing leaves the log then."
        )


def refuse_login_above_the_walls(sender: object, connection: BaseDatabaseWrapper, **more: object) -> None:
    """A superuser or the owner of the tables passes every policy. Asked of each new connection of the application."""
    if connection.alias not in ADDRESSES:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOGIN)
        (stands_above,) = cursor.fetchone()
    if stands_above:
        connection.close()
        raise ImproperlyConfigured(
            f"{ADDRESSES[connection.alias]} signs in as a role that row-level security does not hold: a superuser, the owner of the"
            " tables, or one that inherits rights. Use portal_app, made by krem_portal/roles.sql."
        )
