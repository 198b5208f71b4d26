"""What an office is asked before a workbook is taken in, and what it is told when nobody has answered."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participants.enums import ImportChangeKind
from participants.intake.choices import Choices
from participants.workbook.findings import Notice

Asked = dict[ImportChangeKind, tuple[int, list[str]]]

MORE = "…"


@dataclass(frozen=True, slots=True)
class OfficeDecision:
    """One thing an office decides for the whole workbook. `choice` is the answer's name in `Choices`."""

    choice: str
    kinds: tuple[ImportChangeKind, ...]
    text: Promise
    yes: Promise
    no: Promise


QUESTIONS = (
    OfficeDecision(
        "lift_shielding",
        (ImportChangeKind.UNSHIELDS,),
        _(
            "The workbook says Nei in Skjermet for participants who are shielded. Are they to be shielded no longer?"
        ),
        _("Lift the shielding"),
        _("Keep the shielding"),
    ),
    OfficeDecision(
        "take_back",
        (ImportChangeKind.TAKES_BACK, ImportChangeKind.UNDONE),
        _(
            "Something was corrected in the portal, and the workbook still says what stood before. Which is right?"
        ),
        _("The workbook: take the corrections back"),
        _("The portal: keep the corrections"),
    ),
    OfficeDecision(
        "replace",
        (ImportChangeKind.REPLACES,),
        _("A row is gone and another has come, with another day and another content. Is it a correction?"),
        _("Yes, the new row replaces the old one"),
        _("No, keep the old row beside the new one"),
    ),
    OfficeDecision(
        "take_erased",
        (ImportChangeKind.ERASED,),
        _(
            "Rows have the same journey as somebody whose data the portal has erased. Whose they were is not known any more. Is it somebody else?"
        ),
        _("Somebody else: take the rows in"),
        _("The same person: leave the rows out"),
    ),
    OfficeDecision(
        "clear_blanks",
        (ImportChangeKind.BLANK,),
        _("Cells are blank where the portal knows something. What is to happen to what is known?"),
        _("Take it away"),
        _("Keep it"),
    ),
)

TOLD = {
    ImportChangeKind.UNSHIELDS: (
        _(
            "Shielded, and the workbook says Nei in Skjermet. The shielding is kept unless you say otherwise: {people}."
        ),
        _("Shielding is lifted, as the workbook says Nei in Skjermet: {people}."),
    ),
    ImportChangeKind.BLANK_SHIELDING: (
        _(
            "Shielded, and Skjermet is blank in the workbook. They stay shielded, for only Nei can lift it: {people}."
        ),
    )
    * 2,
    ImportChangeKind.TAKES_BACK: (
        _("Corrected in the portal, and the workbook says something else. The correction is kept: {people}."),
        _("Corrected in the portal, and the workbook takes the correction back: {people}."),
    ),
    ImportChangeKind.UNDONE: (
        _("Undone in the portal, and still in the workbook. It stays undone: {people}."),
        _("Undone in the portal, and taken in again from the workbook: {people}."),
    ),
    ImportChangeKind.REPLACES: (
        _("A row is gone and another has come. Both are kept: {people}."),
        _("A row is gone and another has come. It is read as a correction: {people}."),
    ),
    # By rows: a reference that is erased is not written down again.
    ImportChangeKind.ERASED: (
        _(
            "The same journey as somebody whose data are erased. Left out of Deltakere, with moves and follow-ups: row {people}."
        ),
        _("The same journey as somebody whose data are erased. Taken in as somebody else: row {people}."),
    ),
    ImportChangeKind.BLANK: (
        _("Blank in the workbook where the portal knows something. What is known is kept: {people}."),
        _("Blank in the workbook where the portal knows something. What is known is taken away: {people}."),
    ),
}


def questions_about(asked: dict[str, int]) -> list[OfficeDecision]:
    """The questions that some row raises."""
    return [question for question in QUESTIONS if any(asked.get(kind) for kind in question.kinds)]


def told_about(asked: Asked, choices: Choices) -> list[Notice]:
    """One notice for each kind of row that needs a decision, with those it is about and what happens to them."""
    return [_told(kind, count, people, choices) for kind, (count, people) in asked.items()]


def _told(kind: ImportChangeKind, count: int, people: list[str], choices: Choices) -> Notice:
    question = next((each for each in QUESTIONS if kind in each.kinds), None)
    is_yes = question is not None and getattr(choices, question.choice)
    named = dict.fromkeys(people)
    listed = ", ".join([*named, *([f"{MORE} ({count})"] if count > len(named) else [])])
    return Notice("", None, "", format_lazy(TOLD[kind][is_yes], people=listed))
