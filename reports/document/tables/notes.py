"""What stands under a table or a picture with numbers that are not shown exactly."""

from django.utils.translation import gettext as _

from reports.document.tables.tabular import Grid
from reports.document.words.wording import HIDDEN_MARK

EXAMPLE = "7–12"


def range_note() -> str:
    """What a range means."""
    return _(
        "Not shown exactly, for the sake of privacy. The number lies somewhere in the range; it is not necessarily "
        "small."
    )


def colon_note() -> str:
    """What a colon means: even a range would say nothing."""
    return _("Not shown for the sake of privacy. A hidden number is not necessarily small.")


def note_under(grid: Grid) -> str:
    """The note for what stands in this table, empty where every number is shown."""
    notes = []
    if grid.has_range:
        notes.append(
            _(
                "A range, such as %(example)s: the number lies somewhere in it, and is not shown exactly for the sake of "
                "privacy."
            )
            % {"example": EXAMPLE}
        )
    if grid.has_colon:
        notes.append(_("A colon (%(mark)s): %(note)s") % {"mark": HIDDEN_MARK, "note": colon_note()})
    return " ".join(notes)
