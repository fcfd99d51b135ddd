"""The minutes of a count of ballots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import LEVELS
from forms_templates.printing import Values, paragraphs, printed_names
from forms_templates.records.common import head, notes_of


def counting_minutes_context(payload: Values) -> dict[str, Any]:
    """``team`` [names], ``round``, ``questions`` [{subject, track, issued, collected, valid, invalid, blank, one count
    per level, shares: {level: "x/y (z%)"}, outcome_label, threshold_text}], ``quota`` {base, seats, excellent, over_by,
    text}; ``convened``, ``present``, ``notes`` and ``root`` (hash of the sealed ballots) where known. A count that
    gives no level says so by ``only_counts`` and names its figures by ``results_heading``."""
    questions = [_question(question) for question in payload.get("questions") or ()]
    quota = dict(payload.get("quota") or {})
    if quota:
        quota = {"base": None, **quota, "paragraphs": paragraphs(quota.get("text"))}
    team = list(payload.get("team") or ())
    return head(payload, DocumentKind.COUNTING_MINUTES) | {
        "round": payload.get("round"),
        "team": team,
        "team_names": printed_names(team),
        "convened": payload.get("convened"),
        "present": payload.get("present"),
        "levels": [level.label for level in LEVELS],
        "has_outcomes": not payload.get("only_counts"),
        "results_heading": payload.get("results_heading") or "Kết quả đề xuất mức xếp loại",
        "questions": questions,
        "thresholds": _once(text for question in questions for text in paragraphs(question.get("threshold_text"))),
        "quota": quota,
        "notes": notes_of(payload),
        "root": payload.get("root"),
    }


def _question(question: Values) -> dict[str, Any]:
    shares: Values = question.get("shares") or {}
    cells = [
        {"count": question.get(str(level.value), ""), "share": shares.get(str(level.value), "")} for level in LEVELS
    ]
    return {**question, "cells": cells}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
