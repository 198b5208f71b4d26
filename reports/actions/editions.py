"""What KREM does with reports. Each action checks who may, and leaves its line in the log."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from reports.editions.building import editions_of_the_period, next_number
from reports.editions.gate import hold_the_ledger, refusal_of
from reports.editions.plan import plan_of
from reports.editions.printing import answers_of, print_as_published
from reports.editions.review import close_sign_offs, due_day, end_course, reason_to_publish
from reports.enums import EditionState
from reports.figures.tables import GROUPED, Layout
from reports.models import Edition, Series
from reports.periods import Period
from reports.permissions import refusal_to_discard, refusal_to_publish, refusal_to_request, refusal_to_retry
from reports.tasks import hint


@action
def request_edition(
    *,
    series: Series,
    period: Period,
    by: User | None,
    layout: Layout = GROUPED,
    cutoff: datetime | None = None,
    is_scheduled: bool = False,
    urgent_because: str = "",
) -> Edition:
    """Put an edition in the queue. `by` is None where an operator or the clock decides.

    `urgent_because` is why a correction of a few people cannot wait until there are more.
    """
    if by is not None:
        _refuse_if(refusal_to_request(by), Action.REQUESTED, by)
    now = timezone.now()
    if cutoff is not None and cutoff > now:
        raise Refused(_("Data cannot be counted as it will be known later. Choose a moment that has passed."))
    promised = plan_of(series)
    edition = Edition.objects.create(
        series=series,
        period_label=period.label,
        period_start=period.start,
        period_end=period.end,
        cutoff=cutoff or now,
        **layout.as_json(),
        requested_by=by,
        is_scheduled=is_scheduled,
        urgent_because=urgent_because,
        promised=promised.as_json() if promised and promised.holds(period) else None,
        due_on=due_day(series, period, timezone.localdate(now), is_scheduled=is_scheduled),
        reminded_on=timezone.localdate(now),
    )
    record(Action.REQUESTED, "edition", [edition.pk], by=by and by.pk)
    transaction.on_commit(lambda: hint(edition.pk), robust=True)
    return edition


@action
def publish_edition(
    *, edition: Edition, by: User | None, despite: str = "", confirms_urgent: bool = False
) -> None:
    """Let a draft out for good; the edition it replaces stays readable, marked as replaced.

    `despite` is why KREM does not wait for the leaders who have not signed off. `confirms_urgent`: a second person agrees
    that a correction of a few people cannot wait.
    """
    hold_the_ledger()
    edition = _locked(edition)
    if by is not None:
        _refuse_if(refusal_to_publish(by, edition), Action.PUBLISHED, by, edition)
        despite = reason_to_publish(edition, despite)
    if edition.urgent_because and not (by and confirms_urgent):
        raise Refused(_("Confirm why the correction cannot wait."))
    if edition.number != next_number(edition):
        raise Refused(_("Another edition of this period has been published since. Build this one again."))
    if refusal := refusal_of(edition):
        raise Refused(refusal)
    now = timezone.now()
    answers = answers_of(edition)
    print_as_published(edition, answers, now)
    editions_of_the_period(edition).filter(state=EditionState.PUBLISHED).update(
        state=EditionState.SUPERSEDED, superseded_at=now
    )
    Edition.objects.filter(pk=edition.pk).update(
        state=EditionState.PUBLISHED,
        published_at=now,
        published_by=by,
        published_despite=despite,
        answers=[answer.as_json() for answer in answers],
    )
    end_course(edition, now)
    record(Action.PUBLISHED, "edition", [edition.pk], by=by and by.pk)


@action
def discard_edition(*, edition: Edition, by: User) -> None:
    """Put a draft away unpublished."""
    edition = _locked(edition)
    _refuse_if(refusal_to_discard(by, edition), Action.RECORDED, by, edition)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.DISCARDED)
    close_sign_offs(edition, timezone.now())
    record(Action.RECORDED, "edition", [edition.pk], by=by.pk, reason="discarded")


@action
def retry_edition(*, edition: Edition, by: User) -> None:
    """Have a failed edition built once more, from the beginning."""
    edition = _locked(edition)
    _refuse_if(refusal_to_retry(by, edition), Action.REQUESTED, by, edition)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.QUEUED, **Edition.afresh(), failure="")
    record(Action.REQUESTED, "edition", [edition.pk], by=by.pk)
    transaction.on_commit(lambda: hint(edition.pk), robust=True)


def _locked(edition: Edition) -> Edition:
    """The row as it is now, held until the action is done."""
    Series.objects.select_for_update().get(pk=edition.series_id)
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _refuse_if(reason: str, action: Action, by: User, edition: Edition | None = None) -> None:
    ids = [edition.pk] if edition else []
    refuse_if(reason, action=action, subject="edition", ids=ids, by=by.pk)
