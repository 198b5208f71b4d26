"""What the portal does about participants by itself, each night."""

from celery import shared_task
from django.utils import timezone

from accounts.scoped_task import ScopedTask
from participants.contact_actions import erase_spent_contacts


@shared_task(base=ScopedTask, name="participants.erase_spent_contacts")
def erase_contacts() -> None:
    erase_spent_contacts(today=timezone.localdate())
