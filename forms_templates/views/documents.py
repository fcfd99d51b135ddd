"""The public page behind a paper's QR code, and the one way a rendered file leaves the server."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms_templates.choices import DocumentState
from forms_templates.models import Document


@require_safe
@login_not_required
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a paper is genuine: its kind, number, day and hash, and nothing of what it says."""
    document = Document.objects.ready().filter(verify_token=token).first()
    response = render(request, "forms_templates/verify.html", {"document": document}, status=200 if document else 404)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def document_response(document: Document, *, download: bool = False) -> FileResponse:
    """Streams a finished paper to someone whose right to see it the caller has checked; 404 when it is not ready."""
    if document.state != DocumentState.READY:
        raise Http404
    response = FileResponse(
        document.file.open("rb"), as_attachment=download, filename=document.file_name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
