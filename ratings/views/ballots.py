"""The ballot in its meeting: prepared, opened, followed, its results read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Person, User
from organizations.text import row_id
from ratings.choices import RUNNING, BallotState, Channel, VotingMethod
from ratings.forms import BallotSheetsForm
from ratings.forms.ballots import OnPaperForm, PrepareForm
from ratings.models import BallotSession, Voter
from ratings.permissions import box_refusal, count_refusal, members_summary_refusal
from ratings.selectors import ballot_opening as openings
from ratings.selectors import ballots as selectors
from ratings.selectors import counting_teams as teams
from ratings.selectors import desk as desks
from ratings.selectors import paper_counts
from ratings.selectors.ballot_questions import note_of, questions_of
from ratings.selectors.ballots import SessionView
from ratings.selectors.boxes import has_account, knows_another
from ratings.selectors.paper_ballots import voters_of
from ratings.services import ballots as services
from ratings.services import paper_ballots as sheet_services
from reviews.choices import MeetingState, Presence
from reviews.models import Meeting, Paper
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.named_forms import summary_clause
from reviews.rules.parts.named_forms import Summary
from reviews.selectors.nominees import nominates
from reviews.views.home import signed_in

#: What the pages of a round read of it besides itself.
_MEETING = ("campaign__issuer", "collective__organization", "cell", "chair", "clerk")


@require_safe
def meeting_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The next step first, then the turnout, the rounds and their results; of the rounds only what one may see."""
    return desk(request, meeting_or_404(request, meeting_id))


def desk(
    request: HttpRequest,
    meeting: Meeting,
    *,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The whole page; after a refused act with its findings on top and what was chosen still in its form."""
    user = signed_in(request)
    runs = not meeting_refusal(user, meeting)
    views, withheld = seen_rounds(user, meeting, runs=runs)
    standing = desks.standing_view(views)
    current = standing.session if standing is not None else None
    turnout = desks.turnout_of(current) if current is not None and current.opened_at is not None else None
    before_opening = current is None or current.state == BallotState.PREPARING
    counted = any(view.is_counted for view in views)
    context = {
        "views": views,
        "standing": standing,
        "withheld": withheld and standing is None,
        "steps": desks.steps_of(standing),
        "opening": openings.opening(meeting, session=current, runs=runs) if before_opening else None,
        "electorate": desks.electorate_of(meeting, turnout),
        "findings": findings,
        "notes": [note] if (note := note_of(meeting)) is not None else [],
        "sheets": BallotSheetsForm() if runs else None,
        "voters": voters_of(meeting) if runs else 0,
        "lists_nominees": runs and nominates(meeting),
        "summarized": counted
        and meeting.cell is not None
        and summary_clause(Summary.MEMBERS, meeting.campaign.plan) is not None
        and not members_summary_refusal(user, meeting),
        "papers": Paper.objects.visible_to(user).filter(meeting=meeting).select_related("document"),
        **_round(user, meeting, current, turnout, runs=runs),
        **forms,
    }
    if runs and current is None and meeting.state == MeetingState.OPEN:
        context.setdefault("prepare_form", _prepare_form(meeting))
    if runs and standing is not None and standing.may_repeat:
        context.setdefault("prepare_form", _prepare_form(meeting, before=standing.session))
    if runs and current is not None and before_opening and current.method == VotingMethod.MIXED:
        context.setdefault("on_paper_form", _on_paper_form(meeting))
    return render(request, "ratings/meeting_ballots.html", context, status=status)


def seen_rounds(user: User, meeting: Meeting, *, runs: bool) -> tuple[list[SessionView], bool]:
    """The rounds that this user may see, all of them where he runs the meeting; whether one that has opened is kept
    from him."""
    views = selectors.sessions_of(meeting)
    if runs:
        return views, False
    seen = set(BallotSession.objects.visible_to(user).filter(meeting=meeting).values_list("pk", flat=True))
    withheld = any(view.opened for view in views if view.session.pk not in seen)
    return [view for view in views if view.session.pk in seen], withheld


def _round(
    user: User, meeting: Meeting, session: BallotSession | None, turnout: desks.Turnout | None, *, runs: bool
) -> dict[str, Any]:
    """What the part of the page that follows the room by itself shows of the round, for this user."""
    if session is None:
        return {"meeting": meeting, "session": None, "may_run": runs, "may_count": runs, "may_open": False}
    session.meeting = meeting
    holders = list(session.holders.all())
    missing = [holder for holder in holders if not holder.taken_at]
    counts = runs or (session.state in RUNNING and not count_refusal(user, session))
    mine = turnout.of(user.person_key) if turnout is not None else None
    return {
        "meeting": meeting,
        "session": session,
        "turnout": turnout,
        "holders": holders,
        "missing": missing,
        "my_key": next((row for row in holders if row.person_id == user.person_key), None),
        "to_fetch": [row for row in holders if not has_account(row.person) and not knows_another(user, holders, row)],
        "may_run": runs,
        "may_count": counts,
        "may_open": counts and session.state == BallotState.CLOSED and not box_refusal(user, session),
        "to_vote": mine is not None and not mine.voted and mine.channel == Channel.ELECTRONIC,
        "paper_missing": paper_counts.missing_findings(session) if session.state == BallotState.CLOSED else [],
        "at": f"{session.pk}-{session.state}",
    }


@never_cache
@require_safe
def ballot_live(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The part of the page that asks for itself every few seconds; once the round went on, the whole page anew.

    ``at``: round and state as the page shows them; without it the part as it stands.
    """
    user, meeting = signed_in(request), meeting_or_404(request, meeting_id)
    runs, rows = not meeting_refusal(user, meeting), BallotSession.objects.visible_to(user).filter(meeting=meeting)
    session = rows.standing().prefetch_related("holders__person__user").order_by("-round").first()
    if session is None and not runs and not rows.exists():
        raise Http404
    if session is None or request.GET.get("at") not in (None, f"{session.pk}-{session.state}"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("meeting-ballots", args=(meeting.pk,))
        return answer
    turnout = desks.turnout_of(session) if session.opened_at is not None else None
    context = _round(user, meeting, session, turnout, runs=runs)
    return render(request, "ratings/_ballot_live.html", context)


def meeting_or_404(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(*_MEETING)
    return get_object_or_404(rows, pk=meeting_id)


def _present(meeting: Meeting) -> QuerySet[Person]:
    return Person.objects.filter(attendances__meeting=meeting, attendances__presence=Presence.PRESENT)


def _prepare_form(meeting: Meeting, data: Any = None, *, before: BallotSession | None = None) -> PrepareForm:
    """Who is on the ballot is said beside the name. ``before``: the round that is repeated."""
    asked = openings.questions_to_repeat(before)[0] if before is not None else questions_of(meeting)
    found = teams.candidates(meeting, asked)
    return PrepareForm(
        data,
        people=_present(meeting),
        voted_on=found.voted_on,
        may_lack=found.may_lack,
        initial=_as_before(before) if before is not None else {},
    )


def _as_before(session: BallotSession) -> dict[str, Any]:
    """A further round has the team and the way of voting of the one before, unless somebody changes them."""
    return {
        "counting_team": [person.pk for person in session.counting_team.all()],
        "method": session.method,
        "none_else": any(row.voted_on for row in session.counting_members.all()),
        "sign_out_after_vote": session.sign_out_after_vote,
    }


def _on_paper_form(meeting: Meeting, data: Any = None) -> OnPaperForm:
    """Whoever voted on paper in the round before is marked at first."""
    voters = _present(meeting).filter(attendances__meeting=meeting, attendances__may_vote=True).select_related("user")
    before = Voter.objects.filter(session__meeting=meeting, channel=Channel.PAPER).values_list("person_id", flat=True)
    return OnPaperForm(data, voters=voters, initial={"on_paper": list(before) if data is None else []})


@require_POST
def prepare_ballot(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Name the counting team and say how people vote."""
    meeting = meeting_or_404(request, meeting_id)
    form = _prepare_form(meeting, request.POST)
    if not form.is_valid():
        return desk(request, meeting, prepare_form=form, status=422)
    chosen = form.cleaned_data
    try:
        services.prepare_ballot(
            meeting_id=meeting.pk,
            counting_team=list(chosen["counting_team"]),
            method=chosen["method"],
            sign_out_after_vote=chosen["sign_out_after_vote"],
            none_else=chosen["none_else"],
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        return desk(request, meeting, findings=violation.findings, prepare_form=form, status=422)
    messages.success(request, "Đã cử tổ kiểm phiếu.")
    return redirect("meeting-ballots", meeting.pk)


@require_POST
def open_ballot(request: HttpRequest, session_id: int) -> HttpResponse:
    session = session_or_404(request, session_id)
    meeting = session.meeting
    form = _on_paper_form(meeting, request.POST)
    if not form.is_valid():
        return desk(request, meeting, on_paper_form=form, status=422)
    try:
        services.open_ballot(
            session_id=session.pk,
            on_paper=list(form.cleaned_data["on_paper"]),
            by=signed_in(request),
            now=clock.now(),
        )
    except RuleViolation as violation:
        shown = {"on_paper_form": form} if session.method == VotingMethod.MIXED else {}
        return desk(request, meeting, findings=violation.findings, status=422, **shown)
    messages.success(request, "Đã mở bỏ phiếu; danh sách người bỏ phiếu đã chốt.")
    return redirect("meeting-ballots", session.meeting_id)


@never_cache
@sensitive_variables()
@require_POST
def take_phrase(request: HttpRequest, session_id: int, person_id: int) -> HttpResponse:
    """The phrase is on this one answer, which nothing keeps."""
    session = session_or_404(request, session_id)
    if row_id(str(person_id)) is None:
        raise Http404
    try:
        phrase = services.take_phrase(
            session_id=session.pk, person_id=person_id, by=signed_in(request), now=clock.now()
        )
    except RuleViolation as violation:
        return desk(request, session.meeting, findings=violation.findings, status=422)
    holder = session.holders.select_related("person").get(person_id=person_id)
    context = {"session": session, "holder": holder, "groups": phrase.split()}
    return render(request, "ratings/ballot_phrase.html", context)


@require_POST
def print_ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The sheets of the round that runs or comes next, in one file: one a voter and the spare ones asked for."""
    meeting = meeting_or_404(request, meeting_id)
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
    """Another round, by the same team or another."""
    session = session_or_404(request, session_id)
    form = _prepare_form(session.meeting, request.POST, before=session)
    if not form.is_valid():
        return desk(request, session.meeting, prepare_form=form, status=422)
    try:
        services.prepare_reballot(session_id=session.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data)
    except RuleViolation as violation:
        return desk(request, session.meeting, findings=violation.findings, prepare_form=form, status=422)
    messages.success(request, "Đã chuẩn bị vòng bỏ phiếu lại.")
    return redirect("meeting-ballots", session.meeting_id)


def session_or_404(request: HttpRequest, session_id: int) -> BallotSession:
    rows = BallotSession.objects.visible_to(signed_in(request)).select_related(
        *(f"meeting__{part}" for part in _MEETING)
    )
    return get_object_or_404(rows, pk=session_id)
