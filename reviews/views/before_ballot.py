"""What a meeting records before it votes: an organization's own level, the discussion, the employers' results, the list
of those who may be proposed for EXCELLENT.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from organizations import clock
from reviews.choices import Level, MeetingState, Track
from reviews.forms import DiscussionForm, EmployerResultForm, NomineesForm, SelfLevelForm
from reviews.forms.base import PlainForm
from reviews.models import Meeting
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors import before_ballot as selectors
from reviews.services import before_ballot as services

from .home import signed_in


def before_ballot(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """For whoever runs a meeting that has something to record before it votes."""
    user = signed_in(request)
    rows = Meeting.objects.visible_to(user).select_related(
        "campaign__issuer", "collective__organization", "cell", "chair", "clerk"
    )
    meeting = get_object_or_404(rows, pk=meeting_id)
    asked = selectors.before_ballot(meeting)
    if meeting_refusal(user, meeting) or not asked.is_asked:
        raise Http404
    forms = _forms(asked)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action not in forms:
            findings = (
                Finding("before_ballot.action", Severity.BLOCK, "Trang này không có việc vừa gửi; tải lại trang."),
            )
        else:
            forms[action] = _bound(asked, action, request)
            if forms[action].is_valid():
                try:
                    _write(request, meeting, action, forms[action])
                except RuleViolation as violation:
                    findings = violation.findings
                else:
                    messages.success(request, "Đã ghi.")
                    return redirect("meeting-before-ballot", meeting.pk)
    nominees = meeting.campaign.plan.nominees
    context = {
        "meeting": meeting,
        "asked": asked,
        "organizations": [(review, taken, forms[f"level-{review.pk}"]) for review, taken in asked.organizations],
        "discussions": [(row, forms[f"discussion-{row.track}"]) for row in asked.discussions],
        "employer_form": forms.get("employer"),
        "nominees_form": forms.get("nominees"),
        "nominees_clause": meeting.campaign.plan.reference(nominees.clause) if nominees is not None else None,
        "nominees_fixed": asked.voted or meeting.state == MeetingState.CONCLUDED,
        "findings": findings,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/before_ballot.html", context, status=status)


def _forms(asked: selectors.BeforeBallot) -> dict[str, PlainForm]:
    forms: dict[str, PlainForm] = {}
    for review, taken in asked.organizations:
        key = f"level-{review.pk}"
        initial = {"level": taken.level, "basis": taken.basis} if taken is not None else {}
        forms[key] = SelfLevelForm(prefix=key, initial=initial)
    for row in asked.discussions:
        key = f"discussion-{row.track}"
        forms[key] = DiscussionForm(prefix=key, initial={"text": row.held.text} if row.held is not None else {})
    if asked.employed:
        waiting = asked.waiting
        forms["employer"] = EmployerResultForm(
            prefix="employer",
            members=[row.review for row in asked.employed],
            initial={"review": waiting[0].pk} if waiting else {},
        )
    if asked.nominees:
        forms["nominees"] = NomineesForm(prefix="nominees", nominees=asked.nominees)
    return forms


def _bound(asked: selectors.BeforeBallot, action: str, request: HttpRequest) -> PlainForm:
    if action == "employer":
        return EmployerResultForm(request.POST, prefix=action, members=[row.review for row in asked.employed])
    if action == "nominees":
        return NomineesForm(request.POST, prefix=action, nominees=asked.nominees)
    return (SelfLevelForm if action.startswith("level-") else DiscussionForm)(request.POST, prefix=action)


def _write(request: HttpRequest, meeting: Meeting, action: str, form: PlainForm) -> None:
    by, now, data = signed_in(request), clock.now(), form.cleaned_data
    if isinstance(form, NomineesForm):
        rows = {pk: services.Qualified(qualifies, basis) for pk, (qualifies, basis) in form.said().items()}
        services.record_nominations(meeting_id=meeting.pk, rows=rows, by=by, now=now)
        return
    kind, _, key = action.partition("-")
    if kind == "level":
        services.take_level(
            meeting_id=meeting.pk,
            review_id=int(key),
            level=Level(data["level"]),
            basis=data["basis"],
            by=by,
            now=now,
        )
    elif kind == "discussion":
        services.record_discussion(meeting_id=meeting.pk, track=Track(key), text=data["text"], by=by, now=now)
    else:
        services.record_employer_result(
            meeting_id=meeting.pk,
            review_id=data["review"],
            level=Level(data["level"]),
            document=data["document"],
            by=by,
            now=now,
        )
