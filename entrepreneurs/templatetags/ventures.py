"""Rungs, founders and corrections, as a page shows them."""

from django import template
from django.template.defaultfilters import date as in_words
from django.urls import reverse
from django.utils.translation import gettext as _

from entrepreneurs.enums import PAYS_WAGE, Rung
from entrepreneurs.models import Climb, Founder

register = template.Library()


@register.inclusion_tag("components/status_tag.html")
def rung_tag(rung: str | None) -> dict[str, object]:
    """How far a venture has come; what pays a wage stands out, what has closed steps back."""
    if not rung:
        return {"label": _("No step yet"), "tone": "neutral"}
    tone = "neutral" if rung == Rung.CLOSED else "success" if rung in PAYS_WAGE else "info"
    return {"label": Rung(rung).label, "tone": tone}


@register.simple_tag
def founder_reference(founder: Founder) -> str:
    """The office's reference, or that the person has been erased."""
    return founder.participant.reference if founder.participant else _("erased")


@register.inclusion_tag("entrepreneurs/founder_link.html")
def founder_link(founder: Founder, can_keep: bool) -> dict[str, object]:
    """The way to a founder's own page, for those who keep the office's books."""
    person = founder.participant
    return {
        "reference": person.reference if person else "",
        "url": reverse("prospects", args=[person.pk]) if person and can_keep else "",
    }


@register.simple_tag
def correction(step: Climb) -> str:
    """A step that stands no longer: what it said, and who put it right, when and why."""
    return _("%(day)s, %(rung)s: corrected %(when)s by %(who)s because “%(because)s”") % {
        "day": in_words(step.day),
        "rung": step.get_rung_display(),
        "when": in_words(step.superseded_at),
        "who": step.superseded_by.name if step.superseded_by else _("the portal"),
        "because": step.superseded_because,
    }
