"""What people fill in about an office's participants."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from participants.workbook.guard import MOST_BYTES


class FindForm(forms.Form):
    """Find people by the office's own reference or a part of it, or by name where one is held.

    Sent as a POST: neither may stand in an address.
    """

    words = forms.CharField(
        label=_("Find by reference or name"),
        help_text=_("Part of the reference, its digits alone, or the whole name as it was written down."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off", "spellcheck": "false"}),
    )


class WorkbookForm(forms.Form):
    """The office's workbook. Only the outside is looked at here; a worker reads what is in it."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("An Excel file (.xlsx) with the three sheets of the template, at most 30 MiB."),
        widget=forms.FileInput(
            attrs={"accept": ".xlsx", "data-choose": _("Choose a file"), "data-none": _("No file is chosen")}
        ),
        error_messages={
            "required": _("Choose the workbook you want to send in."),
            "empty": _("The file is empty. Choose an Excel workbook (.xlsx)."),
        },
    )

    def clean_workbook(self) -> UploadedFile:
        upload = self.cleaned_data["workbook"]
        if PurePath(upload.name).suffix.lower() != ".xlsx":
            raise ValidationError(_("The file is not an Excel workbook. Choose a file that ends in .xlsx."))
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _("The file is %(size)s. The largest a workbook can be is %(most)s."),
                params={"size": filesizeformat(upload.size), "most": filesizeformat(MOST_BYTES)},
            )
        return upload
