"""What has happened in a cluster, day by day: it began, partners came and went, agreements were made and ran out."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from clusters.models import Cluster


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    day: date
    text: str
    is_ahead: bool


def timeline_of(cluster: Cluster, today: date) -> list[Happening]:
    """Newest first, with what is known of the time ahead on top. Two queries."""
    happened = [(cluster.starts_on, _("The cluster begins"))]
    if cluster.ends_on:
        happened.append((cluster.ends_on, _("Last day of the cluster")))
    for member in cluster.memberships.select_related("partner").order_by("pk"):
        words = {"partner": member.partner.name}
        happened.append((member.starts_on, _("%(partner)s joins") % words))
        if member.ends_on:
            happened.append((member.ends_on, _("Last day of %(partner)s as a member") % words))
    for agreement in cluster.agreements.select_related("partner").order_by("pk"):
        words = {"partner": agreement.partner.name, "kind": agreement.get_kind_display().lower()}
        happened.append((agreement.starts_on, _("%(partner)s: %(kind)s begins") % words))
        if agreement.ends_on:
            happened.append((agreement.ends_on, _("%(partner)s: last day of the %(kind)s") % words))
    return sorted((Happening(day, text, day > today) for day, text in happened), reverse=True)
