"""The offices of a published report beside each other."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Role
from audit.access import require
from clusters.models import Partner
from reports.editions.comparison import compare_offices
from reports.permissions import refusal_to_compare
from reports.protected.report import read_protected
from reports.views.editions import edition_or_404


@require_safe
def edition_offices(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """A funnel plot with its table, the reader's own offices marked."""
    edition = edition_or_404(request.user, edition_id)
    require(
        refusal_to_compare(request.user, edition), by=request.user.pk, subject="edition", ids=[edition_id]
    )
    own = []
    if request.user.role == Role.NAV_LEADER:
        own = Partner.objects.visible_to(request.user, timezone.localdate()).values_list("slug", flat=True)
    comparison = compare_offices(read_protected(edition.report), frozenset(own))
    return render(request, "reports/offices.html", {"edition": edition, "comparison": comparison})
