"""Hồ sơ của chi bộ: its parts, the score sheet, the list of rewards, sending it to the committee."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from ratings.forms import CellPaperForm, CellScoreForm, CellTitleForm
from ratings.selectors.cell_dossiers import candidates
from ratings.services import cell_dossiers as services
from reviews.choices import Level, VenueKind
from reviews.models import HandOver, Meeting, Paper
from reviews.permissions import cell_dossier_refusal, reads_cell_dossier
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.parts.cells import PartHolds
from reviews.selectors.cell_dossiers import CellRow, cell_row, cell_rows, has_cell_dossiers, has_steps
from reviews.services import cell_dossiers as making
from reviews.views.campaigns import visible_campaign
from reviews.views.home import signed_in
from reviews.views.papers import paper_card


@require_safe
def cells(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every cell one makes or follows: how much of its dossier is there, when it went, what its meeting costs."""
    campaign = visible_campaign(request, campaign_id)
    rows = cell_rows(campaign, user=signed_in(request))
    if not has_cell_dossiers(campaign) or campaign.is_draft:
        raise Http404
    user = signed_in(request)
    page = Paginator(rows, 60).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "page": page,
        "readable": {
            row.cell.pk
            for row in page
            if reads_cell_dossier(user, row.cell, row.dossier.hand_over if row.dossier else None)
        },
        "sent": sum(row.is_sent for row in rows),
        "total": len(rows),
        "support": sum(row.support for row in rows),
        "members": sum(row.registered for row in rows),
        "due_on": next((row.due_on for row in rows), None),
    }
    return render(request, "ratings/cell_dossiers.html", context)


def _row(request: HttpRequest, meeting_id: int) -> CellRow:
    """The dossier of a cell's meeting; it does not exist for those who neither make nor follow it."""
    user = signed_in(request)
    rows = Meeting.objects.filter(
        Q(pk__in=Meeting.objects.visible_to(user).values("pk"))
        | Q(cell_dossier__hand_over__in=HandOver.objects.visible_to(user))
    )
    meeting = get_object_or_404(
        rows.select_related("campaign__issuer", "cell__parent", "chair", "clerk"), pk=meeting_id
    )
    if meeting.kind != VenueKind.CELL or meeting.cell is None or not has_cell_dossiers(meeting.campaign):
        raise Http404
    row = cell_row(meeting)
    if not reads_cell_dossier(user, meeting.cell, row.dossier.hand_over if row.dossier else None):
        raise Http404
    return row


def cell_dossier(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The parts in the printed order, each with what lacks and what to do about it; ``action`` says what is done."""
    row = _row(request, meeting_id)
    title_form = CellTitleForm(initial=_title(row))
    paper_form = CellPaperForm(parts=_by_hand(row))
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "title":
            title_form = CellTitleForm(request.POST)
        if action == "paper":
            paper_form = CellPaperForm(request.POST, request.FILES, parts=_by_hand(row))
        try:
            said = _act(request, row, action, title_form, paper_form)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            if said:
                messages.success(request, said)
                return redirect("cell-dossier", meeting_id)
    return _page(request, row, title_form, paper_form, findings)


def _act(request: HttpRequest, row: CellRow, action: str, title_form: CellTitleForm, paper_form: CellPaperForm) -> str:
    """What was done, in words; empty where a form is not filled in."""
    assert row.meeting is not None
    by, key = signed_in(request), row.meeting.pk
    if action == "title":
        if not title_form.is_valid():
            return ""
        making.register_title(meeting_id=key, by=by, **title_form.cleaned_data)
        return "Đã ghi danh hiệu đăng ký."
    if action == "paper":
        if not paper_form.is_valid():
            return ""
        content = paper_form.cleaned_data["file"].read()
        making.attach_cell_paper(meeting_id=key, part=paper_form.cleaned_data["part"], content=content, by=by)
        return "Đã thêm tài liệu vào hồ sơ của chi bộ."
    if action in ("book", "no-book"):
        there = action == "book"
        making.put_minute_book(meeting_id=key, there=there, by=by, on=clock.today())
        return "Đã ghi nộp sổ ghi biên bản." if there else "Đã bỏ ghi nộp sổ."
    if action == "send":
        for warning in services.send_cell_dossier(meeting_id=key, by=by, on=clock.today()):
            messages.warning(request, warning.message)
        return f"Đã gửi hồ sơ của {row.cell}."
    raise Http404


def _title(row: CellRow) -> dict[str, str]:
    return {"title": row.dossier.title, "reason": row.dossier.title_reason} if row.dossier else {}


def _by_hand(row: CellRow) -> list[tuple[str, str]]:
    """The parts whose paper people bring: all that are one paper, but for the minute book itself."""
    return [
        (part.row.key, part.row.title)
        for part in row.parts
        if part.row.holds is PartHolds.PAPER and part.row.key != "minute_book"
    ]


def _page(
    request: HttpRequest,
    row: CellRow,
    title_form: CellTitleForm,
    paper_form: CellPaperForm,
    findings: tuple[Finding, ...],
) -> HttpResponse:
    assert row.meeting is not None
    user = signed_in(request)
    papers = Paper.objects.visible_to(user).filter(meeting=row.meeting).select_related("document")
    blocked = bool(findings) or bool(title_form.errors) or bool(paper_form.errors)
    context = {
        "row": row,
        "meeting": row.meeting,
        "campaign": row.campaign,
        "may_make": not cell_dossier_refusal(user, row.cell) and not row.is_sent,
        "may_print": not cell_dossier_refusal(user, row.cell),
        "has_steps": has_steps(row.meeting),
        "title_form": title_form,
        "paper_form": paper_form,
        "findings": findings,
        "hindrances": [] if row.is_sent else row.findings(on=clock.today()),
        "due_on": row.due_on,
        "support": row.campaign.plan.cells.support if row.campaign.plan.cells else None,
        "cards": [paper_card(paper) for paper in papers],
        "printed": services.PRINTED_PARTS,
    }
    return render(request, "ratings/cell_dossier.html", context, status=422 if blocked else 200)


def scores(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The cell's score sheet; “Thêm dòng” saves nothing."""
    row = _row(request, meeting_id)
    rows = list(row.dossier.scores.all()) if row.dossier else []
    form = CellScoreForm(request.POST if request.method == "POST" else None, scores=rows)
    refused = tuple(cell_dossier_refusal(signed_in(request), row.cell))
    if refused and request.method != "POST":
        raise Http404
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and not form.add_row and form.is_valid():
        try:
            making.write_scores(meeting_id=meeting_id, rows=form.scores(), by=signed_in(request))
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi bảng điểm.")
            return redirect("cell-dossier", meeting_id)
    status = 422 if request.method == "POST" and not form.add_row else 200
    context = {"row": row, "meeting": row.meeting, "form": form, "findings": findings}
    return render(request, "ratings/cell_scores.html", context, status=status)


def rewards(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Whom the cell proposes for reward: the members of the best level, some of them marked as outstanding."""
    row = _row(request, meeting_id)
    found = candidates(row)
    findings: tuple[Finding, ...] = ()
    listed = [candidate.review.pk for candidate in found if candidate.listed]
    outstanding = [candidate.review.pk for candidate in found if candidate.outstanding]
    none = row.dossier is not None and row.dossier.no_rewards
    if request.method == "POST":
        listed, outstanding = _numbers(request, "listed"), _numbers(request, "outstanding")
        none = "none" in request.POST
        try:
            services.propose_rewards(
                meeting_id=meeting_id, listed=listed, outstanding=outstanding, none=none, by=signed_in(request)
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi danh sách đề nghị khen thưởng.")
            return redirect("cell-dossier", meeting_id)
    context = {
        "row": row,
        "meeting": row.meeting,
        "candidates": [candidate for candidate in found if candidate.level == Level.EXCELLENT],
        "rated": len(found),
        "listed": listed,
        "outstanding": outstanding,
        "none": none,
        "findings": findings,
        "may_make": not cell_dossier_refusal(signed_in(request), row.cell) and not row.is_sent,
    }
    return render(request, "ratings/cell_rewards.html", context, status=422 if findings else 200)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isascii() and text.isdigit() and len(text) < 18]


@require_POST
def print_part(request: HttpRequest, meeting_id: int, part: str) -> HttpResponse:
    """``part``: one of those that the program writes, or ``ho-so`` for all of them behind one cover."""
    row = _row(request, meeting_id)
    by, on = signed_in(request), clock.today()
    if part == "ho-so":
        return redirect("paper", services.print_whole_dossier(row=row, by=by, on=on).pk)
    if part not in services.PRINTED_PARTS:
        raise Http404
    return redirect("paper", services.print_cell_paper(row=row, part=part, by=by, on=on).pk)
