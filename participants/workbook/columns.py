"""The three sheets of the office workbook and their columns: the format, as a table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from participants.enums import EffortGroup, FollowUpSource, LeftReason, Sex, TargetGroup
from participants.workbook import words
from participants.workbook.cells import (
    Parser,
    birth_year,
    day,
    month,
    percent,
    reference,
    word,
    workplace,
    yes_or_no,
)

PARTICIPANTS = "Deltakere"
MOVES = "Forløp"
FOLLOW_UPS = "Oppfølging"
# The page of explanations in the template; it is nobody's data and worth no notice.
GUIDANCE = "Forklaring"

REFERENCE = "Referanse"
BIRTH_YEAR = "Fødselsår"
SEX = "Kjønn"
TARGET_GROUP = "Målgruppe"
EFFORT_GROUP = "Innsatsgruppe"
INFORMED_ON = "Informert dato"
SHIELDED = "Skjermet"
DAY = "Dato"
TARGET = "Til"
LEFT_REASON = "Årsak"
WORKPLACE = "Virksomhet"
HOURS_PERCENT = "Stillingsprosent"
MONTH = "Måned"
ANSWER = "Svar"
SOURCE = "Kilde"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, what its cells may hold, and what an empty one means."""

    heading: str
    parse: Parser
    is_required: bool = False
    if_empty: Any = None


def columns(today: date) -> dict[str, tuple[Column, ...]]:
    """The columns of every sheet, in the order of the fields of its rows."""
    a_day = day(today)
    a_reference = Column(REFERENCE, reference, is_required=True)
    a_percent = Column(HOURS_PERCENT, percent)
    return {
        PARTICIPANTS: (
            a_reference,
            Column(BIRTH_YEAR, birth_year(today), is_required=True),
            Column(SEX, _choice(words.SEXES, Sex.UNKNOWN), if_empty=Sex.UNKNOWN),
            Column(
                TARGET_GROUP, _choice(words.TARGET_GROUPS, TargetGroup.UNKNOWN), if_empty=TargetGroup.UNKNOWN
            ),
            Column(
                EFFORT_GROUP, _choice(words.EFFORT_GROUPS, EffortGroup.UNKNOWN), if_empty=EffortGroup.UNKNOWN
            ),
            Column(INFORMED_ON, a_day),
            Column(SHIELDED, yes_or_no(words.YES_NO, words.TICKED), if_empty=False),
        ),
        MOVES: (
            a_reference,
            Column(DAY, a_day, is_required=True),
            Column(TARGET, word(words.STATES, optional=False), is_required=True),
            Column(LEFT_REASON, word(words.LEFT_REASONS, optional=True), if_empty=LeftReason.UNKNOWN),
            Column(WORKPLACE, workplace, if_empty=""),
            a_percent,
        ),
        FOLLOW_UPS: (
            a_reference,
            Column(MONTH, month, is_required=True),
            Column(DAY, a_day, is_required=True),
            Column(ANSWER, word(words.ANSWERS, optional=False), is_required=True),
            a_percent,
            Column(SOURCE, word(words.SOURCES, optional=True), if_empty=FollowUpSource.UNKNOWN),
        ),
    }


def _choice(meanings: Any, unknown: Any) -> Parser:
    """Where an office may say that it does not know, and not only leave the cell empty."""
    return word(meanings, {words.UNKNOWN: unknown}, optional=True)


# The headings are the same on every day.
HEADINGS = {name: tuple(column.heading for column in sheet) for name, sheet in columns(date.max).items()}
