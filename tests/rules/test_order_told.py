"""What a meeting is told when its order or conduct is not as printed: P0 4.2, III.1; P1 8.1."""

from __future__ import annotations

import pytest

from reviews.rules import order
from reviews.rules.findings import Severity
from reviews.rules.order import check_conclusion, check_contributions, check_duration, check_order, check_revision
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import CellGroup, CollectiveKind, PostRole, SubjectKind, VenueKind
from tests.rules.test_order import BOARD, HEAD, MEMBER, at, chair, invitation, presenter

P0, P1 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023")
P2, P3, P4 = load_preset("p2_xa_2025"), load_preset("p3_thi_xa_2019"), load_preset("p4_xa_2023")
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_everything_pending_is_named_in_one_sentence():
    findings = check_order(MEMBER, in_venue=(BOARD, HEAD, order.Turn("Ban chấp hành", BOARD.stages)), plan=P0)
    assert findings[0].code == "order.collective_first"
    assert findings[0].message == (
        "Chưa đến lượt Chi: kiểm điểm tập thể trước, cá nhân sau. Chưa xong: Lãnh đạo Phòng Nội vụ, Ban chấp hành."
    )


@pytest.mark.parametrize(
    ("findings", "message", "severity"),
    [
        (lambda: chair(P0, None, None), "Chưa phân công chủ trì nội dung Đồng chí A.", BLOCK),
        (
            lambda: chair(P0, 1, PostRole.HEAD),
            "Đồng chí B không chủ trì khi kiểm điểm chính mình; phân công đồng chí cấp phó chủ trì.",
            BLOCK,
        ),
        (
            lambda: chair(P0, 3, PostRole.MEMBER),
            "Khi kiểm điểm người đứng đầu (Đồng chí A) thì phân công đồng chí cấp phó chủ trì; Đồng chí B không phải "
            "cấp phó. Nếu không có cấp phó, ghi lý do phân công.",
            BLOCK,
        ),
        (
            lambda: chair(P0, 3, PostRole.MEMBER, " cấp phó nghỉ ốm "),
            "Đồng chí B không phải cấp phó, chủ trì kiểm điểm người đứng đầu vì: cấp phó nghỉ ốm.",
            WARN,
        ),
    ],
)
def test_whoever_may_not_chair_is_told_who_does(findings, message, severity):
    assert told(findings()) == [("meeting.chair", severity, message, "P0-4.2-i")]


@pytest.mark.parametrize(
    ("findings", "message", "clause"),
    [
        (lambda: presenter(P0, SubjectKind.COLLECTIVE, None), "Chưa ghi người trình bày.", "P0-4.2-d"),
        (
            lambda: presenter(P0, SubjectKind.COLLECTIVE, 2),
            "Bình trình bày thay người đứng đầu (An) thì phải ghi căn cứ ủy quyền.",
            "P0-4.2-d",
        ),
        (
            lambda: presenter(P0, SubjectKind.PERSON, 2),
            "Bản tự kiểm điểm do chính An trình bày, không phải Bình.",
            "P0-4.2-g",
        ),
    ],
)
def test_whoever_may_not_present_is_told_who_does(findings, message, clause):
    assert told(findings()) == [("meeting.presenter", BLOCK, message, clause)]


def test_a_body_without_head_has_none_to_be_named():
    findings = order.check_presenter(
        kind=SubjectKind.COLLECTIVE,
        presenter_id=2,
        presenter_name="Bình",
        owner_id=None,
        owner_name="",
        authorization=" ",
        plan=P0,
    )
    assert [row.message for row in findings] == ["Bình trình bày thay người đứng đầu thì phải ghi căn cứ ủy quyền."]


def test_silent_members_are_counted_and_named():
    assert told(check_contributions(subject_name="Ban Thường vụ", silent=["An", "Bình"], plan=P0)) == [
        (
            "meeting.contributions",
            WARN,
            "Ban Thường vụ: chưa ghi ý kiến góp ý của 2 thành viên có mặt: An, Bình.",
            "P0-4.2-e",
        )
    ]


def test_an_item_without_conclusion_is_named():
    assert told(check_conclusion(kind=SubjectKind.PERSON, subject_name="An", conclusion="", plan=P0)) == [
        ("meeting.conclusion", BLOCK, "Chưa có kết luận của người chủ trì về An.", "P0-4.2-g")
    ]


@pytest.mark.parametrize(
    ("concluded", "finalized", "message"),
    [
        (
            [at(2023, 11, 18, 10), None, None],
            None,
            "An mới kiểm điểm xong 1/3 nơi; kết luận rồi mới tiếp thu, hoàn thiện.",
        ),
        (
            [at(2023, 11, 18, 10), at(2023, 11, 17, 10)],
            at(2023, 11, 18, 9),
            "Bản hoàn thiện của An lúc 09:00 18/11/2023 có trước kết luận lúc 10:00 18/11/2023.",
        ),
    ],
)
def test_a_revision_too_early_is_told_what_it_waits_for(concluded, finalized, message):
    findings = check_revision(
        name="An", kind=SubjectKind.PERSON, concluded_at=concluded, finalized_at=finalized, plan=P0
    )
    assert told(findings) == [("order.revision", BLOCK, message, "P0-4.2-h")]


@pytest.mark.parametrize(
    ("plan", "half_days", "own", "prompted", "expected"),
    [
        (P0, 1, False, False, ("", WARN, "0,5 ngày, tối thiểu 01 ngày.", "P0-4.2-l")),
        (P0, 1, False, True, ("", WARN, "0,5 ngày, tối thiểu 1,5 ngày vì có gợi ý kiểm điểm.", "P0-4.2-m")),
        (P0, 5, True, False, ("_long", INFO, "2,5 ngày, nhiều hơn mức 02 ngày trong kế hoạch.", "P0-4.2-k")),
        (P0, 7, True, True, ("_long", INFO, "3,5 ngày, nhiều hơn mức 02 ngày trong kế hoạch.", "P0-4.2-k")),
        (P1, 3, True, False, ("", WARN, "1,5 ngày, kế hoạch dự kiến 02 - 03 ngày.", "P1-8.1-a")),
        (P1, 7, True, False, ("_long", WARN, "3,5 ngày, kế hoạch dự kiến 02 - 03 ngày.", "P1-8.1-a")),
        (P1, 4, True, False, None),
        (P1, 6, True, False, None),
    ],
)
def test_a_meeting_too_short_or_too_long_is_told_in_days(plan, half_days, own, prompted, expected):
    findings = check_duration(half_days=half_days, standing_committee=own, prompted=prompted, plan=plan)
    if expected is None:
        assert findings == []
    else:
        code, severity, words, clause = expected
        assert told(findings) == [(f"meeting.duration{code}", severity, f"Hội nghị kiểm điểm {words}", clause)]


def test_whoever_is_not_invited_is_named():
    assert told(invitation(P0, None, False, 0)) == [
        (
            "meeting.supervisor_unknown",
            BLOCK,
            "Xã A chưa phân công Ủy viên Ban Thường vụ phụ trách để mời dự.",
            "P0-III.1-b",
        ),
        (
            "meeting.boards",
            BLOCK,
            "Mời 0 đại diện lãnh đạo các Ban xây dựng Đảng, ít nhất phải mời 1.",
            "P0-III.1-c",
        ),
    ]
    assert told(invitation(P0, "Giang", False, 1)) == [
        (
            "meeting.supervisor",
            BLOCK,
            "Chưa mời đồng chí Giang, Ủy viên Ban Thường vụ phụ trách Xã A.",
            "P0-III.1-b",
        )
    ]


@pytest.mark.parametrize(
    ("turn", "stages"),
    [
        (
            lambda: order.collective_review(name="A", kind=CollectiveKind.BOARD_LEADERSHIP, done=True, id=7),
            {"review.collective"},
        ),
        (lambda: order.person_review(name="A", role=None, done=True, id=7), {"review.person", "review.member"}),
        (
            lambda: order.person_review(name="A", role=None, leads=False, done=True, id=7),
            {"review.person", "review.member", "review.ordinary"},
        ),
        (
            lambda: order.person_review(
                name="A", role=PostRole.HEAD, leads=True, group=CellGroup.ORDINARY, done=True, id=7
            ),
            {"review.person", "review.head", f"review.{CellGroup.ORDINARY}", "review.leader"},
        ),
        (lambda: order.organization_rating(name="A", done=True, id=7), {"rate.organization", "rate.lower"}),
        (
            lambda: order.collective_rating(name="A", of_issuer=True, done=True, id=7),
            {"rate.collective", "rate.higher"},
        ),
        (lambda: order.cell_rating(name="A", done=True, id=7), {"rate.member", "rate.cell"}),
        (lambda: order.leadership_rating(name="A", is_head=True, done=True, id=7), {"rate.leadership", "rate.head"}),
    ],
)
def test_a_turn_keeps_its_number_and_whether_it_is_done(turn, stages):
    assert turn() == order.Turn("A", frozenset(stages), True, 7)


@pytest.mark.parametrize(
    ("make", "stages"),
    [
        (order.workplace_opinion, {"opinion.workplace"}),
        (order.discussion, {"discuss"}),
        (order.cadre_result, {"rate.cadre"}),
        (order.year_end_summary, {"year_end_summary"}),
    ],
)
@pytest.mark.parametrize("done", [True, False])
def test_what_is_no_review_takes_its_turn_too(make, stages, done):
    assert make(name="A", done=done) == order.Turn("A", frozenset(stages), done)
    assert make(name="A") == order.Turn("A", frozenset(stages), False)


@pytest.mark.parametrize(
    ("venue", "of_issuer", "stage"),
    [
        (VenueKind.CELL, False, "review.cell"),
        (VenueKind.CELL, True, "review.cell"),
        (VenueKind.COLLECTIVE, True, "review.issuer"),
        (VenueKind.COLLECTIVE, False, "review.leadership"),
    ],
)
def test_a_place_is_the_cell_the_issuers_or_another(venue, of_issuer, stage):
    turn = order.held_review(name="A", venue=venue, of_issuer=of_issuer, done=True)
    assert turn == order.Turn("A", frozenset({"review.person", stage}), True)


def test_only_the_commune_of_2023_calls_up_its_members_by_groups():  # P4-CT-b
    assert [order.orders_groups(plan) for plan in (P0, P1, P2, P3, P4)] == [False, False, False, False, True]


def test_two_plans_say_at_which_place_a_person_is_reviewed_first():  # P1-8.1-e, P2-IV.1-j
    assert [order.orders_places(plan) for plan in (P0, P1, P2, P3, P4)] == [False, True, True, False, False]
