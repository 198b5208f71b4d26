"""What KREM can do about numbers that are hidden: the same report with finer, coarser or fewer tables, and how much each tells.

For KREM's eyes only.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.disclosure.information_loss import InformationLoss
from reports.document.tables.grids import read_grids
from reports.document.words.wording import part_of, per_cent
from reports.enums import Detail
from reports.figures.tables import COARSE_FORM, TABLE_IDS, Layout
from reports.models import Edition, Simulation
from reports.protected.report import ProtectedReport, read_protected

FINE_FORM = {coarse: fine for fine, coarse in COARSE_FORM.items()}


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """What the tables would be, what there is to know first, and how much that tells; `loss` is None where it has not been measured.

    The draft as it is has no note and is the first.
    """

    label: str
    note: str
    layout: Layout
    loss: InformationLoss | None = None
    tells_most: bool = False

    @property
    def exact(self) -> str:
        """How many of its numbers are printed as they are."""
        return part_of(self.loss.exact, self.loss.counts)

    @property
    def answered(self) -> str:
        """How many yardsticks say their result closely."""
        return part_of(len(self.loss.answered), len(self.loss.yardsticks))

    @property
    def uncertainty(self) -> str:
        """How wide a number lies, as a share of everybody."""
        return "" if self.loss.uncertainty is None else per_cent(round(100 * self.loss.uncertainty))


@dataclass(frozen=True, slots=True)
class Layouts:
    """A draft and everything it could be instead, and how far measuring that has come."""

    choices: Sequence[LayoutChoice]
    measuring: Simulation | None

    @property
    def is_compared(self) -> bool:
        """Whether more than one has been measured."""
        return sum(each.loss is not None for each in self.choices) > 1


def layouts_of(edition: Edition, told: Mapping[str, Any]) -> Layouts:
    """What KREM is shown of a draft."""
    measuring = Simulation.objects.newest_of_layouts(edition)
    losses = {_key(Layout.from_json(each["layout"])): each["loss"] for each in told.get("tried", ())}
    for each in measuring.results if measuring else ():
        losses[_key(Layout.from_json(each["layout"]))] = each["loss"]
    found = [
        replace(choice, loss=InformationLoss.from_json(loss))
        if (loss := losses.get(_key(choice.layout)))
        else choice
        for choice in layout_choices(edition, told)
    ]
    best = max((each.loss.rank for each in found if each.loss), default=None)
    return Layouts(
        [replace(each, tells_most=bool(each.loss and each.loss.rank == best)) for each in found], measuring
    )


def layout_choices(edition: Edition, told: Mapping[str, Any]) -> list[LayoutChoice]:
    """The draft as it is; then what it could be instead."""
    report, layout = read_protected(edition.report), _printed_layout(edition, told)
    return [
        LayoutChoice(_("This draft"), "", layout),
        *_forms(report, layout),
        *_by_office(layout),
        *_one_table_less(report, layout, told),
        *_everything(layout),
    ]


def _printed_layout(edition: Edition, told: Mapping[str, Any]) -> Layout:
    """What was chosen where nobody else had."""
    tried = told.get("tried")
    return Layout.from_json(tried[0]["layout"]) if tried else edition.layout


def _forms(report: ProtectedReport, layout: Layout) -> Iterator[LayoutChoice]:
    """Each table that comes in two forms, in its other one."""
    if layout.detail == Detail.MERGED:
        return
    for grid in read_grids(report):
        named = {"number": grid.number, "caption": grid.caption}
        if grid.id in COARSE_FORM:
            yield LayoutChoice(
                _("Merge exits in table %(number)s: %(caption)s") % named,
                _("Work, education and venture count as one in it."),
                layout.coarser(grid.id),
            )
        elif grid.id in FINE_FORM:
            yield LayoutChoice(
                _("Show every exit in table %(number)s: %(caption)s") % named,
                _("Work, education and venture are shown apart in it."),
                layout.finer(FINE_FORM[grid.id]),
            )


def _by_office(layout: Layout) -> Iterator[LayoutChoice]:
    if layout.detail == Detail.FULL:
        yield LayoutChoice(
            _("Merge exits by office"),
            _("Work, education and venture count as one in the tables by office."),
            replace(layout, detail=Detail.GROUPED),
        )
    if layout.detail == Detail.GROUPED:
        yield LayoutChoice(
            _("Show every exit by office"),
            _("Three more tables by office, and the states behind each yardstick."),
            replace(layout, detail=Detail.FULL),
        )
    if layout.detail != Detail.MERGED:
        yield LayoutChoice(
            _("Merge exits in every table"),
            _("Work, education and venture count as one everywhere. Exits are no longer shown apart."),
            replace(layout, detail=Detail.MERGED),
        )


def _one_table_less(
    report: ProtectedReport, layout: Layout, told: Mapping[str, Any]
) -> Iterator[LayoutChoice]:
    hidden = Counter(cell["table"] for cell in told["hidden"])
    if len(report.tables) == 1:
        return
    for grid in read_grids(report):
        number_hidden = hidden[grid.id] if grid.id in TABLE_IDS else 0
        if number_hidden:
            yield LayoutChoice(
                _("Leave out table %(number)s: %(caption)s")
                % {"number": grid.number, "caption": grid.caption},
                ngettext(
                    "%(count)s number is hidden in it.", "%(count)s numbers are hidden in it.", number_hidden
                )
                % {"count": number_hidden},
                layout.without(grid.id),
            )


def _everything(layout: Layout) -> Iterator[LayoutChoice]:
    if layout.left_out or layout.forms or layout.detail == Detail.MERGED:
        yield LayoutChoice(
            _("Take all tables in again"),
            _("As a report is made when nothing is chosen."),
            Layout(),
        )


def _key(layout: Layout) -> str:
    return json.dumps(layout.as_json())
