"""Everything that is held about one participant as sections of rows: for the own page, and for a copy to keep.

What other apps hold comes from the functions that `settings.OWN_PAGE_SECTIONS` names. Each reads as the participant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from participants.models import Availability, Participant
from participants.models.skills import order_shown
from participants.queries.own_page import Held


@dataclass(frozen=True, slots=True)
class OwnSection:
    """A heading and a table. Without rows nothing of it is held."""

    code: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with its head: on a telephone a row is a card that says what is what."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


def day_text(day: date | None) -> str:
    return date_format(day) if day else ""


def more_about(person: Participant) -> list[OwnSection]:
    """What stands in no other part of the page."""
    sections = [_stays(person), _skills(person), _hours(person)]
    for name in settings.OWN_PAGE_SECTIONS:
        sections_of: Callable[[Participant], list[OwnSection]] = import_string(name)
        sections += sections_of(person)
    return [section for section in sections if section.rows]


def whole_copy(held: Held) -> list[OwnSection]:
    """All of it, for somebody to keep."""
    sections = [_facts(held), _journey(held), _answers(held), *more_about(held.person)]
    return [section for section in [*sections, _requests(held), _looks(held)] if section.rows]


def _facts(held: Held) -> OwnSection:
    return OwnSection("facts", _("What is held about you"), (_("What"), _("Value")), tuple(_facts_of(held)))


def _facts_of(held: Held) -> Iterator[tuple[str, str]]:
    person = held.person
    yield _("Office"), person.office.name
    yield _("The office’s reference for you"), person.reference
    yield _("Birth year"), str(person.birth_year)
    yield _("Sex"), str(person.get_sex_display())
    yield _("Target group"), str(person.get_target_group_display())
    yield _("Support need"), str(person.get_effort_group_display())
    yield _("You were informed on"), day_text(person.informed_on)
    yield _("Legal basis"), str(person.get_legal_basis_display())
    yield _("Will be deleted on"), day_text(person.delete_on) or _("Not decided")
    if held.contact:
        yield _("Name"), held.contact.name
        yield _("Telephone or e-mail"), held.contact.way


def _journey(held: Held) -> OwnSection:
    rows = tuple(
        (
            day_text(move.day),
            str(move.get_target_display()),
            str(move.get_left_reason_display()) if move.left_reason else move.workplace,
            "" if move.hours_percent is None else f"{move.hours_percent.normalize():f}",
        )
        for move in held.journey.moves
    )
    heads = (_("Day"), pgettext("state", "To"), _("Details"), _("Percentage of full time"))
    return OwnSection("journey", _("Your way so far"), heads, rows)


def _answers(held: Held) -> OwnSection:
    rows = tuple(
        (
            day_text(each.day),
            str(each.get_month_display()),
            str(each.get_answer_display()),
            str(each.get_source_display()),
        )
        for each in held.journey.follow_ups
    )
    heads = (_("Day"), _("Which follow-up?"), _("Answer"), _("Who answered?"))
    return OwnSection("answers", _("What was answered"), heads, rows)


def _stays(person: Participant) -> OwnSection:
    stays = person.stays.standing().select_related("office").order_by("day", "pk")
    rows = tuple((day_text(stay.day), stay.office.name) for stay in stays)
    return OwnSection("stays", _("Your offices"), (_("From day"), _("Office")), rows)


def _skills(person: Participant) -> OwnSection:
    skills = person.skills.select_related("skill").order_by(order_shown("skill__"), "pk")
    return OwnSection(
        "skills", _("What you can do"), (_("Skill"),), tuple((each.skill.name,) for each in skills)
    )


def _hours(person: Participant) -> OwnSection:
    wanted = Availability.objects.filter(participant=person).first()
    rows = ((str(wanted.hours_from), str(wanted.hours_to)),) if wanted else ()
    heads = (_("Hours a week, from"), _("Hours a week, to"))
    return OwnSection("hours", _("How much you want to work"), heads, rows)


def _requests(held: Held) -> OwnSection:
    rows = tuple(
        (day_text(each.asked_at), str(each.get_kind_display()), each.about, each.answer)
        for each in held.requests
    )
    heads = (_("Day"), _("What you asked for"), _("What it is about"), _("Answer"))
    return OwnSection("requests", _("What you have asked for"), heads, rows)


def _looks(held: Held) -> OwnSection:
    rows = tuple((day_text(look.day), look.who, look.what, str(look.times)) for look in held.looks)
    heads = (_("Day"), _("Who"), _("What"), _("How many times"))
    return OwnSection("looks", _("Who has looked"), heads, rows)
