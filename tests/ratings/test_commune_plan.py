"""The commune plan of 2023 (P4) where levels are weighed: seen side by side, kept apart, adjusted above."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Collective
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.selectors.ballot_opening import first_opening_findings
from ratings.selectors.ballot_questions import Question
from ratings.selectors.board import board_rows, seen_together
from ratings.services.decisions import decide, record_superior_decision
from ratings.services.proposals import appraise
from reviews.choices import AuthorityKind, EntryState, Level, Track, VenueKind
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation, Severity
from reviews.services.campaigns import regenerate_subjects
from reviews.services.preparation import enter_criteria
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.factories.ratings import ProposalFactory
from tests.factories.reviews import MeetingFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import REPORT, World, at, standing_on

__all__ = ["commune"]


def said(world: World, review: Review, track: Track, level: Level, source: ProposalSource) -> None:
    cell = review.venues.filter(kind=VenueKind.CELL).select_related("cell").first()
    by_the_cell = {"organization": cell.cell} if source == ProposalSource.CELL_VOTE and cell is not None else {}
    ProposalFactory.create(
        review=review,
        track=track,
        level=level,
        source=source,
        made_by=world.users["commune_secretary"],
        **by_the_cell,
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
    assert finding in seen_together(apart, commune.users["officer"])
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


def handed_in(review: Review, level: Level) -> Review:
    """The subject's own level, its dossier with the board."""
    FormEntry.objects.filter(review=review).update(
        data={**REPORT, "vii_level": level}, state=EntryState.FINAL, submitted_at=at(20), finalized_at=at(24)
    )
    Review.objects.filter(pk=review.pk).update(submitted_to_board_at=at(25))
    return Review.objects.with_subject().get(pk=review.pk)


def appraised_good(world: World, review: Review, comment: str) -> None:
    with standing_on(27) as now:
        appraise(
            review_id=review.pk,
            track=Track.COLLECTIVE,
            level=Level.GOOD,
            comment=comment,
            by=world.users["officer"],
            now=now,
        )


def test_level_taken_and_level_appraised_are_both_kept_and_the_difference_has_its_reason(commune: World) -> None:
    """P4-2.2.1-e"""
    issue(commune)
    committee = Collective.objects.get(kind=CollectiveKind.CELL_COMMITTEE, organization=commune.village)
    review = handed_in(commune.collective_review(committee), Level.EXCELLENT)
    said(commune, review, Track.COLLECTIVE, Level.EXCELLENT, ProposalSource.COLLECTIVE_VOTE)
    with pytest.raises(RuleViolation) as refused:
        appraised_good(commune, review, " ")
    assert [row.code for row in refused.value.findings] == ["appraisal.reason"]
    appraised_good(commune, review, "Còn chậm thu đảng phí.")
    board = Proposal.objects.get(review=review, source=ProposalSource.BOARD)
    assert (board.level, board.comment) == (Level.GOOD, "Còn chậm thu đảng phí.")
    assert FormEntry.objects.get(review=review).data["vii_level"] == Level.EXCELLENT
    table = board_rows(commune.campaign, user=commune.users["officer"], query={"kind": "collective"})
    (row,) = (row for row in table.rows(list(table.reviews)) if row.review == review)
    assert (row.self_level, row.board_level) == (Level.EXCELLENT, Level.GOOD)
    page = signed_in(commune.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content.decode()
    assert "Tự nhận mức xếp loại" in page
    assert "Còn chậm thu đảng phí." in page


def deputy_of_the_committee(world: World) -> Review:
    """The deputy secretary who keeps the Party's business, the plan issued, his level proposed by the board."""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    world.add("standing_deputy", "Tòng Văn Trực", cell=world.village, residence_cell=world.village)
    PostFactory.create(person=world.people["standing_deputy"], collective=committee, role=PostRole.DEPUTY)
    regenerate_subjects(campaign_id=world.campaign.pk, by=world.users["planner"])
    issue(world)
    review = world.review_of("standing_deputy")
    said(world, review, Track.CADRE, Level.EXCELLENT, ProposalSource.BOARD)
    return review


def test_level_of_the_standing_deputy_is_the_districts_with_what_it_adjusted(commune: World) -> None:
    """P4-2.2.2-b"""
    review = deputy_of_the_committee(commune)
    assert (review.authority_kind, review.authority) == (AuthorityKind.EXTERNAL, commune.district)
    assert review.authority_clause == "P4-2.2.2-b"
    client = signed_in(commune.users["officer"])
    address = reverse("review-ratings", args=(review.pk,))
    sent = {
        "action": "superior-cadre",
        "superior-cadre-level": "good",
        "superior-cadre-document_number": "301-QĐ/HU",
        "superior-cadre-decided_on": "2023-12-18",
    }
    with standing_on(20, month=12):
        refused = client.post(address, sent)
        assert (refused.status_code, Decision.objects.count()) == (422, 0)
        assert "ghi nội dung cấp trên điều chỉnh" in refused.content.decode()
        client.post(address, {**sent, "superior-cadre-reason": "Thống nhất giữa các đồng chí thường trực."})
        page = client.get(address).content.decode()
    made = Decision.objects.get(review=review)
    assert (made.level, made.reason) == (Level.GOOD, "Thống nhất giữa các đồng chí thường trực.")
    assert made.reason in page


def test_level_that_the_district_leaves_as_proposed_needs_no_word(commune: World) -> None:
    """P4-2.2.2-b"""
    review = deputy_of_the_committee(commune)
    with standing_on(20, month=12) as now:
        made = record_superior_decision(
            review_id=review.pk,
            track=Track.CADRE,
            level=Level.EXCELLENT,
            document_number="301-QĐ/HU",
            decided_on=date(2023, 12, 18),
            by=commune.users["officer"],
            now=now,
        )
    assert made.reason == ""


def decided_good(world: World, review: Review, by: str) -> Decision:
    with standing_on(27) as now:
        return decide(
            review_id=review.pk,
            track=Track.MEMBER,
            level=Level.GOOD,
            document_number="1-QĐ/CB",
            decided_on=now.date(),
            reason="",
            by=world.users[by],
            now=now,
        )


def test_grassroots_cell_makes_its_proposal_final_and_a_cell_of_the_commune_cannot(commune: World) -> None:
    """P4-2.2.3.2-h, P4-2.2.3.2-g"""
    school = OrganizationFactory.create(
        parent=commune.commune, kind=OrganizationKind.GRASSROOTS_CELL, tier=Tier.CELL, name="Chi bộ cơ sở Trường THPT"
    )
    committee = CollectiveFactory.create(organization=school, kind=CollectiveKind.CELL_COMMITTEE)
    commune.add("head_teacher", "Quàng Thị Hiệu", cell=school)
    commune.add("teacher", "Cà Văn Giáo", cell=school)
    PostFactory.create(person=commune.people["head_teacher"], collective=committee, role=PostRole.HEAD)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    for key, cell in (("head_teacher", school), ("village_secretary", commune.village)):
        commune.grant(key, "decide", cell)
    teacher, villager = commune.review_of("teacher"), commune.review_of("villager1")
    clauses = (teacher.member_authority_clause, villager.member_authority_clause)
    assert clauses == ("P4-2.2.3.2-h", "P4-2.2.3.2-g")
    for review in (teacher, villager):
        said(commune, review, Track.MEMBER, Level.GOOD, ProposalSource.CELL_VOTE)
    decided_good(commune, teacher, "head_teacher")
    with pytest.raises(RuleViolation, match="do Đảng bộ xã Mẫu Sơn quyết định"):
        decided_good(commune, villager, "village_secretary")
    assert [made.review_id for made in Decision.objects.all()] == [teacher.pk]
    page = signed_in(commune.users["planner"]).get(reverse("campaign-subjects", args=(commune.campaign.pk,)))
    assert "Xếp loại đảng viên: Chi bộ cơ sở Trường THPT, mục II.2.2.3.2 Bước 2" in page.content.decode()


def test_ballot_and_rating_without_criteria_are_warned_until_they_are_entered(commune: World) -> None:
    """P4-2.2-a"""
    issue(commune)
    review = commune.review_of("vice")
    meeting = MeetingFactory.create(
        campaign=commune.campaign, kind=VenueKind.CELL, collective=None, cell=commune.village
    )
    questions = [Question(review, Track.MEMBER), Question(review, Track.MEMBER)]

    def lacking() -> list[tuple[str, str]]:
        found = first_opening_findings(meeting, questions=questions, voters=[])
        return [(row.message, row.clause) for row in found if row.code == "criteria.none"]

    def beside() -> int:
        return len([row for row in seen_together(review, commune.users["officer"]) if row.code == "criteria.none"])

    (warning,) = lacking()
    assert warning[1] == "P4-2.2-a"
    assert "xếp loại đảng viên" in warning[0]
    assert beside() == 2
    with standing_on(20) as now:
        enter_criteria(
            campaign_id=commune.campaign.pk,
            kind="member",
            document="Quy định số 2-QĐ/TU",
            text="Xuất sắc: từ 90 điểm.",
            by=commune.users["planner"],
            now=now,
        )
    assert lacking() == []
    assert beside() == 1


def test_bodies_that_did_not_review_him_hear_the_result_once_it_is_decided(commune: World) -> None:
    """P4-1.2-l: more than three posts, so the other places are told."""
    told = []
    for number, name in enumerate(("Hội Phụ nữ xã", "Hội Nông dân xã", "Đoàn Thanh niên xã")):
        unit = OrganizationFactory.create(
            parent=commune.commune, kind=OrganizationKind.MASS_ORGANIZATION, tier=Tier.COMMUNE, name=name
        )
        body = CollectiveFactory.create(organization=unit, kind=CollectiveKind.MASS_STANDING_COMMITTEE, name=name)
        commune.add(f"mass{number}", f"Vi Thị Hội {number}", cell=commune.village)
        PostFactory.create(person=commune.people[f"mass{number}"], collective=body, role=PostRole.HEAD)
        PostFactory.create(person=commune.people["vice"], collective=body, role=PostRole.MEMBER)
        told.append(name)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    review = commune.review_of("vice")
    said(commune, review, Track.MEMBER, Level.GOOD, ProposalSource.CELL_VOTE)
    assert review.member_authority is not None
    commune.grant("secretary", "decide", review.member_authority)

    def heard(key: str) -> int:
        return commune.users[key].notices.filter(subject__contains="Thông báo kết quả xếp loại của Lò Thị Phó").count()

    with standing_on(28) as now:
        decide(
            review_id=review.pk,
            track=Track.MEMBER,
            level=Level.GOOD,
            document_number="3-QĐ/ĐU",
            decided_on=now.date(),
            reason="",
            by=commune.users["secretary"],
            now=now,
        )
    places = {str(venue.collective) for venue in review.venues.all()}
    waiting = [number for number, name in enumerate(told) if name not in places]
    assert waiting
    assert [number for number in range(3) if heard(f"mass{number}")] == waiting
    assert heard("vice") == 0  # he is told his own way
    assert commune.users["vice"].notices.filter(kind="decision").count() == 1
