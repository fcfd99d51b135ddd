"""Papers: asking for one, its card, its file."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forms_templates.choices import DocumentKind, DocumentState, SigningWay
from forms_templates.models import Document, SignedCopy
from forms_templates.papers import verification, verification_path
from forms_templates.services import retry_document
from forms_templates.signatures.copies import is_signable
from forms_templates.views import document_response
from organizations import clock
from reviews.models import Meeting, Opinion, Paper, RegisterEntry
from reviews.permissions import paper_issue_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.register import issuer_of, standing_entry
from reviews.services import papers as services
from reviews.services.named_papers import print_residence_sheet
from reviews.services.register import issue_document

from .home import signed_in
from .proofs import prove


def paper_card(found: Paper) -> dict[str, object]:
    """What the document card needs."""
    document = found.document
    ready = document.state == DocumentState.READY
    file_url = reverse("paper-file", args=(found.pk,))
    return {
        "title": document.title,
        "number": document.number,
        "state": document.card_state,
        "issued_on": timezone.localdate(document.rendered_at) if document.rendered_at else None,
        "sha256": document.sha256,
        "verify_url": verification_path(document.verify_token),
        "note": document.error,
        **signed_state(document),
        "open_url": reverse("paper", args=(found.pk,)) if ready else "",
        "print_url": file_url if ready else "",
        "download_url": f"{file_url}?download=1" if ready else "",
        "retry_url": reverse("paper-retry", args=(found.pk,)),
        "status_url": reverse("paper-card", args=(found.pk,)),
    }


def signed_state(document: Document) -> dict[str, object]:
    """Whether the paper is signed, in the card's words; nothing for one that nobody signs."""
    if not is_signable(document):
        return {"signed": None}
    words = {"": "Đã in, chờ ký", SigningWay.SCAN: "Đã ký (bản quét)"}
    return {"signed": bool(document.signed_way), "signed_words": words.get(document.signed_way, "Đã ký số")}


def _visible(request: HttpRequest, paper_id: int) -> Paper:
    rows = Paper.objects.visible_to(signed_in(request)).select_related(
        "document",
        "review",
        "meeting__collective__organization",
        "meeting__cell",
        "meeting__chair",
        "meeting__clerk",
        "issuer",
    )
    return get_object_or_404(rows, pk=paper_id)


@require_safe
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper on the screen, with its card; while it is being made the card asks again by itself."""
    return _page(request, _visible(request, paper_id))


def _page(request: HttpRequest, found: Paper, *, findings: tuple[Finding, ...] = (), status: int = 200) -> HttpResponse:
    document = found.document
    entry = RegisterEntry.objects.filter(document=document).select_related("cancelled_by__person").first()
    issuer = issuer_of(found) if entry is None and not document.number else None
    may_issue = issuer is not None and not paper_issue_refusal(signed_in(request), found, issuer)
    context = {
        "paper": found,
        "card": paper_card(found) | {"qr": verification(document.verify_token)["qr"]},
        "file_url": reverse("paper-file", args=(found.pk,)),
        "is_ready": document.state == DocumentState.READY,
        "is_signable": is_signable(document),
        "copy": SignedCopy.objects.current().filter(document=document).first(),
        "entry": entry,
        "issuer": issuer,
        "may_issue": may_issue,
        "issued": standing_entry(document.kind, document.subject_key) if may_issue else None,
        "decides": document.kind == DocumentKind.DECISION,
        "findings": findings,
    }
    return render(request, "reviews/paper.html", context, status=status)


@require_safe
def card(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The card alone; the paper's own page is loaded anew once the paper is there, to show it."""
    found = _visible(request, paper_id)
    response = render(request, "reviews/_paper_card.html", {"card": paper_card(found)})
    asked_from = getattr(request, "htmx", None)
    ready = found.document.state == DocumentState.READY
    if ready and asked_from and asked_from.current_url_abs_path == reverse("paper", args=(found.pk,)):
        response["HX-Refresh"] = "true"
    return response


@require_safe
def download(request: HttpRequest, paper_id: int) -> FileResponse:
    """The PDF itself, in the page or as a download; never cached on a shared computer."""
    return document_response(_visible(request, paper_id).document, download="download" in request.GET)


@require_POST
def retry(request: HttpRequest, paper_id: int) -> HttpResponse:
    found = _visible(request, paper_id)
    retry_document(document_id=found.document_id)
    return redirect("paper", found.pk)


@require_POST
def issue(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give the draft on the screen its number; refused, show it again with what stands in the way."""
    found = _visible(request, paper_id)
    try:
        if found.document.kind == DocumentKind.DECISION:
            prove(request)  # every level that stands in it is decided
        issued = issue_document(paper_id=found.pk, by=signed_in(request), now=clock.now())
    except RuleViolation as violation:
        return _page(request, found, findings=violation.findings, status=422)
    messages.success(request, f"Đã phát hành: số {issued.document.number}.")
    return redirect("paper", issued.pk)


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign", "collective__organization__parent", "cell__parent", "chair", "clerk"
    )
    return get_object_or_404(rows, pk=meeting_id)


@require_POST
def print_minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting = _meeting(request, meeting_id)
    return redirect("paper", services.print_minutes(meeting=meeting, by=signed_in(request)).pk)


@require_POST
def print_agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting = _meeting(request, meeting_id)
    return redirect("paper", services.print_agenda(meeting=meeting, by=signed_in(request)).pk)


@require_POST
def print_invitation(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """``each`` in the form: a sheet for everybody invited."""
    meeting = _meeting(request, meeting_id)
    each = request.POST.get("each") == "1"
    return redirect("paper", services.print_invitation(meeting=meeting, by=signed_in(request), each=each).pk)


@require_POST
def print_opinion(request: HttpRequest, opinion_id: int, kind: str) -> HttpResponse:
    """``kind``: ``phieu-xin-y-kien``, ``phieu-nhan-xet``, or the sheet that the plan itself names."""
    rows = Opinion.objects.visible_to(signed_in(request)).select_related(
        "review__person", "review__unit__parent", "addressee__parent", "sender__parent", "answered_by", "confirmed_by"
    )
    opinion = get_object_or_404(rows, pk=opinion_id)
    printers = {
        "phieu-xin-y-kien": services.print_residence_request,
        "phieu-nhan-xet": services.print_residence_reply,
        "phieu-cua-ke-hoach": print_residence_sheet,
    }
    if kind not in printers or opinion.kind != "residence":
        raise Http404
    return redirect("paper", printers[kind](opinion=opinion, by=signed_in(request)).pk)
