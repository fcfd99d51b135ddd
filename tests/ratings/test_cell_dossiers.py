"""The dossier of a cell under the commune plan of 2023 (P4 III): made part by part, passed, sent, received."""

from __future__ import annotations

import threading
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from forms_templates.pdf import render_pdf
from forms_templates.services import read_verified, render_document
from organizations.choices import CollectiveKind, OrganizationKind, Tier
from organizations.models import Collective, Person
from ratings.choices import ProposalSource
from ratings.models import Proposal
from ratings.selectors.ballot_opening import first_opening_findings
from ratings.services.cell_dossiers import (
    print_cell_paper,
    print_whole_dossier,
    propose_rewards,
    send_cell_dossier,
)
from reviews.choices import EntryState, Level, MeetingState, Presence, Track, VenueKind
from reviews.duties import duties
from reviews.models import CellDossier, CellScore, FormEntry, HandOver, Meeting, MeetingStep, Paper, RewardProposal
from reviews.rules.findings import RuleViolation
from reviews.selectors.cell_dossiers import CellRow, cell_row, cell_rows
from reviews.selectors.meetings import closing_findings
from reviews.selectors.papers import minutes_payload
from reviews.services.cell_dossiers import (
    WrittenScore,
    attach_cell_paper,
    pass_step,
    put_minute_book,
    register_title,
    take_back_step,
    write_scores,
)
from reviews.services.hand_overs import receive
from tests import steps
from tests.factories.organizations import OrganizationFactory
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, ProposalFactory
from tests.factories.reviews import (
    AgendaItemFactory,
    AttendeeFactory,
    CellDossierFactory,
    CellScoreFactory,
    MeetingFactory,
    MeetingStepFactory,
    ReviewVenueFactory,
)
from tests.forms_templates.reading import text_of
from tests.forms_templates.structure import faults
from tests.reviews.test_bad_input import form_data
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_uploads import scan
from tests.world import World, at, standing_on

__all__ = ["commune"]

DAY = 24
SCAN = scan()


@pytest.fixture
def sitting(commune: World) -> Meeting:
    """The village cell sits: two of its members are rated EXCELLENT, one GOOD; its secretary is the villagers'."""
    issue(commune)
    meeting = MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=commune.village,
        starts_on=at(DAY).date(),
        state=MeetingState.OPEN,
        opened_at=at(DAY),
        chair=commune.people["village_secretary"],
        clerk=commune.people["villager1"],
    )
    levels = {"villager1": Level.EXCELLENT, "villager2": Level.EXCELLENT, "villager3": Level.GOOD}
    for key, level in levels.items():
        review = commune.review_of(key)
        AgendaItemFactory.create(meeting=meeting, review=review)
        AttendeeFactory.create(meeting=meeting, person=commune.people[key], presence=Presence.PRESENT)
        ProposalFactory.create(
            review=review,
            track=Track.MEMBER,
            level=level,
            source=ProposalSource.CELL_VOTE,
            organization=commune.village,
            made_by=commune.users["village_secretary"],
        )
    return meeting


def row_of(meeting: Meeting) -> CellRow:
    rows = Meeting.objects.select_related("campaign__issuer", "cell__parent", "chair", "clerk")
    return cell_row(rows.get(pk=meeting.pk))


def lacking(meeting: Meeting) -> set[str]:
    return {part.row.key for part in row_of(meeting).parts if part.lacks}


def complete(world: World, meeting: Meeting) -> None:
    """Everything that the dossier needs, by the services; the meeting is over."""
    by = world.users["village_secretary"]
    register_title(meeting_id=meeting.pk, title="Hoàn thành tốt nhiệm vụ", reason="", by=by)
    attach_cell_paper(meeting_id=meeting.pk, part="summary_report", content=SCAN, by=by)
    attach_cell_paper(meeting_id=meeting.pk, part="member_summary", content=SCAN, by=by)
    write_scores(meeting_id=meeting.pk, rows=[WrittenScore("Nghị quyết", 30, 28)], by=by)
    put_minute_book(meeting_id=meeting.pk, there=True, by=by, on=at(DAY).date())
    propose_rewards(
        meeting_id=meeting.pk,
        listed=[world.review_of(key).pk for key in ("villager1", "villager2")],
        outstanding=[world.review_of("villager1").pk],
        none=False,
        by=by,
    )
    for step in ("report", "scores", "registration"):
        with standing_on(DAY, 9) as now:
            pass_step(meeting_id=meeting.pk, step=step, agreed=3, note="", by=by, now=now)
    FormEntry.objects.filter(review__campaign=world.campaign).update(
        state=EntryState.FINAL, submitted_at=at(20), finalized_at=at(25)
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CONCLUDED, concluded_at=at(DAY, 11), half_days=1)


def refused(call: Any, *args: Any, **values: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as caught:
        call(*args, **values)
    return [(row.code, row.clause) for row in caught.value.findings if row.blocks]


# --- the parts ------------------------------------------------------------------------------------------------------


def test_dossier_without_anything_lacks_its_eight_parts_and_is_not_sent(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-b"""
    row = row_of(sitting)
    assert [part.row.key for part in row.parts if part.lacks] == [part.row.key for part in row.parts]
    assert len(row.parts) == 8
    codes = refused(send_cell_dossier, meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert {clause for code, clause in codes if code.startswith("cell.") and clause} == {
        "P4-III-a",
        "P4-III-b",
        "P4-III-c",
        "P4-III-e",
        "P4-3-B4-b",
        "P4-3-B4-e",
    }
    assert ("cell.meeting", "") in codes
    assert not HandOver.objects.exists()


def test_each_part_comes_from_its_own_place_and_the_whole_is_handed_over(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-d"""
    complete(commune, sitting)
    assert lacking(sitting) == set()
    secretary = commune.users["village_secretary"]
    assert send_cell_dossier(meeting_id=sitting.pk, by=secretary, on=at(27).date()) == []
    given = HandOver.objects.get()
    assert (given.giver, given.receiver, given.handed_on) == (commune.village, commune.commune, at(27).date())
    assert CellDossier.objects.get().hand_over == given
    receive(hand_over_id=given.pk, received_on=at(28).date(), by=commune.users["officer"], on=at(28).date())
    given.refresh_from_db()
    assert (given.received_on, given.received_by) == (at(28).date(), commune.users["officer"])
    # Nothing changes any more, and it is not sent twice.
    for call in (
        lambda: register_title(meeting_id=sitting.pk, title="X", reason="", by=secretary),
        lambda: write_scores(meeting_id=sitting.pk, rows=[], by=secretary),
        lambda: send_cell_dossier(meeting_id=sitting.pk, by=secretary, on=at(28).date()),
    ):
        assert refused(call) == [("cell_dossier.sent", "")]


def test_dossier_after_the_27th_is_taken_and_marked_late(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    (warning,) = send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(28).date())
    assert (warning.code, warning.clause) == ("cell.late", "P4-III-d")
    with standing_on(28):
        page = signed_in(commune.users["officer"]).get(reverse("cell-dossiers", args=(commune.campaign.pk,)))
    assert "Gửi chậm" in page.content.decode()


def test_self_reviews_are_the_committees_and_those_of_state_paid_members_once_final(
    commune: World, sitting: Meeting
) -> None:
    """P4-III-b"""
    complete(commune, sitting)
    assert "self_reviews" not in lacking(sitting)
    chair = FormEntry.objects.filter(review=commune.review_of("chair"))
    chair.update(state=EntryState.REVISING)
    (part,) = [part for part in row_of(sitting).parts if part.row.key == "self_reviews"]
    assert part.lacks.startswith("mới có ")
    chair.update(state=EntryState.FINAL)
    # A member whom the State does not pay hands nothing in here.
    FormEntry.objects.filter(review=commune.review_of("villager1")).update(state=EntryState.DRAFT)
    assert "self_reviews" not in lacking(sitting)


def test_member_summary_made_by_the_program_fills_its_part(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    document = Document.objects.create(
        kind=DocumentKind.MEMBERS_SUMMARY, subject_key="x", source_version="1", title="Mẫu 04"
    )
    assert "member_summary" in lacking(sitting)
    Paper.objects.create(document=document, meeting=sitting)
    assert "member_summary" not in lacking(sitting)


# --- rewards --------------------------------------------------------------------------------------------------------


def test_only_members_of_the_best_level_are_proposed_and_marked(commune: World, sitting: Meeting) -> None:
    """P4-III-c"""
    good, best = commune.review_of("villager3").pk, commune.review_of("villager1").pk
    by = commune.users["village_secretary"]
    assert ("cell.reward", "P4-III-c") in refused(
        propose_rewards, meeting_id=sitting.pk, listed=[good], outstanding=[], none=False, by=by
    )
    marked = refused(propose_rewards, meeting_id=sitting.pk, listed=[good], outstanding=[good], none=False, by=by)
    assert ("cell.outstanding", "P4-III-c") in marked
    for wrong in (
        {"listed": [], "outstanding": [best], "none": False},
        {"listed": [best], "outstanding": [], "none": True},
        {"listed": [commune.review_of("chair").pk], "outstanding": [], "none": False},
        {"listed": [10**9], "outstanding": [], "none": False},
    ):
        assert refused(propose_rewards, meeting_id=sitting.pk, by=by, **wrong) == [("cell.reward", "")]
    assert not RewardProposal.objects.exists()
    propose_rewards(meeting_id=sitting.pk, listed=[best], outstanding=[best], none=False, by=by)
    assert list(RewardProposal.objects.values_list("review_id", "outstanding")) == [(best, True)]


def test_list_may_say_that_there_are_none(commune: World, sitting: Meeting) -> None:
    """P4-III-c"""
    assert "reward_list" in lacking(sitting)
    by = commune.users["village_secretary"]
    propose_rewards(meeting_id=sitting.pk, listed=[], outstanding=[], none=True, by=by)
    assert "reward_list" not in lacking(sitting)


def test_namesakes_are_told_apart_and_a_level_changed_since_keeps_the_dossier_back(
    commune: World, sitting: Meeting
) -> None:
    """P4-III-c"""
    type(commune.people["villager3"]).objects.filter(pk=commune.people["villager3"].pk).update(
        full_name=commune.people["villager1"].full_name
    )
    complete(commune, sitting)
    Proposal.objects.filter(review=commune.review_of("villager1")).update(level=Level.GOOD)
    codes = refused(send_cell_dossier, meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert ("cell.reward", "P4-III-c") in codes


# --- what the meeting passes ----------------------------------------------------------------------------------------


def test_meeting_passes_report_and_registration_once_they_lie_before_it(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-b, P4-3-B4-e"""
    by = commune.users["village_secretary"]
    for step, clause in (("report", "P4-3-B4-b"), ("registration", "P4-3-B4-e")):
        said = refused(pass_step, meeting_id=sitting.pk, step=step, agreed=3, note="", by=by, now=at(DAY))
        assert said == [(f"cell.step.{step}", clause)]
    attach_cell_paper(meeting_id=sitting.pk, part="summary_report", content=SCAN, by=by)
    register_title(meeting_id=sitting.pk, title="Hoàn thành xuất sắc nhiệm vụ", reason="", by=by)
    for step in ("report", "registration"):
        pass_step(meeting_id=sitting.pk, step=step, agreed=2, note="Bổ sung số liệu.", by=by, now=at(DAY))
    assert list(MeetingStep.objects.values_list("step", "agreed", "present")) == [
        ("report", 2, 3),
        ("registration", 2, 3),
    ]
    # What was passed stays as it was.
    assert refused(register_title, meeting_id=sitting.pk, title="Khác", reason="", by=by) == [("cell.passed", "")]
    said = minutes_payload(Meeting.objects.get(pk=sitting.pk))["steps"]
    assert [row["title"] for row in said] == [
        "Thông qua báo cáo đánh giá kết quả hoạt động, lãnh đạo của chi bộ trong năm",
        "Thông qua tờ trình đăng ký danh hiệu chi bộ năm sau với đảng ủy cơ sở",
    ]


@pytest.mark.parametrize("agreed", [0, 1, 4])
def test_half_is_not_passed_and_nobody_agrees_who_is_not_there(commune: World, sitting: Meeting, agreed: int) -> None:
    """P4-3-B4-b"""
    by = commune.users["village_secretary"]
    attach_cell_paper(meeting_id=sitting.pk, part="summary_report", content=SCAN, by=by)
    said = refused(pass_step, meeting_id=sitting.pk, step="report", agreed=agreed, note="", by=by, now=at(DAY))
    assert said == [("cell.step.agreed", "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingStepFactory.create(meeting=sitting, agreed=agreed, present=3)


def test_cell_meeting_closes_only_after_it_passed_its_programme(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-b, P4-3-B4-e"""
    found = {row.clause for row in closing_findings(sitting, half_days=1) if row.code.startswith("cell.step")}
    assert found == {"P4-3-B4-b", "P4-III-e", "P4-3-B4-e"}
    steps.passed_steps(commune, sitting, "report", "scores", "registration")
    assert not [row for row in closing_findings(sitting, half_days=1) if row.code.startswith("cell.step")]


def test_ballot_waits_for_the_score_sheet_to_be_passed(commune: World, sitting: Meeting) -> None:
    """P4-III-e"""
    by = commune.users["village_secretary"]

    def waiting() -> list[str]:
        found = first_opening_findings(sitting, questions=[], voters=[])
        return [row.clause for row in found if row.code == "cell.scores"]

    assert waiting() == ["P4-III-e"]
    write_scores(meeting_id=sitting.pk, rows=[WrittenScore("A", 10, None)], by=by)
    assert refused(pass_step, meeting_id=sitting.pk, step="scores", agreed=3, note="", by=by, now=at(DAY)) == [
        ("cell.step.scores", "P4-III-e")
    ]
    write_scores(meeting_id=sitting.pk, rows=[WrittenScore("A", 10, 9)], by=by)
    assert waiting() == ["P4-III-e"]  # written, not passed yet
    pass_step(meeting_id=sitting.pk, step="scores", agreed=3, note="", by=by, now=at(DAY))
    assert waiting() == []
    assert refused(write_scores, meeting_id=sitting.pk, rows=[], by=by) == [("cell.passed", "")]
    take_back_step(meeting_id=sitting.pk, step="scores", by=by)
    assert waiting() == ["P4-III-e"]


def test_score_sheet_on_which_the_cell_has_voted_is_not_taken_back(commune: World, sitting: Meeting) -> None:
    """P4-III-e"""
    steps.passed_steps(commune, sitting, "scores")
    session = BallotSessionFactory.create(meeting=sitting)
    BallotQuestionFactory.create(session=session, review=commune.review_of("villager1"))
    by = commune.users["village_secretary"]
    assert refused(take_back_step, meeting_id=sitting.pk, step="scores", by=by) == [("cell.step.voted", "")]
    assert MeetingStep.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        WrittenScore(" ", 10, 1),
        WrittenScore("A", None, 1),
        WrittenScore("A", 0, 0),
        WrittenScore("A", 1001, 0),
        WrittenScore("A", 10, 11),
        WrittenScore("A", 10, -1),
        WrittenScore("x" * 501, 10, 1),
    ],
)
def test_wrong_line_of_the_score_sheet_is_named_and_nothing_changes(
    commune: World, sitting: Meeting, row: WrittenScore
) -> None:
    """P4-III-e"""
    CellScoreFactory.create(dossier=CellDossierFactory.create(meeting=sitting), text="Cũ")
    rows = [WrittenScore("Được", 10, 9), row]
    with pytest.raises(RuleViolation) as caught:
        write_scores(meeting_id=sitting.pk, rows=rows, by=commune.users["village_secretary"])
    assert [finding.message[:8] for finding in caught.value.findings] == ["Dòng 2: "]
    assert CellScore.objects.get().text == "Cũ"


# --- who, what else -------------------------------------------------------------------------------------------------


def test_others_make_no_dossier_and_its_page_does_not_exist_for_them(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    assert refused(register_title, meeting_id=sitting.pk, title="A", reason="", by=commune.users["villager1"]) == [
        ("permission.cell_dossier", "")
    ]
    assert not CellDossier.objects.exists()
    addresses = [
        reverse("cell-dossier", args=(sitting.pk,)),
        reverse("cell-scores", args=(sitting.pk,)),
        reverse("cell-rewards", args=(sitting.pk,)),
    ]
    for key, status in (("villager1", 404), ("village_secretary", 200), ("planner", 200)):
        client = signed_in(commune.users[key])
        assert [client.get(url).status_code for url in addresses] == [status] * 3, key
    inspector = signed_in(commune.users["officer"])
    assert [inspector.get(url).status_code for url in addresses] == [200, 404, 200]


def test_meeting_of_a_body_or_of_a_plan_without_cells_has_no_such_dossier(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    body = MeetingFactory.create(campaign=commune.campaign, collective=committee)
    by = commune.users["planner"]
    assert refused(register_title, meeting_id=body.pk, title="A", reason="", by=by) == [("cell_dossier.none", "")]
    assert refused(pass_step, meeting_id=body.pk, step="report", agreed=1, note="", by=by, now=at(DAY)) == [
        ("cell.step", "")
    ]
    assert signed_in(by).get(reverse("cell-dossier", args=(body.pk,))).status_code == 404


def test_part_that_is_no_paper_and_a_file_that_is_no_pdf_are_refused(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    by = commune.users["village_secretary"]
    for part in ("score_sheet", "reward_list", "self_reviews", "minute_book", "nothing"):
        assert refused(attach_cell_paper, meeting_id=sitting.pk, part=part, content=SCAN, by=by) == [
            ("upload.slot", "")
        ]
    assert refused(attach_cell_paper, meeting_id=sitting.pk, part="summary_report", content=b"PK", by=by) == [
        ("upload.not_a_pdf", "")
    ]
    assert not Paper.objects.exists()


def test_support_is_shown_for_each_registered_member(commune: World, sitting: Meeting) -> None:
    """P4-IV.6-a"""
    row = row_of(sitting)
    assert (row.registered, row.support) == (len(members(commune)), len(members(commune)) * 50_000)
    page = signed_in(commune.users["village_secretary"]).get(reverse("cell-dossier", args=(sitting.pk,)))
    assert f"{row.support:,}".replace(",", ".") + " đồng" in page.content.decode()


def members(world: World) -> list[int]:
    return list(world.village.memberships.filter(attendance="official").values_list("person_id", flat=True))


def test_secretary_is_told_to_send_and_the_committee_to_take_in(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-d"""

    def told(key: str) -> list[tuple[str, date | None]]:
        with standing_on(26):
            found = duties(commune.campaign, on=at(26).date(), user=commune.users[key])
        return [(row.title, row.due_on) for row in found if "hồ sơ của chi bộ" in row.title or "bàn giao" in row.title]

    assert told("village_secretary") == []
    complete(commune, sitting)
    assert told("village_secretary") == [("Gửi hồ sơ của chi bộ", date(2023, 11, 27))]
    assert told("commune_secretary") == []
    send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert told("village_secretary") == []
    assert told("commune_secretary") == [("Nhận hồ sơ bàn giao", None)]
    receive(
        hand_over_id=HandOver.objects.get().pk,
        received_on=at(26).date(),
        by=commune.users["commune_secretary"],
        on=at(26).date(),
    )
    assert told("commune_secretary") == []


def test_day_that_the_campaign_moved_is_the_one_that_counts(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    commune.campaign.milestones.filter(code="P4-III-d").update(due_on=at(25).date())
    (warning,) = send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert "25/11/2023" in warning.message


# --- papers ---------------------------------------------------------------------------------------------------------


def printed(paper: Paper) -> str:
    document = render_document(document_id=paper.document_id)
    assert document.state == "ready", document.error
    with document.file.open("rb") as file:
        return text_of(file.read())


def test_papers_of_the_dossier_say_what_was_recorded(commune: World, sitting: Meeting) -> None:
    """P4-III-c, P4-III-e, P4-3-B4-e, P4-IV.6-a"""
    complete(commune, sitting)
    row, by, on = row_of(sitting), commune.users["village_secretary"], at(26).date()
    said = {
        part: printed(print_cell_paper(row=row, part=part, by=by, on=on))
        for part in ("title_registration", "score_sheet", "reward_list", "support")
    }
    registration = said["title_registration"]
    assert "TỜ TRÌNH Đăng ký danh hiệu thi đua năm 2024" in registration
    assert f"Kính gửi: {commune.commune}" in registration
    assert "Thực hiện Kế hoạch số 44-KH/ĐU ngày 01/11/2023, Chi bộ thôn Đông đăng ký" in registration
    assert "Danh hiệu đăng ký: Hoàn thành tốt nhiệm vụ" in registration
    assert "3/3 đồng chí có mặt đồng ý" in registration
    assert "1 Nghị quyết 30 28 Tổng cộng 30 28" in said["score_sheet"]
    assert "1 Nông Văn Thôn 1 Hoàn thành xuất sắc nhiệm vụ x 2 Nông Văn Thôn 2" in said["reward_list"]
    assert "Danh sách gồm 2 đảng viên, trong đó 1 đảng viên “tiêu biểu”." in said["reward_list"]
    assert "50.000" in said["support"]
    assert f"{row.support:,}".replace(",", ".") in said["support"]
    assert "Nguồn: trích từ kinh phí thu đảng phí." in said["support"]


def test_any_text_is_printed_as_text_and_a_longer_one_is_refused(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-e"""
    by = commune.users["village_secretary"]
    assert refused(register_title, meeting_id=sitting.pk, title="A", reason="x" * 20_001, by=by) == [("cell.title", "")]
    odd = "<b>Đậm</b> " + "dài" * 60 + " 🎉 \u202eqp\x07 file:///etc/passwd http://x.example/a.png"
    register_title(meeting_id=sitting.pk, title=odd[:200], reason=odd * 50, by=by)
    text = printed(print_cell_paper(row=row_of(sitting), part="title_registration", by=by, on=at(26).date()))
    assert "<b>Đậm</b>" in text
    assert "file:///etc/passwd" in text


def test_what_is_not_recorded_is_not_printed(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    row, by = row_of(sitting), commune.users["village_secretary"]
    for part in ("title_registration", "score_sheet", "reward_list"):
        assert refused(print_cell_paper, row=row, part=part, by=by, on=at(26).date()) == [("cell.print", "")]


def test_whole_dossier_is_one_file_in_the_printed_order(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    complete(commune, sitting)
    paper = print_whole_dossier(row=row_of(sitting), by=commune.users["village_secretary"], on=at(26).date())
    labels = [item["label"] for item in paper.document.payload["items"]]
    assert labels == [part.row.title for part in row_of(sitting).parts]
    assert paper.document.payload["items"][-1]["missing"] == "Nộp sổ gốc ngày 24/11/2023"
    text = printed(paper)
    assert "Hồ sơ đủ tài liệu bắt buộc." in text
    # It holds single members' statements: whoever only sat in the meeting does not see it.
    assert paper in Paper.objects.visible_to(commune.users["village_secretary"])
    assert paper not in Paper.objects.visible_to(commune.users["villager1"])


def test_whole_dossier_has_its_papers_tagged_and_its_scans_named(commune: World, sitting: Meeting) -> None:
    complete(commune, sitting)
    paper = print_whole_dossier(row=row_of(sitting), by=commune.users["village_secretary"], on=at(26).date())
    content = read_verified(render_document(document_id=paper.document_id))
    assert content is not None
    with pikepdf.open(BytesIO(content)) as document:
        named = [str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert sum(name.startswith("Bản quét: ") for name in named) == 2
    # Nobody says of scans that they are accessible, so neither does the file; these are no A4 either.
    amiss = [fault for fault in faults(content, family="Liberation-Serif") if "is not A4" not in fault]
    assert amiss == ["does not say that it is PDF/UA-1 (5)"]


def test_papers_are_printed_by_the_meetings_number_blank_too(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    kinds = [kind for kind in DocumentKind if kind.value.startswith("cell_")]
    assert len(kinds) == 4
    for kind in kinds:
        printable = find(kind.value)
        template, context = printable.blank()
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text_of(render_pdf(template, context))
        with pytest.raises(LookupError):
            printable.filled(sitting.pk)  # nothing was made of it yet
    complete(commune, sitting)
    template, context = find("cell_scores").filled(sitting.pk)
    assert "1 Nghị quyết 30 28" in text_of(render_pdf(template, context))


def test_committee_reads_what_was_handed_over_to_it_and_not_before(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    client = signed_in(commune.users["commune_secretary"])
    url, cells = (
        reverse("cell-dossier", args=(sitting.pk,)),
        reverse("cell-dossiers", args=(commune.campaign.pk,)),
    )
    complete(commune, sitting)
    assert client.get(url).status_code == 404
    listed = client.get(cells).content.decode()
    assert "Chi bộ thôn Đông" in listed
    assert url not in listed
    report = Paper.objects.get(slot="summary_report")
    assert report not in Paper.objects.visible_to(commune.users["commune_secretary"])
    send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert client.get(url).status_code == 200
    assert url in client.get(cells).content.decode()
    assert report in Paper.objects.visible_to(commune.users["commune_secretary"])
    given = HandOver.objects.get()
    assert url in client.get(reverse("hand-over", args=(given.pk,))).content.decode()


# --- pages ----------------------------------------------------------------------------------------------------------


def test_page_takes_every_part_and_sends(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    client = signed_in(commune.users["village_secretary"])
    url = reverse("cell-dossier", args=(sitting.pk,))
    with standing_on(DAY, 9):
        assert client.post(url, {"action": "title", "title": "Trong sạch vững mạnh"}).status_code == 302
        assert client.post(url, {"action": "book"}).status_code == 302
        file = SimpleUploadedFile("bc.pdf", SCAN, "application/pdf")
        assert client.post(url, {"action": "paper", "part": "summary_report", "file": file}).status_code == 302
        sheet = form_data({"scores": [{"text": "A", "most": "10", "points": "9"}]})
        assert client.post(reverse("cell-scores", args=(sitting.pk,)), sheet).status_code == 302
        best = str(commune.review_of("villager1").pk)
        sent = {"listed": [best], "outstanding": [best]}
        assert client.post(reverse("cell-rewards", args=(sitting.pk,)), sent).status_code == 302
        answer = client.post(reverse("meeting-step", args=(sitting.pk, "report")), {"agreed": "3"})
        assert answer.status_code == 302
        page = client.get(url).content.decode()
        assert "Danh hiệu: Trong sạch vững mạnh" in page
        refusal = client.post(url, {"action": "send"})
    assert refusal.status_code == 422
    assert "Biên bản hội nghị tổng kết chi bộ: chưa có" in refusal.content.decode()
    assert lacking(sitting) == {"member_summary", "minutes", "self_reviews"}


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "title", "title": ""},
        {"action": "title", "title": "x" * 201},
        {"action": "paper", "part": "summary_report"},
        {"action": "paper", "part": "minute_book"},
        {"action": "send"},
    ],
)
def test_wrong_input_is_answered_on_the_page_and_changes_nothing(
    commune: World, sitting: Meeting, sent: dict[str, str]
) -> None:
    client = signed_in(commune.users["village_secretary"])
    with standing_on(DAY, 9):
        answer = client.post(reverse("cell-dossier", args=(sitting.pk,)), sent)
    assert answer.status_code == 422
    assert not Paper.objects.exists()
    assert not CellDossier.objects.exclude(title="").exists()


def test_wrong_points_and_people_are_answered_on_their_pages(commune: World, sitting: Meeting) -> None:
    """P4-III-c, P4-III-e"""
    client = signed_in(commune.users["village_secretary"])
    sheet = form_data({"scores": [{"text": "A", "most": "10", "points": "9,5"}]})
    answer = client.post(reverse("cell-scores", args=(sitting.pk,)), sheet)
    assert (answer.status_code, CellScore.objects.count()) == (422, 0)
    assert "Dòng 1: điểm chấm là số nguyên từ 0 đến 10." in answer.content.decode()
    for listed in (["abc"], ["9" * 30], [str(commune.review_of("villager3").pk)]):
        answer = client.post(reverse("cell-rewards", args=(sitting.pk,)), {"listed": listed})
        assert answer.status_code in (302, 422)
    assert not RewardProposal.objects.exists()
    assert client.post(reverse("cell-dossier", args=(sitting.pk,)), {"action": "x"}).status_code == 404
    assert client.post(reverse("cell-print", args=(sitting.pk, "khac"))).status_code == 404
    step = reverse("meeting-step", args=(sitting.pk, "report"))
    assert client.post(step, {"agreed": "nhiều"}).status_code == 422
    assert client.post(reverse("meeting-step", args=(sitting.pk, "x")), {"agreed": "3"}).status_code == 422
    assert client.post(reverse("step-take-back", args=(sitting.pk, "x"))).status_code == 422


def test_room_of_the_cell_shows_what_it_passes_and_takes_it(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-b, P4-3-B4-e"""
    client = signed_in(commune.users["village_secretary"])
    room = reverse("meeting", args=(sitting.pk,))
    with standing_on(DAY, 9):
        page = client.get(room).content.decode()
        assert "Thông qua tờ trình đăng ký danh hiệu chi bộ năm sau với đảng ủy cơ sở" in page
        assert "Báo cáo tổng kết công tác xây dựng Đảng năm 2023 chưa có" in page
        attach_cell_paper(
            meeting_id=sitting.pk, part="summary_report", content=SCAN, by=commune.users["village_secretary"]
        )
        assert client.post(reverse("meeting-step", args=(sitting.pk, "report")), {"agreed": "3"}).status_code == 302
        assert "3/3 đồng ý" in client.get(room).content.decode()
        assert client.post(reverse("step-take-back", args=(sitting.pk, "report"))).status_code == 302
    assert not MeetingStep.objects.exists()


def test_list_of_cells_costs_the_same_with_many_of_them(commune: World) -> None:
    """P4-III-a"""
    issue(commune)

    def add(count: int) -> None:
        for _ in range(count):
            cell = OrganizationFactory.create(
                parent=commune.commune, kind=OrganizationKind.PARTY_CELL, tier=Tier.CELL, name="Chi bộ mới"
            )
            review = ReviewVenueFactory.create(cell=cell, review__campaign=commune.campaign, review__unit=cell).review
            meeting = MeetingFactory.create(campaign=commune.campaign, kind=VenueKind.CELL, collective=None, cell=cell)
            AgendaItemFactory.create(meeting=meeting, review=review)
            CellScoreFactory.create(dossier=CellDossierFactory.create(meeting=meeting))

    url = reverse("cell-dossiers", args=(commune.campaign.pk,))
    client = signed_in(commune.users["officer"])
    assert_flat(client, url, add, row="Chi bộ mới")
    assert signed_in(commune.users["villager1"]).get(url).status_code == 200
    assert cell_rows(commune.campaign, user=commune.users["villager1"]) == []


def with_rows(world: World, meeting: Meeting, count: int) -> None:
    dossier, _made = CellDossier.objects.get_or_create(meeting=meeting)
    for _ in range(count):
        CellScoreFactory.create(dossier=dossier)
        review = ReviewVenueFactory.create(cell=world.village, review__campaign=world.campaign).review
        Person.objects.filter(reviews=review).update(full_name="Đảng viên mới")
        AgendaItemFactory.create(meeting=meeting, review=review)
        ProposalFactory.create(
            review=review,
            track=Track.MEMBER,
            level=Level.EXCELLENT,
            source=ProposalSource.CELL_VOTE,
            organization=world.village,
            made_by=world.users["village_secretary"],
        )
        dossier.rewards.create(review=review)
        document = Document.objects.create(
            kind=DocumentKind.UPLOAD, subject_key=f"x{review.pk}", source_version="1", title="Báo cáo có tên"
        )
        Paper.objects.create(document=document, meeting=meeting, slot="summary_report")


def client_of(world: World) -> Client:
    return signed_in(world.users["village_secretary"])


def test_dossier_and_its_lists_cost_the_same_with_many_rows(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    args = (sitting.pk,)
    client = client_of(commune)
    assert_flat(
        client, reverse("cell-dossier", args=args), lambda n: with_rows(commune, sitting, n), row="Báo cáo có tên"
    )
    assert_flat(
        client, reverse("cell-rewards", args=args), lambda n: with_rows(commune, sitting, n), row="Đảng viên mới"
    )
    assert_flat(client, reverse("cell-scores", args=args), lambda n: with_rows(commune, sitting, n), row="Tiêu chí ")


def test_plan_without_cells_has_no_list_of_them(world: World) -> None:
    client = signed_in(world.users["officer"])
    assert client.get(reverse("cell-dossiers", args=(world.campaign.pk,))).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_dossier_at_once_one_is_told_that_it_went(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    barrier, ended = threading.Barrier(2), []

    def act(key: str) -> None:
        try:
            barrier.wait()
            send_cell_dossier(meeting_id=sitting.pk, by=commune.users[key], on=at(26).date())
            ended.append("done")
        except RuleViolation as violation:
            ended.append(violation.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(key,)) for key in ("village_secretary", "planner")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["cell_dossier.sent", "done"]
    assert HandOver.objects.count() == 1
