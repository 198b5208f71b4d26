"""The languages of the portal, and in which of them somebody reads."""

from typing import Final

from django.conf import settings
from django.utils import translation

from accounts.models import User

# Each by its own name, so that whoever reads no other finds it.
OWN_NAMES: Final = {"nb": "Bokmål", "nn": "Nynorsk", "en-gb": "English"}


def in_the_language_of(user: User) -> translation.override:
    """What is written to somebody: in the language they chose, else in the portal's own.

    Nothing (`None`) would mean no translation at all.
    """
    return translation.override(user.language or settings.LANGUAGE_CODE)
