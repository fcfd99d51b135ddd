"""The signatures of one paper: its copies with what was found, and the three ways to a signed one."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from forms_templates.choices import CopyState, Seal
from forms_templates.models import SignedCopy
from forms_templates.signatures.copies import SEALED, is_signable, signature_rooms
from forms_templates.views import copy_response
from organizations import clock
from reviews.forms.signatures import ScanForm, SignedPdfForm, SignForm
from reviews.models import Paper
from reviews.permissions import signing_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.services import signatures as services

from .home import signed_in
from .papers import paper_card

Forms = tuple[ScanForm, SignForm, SignedPdfForm]


def _visible(request: HttpRequest, paper_id: int) -> Paper:
    rows = Paper.objects.visible_to(signed_in(request)).select_related(
        "document",
        "review__unit",
        "review__authority",
        "review__entry",
        "review__collective__organization",
        "meeting__collective__organization",
        "meeting__cell",
        "meeting__chair",
        "meeting__clerk",
        "issuer",
        "hand_over__giver",
        "hand_over__receiver",
        "hand_over__campaign__issuer",
    )
    return get_object_or_404(rows, pk=paper_id)


@sensitive_variables()
@sensitive_post_parameters("secret")
def signatures(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What is signed and by whom; a POST keeps a scan, signs, or takes in a file signed elsewhere (``action``)."""
    paper = _visible(request, paper_id)
    if not is_signable(paper.document):
        raise Http404
    copies = list(SignedCopy.objects.filter(document=paper.document).select_related("document", "added_by__person"))
    current = next((copy for copy in copies if copy.state == CopyState.CURRENT), None)
    refused = signing_refusal(signed_in(request), paper)
    action = request.POST.get("action", "")
    forms = None if refused else _forms(request, paper, current, action)
    findings = tuple(refused)
    if forms is not None and request.method == "POST":
        try:
            if _done(request, paper, action, forms):
                return redirect("paper-signatures", paper.pk)
        except RuleViolation as violation:
            findings = violation.findings
    scan_form, sign_form, upload_form = forms or (None, None, None)
    context = {
        "paper": paper,
        "card": paper_card(paper),
        "copies": copies,
        "current": current,
        "may_sign": forms is not None,
        "scan_form": scan_form,
        "sign_form": sign_form,
        "upload_form": upload_form,
        "action": action,
        "findings": findings if request.method == "POST" else (),
        "is_locked": current is not None and current.is_final,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/paper_signatures.html", context, status=status)


def _forms(request: HttpRequest, paper: Paper, current: SignedCopy | None, action: str) -> Forms:
    from forms_templates.signatures.keys import has_token

    def sent(name: str) -> tuple[object, ...]:
        return (request.POST, request.FILES) if action == name else ()

    shown = {"replaces": current.pk if current else None}
    seal = Seal.STAMPED if paper.document.kind in SEALED else Seal.NOT_ASKED
    scan = {**shown, "seal": seal, "signed_on": clock.today()}
    return (
        ScanForm(*sent("scan"), initial=scan, auto_id="scan_%s"),
        SignForm(
            *sent("sign"),
            initial=shown,
            auto_id="sign_%s",
            rooms=signature_rooms(paper.document),
            has_token=has_token(),
        ),
        SignedPdfForm(*sent("upload"), initial=shown, auto_id="upload_%s"),
    )


def _done(request: HttpRequest, paper: Paper, action: str, forms: Forms) -> bool:
    """Whether the form sent was filled in rightly and its copy is kept."""
    scan, sign, upload = forms
    by = signed_in(request)
    if action == "scan":
        if not scan.is_valid():
            return False
        given = dict(scan.cleaned_data)
        files = [file.read() for file in given.pop("scans")]
        copy = services.attach_scan(paper_id=paper.pk, files=files, by=by, **given)
        messages.success(request, " ".join(["Đã lưu bản quét.", *copy.warnings]))
    elif action == "sign":
        if not sign.is_valid():
            return False
        given = dict(sign.cleaned_data)
        key = given.pop("key")
        services.sign_paper(paper_id=paper.pk, key=key.read() if key else None, by=by, **given)
        messages.success(request, "Đã ký số.")
    elif action == "upload":
        if not upload.is_valid():
            return False
        given = dict(upload.cleaned_data)
        services.attach_signed_pdf(paper_id=paper.pk, content=given.pop("file").read(), by=by, **given)
        messages.success(request, "Đã lưu bản ký số.")
    else:
        message = "Trang này không có việc vừa gửi; tải lại trang."
        raise RuleViolation([Finding("signature.action", Severity.BLOCK, message)])
    return True


@require_safe
def copy_file(request: HttpRequest, paper_id: int, copy_id: int) -> FileResponse:
    """The signed copy itself, current or replaced, for whoever sees the paper."""
    paper = _visible(request, paper_id)
    copy = get_object_or_404(SignedCopy.objects.select_related("document"), pk=copy_id, document=paper.document)
    return copy_response(copy, download="download" in request.GET)
