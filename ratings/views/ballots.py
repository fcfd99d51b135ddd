"""The ballot: opening and closing it in the meeting, voting, results."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Person
from organizations.text import row_id
from ratings.choices import BallotState
from ratings.forms import BallotSheetsForm
from ratings.models import BallotSession, Voter
from ratings.permissions import members_summary_refusal
from ratings.selectors import ballots as selectors
from ratings.selectors.paper_ballots import voters_of
from ratings.services import ballots as services
from ratings.services import paper_ballots as sheet_services
from reviews.choices import Level, Presence
from reviews.models import Meeting, Paper
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.named_forms import summary_clause
from reviews.rules.parts.named_forms import Summary
from reviews.views.home import signed_in


@require_safe
def meeting_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """For chair and clerk: who may vote, the turnout, the rounds and their results."""
    return _desk(request, _meeting(request, meeting_id))


def _desk(
    request: HttpRequest,
    meeting: Meeting,
    *,
    findings: tuple[Finding, ...] = (),
    sheets: BallotSheetsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = signed_in(request)
    sessions, runs = selectors.sessions_of(meeting), not meeting_refusal(user, meeting)
    context = {
        "meeting": meeting,
        "sessions": sessions,
        "open_session": next((session for session in sessions if session.is_open), None),
        "may_run": runs,
        "opening": selectors.opening(meeting, runs=runs) if not sessions else None,
        "electorate": selectors.electorate_of(meeting),
        "present": Person.objects.filter(attendances__meeting=meeting, attendances__presence=Presence.PRESENT),
        "findings": findings,
        "sheets": (sheets or BallotSheetsForm()) if runs else None,
        "voters": voters_of(meeting) if runs else 0,
        "summarized": any(not session.is_open for session in sessions)
        and meeting.cell is not None
        and summary_clause(Summary.MEMBERS, meeting.campaign.plan) is not None
        and not members_summary_refusal(user, meeting),
        "papers": Paper.objects.visible_to(user).filter(meeting=meeting).select_related("document"),
    }
    return render(request, "ratings/meeting_ballots.html", context, status=status)


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer", "collective__organization", "cell", "chair", "clerk"
    )
    return get_object_or_404(rows, pk=meeting_id)


@require_POST
def open_ballot(request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting = _meeting(request, meeting_id)
    chosen = [pk for value in request.POST.getlist("counting_team") if (pk := row_id(value)) is not None]
    team = list(Person.objects.filter(pk__in=chosen, attendances__meeting=meeting))
    try:
        services.open_ballot(meeting_id=meeting.pk, counting_team=team, by=signed_in(request), now=clock.now())
    except RuleViolation as violation:
        return _desk(request, meeting, findings=violation.findings, status=422)
    messages.success(request, "Đã mở cuộc bỏ phiếu.")
    return redirect("meeting-ballots", meeting.pk)


@require_POST
def print_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The sheets of the round that runs or comes next, in one file: one a voter and the spare ones asked for."""
    meeting = _meeting(request, meeting_id)
    form = BallotSheetsForm(request.POST)
    if not form.is_valid():
        return _desk(request, meeting, sheets=form, status=422)
    try:
        paper = sheet_services.print_ballots(meeting=meeting, spare=form.cleaned_data["spare"], by=signed_in(request))
    except RuleViolation as violation:
        return _desk(request, meeting, findings=violation.findings, sheets=form, status=422)
    return redirect("paper", paper.pk)


@require_POST
def reopen_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _session(request, session_id)
    try:
        services.open_reballot(session_id=session.pk, by=signed_in(request), now=clock.now())
    except RuleViolation as violation:
        return _desk(request, _meeting(request, session.meeting_id), findings=violation.findings, status=422)
    messages.success(request, "Đã mở vòng bỏ phiếu lại.")
    return redirect("meeting-ballots", session.meeting_id)


def close_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    """Closing cannot be undone: a page says what will happen, in numbers, and asks for the password."""
    user = signed_in(request)
    session = _session(request, session_id)
    findings: tuple[Finding, ...] = ()
    wrong_password = False
    if request.method == "POST":
        wrong_password = not user.check_password(request.POST.get("password", ""))
        if not wrong_password:
            try:
                services.close_ballot(session_id=session.pk, by=user, now=clock.now())
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, "Đã kiểm phiếu. Kết quả ở dưới; biên bản kiểm phiếu có thể in.")
                return redirect("meeting-ballots", session.meeting_id)
    voters = list(session.voters.values_list("voted", flat=True))
    context = {
        "session": session,
        "voters": len(voters),
        "voted": sum(voters),
        "questions": session.questions.count(),
        "findings": findings,
        "warnings": () if findings or session.state == BallotState.COUNTED else selectors.closing_findings(session),
        "wrong_password": wrong_password,
    }
    return render(request, "ratings/ballot_close.html", context, status=422 if request.method == "POST" else 200)


def _session(request: HttpRequest, session_id: int) -> BallotSession:
    rows = BallotSession.objects.visible_to(signed_in(request)).select_related(
        "meeting__campaign__issuer",
        "meeting__collective__organization",
        "meeting__cell",
        "meeting__chair",
        "meeting__clerk",
    )
    return get_object_or_404(rows, pk=session_id)


@never_cache
@sensitive_post_parameters()
def vote(request: HttpRequest, session_id: int) -> HttpResponse:
    """One page, one question a subject, four levels and blank; then the confirmation; then the vote is cast.

    Without JavaScript: the first POST shows what was chosen, the second, with ``confirmed``, casts it.
    """
    user = signed_in(request)
    session = _session(request, session_id)
    voter = Voter.objects.filter(session=session, person_id=user.person_key).first()
    questions = list(session.questions.select_related("review__person", "review__collective").order_by("position"))
    context: dict[str, Any] = {
        "session": session,
        "voter": voter,
        "questions": questions,
        "levels": Level.choices,
        "findings": (),
    }
    # Confirmed when the box was counted already: refused with its reason, not passed over.
    too_late = voter is not None and session.state == BallotState.COUNTED and "confirmed" in request.POST
    if voter is None or voter.voted or (session.state == BallotState.COUNTED and not too_late):
        context["again"] = "confirmed" in request.POST
        return render(request, "ratings/vote_closed.html", context)
    if request.method != "POST":
        return render(request, "ratings/vote.html", context)
    choices = {
        question.pk: "" if sent == "blank" else sent
        for question in questions
        if (sent := request.POST.get(f"question-{question.pk}", ""))
    }
    if len(choices) < len(questions) and not too_late:
        context["findings"] = (selectors.incomplete(len(choices), len(questions)),)
        context["chosen"] = choices
        return render(request, "ratings/vote.html", context, status=422)
    if "edit" in request.POST:
        context["chosen"] = choices
        return render(request, "ratings/vote.html", context)
    if "confirmed" not in request.POST:
        context["rows"] = [(question, choices[question.pk]) for question in questions]
        return render(request, "ratings/vote_confirm.html", context)
    try:
        services.cast_vote(session_id=session.pk, voter=user, choices=choices)
    except RuleViolation as violation:
        context["findings"] = violation.findings
        return render(request, "ratings/vote_closed.html", context, status=422)
    return redirect("ballot-vote", session.pk)
