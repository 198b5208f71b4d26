"""What a leader signs off: the own office's true numbers, as the report counts them.

The one page where numbers stand unprotected. It is the leader's alone, and holds those who stand in the office's row:
whoever has moved on since was the office's in that period, and is counted with sums only, since the leader sees them no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.scope import acting_as_system
from clusters.models import Partner
from reports.document.tables.tabular import CountTable
from reports.document.words.labels import row_heading, state_label
from reports.document.words.wording import number
from reports.figures.definitions import EXITS, TOTAL, Place, table_specs
from reports.figures.figures import Office, define_everything, sums
from reports.figures.people import everybody
from reports.figures.records import number_of, seen_from
from reports.models import SignOff


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row in words."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnTable(CountTable):
    """A table of one office's true numbers, drawn as a report's tables are. The last row is the total."""

    id: str
    number: int
    caption: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[OwnRow, ...]
    has_totals: bool = True


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """Everything a leader is asked to stand for."""

    persons: int
    tables: tuple[OwnTable, ...]


def own_numbers(sign_off: SignOff) -> OwnNumbers:
    """Count one office as the draft did. Shielded persons count for the whole cluster only, so not here."""
    office, period = _office(sign_off.office), sign_off.period
    # The draft's own walls: within the leader's nobody would be left who has moved on.
    with acting_as_system():
        members = sign_off.series.cluster.offices_between(period.start, period.end)
        offices = [_office(member) for member in members]
        _, records = everybody([each.id for each in offices], sign_off.cutoff)
    definition = define_everything(offices, period, period.start, sign_off.cutoff)
    rows, _, last = seen_from(records, definition.offices, number_of(period.end))
    of_office = rows[last == records.offices.index(office.key)]
    values = sums(records.take(of_office[~records.is_shielded[of_office]]), definition)
    return OwnNumbers(values["flow", TOTAL, TOTAL], (_flow(values), _exits(values, office.slug)))


def _office(partner: Partner) -> Office:
    return Office(partner.pk, partner.slug, partner.name)


def _flow(values: Mapping[Place, int]) -> OwnTable:
    spec = next(spec for spec in table_specs(()) if spec.id == "flow")
    return OwnTable(
        id="flow",
        number=1,
        caption=_("From where participants were when the period began to where they were at its end"),
        heading=row_heading("flow"),
        columns=tuple(map(state_label, spec.column_codes)),
        rows=tuple(
            OwnRow(
                state_label(row), tuple(number(values["flow", row, column]) for column in spec.column_codes)
            )
            for row in spec.row_codes
        ),
    )


def _exits(values: Mapping[Place, int], slug: str) -> OwnTable:
    taken = {code: values["exits-by-office", slug, code] for code in (*EXITS, TOTAL)}
    return OwnTable(
        id="exits",
        number=2,
        caption=_("Last exit in the period"),
        heading=_("Exit"),
        columns=(_("Participants"),),
        rows=tuple(OwnRow(state_label(code), (number(count),)) for code, count in taken.items()),
    )
