"""Every address of the site map, who it is for, and how one is written with the ids filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter

# The only words in an address that are not random ids: secrets that open one thing once, kinds of file, and providers.
WORDS = {
    ("open_invitation", "token"): "not-a-token",
    ("own_page_link", "token"): "not-a-token",
    ("account_connect_identity", "provider"): "test",
    ("account_openid", "provider"): "test",
    ("account_openid_return", "provider"): "test",
    ("account_reset_password_from_key", "key"): "not-a-key",
    ("subscription", "token"): "not-a-token",
    ("edition_file", "kind"): "pdf",
}

# Whoever has not signed in gets further than to the sign-in page here, and nowhere else.
PUBLIC = {
    "about",
    "accessibility",
    "accept_invitation",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_openid",
    "account_openid_return",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "open_invitation",
    # Whoever holds a link that a participant was given; each of these opens nothing without it.
    "own_page",
    "own_page_answer",
    "own_page_json",
    "own_page_pdf",
    "own_page_ask",
    "own_page_leave",
    "own_page_link",
    "own_page_open",
    "privacy",
    "healthz",
    "metrics",
    "readyz",
    "robots",
    "security_txt",
    "set_language",
    "verification",
    "sitemap",
    # Whoever holds the address that a reader was given; a program cannot sign in.
    "subscription",
}
# What belongs to one office: strangers must not learn that it exists.
OF_AN_OFFICE = {
    "climb_id",
    "data_request_id",
    "follow_up_id",
    "founder_id",
    "mentorship_id",
    "move_id",
    "note_id",
    "office_id",
    "participant_id",
    "proposal_id",
    "run_id",
    "session_id",
    "holding_id",
    "share_id",
    "sign_off_id",
    "venture_id",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the site map."""

    route: str
    name: str
    converters: dict[str, object] = field(hash=False)
    is_admin: bool

    def path(self, ids: dict[str, object]) -> str:
        """The address with ids filled in."""
        path = "/" + self.route
        for key, converter in self.converters.items():
            value = ids[key] if isinstance(converter, UUIDConverter) else WORDS[self.name, key]
            kind = "uuid" if isinstance(converter, UUIDConverter) else converter_word(converter)
            path = path.replace(f"<{kind}:{key}>", str(value))
        return path

    @property
    def ids(self) -> set[str]:
        return {key for key, converter in self.converters.items() if isinstance(converter, UUIDConverter)}


def converter_word(converter: object) -> str:
    """`str` for StringConverter and so on, as it stands in a route."""
    return {"StringConverter": "str", "SlugConverter": "slug", "PathConverter": "path"}[
        type(converter).__name__
    ]


def addresses() -> list[Address]:
    """The whole site map. Django's own administration is looked at as a whole, see below."""
    return list(walk(get_resolver()))


def walk(resolver: URLResolver, prefix: str = "", is_admin: bool = False) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            converters = getattr(entry.pattern, "converters", {})
            yield Address(route, entry.name or "", dict(converters), is_admin)
        else:
            yield from walk(entry, route, is_admin or entry.namespace == "admin")


PORTAL = [address for address in addresses() if not address.is_admin]
ADMINISTRATION = [address for address in addresses() if address.is_admin]
