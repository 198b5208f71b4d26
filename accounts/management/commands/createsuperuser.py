"""`createsuperuser` makes the first of KREM, before there is anybody who could: it works as the portal itself."""

from django.contrib.auth.management.commands import createsuperuser

from accounts.scope import acting_as_system


class Command(createsuperuser.Command):
    def handle(self, *args: object, **options: object) -> None:
        with acting_as_system():
            super().handle(*args, **options)
