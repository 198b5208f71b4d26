"""`manage.py build_report`: an edition without a browser."""

import json

from django.core.management import call_command

from accounts.scope import acting_as_system
from reports.enums import EditionState
from reports.models import Edition
from tests.conftest import make_cast
from tests.reports.editions import take_samples


def test_the_command_writes_the_files(committed, tmp_path):
    with acting_as_system():
        take_samples(make_cast())
    call_command(
        "build_report", cluster="pa-tvers", period="2026-T2", out=tmp_path, internal=True, publish=True
    )
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"report.pdf", "report.json", "report.csv", "report.xlsx", "internal.json"}
    report = json.loads((tmp_path / "report.json").read_text())
    internal = json.loads((tmp_path / "internal.json").read_text())
    assert report["schema"] == "krem-outcome-report/2"
    assert {table["id"] for table in internal["tables"]} >= {"opening-by-office", "closing-by-office", "flow"}
    assert all(cell["value"] is not None for table in internal["tables"] for cell in table["cells"])
    told = {(yardstick["id"], yardstick["window"]) for yardstick in internal["yardsticks"]}
    ids = ("at-exit", "six-months", "november", "after-training-12", "after-training-24")
    assert told == {(id, window) for id in ids for window in ("period", "twelve", "start")} - {
        ("november", "period")
    }
    assert {yardstick["window"] for yardstick in report["yardsticks"]} == {"twelve", "start"}
    for yardstick in internal["yardsticks"]:
        counts = yardstick["counts"]
        assert counts["total"] == sum(counts[code] for code in ("reached", "beside", "other", "unknown"))
    states, work = internal["curves"]
    assert len(states["exact"]["days"]) == len(states["exact"]["shares"]["work"]) > 100
    assert len(work["exact"]["days"]) == len(work["exact"]["shares"]["work"])
    assert [point["month"] for point in states["horizons"]] == [0, 3, 6, 12, 18, 24, 36]
    assert internal["completeness"]["target-group"].keys() == {"known", "of"}
    assert internal["completeness"]["follow-ups"].keys() == {"answered", "not-reached", "not-asked", "due"}
    with acting_as_system():
        assert Edition.objects.get().state == EditionState.PUBLISHED
