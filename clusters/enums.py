"""What clusters and their partners can be."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ClusterKind(TextChoices):
    CITY = "city", _("City model")
    DISTRICT = "district", _("District model")


class PartnerKind(TextChoices):
    NAV_OFFICE = "nav_office", _("NAV office")
    MUNICIPALITY = "municipality", _("Municipality")
    CITY_DISTRICT = "city_district", _("City district")
    SOCIAL_ENTREPRENEUR = "social_entrepreneur", _("Social entrepreneur")
    COMPANY = "company", _("Company")
    EDUCATION = "education", _("Education")
    RESEARCH = "research", _("Research")
    DIRECTORATE = "directorate", _("Directorate")


class AgreementKind(TextChoices):
    INTENT = "intent", _("Letter of intent")
    COOPERATION = "cooperation", _("Cooperation agreement")
    PLACES = "places", _("Agreement on places")


class LanguageForm(TextChoices):
    BOKMAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")


class Step(IntegerChoices):
    """The three steps of the development model. Each builds on the one before."""

    UNDERSTANDING = 1, _("Common understanding")
    EXPLORATION = 2, _("Exploration")
    CO_CREATION = 3, _("Co-creation")


class Level(TextChoices):
    """Where in an organisation the work goes on: on all levels at the same time."""

    LEADER = "leader", _("Leader level")
    DEPARTMENT = "department", _("Department level")
    USER = "user", _("User level")


class Party(TextChoices):
    """Whose the work is: each party has work in its own house, and there is work between them."""

    PUBLIC = "public", _("Public partner")
    INNOVATORS = "innovators", _("Innovators")
    CO_CREATION = "co_creation", _("Co-creation")


class TaskKind(TextChoices):
    RESPONSIBILITY = "responsibility", _("Responsibility")
    TASK = "task", _("Task")


class TaskState(TextChoices):
    """The course of a task. `TASK_STEPS` says which way it may go."""

    OPEN = "open", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


# Which way a task may go. Buttons and refusals come from here.
TASK_STEPS = {
    TaskState.OPEN: (TaskState.UNDER_WAY, TaskState.DONE, TaskState.DROPPED),
    TaskState.UNDER_WAY: (TaskState.DONE, TaskState.OPEN, TaskState.DROPPED),
    TaskState.DONE: (TaskState.UNDER_WAY,),
    TaskState.DROPPED: (TaskState.OPEN,),
}
CLOSED = (TaskState.DONE, TaskState.DROPPED)
# What the design system calls the colour of a tag.
TASK_TONES = {
    TaskState.OPEN: "neutral",
    TaskState.UNDER_WAY: "info",
    TaskState.DONE: "success",
    TaskState.DROPPED: "neutral",
}


class BoardFilter(TextChoices):
    """What is to be done on a board, from three sides."""

    MINE = "mine", _("Mine to do")
    LATE = "late", _("Late")
    WAITING = "waiting", _("Waiting for somebody to begin")


class Rhythm(TextChoices):
    """KREM's working rhythm: every entry in a log is one of the four."""

    LISTEN = "listen", _("Listen")
    INVOLVE = "involve", _("Involve")
    COORDINATE = "coordinate", _("Coordinate")
    REFLECT = "reflect", _("Reflect")


class PartyKind(TextChoices):
    """What somebody is in a development project."""

    USERS = "users", _("Users of the services")
    SERVICE = "service", _("Public service")
    EDUCATION = "education", _("Education")
    RESEARCH = "research", _("Research")
    ENTREPRENEUR = "entrepreneur", _("Social entrepreneur")
    OTHER = "other", _("Other")
