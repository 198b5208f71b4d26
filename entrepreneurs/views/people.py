"""What grows around one participant: ventures, mentors, work."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.access import require
from audit.actions import Refused
from audit.enums import Action
from audit.recording import record
from entrepreneurs.actions.ventures import answer_question
from entrepreneurs.enums import QuestionKind, Reply
from entrepreneurs.forms.questions import QuestionForm
from entrepreneurs.models import Holding, Mentorship, Venture
from entrepreneurs.questions import OpenQuestion, questions_for
from entrepreneurs.views.access import participant_or_404
from entrepreneurs.views.ventures import PAGE_LENGTH, with_founders
from participants.permissions import refusal_to_see_offices


@require_safe
def prospects(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """One person's ventures, mentors and questions to be answered."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    ventures = Venture.objects.visible_to(request.user, today).filter(founders__participant=person)
    mentors = Mentorship.objects.visible_to(request.user, today).filter(participant=person)
    return render(
        request,
        "entrepreneurs/prospects.html",
        {
            "person": person,
            "ventures": with_founders(ventures.with_rung(today), request.user, today).order_by("name", "pk"),
            "mentorships": mentors.select_related("mentor").order_by("-starts_on", "pk"),
            "held": Holding.objects.visible_to(request.user, today)
            .filter(participant=person)
            .select_related("job__partner", "job__venture")
            .order_by("-starts_on", "pk"),
            "asked": with_forms(questions_for(request.user, today, person)),
        },
    )


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Where the journeys and the ladder do not say the same: asked about, never refused."""
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="office", action=Action.LISTED)
    asked = questions_for(request.user, timezone.localdate())
    page = Paginator(asked, PAGE_LENGTH).get_page(request.GET.get("page"))
    people = [each.participant.pk for each in page.object_list]
    record(Action.LISTED, "participant", people, by=request.user.pk)
    context = {"page": page, "asked": with_forms(page.object_list)}
    return render(request, "entrepreneurs/question_list.html", context)


def with_forms(asked: Sequence[OpenQuestion]) -> list[dict[str, object]]:
    """Each question with the form that answers it."""
    return [
        {
            "participant": each.participant,
            "label": each.question.label,
            "since": each.since,
            "venture": each.venture,
            "form": QuestionForm(
                initial={"move": each.move, "question": each.question}, auto_id=f"answer-{number}-%s"
            ),
        }
        for number, each in enumerate(asked)
    ]


@require_POST
def question_answer(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Say why the two may differ."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an answer."))
        return redirect("question_list")
    try:
        answer_question(
            participant=person,
            move=form.cleaned_data["move"],
            question=QuestionKind(form.cleaned_data["question"]),
            reply=Reply(form.cleaned_data["reply"]),
            by=request.user,
            today=today,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The answer is written down. The question is not put again."))
    return redirect("question_list")
