"""Party groups of the cell that meets: whom they review, and what they report."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from organizations import clock
from reviews.choices import MeetingState
from reviews.forms import GroupForm, GroupReportForm
from reviews.models import Meeting
from reviews.permissions import group_refusal, meeting_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.selectors.party_groups import free_items, groups_of
from reviews.services import party_groups as services

from .home import signed_in


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer", "collective__organization", "cell", "chair", "clerk"
    )
    found = get_object_or_404(rows, pk=meeting_id)
    if not groups_of(found).exists():
        raise Http404
    return found


def groups(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Which members are reviewed in which party group, and whether it has reported."""
    user, meeting = signed_in(request), _meeting(request, meeting_id)
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        groups=groups_of(meeting),
        items=free_items(meeting),
        initial={"held_on": clock.today()},
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_to_group(meeting_id=meeting.pk, by=user, **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi danh sách kiểm điểm ở {form.cleaned_data['group']}.")
            return redirect("meeting-groups", meeting.pk)
    rows = meeting.group_reviews.select_related("group", "reported_by__person").prefetch_related(
        "items__review__person", "items__review__collective"
    )
    running = not meeting_refusal(user, meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "findings": findings,
        "rows": [(row, running or not group_refusal(user, meeting, row.group)) for row in rows],
        "running": running and meeting.state != MeetingState.CONCLUDED,
        "is_open": meeting.state == MeetingState.OPEN,
    }
    return render(request, "reviews/party_groups.html", context, status=422 if request.method == "POST" else 200)


def report(request: HttpRequest, meeting_id: int, group_id: int) -> HttpResponse:
    """The report of one group to the cell; a refused one keeps what was typed."""
    user, meeting = signed_in(request), _meeting(request, meeting_id)
    found = get_object_or_404(meeting.group_reviews.select_related("group"), pk=group_id)
    items = list(found.items.select_related("review__person", "review__collective").order_by("position"))
    form = GroupReportForm(request.POST if request.method == "POST" else None, items=items)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.report_group(group_review_id=found.pk, results=form.results(), by=user, now=clock.now())
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Chi bộ đã nghe {found.group} báo cáo kết quả kiểm điểm.")
            return redirect("meeting", meeting.pk)
    context = {
        "meeting": meeting,
        "found": found,
        "items": items,
        "form": form,
        "findings": findings,
        "may_report": found.reported_at is None and not group_refusal(user, meeting, found.group),
    }
    return render(request, "reviews/party_group_report.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def take_back(request: HttpRequest, meeting_id: int, group_id: int) -> HttpResponse:
    meeting = _meeting(request, meeting_id)
    found = get_object_or_404(meeting.group_reviews, pk=group_id)
    services.take_back(group_review_id=found.pk, by=signed_in(request))
    messages.success(request, "Chi bộ kiểm điểm những đảng viên này tại hội nghị.")
    return redirect("meeting-groups", meeting.pk)
