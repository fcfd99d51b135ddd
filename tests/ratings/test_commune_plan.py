"""The commune plan of 2023 (P4) where levels are weighed: seen side by side, kept apart, adjusted above."""

from __future__ import annotations

from django.urls import reverse

from ratings.choices import ProposalSource
from ratings.selectors.board import board_rows, seen_together
from reviews.choices import Level, Track
from reviews.models import Review
from reviews.rules.findings import Severity
from tests.factories.ratings import ProposalFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World

__all__ = ["commune"]


def said(world: World, review: Review, track: Track, level: Level, source: ProposalSource) -> None:
    ProposalFactory.create(
        review=review, track=track, level=level, source=source, made_by=world.users["commune_secretary"]
    )


def both_levels(world: World, key: str, cadre: Level, member: Level) -> Review:
    review = world.review_of(key)
    said(world, review, Track.CADRE, cadre, ProposalSource.UNIT_HEAD)
    said(world, review, Track.MEMBER, member, ProposalSource.CELL_VOTE)
    return review


def test_board_names_everybody_whose_cadre_and_member_levels_differ(commune: World) -> None:
    """P4-2.3-k: the cadre's level is the basis of the member's; pointed out, never refused."""
    issue(commune)
    both_levels(commune, "chair", Level.GOOD, Level.GOOD)
    apart = both_levels(commune, "vice", Level.COMPLETED, Level.GOOD)
    (finding,) = board_rows(commune.campaign, user=commune.users["officer"], query={}).disagreements
    assert (finding.code, finding.clause, finding.severity) == ("tracks.differ", "P4-2.3-k", Severity.WARN)
    assert finding.message.startswith("Lò Thị Phó: ")
    assert seen_together(apart, commune.users["officer"]) == [finding]
    client = signed_in(commune.users["officer"])
    board = client.get(reverse("board"), {"campaign": commune.campaign.pk}).content.decode()
    assert "Mức cán bộ và mức đảng viên khác nhau" in board
    assert "Hà Văn Chủ: mức đảng viên" not in board


def test_nobody_reads_of_his_own_two_levels_on_the_board(commune: World) -> None:
    """P4-2.3-k"""
    issue(commune)
    both_levels(commune, "commune_secretary", Level.COMPLETED, Level.GOOD)
    assert len(board_rows(commune.campaign, user=commune.users["officer"], query={}).disagreements) == 1
    assert board_rows(commune.campaign, user=commune.users["commune_secretary"], query={}).disagreements == []
