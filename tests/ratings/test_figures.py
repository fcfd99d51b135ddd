"""The figures of the offices beside a level: shown to whoever appraises; what lacks is pointed out or waited for."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from ratings.models import Proposal
from ratings.services.proposals import appraise
from reviews.choices import Level, Track
from reviews.models import Campaign, Review
from reviews.rules.findings import RuleViolation
from tests.factories.ratings import ProposalFactory
from tests.reviews.test_pages import signed_in, words
from tests.reviews.town import Town, issued_town, send_budget, standing_in


@pytest.fixture
def town(db: None) -> Town:
    return issued_town()


def commune_review(town: Town) -> Review:
    """The review of the commune's Party committee, with its dossier in and a level proposed from below."""
    review = Review.objects.with_subject().get(campaign=town.campaign, collective__organization=town.commune)
    with standing_in(12, 20) as now:
        Review.objects.filter(pk=review.pk).update(submitted_to_board_at=now)
    ProposalFactory.create(review=review, track=Track.COLLECTIVE, level=Level.GOOD, organization=town.commune)
    return review


def page(town: Town, review: Review, role: str) -> str:
    with standing_in(12, 26):
        return words(signed_in(town.users[role]).get(reverse("review-ratings", args=(review.pk,))).content)


def weigh(town: Town, review: Review) -> Proposal:
    with standing_in(12, 26) as now:
        return appraise(
            review_id=review.pk,
            track=Track.COLLECTIVE,
            level=Level.GOOD,
            comment="",
            by=town.users["officer"],
            now=now,
        )


def test_the_board_sees_the_figures_sent_about_the_unit_and_is_told_which_offices_lack(town: Town) -> None:
    """P3-III.2.5-c: those of the commune's bodies, never those of the ward, and none that is not sent yet."""
    review = commune_review(town)
    assert "12.500,5" not in page(town, review, "officer")
    send_budget(town)
    seen = page(town, review, "officer")
    assert "12.500,5" in seen
    assert "30.000" not in seen
    assert "Đảng bộ xã Mẫu Sơn mới có 1/" in seen
    assert "Phòng Y tế" in seen
    assert "còn thiếu: Phòng Nội vụ; Phòng Kinh tế;" in seen
    own = page(town, review, "commune_secretary")
    assert "12.500,5" not in own
    assert "loại số liệu phục vụ thẩm định" not in own


def test_an_appraisal_without_all_figures_is_pointed_out_and_made_all_the_same(town: Town) -> None:
    """P3-III.2.5-c: a warning, as the plan's file has it."""
    review = commune_review(town)
    assert weigh(town, review).level == Level.GOOD


def test_an_appraisal_waits_for_its_figures_where_the_plan_says_so(town: Town) -> None:
    """P3-III.2.5-c with the severity that a committee may choose for itself."""
    review = commune_review(town)
    strict: dict[str, Any] = {"feeds": {"appraisal_severity": "block"}}
    Campaign.objects.filter(pk=town.campaign.pk).update(settings=strict)
    before = Proposal.objects.count()
    with pytest.raises(RuleViolation) as caught:
        weigh(town, review)
    assert [(row.code, row.clause) for row in caught.value.findings if row.blocks] == [
        ("feed.appraisal", "P3-III.2.5-c")
    ]
    assert Proposal.objects.count() == before
