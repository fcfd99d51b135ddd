"""The counting minutes of the issuer's own rating meetings, together on their way up (P1-III.1-d)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.models import User
from ratings.choices import BallotState
from ratings.models import BallotSession
from reviews.models import BundlePaper, BundleSending, Campaign
from reviews.permissions import reads_figures
from reviews.rules.findings import Finding
from reviews.rules.parts import RatingItem, RatingMeeting
from reviews.rules.rating_meetings import check_bundle, rating_item


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One ballot that the plan names, its counting minutes once they are in, and counted ballots that may be them."""

    meeting: RatingMeeting
    item: RatingItem
    paper: BundlePaper | None
    counted: tuple[BallotSession, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    campaign: Campaign
    lines: tuple[BundleLine, ...]
    sending: BundleSending | None

    @property
    def findings(self) -> list[Finding]:
        """What lacks; all of them go up together."""
        return check_bundle([line.item.key for line in self.lines if line.paper], self.campaign.plan)

    @property
    def done(self) -> int:
        return sum(line.paper is not None for line in self.lines)


def sees_bundle(user: User, campaign: Campaign) -> bool:
    """Whoever prepares and weighs the levels at the issuer, where the plan sends such a bundle up."""
    return campaign.plan.rating_meetings is not None and not campaign.is_draft and reads_figures(user, campaign)


def bundle_of(campaign: Campaign) -> Bundle:
    """Three queries, however many ballots."""
    rules = campaign.plan.rating_meetings
    papers = {row.item: row for row in BundlePaper.objects.filter(campaign=campaign).select_related("document")}
    sessions = list(
        BallotSession.objects.filter(
            meeting__campaign=campaign,
            meeting__collective__organization=campaign.issuer,
            state=BallotState.COUNTED,
        )
        .select_related("meeting__campaign", "meeting__collective__organization__parent", "meeting__cell")
        .prefetch_related("questions__review__collective")
        .order_by("meeting", "-round")
    )
    lines = [
        BundleLine(meeting, item, papers.get(item.key), tuple(_fitting(sessions, meeting, item)))
        for meeting in (rules.meetings if rules else ())
        for item in meeting.items
        if item.ballot
    ]
    sending = BundleSending.objects.filter(campaign=campaign).select_related("sent_by__person").first()
    return Bundle(campaign, tuple(lines), sending)


def _fitting(sessions: Iterable[BallotSession], meeting: RatingMeeting, item: RatingItem) -> Iterable[BallotSession]:
    """Counted ballots of that body which asked about that subject."""
    for session in sessions:
        body = session.meeting.collective
        if body is None or body.kind != meeting.body:
            continue
        plan = session.meeting.campaign.plan
        asked = [question.review for question in session.questions.all()]
        if any(
            rating_item(meeting.body, plan, person=review.person_id is not None, own=review.collective_id == body.pk)
            == item
            for review in asked
        ):
            yield session
