"""Batches of papers: how far they are, stopping and going on, what failed and why, all of them in one file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forms_templates.choices import BatchFormat, BatchState, DocumentState
from forms_templates.failures import failures_workbook
from forms_templates.models import Batch, BatchFile
from forms_templates.selectors import Progress, failures_of, items_of, progress_by_batch, progress_of
from forms_templates.services import batches, files
from forms_templates.services.files import NothingToBind, current_files
from organizations.models import Organization
from reviews.models import Meeting, Paper
from reviews.services.batches import print_meeting, print_requests

from .home import signed_in

#: Failures shown on the page; the workbook has all of them.
SHOWN_FAILURES = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_JOB_STATES = {BatchState.RUNNING: "running", BatchState.FINISHED: "finished", BatchState.CANCELLED: "cancelled"}


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """One's own batches, the newest on top."""
    page = Paginator(Batch.objects.visible_to(signed_in(request)), 30).get_page(request.GET.get("page"))
    progress = progress_by_batch(list(page.object_list))
    rows = [{"batch": batch, "progress": progress.get(batch.pk)} for batch in page.object_list]
    return render(request, "reviews/batches.html", {"page": page, "rows": rows})


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far it is; when it is over its files, its failures, its papers."""
    found = _visible(request, batch_id)
    progress = progress_of(found)
    page = Paginator(items_of(found), 50).get_page(request.GET.get("page"))
    shown = [item.document_id for item in page.object_list if item.document_id]
    seen = Paper.objects.visible_to(signed_in(request)).filter(document__in=shown)
    offered = _files(request, found) if progress.ready and found.state != BatchState.RUNNING else []
    context = {
        **_progress_context(found, progress, waiting=any(file["state"] == "pending" for file in offered)),
        "page": page,
        "papers": dict(seen.values_list("document_id", "pk")),
        "failures": failures_of(found, limit=SHOWN_FAILURES + 1) if found.state != BatchState.RUNNING else [],
        "shown_failures": SHOWN_FAILURES,
        "files": offered,
    }
    return render(request, "reviews/batch.html", context)


@require_safe
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The bar alone; once the batch is over, or its file is there, the page is loaded anew to show it."""
    found = _visible(request, batch_id)
    waiting = any(file.state in _UNDER_WAY for file in current_files(found).values())
    context = _progress_context(found, progress_of(found), waiting=waiting)
    response = render(request, "reviews/_batch_progress.html", context)
    if request.headers.get("HX-Request") and found.state != BatchState.RUNNING and not waiting:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = _visible(request, batch_id)
    if batches.cancel_batch(batch_id=found.pk):
        messages.success(request, "Đã dừng. Văn bản đã lập được giữ lại; có thể tiếp tục bất cứ lúc nào.")
    else:
        messages.info(request, "Việc này đã kết thúc từ trước, không còn gì để dừng.")
    return redirect("batch", found.pk)


@require_POST
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = _visible(request, batch_id)
    if not batches.resume_batch(batch_id=found.pk):
        messages.info(request, "Việc này không dừng, hoặc đã được yêu cầu lại và đang chạy.")
    return redirect("batch", found.pk)


@require_POST
def retry(request: HttpRequest, batch_id: int) -> HttpResponse:
    found = _visible(request, batch_id)
    if not batches.retry_failed(batch_id=found.pk):
        messages.info(request, "Không có văn bản nào lỗi để lập lại.")
    return redirect("batch", found.pk)


@require_safe
def failures(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The papers that could not be made and why, as a workbook."""
    found = _visible(request, batch_id)
    response = HttpResponse(failures_workbook(found.title, failures_of(found)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="van-ban-chua-lap-{found.pk}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def bind(request: HttpRequest, batch_id: int, format: str) -> HttpResponse:
    """Asks for all papers in one file; ``format``: ``pdf`` or ``zip``."""
    found = _visible(request, batch_id)
    if format not in BatchFormat or not _sees_all(request, found):
        raise Http404
    try:
        files.request_file(batch_id=found.pk, format=format)
    except NothingToBind as reason:
        messages.warning(request, str(reason))
    return redirect("batch", found.pk)


@require_safe
def download(request: HttpRequest, batch_id: int, format: str) -> FileResponse:
    """The file; for whoever still sees every paper in it."""
    found = _visible(request, batch_id)
    file = current_files(found).get(format)
    if file is None or file.state != DocumentState.READY or not _sees_all(request, found):
        raise Http404
    try:
        content = file.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(
        content,
        as_attachment=format == BatchFormat.ZIP or "download" in request.GET,
        filename=f"van-ban-{found.pk}-{timezone.localdate(found.created_at):%Y%m%d}.{format}",
        content_type="application/pdf" if format == BatchFormat.PDF else "application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def print_whole_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign", "collective__organization", "cell", "chair", "clerk"
    )
    meeting = get_object_or_404(rows, pk=meeting_id)
    return redirect("batch", print_meeting(meeting=meeting, by=signed_in(request)).pk)


@require_POST
def print_residence_requests(request: HttpRequest, sender_id: int) -> HttpResponse:
    sender = get_object_or_404(Organization.objects.visible_to(signed_in(request)), pk=sender_id)
    return redirect("batch", print_requests(sender=sender, by=signed_in(request)).pk)


_UNDER_WAY = (DocumentState.PENDING, DocumentState.RENDERING)


def _visible(request: HttpRequest, batch_id: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(signed_in(request)), pk=batch_id)


def _sees_all(request: HttpRequest, found: Batch) -> bool:
    """Whether the person who asked for the batch still sees every paper made for it."""
    made = found.items.filter(document__state=DocumentState.READY)
    seen = Paper.objects.visible_to(signed_in(request)).values("document")
    return not made.exclude(document__in=seen).exists()


def _progress_context(found: Batch, progress: Progress, *, waiting: bool) -> dict[str, object]:
    """``waiting``: one of its files is being made."""
    running = found.state == BatchState.RUNNING
    return {
        "refreshes": running or waiting,
        "batch": found,
        "progress": progress,
        "job": {
            "label": "Tiến độ" if running else found.get_state_display(),
            "done": progress.over,
            "total": progress.total,
            "state": _JOB_STATES[BatchState(found.state)],
            "failed_count": progress.failed,
            "failed_words": "văn bản chưa lập được",
            "errors_words": "tải danh sách và lý do (Excel)",
            "errors_url": reverse("batch-failures", args=(found.pk,)) if progress.failed else "",
            "cancel_url": reverse("batch-cancel", args=(found.pk,)) if running else "",
            "status_url": "",
        },
    }


def _files(request: HttpRequest, found: Batch) -> list[dict[str, object]]:
    """What can be asked for or fetched of a batch that is over; nothing when a paper is no longer the person's."""
    if not _sees_all(request, found):
        return []
    made = current_files(found)
    return [_file(found, BatchFormat(format), made.get(format)) for format in BatchFormat]


def _file(found: Batch, format: BatchFormat, file: BatchFile | None) -> dict[str, object]:
    state = "none" if file is None else "pending" if file.state in _UNDER_WAY else file.state
    return {
        "label": format.label,
        "state": state,
        "error": file.error if file is not None else "",
        "bytes": file.byte_count if file is not None else 0,
        "bind_url": reverse("batch-bind", args=(found.pk, format.value)),
        "url": reverse("batch-file", args=(found.pk, format.value)),
    }
