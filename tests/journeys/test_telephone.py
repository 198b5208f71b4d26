"""What a telephone shows of charts and long lists: whole, with letters one can read, and rows that a thumb hits."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from clusters.enums import Level, Step
from clusters.models import StepTask
from clusters.views.board import progress_picture
from krem_portal.web_files import SHEETS
from participants.enums import State
from participants.models import FollowUp, Move
from participants.pictures import band_of, columns_of, month_names
from participants.queries.journeys import RecordedJourney
from participants.queries.office_trend import Spread, month_ends, trend_table
from reports.document.charts.charts import draw_charts
from reports.document.charts.funnel import draw_funnel, mean_of, points_of
from reports.document.tables.grids import read_grids
from tests.reports.document.examples import example, with_hidden

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 360, "height": 740}
TODAY = date(2026, 9, 26)
# In pixels, of those that are seen.
SMALLEST_LETTER = """() => Math.min(...[...document.querySelectorAll('svg text')].filter(each => each.getBoundingClientRect().width)
    .map(each => parseFloat(getComputedStyle(each).fontSize) * each.ownerSVGElement.clientWidth / each.ownerSVGElement.viewBox.baseVal.width))"""
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
CUT = """() => [...document.querySelectorAll('.krem-chart, .krem-figure, .krem-scroll, html')]
    .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.className)"""

# Words of tables that go on in the next line without a hyphen.
BROKEN = """() => {
    const found = [];
    for (const cell of document.querySelectorAll('th, td')) {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            for (const word of texts.currentNode.textContent.matchAll(/[^\\s-]+/g)) {
                const range = document.createRange();
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) found.push(word[0]);
            }
        }
    }
    return found;
}"""


def can_be_read_whole(page) -> None:
    """With everything unfolded."""
    page.evaluate(UNFOLD)
    assert page.evaluate(SMALLEST_LETTER) > 10.5
    assert page.evaluate(CUT) == []


@pytest.fixture
def show(browser):
    """A piece of a page, dressed as pages are."""
    context = browser.new_context(viewport=TELEPHONE)
    page = context.new_page()
    style = "\n".join(sheet.read_text() for sheet in SHEETS)

    def shown(html: str):
        page.set_content(f"<style>{style}</style><main><div class='krem-container'>{html}</div></main>")
        return page

    yield shown
    context.close()


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_a_chart_is_whole_on_a_telephone_and_can_be_read(show, language):
    report = with_hidden(example(), ("flow", "total", "venture"))
    with override(language):
        funnel = draw_funnel(report, points_of(report, ("bjerke",)), mean_of(report))
        for chart in (*draw_charts(report), funnel):
            page = show(render_to_string("reports/chart.html", {"chart": chart}))
            assert page.evaluate(SMALLEST_LETTER) > 10.5, chart.id
            assert page.evaluate(CUT) == [], chart.id


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_a_journey_is_whole_on_a_telephone_and_can_be_read(show, language):
    moves = (Move(day=date(2022, 3, 1), target="enrolled"), Move(day=date(2025, 8, 20), target="work"))
    answers = (FollowUp(day=date(2026, 2, 20), month=6, answer="work"),)
    with override(language):
        picture = band_of(RecordedJourney(moves=moves, follow_ups=answers), TODAY)
        page = show(render_to_string("participants/journey_picture.html", {"picture": picture}))
    can_be_read_whole(page)


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_an_office_month_by_month_is_whole_on_a_telephone_with_its_table(show, language):
    days = month_ends(TODAY)
    trend = [Spread(day, dict.fromkeys(State, 100 + at)) for at, day in enumerate(days)]
    with override(language):
        months = month_names(trend)
        context = {"trend": trend_table(trend, months), "months": months, "picture": columns_of(trend)}
        page = show(render_to_string("home/trend.html", context))
    can_be_read_whole(page)


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_a_board_over_time_is_whole_on_a_telephone_with_its_table(show, language):
    tasks = [StepTask(step=step, level=Level.USER, added_on=date(2024, 1, 1)) for step in Step]
    with override(language):
        picture, rows = progress_picture(tasks, TODAY)
        context = {"picture": picture, "picture_rows": rows, "parts": [{"step": step} for step in Step]}
        page = show(render_to_string("clusters/over_time.html", context))
    can_be_read_whole(page)


@pytest.mark.parametrize("language", ["nb", "nn", "en-gb"])
def test_a_table_of_numbers_is_whole_on_a_telephone_and_so_are_its_words(show, language):
    with override(language):
        tables = [
            render_to_string("reports/section.html", {"section": {"grid": grid}})
            for grid in read_grids(example())
        ]
    # Folded in under their pictures, where there is least room.
    page = show(f"<details class='ds-details krem-details' open><div>{''.join(tables)}</div></details>")
    assert page.evaluate(CUT) == []
    assert page.evaluate(BROKEN) == []
    boxes = [each.bounding_box() for each in page.locator(".krem-scroll").all()]
    assert min(below["y"] - above["y"] - above["height"] for above, below in pairwise(boxes)) >= 16


def test_a_list_of_fifty_people_is_short_and_every_row_is_large_enough_for_a_thumb(show):
    whereabouts = SimpleNamespace(state=State.WORK, since=date(2026, 9, 26))
    people = [
        SimpleNamespace(pk=uuid4(), reference=f"BJE-{number:04}", whereabouts=whereabouts, birth_year=1990)
        for number in range(50)
    ]
    with override("nb"):
        page = show(render_to_string("participants/people_table.html", {"people": people}))
    rows = [row.bounding_box() for row in page.locator("tbody tr").all()]
    assert min(row["height"] for row in rows) >= 44
    assert sum(row["height"] for row in rows) < 50 * 50
    # Wherever one meets a row, it opens the person.
    hit = "([x, y]) => document.elementFromPoint(x, y).closest('a').innerText"
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    last = page.locator("tbody tr").last.bounding_box()
    assert page.evaluate(hit, [last["x"] + last["width"] - 5, last["y"] + 5]) == "BJE-0049"
    assert page.evaluate(CUT) == []
