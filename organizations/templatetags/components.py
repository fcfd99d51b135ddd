"""The page components: one tag or filter each, drawn from ``templates/components/``.

Every tag takes plain values, dictionaries or objects with the named attributes, and does no query. Numbers that
become SVG coordinates are handed to the templates as text, because the Vietnamese locale writes 12,5 for 12.5.
The living page (``/giao-dien/``) shows every component with sample data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations import clock

register = template.Library()

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

#: The words of ``reviews.rules.levels``, best first, repeated because this room may not import that one.
LEVELS: dict[str, str] = {
    "excellent": "Hoàn thành xuất sắc nhiệm vụ",
    "good": "Hoàn thành tốt nhiệm vụ",
    "completed": "Hoàn thành nhiệm vụ",
    "not_completed": "Không hoàn thành nhiệm vụ",
}
GRADES: dict[str, str] = {"outstanding": "Xuất sắc", "good": "Tốt", "average": "Trung bình", "poor": "Kém"}


def read(item: Any, name: str, default: Any = None) -> Any:
    """An entry of a dictionary or an attribute of an object, so that selectors may hand over either."""
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


# --- text ---------------------------------------------------------------------------------------------------------


@register.filter
def vi_date(value: date | datetime | None) -> str:
    """05/12/2023; an empty text for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/%Y")


@register.filter
def vi_datetime(value: datetime | None) -> str:
    """10:32 ngày 05/12/2023, in local time."""
    if value is None or value == "":
        return ""
    return f"{vi_time(value)} ngày {vi_date(value)}"


@register.filter
def vi_time(value: datetime | None) -> str:
    """10:32, in local time."""
    if value is None or value == "":
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%H:%M")


@register.filter
def vi_number(value: int | float | Decimal | Fraction | str | None, places: int | None = None) -> str:
    """1.234,5: points between thousands, a comma before the decimals.

    With ``places`` exactly that many decimals, otherwise as many as needed, at most two.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, Fraction):
        number = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        number = Decimal(str(value))
    number = number.quantize(Decimal(1).scaleb(-(2 if places is None else int(places))), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


@register.filter
def level_label(value: str | None) -> str:
    """The printed words of a level; an empty text for none, the value itself when it is not one of the four."""
    return LEVELS.get(str(value), str(value)) if value else ""


@register.filter
def grade_label(value: str | None) -> str:
    """The printed words of a cấp độ thực hiện; an empty text for none, the value itself when it is not one of four."""
    return GRADES.get(str(value), str(value)) if value else ""


@register.filter
def short_hash(value: str | None) -> str:
    """The first 12 characters of a checksum in groups of four, as people compare them aloud."""
    text = (value or "")[:12]
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


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


@register.inclusion_tag("components/level_badge.html")
def level_badge(level: str | None, empty: str = "Chưa xếp loại") -> dict[str, Any]:
    return {"level": str(level) if level else "", "label": level_label(level) or empty}


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


@register.inclusion_tag("components/task_row.html")
def task_row(task: Any, on: date | None = None) -> dict[str, Any]:
    """One line of "Việc của tôi".

    ``what``; optional ``context`` (whose paper, which unit), ``due_on``, ``url`` and ``button``, ``findings`` (why it
    is blocked), ``who`` (by whom), ``done``.
    """
    return {
        "task": {
            "what": read(task, "what"),
            "context": read(task, "context", ""),
            "due_on": read(task, "due_on"),
            "url": read(task, "url", ""),
            "button": read(task, "button") or "Mở",
            "findings": list(read(task, "findings") or ()),
            "who": read(task, "who", ""),
            "done": bool(read(task, "done", False)),
        },
        "on": on,
    }


@register.inclusion_tag("components/document_card.html")
def document_card(document: Any) -> dict[str, Any]:
    """A rendered paper.

    ``title``, ``state`` (pending, ready, failed); optional ``number``, ``issued_on``, ``sha256``, ``signed`` (True,
    False or None for papers nobody signs), ``note``, ``open_url``, ``print_url``, ``download_url``, ``retry_url``
    (POST) and ``status_url``, which answers this card again and is asked every two seconds while pending.
    """
    names = (
        *("title", "number", "issued_on", "sha256", "signed", "note", "open_url", "print_url"),
        *("download_url", "retry_url", "status_url"),
    )
    card = {name: read(document, name) for name in names}
    card["state"] = str(read(document, "state", "ready"))
    return {"document": card}


@register.inclusion_tag("components/job_progress.html")
def job_progress(job: Any) -> dict[str, Any]:
    """Long work: ``label``, ``done``, ``total``, ``state`` (running, finished, failed, cancelled).

    Optional ``failed_count``, ``errors_url``, ``cancel_url`` (POST) and ``status_url`` (answers this block again).
    """
    done, total = int(read(job, "done", 0)), int(read(job, "total", 0))
    return {
        "label": read(job, "label"),
        "done": str(done),
        "total": str(max(total, 1)),
        "counts": f"{vi_number(done)}/{vi_number(total)}",
        "state": str(read(job, "state", "running")),
        "failed_count": read(job, "failed_count", 0),
        "errors_url": read(job, "errors_url", ""),
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


# --- pictures -----------------------------------------------------------------------------------------------------


def spans(values: Sequence[int], whole: int, width: float) -> list[tuple[str, str]]:
    """Start and length of consecutive bars that share ``width`` in proportion to ``values`` out of ``whole``."""
    bars, start = [], 0.0
    for value in values:
        length = width * value / whole if whole else 0.0
        bars.append((f"{start:.2f}", f"{length:.2f}"))
        start += length
    return bars


@register.inclusion_tag("components/quota_meter.html")
def quota_meter(
    seats: int,
    used: int,
    over_by: int | None = None,
    label: str = "Hoàn thành xuất sắc nhiệm vụ",
    base: int | None = None,
    clause: Any = "",
) -> dict[str, Any]:
    """Seats of the quota and how many are taken; ``base``: what the share is taken of, ``clause``: its source."""
    over = max(0, used - seats) if over_by is None else over_by
    whole = max(seats, used, 1)
    width = 600.0
    inside = min(used, seats)
    ticks = [f"{width * seat / whole:.2f}" for seat in range(1, whole)] if whole <= 40 else []
    return {
        "seats": seats,
        "used": used,
        "over_by": over,
        "free": max(0, seats - used),
        "label": label,
        "base": base,
        "clause": str(clause) if clause else "",
        "inside_width": f"{width * inside / whole:.2f}",
        "over_x": f"{width * seats / whole:.2f}",
        "over_width": f"{width * max(0, used - seats) / whole:.2f}",
        "limit_x": f"{width * seats / whole:.2f}",
        "ticks": ticks,
    }


@register.inclusion_tag("components/level_distribution.html")
def level_distribution(counts: Any, title: str = "Kết quả xếp loại") -> dict[str, Any]:
    """``counts``: how many of each level, a dictionary by level or pairs; levels that are absent count as none.

    The key ``None`` or an empty text counts those not yet rated.
    """
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    by_level: dict[str, int] = {}
    for level, count in pairs:
        key = str(level) if level else ""
        by_level[key] = by_level.get(key, 0) + int(count)
    keys = [*LEVELS, *([""] if by_level.get("") else [])]
    values = [by_level.get(key, 0) for key in keys]
    total = sum(values)
    rows = []
    for key, value, (x, width) in zip(keys, values, spans(values, total, 600.0), strict=True):
        share = Fraction(value * 100, total) if total else Fraction(0)
        rows.append(
            {
                "key": key or "none",
                "label": level_label(key) or "Chưa xếp loại",
                "count": value,
                "share": vi_number(share, 1) + "%",
                "x": x,
                "width": width,
                "middle": f"{float(x) + float(width) / 2:.2f}",
                "wide": float(width) >= 30,
            }
        )
    return {"rows": rows, "total": total, "title": title}


@register.inclusion_tag("components/unit_progress.html")
def unit_progress(
    rows: Iterable[Any], title: str = "Tiến độ theo đơn vị", unit_label: str = "Đơn vị"
) -> dict[str, Any]:
    """One stacked bar a unit: ``name``, ``total``, ``done``; optional ``doing``, ``late``, ``url``.

    What is neither done, under way nor late has not begun.
    """
    lines = []
    for row in rows:
        total, done = int(read(row, "total", 0)), int(read(row, "done", 0))
        doing, late = int(read(row, "doing", 0) or 0), int(read(row, "late", 0) or 0)
        bars = spans((done, doing, late), total, 200.0)
        lines.append(
            {
                "name": read(row, "name"),
                "url": read(row, "url", ""),
                "total": total,
                "done": done,
                "doing": doing,
                "late": late,
                "todo": max(0, total - done - doing - late),
                "share": f"{vi_number(Fraction(done * 100, total), 0)}%" if total else "–",
                "bars": [
                    {"key": key, "x": x, "width": width}
                    for key, (x, width) in zip(("done", "doing", "late"), bars, strict=True)
                ],
            }
        )
    return {"rows": lines, "title": title, "unit_label": unit_label}


@register.inclusion_tag("components/timeline.html")
def timeline(milestones: Iterable[Any], title: str = "Mốc thời hạn", on: date | None = None) -> dict[str, Any]:
    """Milestones in order of their day: ``label``, ``due_on``; optional ``done``, ``clause``, ``url``."""
    today = on or clock.today()
    rows: list[dict[str, Any]] = []
    for milestone in sorted(milestones, key=lambda item: read(item, "due_on")):
        due_on, done = read(milestone, "due_on"), bool(read(milestone, "done", False))
        tone, words = deadline_state(due_on, today, done)
        rows.append(
            {
                "number": len(rows) + 1,
                "label": read(milestone, "label"),
                "due_on": due_on,
                "done": done,
                "tone": tone,
                "words": words,
                "icon": TONES[tone][1],
                "clause": str(read(milestone, "clause") or ""),
                "url": read(milestone, "url", ""),
            }
        )
    if not rows:
        return {"rows": [], "title": title}
    first, last = min(rows[0]["due_on"], today), max(rows[-1]["due_on"], today)
    days = max((last - first).days, 1)
    left, width = 30.0, 940.0
    lanes = [-1000.0, -1000.0, -1000.0]
    for row in rows:
        x = left + width * (row["due_on"] - first).days / days
        lane = next((index for index, end in enumerate(lanes) if x - end >= 26), 0)
        lanes[lane] = x
        row.update(x=f"{x:.2f}", y=f"{58 - 28 * lane:.2f}", text_y=f"{62.5 - 28 * lane:.2f}", lane=lane)
    top = 40 - 28 * max(row["lane"] for row in rows)
    months = []
    month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while month <= last:
        months.append({"x": f"{left + width * (month - first).days / days:.2f}", "label": f"{month:%m/%Y}"})
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return {
        "rows": rows,
        "title": title,
        "months": months,
        "top": str(top),
        "height": str(112 - top),
        "today": today,
        "today_x": f"{left + width * (today - first).days / days:.2f}",
        "axis_start": f"{left:.2f}",
        "axis_end": f"{left + width:.2f}",
    }
