"""The form for a proposal, and proposals as a page shows them."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.enums import LeftReason, State
from participants.forms.records import PlainText, WhereToForm
from participants.models import ProposalQuerySet
from participants.permissions import refusal_to_take_back
from participants.rules import MoveFacts


class ProposalForm(WhereToForm):
    """What is proposed. Leaving with another reason is proposed for the day somebody left."""

    because = PlainText(
        label=_("Why do you propose it?"),
        help_text=_("Never write health information or names here."),
        error_messages={"required": _("Write why.")},
    )
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def facts(self) -> MoveFacts:
        data = self.cleaned_data
        reason = data["left_reason"] if data["target"] == State.LEFT else LeftReason.UNKNOWN
        return MoveFacts(day=data["day"], target=data["target"], left_reason=reason)


def in_place_of(query: QueryDict, replaceable: ProposalQuerySet) -> dict[str, object]:
    """The form begins with what an earlier proposal said, where the address names one that can be replaced."""
    try:
        wanted = UUID(query.get("replace", ""))
    except ValueError:
        return {}
    before = replaceable.filter(pk=wanted).first()
    if before is None:
        return {}
    names = ("day", "target", "left_reason", "because")
    return {**{name: getattr(before, name) for name in names}, "replaces": before.pk}


def shown_to(user: User, proposals: ProposalQuerySet, withdraw: str) -> list[dict[str, object]]:
    """Each proposal, newest first, with what this reader can do about it; `withdraw` names the address for that."""
    found = proposals.select_related("proposed_by", "answered_by").order_by("-proposed_at", "pk")
    return [
        {
            "proposal": proposal,
            "can_answer": proposal.waits_for_side_of(user),
            "withdraw_url": ""
            if refusal_to_take_back(user, proposal)
            else reverse(withdraw, args=[proposal.pk]),
            "is_unread": proposal.is_unread_by(user),
        }
        for proposal in found
    ]
