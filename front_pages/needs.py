"""What KREM must see to, in the order of how soon it hurts. The roof of the house, so it may ask every app."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Invitation, Letter
from clusters.models import Agreement, Cluster, Membership, Partner, Seat
from participants.enums import ImportState
from participants.models import ImportRun
from reports.enums import EditionState
from reports.models import Edition, Series, SignOff
from reports.periods import latest_periods

SHOWN = 5
SOON = timedelta(days=60)
# An invitation that lies so long has been overlooked.
UNANSWERED_FOR = timedelta(days=3)
# The sender tries each minute, and for so long nothing has come of it.
LETTERS_WAIT_FOR = timedelta(hours=1)
# A tertial and some: an office whose workbook is older counts too few in the next report.
WORKBOOK_FOR = timedelta(days=140)


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of thing to see to: the first few, and where all of them are."""

    title: str
    items: list[Item]
    all_url: str
    are_more: bool


def needs_on(today: date, now: datetime) -> list[Need]:
    """Everything that needs doing; kinds with nothing in them are left out. At most one query for each kind, two for reports."""
    needs = [
        _need(
            _("Letters that could not be sent"),
            Letter.objects.given_up().defer("body"),
            _letter_item,
            _list_of("accounts_letter", "?state=given_up"),
        ),
        _need(
            _("Letters that wait for the mail server"),
            Letter.objects.waiting().filter(written_at__lt=now - LETTERS_WAIT_FOR).defer("body"),
            _letter_item,
            _list_of("accounts_letter", "?state=waiting"),
        ),
        _need(
            _("Workbooks that could not be taken in"),
            ImportRun.objects.given_up().select_related("office").defer("workbook"),
            _import_item,
            reverse("import_list"),
        ),
        _need(_("Report drafts and failures"), _editions(), _edition_item, _list_of("reports_edition")),
        _reports_due(today),
        _need(_("Offices that have not signed off"), _sign_offs(), _sign_off_item, reverse("edition_list")),
        _need(
            _("Offices without a fresh workbook"), _stale_offices(today), _office_item, reverse("import_list")
        ),
        _need(
            _("Seats that end soon"),
            _ending(Seat, today, "user", "partner"),
            _seat_item,
            _list_of("clusters_seat"),
        ),
        _need(
            _("Memberships that end soon"),
            _ending(Membership, today, "cluster", "partner"),
            _membership_item,
            _list_of("clusters_cluster"),
        ),
        _need(
            _("Agreements to renew"),
            _agreements(today),
            _agreement_item,
            _list_of("clusters_agreement", "?today=renew"),
        ),
        _need(
            _("Invitations nobody has answered"),
            _invitations(now),
            _invitation_item,
            _list_of("accounts_invitation", "?accepted_at__isempty=1&closed_at__isempty=1"),
        ),
    ]
    return [need for need in needs if need.items]


def _need(title: str, rows: QuerySet, item, all_url: str) -> Need:
    some = list(rows[: SHOWN + 1])
    return Need(title, [item(row) for row in some[:SHOWN]], all_url, len(some) > SHOWN)


def _editions() -> QuerySet[Edition]:
    in_hand = Edition.objects.filter(state__in=(EditionState.DRAFT, EditionState.FAILED))
    return in_hand.select_related("series__cluster").defer("report").newest_first()


def _reports_due(today: date) -> Need:
    """Series of running clusters whose latest period is over and not published."""
    running = Cluster.objects.running(today)
    series = list(Series.objects.filter(cluster__in=running).select_related("cluster").order_by("name", "pk"))
    periods = {each.pk: latest_periods(each.period_kind, today, 1)[0] for each in series}
    labels = {period.label for period in periods.values()}
    out = set(
        Edition.objects.out()
        .filter(series__in=series, period_label__in=labels)
        .values_list("series", "period_label")
    )
    due = [each for each in series if (each.pk, periods[each.pk].label) not in out]
    items = [
        Item(f"{each.cluster}: {periods[each.pk].label}", reverse("edition_request", args=[each.pk]))
        for each in due[:SHOWN]
    ]
    return Need(_("Reports that are due"), items, reverse("series_list"), len(due) > SHOWN)


def _sign_offs() -> QuerySet[SignOff]:
    return SignOff.objects.waiting().select_related("office").due_first()


def _stale_offices(today: date) -> QuerySet[Partner]:
    """Offices that are members today and whose latest workbook is old, or that never sent one."""
    taken_in = (
        ImportRun.objects.filter(office=OuterRef("pk"), state=ImportState.DONE).order_by().values("office")
    )
    latest = taken_in.annotate(latest=Max("requested_at")).values("latest")
    offices = Partner.objects.offices().filter(memberships__in=Membership.objects.on(today)).distinct()
    offices = offices.annotate(latest_import_at=Subquery(latest))
    old = Q(latest_import_at=None) | Q(latest_import_at__date__lt=today - WORKBOOK_FOR)
    return offices.filter(old).order_by("latest_import_at", "name", "pk")


def _ending(model, today: date, *links: str) -> QuerySet:
    soon = model.objects.on(today).filter(ends_on__lte=today + SOON)
    return soon.select_related(*links).order_by("ends_on", "pk")


def _agreements(today: date) -> QuerySet[Agreement]:
    return Agreement.objects.up_for_renewal(today).select_related("partner").order_by("ends_on", "pk")


def _invitations(now: datetime) -> QuerySet[Invitation]:
    waiting = Invitation.objects.not_answered().filter(
        invited_at__lt=now - UNANSWERED_FOR, user__is_active=True
    )
    return waiting.select_related("user").order_by("invited_at", "pk")


def _edition_item(edition: Edition) -> Item:
    text = f"{edition.series.cluster} {edition.period_label}: {edition.get_state_display()}"
    return Item(text, reverse("edition", args=[edition.pk]))


def _letter_item(letter: Letter) -> Item:
    words = {"to": letter.to, "day": date_format(letter.written_at)}
    return Item(_("to %(to)s, written on %(day)s") % words, _change("accounts_letter", letter))


def _import_item(run: ImportRun) -> Item:
    words = {"name": run.office.name, "day": date_format(run.requested_at)}
    return Item(_("%(name)s, sent in on %(day)s") % words, reverse("import_run", args=[run.pk]))


def _sign_off_item(sign_off: SignOff) -> Item:
    return Item(f"{sign_off.office}: {sign_off.period_label}", reverse("edition", args=[sign_off.edition_id]))


def _office_item(office: Partner) -> Item:
    latest = office.latest_import_at
    words = {"name": office.name, "day": date_format(latest) if latest else ""}
    text = _("%(name)s, latest on %(day)s") % words if latest else _("%(name)s, none yet") % words
    return Item(text, reverse("office_imports", args=[office.pk]))


def _seat_item(seat: Seat) -> Item:
    return Item(_until(f"{seat.user}, {seat.partner}", seat.ends_on), _change("clusters_seat", seat))


def _membership_item(member: Membership) -> Item:
    text = _until(f"{member.partner}, {member.cluster}", member.ends_on)
    return Item(text, reverse("admin:clusters_cluster_change", args=[member.cluster_id]))


def _agreement_item(agreement: Agreement) -> Item:
    return Item(_until(str(agreement), agreement.ends_on), _change("clusters_agreement", agreement))


def _invitation_item(invitation: Invitation) -> Item:
    words = {"name": invitation.user, "day": date_format(invitation.invited_at)}
    return Item(
        _("%(name)s, invited on %(day)s") % words,
        reverse("admin:accounts_user_change", args=[invitation.user_id]),
    )


def _until(text: str, day: date) -> str:
    return _("%(what)s, until %(day)s") % {"what": text, "day": date_format(day)}


def _list_of(name: str, query: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + query


def _change(name: str, row: Seat | Agreement | Letter) -> str:
    return reverse(f"admin:{name}_change", args=[row.pk])
