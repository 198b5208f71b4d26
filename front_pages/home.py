"""The front page: what each of us came for. The roof of the house, so it may ask every app."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import Letter, User
from audit.enums import Action
from audit.recording import record
from clusters.models import Cluster, Membership, Partner
from entrepreneurs.due import checks_due, quiet, ventures_without_half_year
from entrepreneurs.models import Job, MentorSession, Mentorship, Opening
from entrepreneurs.pools import BandOf
from front_pages.work_list import tasks_for
from participants.enums import Side
from participants.models import ImportRun, OfficeTally, Participant, Proposal
from participants.pictures import columns_of, month_names
from participants.queries.desks import FRONT_PAGE, desk_of, kept_on, viewer_of
from participants.queries.handovers import is_handed_over
from participants.queries.office_trend import office_trend, trend_table
from participants.queries.whereabouts import PROPOSED, count_by_office, links_to
from reports.enums import EditionState
from reports.models import Edition

MOST_IMPORTS = 5
MOST_EDITIONS = 8
MOST_OWN = 10
IN_HAND = (EditionState.QUEUED, EditionState.BUILDING, EditionState.DRAFT, EditionState.FAILED)


# Whoever has not signed in is shown what the portal is. The address is also the front page of everybody who has,
# with people on it, so it stays closed itself: the second factor and the log hang on that.
@login_required(login_url="about", redirect_field_name=None)
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Each role has its own; IMDi comes for the shelf of published reports."""
    page = {
        Role.KREM_STAFF: krem_page,
        Role.NAV_LEADER: nav_page,
        Role.ENTREPRENEUR: mentor_page,
    }.get(Role(request.user.role))
    if page is None:
        return redirect("edition_list")
    return page(request, timezone.localdate())


def krem_page(request: HttpRequest, today: date) -> HttpResponse:
    """The reports in hand, the clusters with their offices, the latest workbooks."""
    in_hand = Edition.objects.visible_to(request.user).for_lists().filter(state__in=IN_HAND).newest_first()
    return render(
        request,
        "home/krem.html",
        {
            # A report in hand has no files to take out.
            "editions": in_hand.prefetch_related(None)[:MOST_EDITIONS],
            "proposed": proposals_to_answer(),
            "given_up": work_given_up(),
            "clusters": clusters_with_offices(request.user, today),
            "runs": ImportRun.objects.visible_to(request.user, today).for_lists()[:MOST_IMPORTS],
        },
    )


def nav_page(request: HttpRequest, today: date) -> HttpResponse:
    """What a leader opens every morning: what waits, where people are and have been, and what has come in."""
    offices = Partner.objects.visible_to(request.user, today).order_by("name", "pk")
    offices = list(offices.annotate(is_handed_over=is_handed_over(today)))
    desk = desk_of(request.user)
    now = timezone.now()
    viewer = viewer_of(request.user, offices, desk, now)
    people = Participant.objects.visible_to(request.user, today)
    numbers = count_by_office(people, FRONT_PAGE, viewer)
    trend = office_trend(viewer.offices, today)
    months = month_names(trend)
    tasks = tasks_for(request.user, viewer)
    record(Action.LISTED, "participant", [task.person for task in tasks if task.person], by=request.user.pk)
    return render(
        request,
        "home/nav.html",
        {
            "offices": [
                {
                    "office": office,
                    "counts": links_to(kept_on(desk, numbers.get(office.pk, {})), office, None),
                }
                for office in offices
            ],
            "drawn_at": now,
            "seen_at": viewer.seen_at,
            "months": months,
            "trend": trend_table(trend, months),
            "picture": columns_of(trend),
            "tasks": tasks,
            "edition": _latest_edition(request.user, today),
        },
    )


def mentor_page(request: HttpRequest, today: date) -> HttpResponse:
    """People a mentor is linked to today, their ventures, the mentor's own jobs and openings, and what is due."""
    met = MentorSession.objects.standing().filter(mentorship=OuterRef("pk")).order_by("-day")
    links = Mentorship.objects.visible_to(request.user, today).select_related("participant__office")
    answers = Proposal.objects.from_side_of(request.user).unread().filter(participant=OuterRef("participant"))
    links = links.annotate(last_met=Subquery(met.values("day")[:1]), has_answer=Exists(answers))
    links = list(links.order_by("participant__reference", "pk"))
    silent = quiet(links, today)
    ids = [link.participant_id for link in links]
    record(Action.LISTED, "participant", ids, by=request.user.pk)
    return render(
        request,
        "home/mentor.html",
        {
            "links": links,
            "answered": [link for link in links if link.has_answer],
            "quiet": [link for link in links if link.pk in silent],
            "without": ventures_without_half_year(request.user, today),
            "checks": checks_due(request.user, today),
            "vacant": Job.objects.visible_to(request.user, today)
            .vacant(today)
            .select_related("partner", "venture")
            .order_by("starts_on", "pk")[:MOST_OWN],
            "openings": Opening.objects.visible_to(request.user, today)
            .on(today)
            .select_related("partner", "venture")
            .annotate(band=BandOf("pk"))
            .order_by("starts_on", "pk")[:MOST_OWN],
        },
    )


def work_given_up() -> dict[str, int]:
    """How much the portal has given up, where somebody must act, in one query. Failed reports stand in a table."""
    kinds = [(Letter.objects.given_up(), "letters"), (ImportRun.objects.given_up(), "imports")]
    letters, imports = (
        rows.order_by().values(kind=Value(kind)).annotate(number=Count("pk")) for rows, kind in kinds
    )
    return {row["kind"]: row["number"] for row in letters.union(imports, all=True)}


def proposals_to_answer() -> list[dict[str, object]]:
    """The offices that wait for KREM's answer, each with the number of people on the list it opens. One query."""
    waiting = Proposal.objects.to_answer(Side.KREM).filter(participant__is_shielded=False)
    offices = waiting.order_by().values("office", "office__name")
    return [
        {
            "code": PROPOSED,
            "label": row["office__name"],
            "number": row["people"],
            "url": f"{reverse('participant_list', args=[row['office']])}?list={PROPOSED}",
        }
        for row in offices.annotate(people=Count("participant", distinct=True)).order_by(
            "office__name", "office"
        )
    ]


def clusters_with_offices(user: User, today: date) -> list[dict[str, object]]:
    """Each running cluster with the offices that are members today. Three queries, however many there are."""
    latest = ImportRun.objects.filter(office=OuterRef("pk")).order_by("-requested_at", "pk")
    members = Membership.objects.on(today).order_by("starts_on", "partner__name", "pk")
    offices = Partner.objects.visible_to(user, today).filter(pk__in=members.order_by().values("partner"))
    offices = offices.annotate(
        people=OfficeTally.objects.counted_by_office(),
        latest_import_at=Subquery(latest.values("requested_at")[:1]),
    )
    office_of = {office.pk: office for office in offices}
    clusters = Cluster.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return [
        {
            "cluster": cluster,
            "offices": [
                office_of[membership.partner_id]
                for membership in cluster.memberships.all()
                if membership.partner_id in office_of
            ],
        }
        for cluster in clusters.order_by("starts_on", "name", "pk").prefetch_related(
            Prefetch("memberships", members)
        )
    ]


def _latest_edition(user: User, today: date):
    """The newest published report about a cluster that one of the user's offices belongs to."""
    offices = Partner.objects.visible_to(user, today)
    out = (
        Edition.objects.visible_to(user)
        .for_lists()
        .filter(state=EditionState.PUBLISHED, series__cluster__memberships__partner__in=offices)
    )
    return out.newest_first().first()
