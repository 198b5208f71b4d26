"""Follow-ups by hand: one answer on a person's page, or everybody who is due in one go."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Upper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.typed import keeps_typed, take_typed
from audit.deeds import Refused
from audit.doors import found
from audit.enums import Action
from audit.forms import done
from audit.recording import record
from clusters.models import Partner
from participants.due import is_due, is_not_reached
from participants.due_forms import DueRow, ids_in, rows_of
from participants.enums import FollowUpMonth
from participants.journeys import mark_of
from participants.models import FollowUp, Participant, Question
from participants.permissions import may_record, may_record_at
from participants.record_forms import AnswerForm, CorrectAnswerForm, answer_initial, keep_typed
from participants.recording import correct_answer, record_answer, undo_answer
from participants.views import office_or_404, participant_or_404
from participants.whereabouts import DUE, NOT_REACHED

PAGE_LENGTH = 25
OPEN_QUESTIONS = {DUE: is_due, NOT_REACHED: is_not_reached}


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer_new(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Write down one answer, or that nobody was reached."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    if refusal := may_record(request.user, person, today):
        raise PermissionDenied(refusal)
    typed = request.POST or take_typed(request, timezone.now())
    first = {"day": today, "month": chosen_month(request), "seen": _seen(person)}
    form = AnswerForm(typed or None, initial=first, today=today)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            record_answer(participant=person, facts=form.facts(), seen=seen, by=request.user, today=today)
        except Refused as refused:
            keep_typed(form, str(refused), _seen(person))
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect("participant", person.pk)
    context = {"person": person, "form": form, "title": _("Record the answer")}
    return render(request, "participants/answer_form.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer_correct(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what an answer should have said, and why."""
    today = timezone.localdate()
    follow_up = _follow_up_or_404(request, follow_up_id)
    person = follow_up.participant
    if refusal := may_record(request.user, person, today):
        raise PermissionDenied(refusal)
    typed = request.POST or take_typed(request, timezone.now())
    form = CorrectAnswerForm(typed or None, initial=answer_initial(follow_up), today=today)
    if request.method == "POST" and done(
        form,
        lambda given: correct_answer(
            follow_up=follow_up,
            facts=form.facts(),
            because=given["because"],
            by=request.user,
            today=today,
        ),
    ):
        messages.success(request, _("The answer is corrected. What stood before stays in the history."))
        return redirect("participant", person.pk)
    context = {"person": person, "form": form, "title": _("Correct the answer")}
    return render(request, "participants/answer_form.html", context)


@require_POST
def answer_undo(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    follow_up = _follow_up_or_404(request, follow_up_id)
    try:
        undo_answer(follow_up=follow_up, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The answer was undone. The history keeps it."))
    return redirect("participant", follow_up.participant_id)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def follow_ups_due(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Everybody who is to be asked now, a row each, to be filled in from the keyboard and sent at once.

    Rows left empty are left alone. What cannot be recorded stands again, with the reason beside it.
    """
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    which = request.GET.get("list", DUE)
    if which not in OPEN_QUESTIONS:
        raise Http404("No such list.")
    questions = _questions_of(office, request.user, today)
    waiting = questions.filter(OPEN_QUESTIONS[which](today))
    page = Paginator(waiting.order_by("due_on", Upper("participant__reference"), "month", "pk"), PAGE_LENGTH)
    page = page.get_page(request.GET.get("page"))
    refusal = may_record_at(request.user, office, today)
    typed = request.POST or take_typed(request, timezone.now())
    # Those that were typed in stay on the page, also when somebody else has been quicker.
    asked = questions.filter(pk__in=ids_in(typed)).order_by("due_on", "pk") if typed else page.object_list
    rows = rows_of(asked, typed or None, today)
    if request.method == "POST" and not refusal:
        recorded = [row for row in rows if row.is_filled and _recorded(row, request)]
        if not any(row.is_wrong for row in rows):
            _say_how_many(request, len(recorded))
            return redirect(request.get_full_path())
        rows = [row for row in rows if row not in recorded]
        if recorded:
            _say_how_many(request, len(recorded))
    people = [row.question.participant_id for row in rows]
    record(Action.LISTED, "participant", people, by=request.user.pk, office=office.pk)
    context = {"office": office, "page": page, "rows": rows, "refusal": refusal, "which": which}
    return render(request, "participants/follow_ups_due.html", context)


def _questions_of(office: Partner, user: User, today: date) -> QuerySet[Question]:
    """An office's questions with all that a row needs. Nothing is asked here about a shielded person."""
    questions = Question.objects.visible_to(user, today).filter(office=office, participant__is_shielded=False)
    follow_ups = Prefetch("participant__follow_ups", FollowUp.objects.standing())
    return questions.select_related("participant__office").prefetch_related(follow_ups)


def _seen(person: Participant) -> str:
    return mark_of(person.follow_ups.standing())


def chosen_month(request: HttpRequest) -> int | None:
    """A month from an address, nothing where it says none of the three."""
    month = request.GET.get("month", "")
    return int(month) if month in map(str, FollowUpMonth.values) else None


def _recorded(row: DueRow, request: HttpRequest) -> bool:
    """Record one row; whatever stands in its way is written beside it."""
    if not row.form.is_valid():
        return False
    person = row.question.participant
    try:
        record_answer(
            participant=person, facts=row.facts(), seen=row.seen, by=request.user, today=row.form.today
        )
    except Refused as refused:
        keep_typed(row.form, str(refused), _seen(person))
        return False
    return True


def _say_how_many(request: HttpRequest, number: int) -> None:
    if number:
        text = ngettext("%(number)s answer is recorded.", "%(number)s answers are recorded.", number)
        messages.success(request, text % {"number": number})
    else:
        messages.info(request, _("Nothing was filled in, so nothing is recorded."))


def _follow_up_or_404(request: HttpRequest, follow_up_id: UUID) -> FollowUp:
    visible = FollowUp.objects.visible_to(request.user, timezone.localdate())
    visible = visible.select_related("participant__office")
    return found(visible, "follow-up", follow_up_id, by=request.user.pk)
