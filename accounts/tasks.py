"""What the workers do for accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.letters.outbox import send_due_letters


@shared_task(name="accounts.send_letters")
def send_letters() -> None:
    send_due_letters(now=timezone.now())
