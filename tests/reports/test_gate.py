"""What stops a draft on its way out, and how it may differ from what is out."""

import json

import pytest

from audit.actions import Refused
from reports.actions.editions import publish_edition
from reports.disclosure.audit import exposures_in
from reports.disclosure.ledger import ledgers
from reports.editions.gate import refusal_of
from reports.enums import Audience, EditionState
from reports.figures.tables import Layout
from reports.models import Edition, Series
from reports.periods import parse_period
from tests.reports.editions import FEW_TABLES, build, draft_of, publish, request


def test_a_second_series_over_the_same_period_is_published_beside_the_first(people, draft):
    publish_edition(edition=draft, by=people.krem)
    other = Series.objects.create(
        cluster=people.cluster,
        name="Kontorenes rapport",
        needs_sign_off=False,
        needs_review=False,
        audience=Audience.OFFICES,
    )
    second = build(request(people, series=other))
    assert second.state == EditionState.DRAFT, second.failure
    publish_edition(edition=second, by=people.krem)
    assert second.suppression.beside == [str(draft.pk)]
    (ledger,) = ledgers()
    assert list(exposures_in(ledger)) == []


def test_a_draft_made_before_another_report_came_out_must_be_made_again(people):
    overtaken = build(request(people, parse_period("2019-T1"), layout=FEW_TABLES))
    publish(people, "2019-T2", layout=FEW_TABLES)
    with pytest.raises(Refused):
        publish_edition(edition=overtaken, by=people.krem)
    again = build(request(people, parse_period("2019-T1"), layout=FEW_TABLES))
    assert again.state == EditionState.DRAFT, again.failure
    publish_edition(edition=again, by=people.krem)


def test_the_gate_finds_a_small_number_that_is_shown(people, draft):
    """A draft that shows one number too many is stopped, with words that name it."""
    report = json.loads(json.dumps(draft.report))
    small = next(cell for cell in draft.told["hidden"] if cell["reason"] == "primary")
    place = (small["table"], small["row"], small["column"])
    for table in report["tables"]:
        for cell in table["cells"]:
            if (table["id"], cell["row"], cell["column"]) == place:
                cell.update(value=1, shown="value")
    Edition.objects.filter(pk=draft.pk).update(report=report)
    draft.refresh_from_db()
    assert "2026-T2" in refusal_of(draft)
    with pytest.raises(Refused, match="2026-T2"):
        publish_edition(edition=draft, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT


def test_a_draft_from_before_there_were_proofs_is_not_published(draft):
    draft.suppression.definition = None
    assert "Make the draft again" in refusal_of(draft) or "Lag utkastet" in refusal_of(draft)


def test_what_is_left_out_is_in_no_file(people, draft):
    assert b"55-plus" in bytes(draft.files.get(kind="csv").content)
    without = build(request(people, layout=FEW_TABLES))
    assert not any(table["id"].startswith("closing-by-age") for table in without.report["tables"])
    assert b"55-plus" not in bytes(without.files.get(kind="csv").content)


def test_merged_tables_hide_less(people):
    whole, merged = (draft_of(people, "2026-T2", layout=Layout(detail)) for detail in ("full", "merged"))
    assert {table["id"] for table in merged.report["tables"]} >= {"flow-grouped", "closing-by-age-grouped"}
    assert merged.told["loss"]["hidden_cells"] < whole.told["loss"]["hidden_cells"]
