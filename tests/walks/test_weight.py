"""What a first visit to a page costs over the wire: the page as it travels, and all that it names, each once."""

import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.rules.addresses import PORTAL
from tests.walks.walking import undone

pytestmark = pytest.mark.django_db

MOST_BYTES, MOST_REQUESTS = 100_000, 8
NAMED = re.compile(r'<(?:link rel="(?:icon|stylesheet)"|script|img) [^>]*?(?:href|src)="(/[^"]+)"')
# The style sheet names them: the letters of every page.
FONTS = ("vendor/inter/latin-400.woff2", "vendor/inter/latin-600.woff2")


@cache
def weight_of(name: str) -> int:
    """A file as it travels: letters are compressed already."""
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


def first_visit(client, path: str) -> tuple[int, int] | None:
    """How many bytes and requests; None where there is no page."""
    response = client.get(path, headers={"accept-encoding": "gzip"})
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return None
    words = client.get(path).content.decode()
    named = set(NAMED.findall(words))
    files = {name.removeprefix("/static/") for name in named if name.startswith("/static/")}
    others = [client.get(name) for name in named if not name.startswith("/static/")]
    bytes_ = (
        len(response.content)
        + sum(map(weight_of, [*files, *FONTS]))
        + sum(len(each.content) for each in others)
    )
    return bytes_, 1 + len(named) + len(FONTS)


def test_a_first_visit_to_any_page_is_light(world):
    heavy, pages = {}, 0
    for who, client in world.clients.items():
        for address in PORTAL:
            _words, ids = world.variants(address)[-1]
            path = address.path(ids)
            with undone(client):
                cost = first_visit(client, path)
            if cost is None:
                continue
            pages += 1
            if cost[0] > MOST_BYTES or cost[1] > MOST_REQUESTS:
                heavy[who, address.route] = cost
    assert pages > 150
    assert heavy == {}
