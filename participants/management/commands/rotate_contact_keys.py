"""`manage.py rotate_contact_keys`: seal all contact data anew with the first of PORTAL_CONTACT_KEYS."""

from django.core.management.base import BaseCommand

from accounts.scope import acting_as_system
from participants.contacts import reseal
from participants.models import Contact

AT_ONCE = 500


class Command(BaseCommand):
    help = "Seal all contact data anew with the first key. Afterwards the other keys can be taken away."

    def handle(self, *args: object, **options: object) -> None:
        done, last = 0, None
        while True:
            # A transaction for each handful, so that nobody waits long for a row.
            with acting_as_system():
                waiting = Contact.objects.select_for_update().order_by("pk")
                contacts = list((waiting.filter(pk__gt=last) if last else waiting)[:AT_ONCE])
                for contact in contacts:
                    reseal(contact)
                Contact.objects.bulk_update(contacts, ["sealed", "name_index"])
            if not contacts:
                break
            done, last = done + len(contacts), contacts[-1].pk
        self.stdout.write(f"{done} sealed with the first key.")
