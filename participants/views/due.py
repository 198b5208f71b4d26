"""Everybody who is to be asked how it went, on one page: how to reach them, and a button for each answer.

What is pressed is recorded at once and can be taken back the same day. The reason to look at contact data is said
once for the office and holds for a while; each look is a line of its own in the log.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from audit.access import no_such, require
from audit.actions import Refused
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.actions.contacts import SUBJECT, show_contact
from participants.actions.records import record_answer
from participants.enums import ContactReason
from participants.forms.due import REASONS, Asked, form_for
from participants.forms.records import keep_typed
from participants.models import Contact, FollowUp, Participant, Question
from participants.permissions import refusal_to_record, refusal_to_record_at, refusal_to_see_contact
from participants.queries.due import is_due, is_not_reached
from participants.queries.journeys import mark_of
from participants.queries.whereabouts import DUE, NOT_REACHED
from participants.views.people import office_or_404, participant_or_404

PAGE_LENGTH = 25
OPEN_QUESTIONS = {DUE: is_due, NOT_REACHED: is_not_reached}
WHY = "contact_reason"
REASON_HOLDS = timedelta(minutes=30)


@require_safe
def follow_ups_due(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Who is to be asked, those first whose time runs out first, and what was answered today."""
    office = office_or_404(request.user, office_id, timezone.localdate())
    if request.GET.get("list", DUE) not in OPEN_QUESTIONS:
        no_such("list")
    return _page(request, office)


@require_POST
def due_reason(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Say once what the contact data of this office's people is needed for."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    refusal = refusal_to_record_at(request.user, office, today)
    require(refusal, by=request.user.pk, subject=SUBJECT, office=office.pk, action=Action.RECORDED)
    if request.POST.get("reason") in REASONS:
        moment = timezone.now().isoformat()
        request.session[WHY] = {"office": str(office.pk), "reason": request.POST["reason"], "at": moment}
    return redirect("follow_ups_due", office.pk)


@require_POST
def due_contact(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Show in place how to reach one person. The answer is stored nowhere, the look is logged."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_see_contact(request.user, person, today),
        by=request.user.pk,
        subject=SUBJECT,
        ids=[person.pk],
        office=person.office_id,
    )
    reason = _reason(request, person.office_id, now)
    question = _question_of(request, person, today)
    if reason is None:
        messages.info(request, _("Say first what you need the contact data for."))
        return redirect("follow_ups_due", person.office_id)
    details = show_contact(participant=person, reason=reason, by=request.user, today=today)
    return _answer(request, Asked(question, form_for(question, today), contact=details))


@require_POST
def due_answer(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Record what was pressed, and show it where it stood."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    question = _question_of(request, person, today)
    asked = Asked(question, form_for(question, today, request.POST))
    if not asked.form.is_valid():
        return _answer(request, asked)
    facts, seen = asked.form.facts(), asked.form.cleaned_data["seen"]
    try:
        asked.recorded = record_answer(
            participant=person, facts=facts, seen=seen, by=request.user, today=today
        )
    except Refused as refused:
        keep_typed(asked.form, str(refused), mark_of(person.follow_ups.standing()))
        return _answer(request, asked)
    if request.htmx:
        return _answer(request, asked)
    messages.success(request, _("The answer is recorded."))
    return redirect("follow_ups_due", person.office_id)


def after_undo(request: HttpRequest, undone: FollowUp) -> HttpResponse:
    """Whoever takes an answer back where it was given is given the question again."""
    if request.POST.get("then") != "due":
        return redirect("participant", undone.participant_id)
    today = timezone.localdate()
    question = _questions_of(request.user, today).filter(
        participant=undone.participant_id, month=undone.month
    )
    if request.htmx and (again := question.first()):
        return _answer(request, Asked(again, form_for(again, today)))
    return redirect("follow_ups_due", undone.office_id)


def _page(request: HttpRequest, office: Partner, changed: Asked | None = None) -> HttpResponse:
    """The whole page; one of its rows may be as it has just become."""
    now = timezone.now()
    today = timezone.localdate(now)
    which = request.GET.get("list", DUE)
    waiting = _questions_of(request.user, today).filter(OPEN_QUESTIONS[which](today), office=office)
    ordered = waiting.order_by("due_on", "participant__reference_order", "month", "pk")
    page = Paginator(ordered, PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = [
        changed if changed and changed.question == question else Asked(question, form_for(question, today))
        for question in page.object_list
    ]
    people = [row.question.participant_id for row in rows]
    record(Action.LISTED, "participant", people, by=request.user.pk, office=office.pk)
    context = {
        "office": office,
        "page": page,
        "rows": rows,
        "others": [
            {"code": code, "is_current": code == which, "is_due": code == DUE} for code in OPEN_QUESTIONS
        ],
        "answered": _answered_today(request.user, office, today),
        "refusal": refusal_to_record_at(request.user, office, today),
        "reason": _reason(request, office.pk, now),
        "reasons": REASONS,
    }
    return render(request, "participants/follow_ups_due.html", context)


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The one row where a script asks for it, else the page it stands on."""
    if not request.htmx:
        return _page(request, asked.question.participant.office, asked)
    reason = _reason(request, asked.question.office_id, timezone.now())
    return render(request, "participants/due_row.html", {"row": asked, "reason": reason})


def _questions_of(user: User, today: date) -> QuerySet[Question]:
    """Questions with all that a row needs. Nothing is asked here about a shielded person."""
    questions = Question.objects.visible_to(user, today).filter(participant__is_shielded=False)
    follow_ups = Prefetch("participant__follow_ups", FollowUp.objects.standing())
    held = Contact.objects.filter(participant=OuterRef("participant"))
    questions = questions.annotate(has_contact=Exists(held)).prefetch_related(follow_ups)
    return questions.select_related("participant__office")


def _question_of(request: HttpRequest, person: Participant, today: date) -> Question:
    month = request.POST.get("month", "")
    number = int(month) if month.isascii() and month.isdigit() and len(month) < 4 else 0
    question = _questions_of(request.user, today).filter(participant=person, month=number).first()
    return question or no_such("question")


def _answered_today(user: User, office: Partner, today: date) -> QuerySet[FollowUp]:
    """What this reader has recorded today and can still take back."""
    midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    own = FollowUp.objects.visible_to(user, today).standing()
    own = own.filter(
        office=office, recorded_by=user, recorded_at__gte=midnight, participant__is_shielded=False
    )
    return own.select_related("participant").order_by("-recorded_at", "pk")[:PAGE_LENGTH]


def _reason(request: HttpRequest, office_id: UUID, now: datetime) -> ContactReason | None:
    """What was said the contact data is needed for, as long as it holds."""
    kept = request.session.get(WHY) or {}
    at = parse_datetime(kept.get("at", ""))
    if kept.get("office") != str(office_id) or at is None or now - at > REASON_HOLDS:
        return None
    return ContactReason(kept["reason"])
