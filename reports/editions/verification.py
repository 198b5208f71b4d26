"""Whether a file is a published report, unaltered: its checksum says so."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from reports.enums import EditionState
from reports.models import Edition, EditionFile

MIB = 1024 * 1024
MOST_BYTES = 20 * MIB
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checksum belongs to: an edition that is out, and the one that has taken its place."""

    edition: Edition | None
    kind: str
    newer: Edition | None

    @property
    def tone(self) -> str:
        if self.edition is None:
            return "danger"
        return "warning" if self.newer else "success"


def verdict_on(checksum: str) -> Verdict:
    """Look among what is out only: a draft is as unknown as a forgery."""
    found = EditionFile.objects.published_with(checksum).select_related("edition__series__cluster")
    file = found.defer("content", "edition__report").first()
    if file is None:
        return Verdict(None, "", None)
    return Verdict(file.edition, file.get_kind_display(), _newer(file.edition))


def _newer(edition: Edition) -> Edition | None:
    if edition.state == EditionState.PUBLISHED:
        return None
    current = Edition.objects.filter(
        series=edition.series_id,
        period_start=edition.period_start,
        period_end=edition.period_end,
        state=EditionState.PUBLISHED,
    )
    return current.defer("report").first()


class Fingerprint(FileUploadHandler):
    """Takes the checksum of a file while it streams by. Nothing of the file is kept, in memory or on disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.sum = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.sum.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = UploadedFile(name=self.file_name, size=file_size)
        file.sha256 = self.sum.hexdigest()
        return file


class ChecksumForm(forms.Form):
    """A checksum, typed or pasted, in any case and with any blanks."""

    checksum = forms.CharField(
        label=_("Checksum (SHA-256)"),
        help_text=_("64 digits and letters from a to f. It stands beside each file in the portal."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste the checksum.")},
    )

    def clean_checksum(self) -> str:
        checksum = "".join(self.cleaned_data["checksum"].split()).lower()
        if not SHA256.fullmatch(checksum):
            raise ValidationError(_("This is no checksum: it has 64 digits and letters from a to f."))
        return checksum


class FileForm(forms.Form):
    """A file whose checksum is taken as it arrives."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Excel, CSV or JSON, at most 20 MiB. The file is not kept."),
        widget=forms.FileInput(
            attrs={"data-choose": _("Choose a file"), "data-none": _("No file is chosen")}
        ),
        error_messages={
            "required": _("Choose the file you want to have checked."),
            "empty": _("The file is empty."),
        },
    )
