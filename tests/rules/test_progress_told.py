"""Every step of a review as its owner reads it: the words, who acts, by which day, and what is in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.findings import Finding, Severity
from reviews.rules.progress import Actor, StepState, VenueFact, next_step, steps_of
from tests.rules.test_progress import DAY, FINISHED, HELD, PERSON, REPORT, VENUES

DUE = date(2023, 12, 4)  # the last good day of a dossier, P0-III.3-a
N, DONE, TODO, WAITING = StepState.NOT_APPLICABLE, StepState.DONE, StepState.TODO, StepState.WAITING
BLOCKED, LATE = StepState.BLOCKED, StepState.LATE
NO_PROMPT = ("Gợi ý kiểm điểm (Thường trực Huyện ủy)", N, "standing_board", None, "Không có gợi ý kiểm điểm")
ENTRY, ENTRY_OF_BODY = "Viết bản tự kiểm điểm (Mẫu 02)", "Viết báo cáo kiểm điểm tập thể (Mẫu 01)"
RESIDENCE = "Xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)"
DRAFT = "Gửi dự thảo cho thành viên dự hội nghị"
MEETING = "Kiểm điểm tại hội nghị"
REVISION = "Tiếp thu, hoàn thiện sau kiểm điểm"
BALLOT = "Bỏ phiếu đề xuất mức xếp loại"
UNIT_RATING = "Thủ trưởng cơ quan, đơn vị nhận xét, đánh giá, xếp loại"
SUBMISSION = "Gửi hồ sơ đến Ban Tổ chức"
OPINIONS = "Lấy ý kiến nhận xét của các cơ quan"
APPRAISAL = "Ban Tổ chức thẩm định"
DECISION = "Quyết định xếp loại"


def told(facts, plan, on=DAY):
    return [(row.label, row.state, row.actor.value, row.due_on, row.note) for row in steps_of(facts, plan, on=on)]


def step(facts, plan, key, on=DAY):
    (found,) = [row for row in steps_of(facts, plan, on=on) if row.key == key]
    return found


def found(step):
    return [(row.code, row.severity, row.message, row.clause) for row in step.findings]


def test_a_person_begins_with_his_statement_and_the_residence(plan):
    assert told(PERSON, plan) == [
        NO_PROMPT,
        (ENTRY, TODO, "subject", DUE, ""),
        (RESIDENCE, TODO, "cell", DUE, "Chưa gửi phiếu"),
        (DRAFT, N, "clerk", None, ""),
        (MEETING, WAITING, "chair", DUE, "0/2 nơi; chưa kiểm điểm tại: Lãnh đạo Phòng, Chi bộ"),
        (REVISION, WAITING, "subject", DUE, ""),
        (BALLOT, WAITING, "counting_team", DUE, "0/2 nơi"),
        (UNIT_RATING, WAITING, "unit_head", DUE, ""),
        (SUBMISSION, WAITING, "unit", DUE, ""),
        (OPINIONS, WAITING, "unit", None, "0/1 ý kiến"),
        (APPRAISAL, WAITING, "board", None, ""),
        (DECISION, WAITING, "authority", None, ""),
    ]


def test_a_person_in_the_middle_waits_for_the_residence_and_the_second_place(plan):
    facts = replace(
        PERSON,
        prompts_issued=2,
        prompts_due_on=date(2023, 11, 9),
        entry_submitted=True,
        residence_sent=True,
        venues=(replace(HELD[0], voted=True), VENUES[1]),
    )
    assert told(facts, plan)[:8] == [
        ("Gợi ý kiểm điểm (Thường trực Huyện ủy)", DONE, "standing_board", date(2023, 11, 9), "2 vấn đề được gợi ý"),
        (ENTRY, DONE, "subject", DUE, ""),
        (RESIDENCE, WAITING, "consultees", DUE, "Đã gửi phiếu, chờ nhận xét"),
        (DRAFT, N, "clerk", None, ""),
        (MEETING, TODO, "chair", DUE, "1/2 nơi; chưa kiểm điểm tại: Chi bộ"),
        (REVISION, WAITING, "subject", DUE, ""),
        (BALLOT, WAITING, "counting_team", DUE, "1/2 nơi"),
        (UNIT_RATING, WAITING, "unit_head", DUE, ""),
    ]


def test_a_report_waits_with_its_draft_until_it_is_written(plan):
    assert told(REPORT, plan)[1:8] == [
        (ENTRY_OF_BODY, TODO, "subject", DUE, ""),
        (RESIDENCE, N, "cell", None, ""),
        (DRAFT, WAITING, "clerk", date(2023, 11, 15), ""),
        (MEETING, WAITING, "chair", DUE, "0/1 nơi; chưa kiểm điểm tại: Lãnh đạo Phòng"),
        (REVISION, WAITING, "subject", DUE, ""),
        (BALLOT, WAITING, "counting_team", DUE, "0/1 nơi"),
        (UNIT_RATING, N, "unit_head", None, ""),
    ]


def test_a_finished_review_keeps_its_days_and_counts(plan):
    assert told(FINISHED, plan, date(2024, 6, 1)) == [
        NO_PROMPT,
        (ENTRY, DONE, "subject", DUE, ""),
        (RESIDENCE, DONE, "cell", DUE, ""),
        (DRAFT, N, "clerk", None, ""),
        (MEETING, DONE, "chair", DUE, "2/2 nơi"),
        (REVISION, DONE, "subject", DUE, ""),
        (BALLOT, DONE, "counting_team", DUE, "2/2 nơi"),
        (UNIT_RATING, DONE, "unit_head", DUE, ""),
        (SUBMISSION, DONE, "unit", DUE, "Gửi ngày 01/12/2023"),
        (OPINIONS, DONE, "consultees", None, "1/1 ý kiến"),
        (APPRAISAL, DONE, "board", None, ""),
        (DECISION, DONE, "authority", None, ""),
    ]
    keys = [row.key for row in steps_of(FINISHED, plan, on=DAY)]
    assert (
        keys
        == [row.key for row in steps_of(PERSON, plan, on=DAY)]
        == [row.key for row in steps_of(REPORT, plan, on=DAY)]
    )


def test_a_report_held_everywhere_goes_on_to_its_revision_and_ballot(plan):
    facts = replace(REPORT, venues=(HELD[0],), entry_submitted=True)
    assert told(facts, plan)[3:7] == [
        (DRAFT, DONE, "clerk", None, ""),
        (MEETING, DONE, "chair", DUE, "1/1 nơi"),
        (REVISION, TODO, "subject", DUE, ""),
        (BALLOT, TODO, "counting_team", DUE, "0/1 nơi"),
    ]


def test_a_review_without_a_meeting_says_that_none_is_called(plan):
    facts = replace(REPORT, venues=(), entry_submitted=True)
    assert told(facts, plan)[3:7] == [
        (DRAFT, TODO, "clerk", None, "Chưa lập hội nghị"),
        (MEETING, TODO, "chair", DUE, "0/0 nơi"),
        (REVISION, WAITING, "subject", DUE, ""),
        (BALLOT, N, "counting_team", None, ""),
    ]


def test_a_draft_is_due_for_the_first_meeting_that_lacks_it(plan):
    later = VenueFact("Chi bộ", date(2023, 11, 27))
    both = replace(REPORT, entry_submitted=True, venues=(later, VENUES[0]))
    assert step(both, plan, "draft").due_on == date(2023, 11, 15)
    one_sent = replace(both, venues=(later, replace(VENUES[0], draft_sent=True)))
    assert step(one_sent, plan, "draft").due_on == date(2023, 11, 22)
    one_held = replace(both, venues=(later, replace(VENUES[0], concluded=True)))
    assert step(one_held, plan, "draft").due_on == date(2023, 11, 22)


def test_a_place_without_a_ballot_is_no_place_to_vote_at(plan):
    silent = tuple(replace(row, rating_needed=False) for row in HELD)
    ready = replace(FINISHED, submitted_on=None, appraised=False, decided=False, venues=silent)
    assert step(ready, plan, "ballot").state is N
    assert step(ready, plan, "submission").state is TODO
    half = replace(ready, venues=(silent[0], HELD[1]))
    assert (step(half, plan, "ballot").note, step(half, plan, "ballot").state) == ("0/1 nơi", TODO)
    assert step(half, plan, "submission").state is WAITING
    waived = replace(half, venues=(replace(HELD[0], voted=True), replace(HELD[1], waived=True)))
    assert step(waived, plan, "submission").state is TODO


def test_whoever_needs_no_residence_sends_without_its_opinion(plan):
    ready = replace(FINISHED, submitted_on=None, appraised=False, decided=False, residence_in=False)
    assert step(ready, plan, "submission").state is WAITING
    free = replace(ready, residence_needed=False)
    assert step(free, plan, "submission").state is TODO
    assert (step(free, plan, "residence").state, step(free, plan, "residence").due_on) == (N, None)
    report = replace(ready, is_collective=True, unit_rating_needed=False)
    assert step(report, plan, "submission").state is TODO


def test_a_report_needs_no_rating_by_the_head_of_the_unit(plan):
    assert step(replace(REPORT, unit_rating_needed=True), plan, "unit_rating").state is N
    held = replace(PERSON, venues=HELD)
    assert step(held, plan, "unit_rating").state is TODO
    assert step(replace(held, unit_rated=True), plan, "unit_rating").state is DONE
    assert step(replace(held, unit_rating_needed=False), plan, "unit_rating").state is N


@pytest.mark.parametrize(
    ("sent_on", "note", "findings"),
    [
        (DUE, "Gửi ngày 04/12/2023", []),
        (
            date(2023, 12, 5),
            "Gửi ngày 05/12/2023, quá hạn",
            [("dossier.late", Severity.WARN, "An: hồ sơ gửi ngày 05/12/2023, hạn cuối 04/12/2023.", "P0-III.3-a")],
        ),
    ],
)
def test_a_dossier_is_late_from_the_day_after_the_last_good_one(plan, sent_on, note, findings):
    sent = step(replace(FINISHED, submitted_on=sent_on), plan, "submission")
    assert (sent.state, sent.actor, sent.note, found(sent)) == (DONE, Actor.UNIT, note, findings)


def test_the_campaigns_own_last_day_counts_before_the_plans(plan):
    own = replace(PERSON, due_on=date(2023, 11, 7))
    assert step(own, plan, "entry").due_on == date(2023, 11, 7)
    assert step(own, plan, "entry").state is LATE


def test_too_many_excellent_levels_are_told_before_anything_is_sent(plan):
    ballot = step(replace(FINISHED, over_quota=True), plan, "ballot")
    assert (ballot.state, ballot.actor, ballot.due_on, ballot.note) == (BLOCKED, Actor.COUNTING_TEAM, DUE, "2/2 nơi")
    assert found(ballot) == [
        (
            "quota.re_rating",
            Severity.BLOCK,
            "An: số đề xuất “Hoàn thành xuất sắc nhiệm vụ” vượt tỷ lệ, phải xếp loại lại.",
            "P0-4.4-k",
        )
    ]
    late = step(replace(FINISHED, over_quota=True), plan, "ballot", date(2024, 1, 1))
    assert late.state is BLOCKED  # what blocks is told before the day that has gone by


@pytest.mark.parametrize(
    ("needed", "asked", "given", "sent", "expected"),
    [
        (0, 0, 0, True, (N, "consultees", "")),
        (2, 0, 0, False, (WAITING, "unit", "0/2 ý kiến")),
        (2, 0, 0, True, (TODO, "unit", "0/2 ý kiến")),
        (2, 1, 1, True, (TODO, "consultees", "1/2 ý kiến")),
        (1, 2, 1, True, (TODO, "consultees", "1/2 ý kiến")),
        (1, 2, 2, True, (DONE, "consultees", "2/2 ý kiến")),
    ],
)
def test_opinions_are_counted_against_the_more_of_needed_and_asked(plan, needed, asked, given, sent, expected):
    facts = replace(
        PERSON,
        opinions_needed=needed,
        opinions_asked=asked,
        opinions_in=given,
        submitted_on=DAY if sent else None,
    )
    row = step(facts, plan, "opinions")
    assert (row.label, (row.state, row.actor.value, row.note)) == (OPINIONS, expected)


def test_missing_opinions_block_the_decision_only_once_the_board_has_appraised(plan):
    facts = replace(FINISHED, opinions_needed=3, decided=False)
    decision = step(facts, plan, "decision")
    assert (decision.state, decision.actor, decision.label) == (BLOCKED, Actor.AUTHORITY, DECISION)
    assert found(decision) == [
        (
            "opinion.missing",
            Severity.BLOCK,
            "An còn thiếu 2 ý kiến nhận xét, chưa kết luận xếp loại được.",
            "P0-III.2-b",
        )
    ]
    unappraised = step(replace(facts, appraised=False), plan, "decision")
    assert (unappraised.state, unappraised.findings) == (WAITING, ())


def test_a_level_decided_above_is_told_as_one_to_be_recorded(plan):
    above = step(replace(FINISHED, external=True, decided=False), plan, "decision")
    assert (above.label, above.state, above.actor) == ("Ghi mức xếp loại do cấp trên quyết định", TODO, Actor.SUPERIOR)
    assert step(replace(FINISHED, appraised=False), plan, "appraisal").state is DONE  # decided: appraised before
    assert step(replace(FINISHED, appraised=False, decided=False), plan, "appraisal").state is TODO


def test_a_warning_of_the_caller_stays_with_the_next_step_and_blocks_nothing(plan):
    warning = Finding("order.deputy_before_members", Severity.WARN, "Nên chờ cấp phó.")
    facts = replace(FINISHED, opinions_needed=2, decided=False, findings=(warning,))
    following = next_step(facts, plan, on=DAY)
    assert following is not None
    assert (following.key, following.state, following.findings) == ("opinions", TODO, (warning,))
    over = replace(FINISHED, over_quota=True, decided=False, findings=(warning,))
    assert [row.code for row in step(over, plan, "ballot").findings] == [
        "quota.re_rating",
        "order.deputy_before_members",
    ]
    done = replace(FINISHED, findings=(warning,))
    assert [row for row in steps_of(done, plan, on=DAY) if row.findings] == []
