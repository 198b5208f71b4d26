"""The course of a draft: who has seen it, what is missing, and who must do what next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import Refused
from clusters.validators import validate_holds_no_national_id
from reports.document.beside import Beside
from reports.document.words.narrative import narrative_of
from reports.document.words.wording import day, listed
from reports.editions import letters
from reports.editions.downloads import file_stem
from reports.enums import Audience, EditionState, SignOffState
from reports.models import Edition, Narrative, Series, SignOff
from reports.periods import Period, labels_like
from reports.permissions import not_reviewed
from reports.protected.report import read_protected

# Three years of quarters: of more, a chapter over time would tell no more.
MOST_EARLIER = 12
SIGN_OFFS = Prefetch(
    "sign_offs", SignOff.objects.select_related("office", "answered_by").order_by("office__name", "pk")
)


@dataclass(frozen=True, slots=True)
class Course:
    """How far an edition has come, for those who see to it."""

    sign_offs: Sequence[SignOff]
    step: str
    due_on: date | None


def former_of(edition: Edition) -> Edition | None:
    """The edition of the same period that was published before this one. Before the first there is none."""
    if edition.number == 1:
        return None
    same = Edition.objects.out().filter(
        series=edition.series_id, period_start=edition.period_start, period_end=edition.period_end
    )
    if edition.number is not None:
        same = same.filter(number__lt=edition.number)
    return same.order_by("-number").first()


def earlier_of(edition: Edition, at: datetime) -> list[Edition]:
    """The newest reports of earlier periods of the same kind, as they were published at that moment, oldest first."""
    labels = labels_like(edition.period_label)
    if not labels:
        return []
    out = Edition.objects.out().filter(
        series=edition.series_id,
        period_end__lt=edition.period_start,
        period_label__regex=labels,
        published_at__lte=at,
    )
    newest = out.exclude(superseded_at__lte=at).order_by("-period_end", "-number")
    by_period = {each.period_label: each for each in reversed(newest[:MOST_EARLIER])}
    return list(by_period.values())


def beside_the_numbers(edition: Edition) -> Beside:
    """What an edition's documents hold beside its numbers, as it stands now."""
    former = former_of(edition)
    return replace(
        earlier_beside(edition, timezone.now()),
        narrative=narrative_of(texts_of(edition)),
        former=former and read_protected(former.report),
        audience=Audience(edition.series.audience).label,
        verification_address=settings.PORTAL_ADDRESS + reverse("verification"),
        contact=settings.PORTAL_CONTACT,
        file_stem=file_stem(edition, is_out=False),
    )


def earlier_beside(edition: Edition, at: datetime) -> Beside:
    """What an edition is held against: the reports of earlier periods that were out at that moment."""
    return Beside(earlier=tuple(read_protected(each.report) for each in earlier_of(edition, at)))


def texts_of(edition: Edition) -> dict[str, str]:
    """KREM's words for a report as they stand now, by section."""
    return dict(Narrative.objects.of(edition.series, edition.period).values_list("section", "text"))


def course_of(edition: Edition) -> Course:
    sign_offs = list(edition.sign_offs.select_related("office", "answered_by").order_by("office__name", "pk"))
    return Course(sign_offs, next_step(edition, sign_offs), edition.due_on)


def ask_the_leaders(edition: Edition, now: datetime) -> None:
    """Ask every office of a new draft to look at its own numbers.

    A leader who signed the same numbers is not asked again: same days, same cutoff, same office.
    """
    if not edition.series.needs_sign_off:
        return
    signed = _signed_before(edition)
    for office in edition.series.cluster.offices_between(edition.period_start, edition.period_end):
        before = signed.get(office.pk)
        sign_off = SignOff.objects.create(
            edition=edition,
            office=office,
            series=edition.series,
            period_label=edition.period_label,
            period_start=edition.period_start,
            period_end=edition.period_end,
            cutoff=edition.cutoff,
            due_on=edition.due_on,
            asked_at=now,
            state=before.state if before else SignOffState.WAITING,
            answered_at=before and before.answered_at,
            answered_by=before and before.answered_by,
        )
        if not before:
            letters.ask_for_sign_off(sign_off, now)


def due_day(series: Series, period: Period, today: date, *, is_scheduled: bool) -> date | None:
    """The day an edition is owed, None for one that nobody waits for: a correction, or a look far back."""
    day_owed = series.due_on(period)
    return day_owed if is_scheduled or day_owed >= today else None


def reason_to_publish(edition: Edition, despite: str) -> str:
    """What is kept beside a published edition: nothing where every leader has signed off, else KREM's reason."""
    waiting = unsigned(edition.sign_offs.select_for_update(of=("self",)).select_related("office"))
    if not waiting:
        return ""
    reason = " ".join(despite.split())
    if not reason:
        raise Refused(
            _("Not signed off: %(offices)s. Write why the report is published all the same.")
            % {"offices": listed(sorted(waiting))}
        )
    require_no_national_id(reason)
    return reason


def end_course(edition: Edition, now: datetime) -> None:
    """A published edition: the answers stand, and whoever it was prepared for is told."""
    close_sign_offs(edition, now)
    letters.tell_readers(edition, now)


def close_sign_offs(edition: Edition, now: datetime) -> None:
    """The draft is no draft any more: what the leaders have answered stands."""
    SignOff.objects.open().filter(edition=edition).update(closed_at=now)


def unsigned(sign_offs: Sequence[SignOff]) -> list[str]:
    """The offices whose leader has not signed off."""
    return [sign_off.office.name for sign_off in sign_offs if not sign_off.is_signed]


def next_step(edition: Edition, sign_offs: Sequence[SignOff]) -> str:
    """Who must do what for the report to come on, empty where nobody must do anything."""
    if edition.state == EditionState.FAILED:
        return _("KREM: have it built again, or find out what is wrong.")
    if edition.is_under_way:
        return _("The draft is being made.")
    if edition.state != EditionState.DRAFT:
        return ""
    sent_back = [sign_off.office.name for sign_off in sign_offs if sign_off.is_sent_back]
    if sent_back:
        return _("KREM: %(offices)s sent the numbers back. Correct the data and make the draft again.") % {
            "offices": listed(sent_back)
        }
    if waiting := unsigned(sign_offs):
        return _("To sign off: %(offices)s.") % {"offices": listed(waiting)}
    return not_reviewed(edition) or _("KREM: publish the report.")


def due(due_on: date | None, today: date) -> str:
    """The due day as a list shows it, and whether it has passed."""
    if due_on is None:
        return ""
    return _("%(day)s, overdue") % {"day": day(due_on)} if due_on < today else day(due_on)


def _signed_before(edition: Edition) -> dict[object, SignOff]:
    """By office, the latest answer to the same numbers where it was a signature."""
    same = SignOff.objects.filter(
        series=edition.series,
        period_start=edition.period_start,
        period_end=edition.period_end,
        cutoff=edition.cutoff,
    )
    latest = {sign_off.office_id: sign_off for sign_off in same.order_by("asked_at", "pk")}
    return {office: sign_off for office, sign_off in latest.items() if sign_off.is_signed}


def require_no_national_id(text: str) -> None:
    """Texts of the course are about numbers, never about a person."""
    try:
        validate_holds_no_national_id(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
