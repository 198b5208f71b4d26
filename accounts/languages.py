"""The languages of the portal, and in which of them somebody reads."""

from typing import Final

from django.conf import settings
from django.utils import translation

from accounts.models import User

OWN_NAMES: Final = dict(settings.LANGUAGES)


def in_the_language_of(user: User) -> translation.override:
    """What is written to somebody: in the language they chose, else in the portal's own.

    Nothing (`None`) would mean no translation at all.
    """
    return translation.override(user.language or settings.LANGUAGE_CODE)
