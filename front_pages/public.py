"""What everybody may read: what the clusters are and have come to, how people are looked after, and files for machines."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.board import EXPLAINED
from clusters.enums import Step
from clusters.models import Cluster, Membership
from front_pages.pages import without_database
from reports.document.findings import key_figures
from reports.editions.review import former_of
from reports.enums import Audience, EditionState
from reports.models import Edition
from reports.protected.report import read_protected

PAGES = ("about", "privacy", "accessibility")
MOST_CLUSTERS = 12
MOST_REPORTS = 4
# How far ahead security.txt says it holds. A file that is made anew every day need not promise more.
SECURITY_HOLDS = timedelta(days=180)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The front of the house: what a cluster is, who takes part, the model, and the latest published numbers."""
    today = timezone.localdate()
    members = (
        Membership.objects.on(today).select_related("partner").order_by("starts_on", "partner__name", "pk")
    )
    clusters = Cluster.objects.running(today).order_by("starts_on", "name", "pk")
    return render(
        request,
        "public/about.html",
        {
            "clusters": clusters.prefetch_related(Prefetch("memberships", members))[:MOST_CLUSTERS],
            "reports": latest_headlines(),
            "steps": [{"step": step, "explained": EXPLAINED[step]} for step in Step],
            "address": settings.PORTAL_ADDRESS,
            "contact": settings.PORTAL_CONTACT,
        },
    )


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", {"contact": settings.PORTAL_CONTACT})


@without_database
@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may have the public pages and nothing else."""
    lines = [
        "User-agent: *",
        *(f"Allow: {reverse(name)}$" for name in PAGES),
        "Allow: /static/",
        "Disallow: /",
        f"Sitemap: {settings.PORTAL_ADDRESS}{reverse('sitemap')}",
    ]
    return _plain(lines)


@without_database
@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    places = "".join(f"<url><loc>{settings.PORTAL_ADDRESS}{reverse(name)}</loc></url>" for name in PAGES)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    return HttpResponse(body, content_type="application/xml")


@without_database
@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to tell of a weakness (RFC 9116)."""
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_HOLDS
    lines = [
        f"Contact: mailto:{settings.PORTAL_SECURITY_CONTACT}",
        f"Expires: {until.isoformat()}",
        "Preferred-Languages: nb, nn, en",
        f"Canonical: {settings.PORTAL_ADDRESS}{reverse('security_txt')}",
    ]
    return _plain(lines)


def latest_headlines() -> list[dict[str, object]]:
    """The key figures of each cluster's latest published report, newest first. From protected numbers only.

    A visitor sees no edition (`Edition.objects.visible_to`); what stands here is what the report's first page says.
    Reports made for the offices of a cluster are not for everybody.
    """
    out = Edition.objects.filter(state=EditionState.PUBLISHED, series__audience=Audience.IMDI)
    latest = out.order_by("series__cluster", "-period_end", "-number", "pk").distinct("series__cluster")
    newest_first = sorted(
        latest.select_related("series__cluster"), key=lambda each: each.period_end, reverse=True
    )
    headlines = []
    for edition in newest_first[:MOST_REPORTS]:
        shown = edition_of_headline(edition)
        report = read_protected(shown.report)
        headlines.append(
            {
                "cluster": edition.series.cluster.name,
                "starts_on": edition.period_start,
                "ends_on": edition.period_end,
                "figures": key_figures(report),
                "from_edition": shown.number if shown != edition else None,
                # What is smaller than this is never shown, this itself is.
                "most_hidden": report.k - 1,
            }
        )
    return headlines


def edition_of_headline(edition: Edition) -> Edition:
    """An urgent correction of a few people tells ranges: the headline stays that of the edition before it."""
    while edition.urgent_because and (former := former_of(edition)):
        edition = former
    return edition


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
