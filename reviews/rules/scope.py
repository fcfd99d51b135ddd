"""On what a cell rates a member who belongs to a leadership above it (P0-4.4-c)."""

from __future__ import annotations

from .findings import Finding, Severity
from .plan import Plan
from .vocabulary import Track, VenueKind


def scope_note(*, venue: VenueKind, track: Track, leads: bool, plan: Plan) -> Finding | None:
    """What the voters are told beside his line; None for others, elsewhere, and where the plan prints no limit."""
    scope = plan.cell_scope
    if scope is None or venue is not VenueKind.CELL or track is not Track.MEMBER or not leads:
        return None
    message = f"{scope.says[:1].upper()}{scope.says[1:]}."
    return Finding("ballot.scope", Severity.INFO, message, plan.reference(scope.clause))
