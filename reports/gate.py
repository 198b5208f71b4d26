"""The last gate before a report goes out: the auditor over everything that is out and this."""

from django.db import connection
from django.utils.translation import gettext as _

from reports.disclosure.ledger import hidden_in, issue_of, ledger_of, strictest
from reports.disclosure.publications import publication_of
from reports.exposures import why_not
from reports.models import Edition
from reports.protected import read_protected
from reports.protection.auditor import exposed_by
from reports.protection.certificate import Certificate

LEDGER_LOCK = 0x4B52454C


def hold_the_ledger() -> None:
    """Publish one edition at a time, whatever the cluster: offices can be in several. Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])


def refusal_of(edition: Edition) -> str:
    """Why a draft may not go out beside what is out, empty when nothing more can be told with it."""
    report = read_protected(edition.report)
    ledger = ledger_of([office.slug for office in report.offices])
    if list(ledger.editions) != edition.suppression.beside:
        return _(
            "Another report about some of the same offices has been published since this draft was made. "
            "Make the draft again, so that the two are protected together."
        )
    issues = [*ledger.issues, issue_of(edition)]
    certificate = Certificate.from_json(edition.suppression.certificate)
    exposures = exposed_by(
        publication_of(issues).publication, hidden_in(issues), strictest(issues), certificate.witnesses
    )
    if not exposures:
        return ""
    known = ledger.told_already()
    new = [exposure for exposure in exposures if exposure.label not in known]
    return why_not(new, {office.slug: office.name for office in report.offices}) if new else ""
