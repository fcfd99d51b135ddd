"""What the cell's meeting passes before it votes and closes under the commune plan (P4 II.3, III)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ratings.selectors.ballot_opening import first_opening_findings
from reviews.models import CellScore, Meeting, MeetingStep
from reviews.rules.findings import RuleViolation
from reviews.selectors.meetings import closing_findings
from reviews.selectors.papers import minutes_payload
from reviews.services.cell_dossiers import (
    WrittenScore,
    attach_cell_paper,
    pass_step,
    register_title,
    take_back_step,
    write_scores,
)
from tests import steps
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory
from tests.factories.reviews import (
    CellDossierFactory,
    CellScoreFactory,
    MeetingStepFactory,
)
from tests.ratings.cell_dossiers import DAY, SCAN, refused, sitting
from tests.reviews.test_commune_plan import commune
from tests.world import World, at

__all__ = ["commune", "sitting"]


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
