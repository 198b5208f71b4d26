"""Numbers that carry their own proof."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusters.national_id import holds_national_id

ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def is_organisation_number(text: str) -> bool:
    """Nine digits whose last one is the modulus 11 control digit."""
    if len(text) != 9 or not text.isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, ORGANISATION_WEIGHTS, strict=False))
    control = (11 - total % 11) % 11
    return control == int(text[8])


def validate_organisation_number(text: str) -> None:
    if not is_organisation_number(text):
        raise ValidationError(
            _("%(number)s is not an organisation number: nine digits, and the last one must add up."),
            params={"number": text},
        )


def validate_holds_no_national_id(text: str) -> None:
    """For every field that people write freely in."""
    if holds_national_id(text):
        raise ValidationError(
            _("There is a national identity number here. Remove it: the portal never holds one.")
        )
