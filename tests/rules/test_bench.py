"""The measurements run in one command, and the page says what they found and no better."""

from django.db import connection

from bench import __main__ as bench
from bench.document import require_same_content
from bench.leaderday import MOVES, PEOPLE
from participants.models import Participant
from spelling.order import norwegian
from spelling.sameness import same_key

MACHINE = {
    "processors": 2,
    "memory_gib": 8,
    "system": "Linux x86_64",
    "python": "3.11.2",
    "load_before": 0.1,
}


def results(**machine) -> dict:
    measurements = [
        {
            "name": "intake",
            "about": "Taking a workbook in.",
            "seconds": 3,
            "kept": True,
            "lines": ["ratio 40"],
        },
        {"name": "matching", "about": "Matching.", "seconds": 4, "kept": False, "lines": ["ratio 2"]},
    ]
    found = {
        "at": "2026-11-01 12:00 UTC",
        "machine": {**MACHINE, **machine},
        "measurements": measurements,
    }
    return {"national": found}


def test_every_measurement_is_run():
    scripts = {path.stem for path in bench.RESULTS.parent.glob("[a-z]*.py")}
    assert scripts == set(bench.SCRIPTS)


def test_the_page_says_what_was_found_and_what_was_not_as_promised():
    page = bench.page_of(results())
    assert "ratio 40" in page
    assert "## A whole country" in page
    assert "### intake\n" in page
    assert "### matching – not as promised" in page
    assert "busy" not in page


def test_the_page_says_when_the_machine_was_busy():
    assert "only ratios can be trusted" in bench.page_of(results(load_before=7.5))


def test_a_page_that_is_there_is_the_one_of_its_results():
    assert bench.RESULTS.exists() == bench.PAGE.exists()
    if bench.RESULTS.exists():
        assert bench.PAGE.read_text() == bench.page_of(bench.json.loads(bench.RESULTS.read_text()))


def test_people_are_written_as_the_portal_writes_them(cast):
    """The measurements of pages could not begin for weeks: people had got keys meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [[cast.bjerke.pk], 12])
        cursor.execute(MOVES, [[cast.bjerke.pk]])
    people = list(Participant.objects.filter(office=cast.bjerke))
    assert len(people) == 12
    for each in people:
        assert (each.reference_key, each.reference_order) == (
            same_key(each.reference),
            norwegian(each.reference),
        )
        assert each.moves.count() == 2


def test_what_the_document_is_measured_against_holds_the_same():
    require_same_content()
