"""What a leader signs off: the own office's true numbers, as the report counts them.

The one page where numbers stand unprotected. It is the leader's alone, who sees every one of these people
anyway, and it is counted within the leader's own walls: another office's people cannot get into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusters.models import Partner
from reports.document.labels import row_heading, state_label
from reports.document.wording import number
from reports.figures.counting import Office, count_atoms
from reports.figures.tables import EXITS, TOTAL, Atom, table_specs, tabulate
from reports.models import SignOff


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row in words."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of one office's true numbers, drawn as a report's tables are. The last row is the total."""

    id: str
    number: int
    caption: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[OwnRow, ...]
    has_hidden: bool = False
    has_totals: bool = True


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """Everything a leader is asked to stand for."""

    persons: int
    tables: tuple[OwnTable, ...]


def own_numbers(sign_off: SignOff) -> OwnNumbers:
    """Count one office as the draft did. Shielded persons count for the whole cluster only, so not here."""
    office = _office(sign_off.office)
    atoms = count_atoms([office], sign_off.period, sign_off.cutoff)
    own = tuple(atom for atom in atoms if atom.office == office.slug)
    return OwnNumbers(sum(atom.persons for atom in own), (_flow(own), _exits(own)))


def _office(partner: Partner) -> Office:
    return Office(partner.pk, partner.slug, partner.name)


def _flow(atoms: Sequence[Atom]) -> OwnTable:
    spec = next(spec for spec in table_specs(()) if spec.id == "flow")
    table = tabulate(spec, atoms)
    return OwnTable(
        id="flow",
        number=1,
        caption=_("From where participants were when the period began to where they were at its end"),
        heading=row_heading("flow"),
        columns=tuple(map(state_label, table.columns)),
        rows=tuple(
            OwnRow(state_label(code), tuple(map(number, counts)))
            for code, counts in zip(table.rows, table.counts, strict=True)
        ),
    )


def _exits(atoms: Sequence[Atom]) -> OwnTable:
    taken = {code: sum(atom.persons for atom in atoms if atom.exit == code) for code in EXITS}
    taken[TOTAL] = sum(taken.values())
    return OwnTable(
        id="exits",
        number=2,
        caption=_("Last exit in the period"),
        heading=_("Exit"),
        columns=(_("Participants"),),
        rows=tuple(OwnRow(state_label(code), (number(count),)) for code, count in taken.items()),
    )
