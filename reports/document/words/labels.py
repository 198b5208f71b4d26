"""The words of every code in a report: tables, rows, columns and places.

The words are made in the language in force when they are asked for.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.enums import Sex, State, TargetGroup
from reports.document.words.wording import day, listed, number, printable
from reports.figures.definitions import FORMER_WORDS, TOTAL, UNKNOWN
from reports.figures.records import UNALLOCATED
from reports.protected.report import Place, ProtectedReport

MOST_NAMES = 12

STATE_LABELS: dict[str, str | Promise] = {
    **{state.value: state.label for state in State},
    "outside": gettext_lazy("Not in follow-up"),
    "none": gettext_lazy("No exit"),
    "result": gettext_lazy("Work, education or venture"),
    "on-the-way": gettext_lazy("On the way"),
}
LINE_LABELS: dict[str, str | Promise] = {
    UNALLOCATED: gettext_lazy("Not allocated to an office"),
    TOTAL: gettext_lazy("Total"),
    UNKNOWN: Sex.UNKNOWN.label,
    "female": Sex.WOMAN.label,
    "male": Sex.MAN.label,
    "other": Sex.OTHER.label,
    "under-25": gettext_lazy("Under 25 years"),
    "25-39": gettext_lazy("25–39 years"),
    "40-54": gettext_lazy("40–54 years"),
    "55-plus": gettext_lazy("55 years and over"),
    "at-home": TargetGroup.HOMEMAKER.label,
    "social-assistance": TargetGroup.SOCIAL_ASSISTANCE.label,
    "youth": TargetGroup.YOUTH.label,
    "family-reunited": TargetGroup.FAMILY_REUNIFIED.label,
    "transitional-benefit": TargetGroup.TRANSITIONAL_BENEFIT.label,
}


# Reports from before 2027 hold the words themselves.
LINE_LABELS |= {former: LINE_LABELS[code] for former, code in FORMER_WORDS.items()}


def place_name(place: Place) -> str:
    """The name of an office or a cluster, as any document can print it."""
    return printable(place.name)


def office_names(report: ProtectedReport) -> str:
    """The offices by name, or how many they are where the list would be tiring."""
    if not report.offices:
        return _("no office was a member of the cluster in the period")
    if len(report.offices) > MOST_NAMES:
        return _("%(count)s offices") % {"count": number(len(report.offices))}
    return listed([place_name(office) for office in report.offices])


def state_label(code: str) -> str:
    """A state, an exit or a group of them."""
    return str(STATE_LABELS.get(code) or LINE_LABELS.get(code, code))


def row_label(report: ProtectedReport, table_id: str, code: str) -> str:
    """What stands at the head of a row."""
    return row_name(table_id, code, {office.slug: place_name(office) for office in report.offices})


def row_name(table_id: str, code: str, offices: Mapping[str, str]) -> str:
    """The same where the names of the offices are given by short name."""
    if is_by_office(table_id):
        return offices.get(code) or str(LINE_LABELS.get(code, code))
    if table_id.startswith("flow"):
        return state_label(code)
    return str(LINE_LABELS.get(code, code))


def row_heading(table_id: str) -> str:
    """What the rows of a table are."""
    return {
        "flow": _("When the period began"),
        "closing-by-sex": _("Sex"),
        "closing-by-age": _("Age"),
        "closing-by-group": _("Target group"),
    }.get(table_id.removesuffix("-grouped")) or _("Office")


def table_title(report: ProtectedReport, table_id: str) -> str:
    """The caption of a table, without its number."""
    last = day(report.period.end)
    titles = {
        "opening-by-office": _("Where participants were when the period began, by office"),
        "closing-by-office": _("Where participants were on %(day)s, by office"),
        "closing-by-office-grouped": _("Where participants were on %(day)s, by office, in three groups"),
        "exits-by-office": _("Last exit in the period, by office"),
        "exits-by-office-grouped": _("Last exit in the period, by office, in three groups"),
        "flow": _("From where participants were when the period began to where they were on %(day)s"),
        "closing-by-sex": _("Where participants were on %(day)s, by sex"),
        "closing-by-age": _("Where participants were on %(day)s, by age"),
        "closing-by-group": _("Where participants were on %(day)s, by target group"),
        "flow-grouped": _(
            "From where participants were when the period began to where they were on %(day)s, in three groups"
        ),
        "closing-by-sex-grouped": _("Where participants were on %(day)s, by sex, in three groups"),
        "closing-by-age-grouped": _("Where participants were on %(day)s, by age, in three groups"),
        "closing-by-group-grouped": _("Where participants were on %(day)s, by target group, in three groups"),
    }
    return titles.get(table_id, table_id) % {"day": last}


def is_by_office(table_id: str) -> bool:
    """Whether each row is an office."""
    return "-by-office" in table_id
