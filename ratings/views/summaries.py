"""Summaries of many people as files, each with the day of its data; rating sheets; the lists of a quarter's dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forms_templates.choices import DocumentKind
from forms_templates.output import WRITERS
from forms_templates.papers import frame, paper
from forms_templates.tables import summary_workbook
from forms_templates.views.catalogue import file_response
from organizations import clock
from ratings.permissions import annex_refusal, appraised_list_refusal, members_summary_refusal
from ratings.selectors.summaries import (
    ANNEXES,
    SLOTS,
    annex_payload,
    channels_payload,
    leaders_rated_above,
    managed_people,
    members_payload,
)
from ratings.services import summaries as services
from reviews.models import Campaign, Meeting, Review
from reviews.rules.findings import Finding
from reviews.rules.named_forms import summary_clause
from reviews.rules.parts.named_forms import Summary
from reviews.views.campaigns import visible_campaign
from reviews.views.home import signed_in

#: In addresses: what each summary is called.
_OF_CAMPAIGN = {
    "mau-11": (Summary.CHANNELS, DocumentKind.CHANNELS_SUMMARY),
    "phu-luc-13": (Summary.PROPOSED, DocumentKind.ANNEX_13),
    "phu-luc-14": (Summary.DECIDED, DocumentKind.ANNEX_14),
}
SUFFIXES = ("pdf", "docx", "xlsx")


@require_safe
def summaries(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every summary that the plan names: the campaign's own, and Mẫu số 04 of each cell that has met."""
    found = visible_campaign(request, campaign_id)
    if found.is_draft or found.plan.named_forms is None:
        raise Http404
    rows = []
    for name, (summary, kind) in _OF_CAMPAIGN.items():
        reference = summary_clause(summary, found.plan)
        if reference is not None:
            rows.append({"name": name, "kind": kind, "reference": reference, "refusal": _refusal(request, found, kind)})
    of_cells = summary_clause(Summary.MEMBERS, found.plan)
    context = {
        "campaign": found,
        "rows": rows,
        "suffixes": SUFFIXES,
        "today": clock.today(),
        "of_cells": of_cells,
        "meetings": _cell_meetings(request, found) if of_cells is not None else [],
    }
    return render(request, "ratings/summaries.html", context)


def _cell_meetings(request: HttpRequest, campaign: Campaign) -> list[Meeting]:
    user = signed_in(request)
    rows = Meeting.objects.visible_to(user).filter(campaign=campaign, cell__isnull=False).select_related("cell")
    rows = rows.order_by("cell__path")
    return [meeting for meeting in rows if not members_summary_refusal(user, meeting)]


def _refusal(request: HttpRequest, campaign: Campaign, kind: DocumentKind) -> list[Finding]:
    user = signed_in(request)
    if kind is DocumentKind.CHANNELS_SUMMARY:
        return appraised_list_refusal(user, campaign, leaders_rated_above(campaign))
    return annex_refusal(user, campaign, kind, managed_people(campaign, kind))


@require_safe
def of_campaign(request: HttpRequest, campaign_id: int, name: str, suffix: str) -> HttpResponse:
    """Mẫu 11, Phụ lục 13 or 14 of the whole campaign as PDF, Word or Excel."""
    found = visible_campaign(request, campaign_id)
    summary, kind = _OF_CAMPAIGN.get(name, (None, None))
    asked = summary is not None and not found.is_draft and summary_clause(summary, found.plan) is not None
    if not asked or kind is None or _refusal(request, found, kind):
        raise Http404
    taken_on = clock.today()
    if kind is DocumentKind.CHANNELS_SUMMARY:
        payload = channels_payload(found, taken_on=taken_on)
    else:
        payload = annex_payload(found, kind, taken_on=taken_on)
    return _file(kind, payload, name=f"{name}-{found.pk}", suffix=suffix)


@require_safe
def of_members(request: HttpRequest, meeting_id: int, suffix: str) -> HttpResponse:
    """Mẫu số 04 of a cell as PDF, Word or Excel."""
    meeting = _cell_meeting(request, meeting_id)
    if members_summary_refusal(signed_in(request), meeting):
        raise Http404
    payload = members_payload(meeting, taken_on=clock.today())
    return _file(DocumentKind.MEMBERS_SUMMARY, payload, name=f"mau-04-{meeting.pk}", suffix=suffix)


@require_POST
def print_members(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Mẫu số 04 as a paper that stays with the meeting."""
    meeting = _cell_meeting(request, meeting_id)
    found = services.print_members_summary(meeting=meeting, by=signed_in(request), on=clock.today())
    return redirect("paper", found.pk)


@require_POST
def file_annex(request: HttpRequest, review_id: int, name: str) -> HttpResponse:
    """Phụ lục 13 or 14 of the unit into its dossier."""
    review = _review(request, review_id)
    kind = ANNEXES.get(name)
    lines = {rule.key for rule in review.campaign.plan.dossier if rule.period is review.campaign.plan.period.of_papers}
    if kind is None or not review.is_collective or SLOTS[kind] not in lines:
        raise Http404
    services.file_annex(review=review, kind=kind, by=signed_in(request), on=clock.today())
    messages.success(request, "Đã lập danh sách và đưa vào mục của hồ sơ.")
    return redirect("dossier", review.pk)


@require_POST
def print_rating_sheet(request: HttpRequest, review_id: int) -> HttpResponse:
    """Mẫu số 05 to Mẫu số 09 with what is known of the subject."""
    paper_made = services.print_rating_sheet(review=_review(request, review_id), by=signed_in(request))
    return redirect("paper", paper_made.pk)


def _review(request: HttpRequest, review_id: int) -> Review:
    rows = Review.objects.visible_to(signed_in(request)).reviewed().with_subject().select_related("unit__parent")
    return get_object_or_404(rows, pk=review_id)


def _cell_meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related("campaign__issuer", "cell__parent")
    meeting = get_object_or_404(rows, pk=meeting_id, cell__isnull=False)
    if summary_clause(Summary.MEMBERS, meeting.campaign.plan) is None:
        raise Http404
    return meeting


def _file(kind: DocumentKind, payload: Mapping[str, Any], *, name: str, suffix: str) -> HttpResponse:
    if suffix not in SUFFIXES:
        raise Http404
    if suffix == "xlsx":
        return file_response(summary_workbook(kind, payload), name, suffix)
    template, context = paper(kind, payload)
    return file_response(WRITERS[suffix](template, context | frame(str(kind.label), "")), name, suffix)
