"""The commune plan of 2023: who comes before whom, in reviews and in ratings (P4 II.1.4.3, II.2.3, the programme)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from reviews.rules import order
from reviews.rules.findings import Severity
from reviews.rules.order import (
    agenda_order,
    cadre_result,
    cell_rating,
    check_chair,
    check_conclusion,
    check_contributions,
    check_duration,
    check_invitation,
    check_order,
    check_presenter,
    check_revision,
    collective_rating,
    collective_review,
    discussion,
    held_review,
    leadership_rating,
    organization_rating,
    person_review,
    workplace_opinion,
    year_end_summary,
)
from reviews.rules.parts import Topic
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import CellGroup, PostRole, SubjectKind, VenueKind
from tests.rules.district import C, R

P4 = load_preset("p4_xa_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN
CELL_BODY = collective_review(name="Chi ủy xóm 3", kind=C.CELL_COMMITTEE)


def done(turn):
    return order.Turn(turn.name, turn.stages, True, turn.id)


def told(findings):
    return [(row.clause, row.severity) for row in findings]


def venue(turn, *others):
    return told(check_order(turn, in_venue=others, plan=P4))


def unit(turn, *others):
    return told(check_order(turn, in_unit=others, plan=P4))


def person(turn, *others):
    return told(check_order(turn, of_person=others, plan=P4))


# --- reviews ---------------------------------------------------------------------------------------------------------


def test_secretary_waits_for_the_conclusion_on_the_committee():  # P4-1.4.3-a
    secretary = person_review(name="Bí thư", role=R.HEAD)
    assert venue(secretary, CELL_BODY) == [("P4-1.4.3-a", BLOCK)]
    assert venue(secretary, done(CELL_BODY)) == []
    assert venue(CELL_BODY, secretary) == []


def test_head_then_deputies_then_members():  # P4-1.4.3-b
    head, deputy, member = (person_review(name=role.value, role=role) for role in PostRole)
    assert venue(deputy, head, member) == [("P4-1.4.3-b", BLOCK)]
    assert venue(member, head, done(deputy)) == [("P4-1.4.3-b", BLOCK)]
    assert venue(member, done(head), deputy) == [("P4-1.4.3-b", WARN)]
    assert venue(head, deputy, member) == []
    for shuffled in permutations([head, deputy, member]):
        assert agenda_order(shuffled, P4) == [head, deputy, member]


def test_ordinary_member_waits_for_the_last_of_three_leaders():  # P4-1.4.3-c
    leaders = [person_review(name=f"Cán bộ {n}", role=None, leads=True) for n in range(3)]
    members = [person_review(name=f"Đảng viên {n}", role=None, leads=False) for n in range(20)]
    settled = [done(row) for row in leaders]
    (finding,) = check_order(members[0], in_venue=[*settled[:2], leaders[2], *members[1:]], plan=P4)
    assert told([finding]) == [("P4-1.4.3-c", BLOCK)]
    assert finding.message.endswith("Chưa xong: Cán bộ 2.")
    assert venue(members[0], *settled, *members[1:]) == []
    assert venue(leaders[0], *members) == []
    unknown = person_review(name="An", role=None)
    assert venue(unknown, *leaders) == venue(members[0], unknown) == []


GROUPS = {group: person_review(name=group.value, role=None, group=group) for group in CellGroup}


@pytest.mark.parametrize("group", CellGroup)
def test_each_group_of_the_programme_waits_for_every_earlier_one(group):  # P4-CT-b
    ranks = list(CellGroup)
    for other in CellGroup:
        expected = [("P4-CT-b", BLOCK)] if ranks.index(other) < ranks.index(group) else []
        assert venue(GROUPS[group], GROUPS[other]) == expected, other
        assert venue(GROUPS[group], done(GROUPS[other])) == []


def test_committee_member_who_is_a_commune_official_comes_once_in_the_first_group():  # P4-CT-b
    both = person_review(name="An", role=R.MEMBER, leads=True, group=CellGroup.COMMITTEE_MEMBER)
    official = person_review(name="Bình", role=None, leads=True, group=CellGroup.COMMUNE_OFFICIAL)
    assert venue(both, official) == []
    assert venue(official, both) == [("P4-CT-b", BLOCK)]


def test_committee_member_who_leads_nothing_is_no_ordinary_member():  # P4-1.4.3-c, P4-CT-b
    """Otherwise he would wait for the commune's officials, and they for him."""
    member = person_review(name="Chi ủy viên", role=R.MEMBER, leads=False, group=CellGroup.COMMITTEE_MEMBER)
    official = person_review(name="Chủ tịch xã", role=None, leads=True, group=CellGroup.COMMUNE_OFFICIAL)
    ordinary = person_review(name="Đảng viên", role=None, leads=False, group=CellGroup.ORDINARY)
    assert venue(member, official, ordinary) == []
    assert {row.clause for row in check_order(ordinary, in_venue=[official], plan=P4)} == {"P4-1.4.3-c", "P4-CT-b"}


def test_secretary_whose_group_is_unknown_does_not_wait_for_leaders_who_wait_for_him():  # P4-1.4.3-b, P4-1.4.3-c
    secretary = person_review(name="Bí thư", role=R.HEAD, leads=False)
    chair = person_review(name="Chủ tịch xã", role=None, leads=True)
    assert venue(secretary, chair) == []
    assert venue(chair, secretary) == [("P4-1.4.3-b", BLOCK)]
    assert agenda_order([chair, secretary], P4) == [secretary, chair]


def cell_agenda():
    committee, official = CellGroup.COMMITTEE_MEMBER, CellGroup.COMMUNE_OFFICIAL
    return [
        CELL_BODY,
        person_review(name="Bí thư", role=R.HEAD, leads=False, group=committee),
        person_review(name="Phó bí thư", role=R.DEPUTY, leads=False, group=committee),
        person_review(name="Chi ủy viên", role=R.MEMBER, leads=False, group=committee),
        person_review(name="Chủ tịch xã", role=None, leads=True, group=official),
        person_review(name="Chi hội trưởng", role=None, leads=False, group=CellGroup.BRANCH_OFFICIAL),
        person_review(name="Đảng viên", role=None, leads=False, group=CellGroup.ORDINARY),
    ]


def test_every_agenda_of_a_cell_is_put_into_the_printed_order():  # P4-1.4.3-a, P4-1.4.3-b, P4-1.4.3-c, P4-CT-b
    lawful = cell_agenda()
    for shuffled in permutations(lawful):
        assert agenda_order(shuffled, P4) == lawful
    for place, turn in enumerate(lawful):
        assert venue(turn, *lawful[place + 1 :]) == []


def test_agenda_keeps_equals_in_place_and_an_earlier_group_may_be_empty():  # P4-CT-b
    names = ["Đảng viên 2", "Đảng viên 1", "Đảng viên 3"]
    members = [person_review(name=name, role=None, leads=False, group=CellGroup.ORDINARY) for name in names]
    secretary = cell_agenda()[1]
    assert agenda_order([*members, secretary], P4) == [secretary, *members]


def test_committees_own_meeting_takes_government_and_council_before_it():  # P4-1.2-c, P4-1.1-b, P4-1.4.3-d
    committee = collective_review(name="Ban Chấp hành", kind=C.EXECUTIVE_COMMITTEE)
    government = collective_review(name="UBND", kind=C.PEOPLES_COMMITTEE_LEADERSHIP)
    council = collective_review(name="Thường trực HĐND", kind=C.COUNCIL_PERMANENT_BOARD)
    assert agenda_order([committee, government, council], P4) == [government, council, committee]


def test_order_of_one_persons_places_moves_no_item_of_an_agenda():  # P4-1.4.1-q
    leader, opinion = person_review(name="An", role=None, leads=True), workplace_opinion(name="ý kiến")
    assert agenda_order([leader, opinion], P4) == [leader, opinion]


def test_person_with_two_roles_does_not_wait_for_himself():  # P4-1.4.3-b
    both = order.Turn("Bí thư kiêm phó", frozenset({"review.person", "review.head", "review.deputy"}))
    member = person_review(name="An", role=R.MEMBER)
    assert agenda_order([member, both], P4) == [both, member]


def test_agenda_loses_nobody_where_two_items_wait_for_each_other():
    first = order.Turn("A", frozenset({"review.head", "review.ordinary"}))
    second = order.Turn("B", frozenset({"review.leader", "review.member"}))
    assert agenda_order([second, first], P4) == [second, first]


def test_executive_committee_waits_for_every_mass_and_government_body():  # P4-1.4.3-d
    committee = collective_review(name="Ban Chấp hành", kind=C.EXECUTIVE_COMMITTEE)
    veterans = collective_review(name="Hội CCB", kind=C.MASS_STANDING_COMMITTEE)
    government = collective_review(name="UBND", kind=C.PEOPLES_COMMITTEE_LEADERSHIP)
    assert unit(committee, veterans, done(government)) == [("P4-1.4.3-d", BLOCK)]
    assert unit(committee, done(veterans), done(government)) == []
    assert unit(veterans, committee) == []


def test_leader_is_reviewed_after_the_opinion_of_his_workplace():  # P4-1.4.1-q
    leader = person_review(name="Chủ tịch xã", role=None, leads=True)
    opinion = workplace_opinion(name="lấy ý kiến nơi công tác")
    assert person(leader, opinion) == [("P4-1.4.1-q", BLOCK)]
    assert person(leader, done(opinion)) == []
    assert person(person_review(name="Đảng viên", role=None, leads=False), opinion) == []


# --- ratings ---------------------------------------------------------------------------------------------------------


def test_leadership_level_needs_the_review_at_every_place_the_members_own_only_the_cell():  # P4-2.3-b
    cell = held_review(name="chi bộ", venue=VenueKind.CELL, done=True)
    committee = held_review(name="Ban Chấp hành", venue=VenueKind.COLLECTIVE)
    assert person(leadership_rating(name="An"), cell, committee) == [("P4-2.3-b", BLOCK)]
    assert person(leadership_rating(name="An"), cell, done(committee)) == []
    assert person(cell_rating(name="An"), cell, committee) == []
    missing = held_review(name="chi bộ", venue=VenueKind.CELL)
    assert person(cell_rating(name="An"), missing, done(committee)) == [("P4-2.3-b", BLOCK)]


def test_collective_is_rated_after_its_own_review_whatever_others_do():  # P4-2.3-b
    rating = collective_rating(name="Hội Nông dân")
    review = collective_review(name="Hội Nông dân", kind=C.MASS_STANDING_COMMITTEE)
    assert venue(rating, review) == [("P4-2.3-b", BLOCK)]
    assert venue(rating, done(review)) == []
    assert unit(rating, collective_review(name="Ban Chấp hành", kind=C.EXECUTIVE_COMMITTEE)) == []


def test_committees_organization_is_rated_after_the_last_of_twelve_cells():  # P4-2.3-e
    own = organization_rating(name="Đảng ủy xã", of_issuer=True)
    cells = [organization_rating(name=f"Chi bộ {n}", done=True) for n in range(11)]
    assert unit(own, *cells, organization_rating(name="Chi bộ 11")) == [("P4-2.3-e", BLOCK)]
    assert unit(own, *cells, organization_rating(name="Chi bộ 11", done=True)) == []
    assert unit(organization_rating(name="Chi bộ 11"), own, *cells) == []


def test_executive_committee_is_rated_after_the_committees_of_the_cells():  # P4-2.3-e
    own, below = collective_rating(name="Ban Chấp hành", of_issuer=True), collective_rating(name="Chi ủy xóm 3")
    assert unit(own, below) == [("P4-2.3-e", BLOCK)]
    assert unit(below, own) == []


def test_members_are_rated_after_the_collective_that_leads_them():  # P4-2.3-f
    committee = collective_rating(name="Chi ủy xóm 3")
    assert unit(cell_rating(name="An"), committee) == [("P4-2.3-f", BLOCK)]
    assert unit(cell_rating(name="An"), done(committee)) == []
    executive = collective_rating(name="Ban Chấp hành", of_issuer=True)
    assert venue(leadership_rating(name="Bí thư"), executive) == [("P4-2.3-f", BLOCK)]
    assert venue(leadership_rating(name="Bí thư"), done(executive)) == []
    assert venue(executive, leadership_rating(name="Bí thư")) == []


def test_member_paid_by_the_state_is_rated_after_his_employers_result():  # P4-2.3-g
    result = cadre_result(name="kết quả của viên chức")
    assert person(cell_rating(name="An"), result) == [("P4-2.3-g", BLOCK)]
    assert person(cell_rating(name="An"), done(result)) == []
    assert person(cell_rating(name="Nông dân")) == []


def test_ballot_waits_for_the_discussion_of_the_proposals():  # P4-2.2.3.2-d
    talk = discussion(name="thảo luận đề xuất của chi ủy")
    assert venue(cell_rating(name="An"), talk) == [("P4-2.2.3.2-d", BLOCK)]
    assert venue(cell_rating(name="An"), done(talk)) == []


def test_cell_is_voted_on_before_its_members():  # P4-CT-c
    cell = organization_rating(name="Chi bộ xóm 3")
    assert venue(cell_rating(name="An"), cell) == [("P4-CT-c", BLOCK)]
    assert venue(cell_rating(name="An"), done(cell)) == []
    assert venue(cell, cell_rating(name="An")) == []


def test_summary_of_the_year_waits_for_the_ratings_with_a_warning():  # P4-2.3-ac
    summary = year_end_summary(name="Hội nghị tổng kết")
    assert unit(summary, leadership_rating(name="Bí thư")) == [("P4-2.3-ac", WARN)]
    assert unit(summary, leadership_rating(name="Bí thư", done=True)) == []
    assert unit(leadership_rating(name="Bí thư"), summary) == []


def test_every_edge_of_the_plan_is_about_turns_that_exist():
    """Each stage that the plan orders is given to some subject by the functions above."""
    turns = [
        *cell_agenda(), *GROUPS.values(), CELL_BODY, workplace_opinion(name=""), discussion(name=""),
        collective_review(name="", kind=C.AGENCY_LEADERSHIP), held_review(name="", venue=VenueKind.CELL),
        organization_rating(name=""), collective_rating(name="", of_issuer=True), cadre_result(name=""),
        cell_rating(name=""), leadership_rating(name=""), year_end_summary(name=""),
    ]  # fmt: skip
    produced = {stage for turn in turns for stage in turn.stages}
    assert {stage for edge in P4.order for stage in (edge.before, edge.after)} <= produced


# --- the meeting -----------------------------------------------------------------------------------------------------


def test_secretary_never_chairs_his_own_item_and_a_deputy_does():  # P4-1.4.3-j
    def chaired(chair, role, reason=""):
        names = {"subject_name": "Bí thư", "chair_name": "Chủ trì", "override_reason": reason}
        found = check_chair(subject_id=1, head_id=1, chair_id=chair, chair_role=role, plan=P4, **names)
        return told(found)

    assert chaired(1, R.HEAD) == [("P4-1.4.3-j", BLOCK)]
    assert chaired(2, R.DEPUTY) == []
    assert chaired(3, R.MEMBER) == [("P4-1.4.3-j", BLOCK)]
    assert chaired(3, R.MEMBER, "chi bộ không có phó bí thư") == [("P4-1.4.3-j", WARN)]


def test_delegate_presents_the_report_on_record_and_every_member_speaks():  # P4-1.4.3-h
    def presented(authorization):
        names = {"presenter_name": "Bình", "owner_name": "An", "authorization": authorization}
        return told(check_presenter(kind=SubjectKind.COLLECTIVE, presenter_id=2, owner_id=1, plan=P4, **names))

    assert presented("") == [("P4-1.4.3-h", BLOCK)]
    assert presented("ủy quyền ngày 20/11/2023") == []
    assert told(check_contributions(subject_name="Chi ủy", silent=["Đồng chí thứ chín"], plan=P4)) == [
        ("P4-1.4.3-h", WARN)
    ]


@pytest.mark.parametrize(
    ("kind", "clause"), [(SubjectKind.COLLECTIVE, "P4-1.4.3-h"), (SubjectKind.PERSON, "P4-1.4.3-k")]
)
def test_item_without_conclusion_does_not_close(kind, clause):
    assert told(check_conclusion(kind=kind, subject_name="An", conclusion="", plan=P4)) == [(clause, BLOCK)]
    assert check_conclusion(kind=kind, subject_name="An", conclusion="Ưu điểm: …", plan=P4) == []


def test_report_is_completed_after_the_conclusion():  # P4-1.4.3-h
    concluded = datetime(2023, 11, 24, 9, tzinfo=UTC)

    def revised(hour):
        found = check_revision(
            name="Chi ủy",
            kind=SubjectKind.COLLECTIVE,
            concluded_at=[concluded],
            finalized_at=datetime(2023, 11, 24, hour, tzinfo=UTC),
            plan=P4,
        )
        return told(found)

    assert revised(8) == [("P4-1.4.3-h", BLOCK)]
    assert revised(10) == []


def test_cell_that_nobody_follows_is_a_gap_and_no_boards_are_asked_for():  # P4-1.4.3-g
    def invited(name, venue=VenueKind.CELL):
        names = {"unit_name": "Chi bộ xóm 3", "supervisor_name": name, "supervisor_invited": bool(name)}
        return told(check_invitation(**names, board_representatives=0, venue=venue, plan=P4))

    assert invited(None) == [("P4-1.4.3-g", WARN)]
    assert invited("Đồng chí Giang") == []
    assert P4.cite(Topic.BOARD_REPRESENTATIVES) is None


@pytest.mark.parametrize(
    ("half_days", "prompted", "body", "clause"),
    [
        (1, False, C.EXECUTIVE_COMMITTEE, "P4-1.4.3-t"),
        (2, False, C.EXECUTIVE_COMMITTEE, None),
        (2, True, C.EXECUTIVE_COMMITTEE, "P4-1.4.3-u"),
        (3, True, C.EXECUTIVE_COMMITTEE, None),
        (1, False, C.FRONT_STANDING_BOARD, "P4-1.4.3-t"),
        (1, False, C.CELL_COMMITTEE, None),
        (1, True, C.CELL_COMMITTEE, None),
        (1, False, C.MASS_STANDING_COMMITTEE, None),
    ],
)
def test_committee_meets_a_day_with_a_prompt_a_day_and_a_half(half_days, prompted, body, clause):
    """P4-1.4.3-t, P4-1.4.3-u: of bodies that the district manages; no length is printed for a cell."""
    found = check_duration(half_days=half_days, prompted=prompted, body=body, plan=P4)
    assert told(found) == ([(clause, WARN)] if clause else [])
