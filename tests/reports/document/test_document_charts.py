"""The pictures: a mark for each shown number, one and the same box for each hidden one."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from reports.document.charts import palette
from reports.document.charts.bars import BAR_HEIGHT
from reports.document.charts.charts import draw_charts
from reports.document.charts.drawing import LETTER, Drawing, fit
from reports.document.charts.funnel import FunnelPoint, draw_funnel, mean_of, points_of
from reports.document.charts.sheet import HATCH_SIZE
from reports.document.words.labels import state_label
from reports.document.words.ranges import said as words_of
from reports.figures.definitions import EXITS, OPENING
from reports.figures.records import STATES
from reports.protected.report import ProtectedReport
from tests.reports.document.colour_vision import as_seen, contrast, difference
from tests.reports.document.examples import example, with_hidden, with_measure, with_range

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def drawn(report: ProtectedReport) -> dict:
    return {chart.id: chart for chart in draw_charts(report)}


def shapes(svg: str, name: str, **attributes: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}{name}")  # noqa: S314 - our own drawing
    return [shape for shape in found if attributes.items() <= shape.attrib.items()]


def bars(svg: str) -> list[float]:
    return sorted(
        float(bar.get("width"))
        for bar in shapes(svg, "rect", height=f"{BAR_HEIGHT:g}")
        if not bar.get("stroke")
    )


def boxes(svg: str) -> list[ElementTree.Element]:
    return shapes(svg, "rect", width=f"{HATCH_SIZE:g}", stroke=palette.HATCH)


BESIDE = ["yardsticks", "ladder", "state-occupation", "first-paid-work", "step-model", "completeness"]


def test_there_is_a_picture_for_states_offices_exits_flow_and_what_stands_beside():
    assert list(drawn(example())) == ["closing", "closing-by-office", "exits-by-office", "flow", *BESIDE]


def test_a_bar_is_as_long_as_its_number():
    report = example(hide_none=True)
    table = report.table("exits-by-office-grouped")
    counts = sorted(table.cell(row, code) for row in table.rows[:-2] for code in table.columns[:-1])
    lengths = bars(drawn(report)["exits-by-office"].svg)

    assert [length / lengths[-1] for length in lengths] == pytest.approx(
        [count / counts[-1] for count in counts], abs=0.002
    )


def test_a_hidden_number_has_no_bar_and_its_box_says_nothing_of_the_size():
    report = example(hide_none=True)
    large = with_hidden(report, ("exits-by-office-grouped", "bjerke", "none"))
    small = with_hidden(report, ("exits-by-office-grouped", "bjerke", "training"))
    shown, hidden_large, hidden_small = (
        drawn(each)["exits-by-office"].svg for each in (report, large, small)
    )

    assert (len(boxes(shown)), len(boxes(hidden_large)), len(boxes(hidden_small))) == (0, 1, 1)
    assert len(bars(hidden_large)) == len(bars(hidden_small)) == len(bars(shown)) - 1
    sizes = {
        (box.get("width"), box.get("height")) for svg in (hidden_large, hidden_small) for box in boxes(svg)
    }
    assert sizes == {(f"{HATCH_SIZE:g}", f"{HATCH_SIZE:g}")}


def test_the_flow_has_a_circle_for_each_shown_number_a_box_for_each_hidden_one_and_zeros_in_figures():
    report = example()
    cells = [report.table("flow").cell(row, column) for row in OPENING for column in STATES]
    svg = drawn(report)["flow"].svg

    assert len(shapes(svg, "circle")) == sum(1 for cell in cells if cell)
    assert len(boxes(svg)) == cells.count(None) > 0
    assert [text.text for text in shapes(svg, "text")].count("0") == cells.count(0) > 0


def test_the_words_beside_a_picture_say_the_same_numbers():
    report = with_hidden(example(hide_none=True), ("flow", "total", "left"))
    total = report.table("flow")

    alt = drawn(report)["closing"].alt
    assert f"Ordinary work {total.cell('total', 'work')}" in alt
    assert alt.endswith("Left follow-up not shown.")


def test_the_ladder_has_its_highest_rung_on_top_and_says_what_is_hidden():
    report = with_measure(example(hide_none=True), "ventures", idea=9, plan=None, employs=3, closed=0)
    ladder = drawn(report)["ladder"]
    words = [text.text for text in shapes(ladder.svg, "text")]

    assert words.index("Employs others") < words.index("Wage for oneself") < words.index("Idea")
    assert ladder.is_narrow
    assert len(boxes(ladder.svg)) == 1
    assert max(bars(ladder.svg)) == bars(ladder.svg)[-1] == pytest.approx(3 * min(bars(ladder.svg)), abs=0.1)
    assert "Plan not shown, Idea 9, Closed 0" in ladder.alt


def test_long_names_of_offices_get_the_room_they_need():
    short, long = (
        drawn(example(offices={"a": name, "b": "NAV B"}))["exits-by-office"].svg
        for name in ("NAV A", "NAV Indre og Ytre Sunnfjord")
    )

    assert [float(ElementTree.fromstring(svg).get("height")) for svg in (short, long)] == [60.0, 72.0]  # noqa: S314 - our own drawing


def test_nothing_to_draw_is_no_picture():
    assert draw_charts(example(persons=0)) == ()
    # Boards count tasks, and hide nothing.
    assert list(drawn(example(hide_all=True))) == ["step-model"]


def test_more_offices_than_a_page_holds_are_left_to_their_table():
    offices = {f"o{at}": f"NAV {at}" for at in range(40)}

    assert list(drawn(example(persons=800, offices=offices))) == [
        "closing",
        "flow",
        *[each for each in BESIDE if each != "step-model"],
    ]


def test_a_picture_may_stand_inline_under_a_strict_policy():
    report = example(offices={"a": '</text><script>alert("1")</script> & style="x"', "b": "B"})
    for chart in draw_charts(report):
        root = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own drawing
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg",
            "rect",
            "circle",
            "polygon",
            "line",
            "text",
        }
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"style", "id", "href", "onload"}
        assert "url(" not in chart.svg
        assert root.get("aria-label") == chart.alt


def test_strokes_stay_inside_their_box():
    drawing = Drawing(50, 50)
    drawing.hatched(10, 20, 12, 9)
    for line in shapes(drawing.svg(""), "line"):
        assert all(10 <= float(line.get(end)) <= 22 for end in ("x1", "x2"))
        assert all(20 <= float(line.get(end)) <= 29 for end in ("y1", "y2"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("NAV Bjerke", ["NAV Bjerke"]),
        ("NAV Indre og Ytre Sunnfjord", ["NAV Indre og", "Ytre Sunnfjord"]),
        ("NAV Indre og Ytre Sunnfjord med Høyanger", ["NAV Indre og", "Ytre Sunnfjord …"]),
        ("Sammensattsammensattord", ["Sammensattsammen…"]),
    ],
)
def test_long_names_break_between_words(text, lines):
    assert fit(text, 70, 8.5) == lines


def test_every_state_has_its_own_colour_in_one_place():
    for code in {*OPENING, *STATES, *EXITS, "result", "on-the-way"}:
        assert re.fullmatch("#[0-9A-F]{6}", palette.STATE_COLOURS[code])
        assert contrast(palette.STATE_COLOURS[code], palette.PAPER) >= 3


@pytest.mark.parametrize("eye", ["usual", "deutan", "protan", "tritan"])
def test_the_closing_states_stay_apart_in_every_eye(eye):
    seen = {code: as_seen(palette.STATE_COLOURS[code], eye) for code in STATES}

    assert min(difference(seen[one], seen[other]) for one, other in combinations(seen, 2)) > 15


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (palette.INK, palette.SAND),
        (palette.MUTED, palette.TINT),
        (palette.BRAND, palette.SAND),
        (palette.PAPER, palette.BRAND),
        (palette.ACCENT, palette.PAPER),
    ],
)
def test_text_can_be_read_on_its_ground(text, ground):
    assert contrast(text, ground) >= 4.5


def readouts(svg: str) -> list[str]:
    return [group.get("aria-label") for group in shapes(svg, "g", tabindex="0")]


def test_every_picture_on_a_page_says_its_values_and_on_paper_none_does():
    charts = drawn(example())
    assert len(charts) > 5
    for chart in charts.values():
        assert readouts(chart.page_svg), chart.id
        # What can be asked is no picture to a reader's ears any more, or nobody would hear what is in it.
        assert ElementTree.fromstring(chart.page_svg).get("role") == "group"  # noqa: S314 - our own drawing
        assert "krem-readout" not in chart.svg
        assert "style=" not in chart.page_svg
        told = [each for each in shapes(chart.page_svg, "g") if each.get("class") == "krem-readout__told"]
        assert {each.get("display") for each in told} == {"none"}


def test_a_range_is_said_as_a_range_and_what_is_not_told_as_not_shown():
    report = with_range(example(hide_none=True), "flow", "total", "work", 12, 19)
    report = with_hidden(report, ("flow", "total", "venture"))
    said = readouts(drawn(report)["closing"].page_svg)
    [work] = [words for words in said if "12" in words and "19" in words]
    [venture] = [words for words in said if words.startswith(str(state_label("venture")))]
    assert work.startswith(str(state_label("work")))
    assert venture == f"{state_label('venture')} {words_of((1, None))}"


def test_a_curve_says_each_share_with_its_limits():
    report = example()
    curve = report.curve("first-paid-work")
    said = readouts(drawn(report)["first-paid-work"].page_svg)
    assert len(said) == len(curve.told)
    for words, point in zip(said, curve.told, strict=True):
        share = point.shares["work"]
        if share is not None:
            assert f"{share.low}" in words
            assert f"{share.high}" in words


def test_a_narrow_window_is_told_the_same_numbers_as_a_wide_one():
    report = with_range(example(), "flow", "total", "work", 12, 19)
    charts = drawn(report)
    for id in ("closing", "closing-by-office", "exits-by-office", "flow"):
        wide, narrow = (
            [text.text for text in shapes(svg, "text") if re.fullmatch(r"[\d–\s]+", text.text)]
            for svg in (charts[id].svg, charts[id].narrow_svg)
        )
        # Who is nobody is not drawn.
        assert sorted(each for each in narrow if each != "0") == sorted(
            each for each in wide if each != "0"
        ), id
        assert "krem-readout" not in charts[id].narrow_svg


@pytest.mark.parametrize("id", ["yardsticks", "completeness"])
def test_a_narrow_window_is_told_the_same_shares_as_a_wide_one(id):
    chart = drawn(example())[id]
    wide, narrow = (
        sorted(
            text.text
            for text in shapes(svg, "text")
            if re.match(r"\d+%( \(|$)", text.text) and text.get("text-anchor") == "end"
        )
        for svg in (chart.svg, chart.narrow_svg)
    )
    assert narrow == wide != []


@pytest.mark.parametrize("report", [example(), with_hidden(example(), ("flow", "total", "venture"))])
def test_what_is_drawn_for_a_narrow_window_stays_inside_it(report):
    charts = [*drawn(report).values(), draw_funnel(report, points_of(report, ("bjerke",)), mean_of(report))]
    for svg in (chart.svg if chart.is_narrow else chart.narrow_svg for chart in charts):
        width = float(re.search(r'viewBox="0 0 (\d+)', svg)[1])
        # As wide as a telephone has room for, so that the smallest letters are 11 pixels there.
        assert width <= 230
        for text in shapes(svg, "text"):
            assert float(text.get("font-size")) >= 8, text.text
            reach = len(text.text) * float(text.get("font-size")) * 0.5
            before = {"end": reach, "middle": reach / 2}.get(text.get("text-anchor"), 0)
            left = float(text.get("x")) - before
            assert left >= -1, text.text
            assert left + reach <= width + 1, text.text


def test_no_name_under_a_narrow_funnel_is_cut():
    long = FunnelPoint("NAV Nordre Follo og Nesodden", False, (24, 24), (1, 23))
    svg = draw_funnel(example(), [*points_of(example(), ()), long], 0.71).narrow_svg
    lines = re.findall(r">([^<>]+)</text>", svg)
    assert "…" not in svg
    assert "NAV Nordre Follo og Nesodden between 4 and 96 per cent of 24" in " ".join(lines)


def test_the_words_of_a_funnels_line_stand_where_no_bar_and_no_point_stands():
    offices = [FunnelPoint("A", False, (94, 94), (70, 70)), FunnelPoint("B", False, (60, 60), (39, 39))]
    # Told as a range: a bar across the line, at the very place where the words would begin.
    funnel = draw_funnel(example(), [*offices, FunnelPoint("C", False, (24, 24), (1, 23))], 0.71)
    for svg in (funnel.svg, funnel.narrow_svg):
        (words,) = (each for each in shapes(svg, "text") if each.text == "The whole cluster")
        begin = float(words.get("x"))
        end = begin + len(words.text) * float(words.get("font-size")) * LETTER
        bar = next(each for each in shapes(svg, "rect") if float(each.get("height")) > 100)
        assert not begin - 2 < float(bar.get("x")) + float(bar.get("width")) / 2 < end + 2
