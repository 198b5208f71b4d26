"""What is done with seats. Each deed checks who asks, and is recorded in its own transaction."""

from datetime import date

from accounts.models import User
from accounts.permissions import may_administer
from audit.deeds import NotPermitted, Refused, deed
from audit.enums import Action
from audit.recording import record
from clusters.models import Seat
from clusters.permissions import may_end_seat


@deed
def end_seat(*, seat: Seat, by: User, on: date) -> Seat:
    """Let a day be the last one of a seat: what it opens closes by itself when the day is over."""
    if reason := may_administer(by):
        raise NotPermitted(
            reason, action=Action.RECORDED, subject="seat", ids=[seat.pk], by=by.pk, office=seat.partner_id
        )
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if reason := may_end_seat(by, seat, on):
        raise Refused(reason)
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    record(Action.RECORDED, "seat", [seat.pk], by=by.pk, office=seat.partner_id)
    return seat
