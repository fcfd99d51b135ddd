"""The page components: one tag or filter each, drawn from ``templates/components/``.

Every tag takes plain values, dictionaries or objects with the named attributes, and does no query. What a component
must know of papers, reviews or levels stands in a library of that room: ``document_tags``, ``campaign_tags``,
``level_tags``, ``rating_tags``. The living page (``/giao-dien/``) shows every component with sample data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations import clock
from organizations.formats import vi_date, vi_datetime, vi_number, vi_time

register = template.Library()
for written in (vi_date, vi_datetime, vi_time, vi_number):
    register.filter(written)

#: Days before the due day from which a deadline counts as near: the first reminder goes out then.
SOON_DAYS = 7

#: tone -> (label when the caller gives none, icon)
TONES: dict[str, tuple[str, str]] = {
    "done": ("Đã xong", "check-circle"),
    "current": ("Đang thực hiện", "dot"),
    "todo": ("Chưa đến", "circle"),
    "soon": ("Sắp đến hạn", "clock"),
    "late": ("Quá hạn", "alert"),
    "blocked": ("Chưa thực hiện được", "lock"),
    "not_applicable": ("Không áp dụng", "minus-circle"),
    "neutral": ("", "info"),
}

SEVERITIES: dict[str, tuple[str, str]] = {
    "block": ("Chưa thực hiện được", "lock"),
    "warn": ("Cần lưu ý", "alert"),
    "info": ("Thông tin", "info"),
}


def read(item: Any, name: str, default: Any = None) -> Any:
    """An entry of a dictionary or an attribute of an object, so that selectors may hand over either."""
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


# --- small marks --------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of the sprite. Decoration unless ``label`` says what it means."""
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="#i-{}"></use></svg>', label, name)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name)


@register.inclusion_tag("components/status_badge.html")
def status_badge(tone: str, label: str = "", icon_name: str = "") -> dict[str, Any]:
    """``tone``: done, current, todo, soon, late, blocked, not_applicable or neutral."""
    default_label, default_icon = TONES[tone]
    return {"tone": tone, "label": label or default_label, "icon": icon_name or default_icon}


def deadline_state(due_on: date, on: date, done: bool) -> tuple[str, str]:
    """Tone and words for a due day; the due day itself is on time, late starts at local midnight."""
    if done:
        return "done", "đã xong"
    days = (due_on - on).days
    if days < 0:
        return "late", f"quá hạn {-days} ngày"
    if days == 0:
        return "soon", "hạn hôm nay"
    if days <= SOON_DAYS:
        return "soon", f"còn {days} ngày"
    return "todo", f"còn {days} ngày"


@register.inclusion_tag("components/deadline.html")
def deadline(due_on: date | None, done: bool = False, on: date | None = None) -> dict[str, Any]:
    """``on`` is the local day to count from; today when the page gives none."""
    if not due_on:
        return {"due_on": None}
    if isinstance(due_on, datetime):
        due_on = timezone.localtime(due_on).date() if timezone.is_aware(due_on) else due_on.date()
    tone, words = deadline_state(due_on, on or clock.today(), bool(done))
    return {"due_on": due_on, "tone": tone, "words": words, "icon": "calendar" if tone == "todo" else TONES[tone][1]}


@register.inclusion_tag("components/person_line.html")
def person_line(name: str, title: str = "", unit: str = "", url: str = "") -> dict[str, Any]:
    return {"name": name, "title": title, "unit": unit, "url": url}


@register.inclusion_tag("components/crumbs.html")
def crumbs(items: Iterable[Any]) -> dict[str, Any]:
    """``items``: from the top of the tree down, each with ``label`` and ``url``; the last one is this page."""
    return {"items": list(items)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    text: str = "Không còn việc", hint: str = "", icon_name: str = "check-circle", url: str = "", button: str = ""
) -> dict[str, Any]:
    return {"text": text, "hint": hint, "icon": icon_name, "url": url, "button": button}


# --- blocks -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[Any], label: str = "Các bước", on: date | None = None) -> dict[str, Any]:
    """Ordered steps, each with ``label`` and ``state`` (done, current, todo, blocked, late, not_applicable).

    Optional on a step: ``due_on``, ``note``, ``url``, ``state_label`` (the words instead of the usual ones).
    """
    rows = []
    for number, step in enumerate(steps, start=1):
        state = str(read(step, "state", "todo"))
        default_label, icon_name = TONES[state]
        rows.append(
            {
                "number": number,
                "label": read(step, "label"),
                "state": state,
                "state_label": read(step, "state_label") or default_label,
                "icon": icon_name,
                "due_on": read(step, "due_on"),
                "note": read(step, "note", ""),
                "url": read(step, "url", ""),
                "show_deadline": state not in ("done", "not_applicable"),
            }
        )
    return {"steps": rows, "label": label, "on": on}


@register.inclusion_tag("components/findings.html")
def findings(items: Iterable[Any], title: str = "", who: str = "", live: bool = False) -> dict[str, Any]:
    """A box of ``Finding``: severity, sentence, clause as printed, quotation on demand.

    ``who`` names those who can lift the block. ``live=True`` announces the box at once (after a refused action).
    """
    rows = []
    for finding in items:
        severity = str(read(finding, "severity", "block"))
        word, icon_name = SEVERITIES[severity]
        reference = read(finding, "reference")
        rows.append(
            {
                "severity": severity,
                "word": word,
                "icon": icon_name,
                "message": read(finding, "message"),
                "clause": str(reference) if reference else "",
                "quote": read(reference, "quote", "") if reference else "",
            }
        )
    rows.sort(key=lambda row: list(SEVERITIES).index(row["severity"]))
    return {
        "findings": rows,
        "title": title,
        "who": who,
        "live": live,
        "blocked": bool(rows) and rows[0]["severity"] == "block",
    }


@register.inclusion_tag("components/job_progress.html")
def job_progress(job: Any) -> dict[str, Any]:
    """Long work: ``label``, ``done``, ``total``, ``state`` (running, finished, failed, cancelled).

    Optional ``failed_count``, ``errors_url``, ``cancel_url`` (POST), ``status_url`` (answers this block again) and the
    words for what failed: ``failed_words`` behind their number, ``errors_words`` of the link to them.
    """
    done, total = int(read(job, "done", 0)), int(read(job, "total", 0))
    return {
        "label": read(job, "label"),
        "done": str(done),
        "total": str(max(total, 1)),
        "counts": f"{vi_number(done)}/{vi_number(total)}",
        "state": str(read(job, "state", "running")),
        "failed_count": read(job, "failed_count", 0),
        "failed_words": read(job, "failed_words", "dòng lỗi"),
        "errors_url": read(job, "errors_url", ""),
        "errors_words": read(job, "errors_words", "tải danh sách dòng lỗi"),
        "cancel_url": read(job, "cancel_url", ""),
        "status_url": read(job, "status_url", ""),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    form: BaseForm | None, title: str = "Chưa lưu được. Cần sửa các chỗ sau:", focus: bool = True
) -> dict[str, Any]:
    """The errors of a bound form on top of it, each a link to its field; takes the focus when the page opens."""
    rows: list[dict[str, str]] = []
    if isinstance(form, BaseForm) and form.errors:
        rows += [{"message": str(message), "target": "", "label": ""} for message in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                field = form[name]
                target = field.id_for_label or field.auto_id
                rows += [{"message": str(m), "target": str(target), "label": str(field.label)} for m in field.errors]
    return {"errors": rows, "title": title, "focus": focus}


@register.inclusion_tag("components/autosave_status.html")
def autosave_status(saved_at: datetime | None = None) -> dict[str, Any]:
    """The line that says "Đã lưu 10:32"; goes inside the form marked ``data-autosave``."""
    return {"saved_at": saved_at}


# --- lists --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Page links that keep the rest of the address; needs ``request`` in the context."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    links = [
        {"number": number, "url": address(number) if isinstance(number, int) else "", "current": number == page.number}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "links": links,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, field: str, label: str, numeric: bool = False, parameter: str = "sort", default: str = ""
) -> dict[str, Any]:
    """A ``<th>`` whose link sorts by ``field``, and backwards the second time; ``default`` is the order without one."""
    request = context["request"]
    current = request.GET.get(parameter, default)
    query = request.GET.copy()
    query.pop("page", None)
    query[parameter] = f"-{field}" if current == field else field
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    return {"label": label, "numeric": numeric, "direction": direction, "url": "?" + query.urlencode()}
