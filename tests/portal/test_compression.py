"""Pages travel compressed, except where their length would tell a secret."""

import pytest
from django.urls import reverse

COMPRESSED = {"Accept-Encoding": "gzip"}


def is_compressed(client, path: str, **headers: str) -> bool:
    return client.get(path, headers={**COMPRESSED, **headers}).get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("name", ["about", "privacy"])
def test_a_page_travels_compressed(client, db, name):
    assert is_compressed(client, reverse(name))
    assert client.get(reverse(name)).get("Content-Encoding") is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_nothing_is_compressed_that_another_site_asked_for(client, db, site):
    assert not is_compressed(client, reverse("about"), **{"Sec-Fetch-Site": site})
    assert is_compressed(client, reverse("about"), **{"Sec-Fetch-Site": "same-origin"})


def test_a_page_with_a_secret_is_not_compressed(client, db, cast, sign_in):
    assert not is_compressed(client, reverse("account_login"))
    leader = sign_in(cast.bjerke_leader)
    assert is_compressed(leader, reverse("knowledge"))
    assert not is_compressed(leader, reverse("mfa_index"))


def test_a_file_is_not_compressed_once_more(client, db, cast, sign_in):
    assert not is_compressed(sign_in(cast.bjerke_leader), reverse("import_template"))
