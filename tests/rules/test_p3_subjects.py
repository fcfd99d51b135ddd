"""Whom the town plan of 2019 (P3) has reviewed and rated, in which order and within which share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from reviews.rules import calculators, voting
from reviews.rules.caps import HeadedCollective, head_cap
from reviews.rules.deadlines import draft_notice
from reviews.rules.dossier import DossierFacts, dossier_slots
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.order import (
    agenda_order,
    check_duration,
    check_invitation,
    check_order,
    check_revision,
    collective_review,
    leadership_rating,
    person_review,
)
from reviews.rules.parts import QuotaScope
from reviews.rules.residence import check_residence_reply, residence_proposal
from reviews.rules.routes import routes_for
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import (
    Activity,
    AuthorityKind,
    PostSide,
    RatedKind,
    SubjectKind,
    Tier,
    Track,
    VenueKind,
)

from .district import HUYEN, District, named, of_clause
from .town import DAY, DECEMBER, C, K, R, U, plan

__all__ = ["plan"]


# --- order, lengths, notice, voting, share ---------------------------------------------------------------------------

BOARD = collective_review(name="Lãnh đạo Phòng Nội vụ", kind=C.AGENCY_LEADERSHIP)


HEAD = person_review(name="Trưởng phòng", role=R.HEAD)


DEPUTY = person_review(name="Phó phòng", role=R.DEPUTY)


def test_person_before_the_collective_is_warned_not_refused(plan):
    """P3-I.2-a prints "làm cơ sở", not "trước"."""
    (finding,) = check_order(HEAD, in_venue=(BOARD, DEPUTY), plan=plan)
    assert (finding.clause, finding.severity) == ("P3-I.2-a", Severity.WARN)
    assert "Lãnh đạo Phòng Nội vụ" in finding.message
    done = collective_review(name=BOARD.name, kind=C.AGENCY_LEADERSHIP, done=True)
    assert check_order(HEAD, in_venue=(done, DEPUTY), plan=plan) == []
    assert agenda_order([HEAD, BOARD], plan) == [BOARD, HEAD]


def test_no_other_order_is_printed(plan):
    """Head before deputies, cell before leadership, head rated last: other plans' rules, not those of P3-I.2."""
    assert check_order(DEPUTY, in_venue=(HEAD,), plan=plan) == []
    party = collective_review(name="Đảng ủy", kind=C.EXECUTIVE_COMMITTEE)
    assert check_order(party, in_unit=(BOARD,), plan=plan) == []
    assert check_order(leadership_rating(name="Trưởng phòng", is_head=True), in_unit=(BOARD, HEAD), plan=plan) == []


def test_collective_report_is_completed_after_the_reviews(plan):
    """P3-I.2-b: v1 on 02/12, individuals on 03/12, v2 on 04/12."""

    def revised(day):
        return check_revision(
            name="Lãnh đạo Phòng",
            kind=SubjectKind.COLLECTIVE,
            concluded_at=[datetime(2019, 12, 2, 9, tzinfo=UTC), datetime(2019, 12, 3, 9, tzinfo=UTC)],
            finalized_at=datetime(2019, 12, day, 10, tzinfo=UTC),
            plan=plan,
        )

    assert revised(4) == []
    assert [row.clause for row in revised(2)] == ["P3-I.2-b"]


def test_level_above_the_collective_is_warned_not_refused(plan):
    """P3-I.2-f: unit COMPLETED, head proposed GOOD."""
    unit = [HeadedCollective("Phòng Nội vụ", Level.COMPLETED)]
    (finding,) = head_cap(level=Level.GOOD, headed=unit, plan=plan)
    assert (finding.code, finding.clause, finding.severity) == ("cap.head", "P3-I.2-f", Severity.WARN)
    assert head_cap(level=Level.GOOD, headed=[HeadedCollective("Phòng", Level.GOOD)], plan=plan) == []


def test_what_the_plan_leaves_to_the_guidances_is_unset(plan):
    """P3-II-a: no length, notice, consultation, dossier list, residence opinion or scale of its own."""
    assert plan.durations == plan.opinion_routes == plan.dossier == ()
    assert plan.scoring is None
    assert check_duration(half_days=1, prompted=True, standing_committee=True, plan=plan) == []
    assert draft_notice(DECEMBER(2), {"An": None}, plan) == []
    assert dossier_slots(DossierFacts(is_collective=False, entry_final=False), plan) == []
    assert [row.code for row in check_residence_reply({}, plan=plan)] == ["residence.meeting"]
    assert residence_proposal({"item_6": "commend", "": ""}, name="An", plan=plan) is None
    assert {basis.document.split(" ngày ")[0] for basis in plan.legal_bases if basis.clause == "P3-II-a"} >= {
        "Quy định số 132-QĐi/TW",
        "Hướng dẫn số 21-HD/BTCTW",
        "Hướng dẫn số 05-HD/TU",
    }


@pytest.mark.parametrize("kind", RatedKind)
def test_threshold_is_the_programs_own_and_must_be_confirmed(plan, kind):
    """P3-II-a: 6 of 10 for EXCELLENT is enough here, though P4 would ask 7."""
    answer = calculators.thresholds(plan, voting.Tally(10, excellent=6, completed=4), kind=kind)
    assert answer.facts["level"] == "excellent"
    assert answer.facts["program_default"] is True
    assert answer.facts["clause"] == ""
    half = calculators.thresholds(plan, voting.Tally(10, excellent=5, completed=5), kind=kind)
    assert half.facts["level"] == "completed"
    (confirm,) = [row for row in plan.defaults_to_confirm if row.key.startswith("voting_")]
    assert "ngưỡng phiếu: chưa cấu hình" in confirm.statement


@pytest.mark.parametrize("kind", RatedKind)
def test_share_is_the_nations_of_2018_within_each_grassroots_organization(plan, kind):
    """P3-II-a prints none: Regulation 132 with Guidance 21."""
    rules = plan.quota_for(kind)
    assert rules.is_national
    assert (rules.share, rules.scope) == (Fraction(1, 5), QuotaScope.GRASSROOTS)
    assert rules.reference.clause == plan.regime.key == "qd_132"
    assert rules.small_group is None
    assert any(row.key.startswith("quota_base_") for row in plan.defaults_to_confirm)
    group = calculators.count_group(members=14, good_or_better=14, good_only=None, rated=None, excellent=3)
    answer = calculators.excellent_seats(plan, group, kind=kind)
    assert (answer.facts["seats"], answer.facts["over_by"], answer.holds) == (2, 1, False)
    assert answer.findings[0].severity is Severity.WARN
    few = calculators.count_group(members=4, good_or_better=4, good_only=None, rated=None, excellent=0)
    assert calculators.excellent_seats(plan, few, kind=kind).facts["seats"] == 0


# --- subjects --------------------------------------------------------------------------------------------------------


def town():
    """1 council, 1 people's committee, 5 Party agencies, the Front and 5 mass organizations, 12 agencies."""
    place = District()
    place.body(place.unit(K.COUNCIL, "HĐND thị xã"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND")
    committee = place.unit(K.PEOPLES_COMMITTEE, "UBND thị xã")
    place.body(committee, C.PEOPLES_COMMITTEE_LEADERSHIP, "Thường trực UBND")
    for name in ("Ban Tổ chức", "Ban Tuyên giáo", "Ban Dân vận", "Uỷ ban Kiểm tra", "Văn phòng"):
        place.body(place.unit(K.ADVISORY_BOARD, f"{name} Thị ủy"), C.BOARD_LEADERSHIP, f"Lãnh đạo {name}")
    place.body(place.unit(K.FATHERLAND_FRONT, "UBMTTQVN thị xã"), C.FRONT_STANDING_BOARD, "Ban Thường trực")
    for n in range(5):
        place.body(place.unit(K.MASS_ORGANIZATION, f"Đoàn thể {n}"), C.MASS_STANDING_COMMITTEE, f"BTV {n}")
    for n in range(12):
        kind = K.DEPARTMENT if n < 9 else K.PUBLIC_SERVICE_UNIT
        place.body(place.unit(kind, f"Cơ quan {n}", parent=committee), C.AGENCY_LEADERSHIP, f"Lãnh đạo {n}")
    return place


def codes(derived):
    return {row.code for row in derived.findings}


def test_town_bodies_are_25_collectives_rated_by_the_standing_committee(plan):
    """P3-III.1.2-a; the authority is that of P3-III.2.4-i."""
    derived = derive_subjects(town().facts, plan, DAY)
    found = of_clause(derived, "P3-III.1.2-a")
    assert len(found) == len(derived.collectives) == 25
    assert {(row.authority_id, row.authority_kind) for row in found} == {(HUYEN, AuthorityKind.OWN)}
    assert {row.authority_clause for row in found} == {"P3-III.2.4-i"}
    assert all(venue.collective_id == row.collective_id for row in found for venue in row.venues)


def test_standing_committee_of_the_town_and_bodies_below_the_grassroots_are_not_on_the_printed_list(plan):
    """P3-III.1.1-f: communes and cells are reviewed by the plans of their grassroots organizations (P3-III.1.1-a)."""
    place = District()
    party = place.unit(K.COMMUNE_PARTY, "Đảng bộ phường A", tier=Tier.COMMUNE)
    executive = place.body(party, C.EXECUTIVE_COMMITTEE, "BCH Đảng bộ phường A")
    place.body(party, C.STANDING_COMMITTEE, "BTV phường A")
    below = place.unit(K.PEOPLES_COMMITTEE, "UBND phường A", tier=Tier.COMMUNE, parent=party)
    place.body(below, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND phường A")
    cell = place.unit(K.PARTY_CELL, "Chi bộ tổ 1", tier=Tier.CELL, parent=party)
    place.body(cell, C.CELL_COMMITTEE, "Chi ủy tổ 1")
    place.cell("Chi bộ cơ sở")
    found = derive_subjects(place.facts, plan, DAY).collectives
    assert [(row.name, row.clause) for row in found] == [
        ("BCH Đảng bộ phường A", "P3-III.1.1-f"),
        ("Chi ủy Chi bộ cơ sở", "P3-III.1.1-f"),
    ]
    assert found[0].collective_id == executive


def test_grassroots_organization_without_a_committee_is_named_and_gets_no_stand_in(plan):
    """P3-III.1.1-f names the committee and no body in its place."""
    place = District()
    party = place.unit(K.COMMUNE_PARTY, "Đảng bộ phường A", tier=Tier.COMMUNE)
    place.body(party, C.STANDING_COMMITTEE, "BTV phường A")
    place.unit(K.GRASSROOTS_CELL, "Chi bộ cơ sở", tier=Tier.CELL)
    derived = derive_subjects(place.facts, plan, DAY)
    assert derived.collectives == ()
    gaps = [row for row in derived.findings if row.code == "roster.no_collective"]
    assert [(row.clause, row.severity) for row in gaps] == [("P3-III.1.1-f", Severity.WARN)] * 2


def test_official_without_a_leading_post_is_left_to_state_law(plan):
    """P3-III.1.2-b: no form of the Party's for him; his head has one and is rated as a cadre."""
    place = District()
    office = place.body(place.unit(K.DEPARTMENT, "Phòng Y tế"), C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng Y tế")
    cell = place.cell()
    place.person("Chuyên viên", cell=cell, managed=False)
    place.person("Trưởng phòng", (office, R.HEAD), cell=cell, side=PostSide.GOVERNMENT)
    (head,) = derive_subjects(place.facts, plan, DAY).people
    assert (head.name, head.tracks) == ("Trưởng phòng", (Track.CADRE, Track.MEMBER))
    assert (head.clause, head.authority_clause) == ("P3-III.2.4-i", "P3-III.2.4-i")


def test_leader_is_reviewed_in_each_body_he_belongs_to_and_in_his_cell_where_no_place_is_printed(plan):
    """P3-III.1.2-c: each collective with its own leaders; no clause prints a place, so none is cited."""
    place = District()
    office = place.body(place.unit(K.DEPARTMENT, "Phòng Y tế"), C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng Y tế")
    council = place.body(place.unit(K.COUNCIL, "HĐND thị xã"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND")
    cell = place.cell()
    place.person("An", (place.standing, R.MEMBER), (council, R.MEMBER), (office, R.HEAD), cell=cell)
    subject = named(derive_subjects(place.facts, plan, DAY), "An")
    assert {venue.collective_id or venue.cell_id for venue in subject.venues} == {office, council, cell}
    assert subject.venues[-1].kind is VenueKind.CELL
    assert {venue.clause for venue in subject.venues} == {""}
    assert routes_for(place.facts, plan, person_id=subject.person_id or 0) == []


@pytest.mark.parametrize(
    "facts",
    [{"activity": Activity.EXEMPT}, {"activity": Activity.SUSPENDED}, {"admitted_on": date(2019, 5, 21)}],
)
def test_exemptions_are_those_of_regulation_132(plan, facts):
    """P3-II-a prints none of its own; on 20/11/2019 one admitted on 20/05 has his six months, on 21/05 not yet."""
    place = District()
    office = place.body(place.unit(K.DEPARTMENT, "Phòng Y tế"), C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng Y tế")
    cell = place.cell()
    place.person("Nga", (office, R.DEPUTY), cell=cell, **facts)
    place.person("Hoa", (office, R.DEPUTY), cell=cell, admitted_on=date(2019, 5, 20))
    derived = derive_subjects(place.facts, plan, DAY)
    assert [row.name for row in derived.exempt] == ["Nga"]
    assert plan.exemptions.review_reference.clause == plan.exemptions.rating_reference.clause == "qd_132"


def test_unit_without_a_supervisor_is_a_gap_and_none_at_the_meeting_only_a_warning(plan):
    """P3-III.2.4-h: 39 of 40 with a supervisor → one gap; the plan says nothing of his seat at the meeting."""
    place = District()
    for n in range(40):
        party = place.unit(
            K.COMMUNE_PARTY, f"Đảng bộ {n}", tier=Tier.COMMUNE, supervisor_id=None if n == 17 else place.last
        )
        place.body(party, C.EXECUTIVE_COMMITTEE, f"BCH {n}")
    (gap,) = [r for r in derive_subjects(place.facts, plan, DAY).findings if r.code == "roster.no_supervisor"]
    assert gap.clause == "P3-III.2.4-h"
    assert "Đảng bộ 17" in gap.message
    invited = {"unit_name": "Đảng bộ 1", "supervisor_name": "Giang", "board_representatives": 0, "plan": plan}
    assert check_invitation(supervisor_invited=True, **invited) == []
    (finding,) = check_invitation(supervisor_invited=False, **invited)
    assert (finding.clause, finding.severity) == ("P3-III.2.4-h", Severity.WARN)


# --- figures ---------------------------------------------------------------------------------------------------------

XA, RURAL, PHUONG = ({U.COMMUNE}, {U.COMMUNE, U.NEW_RURAL_COMMUNE}, {U.WARD})
