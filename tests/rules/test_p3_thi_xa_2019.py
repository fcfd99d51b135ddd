"""The town plan of 2019 (P3): what it prints binds, what it does not print is nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from reviews.rules import calculators, voting
from reviews.rules.caps import HeadedCollective, head_cap
from reviews.rules.deadlines import Timing, check_milestone, draft_notice, prompt_issue, state
from reviews.rules.dossier import DossierFacts, dossier_slots
from reviews.rules.feeds import FeedRow, FeedUnit, check_appraisal, check_feed, check_rows, share, template, units_of
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
from reviews.rules.parts import Comparator, Event, QuotaScope, Topic
from reviews.rules.parts.feeds import FeedUnitKind
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import contradictions, later_than_superior
from reviews.rules.products import check_products
from reviews.rules.reports import check_report, may_open
from reviews.rules.residence import check_residence_reply, residence_proposal
from reviews.rules.routes import routes_for
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import (
    Activity,
    AuthorityKind,
    CollectiveKind,
    OrganizationKind,
    PostRole,
    PostSide,
    RatedKind,
    SubjectKind,
    Tier,
    Track,
    VenueKind,
)

from .district import HUYEN, District, named, of_clause

K, C, R, U = OrganizationKind, CollectiveKind, PostRole, FeedUnitKind
NOVEMBER, DECEMBER, JANUARY = (lambda d: date(2019, 11, d)), (lambda d: date(2019, 12, d)), (lambda d: date(2020, 1, d))
FIRST, DAY = NOVEMBER(12), NOVEMBER(20)


@pytest.fixture(scope="module")
def plan():
    return load_preset("p3_thi_xa_2019")


def told(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


def late(plan, clause, day):
    return told(check_milestone(plan.milestone(clause), day))


# --- calendar --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "comparator", "last"),
    [
        ("P3-III.1.1-a", Comparator.BY, NOVEMBER(20)),
        ("P3-III.1.1-d", Comparator.BY, NOVEMBER(20)),
        ("P3-III.1.1-f", Comparator.WITHIN, DECEMBER(20)),
        ("P3-III.1.1-g", Comparator.BY, DECEMBER(25)),
        ("P3-III.1.2-c", Comparator.BY, DECEMBER(25)),
        ("P3-III.2.2-c", Comparator.BEFORE, NOVEMBER(19)),
        ("P3-III.2.4-b", Comparator.BEFORE, NOVEMBER(24)),
        ("P3-III.2.5-b", Comparator.BEFORE, DECEMBER(24)),
        ("P3-III.2.4-k", Comparator.BEFORE, JANUARY(14)),
    ],
)
def test_last_good_day_is_on_time_and_the_next_is_flagged_with_the_clause(plan, clause, comparator, last):
    assert plan.milestone(clause).comparator is comparator
    assert late(plan, clause, last) == []
    assert late(plan, clause, last + timedelta(days=1)) == [("deadline.late", clause, Severity.WARN)]


def test_calendar_has_every_day_of_the_paper_and_no_other(plan):
    assert {row.clause for row in plan.milestones} == set(CHANGES)
    assert {row.clause for row in plan.relative_milestones} == {"P3-I.2-e", "P3-III.3-b"}


def test_review_before_the_window_opens_is_flagged(plan):
    """P3-III.1.1-f: 20/11 and 20/12 are in, 19/11 and 21/12 are not."""
    assert late(plan, "P3-III.1.1-f", NOVEMBER(20)) == []
    assert late(plan, "P3-III.1.1-f", NOVEMBER(19)) == [("deadline.early", "P3-III.1.1-f", Severity.WARN)]


def test_one_calendar_day_binds_figures_strictly_and_reports_inclusively(plan):
    """P3-III.2.5-b against P3-III.1.1-g: 25/12/2019 is too late for the one and in time for the other."""
    figures, report = plan.milestone("P3-III.2.5-b"), plan.milestone("P3-III.1.1-g")
    assert figures.due_on == report.due_on == DECEMBER(25)
    assert check_milestone(figures, DECEMBER(25))
    assert check_milestone(report, DECEMBER(25)) == []


def test_prompt_is_late_from_the_25th_and_issued_by_the_standing_committee(plan):
    """P3-III.2.4-b; P3-III.2.4-a says who issues."""
    assert plan.prompts.issuer == "Ban Thường vụ Thị ủy"
    assert plan.citations[Topic.PROMPT_ISSUER] == "P3-III.2.4-a"
    assert prompt_issue(on=NOVEMBER(24), plan=plan) == []
    (finding,) = prompt_issue(on=NOVEMBER(25), plan=plan)
    assert (finding.clause, finding.severity) == ("P3-III.2.4-b", Severity.WARN)


def test_slip_of_the_year_is_read_as_2020_shown_and_confirmed(plan):
    """P3-III.2.4-k prints 15/01/2019, earlier than the plan itself."""
    milestone = plan.milestone("P3-III.2.4-k")
    assert (milestone.printed_on, milestone.due_on) == (date(2019, 1, 15), date(2020, 1, 15))
    (slip,) = [row for row in contradictions(plan) if row.code == "plan.slip"]
    assert slip.clause == "P3-III.2.4-k"
    assert "in ngày 15/01/2019, áp dụng ngày 15/01/2020" in slip.message
    assert state(milestone, NOVEMBER(20)).timing is Timing.OPEN
    (confirm,) = [row for row in plan.defaults_to_confirm if row.reference.clause == "P3-III.2.4-k"]
    assert "15/01/2019" in confirm.statement


def test_days_that_stand_in_each_others_way_are_shown(plan):
    shown = [row.clause for row in contradictions(plan) if row.code == "plan.contradiction"]
    assert shown == ["P3-III.1.1-a", "P3-III.1.1-d", "P3-III.2.4-b"]


def test_plan_of_a_grassroots_organization_that_ends_later_is_shown(plan):
    """P3-III.1.1-g binds the plans of P3-III.1.1-a."""
    (finding,) = later_than_superior(load_preset("p4_xa_2023"), plan)
    assert "25/12/2019" in finding.message
    assert plan.milestone("P3-III.1.1-f").binds == plan.milestone("P3-III.1.1-g").binds


def test_plans_of_the_grassroots_are_due_on_20_november(plan):
    """P3-III.1.1-a."""
    rules = plan.lower_plans
    assert plan.milestone(rules.milestone).last_good_day == date(2019, 11, 20)
    assert set(rules.organizations) == set(plan.milestone("P3-III.1.1-f").binds)


def test_what_is_asked_for_without_a_day_has_none(plan):
    """P3-I.2-e: publication once there are results; P3-III.3-b: obstacles "kịp thời"."""
    publication, obstacles = plan.relative_milestones
    assert (publication.clause, publication.event) == ("P3-I.2-e", Event.RESULTS)
    assert (obstacles.clause, obstacles.event) == ("P3-III.3-b", None)
    assert "kịp thời" in obstacles.note


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


def places(*kinds, start=1):
    return [FeedUnit(n, f"Đơn vị {n}", frozenset(kind), 900 + n) for n, kind in enumerate(kinds, start=start)]


def filled(feed, units, **values):
    """A row for each unit with a value that can stand in every column."""
    plain = {"text": "Loại A", "yes_no": "có", "passed": "đạt", "level": "good"}
    return [
        FeedRow(unit.id, {column.key: values.get(column.key, plain.get(column.kind, "3")) for column in columns})
        for unit, columns in template(feed, units)
    ]


FEEDS = {
    "administrative_reform": ("Phòng Nội vụ", "P3-III.2.1-b"),
    "budget": ("Phòng Tài chính-Kế hoạch", "P3-III.2.1-c"),
    "new_rural": ("Phòng Kinh tế", "P3-III.2.1-d"),
    "cultural_life": ("Phòng Văn hóa-Thông tin", "P3-III.2.1-e"),
    "standard_schools": ("Phòng Giáo dục và Đào tạo", "P3-III.2.1-f"),
    "health": ("Phòng Y tế", "P3-III.2.1-g"),
    "poverty": ("Phòng Lao động-Thương binh và xã hội", "P3-III.2.1-h"),
    "defence": ("Quân sự thị xã", "P3-III.2.3-a"),
    "security": ("Công an thị xã", "P3-III.2.3-b"),
    "discipline": ("Uỷ ban Kiểm tra Thị ủy", "P3-III.2.4-c"),
    "study": ("Ban Tuyên giáo Thị ủy", "P3-III.2.4-d"),
    "grassroots_levels": ("Ban Dân vận Thị ủy", "P3-III.2.4-e"),
    "reporting": ("Văn phòng Thị ủy", "P3-III.2.4-f"),
}
EVERYTHING = places(
    XA,
    RURAL,
    PHUONG,
    {U.AGENCY},
    {U.GRASSROOTS},
    {U.COMMUNE_GOVERNMENT},
    {U.COMMUNE_FRONT},
    {U.COMMUNE_MASS},
    {U.RESIDENTIAL_AREA},
    {U.ENTERPRISE},
    {U.SCHOOL},
)


def test_thirteen_offices_owe_thirteen_feeds_in_the_order_printed(plan):
    assert {feed.key: (feed.office, feed.clause) for feed in plan.feeds.feeds} == FEEDS
    assert [feed.key for feed in plan.feeds.feeds] == list(FEEDS)
    assert (plan.feeds.recipient, plan.feeds.milestone) == ("Ban Tổ chức Thị ủy", "P3-III.2.5-b")


@pytest.mark.parametrize("key", FEEDS)
def test_feed_with_one_unit_missing_is_incomplete_and_sent_on_the_25th_late(plan, key):
    """P3-III.2.5-b: 24/12/2019 is the last good day for each of the thirteen."""
    feed = plan.feeds.feed(key)
    rows = filled(feed, EVERYTHING)
    assert rows
    assert check_rows(feed, rows, EVERYTHING, plan) == []
    assert check_feed(feed, rows, EVERYTHING, plan=plan, on=DECEMBER(30), sent_on=DECEMBER(24)) == []
    office, clause = FEEDS[key]
    (lacking,) = check_feed(feed, rows[1:], EVERYTHING, plan=plan, on=DECEMBER(24))
    assert (lacking.code, lacking.clause, lacking.severity) == ("feed.incomplete", clause, Severity.WARN)
    assert office in lacking.message
    assert f"còn thiếu: Đơn vị {rows[0].unit_id}." in lacking.message
    (late_one,) = check_feed(feed, rows, EVERYTHING, plan=plan, on=DECEMBER(25), sent_on=DECEMBER(25))
    assert (late_one.code, late_one.clause) == ("feed.late", "P3-III.2.5-b")


def lacking(plan, key, units, rows):
    return [row.message for row in check_feed(plan.feeds.feed(key), rows, units, plan=plan, on=DECEMBER(24))]


def test_reform_ranking_of_19_of_20_units_is_incomplete(plan):
    """P3-III.2.1-b: localities and units."""
    units = places(*[XA] * 7, *[PHUONG] * 5, *[{U.AGENCY}] * 8)
    rows = filled(plan.feeds.feed("administrative_reform"), units)
    assert "mới có 19/20 đơn vị" in lacking(plan, "administrative_reform", units, rows[:-1])[0]
    assert lacking(plan, "administrative_reform", units, rows) == []


def test_budget_needs_revenue_and_expenditure_of_each_commune_and_ward(plan):
    """P3-III.2.1-c."""
    units = places(XA, PHUONG, {U.AGENCY})
    rows = [FeedRow(1, {"revenue": "1.250,5", "expenditure": "1.100"}), FeedRow(2, {"revenue": "900"})]
    assert "mới có 1/2 đơn vị, còn thiếu: Đơn vị 2 (Chi ngân sách)" in lacking(plan, "budget", units, rows)[0]


def test_new_rural_criteria_are_of_communes_only(plan):
    """P3-III.2.1-d: 7 communes and 5 wards give 7 rows."""
    assert len(template(plan.feeds.feed("new_rural"), places(*[XA] * 7, *[PHUONG] * 5))) == 7


def test_ward_commune_and_new_rural_commune_have_their_own_cultural_columns(plan):
    """P3-III.2.1-e."""
    rows = template(plan.feeds.feed("cultural_life"), places(XA, RURAL, PHUONG))
    assert [[column.key for column in columns] for _unit, columns in rows] == [
        ["movement"],
        ["movement", "cultural_commune"],
        ["movement", "civilised_ward"],
    ]


@pytest.mark.parametrize(
    ("key", "good", "bad", "clause"),
    [
        ("standard_schools", {"schools": "4", "standard": "3"}, {"schools": "4", "standard": "5"}, "P3-III.2.1-f"),
        ("health", {"third_child": "8.5%"}, {"third_child": "112%"}, "P3-III.2.1-g"),
        ("health", {"population_growth": "-0,4"}, {"standard_kept": "90%"}, "P3-III.2.1-g"),
        ("poverty", {"poor": "3,1", "near_poor": "4,2"}, {"poor": "103"}, "P3-III.2.1-h"),
        ("security", {"safe": "không đạt"}, {"safe": "khá"}, "P3-III.2.3-b"),
        ("discipline", {"members_disciplined": "2"}, {"members_disciplined": "-2"}, "P3-III.2.4-c"),
        ("study", {"called": "500", "attended": "480"}, {"called": "500", "attended": "510"}, "P3-III.2.4-d"),
        ("grassroots_levels", {"level": "Hoàn thành tốt nhiệm vụ"}, {"level": "khá"}, "P3-III.2.4-e"),
        ("reporting", {"reports_due": "12", "reports_on_time": "11"}, {"reports_due": "11,5"}, "P3-III.2.4-f"),
    ],
)
def test_figure_that_cannot_be_is_refused_with_the_clause_of_its_feed(plan, key, good, bad, clause):
    feed = plan.feeds.feed(key)
    unit = next(unit for unit, _columns in template(feed, EVERYTHING))
    assert check_rows(feed, [FeedRow(unit.id, good)], EVERYTHING, plan) == []
    findings = check_rows(feed, [FeedRow(unit.id, bad)], EVERYTHING, plan)
    assert [(row.code, row.clause, row.severity) for row in findings] == [("feed.value", clause, Severity.BLOCK)]


def test_poverty_of_11_of_12_units_is_incomplete(plan):
    """P3-III.2.1-h."""
    units = places(*[XA] * 7, *[PHUONG] * 5)
    rows = filled(plan.feeds.feed("poverty"), units)
    assert "mới có 11/12 đơn vị" in lacking(plan, "poverty", units, rows[1:])[0]


def test_defence_and_security_count_their_units(plan):
    """P3-III.2.3-a: 18 of 18; P3-III.2.3-b: one blank of 30."""
    agencies = places(*[{U.AGENCY}] * 18)
    assert lacking(plan, "defence", agencies, filled(plan.feeds.feed("defence"), agencies)) == []
    areas = places(*[{U.RESIDENTIAL_AREA}] * 27, {U.ENTERPRISE}, {U.SCHOOL}, PHUONG)
    rows = filled(plan.feeds.feed("security"), areas)
    assert "mới có 29/30 đơn vị" in lacking(plan, "security", areas, [*rows[:-1], FeedRow(30, {"safe": ""})])[0]


def test_attendance_and_punctuality_are_kept_as_exact_shares(plan):
    """P3-III.2.4-d: 480 of 500 is 96%; P3-III.2.4-f: 11 of 12 reports."""
    study, reporting = plan.feeds.feed("study"), plan.feeds.feed("reporting")
    assert share(study, "attended", {"called": "500", "attended": "480"}) == Fraction(96, 100)
    assert share(reporting, "reports_on_time", {"reports_due": "12", "reports_on_time": "11"}) == Fraction(11, 12)


def test_levels_of_grassroots_government_front_and_mass_bodies_are_60_rows(plan):
    """P3-III.2.4-e: 12 localities with government, Front and three mass organizations."""
    units = places(*[{U.COMMUNE_GOVERNMENT}, {U.COMMUNE_FRONT}, *[{U.COMMUNE_MASS}] * 3] * 12)
    rows = filled(plan.feeds.feed("grassroots_levels"), units)
    assert len(rows) == 60
    assert lacking(plan, "grassroots_levels", units, rows) == []


def test_template_has_a_row_per_unit_and_refuses_an_unknown_one(plan):
    """P3-III.2.5-a."""
    feed = plan.feeds.feed("poverty")
    (finding,) = check_rows(feed, [FeedRow(77, {"poor": "3"})], places(XA, PHUONG), plan)
    assert (finding.code, finding.clause, finding.blocks) == ("feed.unit", "P3-III.2.5-a", True)


def test_appraisal_with_12_of_13_feeds_is_warned_naming_the_office(plan):
    """P3-III.2.5-c."""
    whole = [FeedUnit(unit.id, unit.name, unit.kinds, 500) for unit in EVERYTHING]
    rows = {feed.key: filled(feed, whole) for feed in plan.feeds.feeds}
    asked = {"unit_id": 500, "name": "Đảng bộ phường A", "units": whole, "plan": plan}
    assert check_appraisal(rows=rows, **asked) == []
    (finding,) = check_appraisal(rows={**rows, "health": rows["health"][1:]}, **asked)
    assert (finding.clause, finding.severity) == ("P3-III.2.5-c", Severity.WARN)
    assert "mới có 12/13 loại số liệu" in finding.message
    assert "Phòng Y tế" in finding.message


def test_disciplined_members_concern_the_appraisal_of_their_own_grassroots_organization_only(plan):
    """P3-III.2.4-c."""
    place = District()
    parties = [place.unit(K.COMMUNE_PARTY, f"Đảng bộ phường {n}", tier=Tier.COMMUNE) for n in "AB"]
    units = units_of(place.facts)
    rows = {key: filled(plan.feeds.feed(key), units) for key in ("study", "reporting")}
    rows["discipline"] = filled(plan.feeds.feed("discipline"), units[:1], members_disciplined="2")
    asked = {"rows": rows, "units": units, "plan": plan}
    assert check_appraisal(unit_id=parties[0], name="A", **asked) == []
    (finding,) = check_appraisal(unit_id=parties[1], name="B", **asked)
    assert "mới có 2/3 loại số liệu" in finding.message
    assert "Uỷ ban Kiểm tra Thị ủy" in finding.message


# --- routes ----------------------------------------------------------------------------------------------------------


def report(plan, key, *, relay=None, end=None, on=FIRST):
    (route,) = [row for row in plan.reports if row.key == key]
    findings = check_report(route, sender="Đơn vị A", at_relay=relay, at_end=end, plan=plan, on=on)
    return told(findings)


@pytest.mark.parametrize(
    ("key", "via", "clause", "severity"),
    [
        ("own_plan", "Ban Tổ chức Thị ủy", "P3-III.1.1-b", Severity.BLOCK),
        ("results", "Ban Tổ chức Thị ủy", "P3-III.1.1-h", Severity.WARN),
        ("agency_results", "Ban Tổ chức Thị ủy", "P3-III.1.2-c", Severity.WARN),
        ("mass_results", "Ban Dân vận Thị ủy", "P3-III.2.2-b", Severity.BLOCK),
        ("obstacles", "Ban Tổ chức Thị ủy", "P3-III.3-b", Severity.WARN),
    ],
)
def test_paper_that_goes_round_its_relay_is_found(plan, key, via, clause, severity):
    (route,) = [row for row in plan.reports if row.key == key]
    assert (route.via, route.to) == (via, "Ban Thường vụ Thị ủy")
    assert not may_open(route, at_relay=None)
    assert may_open(route, at_relay=NOVEMBER(14))
    assert report(plan, key, end=NOVEMBER(14)) == [("report.relay", clause, severity)]
    assert report(plan, key, relay=NOVEMBER(14), end=NOVEMBER(15)) == []


def test_result_received_on_the_25th_and_passed_on_the_27th_is_in_time(plan):
    """P3-III.1.1-h: the day of Ban Tổ chức counts for P3-III.1.1-g."""
    assert report(plan, "results", relay=DECEMBER(25), end=DECEMBER(27), on=DECEMBER(30)) == []
    assert report(plan, "results", relay=DECEMBER(26), end=DECEMBER(27), on=DECEMBER(30)) == [
        ("report.late", "P3-III.1.1-g", Severity.WARN)
    ]


def test_report_to_the_province_goes_straight_and_before_the_15th(plan):
    """P3-III.2.4-k."""
    assert report(plan, "aggregate", end=JANUARY(14), on=JANUARY(20)) == []
    assert report(plan, "aggregate", end=JANUARY(15), on=JANUARY(20)) == [
        ("report.late", "P3-III.2.4-k", Severity.WARN)
    ]


# --- the whole calendar ----------------------------------------------------------------------------------------------

#: What each milestone turns into, and on which day, while nothing is done.
CHANGES = {
    "P3-III.1.1-a": {NOVEMBER(12): Timing.OPEN, NOVEMBER(13): Timing.DUE, NOVEMBER(21): Timing.LATE},
    "P3-III.1.1-d": {NOVEMBER(12): Timing.OPEN, NOVEMBER(13): Timing.DUE, NOVEMBER(21): Timing.LATE},
    "P3-III.2.2-c": {NOVEMBER(12): Timing.DUE, NOVEMBER(20): Timing.LATE},
    "P3-III.2.4-b": {NOVEMBER(12): Timing.OPEN, NOVEMBER(17): Timing.DUE, NOVEMBER(25): Timing.LATE},
    "P3-III.1.1-f": {
        NOVEMBER(12): Timing.NOT_YET,
        NOVEMBER(20): Timing.OPEN,
        DECEMBER(13): Timing.DUE,
        DECEMBER(21): Timing.LATE,
    },
    "P3-III.2.5-b": {NOVEMBER(12): Timing.OPEN, DECEMBER(17): Timing.DUE, DECEMBER(25): Timing.LATE},
    "P3-III.1.1-g": {NOVEMBER(12): Timing.OPEN, DECEMBER(18): Timing.DUE, DECEMBER(26): Timing.LATE},
    "P3-III.1.2-c": {NOVEMBER(12): Timing.OPEN, DECEMBER(18): Timing.DUE, DECEMBER(26): Timing.LATE},
    "P3-III.2.4-k": {NOVEMBER(12): Timing.OPEN, JANUARY(7): Timing.DUE, JANUARY(15): Timing.LATE},
}


def act(plan, day):
    """What somebody does on that day of the story; the clauses that object."""
    schools = plan.feeds.feed("standard_schools")
    units = places(XA, PHUONG)
    rows = filled(schools, units)
    reviewed = collective_review(name=BOARD.name, kind=C.AGENCY_LEADERSHIP, done=True)
    story = {
        NOVEMBER(18): lambda: report(plan, "mass_results", end=day),
        NOVEMBER(19): lambda: report(plan, "mass_results", relay=day, on=day) + late(plan, "P3-III.1.1-f", day),
        NOVEMBER(20): lambda: (
            report(plan, "own_plan", relay=day, on=day)
            + report(plan, "mass_results", relay=day, on=day)
            + late(plan, "P3-III.1.1-d", day)
            + late(plan, "P3-III.1.1-f", day)
        ),
        NOVEMBER(21): lambda: report(plan, "own_plan", on=day) + late(plan, "P3-III.1.1-d", day),
        NOVEMBER(24): lambda: late(plan, "P3-III.2.4-b", day),
        NOVEMBER(25): lambda: late(plan, "P3-III.2.4-b", day),
        DECEMBER(2): lambda: told(check_order(HEAD, in_venue=(BOARD,), plan=plan)),
        DECEMBER(3): lambda: told(check_order(HEAD, in_venue=(reviewed,), plan=plan)),
        DECEMBER(20): lambda: late(plan, "P3-III.1.1-f", day),
        DECEMBER(21): lambda: late(plan, "P3-III.1.1-f", day),
        DECEMBER(24): lambda: told(check_feed(schools, rows[:1], units, plan=plan, on=day)),
        DECEMBER(25): lambda: (
            told(check_feed(schools, rows, units, plan=plan, on=day, sent_on=day))
            + report(plan, "results", relay=day, on=day)
            + report(plan, "agency_results", relay=day, on=day)
        ),
        DECEMBER(26): lambda: report(plan, "results", relay=day, on=day) + report(plan, "agency_results", on=day),
        JANUARY(14): lambda: report(plan, "aggregate", on=day),
        JANUARY(15): lambda: report(plan, "aggregate", end=day, on=day),
    }
    return [clause for _code, clause, _severity in story[day]()] if day in story else None


#: The clauses that object on the days of the story; nothing is to be said on its other days.
OBJECTIONS = {
    NOVEMBER(18): ["P3-III.2.2-b"],
    NOVEMBER(19): ["P3-III.1.1-f"],
    NOVEMBER(20): ["P3-III.2.2-c"],
    NOVEMBER(21): ["P3-III.1.1-a", "P3-III.1.1-d"],
    NOVEMBER(24): [],
    NOVEMBER(25): ["P3-III.2.4-b"],
    DECEMBER(2): ["P3-I.2-a"],
    DECEMBER(3): [],
    DECEMBER(20): [],
    DECEMBER(21): ["P3-III.1.1-f"],
    DECEMBER(24): ["P3-III.2.1-f"],
    DECEMBER(25): ["P3-III.2.5-b"],
    DECEMBER(26): ["P3-III.1.1-g", "P3-III.1.2-c"],
    JANUARY(14): [],
    JANUARY(15): ["P3-III.2.4-k"],
}


def test_whole_calendar_day_by_day_with_what_is_flagged(plan):
    """Every day from the guidance that the plan cites to three days past its last milestone."""
    standing: dict[str, Timing] = {}
    day, told_on = FIRST, {}
    while day <= JANUARY(17):
        standing |= {clause: changes[day] for clause, changes in CHANGES.items() if day in changes}
        found = {row.clause: state(row, day).timing for row in plan.milestones}
        assert found == standing, day
        answer = calculators.milestones(plan, on=day)
        dated = [row for row in answer.facts["milestones"] if row["state"] not in ("relative", "undated")]
        assert {row["clause"]: row["state"] for row in dated} == {key: value.value for key, value in standing.items()}
        assert sorted(row.clause for row in answer.findings if row.code == "deadline.late") == sorted(
            clause for clause, timing in standing.items() if timing is Timing.LATE
        ), day
        objections = act(plan, day)
        if objections is not None:
            told_on[day] = objections
        day += timedelta(days=1)
    assert told_on == OBJECTIONS
    assert set(standing.values()) == {Timing.LATE}
    flagged = {clause for clauses in told_on.values() for clause in clauses}
    assert flagged >= {"P3-I.2-a", *CHANGES}


@pytest.mark.parametrize("form", ["mau_01", "mau_02"])
def test_task_without_a_concrete_product_is_warned_of(plan, form):  # P3-I.2-c
    assert told(check_products([], plan.form(form), plan)) == [("entry.tasks", "P3-I.2-c", Severity.WARN)]
    rows = [{"task": "Trồng rừng", "product": "120 ha", "result": "132 ha"}, {"task": "Thu thuế", "result": "Đạt"}]
    (found,) = check_products(rows, plan.form(form), plan)
    assert (found.code, found.clause) == ("entry.products", "P3-I.2-c")
    assert found.message == "Mục I, nhiệm vụ ở dòng 2: chưa ghi số lượng, sản phẩm cụ thể."
    assert check_products(rows[:1], plan.form(form), plan) == []
    assert check_products([], load_preset("p0_huyen_2023").form(form), plan) == []
