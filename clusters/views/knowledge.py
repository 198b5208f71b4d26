"""The clusters' shared knowledge: projects, and what can be taken over from them and from the daily work."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import done
from clusters.actions.knowledge import add_lesson, change_lesson, choose_for_annex
from clusters.forms.knowledge import LessonForm, SearchForm
from clusters.models import Lesson, Project
from clusters.permissions import (
    refusal_to_change_lesson,
    refusal_to_choose_for_annex,
    refusal_to_read_knowledge,
    refusal_to_work_in_clusters,
)

PAGE_LENGTH = 20


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """Look for what others have learned; without words, the newest first."""
    _require_reader(request.user)
    form = SearchForm(request.GET)
    words, step = (form.cleaned_data["q"], form.cleaned_data["step"]) if form.is_valid() else ("", None)
    today = timezone.localdate()
    lessons, projects = (
        Lesson.objects.visible_to(request.user, today),
        Project.objects.visible_to(request.user, today),
    )
    if step:
        lessons = lessons.filter(step=step)
    if words:
        lessons, projects = lessons.found_by(words), projects.found_by(words)
    else:
        lessons, projects = lessons.order_by("-learned_on", "title", "pk"), projects.order_by("name", "pk")
    page = Paginator(lessons.select_related("cluster", "project"), PAGE_LENGTH).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "projects": projects.prefetch_related("parties"),
        "words": words,
        "can_write": not refusal_to_work_in_clusters(request.user),
    }
    return render(request, "clusters/knowledge.html", context)


@require_safe
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """One development project with its parties and what was learned in it."""
    _require_reader(request.user)
    today = timezone.localdate()
    visible = Project.objects.visible_to(request.user, today)
    project = get_visible_or_404(visible, "project", project_id, by=request.user.pk)
    context = {
        "project": project,
        "parties": project.parties.order_by("name", "pk"),
        "lessons": Lesson.objects.visible_to(request.user, today)
        .filter(project=project)
        .order_by("-learned_on", "title", "pk"),
    }
    return render(request, "clusters/project.html", context)


@require_safe
def lesson(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """One thing that can be taken over elsewhere."""
    today = timezone.localdate()
    lesson = _lesson_or_404(request.user, lesson_id, today)
    context = {
        "lesson": lesson,
        "can_change": not refusal_to_change_lesson(request.user, lesson, today),
        "can_choose": not refusal_to_choose_for_annex(request.user),
        # Whoever only reads is shown what was learned, and not who wrote it.
        "works_here": not refusal_to_work_in_clusters(request.user),
    }
    return render(request, "clusters/lesson.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_new(request: HttpRequest) -> HttpResponse:
    """Write down something that can be taken over."""
    _require_partner(request.user)
    today = timezone.localdate()
    form = LessonForm(request.POST or None, initial={"learned_on": today}, by=request.user, today=today)
    written = done(
        form, lambda _given: add_lesson(lesson=form.save(commit=False), by=request.user, today=today)
    )
    if written:
        messages.success(request, _("It is in the knowledge base, for all clusters to read."))
        return redirect("lesson", written.pk)
    return render(request, "clusters/lesson_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Write it otherwise."""
    today = timezone.localdate()
    lesson = _lesson_or_404(request.user, lesson_id, today)
    _require(refusal_to_change_lesson(request.user, lesson, today), request.user, lesson)
    form = LessonForm(request.POST or None, instance=lesson, by=request.user, today=today)
    if done(form, lambda _given: change_lesson(lesson=form.save(commit=False), by=request.user, today=today)):
        messages.success(request, _("It is changed."))
        return redirect("lesson", lesson.pk)
    return render(request, "clusters/lesson_edit.html", {"form": form, "lesson": lesson})


@require_POST
def lesson_annex(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Put it into the annex of the report, or take it out."""
    lesson = _lesson_or_404(request.user, lesson_id, timezone.localdate())
    _require(refusal_to_choose_for_annex(request.user), request.user, lesson)
    chosen = choose_for_annex(lesson=lesson, chosen=request.POST.get("chosen") == "yes", by=request.user)
    done = (
        _("It will stand in the annex of the report, and IMDi can read it from now on.")
        if chosen.is_for_annex
        else _("It is out of the annex.")
    )
    messages.success(request, done)
    return redirect("lesson", lesson.pk)


def _require_reader(user: User) -> None:
    require(refusal_to_read_knowledge(user), by=user.pk, subject="lesson", action=Action.LISTED)


def _require_partner(user: User) -> None:
    require(refusal_to_work_in_clusters(user), by=user.pk, subject="lesson", action=Action.LISTED)


def _lesson_or_404(user: User, lesson_id: UUID, today: date) -> Lesson:
    _require_reader(user)
    visible = Lesson.objects.visible_to(user, today).select_related("cluster", "project")
    return get_visible_or_404(visible, "lesson", lesson_id, by=user.pk)


def _require(refusal: str, user: User, lesson: Lesson) -> None:
    require(refusal, by=user.pk, subject="lesson", ids=[lesson.pk], action=Action.RECORDED)
