"""Which rating sheet is a subject's, and whether anybody is left without one (P4-2.2.2-c)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .findings import Finding, Reference, Severity
from .parts.named_forms import NamedForms, Summary
from .plan import Plan
from .vocabulary import CollectiveKind, SubjectKind

_NOTHING = NamedForms()


def _rules(plan: Plan) -> NamedForms:
    return plan.named_forms or _NOTHING


def rating_sheet(kind: SubjectKind, bodies: Collection[CollectiveKind], plan: Plan) -> str:
    """The code of the subject's sheet: of a body its own kind counts, of a person those in which he holds a post.

    The first row of the plan that fits; empty where the plan names no such sheets, or none for this subject.
    """
    fits = (row.form for row in _rules(plan).sheets if row.subject is kind and set(row.bodies) & set(bodies))
    return next(fits, "")


def check_rating_sheets(
    subjects: Iterable[tuple[str, SubjectKind, Collection[CollectiveKind]]], plan: Plan
) -> list[Finding]:
    """A plan that names sheets has one for every subject; told before it is issued, by name."""
    sheets = _rules(plan).sheets
    if not sheets:
        return []
    bare = [name for name, kind, bodies in subjects if not rating_sheet(kind, bodies, plan)]
    if not bare:
        return []
    message = f"Chưa có phiếu đánh giá, xếp loại cho {len(bare)} đối tượng: {', '.join(bare)}."
    return [Finding("sheet.none", Severity.WARN, message, plan.reference(sheets[0].clause))]


def residence_form(plan: Plan) -> str:
    """The code of the sheet that the plan itself names for the place of residence (P4-1.4.1-l); empty for none."""
    found = _rules(plan).residence
    return found[0] if found else ""


def summary_clause(summary: Summary, plan: Plan) -> Reference | None:
    """Where the plan asks for that summary; None where it does not."""
    clause = _rules(plan).summaries.get(summary)
    return plan.reference(clause) if clause else None
