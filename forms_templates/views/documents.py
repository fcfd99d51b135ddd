"""The public page behind a paper's QR code, and the one way a rendered file leaves the server."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from forms_templates.choices import CopyState, DocumentState
from forms_templates.intake import MAX_BYTES
from forms_templates.models import Document, SignedCopy
from forms_templates.signatures.copies import is_signable

#: A stranger may compare so many files a minute with one paper; each is read whole and none is kept.
MAX_COMPARISONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a paper is genuine: its kind, number, day and hash, how it was signed; never by whom or what it says.

    A POST tells whether a file is the print or a signed copy, byte for byte, and changes nothing.
    """
    document = Document.objects.ready().filter(verify_token=token).first()
    signed = SignedCopy.objects.current().filter(document=document).first() if document else None
    context = {
        "document": document,
        "signed": signed,
        "is_signable": document is not None and is_signable(document),
        "compared": _compared(request, document) if document and request.method == "POST" else "",
    }
    response = render(request, "forms_templates/verify.html", context, status=200 if document else 404)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def _compared(request: HttpRequest, document: Document) -> str:
    """``print``, ``signed``, ``replaced`` or ``other``; ``none``, ``large`` or ``wait`` when nothing was compared."""
    if _times_compared(document) > MAX_COMPARISONS:
        return "wait"
    file = request.FILES.get("file")
    if file is None:
        return "none"
    if file.size is None or file.size > MAX_BYTES:
        return "large"
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    if digest.hexdigest() == document.sha256:
        return "print"
    copy = SignedCopy.objects.filter(document=document, sha256=digest.hexdigest()).order_by("replaced_at").last()
    if copy is None:
        return "other"
    return "signed" if copy.state == CopyState.CURRENT else "replaced"


def _times_compared(document: Document) -> int:
    """How often in this minute, this time included."""
    counter = f"compared:{document.pk}"
    cache.add(counter, 0, timeout=60)
    try:
        return cache.incr(counter)
    except ValueError:  # the minute ended just now
        return 1


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
