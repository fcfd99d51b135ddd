"""Party organizations under the commune plan of 2023: planned, voted on before their members, appraised, decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind
from organizations.models import Collective, Organization
from ratings.choices import ProposalSource
from ratings.models import BallotQuestion, BallotSession, Decision, Proposal
from ratings.selectors.ballot_opening import opening
from ratings.selectors.board import board_rows
from ratings.selectors.decisions import head_cap
from ratings.selectors.duties import rating_duties
from ratings.selectors.outcomes import report_payload
from ratings.services.casting import cast_vote
from ratings.services.decisions import decide, record_superior_decision
from ratings.services.proposals import appraise
from reviews.choices import (
    AuthorityKind,
    Inclusion,
    ItemState,
    Level,
    MeetingState,
    Presence,
    SubjectKind,
    Track,
    VenueKind,
)
from reviews.models import EmployerResult, FormEntry, LevelDiscussion, Meeting, Review, SelfRating
from reviews.rules.findings import RuleViolation
from reviews.selectors.papers import minutes_payload
from reviews.services import before_ballot as services
from reviews.services.campaigns import override_subject, regenerate_subjects
from tests import steps
from tests.box import close_ballot, open_ballot
from tests.factories.organizations import CollectiveFactory, OrganizationFactory
from tests.factories.ratings import DecisionFactory
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]

DAY = 24


def of_organization(world: World, organization: Organization) -> Review:
    return Review.objects.with_subject().get(campaign=world.campaign, kind=SubjectKind.ORGANIZATION, unit=organization)


def sitting(world: World, *keys: str, cell: Organization | None = None) -> Meeting:
    """The open meeting of a cell that has reviewed those people; four of its voters have accounts."""
    place = cell or world.village
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=place,
        starts_on=at(DAY).date(),
        state=MeetingState.OPEN,
        opened_at=at(DAY),
        chair=world.people["village_secretary"],
        clerk=world.people["villager1"],
    )
    for key in keys:
        AgendaItemFactory.create(
            meeting=meeting,
            review=world.review_of(key),
            state=ItemState.CONCLUDED,
            conclusion="Nhất trí",
            concluded_at=at(DAY),
        )
    for key in ("village_secretary", "villager1", "villager2", "villager3"):
        AttendeeFactory.create(meeting=meeting, person=world.people[key], presence=Presence.PRESENT, may_vote=True)
    steps.passed_steps(world, meeting, "scores")
    return fresh(meeting)


def committee_sits(world: World) -> Meeting:
    """The executive committee has come together, nobody reviewed yet."""
    body = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.COLLECTIVE,
        collective=body,
        cell=None,
        starts_on=at(27).date(),
        state=MeetingState.OPEN,
        opened_at=at(27),
        chair=world.people["commune_secretary"],
        clerk=world.people["chair"],
    )
    for key in ("commune_secretary", "chair", "vice"):
        AttendeeFactory.create(meeting=meeting, person=world.people[key], presence=Presence.PRESENT, may_vote=True)
    return fresh(meeting)


def fresh(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_related("campaign__issuer", "cell", "collective__organization", "chair", "clerk")
    return rows.get(pk=meeting.pk)


def blocking(meeting: Meeting, day: int = DAY) -> dict[str, str]:
    with standing_on(day):
        return {row.code: row.clause for row in opening(meeting).findings if row.blocks}


def told(meeting: Meeting, code: str) -> str:
    with standing_on(DAY):
        return next(row.message for row in opening(meeting).findings if row.code == code)


def refused(call: Any, **values: Any) -> set[str]:
    with pytest.raises(RuleViolation) as caught:
        call(**values)
    return {row.code for row in caught.value.findings if row.blocks}


def vote(world: World, meeting: Meeting, level: str = Level.GOOD, day: int = DAY) -> BallotSession:
    with standing_on(day, 10) as now:
        by = world.users[next(key for key, person in world.people.items() if person.pk == meeting.chair_id)]
        session = open_ballot(meeting_id=meeting.pk, counting_team=[meeting.clerk], by=by, now=now)
        choices = dict.fromkeys(session.questions.values_list("pk", flat=True), level)
        for voter in session.voters.select_related("person__user"):
            cast_vote(session_id=session.pk, voter=voter.person.user, choices=choices)
        return close_ballot(session_id=session.pk, by=by, now=now)


# --- the plan --------------------------------------------------------------------------------------------------------


def test_issuing_opens_a_rating_for_each_party_organization_and_no_form_for_it(commune: World) -> None:
    """P4-2.1-a: the committee's own is the district's to decide, the cells' the commune's."""
    issue(commune)
    own, cell = of_organization(commune, commune.commune), of_organization(commune, commune.village)
    assert Review.objects.filter(campaign=commune.campaign, kind=SubjectKind.ORGANIZATION).count() == 2
    assert (own.authority_kind, own.authority) == (AuthorityKind.EXTERNAL, commune.district)
    assert (cell.authority_kind, cell.authority) == (AuthorityKind.OWN, commune.commune)
    assert [str(venue) for venue in cell.venues.all()] == ["Chi bộ thôn Đông"]
    assert [str(venue) for venue in own.venues.all()] == ["Ban Chấp hành Đảng bộ xã"]
    assert [venue.clause for venue in cell.venues.all()] == ["P4-3-B4-c"]
    assert (cell.tracks, str(cell), cell.clause) == ([Track.ORGANIZATION], "Chi bộ thôn Đông", "P4-2.1-a")
    assert not FormEntry.objects.filter(review__in=[own, cell]).exists()
    assert not Review.objects.included().filter(kind=SubjectKind.ORGANIZATION).exists()


def test_one_organization_is_rated_once_in_a_campaign_and_has_no_person(commune: World) -> None:
    review = of_organization(commune, commune.village)
    for change in ({"pk": None}, {"pk": None, "unit": commune.cell, "person": commune.people["chair"]}):
        row = Review.objects.get(pk=review.pk)
        for name, value in change.items():
            setattr(row, name, value)
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_an_organization_left_out_by_hand_stays_out_when_the_list_is_derived_anew(commune: World) -> None:
    review = of_organization(commune, commune.village)
    by = commune.users["planner"]
    override_subject(review_id=review.pk, inclusion=Inclusion.EXEMPT, override_reason="Mới thành lập", by=by)
    with standing_on(2):
        regenerate_subjects(campaign_id=commune.campaign.pk, by=by)
    (kept,) = Review.objects.filter(kind=SubjectKind.ORGANIZATION, unit=commune.village)
    assert (kept.pk, kept.inclusion) == (review.pk, Inclusion.EXEMPT)
    issue(commune)
    assert "organization.self_level" not in blocking(sitting(commune, "villager1"))


def test_page_of_subjects_counts_the_organizations_and_its_review_page_leads_to_the_levels(commune: World) -> None:
    issue(commune)
    client = signed_in(commune.users["planner"])
    page = client.get(reverse("campaign-subjects", args=(commune.campaign.pk,)), {"kind": "organization"})
    assert "2 tổ chức đảng được xếp loại" in page.content.decode()
    assert "Chi bộ thôn Đông" in page.content.decode()
    review = of_organization(commune, commune.village)
    answer = client.get(reverse("review", args=(review.pk,)))
    assert answer.headers["Location"] == reverse("review-ratings", args=(review.pk,))
    assert client.get(answer.headers["Location"]).status_code == 200
    for name in ("entry", "dossier", "review-cases", "review-targets", "review-remedies", "review-corrections"):
        assert client.get(reverse(name, args=(review.pk,))).status_code == 404, name


# --- the ballot ------------------------------------------------------------------------------------------------------


def test_the_cells_ballot_asks_about_the_cell_then_its_committee_then_its_members(commune: World) -> None:
    """P4-3-B4-c, P4-CT-c: members' tallies and the cell's own in the same meeting."""
    issue(commune)
    meeting = sitting(commune, "villager1", "villager2")
    committee = commune.collective_review(
        Collective.objects.get(kind=CollectiveKind.CELL_COMMITTEE, organization=commune.village)
    )
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(commune, meeting)
    session = vote(commune, meeting)
    asked = [(row.track, str(row.review), row.issued) for row in session.questions.order_by("position")]
    assert asked[0] == ("organization", "Chi bộ thôn Đông", 4)
    assert asked[1] == ("collective", str(committee), 4)
    assert {row[0] for row in asked[2:]} == {"member"}
    assert len(asked) == 4
    proposal = Proposal.objects.get(review=of_organization(commune, commune.village))
    assert (proposal.level, proposal.source, proposal.track) == (Level.GOOD, ProposalSource.CELL_VOTE, "organization")
    page = signed_in(commune.users["village_secretary"]).get(reverse("meeting-ballots", args=(meeting.pk,)))
    assert "Tổ chức đảng" in page.content.decode()


def test_ballot_on_a_cell_waits_for_its_own_level_and_the_discussion(commune: World) -> None:
    """P4-2.2.1-c, P4-2.2.1-a"""
    issue(commune)
    meeting, by = sitting(commune, "villager1"), commune.users["village_secretary"]
    review = of_organization(commune, commune.village)
    found = blocking(meeting)
    assert (found["organization.self_level"], found["organization.discussion"]) == ("P4-2.2.1-c", "P4-2.2.1-c")
    with standing_on(DAY, 9) as now:
        services.take_level(
            meeting_id=meeting.pk, review_id=review.pk, level=Level.EXCELLENT, basis="92/100 điểm", by=by, now=now
        )
        assert "organization.self_level" not in blocking(meeting)
        services.record_discussion(
            meeting_id=meeting.pk, track=Track.ORGANIZATION, text="Nhất trí mức tốt.", by=by, now=now
        )
    assert "organization.discussion" not in blocking(meeting)
    assert (SelfRating.objects.get().level, SelfRating.objects.get().basis) == (Level.EXCELLENT, "92/100 điểm")


def test_ballot_on_members_waits_for_the_discussion_of_the_committees_proposals(commune: World) -> None:
    """P4-2.2.3.2-d: a word in the minutes, then the ballot."""
    issue(commune)
    meeting, by = sitting(commune, "villager1"), commune.users["village_secretary"]
    assert blocking(meeting)["order.proposals_discussed_first"] == "P4-2.2.3.2-d"
    with standing_on(DAY, 9) as now:
        services.record_discussion(
            meeting_id=meeting.pk, track=Track.MEMBER, text="Chi ủy đề xuất 3 đồng chí mức tốt.", by=by, now=now
        )
    assert "order.proposals_discussed_first" not in blocking(meeting)
    (row,) = minutes_payload(meeting)["discussions"]
    assert row["text"] == "Chi ủy đề xuất 3 đồng chí mức tốt."


def test_member_paid_by_the_state_is_voted_on_after_his_employers_result(commune: World) -> None:
    """P4-2.3-g"""
    issue(commune)
    meeting, by = sitting(commune, "villager1", "vice"), commune.users["village_secretary"]
    assert blocking(meeting)["order.cadre_result_first"] == "P4-2.3-g"
    assert "Chưa xong: Lò Thị Phó." in told(meeting, "order.cadre_result_first")
    with standing_on(DAY, 9) as now:
        services.record_employer_result(
            meeting_id=meeting.pk,
            review_id=commune.review_of("vice").pk,
            level=Level.GOOD,
            document="Thông báo số 15/TB-UBND ngày 18/11/2023",
            by=by,
            now=now,
        )
    assert "order.cadre_result_first" not in blocking(meeting)


def test_what_precedes_the_ballot_is_refused_where_it_does_not_belong_and_writes_nothing(commune: World) -> None:
    issue(commune)
    meeting, by = sitting(commune, "villager1", "vice"), commune.users["village_secretary"]
    own, vice = of_organization(commune, commune.commune), commune.review_of("vice")
    level: dict[str, Any] = {"meeting_id": meeting.pk, "level": Level.GOOD, "by": by, "now": at(DAY)}
    discussion: dict[str, Any] = {"meeting_id": meeting.pk, "by": by, "now": at(DAY)}
    assert refused(services.take_level, review_id=own.pk, basis="", **level) == {"organization.elsewhere"}
    assert refused(services.record_discussion, track=Track.CADRE, text="A", **discussion) == {"discussion.track"}
    assert refused(services.record_discussion, track=Track.MEMBER, text=" ", **discussion) == {"discussion.empty"}
    long = "a" * 20_001
    assert refused(services.record_discussion, track=Track.MEMBER, text=long, **discussion) == {"before_ballot.long"}
    villager = commune.review_of("villager1").pk
    for review_id, document, code in (
        (villager, "Thông báo", "employer.person"),
        (vice.pk, " ", "employer.document"),
        (vice.pk, "a" * 201, "employer.document"),
    ):
        found = refused(services.record_employer_result, review_id=review_id, document=document, **level)
        assert found == {code}
    outsider = {**level, "by": commune.users["villager2"]}
    assert refused(services.record_employer_result, review_id=vice.pk, document="A", **outsider) == {
        "permission.meeting.run"
    }
    Meeting.objects.filter(pk=meeting.pk).update(clerk=commune.people["vice"])
    own_case = {**level, "by": commune.users["vice"]}
    assert refused(services.record_employer_result, review_id=vice.pk, document="A", **own_case) == {"employer.own"}
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.INVITED)
    assert refused(services.record_discussion, track=Track.MEMBER, text="A", **discussion) == {"discussion.sitting"}
    assert (SelfRating.objects.count(), LevelDiscussion.objects.count(), EmployerResult.objects.count()) == (0, 0, 0)


def test_what_was_said_before_the_ballot_stays_as_it_was_once_the_ballot_is_open(commune: World) -> None:
    issue(commune)
    meeting, by = sitting(commune, "villager1"), commune.users["village_secretary"]
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(commune, meeting)
    with standing_on(DAY, 10) as now:
        open_ballot(meeting_id=meeting.pk, counting_team=[meeting.clerk], by=by, now=now)
    review = of_organization(commune, commune.village)
    late = refused(
        services.take_level,
        meeting_id=meeting.pk,
        review_id=review.pk,
        level=Level.EXCELLENT,
        basis="",
        by=by,
        now=at(DAY, 11),
    )
    assert late == {"before_ballot.voted"}
    assert SelfRating.objects.get(review=review).level == Level.GOOD


def test_page_before_the_ballot_takes_each_part_and_keeps_what_was_typed_wrongly(commune: World) -> None:
    issue(commune)
    meeting = sitting(commune, "villager1", "vice")
    client = signed_in(commune.users["village_secretary"])
    address = reverse("meeting-before-ballot", args=(meeting.pk,))
    review, vice = of_organization(commune, commune.village), commune.review_of("vice")
    with standing_on(DAY, 9):
        page = client.get(address)
        assert "Chi bộ thôn Đông tự nhận mức xếp loại" in page.content.decode()
        assert client.get(reverse("meeting", args=(meeting.pk,))).content.decode().count(address) == 1
        prefix = f"level-{review.pk}"
        assert client.post(address, {"action": prefix, f"{prefix}-level": "best"}).status_code == 422
        assert client.post(address, {"action": prefix, f"{prefix}-level": "good"}).status_code == 302
        sent = {"action": "discussion-member", "discussion-member-text": ""}
        assert client.post(address, sent).status_code == 422
        assert client.post(address, {**sent, "discussion-member-text": "Nhất trí."}).status_code == 302
        result = {
            "action": "employer",
            "employer-review": str(vice.pk),
            "employer-level": "good",
            "employer-document": "Thông báo số 15",
        }
        assert client.post(address, {**result, "employer-review": "0"}).status_code == 422
        assert client.post(address, result).status_code == 302
        assert client.post(address, {"action": "khac"}).status_code == 422
    assert SelfRating.objects.get().review == review
    assert LevelDiscussion.objects.get().text == "Nhất trí."
    assert EmployerResult.objects.get().review == vice
    assert signed_in(commune.users["villager2"]).get(address).status_code == 404


# --- lower before higher ---------------------------------------------------------------------------------------------


def test_the_committees_organization_is_voted_on_after_the_last_of_its_cells(commune: World) -> None:
    """P4-2.3-e: one of two rated is not enough; both, and the committee may vote."""
    west = OrganizationFactory.create(parent=commune.commune, cell=True, name="Chi bộ thôn Tây")
    with standing_on(2):
        regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    here = sitting(commune, "villager1")
    steps.bodies_reviewed(here)
    steps.said_before_the_ballot(commune, here)
    vote(commune, here)
    Meeting.objects.filter(pk=here.pk).update(
        state=MeetingState.CONCLUDED, concluded_at=at(DAY, 11), conclusion="Nhất trí."
    )
    meeting = committee_sits(commune)
    steps.said_before_the_ballot(commune, meeting)
    with standing_on(27):
        (finding,) = (row for row in opening(meeting).findings if row.code == "order.lower_collectives_first")
    assert (finding.clause, finding.blocks) == ("P4-2.3-e", True)
    assert "Chưa đến lượt Đảng bộ xã Mẫu Sơn" in finding.message
    assert "Chưa xong: Chi bộ thôn Tây." in finding.message
    MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=west,
        state=MeetingState.CONCLUDED,
        opened_at=at(DAY),
        concluded_at=at(DAY, 11),
        conclusion="Không đủ người bỏ phiếu.",
    )
    assert blocking(meeting, 27) == {}


def test_members_are_not_voted_on_while_a_body_of_their_cell_is_not_on_the_sheet(commune: World) -> None:
    """P4-2.3-f"""
    issue(commune)
    meeting = sitting(commune, "villager1")
    steps.said_before_the_ballot(commune, meeting)
    found = blocking(meeting)
    assert found == {"order.collective_rated_before_members": "P4-2.3-f"}
    assert "Chi ủy Chi bộ thôn Đông" in told(meeting, "order.collective_rated_before_members")


# --- the way up ------------------------------------------------------------------------------------------------------


def test_level_voted_by_the_cell_is_appraised_with_its_dossier_and_decided_by_the_commune(commune: World) -> None:
    """P4-2.1-a"""
    issue(commune)
    commune.grant("secretary", "decide", commune.commune)
    review = of_organization(commune, commune.village)
    meeting = sitting(commune, "villager1")
    steps.said_before_the_ballot(commune, meeting)
    steps.bodies_reviewed(meeting)
    vote(commune, meeting)
    appraisal: dict[str, Any] = {
        "review_id": review.pk,
        "track": Track.ORGANIZATION,
        "level": Level.GOOD,
        "comment": "",
        "by": commune.users["officer"],
    }
    with standing_on(27) as now:
        assert refused(appraise, now=now, **appraisal) == {"appraisal.dossier"}
        Review.objects.filter(pk=review.pk).update(submitted_to_board_at=now)
        duties = [duty.title for duty in rating_duties([commune.campaign], now.date(), commune.users["officer"])]
        assert "Thẩm định hồ sơ" in duties
        appraise(now=now, **appraisal)
        made = decide(
            review_id=review.pk,
            track=Track.ORGANIZATION,
            level=Level.GOOD,
            document_number="12-QĐ/ĐU",
            decided_on=now.date(),
            reason="",
            by=commune.users["secretary"],
            now=now,
        )
        table = board_rows(commune.campaign, user=commune.users["officer"], query={"kind": "organization"})
        rows = {str(row.review): row for row in table.rows(list(table.reviews))}
        page = signed_in(commune.users["officer"]).get(reverse("review-ratings", args=(review.pk,))).content.decode()
        board = signed_in(commune.users["officer"]).get(
            reverse("board"), {"campaign": str(commune.campaign.pk), "kind": "organization"}
        )
        report = report_payload(commune.campaign, commune.commune)
    assert Decision.objects.get(review=review) == made
    cell = rows["Chi bộ thôn Đông"]
    assert (cell.self_level, cell.voted_level, cell.board_level) == (Level.GOOD, Level.GOOD, Level.GOOD)
    assert (table.decided_count, table.total_count) == (1, 2)
    assert "Tự nhận mức xếp loại" in page
    assert "Đã quyết định 1/2 tổ chức đảng" in " ".join(board.content.decode().split())
    (levels,) = (part["table"] for part in report["sections"] if part.get("table"))
    assert levels["rows"][0] == ["Tổ chức đảng", 2, 0, 1, 0, 0, 1]
    told = commune.users["village_secretary"].notices.filter(kind="decision", subject__contains="Kết quả xếp loại")
    assert told.exists()


def test_level_of_the_committees_organization_is_the_districts_and_only_recorded_here(commune: World) -> None:
    """P4-2.2.1-g: a decision of the commune's own is refused, the district's document is entered."""
    issue(commune)
    commune.grant("secretary", "decide", commune.commune)
    review = of_organization(commune, commune.commune)
    decision: dict[str, Any] = {
        "review_id": review.pk,
        "track": Track.ORGANIZATION,
        "level": Level.GOOD,
        "document_number": "301-QĐ/HU",
        "decided_on": date(2023, 12, 18),
    }
    with standing_on(20, month=12) as now:
        assert "decision.superior" in refused(decide, reason="", by=commune.users["secretary"], now=now, **decision)
        made = record_superior_decision(by=commune.users["officer"], now=now, **decision)
    assert (made.level, made.authority) == (Level.GOOD, commune.district)
    assert BallotQuestion.objects.count() == 0


def test_ballot_of_the_committee_is_a_proposal_where_the_district_decides_and_keeps_counts_only(
    commune: World,
) -> None:
    """P4-1.4.3-n: what the district manages is only proposed here, the rest is the commune's own to decide."""
    issue(commune)
    commune.grant("secretary", "decide", commune.commune)
    Meeting.objects.filter(campaign=commune.campaign).delete()
    MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=commune.village,
        state=MeetingState.CONCLUDED,
        opened_at=at(DAY),
        concluded_at=at(DAY, 11),
        conclusion="Nhất trí.",
    )
    meeting = committee_sits(commune)
    steps.bodies_reviewed(meeting)
    steps.said_before_the_ballot(commune, meeting)
    session = vote(commune, meeting, day=27)
    government = commune.collective_review(
        Collective.objects.get(kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, organization__parent=commune.commune)
    )
    assert meeting.collective is not None
    own = commune.collective_review(meeting.collective)
    counts = {row.review_id: (row.issued, row.good, row.blank) for row in session.questions.all()}
    assert (counts[own.pk], counts[government.pk]) == ((3, 3, 0), (3, 3, 0))
    assert {row.source for row in Proposal.objects.filter(review__in=[own, government])} == {"collective_vote"}
    assert not [
        field.name for field in BallotQuestion._meta.get_fields() if field.name in ("voter", "voters", "person")
    ]
    decision: dict[str, Any] = {
        "track": Track.COLLECTIVE,
        "level": Level.GOOD,
        "document_number": "12-QĐ/ĐU",
        "decided_on": date(2023, 11, 28),
        "reason": "",
        "by": commune.users["secretary"],
        "now": at(28),
    }
    with standing_on(28):
        assert (own.authority_kind, government.authority_kind) == (AuthorityKind.EXTERNAL, AuthorityKind.OWN)
        assert "decision.superior" in refused(decide, review_id=own.pk, **decision)
        assert "decision.superior" not in refused(decide, review_id=government.pk, **decision)
    assert not Decision.objects.exists()


def test_another_committees_organization_is_not_asked_about_here(commune: World) -> None:
    issue(commune)
    body = CollectiveFactory.create(organization=commune.office, kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    meeting = MeetingFactory.create(
        campaign=commune.campaign, kind=VenueKind.COLLECTIVE, collective=body, cell=None, state=MeetingState.OPEN
    )
    with standing_on(DAY):
        assert [str(row.review) for row in opening(fresh(meeting)).questions] == []


def test_level_of_the_organization_is_held_against_whoever_heads_it(commune: World) -> None:
    """P4-I.2-b: a person's level is tied to the collective's, the secretary's to his organization's too."""
    issue(commune)
    own, secretary = of_organization(commune, commune.commune), commune.review_of("commune_secretary")
    waiting = [row.message for row in head_cap(secretary, Level.EXCELLENT) if row.code == "cap.collective_first"]
    assert len(waiting) == 1
    assert str(own) in waiting[0]
    DecisionFactory.create(review=own, track=Track.ORGANIZATION, level=Level.GOOD)
    findings = {row.code: row for row in head_cap(secretary, Level.EXCELLENT)}
    assert str(own) in findings["cap.head"].message
    assert findings["cap.head"].clause == "P4-I.2-b"
    assert str(own) not in findings["cap.collective_first"].message
    assert "cap.head" not in {row.code for row in head_cap(secretary, Level.GOOD)}
