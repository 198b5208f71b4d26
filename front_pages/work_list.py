"""What a leader should do now, the most urgent first. The roof of the house, so it may ask every app.

Each source gives its first few; a new kind of work is one more source in `SOURCES`. Where something has no day of its
own, it comes up as though it should be done a fortnight after it began to wait.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from participants.enums import ImportState, LeftReason, State, TransferState
from participants.models import (
    DataRequest,
    ImportRun,
    Joining,
    Move,
    Participant,
    Proposal,
    Question,
    Transfer,
)
from participants.queries.due import is_due, last_day
from participants.queries.whereabouts import Viewer
from reports.document.words.wording import period as period_in_words
from reports.models import SignOff

SHOWN = 7
PATIENCE = timedelta(days=14)
# Whoever asks for correction or erasure has a right to an answer within a month.
ANSWER_WITHIN = timedelta(days=30)
ERASED_SOON = timedelta(days=30)
SOON = 7


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, by when, and where it is done."""

    text: str
    note: str
    url: str
    since: date
    due_on: date | None
    today: date
    person: UUID | None = None
    # A proposal that can be approved where it stands.
    proposal: Proposal | None = None
    # Nobody waits for it: it comes when the rest is done.
    can_wait: bool = False

    @property
    def order(self) -> tuple[bool, date]:
        return self.can_wait, self.due_on or self.since + PATIENCE

    @property
    def days_left(self) -> int | None:
        return (self.due_on - self.today).days if self.due_on else None

    @property
    def urgency(self) -> str:
        """The colour of the tag, always beside words that say the same."""
        if self.days_left is None:
            return "neutral"
        return "danger" if self.days_left < 0 else "warning" if self.days_left <= SOON else "info"

    @property
    def when(self) -> str:
        left = self.days_left
        if left is None:
            return _("since %(day)s") % {"day": date_format(self.since)}
        if left < 0:
            return _("overdue")
        if left == 0:
            return _("today")
        return ngettext("%(number)s day left", "%(number)s days left", left) % {"number": left}


def tasks_for(user: User, viewer: Viewer) -> list[Task]:
    """The most urgent of everything that waits for a leader at these offices. One query for each source."""
    tasks = [task for source in SOURCES for task in source(user, viewer)]
    return sorted(tasks, key=lambda task: (task.order, task.text))[:SHOWN]


def _follow_ups(user: User, viewer: Viewer) -> Iterator[Task]:
    questions = Question.objects.visible_to(user, viewer.today).filter(
        is_due(viewer.today), office__in=viewer.offices, participant__is_shielded=False
    )
    for question in questions.select_related("participant").order_by("due_on", "pk")[:SHOWN]:
        url = reverse("follow_ups_due", args=[question.office_id])
        yield Task(
            text=_("Ask %(reference)s how it went") % {"reference": question.participant.reference},
            note=question.get_month_display(),
            url=f"{url}#ask-{question.pk}",
            since=question.due_on,
            due_on=last_day(question),
            today=viewer.today,
            person=question.participant_id,
        )


def _proposals(user: User, viewer: Viewer) -> Iterator[Task]:
    waiting = Proposal.objects.visible_to(user, viewer.today).filter(
        office__in=viewer.offices, participant__is_shielded=False
    )
    waiting = waiting.to_answer(viewer.side).select_related("participant", "proposed_by")
    for proposal in waiting.order_by("proposed_at", "pk")[:SHOWN]:
        words = {"name": proposal.proposed_by.name, "because": proposal.because}
        yield Task(
            text=_("Answer the proposal about %(reference)s: %(state)s, %(day)s")
            % {
                "reference": proposal.participant.reference,
                "state": proposal.get_target_display(),
                "day": date_format(proposal.day),
            },
            note=_("%(name)s: %(because)s") % words,
            url=reverse("participant", args=[proposal.participant_id]),
            since=timezone.localdate(proposal.proposed_at),
            due_on=None,
            today=viewer.today,
            person=proposal.participant_id,
            proposal=proposal,
        )


def _data_requests(user: User, viewer: Viewer) -> Iterator[Task]:
    waiting = DataRequest.objects.visible_to(user, viewer.today).waiting()
    waiting = waiting.filter(office__in=viewer.offices, participant__is_shielded=False)
    for request in waiting.select_related("participant").order_by("asked_at", "pk")[:SHOWN]:
        asked = timezone.localdate(request.asked_at)
        yield Task(
            text=_("%(reference)s asks for correction or erasure")
            % {"reference": request.participant.reference},
            note=request.get_kind_display(),
            url=reverse("own_page_give", args=[request.participant_id]),
            since=asked,
            due_on=asked + ANSWER_WITHIN,
            today=viewer.today,
            person=request.participant_id,
        )


def _transfers(user: User, viewer: Viewer) -> Iterator[Task]:
    asked = Transfer.objects.visible_to(user, viewer.today).filter(
        to_office__in=viewer.offices, state=TransferState.WAITING
    )
    for transfer in asked.select_related("from_office").order_by("day", "pk")[:SHOWN]:
        yield Task(
            text=_("%(office)s asks you to take over %(reference)s")
            % {"office": transfer.from_office.name, "reference": transfer.reference},
            note=transfer.because,
            url=reverse("transfer", args=[transfer.pk]),
            since=timezone.localdate(transfer.proposed_at),
            due_on=transfer.day,
            today=viewer.today,
        )


def _joinings(user: User, viewer: Viewer) -> Iterator[Task]:
    asked = Joining.objects.visible_to(user, viewer.today).filter(
        to_office__in=viewer.offices, state=TransferState.WAITING
    )
    for joining in asked.select_related("from_office").order_by("proposed_at", "pk")[:SHOWN]:
        yield Task(
            text=_("%(office)s asks whether %(reference)s is somebody of yours as well")
            % {"office": joining.from_office.name, "reference": joining.reference},
            note=joining.because,
            url=reverse("joining", args=[joining.pk]),
            since=timezone.localdate(joining.proposed_at),
            due_on=None,
            today=viewer.today,
        )


def _missing_reasons(user: User, viewer: Viewer) -> Iterator[Task]:
    moves = Move.objects.visible_to(user, viewer.today).standing()
    moves = moves.filter(
        office__in=viewer.offices,
        participant__is_shielded=False,
        participant__whereabouts__state=State.LEFT,
        target=State.LEFT,
        left_reason=LeftReason.UNKNOWN,
        day=F("participant__whereabouts__since"),
    )
    for move in moves.select_related("participant").order_by("-day", "pk")[:SHOWN]:
        yield Task(
            text=_("Say why %(reference)s left") % {"reference": move.participant.reference},
            note=_("Left %(day)s, without a reason") % {"day": date_format(move.day)},
            url=f"{reverse('move_correct', args=[move.pk])}?then=home",
            since=move.day,
            due_on=None,
            today=viewer.today,
            person=move.participant_id,
            can_wait=True,
        )


def _sign_offs(user: User, viewer: Viewer) -> Iterator[Task]:
    waiting = SignOff.objects.visible_to(user, viewer.today).waiting().select_related("office", "series")
    for sign_off in waiting.due_first()[:SHOWN]:
        yield Task(
            text=_("Sign off the numbers for %(period)s") % {"period": period_in_words(sign_off.period)},
            note=f"{sign_off.series}, {sign_off.office}",
            url=reverse("sign_off", args=[sign_off.pk]),
            since=timezone.localdate(sign_off.asked_at),
            due_on=sign_off.due_on,
            today=viewer.today,
        )


def _workbooks(user: User, viewer: Viewer) -> Iterator[Task]:
    ready = ImportRun.objects.filter(office__in=viewer.offices, state=ImportState.READY)
    for run in ready.select_related("office").defer("workbook").order_by("requested_at", "pk")[:SHOWN]:
        yield Task(
            text=_("A workbook has been checked and waits for your yes"),
            note=str(run.office),
            url=reverse("import_run", args=[run.pk]),
            since=timezone.localdate(run.requested_at),
            due_on=None,
            today=viewer.today,
        )


def _erasures(user: User, viewer: Viewer) -> Iterator[Task]:
    people = Participant.objects.visible_to(user, viewer.today).filter(
        office__in=viewer.offices, is_shielded=False, delete_on__lte=viewer.today + ERASED_SOON
    )
    for person in people.order_by("delete_on", "pk")[:SHOWN]:
        yield Task(
            text=_("%(reference)s is soon erased") % {"reference": person.reference},
            note=_("on %(day)s") % {"day": date_format(person.delete_on)},
            url=reverse("participant", args=[person.pk]),
            since=person.delete_on - ERASED_SOON,
            due_on=person.delete_on,
            today=viewer.today,
            person=person.pk,
        )


SOURCES = (
    _follow_ups,
    _proposals,
    _data_requests,
    _transfers,
    _joinings,
    _missing_reasons,
    _sign_offs,
    _workbooks,
    _erasures,
)
