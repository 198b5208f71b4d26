"""Who has looked. Reading this log stands in it too."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.enums import Action
from audit.recording import record
from participants.queries.lookups import MOST_A_DAY, events_of, lines_of, too_many, unusual
from participants.views.people import office_or_404

PAGE_LENGTH = 50
MOST_UNUSUAL = 20


@require_safe
def lookups(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What is unusual on top, then everything, newest first."""
    now = timezone.now()
    office = office_or_404(request.user, office_id, timezone.localdate(now))
    events = events_of(office, now)
    many = too_many(events)
    page = Paginator(events, PAGE_LENGTH).get_page(request.GET.get("page"))
    first = list(unusual(events, many)[:MOST_UNUSUAL])
    lines = lines_of([*first, *page.object_list], many)
    record(Action.SHOWN, "look-up log", [office.pk], by=request.user.pk, office=office.pk)
    context = {
        "office": office,
        "page": page,
        "unusual": lines[: len(first)],
        "lines": lines[len(first) :],
        "most": MOST_A_DAY,
    }
    return render(request, "participants/lookups.html", context)
