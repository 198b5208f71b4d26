"""What the pages of a transfer and of a joining have in common: one office asks, the other answers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from audit.actions import Refused
from clusters.models import Partner
from participants.models import Joining, Transfer
from participants.permissions import refusal_to_record_at


def carry_out(request: HttpRequest, action: Callable[[], object], said: str) -> None:
    """Do it, and say that it is done, or why not."""
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)


def office_looking(request: HttpRequest, asked: Joining | Transfer) -> Partner:
    """Of the two offices the one that looks: the asking one, unless the reader sits at the other only."""
    today = timezone.localdate()
    if refusal_to_record_at(request.user, asked.from_office, today) and not refusal_to_record_at(
        request.user, asked.to_office, today
    ):
        return asked.to_office
    return asked.from_office
