"""Rungs, founders and corrections, as a page shows them."""

from django import template
from django.template.defaultfilters import date as in_words
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrepreneurs.enums import BANDS, PAYS_WAGE, Rung
from entrepreneurs.models import Climb, Founder, Holding, Job, Opening

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


@register.simple_tag
def holder(holding: Holding) -> str:
    """Whose job it is, as far as whoever looks may know: the wall lets an entrepreneur see no person."""
    person = holding.participant
    if holding.participant_id is None:
        return _("Erased")
    if person is None or person.is_shielded:
        return _("A participant")
    return person.reference


@register.simple_tag
def job_holder(job: Job) -> str:
    """Who holds a job now, of those a user may know of."""
    now = next((holding for holding in job.holders if holding.ends_on is None), None)
    if now is not None:
        return holder(now)
    if job.ends_on:
        return _("Ended")
    return _("A participant") if job.is_taken else _("Vacant")


@register.simple_tag
def band(opening: Opening) -> str:
    """How many fit, as far as an owner may know. One to four would point at somebody."""
    if not opening.band:
        return _("Fewer than %(first)s participants fit, perhaps nobody.") % {"first": BANDS[0]}
    return _("At least %(number)s participants fit.") % {"number": opening.band}


@register.simple_tag
def who_fit(opening: Opening) -> str:
    """A number of one's own people for an office, a band for an owner."""
    if not hasattr(opening, "fitting"):
        return band(opening)
    return ngettext("%(number)s of your participants", "%(number)s of your participants", opening.fitting) % {
        "number": opening.fitting
    }
