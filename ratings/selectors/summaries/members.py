"""Mẫu số 04: what a cell voted on each of its members, and who is not rated and why (P4-2.2.3.2-f)."""

from __future__ import annotations

from datetime import date
from typing import Any

from organizations.choices import Attendance
from organizations.models import CellMembership
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, Proposal
from ratings.selectors.summaries.common import entries_in, self_level_in, summary_head, words
from reviews.choices import Level, SubjectKind, Track
from reviews.models import Meeting, Review
from reviews.rules.eligibility import exemption
from reviews.rules.vocabulary import Activity
from reviews.selectors.cases import rating_cells
from reviews.selectors.names import told_apart
from reviews.selectors.venues import leading_posts


def members_payload(meeting: Meeting, *, taken_on: date) -> dict[str, Any]:
    """The members of the cell that meets: those it rates with their ballots, the others with the reason.

    A fixed number of queries, however many members.
    """
    cell, campaign = meeting.cell, meeting.campaign
    assert cell is not None
    here = Review.objects.filter(
        campaign=campaign, kind=SubjectKind.PERSON, venues__cell=cell, venues__waived_reason=""
    )
    reviews = list(here.with_subject().distinct().order_by("person__given_name_key", "pk"))
    elsewhere = rating_cells(campaign, reviews, on=meeting.starts_on)
    rated = [
        review
        for review in reviews
        if review.is_included and review.rated_as_member and elsewhere.get(review.pk, cell.pk) == cell.pk
    ]
    entries, votes, levels = entries_in(rated), _votes(rated, meeting), _levels(rated, meeting)
    chosen = {review.pk for review in rated}
    others = [review for review in reviews if review.pk not in chosen]
    why = _reasons(others, meeting, elsewhere)
    leaders = leading_posts(collective=None, cell=cell)
    return summary_head(campaign, cell, taken_on=taken_on, about=(str(cell), campaign.round_name)) | {
        "signer": str(leaders[0].person) if leaders else "",
        "rows": [
            {
                "name": name,
                "self_level": self_level_in(entries, review, Track.MEMBER),
                **votes.get(review.pk, {}),
                "level": words(levels.get(review.pk, "")),
            }
            for review, name in zip(rated, told_apart(rated), strict=True)
        ],
        "others": [
            {"name": name, "reason": why[review.pk]} for review, name in zip(others, told_apart(others), strict=True)
        ],
    }


def _votes(reviews: list[Review], meeting: Meeting) -> dict[int, dict[str, int]]:
    """The counts of each member's last counted round (one query)."""
    rows = BallotQuestion.objects.filter(
        review__in=reviews, track=Track.MEMBER, session__meeting=meeting, session__state=BallotState.COUNTED
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows.order_by("session__round"):
        counts = {str(level): int(getattr(row, level) or 0) for level in Level.values}
        issued = row.issued or 0
        # Whatever was not cast for a level: left blank, invalid, or not given back.
        found[row.review_id] = {"issued": issued, **counts, "blank": issued - sum(counts.values())}
    return found


def _levels(reviews: list[Review], meeting: Meeting) -> dict[int, str]:
    rows = Proposal.objects.filter(
        review__in=reviews, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, organization=meeting.cell
    )
    return dict(rows.order_by("made_at").values_list("review_id", "level"))


def _reasons(reviews: list[Review], meeting: Meeting, elsewhere: dict[int, int]) -> dict[int, str]:
    """Why each is not rated here: left out, exempt from rating only, or rated by another cell (one query)."""
    plan, found = meeting.campaign.plan, {}
    people = {review.person_id: review for review in reviews}
    activities = _activities(people, meeting)
    for review in reviews:
        assert review.person is not None
        reason = review.override_reason or review.reason if not review.is_included else ""
        if not reason and elsewhere.get(review.pk, meeting.cell_id) != meeting.cell_id:
            reason = "Xếp loại ở chi bộ nơi sinh hoạt chính thức"
        if not reason:
            exempt = exemption(
                activity=activities.get(review.person_id, Activity.ACTIVE),
                admitted_on=review.person.admitted_on,
                plan=plan,
                on=meeting.starts_on,
                from_rating=True,
            )
            reason = exempt.reason if exempt is not None else "Không thuộc diện xếp loại đảng viên"
        found[review.pk] = reason
    return found


def _activities(people: dict[int | None, Review], meeting: Meeting) -> dict[int | None, Activity]:
    rows = CellMembership.objects.on(meeting.starts_on).filter(
        person__in=[pk for pk in people if pk is not None], attendance=Attendance.OFFICIAL
    )
    return {person: Activity(activity) for person, activity in rows.values_list("person_id", "activity")}
