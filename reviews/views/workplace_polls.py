"""One poll at work: its sheets, who took one, the figures entered twice, the result."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.views.catalogue import file_response
from organizations import clock
from organizations.text import row_id
from reviews.choices import PollState
from reviews.forms.paper_counts import PaperCountForm
from reviews.forms.voiding import VoidForm
from reviews.models import Paper, PollCount, WorkplacePoll
from reviews.permissions import may_see_polls, poll_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.paper_count import Sheets
from reviews.selectors import poll_counts
from reviews.services import poll_voiding as voiding
from reviews.services import workplace_polls as services

from .campaigns import visible_campaign
from .figures import Taken, blind, take_figures
from .home import signed_in

#: More sheets than that to spare are a slip of the keyboard.
MOST_SPARE = 200


def _poll(request: HttpRequest, poll_id: int) -> WorkplacePoll:
    rows = WorkplacePoll.objects.select_related(
        "campaign__issuer__parent", "unit__parent", "void_asked_by__person", "voided_by__person"
    )
    found = get_object_or_404(rows, pk=poll_id)
    visible_campaign(request, found.campaign_id)
    if not may_see_polls(signed_in(request), found.campaign):
        raise Http404
    return found


@require_safe
def poll(request: HttpRequest, poll_id: int) -> HttpResponse:
    return _page(request, _poll(request, poll_id))


def _page(
    request: HttpRequest,
    found: WorkplacePoll,
    *,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    void_form: VoidForm | None = None,
) -> HttpResponse:
    user = signed_in(request)
    key = f"poll:{found.pk}"
    holds = not poll_refusal(user, found.campaign)
    own = poll_counts.own_findings(found, user) if holds else []
    desk = poll_counts.poll_desk(found)
    context = {
        "poll": found,
        "desk": desk,
        "waits": poll_counts.entry_findings(found, desk.turn, user, attempt=desk.turn.attempt),
        "may_hold": holds and not own,
        "own": own,
        "papers": Paper.objects.visible_to(user).filter(document__subject_key=key).select_related("document"),
        "findings": findings,
        "most_spare": MOST_SPARE,
        "void_form": void_form or VoidForm(),
    }
    return render(request, "reviews/poll.html", context, status=status)


def _act(request: HttpRequest, found: WorkplacePoll, action: Callable[[], object], success: str) -> HttpResponse:
    try:
        action()
    except RuleViolation as violation:
        found = _poll(request, found.pk)
        return _page(request, found, findings=violation.findings, status=422)
    messages.success(request, success)
    return redirect("poll", found.pk)


@require_safe
def sheets(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The sheets, one for everybody asked and ``?spare=…``, all the same. A file made for this one request."""
    found = _poll(request, poll_id)
    if found.state == PollState.VOID:
        raise Http404
    sent = request.GET.get("spare", "")
    spare = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
    if spare > MOST_SPARE:
        raise Http404
    payload = poll_counts.poll_sheet_payload(found, spare=spare)
    content = print_paper(DocumentKind.BALLOT, payload, title=f"Phiếu lấy ý kiến – {found}")
    return file_response(content, f"phieu-lay-y-kien-{found.pk}", "pdf")


@require_POST
def taken(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Who took a sheet: everybody whose box is ticked."""
    found = _poll(request, poll_id)
    people = {person for sent in request.POST.getlist("person") if (person := row_id(sent)) is not None}
    return _act(
        request,
        found,
        lambda: services.record_sheets_taken(poll_id=found.pk, person_ids=people, by=signed_in(request)),
        "Đã ghi danh sách người nhận phiếu.",
    )


@blind
def count(request: HttpRequest, poll_id: int) -> HttpResponse:
    """One of the two entries of the figures; what the other person entered is nowhere shown."""
    user, found = signed_in(request), _poll(request, poll_id)
    if poll_refusal(user, found.campaign):
        raise Http404
    desk = poll_counts.poll_desk(found)
    given: Taken[PollCount] = Taken()
    if request.method == "POST":

        def enter(sheets: Sheets, attempt: int) -> PollCount:
            return services.enter_poll_count(poll_id=found.pk, sheets=sheets, attempt=attempt, by=user, now=clock.now())

        given = take_figures(PaperCountForm(request.POST, questions=list(desk.names.items())), enter)
        if given.count is not None:
            _tell(request, found, given.count.ordinal, agreed=given.count.agreed)
            return redirect("poll", found.pk)
        found = _poll(request, poll_id)
        desk = poll_counts.poll_desk(found)
    attempt = desk.turn.attempt
    form = given.form or PaperCountForm(questions=list(desk.names.items()), initial={"attempt": attempt})
    waits = [*poll_counts.state_findings(found), *poll_counts.entry_findings(found, desk.turn, user, attempt=attempt)]
    context = {"poll": found, "desk": desk, "form": form, "findings": given.findings, "waits": waits}
    return render(request, "reviews/poll_count.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def void(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Two people, one after the other: the reason and the request, then the second approval; or the request goes."""
    user, found = signed_in(request), _poll(request, poll_id)
    if "confirm" in request.POST:
        read = request.POST.get("asked", "")

        def confirm() -> object:
            return voiding.confirm_void_poll(poll_id=found.pk, read=read, by=user, now=clock.now())

        return _act(request, found, confirm, "Đã hủy cuộc lấy ý kiến; lập cuộc khác ở danh sách lấy ý kiến.")
    if "withdraw" in request.POST:
        return _act(
            request,
            found,
            lambda: voiding.withdraw_void_poll(poll_id=found.pk, by=user),
            "Đã rút đề nghị hủy; cuộc lấy ý kiến tiếp tục.",
        )
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _page(request, found, void_form=form, status=422)
    try:
        voiding.ask_to_void_poll(poll_id=found.pk, reason=form.cleaned_data["reason"], by=user, now=clock.now())
    except RuleViolation as violation:
        return _page(request, found, findings=violation.findings, void_form=form, status=422)
    messages.success(request, "Đã ghi đề nghị hủy; cần một người thứ hai đồng ý.")
    return redirect("poll", found.pk)


def _tell(request: HttpRequest, found: WorkplacePoll, ordinal: int, *, agreed: bool) -> None:
    if agreed:
        messages.success(request, "Hai lần nhập khớp nhau: cuộc lấy ý kiến đã có kết quả.")
    elif ordinal == 1:
        messages.success(request, "Đã nhận số liệu lần thứ nhất. Người thứ hai nhập, không xem số liệu này.")
    else:
        messages.warning(request, "Hai lần nhập không khớp nhau. Đếm lại phiếu, rồi hai người nhập lại từ đầu.")


@require_POST
def drop(request: HttpRequest, poll_id: int) -> HttpResponse:
    found = _poll(request, poll_id)
    try:
        services.drop_poll(poll_id=found.pk, by=signed_in(request))
    except RuleViolation as violation:
        return _page(request, found, findings=violation.findings, status=422)
    messages.success(request, "Đã bỏ cuộc lấy ý kiến.")
    return redirect("campaign-polls", found.campaign_id)


@require_POST
def print_result(request: HttpRequest, poll_id: int) -> HttpResponse:
    found = _poll(request, poll_id)
    if found.state != PollState.COUNTED:
        return _act(request, found, lambda: services.print_result(poll=found, by=signed_in(request)), "")
    return redirect("paper", services.print_result(poll=found, by=signed_in(request)).pk)
