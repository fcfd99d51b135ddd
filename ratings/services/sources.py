"""Where batches get the papers that carry levels: forms, counting minutes, whole dossiers."""

from __future__ import annotations

from django.db.models import QuerySet

from forms_templates.sources import Wanted
from organizations.models import User
from ratings.models import BallotSession
from ratings.services import papers
from ratings.services.paper_ballots import ballot_sheets
from reviews.models import FormEntry, Review
from reviews.models.review import ReviewQuerySet
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.services.sources import meetings, register

ENTRY, COUNTING, DOSSIER, BALLOTS = "entry", "counting", "dossier", "ballots"


def reviews(user: User) -> ReviewQuerySet:
    return Review.objects.visible_to(user).select_related(
        "campaign__issuer", "collective__organization__parent", "person__workplace", "unit__parent", "entry"
    )


def entry_paper(review: Review, by: User) -> Wanted:
    """The form of a review; in a batch only once it is handed in."""
    entry: FormEntry | None = getattr(review, "entry", None)
    if why := why_no_entry(review, entry):
        refuse_if_blocking([Finding("entry.missing", Severity.BLOCK, why)])
    assert entry is not None
    return papers.entry_paper(review, entry)


def why_no_entry(review: Review, entry: FormEntry | None) -> str:
    """Why a batch has no form of that review, or an empty text."""
    what = "báo cáo kiểm điểm" if review.is_collective else "bản kiểm điểm"
    if entry is None:
        return f"Chưa viết {what}."
    return "" if entry.is_submitted else f"Chưa nộp {what}."


def sessions(user: User) -> QuerySet[BallotSession]:
    return BallotSession.objects.visible_to(user).select_related(
        "meeting__campaign", "meeting__collective__organization__parent", "meeting__cell__parent", "meeting__chair",
        "meeting__clerk",
    )  # fmt: skip


def register_sources() -> None:
    register(ENTRY, reviews, entry_paper, chunk=10)
    register(COUNTING, sessions, lambda session, by: papers.counting_minutes(session), chunk=2)
    register(DOSSIER, reviews, papers.dossier, chunk=1)
    register(BALLOTS, meetings, lambda meeting, by: ballot_sheets(meeting, spare=0), chunk=1)
