"""What leaders do with their own front page, and the weekly letter that comes of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.languages import in_the_language_of
from accounts.letters.outbox import write_letter
from accounts.models import User
from audit.actions import action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.models import Desk, Participant
from participants.permissions import refusal_to_keep_desk
from participants.queries.desks import FRONT_PAGE, viewer_of
from participants.queries.whereabouts import count_by_office, groups_of

CODES = frozenset(each.code for each in FRONT_PAGE)


@action
def choose_desk(*, shown: Iterable[str], mailed: Iterable[str], by: User, today: date) -> Desk:
    """Choose what the front page shows and what the weekly letter counts. The first letter comes next Monday."""
    _require_desk(by)
    before = Desk.objects.select_for_update().filter(user=by).first()
    chosen = {"hidden": sorted(CODES - set(shown)), "mailed": sorted(CODES & set(mailed))}
    if before is None or not before.mailed:
        chosen["mailed_on"] = today
    desk, _made = Desk.objects.update_or_create(user=by, defaults=chosen)
    record(Action.RECORDED, "desk", [by.pk], by=by.pk)
    return desk


@action
def mark_seen(*, until: datetime, by: User, now: datetime) -> None:
    """Everything recorded until then is no longer new to this leader."""
    _require_desk(by)
    Desk.objects.update_or_create(user=by, defaults={"seen_at": min(until, now)})
    record(Action.RECORDED, "desk", [by.pk], by=by.pk)


def write_weekly_letters(*, now: datetime) -> int:
    """A letter of numbers to everybody who wants one and has had none this week; gives how many were written."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    waiting = Desk.objects.exclude(mailed=[]).filter(Q(mailed_on=None) | Q(mailed_on__lt=monday))
    desks = [
        desk
        for desk in waiting.select_related("user")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
        if desk.user.can_sign_in(today)
    ]
    for desk in desks:
        _write_letter(desk, now)
        desk.mailed_on = today
        desk.save(update_fields=["mailed_on"])
    return len(desks)


def _write_letter(desk: Desk, now: datetime) -> None:
    user, today = desk.user, timezone.localdate(now)
    offices = list(Partner.objects.visible_to(user, today).order_by("name", "pk"))
    if not offices:
        return
    lists = [each for each in FRONT_PAGE if each.code in desk.mailed]
    viewer = viewer_of(user, offices, desk, now)
    numbers = count_by_office(Participant.objects.visible_to(user, today), lists, viewer)
    context = {
        "offices": [
            {"name": office.name, "groups": groups_of(numbers.get(office.pk, {}), lists)}
            for office in offices
        ],
        "address": settings.PORTAL_ADDRESS + reverse("home"),
    }
    with in_the_language_of(user):
        write_letter(
            to=user.email,
            subject=render_to_string("participants/email/week_subject.txt", context),
            body=render_to_string("participants/email/week_message.txt", context),
            now=now,
        )


def _require_desk(by: User) -> None:
    refuse_if(refusal_to_keep_desk(by), subject="desk", ids=[by.pk], by=by.pk)
