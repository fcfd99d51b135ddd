"""What a plan wants seen beside a person's level, shown to whoever weighs it and never refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.urls import reverse

from ratings.choices import ProposalSource
from ratings.selectors.board import seen_together
from reviews.choices import Level, Track
from reviews.models import Campaign, Opinion, Review
from reviews.rules.findings import Severity
from tests import steps
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.reviews.test_pages import signed_in
from tests.world import World

TIES = {"ties": {"cadre_and_member": {"severity": "warn", "clause": "P0-4.4-b"}}}
MEMBER_CAP = {"citations": {"member_cap": "P0-4.4-e"}, "severities": {"member_cap": "warn"}}
SOFT_HEAD = {"severities": {"head_cap": "warn"}}


def with_rules(world: World, review: Review, rules: Mapping[str, object]) -> Review:
    Campaign.objects.filter(pk=world.campaign.pk).update(settings=rules)
    return Review.objects.with_subject().get(pk=review.pk)


def said(world: World, review: Review, track: Track, level: Level, source: ProposalSource) -> None:
    ProposalFactory.create(
        review=review,
        track=track,
        level=level,
        source=source,
        organization=world.office,
        made_by=world.users["head"],
    )


def codes(world: World, review: Review, key: str = "officer") -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in seen_together(review, world.users[key])]


def test_two_levels_of_one_person_that_differ_are_shown_with_the_clause(world: World) -> None:
    """P1-II.2-b: pointed out, never refused."""
    review = with_rules(world, world.review_of("third"), TIES)
    said(world, review, Track.CADRE, Level.COMPLETED, ProposalSource.UNIT_HEAD)
    assert codes(world, review) == []
    said(world, review, Track.MEMBER, Level.EXCELLENT, ProposalSource.CELL_VOTE)
    assert codes(world, review) == [("tracks.differ", "P0-4.4-b")]
    (finding,) = seen_together(review, world.users["officer"])
    assert finding.severity is Severity.WARN
    page = signed_in(world.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content.decode()
    assert "(2 bậc)" in page


def test_a_level_above_that_of_his_bodies_is_shown(world: World) -> None:
    """P2-I.2-d"""
    review = with_rules(world, world.review_of("third"), MEMBER_CAP)
    said(world, review, Track.CADRE, Level.GOOD, ProposalSource.UNIT_HEAD)
    assert codes(world, review) == []
    DecisionFactory.create(
        review=world.collective_review(),
        track=Track.COLLECTIVE,
        level=Level.COMPLETED,
        decided_by=world.users["secretary"],
    )
    assert codes(world, review) == [("cap.member", "P0-4.4-e")]


@pytest.mark.parametrize(("rules", "shown"), [(SOFT_HEAD, True), ({}, False)])
def test_a_head_above_his_collective_is_shown_where_the_plan_does_not_refuse_it(
    world: World, rules: Mapping[str, object], shown: bool
) -> None:
    """P1-II.2-a, P4-I.2-b"""
    review = with_rules(world, world.review_of("head"), rules)
    for collective in (world.leadership, world.cell_committee):
        DecisionFactory.create(
            review=world.collective_review(collective),
            track=Track.COLLECTIVE,
            level=Level.GOOD,
            decided_by=world.users["secretary"],
        )
    said(world, review, Track.CADRE, Level.EXCELLENT, ProposalSource.UNIT_HEAD)
    assert codes(world, review) == ([("cap.head", "P0-4.4-e")] if shown else [])


def test_the_boards_word_counts_only_for_whoever_may_see_it(world: World) -> None:
    review = with_rules(world, world.review_of("third"), TIES)
    said(world, review, Track.MEMBER, Level.GOOD, ProposalSource.CELL_VOTE)
    said(world, review, Track.CADRE, Level.GOOD, ProposalSource.UNIT_HEAD)
    said(world, review, Track.CADRE, Level.EXCELLENT, ProposalSource.BOARD)
    assert [code for code, _clause in codes(world, review)] == ["tracks.differ"]
    assert codes(world, review, "head") == []


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("consider_handling", "Chi ủy nơi cư trú đề nghị xem xét xử lý theo quy định đối với Phạm Thị Lan."),
        ("commend", "Chi ủy nơi cư trú đề nghị biểu dương Phạm Thị Lan."),
        ("no_proposal", ""),
    ],
)
def test_what_the_residence_proposes_stands_before_who_appraises_and_nobody_else(
    world: World, chosen: str, expected: str
) -> None:
    """P0-M213-d"""
    steps.answered_residence(world, "third")
    opinion = Opinion.objects.get()
    Opinion.objects.filter(pk=opinion.pk).update(data={**opinion.data, "item_6": chosen})
    address = reverse("review-ratings", args=(world.review_of("third").pk,))
    seen = {key: signed_in(world.users[key]).get(address).content.decode() for key in ("officer", "secretary", "third")}
    words = expected or "Chi ủy nơi cư trú đề nghị"
    assert [key for key, page in seen.items() if words in page] == (["officer", "secretary"] if expected else [])
    if expected:
        assert "Căn cứ" in seen["officer"]
