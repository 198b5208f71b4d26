"""A workbook that could not be read, or was put away: the office that sent it waits, and KREM can act."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.letters.alarms import tell, tell_krem
from participants.models import ImportRun


def tell_given_up(run: ImportRun) -> None:
    tell_krem(
        subject=lambda: _("A workbook could not be taken in"),
        text=lambda: (
            _(
                "A workbook of %(office)s could not be taken in, and the portal does not try any more."
                " Nothing of it has been written. Its page says why; it can be sent in again."
            )
            % {"office": run.office.name}
        ),
        path=reverse("import_run", args=[run.pk]),
        now=timezone.now(),
        also=[run.requested_by],
    )


def tell_put_away(now: datetime) -> None:
    """Write to whoever sent in a workbook that was put away because somebody was erased; the letter names nobody."""
    for run in ImportRun.objects.put_away_untold().select_related("office", "requested_by").defer("workbook"):
        if run.requested_by.can_sign_in(timezone.localdate(now)):
            tell(
                run.requested_by,
                subject=lambda: _("Your workbook was put away"),
                text=lambda run=run: (
                    _("The workbook you sent in for %(office)s was not taken in.")
                    % {"office": run.office.name}
                    + " "
                    + run.get_ended_because_display()
                ),
                path=reverse("import_run", args=[run.pk]),
                now=now,
            )
        ImportRun.objects.filter(pk=run.pk).update(told_at=now)
