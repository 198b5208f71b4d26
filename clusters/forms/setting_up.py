"""How a cluster gets its members and their people, on two pages of the administration."""

from datetime import date
from itertools import islice

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Cluster, Partner
from spelling.sameness import same_key

MOST_FOUND = 30
NEW_PARTNERS = 8
# What people from a partner of each kind come in as. Others have no accounts.
ROLE_AT = {
    PartnerKind.NAV_OFFICE: Role.NAV_LEADER,
    PartnerKind.SOCIAL_ENTREPRENEUR: Role.ENTREPRENEUR,
    PartnerKind.DIRECTORATE: Role.IMDI_READER,
}


class MembersForm(forms.Form):
    """Partners that were found, to be ticked, and the day they join."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateWidget)
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partners that are in the portal"),
        queryset=Partner.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: object, found: list[Partner], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        ids = [partner.pk for partner in found]
        self.fields["partners"].queryset = Partner.objects.filter(pk__in=ids).order_by("name", "pk")
        self.fields["partners"].label_from_instance = lambda partner: (
            f"{partner.name} ({partner.get_kind_display()})"
        )


class NewPartnerForm(forms.ModelForm):
    """A partner that is not in the portal yet. A row without a name is left alone."""

    class Meta:
        model = Partner
        fields = ("name", "kind", "region", "organisation_number")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = PartnerKind.NAV_OFFICE
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        known = map(same_key, Partner.objects.values_list("name", flat=True))
        if same_key(name) in known:
            raise ValidationError(_("This partner is in the portal already. Look for it above, and tick it."))
        return name


NewPartners = forms.formset_factory(NewPartnerForm, extra=NEW_PARTNERS, max_num=NEW_PARTNERS)


class PersonForm(forms.Form):
    """Somebody who comes in for one partner. A row left empty is left alone."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)

    def __init__(self, *args: object, partner: Partner, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.partner, self.role = partner, ROLE_AT[PartnerKind(partner.kind)]
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": f"{field.label}: {partner.name}", "class": "vTextField"}

    @property
    def is_filled_in(self) -> bool:
        return bool(self.cleaned_data.get("email"))

    def clean(self) -> dict[str, object]:
        row = super().clean()
        if bool(row.get("name")) != bool(row.get("email")) and not self.errors:
            raise ValidationError(_("Fill in both the name and the e-mail address."))
        return row


class FirstDayForm(forms.Form):
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateWidget)


class SeatEndForm(forms.Form):
    """The new last day of seats."""

    until = forms.DateField(label=gettext_lazy("New last day"), widget=AdminDateWidget)


class SuccessorForm(forms.Form):
    """Who takes over, and when."""

    on = forms.DateField(label=gettext_lazy("Last day of the one who leaves"), widget=AdminDateWidget)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the successor"),
        help_text=gettext_lazy("Somebody who is a user already, with the same role."),
    )

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise ValidationError(_("Nobody in the portal has this address. Add the user first."))
        return user


def partners_found(words: str, cluster: Cluster, today: date) -> list[Partner]:
    """Partners that words fit and that are not members today; none without words."""
    if not words:
        return []
    members = cluster.memberships.on(today).values("partner")
    wanted = same_key(words).split()
    others = Partner.objects.exclude(pk__in=members).order_by("name", "pk")
    found = (each for each in others if all(word in same_key(each.name) for word in wanted))
    return list(islice(found, MOST_FOUND))
