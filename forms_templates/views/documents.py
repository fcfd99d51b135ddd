"""The public page behind a paper's QR code, and the one way a rendered file leaves the server."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms_templates.choices import DocumentState
from forms_templates.models import Document, SignedCopy


@require_safe
@login_not_required
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a paper is genuine: its kind, number, day and hash, how it was signed; never by whom or what it says."""
    document = Document.objects.ready().filter(verify_token=token).first()
    signed = SignedCopy.objects.current().filter(document=document).first() if document else None
    context = {"document": document, "signed": signed}
    response = render(request, "forms_templates/verify.html", context, status=200 if document else 404)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def document_response(document: Document, *, download: bool = False) -> FileResponse:
    """Streams a finished paper to someone whose right to see it the caller has checked; 404 when it is not ready."""
    if document.state != DocumentState.READY:
        raise Http404
    return _pdf_response(document.file, document.file_name, download=download)


def copy_response(copy: SignedCopy, *, download: bool = False) -> FileResponse:
    """Streams a signed copy to someone whose right to see its document the caller has checked."""
    return _pdf_response(copy.file, copy.file_name, download=download)


def _pdf_response(file: FieldFile, name: str, *, download: bool) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=download, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
