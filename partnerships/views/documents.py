"""Files of agreements and screenings: kept outside the static files, handed out only after a look at the rights."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.pages import act
from college.requests import Request
from config.kit.verdicts import require
from partnerships.forms.common import DocumentUploadForm
from partnerships.models import Agreement, Screening
from partnerships.policies import can_add_document, visible_agreements, visible_documents, visible_screenings
from partnerships.services.documents import attach_document


def document_download(request: Request, pk: int) -> FileResponse:
    """Always as an attachment and never sniffed, so that nothing uploaded runs in a browser as a page of ours."""
    document = get_object_or_404(visible_documents(request.user), pk=pk)
    extension = str(document.file.name).rpartition(".")[2]
    name = document.name if document.name.lower().endswith(f".{extension}") else f"{document.name}.{extension}"
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is missing from the storage.")) from error
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def agreement_document_add(request: Request, pk: int) -> HttpResponse:
    return _add(request, get_object_or_404(visible_agreements(request.user).select_related("partnership"), pk=pk))


@require_POST
def screening_document_add(request: Request, pk: int) -> HttpResponse:
    return _add(request, get_object_or_404(visible_screenings(request.user), pk=pk))


def _add(request: Request, owner: Agreement | Screening) -> HttpResponse:
    require(can_add_document(request.user, owner))
    form = DocumentUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(owner)
    file, name = form.cleaned_data["file"], form.cleaned_data["name"]
    return act(request, lambda: attach_document(owner=owner, file=file, name=name, actor=request.user), success=_("File added."), to=owner)
