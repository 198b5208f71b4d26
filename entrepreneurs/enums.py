"""The closed word lists of the fourth exit: the ladder, mentoring, the ledger of jobs.

The empty string is a value of its own where nothing need be said.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rung(TextChoices):
    """How far a venture has come, in order; a closed one is off the ladder."""

    IDEA = "idea", _("Idea")
    PLAN = "plan", _("Plan")
    ASSESSMENT = "assessment", _("Business assessment by NAV")
    REGISTERED = "registered", _("Organisation number")
    FIRST_SALE = "first_sale", _("First sale")
    OWN_WAGE = "own_wage", _("Wage for oneself")
    EMPLOYS = "employs", _("Employs others")
    CLOSED = "closed", pgettext_lazy("venture", "Closed")


LADDER = tuple(rung for rung in Rung if rung != Rung.CLOSED)

# Which way a venture may go from each rung, upwards, back and off. Refusals come from here.
# NAV's assessment may be passed by, because not everybody needs it; a wage to others may not come
# before the founder's own. Whoever closed may begin again, but sells and pays nothing on the first day.
STEPS = {
    Rung.IDEA: {Rung.PLAN, Rung.CLOSED},
    Rung.PLAN: {Rung.IDEA, Rung.ASSESSMENT, Rung.REGISTERED, Rung.CLOSED},
    Rung.ASSESSMENT: {Rung.IDEA, Rung.PLAN, Rung.REGISTERED, Rung.CLOSED},
    Rung.REGISTERED: {Rung.PLAN, Rung.ASSESSMENT, Rung.FIRST_SALE, Rung.CLOSED},
    Rung.FIRST_SALE: {Rung.REGISTERED, Rung.OWN_WAGE, Rung.CLOSED},
    Rung.OWN_WAGE: {Rung.REGISTERED, Rung.FIRST_SALE, Rung.EMPLOYS, Rung.CLOSED},
    Rung.EMPLOYS: {Rung.REGISTERED, Rung.FIRST_SALE, Rung.OWN_WAGE, Rung.CLOSED},
    Rung.CLOSED: {Rung.IDEA, Rung.PLAN, Rung.REGISTERED},
}

# From here on there is an enterprise with a number.
NUMBERED = frozenset({Rung.REGISTERED, Rung.FIRST_SALE, Rung.OWN_WAGE, Rung.EMPLOYS})
# A venture below these pays nobody a wage: its founder is not in work.
PAYS_WAGE = frozenset({Rung.OWN_WAGE, Rung.EMPLOYS})
# The assessment is NAV's own, and so is the decision that nobody follows the venture any more.
FOR_NAV = frozenset({Rung.ASSESSMENT, Rung.CLOSED})


class StepReason(TextChoices):
    """Why a venture went down a rung or closed."""

    NONE = "", _("No reason needed")
    CUSTOMERS = "customers", _("Too few customers")
    MONEY = "money", _("Not enough money")
    FOUNDERS = "founders", _("A founder left")
    WORK = "work", _("The founder found work or began studies")
    PLANS = "plans", _("The plan was changed")
    TAKEN_OVER = "taken_over", _("Sold or taken over")
    OTHER = "other", _("Another reason")


class Lines(TextChoices):
    """What a venture counts: money and people, or nature as well."""

    DOUBLE = "double", _("Double: economic and social")
    TRIPLE = "triple", _("Triple: economic, social and environmental")


class Theme(TextChoices):
    """What a mentor and the person they follow talked about."""

    IDEA = "idea", _("The idea and the need")
    CUSTOMERS = "customers", _("Customers and sales")
    ECONOMY = "economy", _("Budget and accounts")
    RULES = "rules", _("Registration, tax and rules")
    PRODUCT = "product", _("Product and craft")
    NETWORK = "network", _("Network and partners")
    BALANCE = "balance", _("Time and strength")
    WORK = "work", _("Work and skills")
    OTHER = "other", _("Something else")


class QuestionKind(TextChoices):
    """Where the journey and the ladder do not say the same."""

    NO_VENTURE = "no_venture", _("Moved to a venture of their own, and none is recorded")
    CLOSED_VENTURE = "closed_venture", _("Still in a venture of their own, and it has closed")
    UNPAID_WORK = "unpaid_work", _("In work in their own venture, and it pays no wage yet")
    NOT_MOVED = "not_moved", _("Has a registered venture, and the journey does not say so")


class Reply(TextChoices):
    """Why the journey and the ladder may differ after all."""

    NOT_FOLLOWED = "not_followed", _("The venture is real, and nobody here follows it")
    OTHER_WORK = "other_work", _("The wage comes from somewhere else")
    BESIDE = "beside", _("The venture runs beside the follow-up")
    BEING_CORRECTED = "being_corrected", _("The journey is wrong and will be corrected")


class JobEnd(TextChoices):
    """Why somebody no longer holds a job, or why the job itself is no more."""

    NONE = "", _("Has not ended")
    OTHER_WORK = "other_work", _("Went on to another job or to education")
    OWN_WISH = "own_wish", _("Did not wish to go on")
    EMPLOYER = "employer", _("Ended by the employer")
    SUBSIDY = "subsidy", _("The wage subsidy ended")
    NEED = "need", _("The need is no longer there")
    FOUND_OUT = "found_out", _("Found out when asked")
    OTHER = "other", _("Another reason")


class CheckMonth(IntegerChoices):
    """How long after somebody took a job it is asked whether they are still there."""

    THREE = 3, _("After 3 months")
    SIX = 6, _("After 6 months")
    TWELVE = 12, _("After 12 months")


class CheckAnswer(TextChoices):
    """What was answered, or that nobody was reached: that is not the same as not asked."""

    THERE = "there", _("Still there")
    NOT_THERE = "not_there", _("No longer there")
    NOT_REACHED = "not_reached", _("Not reached")


class OpeningKind(TextChoices):
    """What somebody could begin in."""

    JOB = "job", _("Job")
    TRAINING = "training", _("Training place")
    ROLE = "role", _("Role in a venture")


# An owner is told that so many participants fit, and never how many below the first: see the decision on openings.
BANDS = (5, 10, 20)
