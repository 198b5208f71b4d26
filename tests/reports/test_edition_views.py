"""The pages of reports: asked for, reviewed, published, read and downloaded."""

import hashlib
import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.enums import Action, Decision
from audit.models import Event
from reports.document.tables.grids import read_grids
from reports.enums import Detail, EditionState, FileKind
from reports.models import Edition, EditionFile, Suppression
from tests.queries import at_most
from tests.reports.document.examples import PERIOD, example

MOST_QUERIES = 12
TRACE = 77077
TOLD = {
    "hidden": [
        {"table": "flow", "row": "enrolled", "column": "work", "value": TRACE, "reason": "primary"},
        {"table": "flow", "row": "enrolled", "column": "total", "value": TRACE, "reason": "secondary"},
    ],
    "left_out": [],
    "open": 0,
    "loss": {"hidden_cells": 2, "cells": 200, "hidden_persons": 9, "persons": 900},
}


@pytest.fixture
def edition_in(cast):
    """An edition in any state, with a made-up report and files where there would be some."""

    def edition(state, *, number=1, **fields):
        is_built = state in {EditionState.DRAFT, EditionState.PUBLISHED, EditionState.SUPERSEDED}
        made = Edition.objects.create(
            series=cast.series,
            period_label=PERIOD.label,
            period_start=PERIOD.start,
            period_end=PERIOD.end,
            cutoff=timezone.now(),
            state=state,
            requested_by=cast.krem,
            number=number if is_built else None,
            report=example().as_json() if is_built else None,
            published_at=timezone.now() if is_built and state != EditionState.DRAFT else None,
            **fields,
        )
        if is_built:
            Suppression.objects.create(edition=made, told=TOLD, certificate={}, atoms=[])
            EditionFile.objects.bulk_create(
                EditionFile(
                    edition=made,
                    kind=kind,
                    content=f"the {kind}".encode(),
                    sha256=hashlib.sha256(f"the {kind}".encode()).hexdigest(),
                    size=len(f"the {kind}"),
                )
                for kind in FileKind
            )
        return made

    return edition


def address(name, edition, *rest):
    return reverse(name, args=[edition.pk, *rest])


def test_krem_asks_for_a_recent_period(cast, sign_in):
    client = sign_in(cast.krem)
    page = reverse("edition_request", args=[cast.series.pk])
    choices = client.get(page).context["form"].fields["period"].choices
    response = client.post(page, {"period": choices[0][0], "another_period": "", "detail": Detail.GROUPED})
    edition = Edition.objects.get()
    assert response.url == address("edition", edition)
    assert (edition.period_label, edition.state) == (choices[0][0], EditionState.QUEUED)
    assert edition.period_end < timezone.localdate()


def test_krem_asks_for_a_period_of_their_own(cast, sign_in):
    sign_in(cast.krem).post(
        reverse("edition_request", args=[cast.series.pk]),
        {"period": "another", "another_period": "2025-01-15..2025-03-31", "detail": Detail.FULL},
    )
    edition = Edition.objects.get()
    assert (edition.period_start, edition.period_end) == (date(2025, 1, 15), date(2025, 3, 31))
    assert edition.detail == Detail.FULL


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"period", "detail"}),
        ({"period": "another", "detail": "grouped"}, {"another_period"}),
        ({"period": "another", "another_period": "2025-T4", "detail": "grouped"}, {"another_period"}),
        ({"period": "2019-T1", "detail": "grouped"}, {"period"}),
        ({"period": "another", "another_period": "2025", "detail": "finest"}, {"detail"}),
    ],
)
def test_what_is_not_a_period_is_refused_beside_the_field(cast, sign_in, sent, wrong):
    response = sign_in(cast.krem).post(reverse("edition_request", args=[cast.series.pk]), sent)
    assert set(response.context["form"].errors) == wrong
    assert not Edition.objects.exists()


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi"])
def test_only_krem_prepares_reports(cast, sign_in, edition_in, who):
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(getattr(cast, who))
    assert client.get(reverse("series_list")).status_code == 403
    assert client.get(reverse("edition_request", args=[cast.series.pk])).status_code == 403
    assert client.post(address("edition_publish", draft)).status_code == 403
    assert client.post(address("edition_discard", draft)).status_code == 403
    assert client.post(address("edition_retry", draft)).status_code == 403
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT
    assert Event.objects.filter(decision=Decision.REFUSED).count() == 5


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi"])
def test_a_draft_is_no_page_for_others_and_its_files_neither(cast, sign_in, edition_in, who):
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(getattr(cast, who))
    for page in (
        address("edition", draft),
        address("edition_file", draft, "pdf"),
        address("edition_progress", draft),
    ):
        assert client.get(page).status_code == 404
    assert client.get(reverse("edition_list")).context["shelf"] == []


def test_the_draft_shows_krem_what_is_hidden_and_why_but_not_the_numbers(cast, sign_in, edition_in):
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(cast.krem)
    with at_most(MOST_QUERIES):
        response = client.get(address("edition", draft))
    flow = next(part for part in response.context["reading"].sections if part.grid.id == "flow")
    assert len(flow.hidden) == 2
    assert flow.hidden[0].reason != flow.hidden[1].reason
    assert str(TRACE) not in response.content.decode()
    assert response.context["can_publish"]
    assert response.context["can_discard"]
    assert str(TRACE) not in client.get(address("edition_publish", draft)).content.decode()


def test_readers_are_not_told_which_hidden_cells_are_small(cast, sign_in, edition_in):
    response = sign_in(cast.imdi).get(address("edition", edition_in(EditionState.PUBLISHED)))
    assert all(part.hidden == () for part in response.context["reading"].sections)
    assert response.context["loss"] is None
    assert not response.context["can_publish"]


def test_every_table_stands_on_the_page_with_its_hidden_cells_as_colons(cast, sign_in, edition_in):
    edition = edition_in(EditionState.PUBLISHED)
    page = sign_in(cast.imdi).get(address("edition", edition)).content.decode()
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    hidden = sum(len(re.findall(r'<td class="krem-number"[^>]*>:</td>', table)) for table in tables)
    grids = read_grids(example())
    assert len(tables) == len(grids)
    assert hidden == sum(amount.is_hidden for grid in grids for row in grid.rows for amount in row.amounts)
    # A chart may have a second drawing for narrow windows.
    assert page.count("<svg") - page.count("krem-chart__narrow") == 10


def test_publishing_is_asked_about_first_and_done_by_post(cast, sign_in, edition_in, monkeypatch):
    # These made-up editions have no true numbers behind them for the auditor to look at.
    monkeypatch.setattr("reports.actions.editions.refusal_of", lambda edition: "")
    monkeypatch.setattr("reports.actions.editions.print_as_published", lambda *all: None)
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(cast.krem)
    assert client.get(address("edition_publish", draft)).context["refusal"] == ""
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT
    client.post(address("edition_publish", draft))
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (EditionState.PUBLISHED, cast.krem)


def test_what_is_published_cannot_be_published_or_discarded_again(cast, sign_in, edition_in):
    edition = edition_in(EditionState.PUBLISHED)
    client = sign_in(cast.krem)
    for name in ("edition_publish", "edition_discard"):
        assert client.get(address(name, edition)).context["refusal"]
        response = client.post(address(name, edition), follow=True)
        assert [message.level_tag for message in response.context["messages"]] == ["danger"]
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_a_draft_can_be_put_away(cast, sign_in, edition_in):
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(cast.krem)
    assert client.get(address("edition_discard", draft)).context["refusal"] == ""
    client.post(address("edition_discard", draft))
    draft.refresh_from_db()
    assert draft.state == EditionState.DISCARDED
    assert client.get(address("edition_file", draft, "pdf")).status_code == 403


def test_a_failed_edition_says_why_and_can_be_tried_again(cast, sign_in, edition_in):
    failed = edition_in(EditionState.FAILED, failure="The worker was killed <ten> times")
    client = sign_in(cast.krem)
    assert "killed &lt;ten&gt; times" in client.get(address("edition", failed)).content.decode()
    client.post(address("edition_retry", failed))
    failed.refresh_from_db()
    assert failed.state == EditionState.QUEUED


def test_progress_asks_again_until_the_report_is_built(cast, sign_in, edition_in):
    edition = edition_in(EditionState.BUILDING, step="protect", done=1, out_of=4)
    client = sign_in(cast.krem)
    page = client.get(address("edition", edition)).content.decode()
    piece = client.get(address("edition_progress", edition)).content.decode()
    assert piece.strip() in page
    assert 'value="1" max="4"' in piece
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.FAILED)
    assert client.get(address("edition_progress", edition))["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("pdf", "application/pdf"),
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_download_is_the_bytes_named_for_what_they_are_and_logged(
    cast, sign_in, edition_in, kind, content_type
):
    edition = edition_in(EditionState.PUBLISHED)
    client = sign_in(cast.imdi)
    with at_most(MOST_QUERIES):
        response = client.get(address("edition_file", edition, kind))
    assert response.content == f"the {kind}".encode()
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == (
        f'attachment; filename="resultatrapport-pa-tvers-2026-T2-utgave-1.{kind}"'
    )
    line = Event.objects.get(action=Action.DOWNLOADED)
    assert (line.actor_id, line.subject_ids, line.reason) == (cast.imdi.pk, [edition.pk], kind)


def test_a_draft_is_called_a_draft(cast, sign_in, edition_in):
    response = sign_in(cast.krem).get(address("edition_file", edition_in(EditionState.DRAFT), "pdf"))
    assert "resultatrapport-pa-tvers-2026-T2-utkast.pdf" in response["Content-Disposition"]


def test_what_is_replaced_stays_readable_and_says_so(cast, sign_in, edition_in):
    old = edition_in(EditionState.SUPERSEDED, number=1)
    new = edition_in(EditionState.PUBLISHED, number=2)
    client = sign_in(cast.imdi)
    assert client.get(address("edition", old)).status_code == 200
    assert client.get(address("edition_file", old, "pdf")).status_code == 200
    shelf = client.get(reverse("edition_list")).context["shelf"]
    assert {volume.edition.pk for volume in shelf[0].volumes} == {old.pk, new.pk}


def test_unknown_files_and_editions_are_no_pages(cast, sign_in, edition_in):
    client = sign_in(cast.krem)
    assert client.get(address("edition_file", edition_in(EditionState.PUBLISHED), "exe")).status_code == 404
    assert client.get(reverse("edition", args=[uuid4()])).status_code == 404
    assert client.get(reverse("edition_request", args=[uuid4()])).status_code == 404


def test_the_lists_stay_within_the_query_budget(cast, sign_in, edition_in):
    for number in range(1, 13):
        edition_in(EditionState.SUPERSEDED, number=number)
    for who in (cast.krem, cast.imdi):
        client = sign_in(who)
        with at_most(MOST_QUERIES):
            assert client.get(reverse("edition_list")).status_code == 200


def test_a_draft_can_be_made_with_coarser_tables(cast, sign_in, edition_in):
    draft = edition_in(EditionState.DRAFT)
    client = sign_in(cast.krem)
    choices = client.get(address("edition", draft)).context["layouts"].choices
    assert {choice.layout.detail for choice in choices} >= {Detail.MERGED}
    (without_flow,) = (choice for choice in choices if "flow" in choice.layout.left_out)
    data = without_flow.layout.as_json()
    response = client.post(address("edition_tables", draft), data)
    made = Edition.objects.exclude(pk=draft.pk).get()
    assert response.url == address("edition", made)
    assert (made.layout, made.cutoff) == (without_flow.layout, draft.cutoff)
    draft.refresh_from_db()
    assert draft.state == EditionState.DISCARDED


@pytest.mark.parametrize(
    "data", [{}, {"detail": "finest"}, {"detail": "grouped", "left_out": ["no-such-table"]}]
)
def test_tables_nobody_knows_are_refused(cast, sign_in, edition_in, data):
    draft = edition_in(EditionState.DRAFT)
    sign_in(cast.krem).post(address("edition_tables", draft), data)
    assert Edition.objects.get().state == EditionState.DRAFT


def test_krem_is_told_what_no_hiding_can_mend(cast, sign_in, edition_in, monkeypatch):
    changed = {"table": "flow", "row": "total", "column": "work", "before": 41, "now": 39, "in": "x"}
    monkeypatch.setitem(TOLD, "alike", [{"table": "flow", "row": "venture", "column": "venture"}])
    # A yardstick has no table of its own in the report; it is told of by the one that shows it.
    beside = changed | {"table": "six-months", "column": "venture"}
    monkeypatch.setitem(TOLD, "changes", [changed, beside])
    draft = edition_in(EditionState.DRAFT)
    warnings = sign_in(cast.krem).get(address("edition", draft)).context["warnings"]
    assert len(warnings.alike) == 1
    assert len(warnings.changes) == 2
    assert "41" in warnings.changes[0]
    assert "39" in warnings.changes[0]


def test_krem_is_told_of_characters_the_document_cannot_print_before_it_publishes(cast, sign_in, edition_in):
    narrative = [{"section": "summary", "text": "Minst ≥ 5, CO₂ og Україна. Vi strikket \U0001f9e6."}]
    draft = edition_in(EditionState.DRAFT, narrative=narrative)
    report = draft.report
    report["offices"][0]["name"] = "NAV \ue000stby"
    report["cluster_work"]["lessons"][0]["takes"] = "En time \u3042."
    Edition.objects.filter(pk=draft.pk).update(report=report)
    client = sign_in(cast.krem)
    for name in ("edition", "edition_publish"):
        page = client.get(address(name, draft), follow=True)
        assert page.context["warnings"].characters == (
            "«NAV \ue000stby»: U+E000",
            "«Felles morgenmøte»: \u3042 (U+3042)",
            "«Kort fortalt»: \U0001f9e6 (U+1F9E6)",
        ), name
        assert "\U0001f9e6 (U+1F9E6)" in page.content.decode()


def test_what_the_document_can_print_is_no_warning(cast, sign_in, edition_in):
    draft = edition_in(EditionState.DRAFT, narrative=[{"section": "summary", "text": "Kárášjohka\n\n- ≥ 5"}])
    assert sign_in(cast.krem).get(address("edition", draft)).context["warnings"].characters == ()
