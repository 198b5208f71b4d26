"""`manage.py rotate_second_factor_keys`: seal second factors anew with the first of PORTAL_SECOND_FACTOR_KEYS."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from accounts.sealed_data import seal_anew
from accounts.signing_in.second_factor_secrets import SEALED, CannotOpenSecondFactor, reseal


class Command(BaseCommand):
    help = "Seal the secrets of second factors anew with the first key. Afterwards the other keys can be taken away."

    def handle(self, *args: object, **options: object) -> None:
        try:
            done = seal_anew(Authenticator.objects.filter(type__in=SEALED), reseal, ["data"])
        except CannotOpenSecondFactor as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} sealed with the first key.")
