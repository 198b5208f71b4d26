"""What a report says of itself once it is out: who had signed it off, its day, where to ask, what its files are called."""

import hashlib
import io
from datetime import UTC, date, datetime
from importlib import import_module

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reports.actions.editions import publish_edition
from reports.actions.review import send_back, sign_off, write_narrative
from reports.document.beside import Beside
from reports.document.cover import cover_data
from reports.document.words.sign_offs import Answer, signed_in_short
from reports.document.words.wording import period_name
from reports.models import Edition, EditionFile
from reports.periods import parse_period
from reports.protected.report import read_protected
from tests.owner import as_owner
from tests.reports.document.examples import example
from tests.reports.document.reading import text_of
from tests.reports.editions import build, request

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def asked(cast) -> Edition:
    """A small draft that both offices are asked about."""
    cast.series.needs_sign_off, cast.series.needs_review, cast.series.language = True, False, "en"
    cast.series.save()
    return build(request(cast))


def words_of(edition: Edition) -> str:
    file = edition.files.get(kind="pdf")
    assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
    with pikepdf.open(io.BytesIO(bytes(file.content))) as pdf:
        return text_of(pdf)


def test_what_goes_out_says_who_signed_off_when_and_where_to_ask(cast, asked, settings, sign_in):
    settings.PORTAL_CONTACT = "report@krem.invalid"
    assert "Draft, not published" in words_of(asked)
    assert "has signed off" not in words_of(asked)
    sign_off(sign_off=asked.sign_offs.get(office=cast.bjerke), by=cast.bjerke_leader, now=NOW)
    publish_edition(edition=asked, by=cast.krem, despite="The leader is away.")
    asked.refresh_from_db()
    printed = words_of(asked)
    assert "1 of 2 offices have signed off, the last on 10 September 2026" in printed
    assert "NAV Bjerke Signed off on 10 September 2026" in printed
    assert "NAV Ullern Not answered" in printed
    assert "report@krem.invalid" in printed
    assert "Draft" not in printed
    assert f"-2026-T2-utgave-{asked.number}.json" in printed.replace(" ", "")
    assert "The leader is away" not in printed, "why KREM did not wait stays inside"
    for person in (cast.imdi, cast.bjerke_leader):
        shelf = sign_in(person).get(reverse("edition_list")).content.decode()
        with override(person.language or "nb"):
            assert (
                signed_in_short([Answer("", "signed", date(2026, 9, 10)), Answer("", "waiting", None)])
                in shelf
            )


def test_what_was_sent_back_is_told_as_such(cast, asked):
    send_back(
        sign_off=asked.sign_offs.get(office=cast.ullern),
        reason="Two are missing",
        by=cast.ullern_leader,
        now=NOW,
    )
    publish_edition(edition=asked, by=None)
    printed = words_of(Edition.objects.get(pk=asked.pk))
    assert "0 of 2 offices have signed off" in printed
    assert "NAV Ullern Sent back on 10 September 2026" in printed
    assert "Two are missing" not in printed


def test_what_goes_out_has_the_words_that_were_reviewed_and_no_later_ones(cast, asked):
    write_narrative(edition=asked, texts={"summary": "Written after the draft."}, by=cast.krem, now=NOW)
    publish_edition(edition=asked, by=None)
    assert "Written after" not in words_of(Edition.objects.get(pk=asked.pk))


def test_the_numbers_own_files_are_those_of_the_draft(cast, asked):
    before = dict(asked.files.values_list("kind", "sha256"))
    publish_edition(edition=asked, by=None)
    after = dict(asked.files.values_list("kind", "sha256"))
    assert {kind for kind in before if before[kind] != after[kind]} == {"pdf", "png"}


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_the_database_lets_no_number_of_a_draft_be_written_over(asked, kind):
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionFile.objects.filter(edition=asked, kind=kind).update(content=b"")


def test_the_database_keeps_every_file_of_what_is_out(asked):
    publish_edition(edition=asked, by=None)
    for kind in ("pdf", "png", "json"):
        with pytest.raises(DatabaseError), transaction.atomic():
            EditionFile.objects.filter(edition=asked, kind=kind).update(content=b"")
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=asked.pk).update(answers=[])


def test_a_series_that_asks_nobody_says_nothing_of_it(cast):
    draft = build(request(cast))
    publish_edition(edition=draft, by=None)
    draft.refresh_from_db()
    assert draft.answers == []
    assert "godkjent" not in words_of(draft)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("2026-T3", "Last four months of 2026"),
        ("2026-H2", "Second half of 2026"),
        ("2026-Q4", "Fourth quarter of 2026"),
        ("2026", "The year 2026"),
        ("2026-03-02..2026-06-10", ""),
    ],
)
def test_a_period_is_called_what_it_is(label, name, in_english):
    assert period_name(parse_period(label)) == name


def test_the_cover_names_the_period_and_its_days_and_says_where_it_was_not_over(in_english):
    data = example().as_json()
    cover = cover_data(read_protected(data), Beside(), date(2026, 9, 8))
    assert (cover["period"], cover["days"]) == ("Second four months of 2026", "1 May – 31 August 2026")
    assert cover["unfinished"] == ""
    ad_hoc = data | {"period": data["period"] | {"label": "2026-05-01..2026-08-31"}}
    cover = cover_data(read_protected(ad_hoc), Beside(), None)
    assert (cover["period"], cover["days"]) == ("1 May – 31 August 2026", "")
    early = data | {"cutoff": "2026-08-31T12:00:00+02:00"}
    cover = cover_data(read_protected(early), Beside(), None)
    assert cover["unfinished"].endswith("on 31\u00a0August 2026.")
    assert timezone.is_aware(read_protected(early).cutoff)


def test_what_went_out_before_answers_were_kept_gets_them_from_the_offices(cast, asked):
    sign_off(sign_off=asked.sign_offs.get(office=cast.bjerke), by=cast.bjerke_leader, now=NOW)
    publish_edition(edition=asked, by=cast.krem, despite="The leader is away.")
    kept = Edition.objects.get(pk=asked.pk).answers
    assert len(kept) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # As an older portal has it.
    as_owner("ALTER TABLE public.reports_edition DISABLE TRIGGER USER")
    as_owner("UPDATE public.reports_edition SET answers = '[]'")
    as_owner("ALTER TABLE public.reports_edition ENABLE TRIGGER USER")
    as_owner(import_module("reports.migrations.0012_what_went_out").ANSWERS_OF_WHAT_IS_OUT)
    assert Edition.objects.get(pk=asked.pk).answers == kept
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=asked.pk).update(answers=[])
