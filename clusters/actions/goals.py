"""What is done with the organisations' goals. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date

from accounts.models import User
from audit.actions import action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import OfficeFigures
from clusters.permissions import refusal_to_enter_figures


@action
def enter_figures(*, figures: OfficeFigures, by: User, today: date) -> OfficeFigures:
    """Fill in an office's figures for a half-year, or correct them: what stood before is kept in the history."""
    office = figures.office
    refuse_if(
        refusal_to_enter_figures(by, office, figures.half_year, today),
        subject="figures",
        ids=[office.pk],
        by=by.pk,
        office=office.pk,
    )
    figures.entered_by = by
    # Two people at once: the second corrects the first.
    names = ("staff", "cost", "satisfaction", "sick_leave", "entered_by")
    values = {name: getattr(figures, name) for name in names}
    figures, _created = OfficeFigures.objects.update_or_create(
        office=office, first_day=figures.first_day, defaults=values
    )
    record(Action.RECORDED, "figures", [figures.pk], by=by.pk, office=office.pk)
    return figures
