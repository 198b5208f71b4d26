"""The ladder of the fourth exit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Rung(TextChoices):
    """How far a venture has come, in order."""

    IDEA = "idea", _("Idea")
    PLAN = "plan", _("Plan")
    ASSESSMENT = "assessment", _("Business assessment by NAV")
    REGISTERED = "registered", _("Organisation number")
    FIRST_SALE = "first_sale", _("First sale")
    OWN_WAGE = "own_wage", _("Wage for oneself")
    EMPLOYS = "employs", _("Employs others")
