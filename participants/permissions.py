"""Who may do what with an office's people: the reason for a refusal, empty when allowed."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import WORKS_WITH_OFFICES, Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Partner, Seat
from participants.enums import STEPS, ImportState, ProposalState, TransferState
from participants.models import ImportRun, Joining, Participant, Proposal, Record, Transfer


def refusal_to_see_offices(user: User) -> str:
    """Whether a user works with whole offices; mentors follow single persons, IMDi sees none."""
    if user.role in WORKS_WITH_OFFICES:
        return ""
    return _("Only KREM and NAV leaders see the participants of an office.")


def refusal_to_import(user: User, office: Partner, today: date) -> str:
    """Whether a user may send in a workbook for an office, and see the imports it has had."""
    if user.role not in WORKS_WITH_OFFICES:
        return _("Only KREM and the office's own leader can send in a workbook.")
    if office.kind != PartnerKind.NAV_OFFICE:
        return _("Only NAV offices have participants.")
    if user.role == Role.NAV_LEADER and not _sits_at(user, office, today):
        return _("You can only send in workbooks for your own office.")
    return ""


def refusal_to_confirm(user: User, run: ImportRun, today: date) -> str:
    """Whether a user may have a workbook that has been checked taken in."""
    return refusal_to_import(user, run.office, today) or _step_refused(run, ImportState.CONFIRMED)


def refusal_to_cancel(user: User, run: ImportRun, today: date) -> str:
    """Whether a user may put a workbook away without taking it in."""
    return refusal_to_import(user, run.office, today) or _step_refused(run, ImportState.CANCELLED)


def refusal_to_record(user: User, person: Participant, today: date) -> str:
    """Whether a user may write into a person's journey by hand: the office does, others propose."""
    if reason := refusal_to_record_at(user, person.office, today):
        return reason
    if person.is_shielded:
        return _("This person is shielded, and nothing is recorded here. Use the office's workbook.")
    return ""


def refusal_to_record_at(user: User, office: Partner, today: date) -> str:
    """Whether a user may write about an office's people by hand."""
    if not _leads(user, office, today):
        return _("Only the person's own office records moves and answers.")
    return ""


def refusal_to_register(user: User, office: Partner, today: date) -> str:
    """Whether a user may register somebody new: the office's own leader."""
    if office.kind != PartnerKind.NAV_OFFICE:
        return _("Only NAV offices have participants.")
    if not _leads(user, office, today):
        return _("Only the office’s own leader registers its participants.")
    return ""


def refusal_to_shield(user: User, person: Participant, today: date) -> str:
    """Whether a user may shield somebody or show them again: the office's own leader and KREM."""
    if user.role == Role.KREM_STAFF or _leads(user, person.office, today):
        return ""
    return _("Only KREM and the person’s own office can shield somebody.")


def refusal_to_see_contact(user: User, person: Participant, today: date) -> str:
    """Whether a user may know how to reach somebody: the person's own office, and nobody for a shielded one."""
    if not _leads(user, person.office, today):
        return _("Only the person's own office may see how to reach somebody.")
    if person.is_shielded:
        return _("This person is shielded, and no contact data is held here.")
    return ""


def refusal_to_give_link(user: User, person: Participant, today: date) -> str:
    """Whether a user may give somebody a link to the own page: the person's own office, for nobody shielded."""
    if not _leads(user, person.office, today):
        return _("Only the person's own office gives a link to the person's own page.")
    if person.is_shielded:
        return _("This person is shielded, and has no page of their own here.")
    return ""


def refusal_to_answer_data_request(user: User, person: Participant, today: date) -> str:
    """Whether a user may answer what somebody asks for about the data that is held."""
    if not _leads(user, person.office, today):
        return _("Only the person's own office answers what the person asks for.")
    return ""


def refusal_to_propose_transfer(user: User, person: Participant, to: Partner, today: date) -> str:
    """Whether a user may ask another office to take somebody over: the office that has the person."""
    if not _leads(user, person.office, today):
        return _("Only the person’s own office can propose that another takes over.")
    if to.kind != PartnerKind.NAV_OFFICE or to.pk == person.office_id:
        return _("Choose another NAV office that uses the portal.")
    return ""


def refusal_to_answer_transfer(user: User, transfer: Transfer, today: date) -> str:
    """Whether a user may accept or refuse to take somebody over: the office that is asked."""
    if not _leads(user, transfer.to_office, today):
        return _("Only the office that is asked can answer.")
    if transfer.state != TransferState.WAITING:
        return _transfer_is_over(transfer)
    return ""


def refusal_to_withdraw_transfer(user: User, transfer: Transfer, today: date) -> str:
    """Whether a user may take a transfer back: the office that proposed it, until it has been carried out."""
    if not _leads(user, transfer.from_office, today):
        return _("Only the office that proposed this can withdraw it.")
    if transfer.state not in (TransferState.WAITING, TransferState.ACCEPTED):
        return _transfer_is_over(transfer)
    return ""


def _transfer_is_over(transfer: Transfer) -> str:
    return _("The transfer has been answered: %(state)s.") % {"state": transfer.get_state_display().lower()}


def refusal_to_propose_joining(user: User, person: Participant, to: Partner, today: date) -> str:
    """Whether a user may say that somebody is one of another office's, or another record's: the office that has them."""
    if reason := refusal_to_record(user, person, today):
        return reason
    if to.kind != PartnerKind.NAV_OFFICE:
        return _("Choose a NAV office that uses the portal.")
    return ""


def refusal_to_answer_joining(user: User, joining: Joining, today: date) -> str:
    """Whether a user may say who of theirs it is, or that it is nobody: the office that is asked."""
    if not _leads(user, joining.to_office, today):
        return _("Only the office that is asked can answer.")
    return _joining_is_over(joining)


def refusal_to_withdraw_joining(user: User, joining: Joining, today: date) -> str:
    """Whether a user may take it back: the office that asked, until it has been answered."""
    if not _leads(user, joining.from_office, today):
        return _("Only the office that proposed this can withdraw it.")
    return _joining_is_over(joining)


def _joining_is_over(joining: Joining) -> str:
    if joining.state == TransferState.WAITING:
        return ""
    return _("This has been answered: %(state)s.") % {"state": joining.get_state_display().lower()}


def refusal_to_propose(user: User, person: Participant, today: date) -> str:
    """Whether a user may propose about somebody: KREM to the office, the office to KREM."""
    if user.role != Role.KREM_STAFF and (reason := refusal_to_record_at(user, person.office, today)):
        return reason
    if person.is_shielded:
        return _("This person is shielded, and nothing is proposed here.")
    return ""


def refusal_to_answer(user: User, proposal: Proposal, today: date) -> str:
    """Whether a user may approve or reject: the side that did not propose."""
    if reason := refusal_to_propose(user, proposal.participant, today):
        return reason
    if proposal.is_by_side_of(user):
        return _("Your own side proposed this. The other side answers.")
    return _answered(proposal) or _not_for(user, proposal)


def refusal_to_withdraw(user: User, proposal: Proposal, today: date) -> str:
    """Whether a user may withdraw or replace: the side that proposed."""
    if reason := refusal_to_propose(user, proposal.participant, today):
        return reason
    return refusal_to_take_back(user, proposal)


def refusal_to_take_back(user: User, proposal: Proposal) -> str:
    """Whether a proposal is the user's own side's, and nobody has answered it."""
    if not proposal.is_by_side_of(user):
        return _("Somebody else proposed this. Only those who proposed it can withdraw or replace it.")
    return _answered(proposal)


def _not_for(user: User, proposal: Proposal) -> str:
    if proposal.waits_for_side_of(user):
        return ""
    return _("This waits for the person's own office, which alone can answer it.")


def _answered(proposal: Proposal) -> str:
    if proposal.state == ProposalState.WAITING:
        return ""
    return _("The proposal has been answered: %(state)s.") % {"state": proposal.get_state_display().lower()}


def refusal_to_hand_over(user: User, office: Partner, today: date) -> str:
    """Whether a user may write for whoever comes next, and settle what was written: the office's own leaders."""
    if _leads(user, office, today):
        return ""
    return _("Only the office's own leaders write hand-over notes.")


def refusal_to_keep_rule(user: User, office: Partner, today: date) -> str:
    """Whether a user may say how long an office holds people: the office's own leaders and KREM."""
    if user.role == Role.KREM_STAFF or _leads(user, office, today):
        return ""
    return _("Only KREM and the office’s own leader decide how long the office holds participants.")


def refusal_to_export(user: User, office: Partner, today: date) -> str:
    """Whether a user may take a list of an office's people out: KREM, and the office's own leader."""
    if user.role == Role.KREM_STAFF or _leads(user, office, today):
        return ""
    return _("Only KREM and the office's own leader can take a list out.")


def refusal_to_keep_desk(user: User) -> str:
    """Whether a user has a front page with counts to choose from."""
    return "" if user.role == Role.NAV_LEADER else _("Only NAV leaders have a front page of their own.")


def refusal_to_undo(user: User, record: Record, now: datetime) -> str:
    """Whether a record can simply be undone: one's own, on the day it was recorded, as long as it stands."""
    if not record.stands:
        return _("This has been changed already. Open the participant again to see how.")
    if record.recorded_by_id != user.pk:
        return _("Somebody else recorded this. Correct it instead, and say why.")
    if timezone.localdate(record.recorded_at) != timezone.localdate(now):
        return _("This was recorded on an earlier day. Correct it instead, and say why.")
    return refusal_to_record(user, record.participant, timezone.localdate(now))


def _leads(user: User, office: Partner, today: date) -> bool:
    return user.role == Role.NAV_LEADER and _sits_at(user, office, today)


def _sits_at(user: User, office: Partner, today: date) -> bool:
    return Seat.objects.in_use_by(user, today).filter(partner=office).exists()


def _step_refused(run: ImportRun, to: ImportState) -> str:
    if to in STEPS[ImportState(run.state)]:
        return ""
    return _("The import cannot be changed now: %(state)s.") % {"state": run.get_state_display().lower()}
