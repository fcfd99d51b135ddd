"""The records the program writes itself (minutes, dossier cover): payload to template context.

Every payload has ``header`` ({superior, issuer, number}), ``place``, ``date`` (ISO day), ``title`` and ``campaign``;
what a payload leaves out is left out on paper.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from forms_templates.definition import LEVELS
from forms_templates.printing import Values, as_date, long_date, paragraphs, printed_names


def moment(value: object) -> str:
    """``2023-11-27T08:00`` → ``08 giờ 00, ngày 27 tháng 11 năm 2023``; other text stays as it is."""
    try:
        at = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return str(value or "")
    if timezone.is_aware(at):
        at = timezone.localtime(at)
    if len(str(value)) <= 10:
        return long_date(at.date())
    return f"{at:%H} giờ {at:%M}, {long_date(at.date())}"


def _head(payload: Values) -> dict[str, Any]:
    day = as_date(payload.get("date"))
    place = str(payload.get("place") or "……")
    return {
        "header": dict(payload.get("header") or {}),
        "place_date": f"{place}, {long_date(day) if day else 'ngày …… tháng …… năm ……'}",
        "title": str(payload.get("title") or ""),
        "campaign": str(payload.get("campaign") or ""),
        "venue": str(payload.get("venue") or ""),
        "starts_at": moment(payload.get("starts_at")),
        "ends_at": moment(payload.get("ends_at")),
        "chair": str(payload.get("chair") or ""),
        "clerk": str(payload.get("clerk") or ""),
    }


def meeting_minutes_context(payload: Values) -> dict[str, Any]:
    """``attendance`` {convened, present, absent: [{name, reason}], guests}, ``sessions``, ``items`` [{position,
    subject, focus, presenter, chair, contributions: [{name, text}], conclusion}], ``conclusion``."""
    attendance: Values = payload.get("attendance") or {}
    return _head(payload) | {
        "attendance": {
            "convened": attendance.get("convened"),
            "present": attendance.get("present"),
            "absent": list(attendance.get("absent") or ()),
        },
        "guests": printed_names(attendance.get("guests") or ()),
        "sessions": [_session(session) for session in payload.get("sessions") or ()],
        "items": [_item(item) for item in payload.get("items") or ()],
        "conclusion": paragraphs(payload.get("conclusion")),
    }


def _session(session: object) -> str:
    if isinstance(session, Mapping):
        ends = moment(session.get("ends_at"))
        return moment(session.get("starts_at")) + (f" đến {ends}" if ends else "")
    return moment(session)


def _item(item: Values) -> dict[str, Any]:
    contributions = item.get("contributions") or ()
    return {
        **item,
        "contributions": [{"name": c.get("name", ""), "paragraphs": paragraphs(c.get("text"))} for c in contributions],
        "conclusion": paragraphs(item.get("conclusion")),
    }


def counting_minutes_context(payload: Values) -> dict[str, Any]:
    """``team`` [names], ``round``, ``questions`` [{subject, track, issued, collected, valid, invalid, blank, one count
    per level, shares: {level: "x/y (z%)"}, outcome_label, threshold_text}], ``quota`` {base, seats, excellent, over_by,
    text}; ``convened``, ``present``, ``notes`` and ``root`` (hash of the sealed ballots) where known."""
    questions = [_question(question) for question in payload.get("questions") or ()]
    quota = dict(payload.get("quota") or {})
    if quota:
        quota = {"base": None, **quota, "paragraphs": paragraphs(quota.get("text"))}
    team = list(payload.get("team") or ())
    return _head(payload) | {
        "round": payload.get("round"),
        "team": team,
        "team_names": printed_names(team),
        "convened": payload.get("convened"),
        "present": payload.get("present"),
        "levels": [level.label for level in LEVELS],
        "questions": questions,
        "thresholds": _once(text for question in questions for text in paragraphs(question.get("threshold_text"))),
        "quota": quota,
        "notes": _notes(payload),
        "root": payload.get("root"),
    }


def _question(question: Values) -> dict[str, Any]:
    shares: Values = question.get("shares") or {}
    cells = [
        {"count": question.get(str(level.value), ""), "share": shares.get(str(level.value), "")} for level in LEVELS
    ]
    return {**question, "cells": cells}


def dossier_context(payload: Values, parts: Mapping[int, Values]) -> dict[str, Any]:
    """``items`` [{label, note, optional, missing, documents: [{document_id, title}]}] in the order of the plan.

    ``parts`` tells of each document that is at hand its ``title``, ``number`` and ``pages``. An item without any is
    missing unless it is optional; ``missing`` is the reason or the waiver to print for it.
    """
    items = []
    missing_count = 0
    for item in payload.get("items") or ():
        wanted = list(item.get("documents") or ())
        found = [parts[entry["document_id"]] for entry in wanted if entry["document_id"] in parts]
        absent = [
            f"{entry.get('title') or 'Tài liệu'}: chưa có bản in"
            for entry in wanted
            if entry["document_id"] not in parts
        ]
        reasons = [*paragraphs(item.get("missing")), *absent]
        if not found and not reasons:
            reasons = ["Không có"] if item.get("optional") else ["Chưa có"]
        if not item.get("optional") and not item.get("waived") and (absent or not found or item.get("missing")):
            missing_count += 1
        items.append({**item, "parts": found, "missing": reasons})
    return _head(payload) | {"items": items, "missing_count": missing_count, "notes": _notes(payload)}


def _notes(payload: Values) -> list[str]:
    notes = payload.get("notes") or ()
    return list(paragraphs(notes)) if isinstance(notes, str) else [str(note) for note in notes]


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
