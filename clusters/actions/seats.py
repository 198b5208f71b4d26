"""What is done with seats. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date, timedelta
from uuid import uuid5

from django.db.models import Exists, OuterRef

from accounts.enums import SITS_IN_CLUSTERS
from accounts.models import User
from accounts.permissions import refusal_to_administer
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Seat
from clusters.permissions import refusal_to_end_seat, refusal_to_extend_seat, refusal_to_hand_over_seat


@action
def end_seat(*, seat: Seat, by: User, on: date) -> Seat:
    """Let a day be the last one of a seat: what it opens closes by itself when the day is over."""
    _refuse_others(by, seat)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if reason := refusal_to_end_seat(by, seat, on):
        raise Refused(reason)
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    record(Action.RECORDED, "seat", [seat.pk, seat.user_id], by=by.pk, office=seat.partner_id)
    return seat


@action
def extend_seat(*, seat: Seat, by: User, until: date, today: date) -> Seat:
    """Give a seat a later last day."""
    _refuse_others(by, seat)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if reason := refusal_to_extend_seat(by, seat, until, today):
        raise Refused(reason)
    seat.ends_on = until
    seat.save(update_fields=["ends_on"])
    record(Action.RECORDED, "seat", [seat.pk, seat.user_id], by=by.pk, office=seat.partner_id)
    return seat


@action
def hand_over_seat(*, seat: Seat, to: User, by: User, on: date) -> Seat:
    """Let a day be the last one of a seat, and a successor begin at the same partner the day after."""
    _refuse_others(by, seat)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("user").get(pk=seat.pk)
    if reason := refusal_to_hand_over_seat(by, seat, to, on):
        raise Refused(reason)
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    successor = Seat.objects.create(
        user=to, partner_id=seat.partner_id, role=seat.role, starts_on=on + timedelta(days=1)
    )
    both = [seat.pk, seat.user_id, successor.pk, to.pk]
    record(Action.RECORDED, "seat", both, by=by.pk, office=seat.partner_id)
    return successor


@action
def seat_written(*, seat: Seat, is_new: bool, by: User) -> Seat:
    """Put on record that somebody has been given a seat, or that one has been changed."""
    _refuse_others(by, seat)
    what = "given" if is_new else "changed"
    record(Action.RECORDED, "seat", [seat.pk, seat.user_id], by=by.pk, office=seat.partner_id, reason=what)
    return seat


@action
def end_sessions_after_last_seat(*, today: date) -> int:
    """End the sessions of those whose last seat has ended. The portal does it by itself, each night.

    Every page asks the day as well. The account stays open, because a new seat may come; KREM closes it if none does.
    """
    # The mark that a user's sessions carry tells of the seat that ended, so the second night finds nobody.
    seats = Seat.objects.filter(user__is_active=True, user__role__in=SITS_IN_CLUSTERS)
    goes_on = Seat.objects.on(today).filter(user=OuterRef("user"))
    ended = seats.filter(~Exists(goes_on), ends_on__lt=today).order_by("user", "-ends_on", "pk")
    marks = {seat.user_id: uuid5(seat.pk, seat.ends_on.isoformat()) for seat in ended.distinct("user")}
    users = User.objects.select_for_update().filter(pk__in=marks).order_by("pk")
    closed = [user for user in users if user.session_mark != marks[user.pk]]
    for user in closed:
        user.session_mark = marks[user.pk]
        user.save(update_fields=["session_mark"])
        record(Action.CLOSED, "user", [user.pk], by=None)
    return len(closed)


def _refuse_others(by: User, seat: Seat) -> None:
    refuse_if(refusal_to_administer(by), by=by.pk, subject="seat", ids=[seat.pk], office=seat.partner_id)
