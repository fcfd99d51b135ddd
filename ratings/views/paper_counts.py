"""Paper ballots: handed out while the round is open, entered twice once it is shut, their scans kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from forms_templates.views import document_response
from organizations import clock
from organizations.text import row_id
from ratings.choices import BallotState, Channel, ScanKind, VotingMethod
from ratings.forms.ballot_scans import BallotScanForm
from ratings.models import BallotScan, BallotSession, PaperCount
from ratings.permissions import count_refusal, paper_entry_refusal, who_may_enter
from ratings.selectors import paper_counts as selectors
from ratings.selectors.ballot_scans import OVER, reads_scans, scan_findings, scans_of
from ratings.selectors.paper_record import paper_voters, record_of
from ratings.services import casting
from ratings.services.ballot_scans import attach_ballot_scan
from ratings.services.counting import enter_paper_count
from ratings.views.ballots import session_or_404
from reviews.forms.paper_counts import PaperCountForm
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.rules.paper_count import Sheets
from reviews.views.figures import blind, take_figures
from reviews.views.home import signed_in
from reviews.views.proofs import proof_findings


@blind
def paper_count(request: HttpRequest, session_id: int) -> HttpResponse:
    """What a round does with paper, step by step. No figure is on it before the round is over, nor in any answer."""
    session = _session(request, session_id)
    if request.method != "POST":
        return _page(request, session)
    action = request.POST.get("action", "")
    try:
        if action == "count":
            return _enter(request, session)
        if action == "scan":
            return _keep_scan(request, session)
        messages.success(request, _noted(request, session, action))
    except RuleViolation as violation:
        session.refresh_from_db(fields=("state", "counted_at", "closed_at"))
        return _page(request, session, findings=violation.findings)
    return redirect("paper-count", session.pk)


def _session(request: HttpRequest, session_id: int) -> BallotSession:
    """For the counting team and those who run the meeting; the voters have their own page."""
    session = session_or_404(request, session_id)
    if count_refusal(signed_in(request), session):
        raise Http404
    return session


def _page(
    request: HttpRequest,
    session: BallotSession,
    *,
    form: PaperCountForm | None = None,
    scan_form: BallotScanForm | None = None,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    user = signed_in(request)
    is_open, is_closed = session.state == BallotState.OPEN, session.state == BallotState.CLOSED
    context: dict[str, Any] = {
        "session": session,
        "has_paper": session.method != VotingMethod.ELECTRONIC,
        "is_mixed": session.method == VotingMethod.MIXED,
        "voters": paper_voters(session),
        "may_run": not meeting_refusal(user, session.meeting),
        "two_people": selectors.two_people_findings(session) if is_open or is_closed else (),
        "record": record_of(session),
        "is_over": session.state in OVER,
        "scans": scans_of(session),
        "reads_scans": reads_scans(user, session),
        "scan_form": None if scan_findings(session) else scan_form or BallotScanForm(auto_id="scan_%s"),
        "findings": findings,
    }
    if is_closed:
        turn = selectors.turn_of(session)
        waits = paper_entry_refusal(user, session) + selectors.turn_findings(turn, user, attempt=turn.attempt)
        context |= {"turn": turn, "waits": waits, "others": _others(request, session)}
        if not waits and context["voters"].handed:
            initial = {"attempt": turn.attempt}
            questions = list(selectors.names_of(session).items())
            without = selectors.without_excellent(session)
            context["form"] = form or PaperCountForm(initial=initial, questions=questions, without_excellent=without)
    return render(request, "ratings/paper_count.html", context, status=422 if request.method == "POST" else 200)


def _others(request: HttpRequest, session: BallotSession) -> list[str]:
    """Who may make the entry that this person may not."""
    mine = signed_in(request).person_id
    return [str(person) for person in who_may_enter(session) if person.pk != mine]


# While the round is open ---------------------------------------------------------------------------------------------


def _noted(request: HttpRequest, session: BallotSession, action: str) -> str:
    """What was done to the list of paper voters, in words."""
    by = signed_in(request)
    chosen = [pk for value in request.POST.getlist("person") if (pk := row_id(value)) is not None]
    if action == "hand-out-all":
        chosen = [voter.person_id for voter in paper_voters(session).on_paper]
    if action in ("hand-out", "hand-out-all"):
        count = casting.hand_out_paper(session_id=session.pk, person_ids=chosen, by=by)
        return f"Đã ghi {count} người nhận phiếu giấy."
    if action == "take-back":
        count = casting.take_back_paper(session_id=session.pk, person_ids=chosen, by=by)
        return f"Đã bỏ ghi nhận phiếu của {count} người."
    if action in ("to-paper", "to-electronic"):
        channel = Channel.PAPER if action == "to-paper" else Channel.ELECTRONIC
        count = casting.change_channel(
            session_id=session.pk, person_ids=chosen, channel=channel, by=by, now=clock.now()
        )
        return f"Đã chuyển {count} người sang cách bỏ phiếu “{channel.label}”."
    raise RuleViolation([Finding("paper.action", Severity.BLOCK, "Trang này không có việc vừa gửi; tải lại trang.")])


# Once it is shut -----------------------------------------------------------------------------------------------------


@sensitive_variables()
def _enter(request: HttpRequest, session: BallotSession) -> HttpResponse:
    """One of the two entries. What it says is in no message: the other one is made without knowing it."""

    def enter(sheets: Sheets, attempt: int) -> PaperCount:
        return enter_paper_count(
            session_id=session.pk, sheets=sheets, attempt=attempt, by=signed_in(request), now=clock.now()
        )

    questions, without = list(selectors.names_of(session).items()), selectors.without_excellent(session)
    form = PaperCountForm(request.POST, questions=questions, without_excellent=without)
    if lacking := proof_findings(request):
        return _page(request, session, form=form, findings=lacking)
    taken = take_figures(form, enter)
    count = taken.count
    if count is None:
        session.refresh_from_db(fields=("state", "counted_at", "closed_at"))
        return _page(request, session, form=taken.form, findings=taken.findings)
    if count.agreed and session.cast:
        messages.success(request, "Hai lần nhập khớp nhau. Việc tiếp theo: mở hòm phiếu điện tử.")
        return redirect("ballot-count", session.pk)
    if count.agreed:
        messages.success(request, "Hai lần nhập khớp nhau, đã kiểm phiếu. Biên bản kiểm phiếu có thể in.")
        return redirect("meeting-ballots", session.meeting_id)
    if count.ordinal == 1:
        others = ", ".join(_others(request, session)) or "người thứ hai"
        messages.success(request, f"Đã ghi số liệu lần nhập thứ nhất. Lần thứ hai do người khác nhập: {others}.")
    else:
        messages.warning(request, "Hai lần nhập không khớp nhau. Đếm lại các dòng nêu ở dưới rồi nhập từ đầu.")
    return redirect("paper-count", session.pk)


# Scans ---------------------------------------------------------------------------------------------------------------


def _keep_scan(request: HttpRequest, session: BallotSession) -> HttpResponse:
    form = BallotScanForm(request.POST, request.FILES, auto_id="scan_%s")
    if not form.is_valid():
        return _page(request, session, scan_form=form)
    given = form.cleaned_data
    kind = ScanKind(given["kind"])
    try:
        attach_ballot_scan(
            session_id=session.pk,
            kind=kind,
            files=[file.read() for file in given["scans"]],
            note=given["note"],
            replaces=row_id(request.POST.get(f"replaces-{kind}", "")),
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return _page(request, session, scan_form=form, findings=violation.findings)
    messages.success(request, "Đã lưu bản quét.")
    return redirect("paper-count", session.pk)


@require_safe
def ballot_scan(request: HttpRequest, session_id: int, scan_id: int) -> FileResponse:
    """The scan itself, current or replaced; for nobody before the round is over."""
    session = _session(request, session_id)
    if not reads_scans(signed_in(request), session):
        raise Http404
    scan = get_object_or_404(BallotScan.objects.select_related("document"), pk=scan_id, session=session)
    return document_response(scan.document, download="download" in request.GET)
