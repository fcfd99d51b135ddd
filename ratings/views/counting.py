"""The box is shut, opened and counted; or the round is void."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from organizations import clock, proofs
from organizations.text import row_id
from ratings.choices import RUNNING, BallotState, VotingMethod
from ratings.models import BallotSession
from ratings.permissions import box_refusal
from ratings.selectors import ballots as selectors
from ratings.selectors import boxes, desk, paper_counts
from ratings.selectors.rounds import fate_of_ballots
from ratings.services import ballots as services
from ratings.services import counting, voiding
from ratings.views.ballots import session_or_404
from reviews.forms.voiding import VoidForm
from reviews.rules.findings import Finding, RuleViolation
from reviews.views.home import signed_in
from reviews.views.proofs import prove


@sensitive_post_parameters()
@sensitive_variables()
def close_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    """Closing cannot be undone: a page says what will happen, in numbers, and asks for the password."""
    user = signed_in(request)
    session = session_or_404(request, session_id)
    findings: tuple[Finding, ...] = ()
    wrong_password = False
    if request.method == "POST":
        wrong_password = not proofs.knows_password(request, request.POST.get("password", ""))
        if not wrong_password:
            try:
                prove(request)
                services.close_ballot(session_id=session.pk, by=user, now=clock.now())
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, "Đã đóng hòm phiếu; việc tiếp theo là kiểm phiếu.")
                return redirect("paper-count" if session.method == VotingMethod.PAPER else "ballot-count", session.pk)
    is_open = session.state == BallotState.OPEN
    context = {
        "session": session,
        "turnout": desk.turnout_of(session),
        "questions": session.questions.count(),
        "findings": findings,
        "warnings": selectors.closing_findings(session) if is_open and not findings else (),
        "wrong_password": wrong_password,
    }
    return render(request, "ratings/ballot_close.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def count_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    """Two key holders type their phrases; the box is opened and counted in one act, by whoever proves himself."""
    user = signed_in(request)
    session = session_or_404(request, session_id)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        phrases = {
            person_id: phrase
            for name in _SLOTS
            if (person_id := row_id(request.POST.get(f"holder-{name}", ""))) is not None
            and (phrase := request.POST.get(f"phrase-{name}", "").strip())
        }
        try:
            prove(request)
            counting.count_ballot(session_id=session.pk, phrases=phrases, by=user, now=clock.now())
        except RuleViolation as violation:
            findings = violation.findings
            session.refresh_from_db()
        else:
            messages.success(request, "Đã kiểm phiếu; phiếu và khóa của hòm đã xóa. Kết quả ở dưới.")
            return redirect("meeting-ballots", session.meeting_id)
    closed = session.state == BallotState.CLOSED
    holders = list(session.holders.select_related("person"))
    context = {
        "session": session,
        "slots": _slots(request, [holder.person_id for holder in holders]),
        "holders": holders,
        "findings": findings,
        "waiting": boxes.wait_findings(session, clock.now()) if closed else (),
        "not_mine": box_refusal(user, session) if closed else (),
        "missing": paper_counts.missing_findings(session) if closed else (),
    }
    return render(request, "ratings/ballot_count.html", context, status=422 if findings else 200)


#: The two who type their phrases.
_SLOTS = {"first": "Người thứ nhất", "second": "Người thứ hai"}


def _slots(request: HttpRequest, people: list[int]) -> list[dict[str, Any]]:
    """Who was chosen stays chosen after a refusal; at first the first two. A phrase is never sent back."""
    return [
        {"name": name, "title": title, "chosen": row_id(request.POST.get(f"holder-{name}", "")) or usual}
        for (name, title), usual in zip(_SLOTS.items(), people, strict=False)
    ]


def void_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    """Two people, one after the other: the reason and the request, then the second approval."""
    user = signed_in(request)
    session = session_or_404(request, session_id)
    form = VoidForm(request.POST or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and ("confirm" in request.POST or form.is_valid()):
        try:
            if "confirm" in request.POST:
                read = request.POST.get("asked", "")
                voiding.confirm_void(session_id=session.pk, read=read, by=user, now=clock.now())
                messages.success(request, f"Đã hủy vòng bỏ phiếu. {_fate(session)}")
                return redirect("meeting-ballots", session.meeting_id)
            voiding.ask_to_void(session_id=session.pk, reason=form.cleaned_data["reason"], by=user, now=clock.now())
        except RuleViolation as violation:
            findings = violation.findings
            session.refresh_from_db()
        else:
            messages.success(request, "Đã ghi đề nghị hủy; cần một người thứ hai đồng ý.")
            return redirect("ballot-void", session.pk)
    return _void_page(request, session, form, findings=findings)


def _fate(session: BallotSession) -> str:
    return fate_of_ballots(session, counted_by_hand=session.paper_counts.exists())


def _void_page(
    request: HttpRequest, session: BallotSession, form: VoidForm, *, findings: tuple[Finding, ...]
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "findings": findings,
        "running": session.state in RUNNING,
        "voted": session.voters.filter(voted=True).count(),
        "fate": _fate(session),
    }
    return render(request, "ratings/ballot_void.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def keep_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    """The request to void is taken back."""
    session = session_or_404(request, session_id)
    try:
        voiding.withdraw_void(session_id=session.pk, by=signed_in(request))
    except RuleViolation as violation:
        return _void_page(request, session, VoidForm(), findings=violation.findings)
    messages.success(request, "Đã rút đề nghị hủy; cuộc bỏ phiếu tiếp tục.")
    return redirect("meeting-ballots", session.meeting_id)
