"""Print who can sign in to the demo, and make the accounts that are missing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.scope import acting_as_system
from demo.accounts import ensure_demo_accounts
from demo.cast import DEMO_PASSWORD


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts only where PORTAL_DEMO is on.")
        with acting_as_system():
            users = ensure_demo_accounts()
            lines = [f"  {user.email:<26} {user.get_role_display()}" for user in users]
        self.stdout.write("\n".join(["Sign in as", *lines, f"Password for all of them: {DEMO_PASSWORD}"]))
