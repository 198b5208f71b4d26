"""Style sheets and templates know each other: no rule lies unused, no class has no rule, and no table is too wide for a telephone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static").rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
APPS = (
    "accounts",
    "audit",
    "clusters",
    "participants",
    "entrepreneurs",
    "reports",
    "front_pages",
    "krem_portal",
)
WRITERS = [
    *TEMPLATES,
    *(ROOT / "static").rglob("*.js"),
    *(path for app in APPS for path in (ROOT / app).rglob("*.py")),
]
# The administration has tables of its own.
TABLES = [
    str(path.relative_to(ROOT / "templates"))
    for path in TEMPLATES
    if "<table" in path.read_text() and "admin" not in path.parts
]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
CELL = re.compile(r"<td\b([^>]*)>")
# Numbers in columns that are read downwards, with the first column staying while they scroll past; and those that
# are two or three columns wide, or have a layout of their own on a telephone.
NO_CARDS = {
    "clusters/board.html",
    "home/cluster.html",
    "home/trend.html",
    "participants/office_list.html",
}
# A cell that says by itself what it is: words across the card, or something to press.
SPEAKS = ("data-label=", "krem-wide", "krem-speaks", "krem-card-line", "colspan=")


def names_in(sheet: Path) -> set[str]:
    rules = COMMENT.sub("", sheet.read_text())
    selectors = "\n".join(re.findall(r"([^{}]+)\{", rules))
    return set(re.findall(r"\.(krem-[\w-]+)", selectors))


def test_no_class_of_a_style_sheet_lies_unused():
    written = "\n".join(path.read_text() for path in WRITERS)
    unused = {
        f"{sheet.name}: {name}"
        for sheet in SHEETS
        for name in names_in(sheet)
        if not re.search(rf"(?<![\w-]){name}(?![\w-])", written)
    }
    assert unused == set()


def test_every_class_of_ours_has_a_rule():
    known = set().union(*map(names_in, SHEETS))
    used = {
        f"{path.name}: {name}"
        for path in TEMPLATES
        for value in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.findall(r"(?<![\w-])krem-[\w-]+", value)
        if name not in known
    }
    assert used == set()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_becomes_cards_on_a_telephone_and_each_says_what_is_what(name):
    for table in TABLE.findall((ROOT / "templates" / name).read_text()):
        if "krem-cards" not in table:
            assert name in NO_CARDS
            continue
        body = table.partition("<tbody")[2]
        for cell in CELL.finditer(body):
            assert any(word in cell[1] for word in SPEAKS), cell[0]
