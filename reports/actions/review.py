"""What is done with a draft on its way out. Each action checks who may, and leaves its line in the log."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from background.sweeping import alone
from reports.actions.editions import discard_edition, request_edition
from reports.editions import letters
from reports.editions.plan import Plan, layout_for, plan_of
from reports.editions.review import require_no_national_id, texts_of
from reports.editions.schedule import periods_over, reminder_day
from reports.enums import EditionState, NarrativeSection, SignOffState, SimulationState
from reports.figures.tables import Layout
from reports.models import Edition, Narrative, Series, SignOff, Simulation
from reports.permissions import (
    refusal_to_answer,
    refusal_to_make_again,
    refusal_to_request,
    refusal_to_review,
)
from reports.tasks import hint_simulation


@action
def sign_off(*, sign_off: SignOff, by: User, now: datetime) -> None:
    """Say that the office's own numbers are right."""
    _answer(sign_off, SignOffState.SIGNED, "", by, now)


@action
def send_back(*, sign_off: SignOff, reason: str, by: User, now: datetime) -> None:
    """Say what is wrong with the office's own numbers. KREM is told that something is."""
    require_no_national_id(reason)
    _answer(sign_off, SignOffState.SENT_BACK, " ".join(reason.split()), by, now)
    letters.tell_sent_back(sign_off, now)


@action
def review_edition(*, edition: Edition, by: User, now: datetime) -> None:
    """Say that a draft is fit to publish, as a second person beside the one who asked for it."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("series").get(pk=edition.pk)
    refuse_if(refusal_to_review(by, edition), subject="edition", ids=[edition.pk], by=by.pk)
    Edition.objects.filter(pk=edition.pk).update(reviewed_by=by, reviewed_at=now)
    record(Action.RECORDED, "edition", [edition.pk], by=by.pk, reason="reviewed")


@action
def make_again(
    *,
    edition: Edition,
    by: User,
    keep_cutoff: bool,
    layout: Layout | None = None,
    urgent_because: str = "",
) -> Edition:
    """Ask for the same report once more: with today's data, with new texts only, or with other tables.

    A draft is put away for it. What is published stays until the new edition is published in its place. What was urgent
    about a draft is so of the one in its place.
    """
    require_no_national_id(urgent_because)
    edition = Edition.objects.select_for_update(of=("self",)).select_related("series").get(pk=edition.pk)
    refuse_if(
        refusal_to_make_again(by, edition),
        action=Action.REQUESTED,
        subject="edition",
        ids=[edition.pk],
        by=by.pk,
    )
    if edition.is_draft:
        discard_edition(edition=edition, by=by)
    return request_edition(
        series=edition.series,
        period=edition.period,
        layout=layout or edition.layout,
        cutoff=edition.cutoff if keep_cutoff else None,
        by=by,
        urgent_because=" ".join(urgent_because.split()) or ("" if edition.is_out else edition.urgent_because),
    )


@action
def write_narrative(*, edition: Edition, texts: Mapping[str, str], by: User, now: datetime) -> Edition:
    """Keep KREM's words for the period of a report. A draft that is made already holds those it was made with."""
    refuse_if(refusal_to_request(by), subject="edition", ids=[edition.pk], by=by.pk)
    before = texts_of(edition)
    for section in NarrativeSection:
        text = texts.get(section, "").replace("\r\n", "\n").strip()
        require_no_national_id(text)
        if text != before.get(section, ""):
            Narrative.objects.update_or_create(
                series=edition.series,
                period_start=edition.period_start,
                period_end=edition.period_end,
                section=section,
                defaults={"text": text, "written_by": by, "written_at": now},
            )
    record(Action.RECORDED, "edition", [edition.pk], by=by.pk, reason="narrative")
    return edition


@action
def keep_plan(*, series: Series, plan: Plan, by: User) -> Series:
    """Say what a series will print. An edition that has been asked for keeps what was promised then."""
    refuse_if(refusal_to_request(by), subject="series", ids=[series.pk], by=by.pk)
    series = Series.objects.select_for_update().get(pk=series.pk)
    series.plan = plan.as_json()
    series.save(update_fields=["plan"])
    record(Action.RECORDED, "series", [series.pk], by=by.pk, reason="plan")
    ask_for_simulation(series=series, by=by)
    return series


@action
def ask_for_simulation(*, series: Series, by: User, edition: Edition | None = None) -> Simulation:
    """Try out what the planned reports will still be able to say: all of them, or those that come after a draft.

    One that waits is made with the plan as it is now; one that is at work goes on.
    """
    refuse_if(refusal_to_request(by), subject="series", ids=[series.pk], by=by.pk)
    series = Series.objects.select_for_update().get(pk=series.pk)
    plan = plan_of(series)
    if plan is None:
        raise Refused(_("The series has no plan yet."))
    if edition and not edition.is_draft:
        raise Refused(_("Only a draft is tried out beside the reports to come."))
    under_way = Simulation.objects.under_way().filter(series=series, edition=edition, of_layouts=False)
    under_way.filter(state=SimulationState.QUEUED).update(plan=plan.as_json())
    simulation = under_way.first() or Simulation.objects.create(
        series=series, edition=edition, plan=plan.as_json(), requested_by=by
    )
    return _hinted(simulation, by)


@action
def measure_layouts(*, edition: Edition, by: User) -> Simulation:
    """Have it worked out what a draft would tell with each of the layouts that it could have instead."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("series").get(pk=edition.pk)
    refuse_if(refusal_to_make_again(by, edition), subject="edition", ids=[edition.pk], by=by.pk)
    if not edition.is_draft:
        raise Refused(_("Only a draft can be made with other tables."))
    simulation = Simulation.objects.under_way().filter(
        edition=edition, of_layouts=True
    ).first() or Simulation.objects.create(
        series=edition.series, edition=edition, of_layouts=True, plan={}, requested_by=by
    )
    return _hinted(simulation, by)


def make_due_drafts(now: datetime) -> int:
    """Ask for a draft of each period that is over and has none; gives how many.

    Safe to run at any time, also twice at once, and after a stop it makes what was missed.
    """
    with transaction.atomic():
        if not alone("reports.make_due_drafts"):
            return 0
        today = timezone.localdate(now)
        made = 0
        for series in Series.objects.exclude(drafts_from=None).order_by("pk"):
            for period in periods_over(series.period_kind, series.drafts_from, today):
                if not _has_edition(series, period.start, period.end):
                    request_edition(
                        series=series,
                        period=period,
                        layout=layout_for(series, period),
                        by=None,
                        is_scheduled=True,
                    )
                    made += 1
        return made


def send_reminders(now: datetime) -> int:
    """Remind whoever must act on a draft whose reminder day has come; gives how many drafts it was about."""
    with transaction.atomic():
        if not alone("reports.send_reminders"):
            return 0
        today = timezone.localdate(now)
        drafts = Edition.objects.filter(state=EditionState.DRAFT).exclude(due_on=None)
        reminded = 0
        for edition in drafts.select_related("series__cluster").defer("report").order_by("due_on", "pk"):
            day = reminder_day(edition.due_on, edition.series.reminder_days, today)
            if day is not None and (edition.reminded_on is None or edition.reminded_on < day):
                _remind(edition, now)
                Edition.objects.filter(pk=edition.pk).update(reminded_on=today)
                reminded += 1
        return reminded


def _hinted(simulation: Simulation, by: User) -> Simulation:
    """On record, and sent to a worker when all of it is kept."""
    record(Action.REQUESTED, "simulation", [simulation.pk], by=by.pk)
    transaction.on_commit(lambda: hint_simulation(simulation.pk), robust=True)
    return simulation


def _remind(edition: Edition, now: datetime) -> None:
    """The leaders who have not answered; KREM where it is KREM's turn, and always from the due day on."""
    waiting = list(
        SignOff.objects.waiting().filter(edition=edition).select_related("office", "series__cluster")
    )
    for sign_off in waiting:
        letters.remind_leader(sign_off, now)
    if not waiting or timezone.localdate(now) >= edition.due_on:
        letters.remind_krem(edition, now)


def _has_edition(series: Series, start: object, end: object) -> bool:
    """Whether somebody has asked for this report since the period was over; what was made of it is theirs to decide."""
    same = series.editions.filter(period_start=start, period_end=end)
    return same.filter(is_scheduled=True).exists() or same.filter(cutoff__date__gt=end).exists()


def _answer(sign_off: SignOff, to: SignOffState, reason: str, by: User, now: datetime) -> None:
    row = SignOff.objects.select_for_update(of=("self",)).get(pk=sign_off.pk)
    refuse_if(
        refusal_to_answer(by, row, to, timezone.localdate(now)),
        subject="sign_off",
        ids=[row.pk],
        by=by.pk,
        office=row.office_id,
    )
    if to == SignOffState.SENT_BACK and not reason:
        raise Refused(_("Write what is wrong, so that KREM can correct it."))
    SignOff.objects.filter(pk=row.pk).update(state=to, reason=reason, answered_at=now, answered_by=by)
    record(Action.RECORDED, "sign_off", [row.pk], by=by.pk, office=row.office_id, reason=to.value)
