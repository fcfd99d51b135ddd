"""Who learns which level, and when: opinions, appraisals and drafts are not for everybody who sees the review."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import PostRole
from organizations.models import Post
from ratings.choices import ProposalSource
from ratings.models import Proposal
from ratings.selectors.board import board_rows
from ratings.services.proposals import rate_as_unit_head
from reviews.choices import Level, OpinionKind, OpinionState, Track
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from tests.factories.organizations import PostFactory
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import ISSUED_AT, OpinionFactory
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

OPINION = "Ý kiến của nơi được hỏi"
APPRAISAL = "Lời thẩm định của Ban"


@pytest.fixture
def weighed(world: World) -> Review:
    """A deputy with a head's rating, a consulted body's opinion and the board's appraisal, not yet decided."""
    review = world.review_of("deputy")
    OpinionFactory.create(
        review=review,
        kind=OpinionKind.CONSULTEE,
        addressee=world.commune,
        sender=world.district,
        state=OpinionState.CONFIRMED,
        answered_at=ISSUED_AT,
        confirmed_at=ISSUED_AT,
        comment=OPINION,
        level=Level.COMPLETED,
    )
    ProposalFactory.create(review=review, made_by=world.users["head"], comment="Lời của thủ trưởng")
    ProposalFactory.create(
        review=review,
        level=Level.NOT_COMPLETED,
        source=ProposalSource.BOARD,
        organization=world.district,
        comment=APPRAISAL,
    )
    return review


def ratings_page(world: World, review: Review, key: str) -> str:
    with standing_on(6, month=12):
        return signed_in(world.users[key]).get(reverse("review-ratings", args=(review.pk,))).content.decode()


@pytest.mark.parametrize("key", ["deputy", "head", "third", "planner"])
def test_the_boards_proposal_is_hidden_until_it_is_decided(world: World, weighed: Review, key: str) -> None:
    page = ratings_page(world, weighed, key)
    assert "Lời của thủ trưởng" in page
    assert APPRAISAL not in page
    DecisionFactory.create(review=weighed, track=Track.CADRE, decided_by=world.users["secretary"])
    assert APPRAISAL in ratings_page(world, weighed, key)


@pytest.mark.parametrize("key", ["officer", "secretary"])
def test_board_and_authority_see_the_proposal_that_they_weigh(world: World, weighed: Review, key: str) -> None:
    assert APPRAISAL in ratings_page(world, weighed, key)


def test_nobody_sees_his_own_appraisal_before_it_is_decided(world: World, weighed: Review) -> None:
    world.grant("deputy", "inspect", world.district)
    assert APPRAISAL not in ratings_page(world, weighed, "deputy")


def test_a_decision_annulled_hides_the_appraisal_again(world: World, weighed: Review) -> None:
    DecisionFactory.create(
        review=weighed,
        track=Track.CADRE,
        decided_by=world.users["secretary"],
        state="annulled",
        annulled_reason="Ghi nhầm.",
    )
    assert APPRAISAL not in ratings_page(world, weighed, "head")


@pytest.mark.parametrize(("key", "seen"), [("deputy", False), ("head", False), ("officer", True), ("planner", True)])
def test_opinions_stand_in_the_chain_only_for_whoever_may_read_them(
    world: World, weighed: Review, key: str, seen: bool
) -> None:
    assert (OPINION in ratings_page(world, weighed, key)) is seen


def test_the_boards_table_shows_no_more_than_the_ratings_page(world: World, weighed: Review) -> None:
    def row(key: str) -> tuple[str, tuple[str, ...], int]:
        table = board_rows(world.campaign, user=world.users[key], query={})
        (found,) = [row for row in table.rows(table.reviews) if row.review.pk == weighed.pk]
        counted = {level: count for level, _label, count in table.distribution}
        return found.board_level, found.opinion_levels, counted[Level.NOT_COMPLETED]

    with standing_on(6, month=12):
        assert row("officer") == (Level.NOT_COMPLETED, (Level.COMPLETED,), 1)
        assert row("head") == ("", (), 0)
        DecisionFactory.create(
            review=weighed, track=Track.CADRE, level=Level.NOT_COMPLETED, decided_by=world.users["secretary"]
        )
        assert row("head") == (Level.NOT_COMPLETED, (), 1)


def test_a_draft_tells_nobody_the_level_its_writer_thinks_of(world: World) -> None:
    review = world.review_of("deputy")
    FormEntry.objects.filter(review=review).update(data={"vii_cadre_level": "excellent"})
    with standing_on(8):
        table = board_rows(world.campaign, user=world.users["officer"], query={})
        assert {row.self_level for row in table.rows(table.reviews) if row.review.pk == review.pk} == {""}


def test_the_boards_word_counts_more_than_a_later_word_from_below(world: World, weighed: Review) -> None:
    Proposal.objects.filter(source=ProposalSource.UNIT_HEAD).update(made_at="2023-12-31T00:00:00Z")
    with standing_on(6, month=12):
        table = board_rows(world.campaign, user=world.users["officer"], query={})
    assert {level: count for level, _label, count in table.distribution}[Level.NOT_COMPLETED] == 1


# --- posts hold from one day to another -----------------------------------------------------------------------------


def may_rate(world: World, key: str) -> bool:
    with standing_on(20) as now:
        try:
            rate_as_unit_head(
                review_id=world.review_of("deputy").pk, level=Level.GOOD, comment="Tốt.", by=world.users[key], now=now
            )
        except RuleViolation as refused:
            return "permission.rating.unit_head" not in {finding.code for finding in refused.findings}
    return True


def test_a_head_whose_term_ends_later_still_rates_and_one_whose_term_has_not_begun_does_not(world: World) -> None:
    Post.objects.filter(person=world.people["head"], role=PostRole.HEAD).update(valid_to=date(2023, 12, 31))
    PostFactory.create(
        person=world.people["member1"],
        collective=world.leadership,
        role=PostRole.HEAD,
        valid_from=date(2024, 1, 1),
    )
    assert may_rate(world, "head")
    assert not may_rate(world, "member1")
