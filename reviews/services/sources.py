"""Where the papers of batches get their content: one function a kind of paper, registered when the program starts.

A new kind plugs in with one function from objects to ``Wanted`` and a call of ``register``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from forms_templates.sources import Answers, Wanted, register_batch_source
from organizations.models import User
from reviews.choices import OpinionKind, OpinionState
from reviews.models import Meeting, Opinion
from reviews.rules.findings import RuleViolation
from reviews.services import papers

Row = TypeVar("Row", bound=Model)

AGENDA, MINUTES, RESIDENCE_REQUEST, RESIDENCE_REPLY = "agenda", "minutes", "residence_request", "residence_reply"


def register(
    key: str, rows: Callable[[User], QuerySet[Row]], paper: Callable[[Row, User], Wanted], *, chunk: int = 20
) -> None:
    """References of ``key`` are ids of ``rows`` that the person may see; ``paper`` tells what is printed of one.

    A refusal (``RuleViolation``) is the reason why there is no paper. Each paper belongs to the review or meeting that
    is its ``owner``.
    """

    def gather(refs: Sequence[str], by: Any) -> Answers:
        found = rows(by).in_bulk([int(ref) for ref in refs])
        return {str(pk): _answer(row, by) for pk, row in found.items()}

    def _answer(row: Row, by: User) -> Wanted | str:
        try:
            return paper(row, by)
        except RuleViolation as refused:
            return " ".join(finding.message for finding in refused.findings)

    register_batch_source(key, gather, keep=papers.keep_papers, chunk=chunk)


def residence_opinions(user: User) -> QuerySet[Opinion]:
    return (
        Opinion.objects.visible_to(user)
        .filter(kind=OpinionKind.RESIDENCE)
        .exclude(state=OpinionState.WAIVED)
        .select_related(
            "review__person", "review__unit__parent", "review__campaign", "addressee__parent", "sender__parent",
            "answered_by", "confirmed_by",
        )
    )  # fmt: skip


def meetings(user: User) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(user).select_related(
        "campaign", "collective__organization__parent", "cell__parent", "chair", "clerk"
    )


def register_sources() -> None:
    register(AGENDA, meetings, lambda meeting, by: papers.agenda(meeting), chunk=2)
    register(MINUTES, meetings, lambda meeting, by: papers.minutes(meeting), chunk=2)
    register(RESIDENCE_REQUEST, residence_opinions, lambda opinion, by: papers.residence_request(opinion))
    register(RESIDENCE_REPLY, residence_opinions, lambda opinion, by: papers.residence_reply(opinion))
