"""`manage.py rotate_contact_keys`: seal all contact data anew with the first of PORTAL_CONTACT_KEYS."""

from django.core.management.base import BaseCommand

from accounts.sealed_data import seal_anew
from participants.contacts import reseal
from participants.models import Contact


class Command(BaseCommand):
    help = "Seal all contact data anew with the first key. Afterwards the other keys can be taken away."

    def handle(self, *args: object, **options: object) -> None:
        done = seal_anew(Contact.objects.all(), reseal, ["sealed", "name_index"])
        self.stdout.write(f"{done} sealed with the first key.")
