"""The ballot in its meeting: prepared, opened, followed, its results read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Person
from organizations.text import row_id
from ratings.choices import VotingMethod
from ratings.forms import BallotSheetsForm
from ratings.models import BallotSession
from ratings.permissions import count_refusal, members_summary_refusal
from ratings.selectors import ballot_opening as openings
from ratings.selectors import ballots as selectors
from ratings.selectors.paper_ballots import voters_of
from ratings.services import ballots as services
from ratings.services import paper_ballots as sheet_services
from reviews.choices import Presence
from reviews.models import Meeting, Paper
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.named_forms import summary_clause
from reviews.rules.parts.named_forms import Summary
from reviews.views.home import signed_in


@require_safe
def meeting_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """For chair and clerk: who may vote, the turnout, the rounds and their results."""
    return desk(request, _meeting(request, meeting_id))


def desk(
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
        "running": next((session for session in sessions if session.is_running), None),
        "counted": any(session.is_counted for session in sessions),
        "may_run": runs,
        "may_count": runs or any(view.is_running and not count_refusal(user, view.session) for view in sessions),
        "opening": openings.opening(meeting, runs=runs) if not any(view.opened for view in sessions) else None,
        "electorate": openings.electorate_of(meeting),
        "methods": VotingMethod.choices,
        "present": Person.objects.filter(attendances__meeting=meeting, attendances__presence=Presence.PRESENT),
        "findings": findings,
        "sheets": (sheets or BallotSheetsForm()) if runs else None,
        "voters": voters_of(meeting) if runs else 0,
        "summarized": any(session.is_counted for session in sessions)
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
def prepare_ballot(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Name the counting team and say how people vote."""
    meeting = _meeting(request, meeting_id)
    team = _people(request, "counting_team", meeting)
    sent = request.POST.get("method", VotingMethod.ELECTRONIC)
    method = VotingMethod(sent) if sent in VotingMethod.values else VotingMethod.ELECTRONIC
    try:
        services.prepare_ballot(
            meeting_id=meeting.pk,
            counting_team=team,
            method=method,
            sign_out_after_vote="sign_out_after_vote" in request.POST,
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return desk(request, meeting, findings=violation.findings, status=422)
    return redirect("meeting-ballots", meeting.pk)


def _people(request: HttpRequest, name: str, meeting: Meeting) -> list[Person]:
    chosen = [pk for value in request.POST.getlist(name) if (pk := row_id(value)) is not None]
    return list(Person.objects.filter(pk__in=chosen, attendances__meeting=meeting))


@require_POST
def open_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    session = session_or_404(request, session_id)
    try:
        services.open_ballot(
            session_id=session.pk,
            on_paper=_people(request, "on_paper", session.meeting),
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return desk(request, _meeting(request, session.meeting_id), findings=violation.findings, status=422)
    messages.success(request, "Đã mở cuộc bỏ phiếu.")
    return redirect("meeting-ballots", session.meeting_id)


@never_cache
@sensitive_variables()
@require_POST
def take_phrase(request: HttpRequest, session_id: int, person_id: int) -> HttpResponse:
    """The phrase is on this one answer, which nothing keeps."""
    session = session_or_404(request, session_id)
    try:
        phrase = services.take_phrase(
            session_id=session.pk, person_id=person_id, by=signed_in(request), now=clock.now()
        )
    except RuleViolation as violation:
        return desk(request, _meeting(request, session.meeting_id), findings=violation.findings, status=422)
    context = {"session": session, "holder": session.holders.get(person_id=person_id), "phrase": phrase}
    return render(request, "ratings/ballot_phrase.html", context)


@require_POST
def print_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The sheets of the round that runs or comes next, in one file: one a voter and the spare ones asked for."""
    meeting = _meeting(request, meeting_id)
    form = BallotSheetsForm(request.POST)
    if not form.is_valid():
        return desk(request, meeting, sheets=form, status=422)
    try:
        paper = sheet_services.print_ballots(meeting=meeting, spare=form.cleaned_data["spare"], by=signed_in(request))
    except RuleViolation as violation:
        return desk(request, meeting, findings=violation.findings, sheets=form, status=422)
    return redirect("paper", paper.pk)


@require_POST
def reopen_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    session = session_or_404(request, session_id)
    try:
        services.prepare_reballot(session_id=session.pk, by=signed_in(request), now=clock.now())
    except RuleViolation as violation:
        return desk(request, _meeting(request, session.meeting_id), findings=violation.findings, status=422)
    return redirect("meeting-ballots", session.meeting_id)


def session_or_404(request: HttpRequest, session_id: int) -> BallotSession:
    rows = BallotSession.objects.visible_to(signed_in(request)).select_related(
        "meeting__campaign__issuer",
        "meeting__collective__organization",
        "meeting__cell",
        "meeting__chair",
        "meeting__clerk",
    )
    return get_object_or_404(rows, pk=session_id)
