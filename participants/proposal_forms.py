"""The form for a proposal, and proposals as a page shows them."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.enums import LeftReason, State
from participants.models import Proposal, ProposalQuerySet
from participants.record_forms import PlainText, RecordForm, select
from participants.rules import MoveFacts


class ProposalForm(RecordForm):
    """What is proposed. Leaving with another reason is proposed for the day somebody left."""

    target = forms.TypedChoiceField(
        label=_("Where to?"),
        choices=State.choices,
        coerce=State,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the participant goes.")},
    )
    left_reason = forms.TypedChoiceField(
        label=_("Reason, when somebody leaves"),
        choices=LeftReason.choices,
        coerce=LeftReason,
        empty_value=LeftReason.UNKNOWN,
        required=False,
        widget=select(LeftReason.choices),
    )
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
            "withdraw_url": reverse(withdraw, args=[proposal.pk]) if _can_take_back(proposal, user) else "",
            "is_unread": proposal.is_unread_by(user),
        }
        for proposal in found
    ]


def _can_take_back(proposal: Proposal, user: User) -> bool:
    return proposal.answered_at is None and proposal.is_by_side_of(user)
