"""The minutes of a count of ballots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import LEVELS
from forms_templates.printing import Values, paragraphs, printed_names
from forms_templates.records.common import head, in_groups, moment, notes_of

#: Receipts side by side.
_ABREAST = 2


def counting_minutes_context(payload: Values) -> dict[str, Any]:
    """``team`` [names], ``round``, ``questions`` [{subject, track, issued, collected, valid, invalid, blank, one count
    per level, shares: {level: "x/y (z%)"}, outcome_label, threshold_text}], ``quota`` {base, seats, excellent, over_by,
    text}; where known ``convened``, ``present``, ``method``, ``notes``; ``box`` {opened_by, closed_at, closed_by,
    counted_by, holders}; of electronic ballots ``electronic`` {voters, cast}, ``receipts`` and their ``root``; where
    people voted on paper, ``paper`` {voters, handed, lines: [{label, count}], counts: [{number, by, apart}],
    scans: [{title, pages, sha256}]}. A count that gives no level says so by ``only_counts`` and names its figures
    by ``results_heading``."""
    questions = [_question(question) for question in payload.get("questions") or ()]
    quota = dict(payload.get("quota") or {})
    if quota:
        quota = {"base": None, **quota, "paragraphs": paragraphs(quota.get("text"))}
    team = list(payload.get("team") or ())
    return head(payload, DocumentKind.COUNTING_MINUTES) | {
        "round": payload.get("round"),
        "method": str(payload.get("method") or "").lower(),
        "team": team,
        "team_names": printed_names(team),
        "convened": payload.get("convened"),
        "present": payload.get("present"),
        "box": _box(payload.get("box") or {}),
        "electronic": dict(payload.get("electronic") or {}),
        "levels": [level.label for level in LEVELS],
        "has_outcomes": not payload.get("only_counts"),
        "results_heading": payload.get("results_heading") or "Kết quả đề xuất mức xếp loại",
        "questions": questions,
        "thresholds": _once(text for question in questions for text in paragraphs(question.get("threshold_text"))),
        "quota": quota,
        "notes": notes_of(payload),
        "paper": _paper(payload.get("paper") or {}),
        "receipts": _rows(sorted(payload.get("receipts") or ())),
        "root": in_groups(str(payload.get("root") or "")),
    }


def _rows(receipts: Sequence[str]) -> list[list[str]]:
    """Down the first column, then down the next; the last places of the last column stay empty."""
    height = -(-len(receipts) // _ABREAST)
    shown = [in_groups(receipt) for receipt in receipts]
    shown += [""] * (height * _ABREAST - len(shown))
    return [shown[row::height] for row in range(height)]


def _box(box: Values) -> dict[str, Any]:
    if not box:
        return {}
    return {**box, "closed_at": moment(box.get("closed_at")), "holders": printed_names(box.get("holders") or ())}


def _question(question: Values) -> dict[str, Any]:
    shares: Values = question.get("shares") or {}
    cells = [
        {"count": question.get(str(level.value), ""), "share": shares.get(str(level.value), "")} for level in LEVELS
    ]
    return {**question, "cells": cells}


def _paper(paper: Values) -> dict[str, Any]:
    if not paper:
        return {}
    counts = [{**count, "by": printed_names(count.get("by") or ())} for count in paper.get("counts") or ()]
    return {**paper, "counts": counts}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
