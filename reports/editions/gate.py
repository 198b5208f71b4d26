"""The last gate before a report goes out: its proof is counted again, beside everything that is out."""

from django.db import connection
from django.utils.translation import gettext as _

from reports.disclosure.corrections import correction_since
from reports.disclosure.ledger import Ledger, Out, ledger_of, out_of
from reports.disclosure.verification import problems_of
from reports.editions.building import known_at
from reports.editions.corrections import too_few
from reports.editions.review import former_of
from reports.models import Edition

LEDGER_LOCK = 0x4B52454C


def hold_the_ledger() -> None:
    """Publish one edition at a time, whatever the cluster: offices can be in several. Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])


def refusal_of(edition: Edition) -> str:
    """Why a draft may not go out beside what is out, empty when it may."""
    if not edition.suppression.definition:
        return _(
            "This draft was made before reports were protected as they are now. Make the draft again: what is hidden "
            "in it will be proved anew."
        )
    draft = out_of(edition)
    ledger = ledger_of(draft.definition.offices)
    if list(ledger.keys) != edition.suppression.beside:
        return _(
            "Another report about some of the same offices has been published since this draft was made. "
            "Make the draft again, so that the two are protected together."
        )
    if waits := _waits(edition, draft, ledger):
        return waits
    problems = problems_of(draft, ledger.editions, edition.suppression.told.get("open", 0), known_at)
    if problems:
        return _(
            "The proof of this draft does not hold: %(problem)s Make the draft again. If that does not help, tell those "
            "who run the portal."
        ) % {"problem": problems[0].in_words()}
    return ""


def _waits(edition: Edition, draft: Out, ledger: Ledger) -> str:
    """Whether a correction is about so few that it must wait; one that is urgent does not."""
    former = former_of(edition)
    before = ledger.of(str(former.pk)) if former else None
    if before is None or edition.urgent_because:
        return ""
    correction = correction_since(before, draft.definition, draft.cutoff, draft.k, known_at)
    return too_few(correction.persons, correction.k) if correction.waits else ""
