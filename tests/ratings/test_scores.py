"""Points at the appraisal and the decision, and what the quarters lend to the year (P2-I.2-c, P2-IV.2-f, P2-IV.2-l)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.selectors.board import chain_of
from ratings.services.decisions import decide
from ratings.services.proposals import appraise
from reviews.choices import Level, Track
from reviews.models import Review
from reviews.rules.findings import RuleViolation
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import ISSUED_AT
from tests.kept import built_once
from tests.reviews.quarters import build_commune, draft, hand_in, issue, standing_in
from tests.reviews.test_pages import signed_in, words
from tests.world import World


@pytest.fixture
@built_once
def quarter(db: None) -> World:
    """The third quarter is issued."""
    world = build_commune()
    draft(world)
    issue(world)
    return world


def sent(world: World, review: Review, level: Level = Level.GOOD, track: Track = Track.CADRE) -> Review:
    """Proposed by the unit's head, and come in to be appraised."""
    review.submitted_to_board_at = ISSUED_AT
    review.save(update_fields=("submitted_to_board_at",))
    ProposalFactory.create(review=review, track=track, level=level, made_by=world.users["planner"])
    return review


def appraised(world: World, review: Review, level: Level, points: str | None, **facts: bool) -> Proposal:
    with standing_in(12, 3) as now:
        return appraise(
            review_id=review.pk,
            track=Track.CADRE,
            level=level,
            comment="Theo kết quả thẩm định.",
            by=world.users["officer"],
            now=now,
            points=None if points is None else Decimal(points),
            facts=facts,
        )


def refused(world: World, review: Review, level: Level, points: str | None, **facts: bool) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as caught:
        appraised(world, review, level, points, **facts)
    assert not Proposal.objects.filter(source=ProposalSource.BOARD).exists()
    found = [row for row in caught.value.findings if row.blocks]
    return [(row.code, row.reference.section if row.reference else "") for row in found]


def test_an_appraisal_without_points_is_refused(quarter: World) -> None:
    """P2-IV.2-l"""
    review = sent(quarter, quarter.review_of("vice"))
    assert refused(quarter, review, Level.GOOD, None) == [("appraisal.points", "IV.2 Bước 2")]


def test_own_and_appraised_points_are_kept_apart(quarter: World) -> None:
    """P2-IV.2-k, P2-IV.2-l"""
    review = quarter.review_of("vice")
    hand_in(quarter, review, "28 65", by="vice", vii_cadre_level="excellent")
    sent(quarter, review)
    made = appraised(quarter, review, Level.GOOD, "88.25", led_unit_on_time=True)
    assert (made.points, made.facts) == (Decimal("88.25"), {"led_unit_on_time": True})
    (chain,) = [line for line in chain_of(review, user=quarter.users["officer"]) if line.track == Track.CADRE]
    assert {link.label: link.basis for link in chain.links if link.basis} == {
        "Tự nhận mức xếp loại": "Tự chấm 93 điểm (Phụ lục 5)",
        "Ban Tổ chức thẩm định": "Thẩm định 88,25 điểm (Phụ lục 5)",
    }


def test_a_level_above_what_points_and_facts_allow_is_refused(quarter: World) -> None:
    """P2-IV.2-f, P2-IV.2-i"""
    review = sent(quarter, quarter.review_of("vice"))
    assert refused(quarter, review, Level.EXCELLENT, "89.99") == [("score.above", "IV.2")]
    assert refused(quarter, review, Level.EXCELLENT, "95", shortcomings_fixed=False) == [("score.above", "IV.2")]
    assert refused(quarter, review, Level.COMPLETED, "95", disciplined=True) == [("score.above", "Điều 11.4")]
    assert refused(quarter, review, Level.GOOD, "100.5")[0][0] == "score.range"
    assert refused(quarter, review, Level.GOOD, "80", nonsense=True)[0][0] == "score.fact"
    assert appraised(quarter, review, Level.NOT_COMPLETED, "95", disciplined=True).level == Level.NOT_COMPLETED


def test_a_decision_is_held_to_the_appraised_points(quarter: World) -> None:
    """P2-IV.2-f, P2-IV.2-m"""
    review = sent(quarter, quarter.review_of("vice"))
    DecisionFactory.create(review=quarter.collective_review(), track=Track.COLLECTIVE, level=Level.EXCELLENT)
    appraised(quarter, review, Level.GOOD, "88")
    values: dict[str, Any] = {"document_number": "3-QĐ/ĐU", "decided_on": date(2025, 12, 4), "reason": "Thành tích"}
    with standing_in(12, 4) as now:
        with pytest.raises(RuleViolation) as caught:
            decide(
                review_id=review.pk,
                track=Track.CADRE,
                level=Level.EXCELLENT,
                by=quarter.users["secretary"],
                now=now,
                **values,
            )
        assert "score.above" in {row.code for row in caught.value.findings if row.blocks}
        assert not Decision.objects.filter(review=review).exists()
        decide(
            review_id=review.pk, track=Track.CADRE, level=Level.GOOD, by=quarter.users["secretary"], now=now, **values
        )
    assert Decision.objects.get(review=review).level == Level.GOOD


def test_a_members_level_waits_for_the_appraisal_and_is_held_to_its_points(quarter: World) -> None:
    """P2-IV.2-f, P2-IV.2-l: the three steps are everybody's."""
    review = quarter.review_of("villager")
    sent(quarter, review, Level.EXCELLENT, Track.MEMBER)
    ProposalFactory.create(
        review=review,
        track=Track.MEMBER,
        level=Level.EXCELLENT,
        source=ProposalSource.CELL_VOTE,
        organization=quarter.village,
        made_by=quarter.users["planner"],
    )
    assert review.member_authority is not None
    quarter.grant("vice", "decide", review.member_authority)

    def decided(level: Level) -> Decision:
        with standing_in(12, 4) as now:
            return decide(
                review_id=review.pk,
                track=Track.MEMBER,
                level=level,
                document_number="4-QĐ/ĐU",
                decided_on=now.date(),
                reason="Theo điểm.",
                by=quarter.users["vice"],
                now=now,
            )

    def why_not(level: Level) -> dict[str, str]:
        with pytest.raises(RuleViolation) as caught:
            decided(level)
        assert not Decision.objects.exists()
        return {row.code: row.clause for row in caught.value.findings if row.blocks}

    assert why_not(Level.GOOD) == {"decision.not_appraised": "P2-IV.2-l"}
    page = signed_in(quarter.users["officer"]).get(reverse("review-ratings", args=(review.pk,)))
    assert "board-member-points" in words(page.content)
    with standing_in(12, 3) as now:
        appraise(
            review_id=review.pk,
            track=Track.MEMBER,
            level=Level.GOOD,
            comment="Theo điểm thẩm định.",
            by=quarter.users["officer"],
            now=now,
            points=Decimal(75),
        )
    assert why_not(Level.EXCELLENT) == {"score.above": "P2-IV.2-g"}
    assert decided(Level.GOOD).level == Level.GOOD


def test_the_year_names_the_quarters_it_still_lacks_and_shows_those_it_has(quarter: World) -> None:
    """P2-I.2-c"""
    DecisionFactory.create(review=quarter.review_of("vice"), track=Track.CADRE, level=Level.COMPLETED)
    draft(quarter, quarter=1)
    draft(quarter, quarter=None)
    review = quarter.review_of("vice")
    (line,) = [line for line in chain_of(review, user=quarter.users["officer"]) if line.track == Track.CADRE]
    assert [(link.label, link.level) for link in line.links] == [
        ("Kết quả Quý I", ""),
        ("Kết quả Quý II", ""),
        ("Kết quả Quý III", Level.COMPLETED),
    ]
    (missing,) = line.missing_quarters
    assert (missing.clause, missing.blocks) == ("P2-I.2-c", False)
    assert "Quý I, Quý II" in missing.message
    page = words(signed_in(quarter.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content)
    assert "Chưa có kết quả xếp loại Quý I, Quý II" in page


def test_the_board_appraises_by_points_in_the_browser_and_a_refusal_keeps_what_was_typed(quarter: World) -> None:
    """P2-IV.2-f, P2-IV.2-l"""
    review = sent(quarter, quarter.review_of("vice"))
    officer, address = signed_in(quarter.users["officer"]), reverse("review-ratings", args=(review.pk,))
    asked = {
        "action": "board-cadre",
        "board-cadre-points": "89,5",
        "board-cadre-condition_shortcomings_fixed": "met",
        "board-cadre-level": "excellent",
        "board-cadre-comment": "Đã xem minh chứng.",
    }
    with standing_in(12, 3):
        assert "Tổng điểm thẩm định" in words(officer.get(address).content)
        wrong = officer.post(address, asked)
        assert wrong.status_code == 422
        page = words(wrong.content)
        assert "cao hơn mức mà điểm và điều kiện cho phép" in page
        assert "89,5" in page
        assert "Đã xem minh chứng." in page
        assert "Điểm chưa đúng" in words(officer.post(address, {**asked, "board-cadre-points": "tám"}).content)
        assert officer.post(address, {**asked, "board-cadre-level": "good"}).status_code == 302
    made = Proposal.objects.get(review=review, source=ProposalSource.BOARD)
    assert (made.points, made.facts, made.level) == (Decimal("89.5"), {"shortcomings_fixed": True}, Level.GOOD)


def test_where_the_plan_does_not_score_no_points_are_asked_for(world: World) -> None:
    sent(world, world.review_of("deputy"))
    page = signed_in(world.users["officer"]).get(reverse("review-ratings", args=(world.review_of("deputy").pk,)))
    assert "Tổng điểm" not in words(page.content)
