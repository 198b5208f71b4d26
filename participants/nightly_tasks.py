"""What the portal does about participants by itself, each night and each week."""

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask
from participants.actions.contacts import erase_spent_contacts
from participants.actions.desks import write_weekly_letters
from participants.actions.erasure import strip_due
from participants.actions.imports import forget_workbooks
from participants.actions.transfers import carry_out_transfers
from participants.intake.alarms import tell_put_away


@shared_task(base=ScopedTask, name="participants.forget_workbooks")
def forget_old_workbooks() -> None:
    forget_workbooks(now=timezone.now())


@shared_task(base=ScopedTask, name="participants.erase_spent_contacts")
def erase_contacts() -> None:
    erase_spent_contacts(today=timezone.localdate())


@shared_task(base=ScopedTask, name="participants.write_weekly_letters")
def weekly_letters() -> None:
    write_weekly_letters(now=timezone.now())


@shared_task(base=ScopedTask, name="participants.carry_out_transfers")
def carry_out() -> None:
    carry_out_transfers(today=timezone.localdate())


@shared_task(base=ScopedTask, name="participants.strip_due")
def strip() -> None:
    strip_due(today=timezone.localdate())
    tell_put_away(timezone.now())
