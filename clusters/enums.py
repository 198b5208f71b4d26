"""What clusters and their partners can be."""

from django.db.models import TextChoices
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
