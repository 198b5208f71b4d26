"""`createsuperuser` makes the first of KREM, before there is anybody who could: it works as the portal itself.

In place of Django's own, which reads the list of migrations, the owner's alone, and finds no password on an account.
"""

import getpass
import os
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User
from accounts.scope import acting_as_system


class Command(BaseCommand):
    help = "Makes somebody of KREM who may do everything in the administration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument(
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Ask nothing; the password is that of DJANGO_SUPERUSER_PASSWORD.",
        )

    def handle(
        self, *args: object, email: str | None, name: str | None, interactive: bool, **options: object
    ) -> None:
        if interactive:
            email, name = email or input("E-mail address: "), name or input("Name: ")
        if not (email and name):
            raise CommandError("Say --email and --name.")
        try:
            validate_email(email)
            password = _asked() if interactive else os.environ.get("DJANGO_SUPERUSER_PASSWORD", "")
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with acting_as_system():
            if User.objects.filter(email=email.lower()).exists():
                raise CommandError("There is somebody with this address.")
            User.objects.create_superuser(email, password, name=name)
        self.stdout.write("Sign in with this address. A second factor is asked for at once.")


def _asked() -> str:
    password = getpass.getpass("Password, 15 characters or more: ")
    if password != getpass.getpass("Once more: "):
        raise CommandError("These are two different passwords.")
    return password
