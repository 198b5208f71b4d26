"""No identity number gets past where no cell shows it: in rules and lists of a sheet, drawings, names, left-over texts."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.packaging.custom import FloatProperty, StringProperty
from openpyxl.workbook.defined_name import DefinedName

from participants.workbook.checking import check_workbook
from participants.workbook.reading import NATIONAL_ID_BESIDE
from participants.workbook.surroundings import BESIDE_THE_CELLS, UNSEEN_TEXT
from tests.participants.office_workbooks import (
    TODAY,
    national_id,
    part,
    repacked,
    replaced,
    sound_sheets,
    with_shared_texts,
    workbook_bytes,
)

pytestmark = pytest.mark.usefixtures("in_english")

SOUND = workbook_bytes(sound_sheets())
SHEET = "xl/worksheets/sheet1.xml"
NUMBER = national_id(17, 5)
A, B = NUMBER[:6], NUMBER[6:]


def told(data: bytes) -> list:
    checked = check_workbook(data, TODAY)
    assert (checked.workbook is None) == bool(checked.problems)
    assert NUMBER not in repr(checked)
    return [problem.message for problem in checked.problems]


@pytest.mark.parametrize(
    "markup",
    [
        '<autoFilter ref="A1:G3"><filterColumn colId="0"><filters><filter val="{0}"/></filters></filterColumn></autoFilter>',
        '<conditionalFormatting sqref="A1"><cfRule type="expression"><formula>A1="{1} {2}"</formula></cfRule></conditionalFormatting>',
        '<scenarios><scenario name="x" comment="{0}"/></scenarios>',
        '<scenarios><scenario name="x"><inputCells r="A1" val="{0}"/></scenario></scenarios>',
        '<protectedRanges><protectedRange sqref="A1" name="x{0}"/></protectedRanges>',
        '<dataValidations><dataValidation type="list" sqref="A2"><formula1>"{0},b"</formula1></dataValidation></dataValidations>',
        '<extLst><ext><x:rule xmlns:x="x"><x:f>"{1}-{2}"</x:f></x:rule></ext></extLst>',
        "<headerFooter><oddHeader>&amp;L{1}&amp;10 {2}</oddHeader></headerFooter>",
        "<headerFooter><oddHeader>{1}_x000D_{2}</oddHeader></headerFooter>",
    ],
)
def test_is_found_in_what_a_sheet_says_of_its_cells(markup):
    markup = markup.format(NUMBER, A, B)
    assert told(replaced(SOUND, SHEET, b"</sheetData>", f"</sheetData>{markup}".encode())) == [
        NATIONAL_ID_BESIDE
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<mergeCells><mergeCell ref="B17:C50"/></mergeCells>',
        '<conditionalFormatting sqref="A17 A05 A54 A{2}"><cfRule type="x"/></conditionalFormatting>',
        '<extLst><ext uri="{{{0}0-1705-5450-0000-{0}0}}"><x:sqref xmlns:x="x">A{0}</x:sqref></ext></extLst>',
    ],
)
def test_addresses_of_cells_and_marks_of_programs_are_left_alone(markup):
    markup = markup.format(NUMBER[:7], A, B)
    assert told(replaced(SOUND, SHEET, b"</sheetData>", f"</sheetData>{markup}".encode())) == []


RUN = "<a:r><a:rPr><a:ln/><a:hlinkClick/></a:rPr><a:t>{}</a:t></a:r>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/drawings/d.xml", f"<a:p>{RUN.format(A)}{RUN.format(B)}</a:p>"),
        ("xl/drawings/d.xml", f"<a:p>{RUN.format(A)}<a:br/>{RUN.format(B)}</a:p>"),
        ("xl/drawings/d.xml", f"<a:b><a:p>{RUN.format(A)}</a:p><a:p>{RUN.format(B)}</a:p></a:b>"),
        ("xl/drawings/d.xml", f"<a:p>{RUN.format(A)}<a:fld><a:t>{B}</a:t></a:fld></a:p>"),
        ("xl/drawings/d.xml", f'<a:x descr="{NUMBER}"/>'),
        ("xl/drawings/d.vml", f"<a:x><div>{A}<font>{B}</font></div></a:x>"),
        ("xl/drawings/d.vml", f"<a:x><div>{A}<br>{B}</div></a:x>"),
        ("xl/drawings/d.vml", f'<a:x alt="{A} {B}"/>'),
        ("xl/tables/t.xml", f'<a:x><a:y totalsRowLabel="{NUMBER}"/></a:x>'),
        ("xl/tables/t.xml", f'<a:x comment="{NUMBER}"/>'),
        ("xl/persons/p.xml", f'<a:x displayName="{NUMBER}"/>'),
        ("xl/pivotCache/p.xml", f'<a:x><a:n v="{int(NUMBER)}"/></a:x>'),
        ("xl/charts/c.xml", f"<a:x><a:v>{int(NUMBER)}.0</a:v></a:x>"),
        ("customXml/item1.xml", f'<a:x note="{NUMBER}"/>'),
    ],
)
def test_is_found_in_whatever_else_the_file_holds(name, content):
    content = content.replace(">", ' xmlns:a="x">', 1) if not content.startswith("<a:x ") else content
    content = content.replace("<a:x ", '<a:x xmlns:a="x" ', 1) if "xmlns" not in content else content
    assert told(repacked(SOUND, {name: content.encode()})) == [BESIDE_THE_CELLS]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/charts/c.xml", "<x><v>0.17055450012345</v><v>17055.4500123</v></x>"),
        ("xl/drawings/d.vml", '<x style="margin-left:17.05pt;top:54.5pt;width:0123"/>'),
        ("xl/drawings/d.vml", "<x><div>17.05.2024<br>kl. 10.30</div></x>"),
        ("xl/pivotCache/p.xml", f'<x refreshedDate="45443.{NUMBER}"/>'),
    ],
)
def test_numbers_that_programs_keep_are_left_alone(name, content):
    assert told(repacked(SOUND, {name: content.encode()})) == []


def test_a_drawing_that_is_no_xml_is_still_read():
    """Excel writes <br> as HTML has it."""
    assert told(repacked(SOUND, {"xl/drawings/d.vml": b"<x><div>Husk<br>dette</div></x>"})) == []


@pytest.mark.parametrize(
    "hide",
    [
        lambda book: book.defined_names.update(x=DefinedName("x", attr_text="1", comment=NUMBER)),
        lambda book: book.defined_names.update(x=DefinedName("x", attr_text=NUMBER)),
        lambda book: book.custom_doc_props.append(StringProperty(name=NUMBER, value="x")),
        lambda book: book.custom_doc_props.append(FloatProperty(name="x", value=float(NUMBER))),
        lambda book: setattr(book["Forløp"]["A2"], "hyperlink", f"https://example.invalid/{A}%20{B}"),
        lambda book: setattr(book["Forløp"]["A2"], "number_format", f'"{A}"0"{B}"'),
    ],
)
def test_is_found_in_names_properties_addresses_and_formats(hide):
    book = openpyxl.load_workbook(BytesIO(SOUND))
    hide(book)
    file = BytesIO()
    book.save(file)
    assert told(file.getvalue()) == [BESIDE_THE_CELLS]


def test_is_found_in_a_text_that_no_cell_shows_any_more():
    data = with_shared_texts(SOUND)
    left_over = replaced(data, "xl/sharedStrings.xml", b"</sst>", f"<si><t>{A} {B}</t></si></sst>".encode())
    assert told(left_over) == [UNSEEN_TEXT]
    reading = replaced(data, "xl/sharedStrings.xml", b"<t>x</t>", f"<t>{NUMBER}</t>".encode())
    assert told(reading) == [UNSEEN_TEXT]


def test_a_text_that_a_cell_shows_is_told_by_its_cell():
    sheets = sound_sheets()
    sheets["Forløp"][2][4] = NUMBER
    problems = check_workbook(with_shared_texts(workbook_bytes(sheets)), TODAY).problems
    assert [(problem.sheet, problem.row, problem.value) for problem in problems] == [
        ("Forløp", 3, "***********")
    ]


@pytest.mark.parametrize("value", [float(f"{A}.{B}"), -int(NUMBER), int(NUMBER) / 100_000])
def test_is_found_in_a_number_with_decimals_or_a_sign(value):
    sheets = sound_sheets()
    sheets["Forløp"][0].append("Merknad")
    sheets["Forløp"][1].append(value)
    problems = check_workbook(workbook_bytes(sheets), TODAY).problems
    assert [problem.value for problem in problems] == ["***********"]


def test_numbers_with_decimals_are_left_alone():
    sheets = sound_sheets()
    sheets["Forløp"][0].append("Merknad")
    sheets["Forløp"][1].append(float(f"{A}.{B[:2]}"))
    sheets["Forløp"][2].append(float(f"{A}.{B}4321"))
    assert check_workbook(workbook_bytes(sheets), TODAY).workbook


def test_styles_are_there_to_be_looked_through():
    assert b"formatCode" in part(SOUND, "xl/styles.xml")
