"""How a question about a journey is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from entrepreneurs.enums import QuestionKind, Reply
from entrepreneurs.forms.plain import PlainForm, chosen_from


class QuestionForm(PlainForm):
    """One question, about one move of one person."""

    move = forms.UUIDField(widget=forms.HiddenInput)
    question = forms.ChoiceField(choices=QuestionKind.choices, widget=forms.HiddenInput)
    reply = forms.ChoiceField(
        label=_("Answer"), choices=chosen_from(Reply.choices, _("Choose an answer")), widget=forms.Select
    )
