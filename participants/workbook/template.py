"""The empty workbook that an office downloads and fills in.

Its words are Norwegian in every language of the interface, as the format's are.
"""

from io import BytesIO

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from participants.enums import FollowUpMonth
from participants.workbook import words
from participants.workbook.columns import (
    ANSWER,
    BIRTH_YEAR,
    DAY,
    EFFORT_GROUP,
    FOLLOW_UPS,
    GUIDANCE,
    HEADINGS,
    HOURS_PERCENT,
    INFORMED_ON,
    LEFT_REASON,
    MONTH,
    MOVES,
    PARTICIPANTS,
    REFERENCE,
    SEX,
    SHIELDED,
    SOURCE,
    TARGET,
    TARGET_GROUP,
    WORKPLACE,
)
from participants.workbook.reading import MOST_ROWS
from participants.workbook.writing import DATE_FORMAT

BOLD = Font(bold=True)
TEXT_FORMAT = "@"
WORDS_COLUMN = 6

TITLE = "Slik fyller du ut arbeidsboka"
ADVICE = (
    "Skriv aldri fødselsnummer, D-nummer, navn eller adresse. Arken kan ikke tas inn hvis det står et fødselsnummer noe sted.",
    "Gi hver deltaker en referanse som bare kontoret kjenner. Bruk den samme referansen i alle tre arkene.",
    "Ikke ta med personer som har strengt fortrolig adresse.",
    "Skriv datoer som dd.mm.åååå, for eksempel 31.01.2026. Datoen kan ikke være før 2005 eller fram i tid.",
    "Den første overgangen i Forløp er alltid Innskrevet. Skriv én overgang per dag for hver deltaker.",
    "Rader du har tatt inn før, kan stå. Retter du en rad, blir den forrige opplysningen tatt vare på.",
    "Skriv verdier, ikke formler. La arkene og overskriftene stå som de er.",
)
EXPLANATIONS = {
    PARTICIPANTS: {
        REFERENCE: "Må fylles ut. Høyst 40 tegn.",
        BIRTH_YEAR: "Må fylles ut. Fire sifre. Deltakeren skal være mellom 15 og 80 år ved innskriving.",
        SEX: "Velg fra lista. Tomt betyr ukjent.",
        TARGET_GROUP: "Velg fra lista. Tomt betyr ukjent.",
        EFFORT_GROUP: "Velg fra lista. Tomt betyr ukjent.",
        INFORMED_ON: "Dagen deltakeren fikk informasjon om at opplysningene blir registrert.",
        SHIELDED: "Ja hvis deltakeren er skjermet. Tomt betyr nei.",
    },
    MOVES: {
        REFERENCE: "Må fylles ut. Den samme som i Deltakere.",
        DAY: "Må fylles ut. Dagen overgangen gjelder fra.",
        TARGET: "Må fylles ut. Velg fra lista.",
        LEFT_REASON: "Bare når deltakeren er avsluttet. Velg fra lista.",
        WORKPLACE: "Navnet på virksomheten. Ikke skriv noe om personen.",
        HOURS_PERCENT: "Et tall fra 0 til 100.",
    },
    FOLLOW_UPS: {
        REFERENCE: "Må fylles ut. Den samme som i Deltakere.",
        MONTH: "Må fylles ut. 6, 12 eller 24 måneder etter utgangen.",
        DAY: "Må fylles ut. Dagen deltakeren svarte, eller dagen dere prøvde å få tak i deltakeren.",
        ANSWER: "Må fylles ut. Velg fra lista.",
        HOURS_PERCENT: "Et tall fra 0 til 100.",
        SOURCE: "Hvem som svarte. Velg fra lista.",
    },
}
CHOICES = {
    (PARTICIPANTS, SEX): tuple(words.SEXES),
    (PARTICIPANTS, TARGET_GROUP): tuple(words.TARGET_GROUPS),
    (PARTICIPANTS, EFFORT_GROUP): tuple(words.EFFORT_GROUPS),
    (PARTICIPANTS, SHIELDED): tuple(words.YES_NO),
    (MOVES, TARGET): tuple(words.STATES),
    (MOVES, LEFT_REASON): tuple(words.LEFT_REASONS),
    (FOLLOW_UPS, MONTH): tuple(FollowUpMonth.values),
    (FOLLOW_UPS, ANSWER): tuple(words.ANSWERS),
    (FOLLOW_UPS, SOURCE): tuple(words.SOURCES),
}
NUMBER_FORMATS = {REFERENCE: TEXT_FORMAT, INFORMED_ON: DATE_FORMAT, DAY: DATE_FORMAT}
WIDE = {TARGET_GROUP: 24, EFFORT_GROUP: 42, TARGET: 22, LEFT_REASON: 32, WORKPLACE: 30, ANSWER: 20}
WIDTH = 18


def empty_workbook() -> bytes:
    """The bytes of the template: three sheets to fill in, and a page that explains them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {name: book.create_sheet(name) for name in HEADINGS}
    guidance = book.create_sheet(GUIDANCE)
    _explain(guidance)
    places = _list_words(guidance)
    for name, sheet in sheets.items():
        _lay_out(sheet, HEADINGS[name])
        for (sheet_name, heading), place in places.items():
            if sheet_name == name:
                _offer(sheet, heading, place)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _lay_out(sheet: Worksheet, headings: tuple[str, ...]) -> None:
    sheet.append(headings)
    sheet.freeze_panes = "A2"
    for index, heading in enumerate(headings, start=1):
        sheet.cell(1, index).font = BOLD
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width = WIDE.get(heading, WIDTH)
        if heading in NUMBER_FORMATS:
            column.number_format = NUMBER_FORMATS[heading]


def _offer(sheet: Worksheet, heading: str, place: str) -> None:
    """Lets a column be chosen from a list of words."""
    letter = get_column_letter(HEADINGS[sheet.title].index(heading) + 1)
    choice = DataValidation(type="list", formula1=place, allow_blank=True, showErrorMessage=True)
    choice.errorTitle = "Ukjent verdi"
    choice.error = "Velg en verdi fra lista."
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.add_data_validation(choice)


def _explain(sheet: Worksheet) -> None:
    sheet.append([TITLE])
    sheet["A1"].font = Font(bold=True, size=14)
    for sentence in ADVICE:
        sheet.append([sentence])
    for name, explanations in EXPLANATIONS.items():
        sheet.append([])
        sheet.append(["Ark", "Kolonne", "Hva du skriver"])
        for cell in sheet[sheet.max_row]:
            cell.font = BOLD
        for heading, explanation in explanations.items():
            sheet.append([name, heading, explanation])
            sheet.cell(sheet.max_row, 3).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in {"A": WIDTH, "B": WIDTH, "C": 60}.items():
        sheet.column_dimensions[letter].width = width


def _list_words(sheet: Worksheet) -> dict[tuple[str, str], str]:
    """Writes the words of each list and says where. A list in the rule itself would break at a word's comma."""
    places = {}
    for index, ((name, heading), choices) in enumerate(CHOICES.items(), start=WORDS_COLUMN):
        letter = get_column_letter(index)
        top = len(ADVICE) + 3
        sheet.cell(top, index, heading).font = BOLD
        sheet.column_dimensions[letter].width = WIDE.get(heading, WIDTH)
        for row, choice in enumerate(choices, start=top + 1):
            sheet.cell(row, index, choice)
        places[name, heading] = f"{GUIDANCE}!${letter}${top + 1}:${letter}${top + len(choices)}"
    return places
