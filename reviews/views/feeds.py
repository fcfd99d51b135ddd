"""Số liệu của các cơ quan: what each office owes for the appraisal, its table, sending it and sending it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations import clock
from organizations.text import row_id
from reviews.forms.feeds import FigureTable, PasteForm, ReturnForm
from reviews.models import Campaign, FeedSending
from reviews.permissions import figures_refusal, figures_return_refusal
from reviews.rules.feed_tables import headings
from reviews.rules.feeds import state_of, template
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.rules.parts.feeds import Feed, FeedUnitKind
from reviews.selectors.feeds import Figures, marks_new_rural, place_kinds, sees_figures
from reviews.services import feeds as services

from .campaigns import visible_campaign
from .home import signed_in

#: Units on one page of a table.
PAGE_SIZE = 60


def _figures(request: HttpRequest, campaign_id: int) -> Figures:
    """The figures of a campaign that runs; nothing where its plan collects none, or none that the user sees."""
    found = visible_campaign(request, campaign_id)
    if not sees_figures(signed_in(request), found):
        raise Http404
    return Figures(found, on=clock.today())


def _feed(request: HttpRequest, campaign_id: int, feed_key: str) -> tuple[Figures, Feed]:
    figures = _figures(request, campaign_id)
    feed = next((row for row in figures.rules.feeds if row.key == feed_key), None)
    if feed is None or not figures.is_seen(feed, signed_in(request)):
        raise Http404
    return figures, feed


@require_safe
def feeds(request: HttpRequest, campaign_id: int) -> HttpResponse:
    figures = _figures(request, campaign_id)
    lines = figures.lines(signed_in(request))
    context = {
        "campaign": figures.campaign,
        "rules": figures.rules,
        "lines": lines,
        "sent": sum(1 for line in lines if line.is_sent),
        "late": sum(1 for line in lines if line.is_late and not line.is_sent),
        "due_on": figures.due_on(),
    }
    return render(request, "reviews/feeds.html", context)


def feed(request: HttpRequest, campaign_id: int, feed_key: str) -> HttpResponse:
    """The table of an office. Every button of its form keeps what was typed first; the board's form sends it back."""
    figures, row = _feed(request, campaign_id, feed_key)
    refused: tuple[Finding, ...] = ()
    reason = ReturnForm(request.POST if request.POST.get("action") == "return" else None)
    if request.method == "POST":
        try:
            answer = _act(request, figures, row, reason)
        except RuleViolation as violation:
            refused, answer = violation.findings, None
        if answer is not None:
            return answer
        figures = Figures(figures.campaign, on=clock.today())  # what another wrote meanwhile is shown
    context = _table_context(request, figures, row, refused, reason)
    return render(request, "reviews/feed.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, figures: Figures, row: Feed, reason: ReturnForm) -> HttpResponse | None:
    """Do what the button says; None where its form is not filled in. Raises ``RuleViolation`` with nothing written."""
    by, now, campaign_id = signed_in(request), clock.now(), figures.campaign.pk
    action = request.POST.get("action", "")
    if action == "return":
        if not reason.is_valid():
            return None
        services.return_figures(
            campaign_id=campaign_id, feed_key=row.key, reason=reason.cleaned_data["reason"], by=by, now=now
        )
        messages.success(request, "Đã trả lại; cơ quan cung cấp được thông báo lý do.")
        return redirect("feed", campaign_id, row.key)
    page = _page(request, figures, row)
    table = _table(request, figures, row, page, data=request.POST)
    kind, _, place = action.partition("-")
    if kind not in ("save", "check", "add", "remove"):
        message = "Trang này không có việc vừa gửi; tải lại trang."
        raise RuleViolation([Finding("feed.action", Severity.BLOCK, message)])
    changed = services.save_figures(
        campaign_id=campaign_id,
        feed_key=row.key,
        typed=table.typed(),
        seen=table.seen_then(),
        new_rural=table.marks() if marks_new_rural(row) else None,
        by=by,
        now=now,
    )
    if kind == "check":
        return redirect("feed-send", campaign_id, row.key)
    if kind == "add":
        added = services.add_places(
            campaign_id=campaign_id,
            feed_key=row.key,
            kind=request.POST.get("place_kind", ""),
            names=request.POST.get("place_names", "").splitlines(),
            by=by,
            now=now,
        )
        messages.success(request, f"Đã thêm {len(added)} đơn vị.")
    elif kind == "remove":
        place_id = row_id(place) or 0
        services.remove_place(campaign_id=campaign_id, feed_key=row.key, place_id=place_id, by=by, now=now)
        messages.success(request, "Đã bỏ đơn vị.")
    else:
        messages.success(request, f"Đã ghi {changed} ô số liệu." if changed else "Số liệu đã ghi, không có ô nào đổi.")
    return redirect(f"{reverse('feed', args=(campaign_id, row.key))}?page={page.number}")


def _page(request: HttpRequest, figures: Figures, row: Feed) -> Page[Any]:
    return Paginator(template(row, figures.units(row)), PAGE_SIZE).get_page(request.GET.get("page"))


def _table(request: HttpRequest, figures: Figures, row: Feed, page: Page[Any], *, data: Any = None) -> FigureTable:
    values, units = figures.values(row), figures.units(row)
    state = state_of(row, figures.rows(row, units), units)
    wrong = [
        (unit.id, column.key)
        for unit, columns in state.missing
        for column in columns
        if values.get(unit.id, {}).get(column.key)
    ]
    communes = [unit.id for unit in units if FeedUnitKind.COMMUNE in unit.kinds] if marks_new_rural(row) else []
    return FigureTable(
        row,
        list(page.object_list),
        values=values,
        wrong=wrong,
        markable=communes,
        marked=figures.marked(row),
        data=data,
    )


def _table_context(
    request: HttpRequest, figures: Figures, row: Feed, refused: tuple[Finding, ...], reason: ReturnForm
) -> dict[str, Any]:
    user, campaign = signed_in(request), figures.campaign
    office = figures.offices.entering(campaign, row)
    page, line = _page(request, figures, row), figures.line(row)
    typed = request.POST if request.method == "POST" and request.POST.get("action") != "return" else None
    table = _table(request, figures, row, page, data=typed)
    may_enter = not figures_refusal(user, campaign, office)
    return {
        "campaign": campaign,
        "rules": figures.rules,
        "feed": row,
        "line": line,
        "page": page,
        "columns": row.columns,
        "table": table.rows(),
        "seen": table.seen(),
        "findings": refused,
        "wrong": figures.wrong(row),
        "may_enter": may_enter and not line.is_sent,
        "may_type": may_enter and (not line.is_sent or typed is not None),
        "may_return": line.is_sent and not figures_return_refusal(user, campaign),
        "return_form": reason,
        "place_kinds": place_kinds(row),
        "place_kind": request.POST.get("place_kind", ""),
        "place_names": request.POST.get("place_names", "") if refused else "",
        "sendings": _sendings(campaign, row),
    }


def _sendings(campaign: Campaign, row: Feed) -> list[FeedSending]:
    rows = FeedSending.objects.filter(campaign=campaign, feed=row.key)
    return list(rows.select_related("sent_by__person", "returned_by__person").order_by("-id"))


def paste(request: HttpRequest, campaign_id: int, feed_key: str) -> HttpResponse:
    """Take a table over from a spreadsheet; refused, it stands in the box as it was pasted."""
    figures, row = _feed(request, campaign_id, feed_key)
    form = PasteForm(request.POST if request.method == "POST" else None)
    office = figures.offices.entering(figures.campaign, row)
    findings: tuple[Finding, ...] = tuple(figures_refusal(signed_in(request), figures.campaign, office))
    may_type = not findings or request.method == "POST"
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.paste_figures(
                campaign_id=figures.campaign.pk,
                feed_key=row.key,
                text=form.cleaned_data["table"],
                by=signed_in(request),
                now=clock.now(),
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi {changed} ô số liệu từ bảng dán vào.")
            return redirect("feed", figures.campaign.pk, row.key)
    context = {
        "campaign": figures.campaign,
        "feed": row,
        "form": form,
        "findings": findings,
        "may_type": may_type,
        "headings": headings(row),
        "units": [unit.name for unit, _columns in template(row, figures.units(row))],
    }
    return render(request, "reviews/feed_paste.html", context, status=422 if request.method == "POST" else 200)


def send(request: HttpRequest, campaign_id: int, feed_key: str) -> HttpResponse:
    """What is sent, in numbers, and what it lacks; from then on the table is closed."""
    figures, row = _feed(request, campaign_id, feed_key)
    office = figures.offices.entering(figures.campaign, row)
    refused: tuple[Finding, ...] = tuple(figures_refusal(signed_in(request), figures.campaign, office))
    if request.method == "POST":
        try:
            services.send_figures(
                campaign_id=figures.campaign.pk, feed_key=row.key, by=signed_in(request), now=clock.now()
            )
        except RuleViolation as violation:
            refused = violation.findings
        else:
            messages.success(request, f"Đã gửi số liệu đến {figures.rules.recipient}.")
            return redirect("feed", figures.campaign.pk, row.key)
    line, wrong = figures.line(row), figures.wrong(row)
    sent_on = timezone.localdate(line.sending.sent_at) if line.is_sent and line.sending else None
    context = {
        "campaign": figures.campaign,
        "rules": figures.rules,
        "feed": row,
        "line": line,
        "refused": refused,
        "wrong": [] if request.method == "POST" else wrong,
        "open_points": figures.open_points(row),
        "may_send": not refused and not wrong and sent_on is None,
    }
    return render(request, "reviews/feed_send.html", context, status=422 if request.method == "POST" else 200)
