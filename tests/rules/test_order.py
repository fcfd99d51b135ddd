"""The lawful order and the conduct of a meeting: P0 4.2, 4.4, III.1."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules import order
from reviews.rules.findings import Severity
from reviews.rules.order import (
    agenda_order,
    cell_rating,
    check_chair,
    check_conclusion,
    check_contributions,
    check_duration,
    check_invitation,
    check_order,
    check_presenter,
    check_revision,
    collective_review,
    leadership_rating,
    person_review,
)
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import CollectiveKind, PostRole, SubjectKind, VenueKind

BOARD = collective_review(name="Lãnh đạo Phòng Nội vụ", kind=CollectiveKind.AGENCY_LEADERSHIP)
HEAD = person_review(name="Trưởng phòng An", role=PostRole.HEAD)
DEPUTY = person_review(name="Phó phòng Bình", role=PostRole.DEPUTY)
MEMBER = person_review(name="Chi", role=PostRole.MEMBER)


def at(year, month, day, hour):
    return datetime(year, month, day, hour, tzinfo=UTC)


ITEMS = (BOARD, HEAD, DEPUTY, MEMBER)


def done(turn):
    return order.Turn(turn.name, turn.stages, True)


def clauses(findings, severity=Severity.BLOCK):
    return [finding.clause for finding in findings if finding.severity is severity]


def test_person_before_the_collective_is_refused_naming_it(plan):
    (finding,) = check_order(HEAD, in_venue=ITEMS, plan=plan)
    assert finding.blocks
    assert finding.clause == "P0-4.2-a"
    assert "Lãnh đạo Phòng Nội vụ" in finding.message
    assert "kiểm điểm tập thể trước, cá nhân sau" in finding.message
    assert check_order(HEAD, in_venue=(done(BOARD), DEPUTY, MEMBER), plan=plan) == []


def test_deputy_before_the_head_is_refused(plan):
    assert clauses(check_order(DEPUTY, in_venue=(done(BOARD), HEAD), plan=plan)) == ["P0-4.2-b"]
    assert check_order(DEPUTY, in_venue=(done(BOARD), done(HEAD), MEMBER), plan=plan) == []


def test_member_before_a_deputy_is_only_advised_against(plan):
    findings = check_order(MEMBER, in_venue=(done(BOARD), done(HEAD), DEPUTY), plan=plan)
    assert clauses(findings) == []
    assert clauses(findings, Severity.WARN) == ["P0-4.2-b"]


def test_party_committee_waits_for_government_and_mass_bodies_of_its_unit_naming_those_pending(plan):
    party = collective_review(name="Ban Thường vụ Đảng ủy xã", kind=CollectiveKind.STANDING_COMMITTEE)
    government = collective_review(name="UBND xã", kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP)
    front = collective_review(name="MTTQ xã", kind=CollectiveKind.FRONT_STANDING_BOARD)
    (finding,) = check_order(party, in_unit=(done(government), front), plan=plan)
    assert finding.clause == "P0-4.2-c"
    assert "MTTQ xã" in finding.message
    assert "UBND xã" not in finding.message
    assert check_order(party, in_unit=(done(government), done(front)), plan=plan) == []
    assert check_order(government, in_unit=(party, front), plan=plan) == []


@pytest.mark.parametrize("kind", CollectiveKind)
def test_a_body_is_party_or_administrative_by_its_kind_and_boards_are_neither(plan, kind):
    turn = collective_review(name="Tập thể", kind=kind)
    expected = {
        CollectiveKind.BOARD_LEADERSHIP: 0,
        CollectiveKind.STANDING_COMMITTEE: 1,
        CollectiveKind.EXECUTIVE_COMMITTEE: 1,
        CollectiveKind.CELL_COMMITTEE: 1,
        CollectiveKind.WHOLE_CELL: 1,
    }.get(kind, 0)
    agency = collective_review(name="Phòng", kind=CollectiveKind.AGENCY_LEADERSHIP)
    assert len(check_order(turn, in_unit=(agency,) if turn != agency else (), plan=plan)) == expected


def test_leadership_rating_waits_for_the_cell(plan):
    rating = leadership_rating(name="An")
    assert clauses(check_order(rating, of_person=(cell_rating(name="Chi bộ Cơ quan"),), plan=plan)) == ["P0-4.4-b"]
    assert check_order(rating, of_person=(cell_rating(name="Chi bộ Cơ quan", done=True),), plan=plan) == []
    assert check_order(cell_rating(name="Chi bộ Cơ quan"), of_person=(rating,), plan=plan) == []


def test_head_is_rated_after_all_seven_reviews_of_the_unit_and_the_rating_of_the_collective(plan):
    people = [person_review(name=f"Cán bộ {n}", role=PostRole.MEMBER, done=True) for n in range(7)]
    head = leadership_rating(name="Trưởng phòng", is_head=True)
    unrated = order.Turn("Lãnh đạo Phòng", frozenset({"rate.collective"}))
    rated = done(unrated)
    assert check_order(head, in_unit=(done(BOARD), rated, *people), plan=plan) == []
    waiting = person_review(name="Cán bộ 7", role=PostRole.MEMBER)
    (finding,) = check_order(head, in_unit=(done(BOARD), rated, *people[:6], waiting), plan=plan)
    assert finding.clause == "P0-4.4-d"
    assert "Cán bộ 7" in finding.message
    assert clauses(check_order(head, in_unit=(done(BOARD), unrated, *people), plan=plan)) == ["P0-4.4-e"]
    assert check_order(leadership_rating(name="Phó phòng"), in_unit=(BOARD, waiting), plan=plan) == []


@pytest.mark.parametrize("shuffled", list(permutations(ITEMS)))
def test_every_agenda_is_put_into_the_one_lawful_order(plan, shuffled):
    assert agenda_order(shuffled, plan) == list(ITEMS)


@given(st.lists(st.sampled_from(ITEMS[1:]), max_size=8))
def test_lawful_order_breaks_no_rule_and_loses_nobody(turns):
    plan = load_preset("p0_huyen_2023")
    numbered = [order.Turn(f"{turn.name} {n}", turn.stages, id=n) for n, turn in enumerate(turns)]
    ordered = agenda_order([*numbered, BOARD], plan)
    for place, turn in enumerate(ordered):
        assert check_order(turn, in_venue=ordered[place + 1 :], plan=plan) == []
    assert sorted(turn.name for turn in ordered) == sorted(turn.name for turn in [*numbered, BOARD])
    for stage in ("review.head", "review.deputy", "review.member"):
        ids = [turn.id or 0 for turn in ordered if stage in turn.stages]
        assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("finalized", "refused"),
    [(at(2023, 11, 20, 9), True), (at(2023, 11, 21, 8), False), (None, False)],
)
def test_final_statement_comes_after_the_conclusion(plan, finalized, refused):
    findings = check_revision(
        name="An",
        kind=SubjectKind.PERSON,
        concluded_at=[at(2023, 11, 18, 10), at(2023, 11, 20, 15)],
        finalized_at=finalized,
        plan=plan,
    )
    assert clauses(findings) == (["P0-4.2-h"] if refused else [])


@pytest.mark.parametrize("moments", [[], [None], [at(2023, 11, 20, 15), None]])
def test_nothing_is_final_before_every_place_has_concluded(plan, moments):
    findings = check_revision(
        name="BTV", kind=SubjectKind.COLLECTIVE, concluded_at=moments, finalized_at=None, plan=plan
    )
    assert clauses(findings) == ["P0-4.2-f"]


def chair(plan, chair_id, role, reason="", subject=1):
    return check_chair(
        subject_name="Đồng chí A",
        subject_id=subject,
        head_id=1,
        chair_id=chair_id,
        chair_name="Đồng chí B",
        chair_role=role,
        override_reason=reason,
        plan=plan,
    )


def test_head_never_chairs_his_own_item_whatever_the_reason(plan):
    assert clauses(chair(plan, 1, PostRole.HEAD, "không có cấp phó")) == ["P0-4.2-i"]


def test_deputy_chairs_while_the_head_is_reviewed(plan):
    assert chair(plan, 2, PostRole.DEPUTY) == []


def test_member_chairs_for_the_head_only_with_a_reason_that_is_shown(plan):
    assert clauses(chair(plan, 3, PostRole.MEMBER)) == ["P0-4.2-i"]
    (finding,) = chair(plan, 3, PostRole.MEMBER, "cấp phó nghỉ ốm")
    assert finding.severity is Severity.WARN
    assert "cấp phó nghỉ ốm" in finding.message


def test_head_chairs_the_items_of_others_and_of_the_collective(plan):
    assert chair(plan, 1, PostRole.HEAD, subject=5) == []
    assert chair(plan, 1, PostRole.HEAD, subject=None) == []


def test_nobody_chairs_his_own_item(plan):
    assert clauses(chair(plan, 5, PostRole.DEPUTY, subject=5)) == ["P0-4.2-i"]
    assert clauses(chair(plan, None, None, subject=5)) == ["P0-4.2-i"]


def presenter(plan, kind, person, authorization=""):
    return check_presenter(
        kind=kind,
        presenter_id=person,
        presenter_name="Bình",
        owner_id=1,
        owner_name="An",
        authorization=authorization,
        plan=plan,
    )


def test_report_is_presented_by_the_head_or_whoever_he_authorized(plan):
    assert presenter(plan, SubjectKind.COLLECTIVE, 1) == []
    assert clauses(presenter(plan, SubjectKind.COLLECTIVE, 2)) == ["P0-4.2-d"]
    assert presenter(plan, SubjectKind.COLLECTIVE, 2, "Giấy ủy quyền số 3") == []
    assert clauses(presenter(plan, SubjectKind.COLLECTIVE, None)) == ["P0-4.2-d"]


def test_statement_is_presented_by_its_author_only(plan):
    assert presenter(plan, SubjectKind.PERSON, 1) == []
    assert clauses(presenter(plan, SubjectKind.PERSON, 2, "Giấy ủy quyền số 3")) == ["P0-4.2-g"]


def test_ninth_silent_member_is_named(plan):
    (finding,) = check_contributions(subject_name="BTV", silent=["Chín"], plan=plan)
    assert finding.severity is Severity.WARN
    assert finding.clause == "P0-4.2-e"
    assert "Chín" in finding.message
    assert check_contributions(subject_name="BTV", silent=[], plan=plan) == []


def test_item_without_conclusion_does_not_close(plan):
    for kind, clause in ((SubjectKind.COLLECTIVE, "P0-4.2-f"), (SubjectKind.PERSON, "P0-4.2-g")):
        assert clauses(check_conclusion(kind=kind, subject_name="A", conclusion=" ", plan=plan)) == [clause]
        assert check_conclusion(kind=kind, subject_name="A", conclusion="Ưu điểm …", plan=plan) == []


@pytest.mark.parametrize(
    ("half_days", "own", "prompted", "clause", "severity"),
    [
        (1, True, False, "P0-4.2-k", Severity.WARN),
        (2, True, False, None, None),
        (4, True, False, None, None),
        (5, True, False, "P0-4.2-k", Severity.INFO),
        (2, True, True, "P0-4.2-m", Severity.WARN),
        (1, False, False, "P0-4.2-l", Severity.WARN),
        (2, False, False, None, None),
        (9, False, False, None, None),
        (2, False, True, "P0-4.2-m", Severity.WARN),
        (3, False, True, None, None),
    ],
)
def test_least_duration(plan, half_days, own, prompted, clause, severity):
    findings = check_duration(half_days=half_days, standing_committee=own, prompted=prompted, plan=plan)
    assert [(row.clause, row.severity) for row in findings] == ([(clause, severity)] if clause else [])


def test_duration_is_told_in_days_as_the_plan_prints_them(plan):
    (finding,) = check_duration(half_days=1, prompted=True, plan=plan)
    assert "0,5 ngày, tối thiểu 1,5 ngày" in finding.message
    assert check_duration(half_days=1, prompted=True, reviews_collective=False, plan=plan) == []


def invitation(plan, supervisor, invited, boards, **more):
    return check_invitation(
        unit_name="Xã A",
        supervisor_name=supervisor,
        supervisor_invited=invited,
        board_representatives=boards,
        plan=plan,
        **more,
    )


def test_invitation_needs_the_member_in_charge_and_a_board_representative(plan):
    assert invitation(plan, "Giang", True, 1) == []
    assert clauses(invitation(plan, "Giang", False, 1)) == ["P0-III.1-b"]
    assert clauses(invitation(plan, None, False, 2)) == ["P0-III.1-b"]
    assert clauses(invitation(plan, "Giang", True, 0)) == ["P0-III.1-c"]
    assert "Giang" in invitation(plan, "Giang", False, 1)[0].message


def test_issuers_own_meeting_needs_no_supervision_and_a_cells_is_only_advised(plan):
    assert invitation(plan, None, False, 0, of_issuer=True) == []
    findings = invitation(plan, None, False, 0, venue=VenueKind.CELL)
    assert clauses(findings) == []
    assert len(findings) == 2


def test_invitation_is_only_as_strict_as_the_plan_holds_it(plan):
    lenient = plan.with_overrides({"severities": {"supervisor": "warn", "board_representatives": "info"}})
    found = [(row.clause, row.severity) for row in invitation(lenient, "Giang", False, 0)]
    assert found == [("P0-III.1-b", Severity.WARN), ("P0-III.1-c", Severity.INFO)]
