"""Every address of the site map, and how one is written with the ids filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter

# The only words in an address that are not random ids: secrets that open one thing once, and kinds of file.
WORDS = {
    ("open_invitation", "token"): "not-a-token",
    ("own_page_link", "token"): "not-a-token",
    ("account_reset_password_from_key", "key"): "not-a-key",
    ("subscription", "token"): "not-a-token",
    ("edition_file", "kind"): "pdf",
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
