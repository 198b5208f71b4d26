"""Anybody can have a file checked, and nobody learns of what is not out."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.actions.editions import publish_edition, request_edition
from reports.editions.verification import MOST_BYTES
from reports.enums import EditionState
from reports.models import Edition
from reports.periods import parse_period
from tests.queries import at_most
from tests.reports.editions import build

PAGE = "verification"
PERIOD = parse_period("2026-T2")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def draft(cast) -> Edition:
    return build(request_edition(series=cast.series, period=PERIOD, by=cast.krem))


def file_of(edition: Edition, kind: str):
    return edition.files.get(kind=kind)


def ask(client, checksum: str):
    return client.get(reverse(PAGE), {"checksum": checksum})


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json"])
def test_a_visitor_learns_what_a_published_file_is(cast, draft, client, kind):
    publish_edition(edition=draft, by=None)
    with at_most(12):
        verdict = ask(client, file_of(draft, kind).sha256).context["verdict"]
    assert (verdict.edition, verdict.newer, verdict.tone) == (draft, None, "success")


def test_a_checksum_may_be_pasted_with_blanks_and_capitals(cast, draft, client):
    publish_edition(edition=draft, by=None)
    checksum = file_of(draft, "pdf").sha256.upper()
    verdict = ask(client, f" {checksum[:32]} {checksum[32:]}\n").context["verdict"]
    assert verdict.edition == draft


def test_the_file_itself_is_hashed_and_not_kept(cast, draft, client):
    publish_edition(edition=draft, by=None)
    content = bytes(file_of(draft, "pdf").content)
    upload = SimpleUploadedFile("any name.pdf", content)
    response = client.post(reverse(PAGE), {"file": upload})
    assert response.context["checksum"] == hashlib.sha256(content).hexdigest()
    assert response.context["verdict"].edition == draft
    received = response.context["file_form"].cleaned_data["file"]
    assert received.file is None
    altered = SimpleUploadedFile("same name.pdf", content + b" ")
    assert client.post(reverse(PAGE), {"file": altered}).context["verdict"].edition is None


def test_a_draft_and_its_cover_are_as_unknown_as_a_forgery(cast, draft, client):
    assert ask(client, file_of(draft, "pdf").sha256).context["verdict"].edition is None
    publish_edition(edition=draft, by=None)
    assert ask(client, file_of(draft, "png").sha256).context["verdict"].edition is None
    assert ask(client, "0" * 64).context["verdict"].edition is None


def test_a_replaced_edition_says_so(cast, draft, client):
    publish_edition(edition=draft, by=None)
    second = build(request_edition(series=cast.series, period=PERIOD, by=cast.krem))
    publish_edition(edition=second, by=None)
    verdict = ask(client, file_of(draft, "json").sha256).context["verdict"]
    assert (verdict.edition, verdict.newer, verdict.tone) == (draft, second, "warning")
    assert verdict.edition.state == EditionState.SUPERSEDED


@pytest.mark.parametrize("wrong", ["", "abc", "g" * 64, "0" * 63, "0" * 65, "<script>"])
def test_what_is_no_checksum_is_refused_beside_the_field(cast, client, wrong):
    response = ask(client, wrong)
    assert response.context["checksum_form"].errors
    assert response.context["verdict"] is None


def test_too_large_a_file_is_not_even_read(cast, client):
    response = client.generic(
        "POST",
        reverse(PAGE),
        data=b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MOST_BYTES + 1),
    )
    assert set(response.context["file_form"].errors) == {"file"}


@pytest.mark.parametrize("sent", [{}, {"file": SimpleUploadedFile("empty.pdf", b"")}])
def test_no_file_is_refused_beside_the_field(cast, client, sent):
    response = client.post(reverse(PAGE), sent)
    assert set(response.context["form"].errors) == {"file"}


def test_whoever_asks_without_end_must_wait(cast, client):
    answers = {ask(client, "0" * 64).status_code for _ in range(70)}
    assert answers == {200, 429}


def test_the_cover_is_a_picture_for_readers_of_the_edition(cast, draft, sign_in):
    page = reverse("edition_picture", args=[draft.pk])
    assert sign_in(cast.imdi).get(page).status_code == 404
    publish_edition(edition=draft, by=None)
    response = sign_in(cast.imdi).get(page)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert len(response.content) < 200_000
    assert sign_in(cast.imdi).get(reverse("edition_file", args=[draft.pk, "png"])).status_code == 404


def test_the_shelf_shows_covers_and_checksums(cast, draft, sign_in):
    publish_edition(edition=draft, by=None)
    client = sign_in(cast.imdi)
    with at_most(12):
        page = client.get(reverse("edition_list")).content.decode()
    assert reverse("edition_picture", args=[draft.pk]) in page
    for kind in ("pdf", "xlsx", "csv", "json"):
        assert file_of(draft, kind).sha256 in page
    assert file_of(draft, "png").sha256 not in page
