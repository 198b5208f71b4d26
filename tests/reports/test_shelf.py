"""The shelf of what is out: what stands on a card comes from the edition itself, and says nothing that it does not."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.document.findings import find, key_figures
from reports.document.words.sign_offs import Answer
from reports.editions.calendar import reports_owed
from reports.enums import Audience, EditionState, SignOffState
from reports.models import Edition, Series, SignOff
from reports.periods import parse_period
from reports.protected.report import read_protected
from tests.queries import at_most
from tests.reports.document.examples import example, with_hidden, with_range

MOST_QUERIES = 12
TODAY = date(2026, 9, 10)


@pytest.fixture
def put_out(cast):
    """An edition that is out, with a made-up report."""

    def edition(report=None, *, label="2026-T2", number=1, state=EditionState.PUBLISHED, **fields) -> Edition:
        period = parse_period(label)
        return Edition.objects.create(
            series=cast.series,
            period_label=label,
            period_start=period.start,
            period_end=period.end,
            cutoff=timezone.now(),
            state=state,
            number=number,
            report=(report or example()).as_json(),
            built_at=timezone.now(),
            published_at=timezone.now(),
            **fields,
        )

    return edition


def volumes(client) -> dict:
    with at_most(MOST_QUERIES):
        page = client.get(reverse("edition_list"))
    return {volume.edition.pk: volume for part in page.context["shelf"] for volume in part.volumes}


def asked(edition, office, state, **fields) -> SignOff:
    answer = {} if state == SignOffState.WAITING else {"answered_at": timezone.now()}
    return SignOff.objects.create(
        edition=edition,
        office=office,
        series=edition.series,
        period_label=edition.period_label,
        period_start=edition.period_start,
        period_end=edition.period_end,
        cutoff=edition.cutoff,
        asked_at=timezone.now(),
        state=state,
        **answer,
        **fields,
    )


def test_the_key_figures_are_those_the_edition_printed(cast, sign_in, put_out):
    # In the portal are two people, in the report two hundred and fourteen: the card says what was printed.
    edition = put_out()
    client = sign_in(cast.imdi)
    volume = volumes(client)[edition.pk]
    assert volume.figures
    assert volume.figures == find(read_protected(edition.report)).key_figures[:2]
    assert volume.figures[0].value == "214"
    page = client.get(reverse("edition_list")).content.decode()
    for figure in volume.figures:
        assert f"<strong>{figure.value}</strong> {figure.label}" in page


def test_what_was_printed_as_a_range_stands_as_a_range(cast, sign_in, put_out):
    hidden = with_hidden(
        example(), *(("flow", "total", code) for code in ("work", "education", "venture", "left"))
    )
    ranged = hidden
    for code in ("work", "education", "venture"):
        ranged = with_range(ranged, "flow", "total", code, 5, 20)
    ranged = read_protected(
        ranged.as_json()
        | {"tables": [table for table in ranged.as_json()["tables"] if table["id"] == "flow"]}
    )
    edition = put_out(ranged)
    figures = volumes(sign_in(cast.imdi))[edition.pk].figures
    assert figures == key_figures(ranged)[:2]
    assert figures[1].value == "15–60"


def test_an_edition_that_shows_no_figure_says_why(cast, sign_in, put_out):
    edition = put_out(example(hide_all=True))
    volume = volumes(sign_in(cast.imdi))[edition.pk]
    assert volume.figures == ()
    assert volume.without == find(read_protected(edition.report)).sentences[0] != ""


def test_a_card_says_what_is_new_since_the_edition_before(cast, sign_in, put_out):
    was = with_hidden(example(), ("flow", "total", "work"))
    old = put_out(was, state=EditionState.SUPERSEDED, superseded_at=timezone.now())
    new = put_out(number=2)
    client = sign_in(cast.imdi)
    found = volumes(client)
    assert found[old.pk].news == ()
    [news] = found[new.pk].news
    assert "utgave 1" in news
    assert news == client.get(reverse("edition", args=[new.pk])).context["changes"].introduction


def test_the_first_of_a_period_is_held_against_the_period_before(cast, sign_in, put_out):
    put_out(label="2026-T1")
    edition = put_out()
    client = sign_in(cast.imdi)
    news = volumes(client)[edition.pk].news
    assert news
    said = client.get(reverse("edition", args=[edition.pk])).context["reading"].findings.sentences
    assert set(news) <= set(said)


def test_a_full_shelf_has_pages_and_still_knows_what_came_before(cast, sign_in, put_out, monkeypatch):
    monkeypatch.setattr("reports.views.editions.SHELF_LENGTH", 2)
    labels = ("2025-T2", "2025-T3", "2026-T1")
    oldest, middle, newest = (put_out(label=label) for label in labels)
    client = sign_in(cast.imdi)
    volumes_of_all = {}
    for number, shown in ((1, {newest.pk, middle.pk}), (2, {oldest.pk})):
        with at_most(MOST_QUERIES):
            page = client.get(reverse("edition_list"), {"page": number})
        found = {volume.edition.pk: volume for part in page.context["shelf"] for volume in part.volumes}
        assert set(found) == shown
        volumes_of_all |= found
        assert f"Side {number} av 2" in page.content.decode()
    # The period before the middle one stands on the other page.
    said = client.get(reverse("edition", args=[middle.pk])).context["reading"].findings.sentences
    assert volumes_of_all[middle.pk].news
    assert set(volumes_of_all[middle.pk].news) <= set(said)
    assert volumes_of_all[oldest.pk].news == ()


def test_a_reader_is_told_how_many_signed_off_and_never_who(cast, sign_in, scope_for, put_out):
    answers = [
        Answer("NAV Bjerke", SignOffState.SIGNED, date(2026, 9, 8)),
        Answer("NAV Ullern", SignOffState.SENT_BACK, date(2026, 9, 9)),
    ]
    edition = put_out(answers=[each.as_json() for each in answers])
    put_out(label="2026-T1")
    asked(
        edition, cast.ullern, SignOffState.SENT_BACK, answered_by=cast.ullern_leader, reason="Et tall er feil"
    )
    client = sign_in(cast.imdi)
    page = client.get(reverse("edition_list")).content.decode()
    assert page.count("1 av 2 kontorer har godkjent") == 1
    assert page.count("har godkjent") == 1
    assert "Et tall er feil" not in page
    assert cast.ullern_leader.name not in page
    with scope_for(cast.imdi), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        SignOff.objects.exists()


def test_what_is_owed_stays_until_it_is_out(cast, put_out):
    Series.objects.filter(pk=cast.series.pk).update(drafts_from=date(2026, 5, 1), due_after_days=30)

    def owed(user=cast.imdi) -> list[str]:
        return [entry.period.label for entry in reports_owed(user, TODAY)]

    # The period that is over is due in three weeks; the one that runs has its day later.
    assert owed() == ["2026-T2", "2026-T3"]
    put_out()
    assert owed() == ["2026-T3"]
    Series.objects.filter(pk=cast.series.pk).update(drafts_from=TODAY - timedelta(days=1))
    assert owed() == ["2026-T3"]
    Series.objects.filter(pk=cast.series.pk).update(audience=Audience.OFFICES)
    assert owed() == []
    assert owed(cast.bjerke_leader) == ["2026-T3"]


def test_the_shelf_says_the_next_due_day(cast, sign_in):
    Series.objects.filter(pk=cast.series.pk).update(drafts_from=timezone.localdate())
    page = sign_in(cast.imdi).get(reverse("edition_list"))
    [entry] = page.context["owed"]
    assert entry.due in page.content.decode()
