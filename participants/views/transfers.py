"""Moving somebody from one office to another: ask, answer, withdraw, and what is under way."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from participants.actions.transfers import (
    accept_transfer,
    free_reference,
    propose_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from participants.forms.transfers import AcceptForm, TransferForm
from participants.models import Joining, Transfer
from participants.permissions import (
    refusal_to_answer_transfer,
    refusal_to_record_at,
    refusal_to_withdraw_transfer,
)
from participants.views.asking import carry_out, office_looking
from participants.views.people import office_or_404, participant_or_404

SHOWN = 100


@require_safe
def transfers(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What other offices ask of this one, and what this one asks of others: to take over, and who is the same person."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    visible = Transfer.objects.visible_to(request.user, today).filter(
        Q(from_office=office) | Q(to_office=office)
    )
    found = list(visible.select_related("from_office", "to_office").order_by("-proposed_at", "pk")[:SHOWN])
    joinings = Joining.objects.visible_to(request.user, today).filter(
        Q(from_office=office) | Q(to_office=office)
    )
    joinings = list(
        joinings.select_related("from_office", "to_office").order_by("-proposed_at", "pk")[:SHOWN]
    )
    record(
        Action.LISTED,
        "participant",
        [each.participant_id for each in (*found, *joinings)],
        by=request.user.pk,
        office=office.pk,
    )
    context = {
        "office": office,
        "coming": [each for each in found if each.to_office_id == office.pk],
        "going": [each for each in found if each.from_office_id == office.pk],
        "joinings": joinings,
    }
    return render(request, "participants/transfers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_new(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Ask another office to take over."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_record_at(request.user, person.office, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    form = TransferForm(data_of(request), initial={"day": today}, office=person.office)
    if done(form, lambda given: propose_transfer(participant=person, by=request.user, now=now, **given)):
        messages.success(request, _("The other office is asked. You see the answer here."))
        return redirect("transfers", person.office_id)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    return render(request, "participants/transfer_new.html", {"person": person, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer, and the form to accept it for the office that is asked."""
    now = timezone.now()
    today = timezone.localdate(now)
    asked = _transfer_or_404(request, transfer_id)
    can_answer = not refusal_to_answer_transfer(request.user, asked, today)
    form = AcceptForm(
        data_of(request),
        initial={"reference": free_reference(asked.to_office_id, asked.reference)} if can_answer else None,
    )
    if done(form, lambda given: accept_transfer(transfer=asked, by=request.user, now=now, **given)):
        if asked.day <= today:
            messages.success(request, _("The participant is yours to follow from now on."))
            return redirect("participant", asked.participant_id)
        messages.success(request, _("Accepted. The participant comes to you on the day."))
        return redirect("transfers", asked.to_office_id)
    office = office_looking(request, asked).pk
    record(Action.SHOWN, "transfer", [asked.participant_id], by=request.user.pk, office=office)
    context = {
        "transfer": asked,
        "office": office,
        "form": form,
        "can_answer": can_answer,
        "can_withdraw": not refusal_to_withdraw_transfer(request.user, asked, today),
    }
    return render(request, "participants/transfer.html", context)


@require_POST
def transfer_refuse(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    because = request.POST.get("because", "")[:200]
    return _do(request, transfer_id, refuse_transfer, _("The transfer is refused."), because=because)


@require_POST
def transfer_withdraw(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    return _do(request, transfer_id, withdraw_transfer, _("The transfer is withdrawn."))


def _do(request: HttpRequest, transfer_id: UUID, action: Callable, said: str, **more: object) -> HttpResponse:
    asked = _transfer_or_404(request, transfer_id)
    carry_out(request, lambda: action(transfer=asked, by=request.user, now=timezone.now(), **more), said)
    return redirect("transfer", asked.pk)


def _transfer_or_404(request: HttpRequest, transfer_id: UUID) -> Transfer:
    visible = Transfer.objects.visible_to(request.user, timezone.localdate())
    return get_visible_or_404(
        visible.select_related("from_office", "to_office"), "transfer", transfer_id, by=request.user.pk
    )
