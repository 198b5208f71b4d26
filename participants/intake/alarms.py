"""A workbook that could not be read: the office that sent it waits, and KREM can act."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.letters.alarms import tell_krem
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
