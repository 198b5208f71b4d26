"""What participants can do and nobody uses: a controlled list, and how many hours somebody wants to work."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.models.people import OfficeQuerySet, Participant
from participants.standard_skills import in_readers_language, translations
from spelling.keys import InOrder, OrderKey
from spelling.order import norwegian

MOST_HOURS = 40


class Skill(models.Model):
    """One entry of the list, known by its code as in ESCO: the address of the concept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=120, unique=True)
    name_nb = models.CharField(_("name in Bokmål"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_nb_order = OrderKey("name_nb")
    name_en_order = OrderKey("name_en")

    objects = InOrder.as_manager()

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(getattr(self, name_field()))


def name_field() -> str:
    """The names in the language of the page; nynorsk has bokmål, because ESCO has no nynorsk. Ours are translated when read."""
    return "name_en" if (get_language() or "").startswith("en") else "name_nb"


def order_shown(way: str = "") -> Case:
    """What puts skills, or rows a relation away from them, in the order of their names as the reader meets them."""
    order = f"{way}{name_field()}_order"
    shown = (
        When(**{order: norwegian(name)}, then=Value(norwegian(read))) for name, read in translations().items()
    )
    return Case(*shown, default=F(order), output_field=models.TextField())


@pghistory.track()
class ParticipantSkill(models.Model):
    """A participant has a skill."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "skill"], name="a_skill_is_had_once"),
        ]
        indexes = [models.Index(fields=["office", "skill"], name="skill_office_skill")]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Availability(models.Model):
    """How many hours a week a participant wants to work. No row: nobody has asked."""

    participant = models.OneToOneField(
        Participant, models.CASCADE, primary_key=True, related_name="availability"
    )
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    hours_from = models.PositiveSmallIntegerField(_("hours a week, from"))
    hours_to = models.PositiveSmallIntegerField(_("hours a week, to"))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_from__gte=1, hours_to__lte=MOST_HOURS, hours_to__gte=F("hours_from")),
                name="hours_wanted_are_1_to_40",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
