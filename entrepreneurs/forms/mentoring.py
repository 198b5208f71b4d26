"""What is filled in about mentors and the people they follow."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Seat
from entrepreneurs.enums import Theme
from entrepreneurs.forms.plain import WARNING, PlainForm, chosen_from, day_field, words_field
from entrepreneurs.models.mentoring import LONGEST_MINUTES
from spelling.order import norwegian


class MentorChoice(forms.ModelChoiceField):
    """Mentors by name and by whom they work for."""

    def label_from_instance(self, user: User) -> str:
        places = ", ".join(sorted((seat.partner.name for seat in user.open_seats), key=norwegian))
        return f"{user.name} ({places})" if places else user.name


class MentorshipForm(PlainForm):
    """Who follows the person, and for how long."""

    mentor = MentorChoice(label=_("Mentor"), queryset=User.objects.none(), empty_label=_("Choose a mentor"))
    starts_on = day_field(_("First day"))
    ends_on = day_field(
        _("Last day"),
        required=False,
        help_text=_("The mentor sees the person until this day. Leave it empty for until further notice."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors(today)


class SessionForm(PlainForm):
    """One session: when, how long, about what, and what comes next."""

    day = day_field(_("Day"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=1, max_value=LONGEST_MINUTES, initial=60
    )
    theme = forms.ChoiceField(
        label=_("Theme"), choices=chosen_from(Theme.choices, _("Choose a theme")), widget=forms.Select
    )
    next_step = words_field(_("Next step"), 120, required=False)
    note = words_field(_("Short note"), 280, required=False, help_text=WARNING)


def mentors(today: date) -> QuerySet[User]:
    """Entrepreneurs and mentors with an open account, with where they work in `open_seats`."""
    open_seats = Seat.objects.on(today).select_related("partner")
    is_open = Q(access_ends_on=None) | Q(access_ends_on__gte=today)
    people = User.objects.filter(is_open, role=Role.ENTREPRENEUR, is_active=True).order_by("name", "pk")
    return people.prefetch_related(Prefetch("seats", open_seats, to_attr="open_seats"))
