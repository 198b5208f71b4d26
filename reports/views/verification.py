"""The public page where anybody with a file can have it checked."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reports.editions.verification import MOST_BYTES, ChecksumForm, FileForm, Fingerprint, verdict_on


# A forged request changes nothing here and learns nothing; the token would be read with the whole body
# before anything could be said about its size.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="verification", limit_get=True)
def verification(request: HttpRequest) -> HttpResponse:
    """Type a checksum, or send the file."""
    checksum_form = ChecksumForm(request.GET if "checksum" in request.GET else None)
    file_form = _received(request) if request.method == "POST" else FileForm()
    checksum = ""
    if file_form.is_valid():
        checksum = file_form.cleaned_data["file"].sha256
    elif request.method != "POST" and checksum_form.is_valid():
        checksum = checksum_form.cleaned_data["checksum"]
    return render(
        request,
        "reports/verification.html",
        {
            "form": file_form if request.method == "POST" else checksum_form,
            "file_form": file_form,
            "checksum_form": checksum_form,
            "checksum": checksum,
            "verdict": verdict_on(checksum) if checksum else None,
        },
    )


def _received(request: HttpRequest) -> FileForm:
    """The file's form; what is too large is not even read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        form = FileForm({}, {})
        form.fields["file"].error_messages["required"] = _(
            "The file is larger than 20 MiB: it is no report of ours."
        )
        return form
    request.upload_handlers = [Fingerprint(request)]
    return FileForm(request.POST, request.FILES)
