"""How a chapter stands on paper, as plain data for the template: what is narrow in pairs, a picture with its table."""

from collections.abc import Iterable, Iterator, Sequence

from reports.document.beside import Data, words_as_data
from reports.document.chapter import Chapter, Piece
from reports.document.charts.sheet import Chart
from reports.document.method import Entry
from reports.document.tables.notes import note_under
from reports.document.tables.tabular import Grid

# Longer tables may run over several pages, with their head repeated.
LONGEST_UNBROKEN_TABLE = 28
# With a longer one below it, a picture would leave half a page empty to stay on the same.
LONGEST_TABLE_WITH_PICTURE = 12
MOST_NARROW_COLUMNS = 2
# In letters: more can end a page without looking forgotten there. A table needs less room on the page than a picture.
LONGEST_LEAD_TO_A_PICTURE = 400
LONGEST_LEAD_TO_A_TABLE = 800
# In letters, too: shorter words of somebody stay on one page.
LONGEST_WHOLE = 1200


def compose(chapter: Chapter) -> Data:
    """What stands in the chapter, from top to bottom."""
    return {
        "title": chapter.title,
        "blocks": [
            *_lead(chapter.texts, to_a_picture=bool(chapter.charts)),
            *([sections(chapter.entries)] if chapter.entries else []),
            *_paired(_pictures_and_tables(chapter)),
            *(block for piece in chapter.pieces for block in _piece(piece)),
        ],
    }


def _lead(texts: Sequence[str], *, to_a_picture: bool) -> Iterator[Data]:
    """The words under the heading, on one page, and where they are few on that of what they lead to."""
    longest = LONGEST_LEAD_TO_A_PICTURE if to_a_picture else LONGEST_LEAD_TO_A_TABLE
    may_stand_alone = sum(map(len, texts)) > longest
    for at, text in enumerate(texts, start=1):
        yield text_block(text) | {"sticky": at < len(texts) or not may_stand_alone}


def text_block(text: str) -> Data:
    """A paragraph."""
    return {"kind": "text", "text": text}


def sections(entries: Iterable[Entry]) -> Data:
    """Short texts under small headings, two of about one length side by side; what is left over comes last."""
    entries = list(entries)
    by_length = sorted(range(len(entries)), key=lambda at: -len(entries[at][1]))
    rows = [sorted(by_length[at : at + 2]) for at in range(0, len(by_length), 2)]
    rows.sort(key=lambda row: (-len(row), row))
    ordered = [entries[at] for row in rows for at in row]
    return {"kind": "sections", "entries": [{"title": title, "text": text} for title, text in ordered]}


def _pictures_and_tables(chapter: Chapter) -> Iterator[Data]:
    """Wide pictures first, then the tables, each with its narrow picture before it."""
    narrow = {chart.id: chart for chart in chapter.charts if chart.is_narrow}
    # What is explained above it, and has several tables below it, can be read without them.
    is_explained = bool(chapter.entries) and len(chapter.grids) > 1
    may_part = is_explained or (
        bool(chapter.grids) and len(chapter.grids[0].rows) > LONGEST_TABLE_WITH_PICTURE
    )
    wide = [chart for chart in chapter.charts if not chart.is_narrow]
    for chart in wide:
        yield _chart(chart) | {"sticky": chart is wide[-1] and not may_part}
    for grid in chapter.grids:
        if grid.id in narrow:
            yield _chart(narrow[grid.id])
        yield _table(grid)


def _paired(blocks: Iterable[Data]) -> Iterator[Data]:
    """Two narrow ones that follow each other stand side by side."""
    waiting: Data | None = None
    for block in blocks:
        if waiting is not None and block["narrow"]:
            yield {"kind": "pair", "left": waiting, "right": block}
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = block if block["narrow"] else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _piece(piece: Piece) -> Iterator[Data]:
    yield {"kind": "heading", "title": piece.title}
    if piece.about:
        yield {"kind": "aside", "text": piece.about}
    *blocks, last = [*words_as_data(piece.blocks)] or [None]
    # A short one stays whole, and of a long one the last paragraph is not left alone on the next page.
    is_short = sum(len(block.get("text", "")) for block in blocks) <= LONGEST_WHOLE
    for at, block in enumerate(blocks, start=1):
        is_held = block["kind"] == "text" and (is_short or at == len(blocks))
        yield block | ({"sticky": True} if is_held else {})
    if last is not None:
        yield last


def _chart(chart: Chart) -> Data:
    return {
        "kind": "chart",
        "caption": chart.title,
        "alt": chart.alt,
        "svg": chart.svg,
        "narrow": chart.is_narrow,
        "sticky": False,
    }


def _table(grid: Grid) -> Data:
    rows = [[row.label, *row.cells] for row in grid.rows]
    return {
        "kind": "table",
        "caption": grid.caption,
        "heading": grid.heading,
        "columns": [column.label for column in grid.columns],
        "rows": rows[:-1] if grid.has_totals else rows,
        "total": rows[-1] if grid.has_totals else [],
        "breakable": len(rows) > LONGEST_UNBROKEN_TABLE,
        "narrow": len(grid.columns) <= MOST_NARROW_COLUMNS and not grid.has_totals,
        "note": note_under(grid),
    }
