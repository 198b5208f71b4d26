"""The step model as such: what its steps and parties are, and what a board begins with. No board stands here."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.access import require
from audit.enums import Action
from clusters.board import EXPLAINED
from clusters.enums import ClusterKind, Level, Party, Step
from clusters.models import TemplateTask
from clusters.permissions import refusal_to_read_knowledge


@require_safe
def model_explained(request: HttpRequest) -> HttpResponse:
    """The three steps with what each party begins with, for one kind of cluster at a time."""
    require(
        refusal_to_read_knowledge(request.user),
        by=request.user.pk,
        subject="template task",
        action=Action.LISTED,
    )
    asked = request.GET.get("kind", "")
    kind = ClusterKind(asked) if asked in ClusterKind.values else ClusterKind.CITY
    places = defaultdict(list)
    for task in TemplateTask.objects.filter(cluster_kind=kind).order_by("for_whole_cluster", "title", "pk"):
        places[task.step, task.level, task.party].append(task)
    return render(
        request,
        "clusters/model_explained.html",
        {
            "kinds": [{"kind": each, "is_current": each == kind} for each in ClusterKind],
            "parties": list(Party),
            "steps": [
                {
                    "step": step,
                    "explained": EXPLAINED[step],
                    "levels": [
                        {"level": level, "places": [(party, places[step, level, party]) for party in Party]}
                        for level in Level
                    ],
                }
                for step in Step
            ],
        },
    )
