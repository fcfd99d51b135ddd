"""What staff ask a plan: every answer whole, as programs read it and as people do, with the clause that decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reviews.rules import calculators
from reviews.rules.calculators import BadInput, count_group, excellent_seats
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import Activity, RatedKind
from reviews.rules.voting import Tally

P0, P1, P2 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p2_xa_2025")
P3, P4 = load_preset("p3_thi_xa_2019"), load_preset("p4_xa_2023")
DISTRICT = "Kế hoạch kiểm điểm, đánh giá, xếp loại năm 2023 của Ban Thường vụ Huyện ủy"
PROVINCE = "Kế hoạch kiểm điểm, đánh giá, xếp loại chất lượng năm 2023 của Ban Thường vụ Tỉnh ủy"
COMMUNE = "Kế hoạch kiểm điểm và đánh giá, xếp loại chất lượng năm 2025 của Đảng ủy xã"
REGULATION_366 = "Quy định số 366-QĐ/TW ngày 30/8/2025 của Bộ Chính trị"
UNSAID = "Kế hoạch không quy định tỷ lệ phiếu này: đề xuất của chương trình, người lập kế hoạch xác nhận."


def found(answer):
    return [(row.code, row.severity, row.message, row.clause) for row in answer.findings]


@pytest.mark.parametrize("name", ["P0", " p0 ", "P0_huyen_2023"])
def test_a_plan_is_found_by_code_or_slug_however_it_is_typed(name):
    assert calculators.find_plan(name) == P0


def test_an_unknown_plan_is_answered_with_those_there_are():
    with pytest.raises(BadInput) as refused:
        calculators.find_plan("P9")
    assert str(refused.value) == (
        "Không có kế hoạch “P9” (có: P0, P1, P2, P3, P4, hoặc tên đầy đủ: p0_huyen_2023, p1_tinh_2023, p2_xa_2025, "
        "p3_thi_xa_2019, p4_xa_2023)."
    )


def test_an_unknown_kind_is_answered_with_those_there_are():
    assert calculators.kind_of("cadre") is RatedKind.CADRE
    with pytest.raises(BadInput) as refused:
        calculators.kind_of("staff")
    assert str(refused.value) == "Không có loại “staff” (có: organization, collective, cadre, member, unit)."


def test_a_ballot_is_answered_with_exact_fractions_own_and_counted():
    answer = calculators.thresholds(P4, Tally(25, 17, 5, 2, 1), kind=RatedKind.MEMBER)
    assert answer.facts == {
        "plan": "P4",
        "kind": "member",
        "level": "excellent",
        "base": 25,
        "fractions": {"excellent": "17/25", "good": "1/5", "completed": "2/25", "not_completed": "1/25"},
        "counted": {"excellent": "17/25", "good": "22/25", "completed": "24/25", "not_completed": "1/25"},
        "program_default": True,
        "clause": "",
        "section": "",
        "document": "Mặc định của chương trình",
    }
    assert answer.lines == (
        "Hoàn thành xuất sắc nhiệm vụ: 17/25 phiếu đề xuất (68%), ngưỡng quá 50% (mặc định của chương trình, kế hoạch "
        "không quy định).",
        UNSAID,
    )
    assert answer.holds


def test_a_ballot_without_outcome_does_not_hold_and_says_what_next():
    answer = calculators.thresholds(P0, Tally(4, excellent=2, not_completed=2), kind=RatedKind.CADRE)
    none = "Không mức nào đủ tỷ lệ trên 4 phiếu phát ra (mặc định của chương trình, kế hoạch không quy định)."
    assert answer.facts["level"] == "undecided"
    assert answer.lines == (none, UNSAID)
    assert found(answer) == [
        ("vote.undecided", Severity.WARN, f"{none} Bỏ phiếu lại hoặc trình cấp có thẩm quyền.", ""),
        ("vote.few", Severity.WARN, "Chỉ có 4 người bỏ phiếu: dễ đoán ra ai bỏ phiếu thế nào.", ""),
    ]
    assert answer.findings[0].reference == P0.voting_for(RatedKind.CADRE).reference
    assert not answer.holds


def test_a_ballot_that_cannot_be_is_bad_input():
    with pytest.raises(BadInput) as refused:
        calculators.thresholds(P0, Tally(8, excellent=9), kind=RatedKind.CADRE)
    assert str(refused.value) == "Thu về 9 phiếu, nhiều hơn 8 phiếu phát ra."


@pytest.mark.parametrize(("better", "only"), [(None, None), (3, 3)])
def test_a_group_is_counted_one_way_or_the_other(better, only):
    with pytest.raises(BadInput) as refused:
        count_group(members=5, good_or_better=better, good_only=only, rated=None, excellent=0)
    assert str(refused.value) == (
        "Ghi một trong hai: số từ “Hoàn thành tốt nhiệm vụ” trở lên (good-or-better) hoặc số chỉ “Hoàn thành tốt "
        "nhiệm vụ” (good-only)."
    )


def test_good_only_and_the_excellent_make_good_or_better():
    counts = count_group(members=20, good_or_better=None, good_only=10, rated=18, excellent=3)
    assert (counts.members, counts.rated, counts.good_or_better, counts.excellent) == (20, 18, 13, 3)
    assert count_group(members=4, good_or_better=None, good_only=0, rated=None, excellent=0).good_or_better == 0
    assert count_group(members=4, good_or_better=4, good_only=None, rated=None, excellent=4).rated == 4


@pytest.mark.parametrize("wrong", ["members", "rated", "good_or_better", "excellent"])
def test_no_number_of_a_group_is_negative(wrong):
    numbers = {"members": 5, "rated": 4, "good_or_better": 2, "excellent": 1, wrong: -1}
    with pytest.raises(BadInput) as refused:
        count_group(good_only=None, **numbers)
    assert str(refused.value) == "Các số không được âm."


@pytest.mark.parametrize(("rated", "better", "excellent"), [(6, 2, 1), (4, 5, 1), (4, 2, 3)])
def test_numbers_of_a_group_lie_within_each_other(rated, better, excellent):
    with pytest.raises(BadInput) as refused:
        count_group(members=5, good_or_better=better, good_only=None, rated=rated, excellent=excellent)
    assert str(refused.value) == (
        f"Các số không khớp: {excellent} xuất sắc, {better} từ mức tốt trở lên, {rated} được xếp loại, 5 thành viên."
    )


def test_one_excellent_too_many_is_found_under_the_words_that_ask_for_rating_again():
    group = count_group(members=9, good_or_better=9, good_only=None, rated=None, excellent=2)
    answer = excellent_seats(P0, group, kind=RatedKind.MEMBER)
    assert answer.facts == {
        "plan": "P0",
        "kind": "member",
        "seats": 1,
        "over_by": 1,
        "base": 9,
        "base_kind": "good_or_better",
        "share": "1/5",
        "rounding": "floor",
        "small_group": False,
        "scope": "collective",
        "national": False,
        "authorization": "",
        "program_default": True,
        "clause": "P0-4.4-g",
        "section": "4.4",
        "document": DISTRICT,
    }
    assert answer.lines == ()  # the finding says it
    assert found(answer) == [
        (
            "quota.exceeded",
            Severity.BLOCK,
            "Tập thể đề xuất 2 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 1, vượt 1. 20% của 9 (số được xếp loại từ "
            "“Hoàn thành tốt nhiệm vụ” trở lên) là 1,8, lấy phần nguyên: nhiều nhất 1. Phải xếp loại lại.",
            "P0-4.4-k",
        )
    ]


def test_those_rated_lower_take_no_part_in_the_places():
    group = count_group(members=9, good_or_better=6, good_only=None, rated=8, excellent=1)
    answer = excellent_seats(P0, group, kind=RatedKind.MEMBER)
    assert (answer.facts["base"], answer.facts["seats"], answer.facts["over_by"]) == (6, 1, 0)
    assert answer.lines == (
        "20% của 6 (số được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên) là 1,2, lấy phần nguyên: nhiều nhất 1.",
    )
    assert answer.holds


def test_a_group_of_five_or_fewer_has_its_own_rule_and_no_default_to_confirm():
    group = count_group(members=3, good_or_better=2, good_only=None, rated=3, excellent=1)
    answer = excellent_seats(P0, group, kind=RatedKind.MEMBER)
    facts = answer.facts
    assert (facts["small_group"], facts["program_default"], facts["clause"]) == (True, False, "P0-4.4-h")
    assert answer.lines == (
        "Tập thể có 3 thành viên lãnh đạo (từ 05 trở xuống): chọn nhiều nhất 01 trong 2 đạt từ “Hoàn thành tốt nhiệm "
        "vụ” trở lên.",
    )


@pytest.mark.parametrize(
    ("plan", "scope", "regulation"),
    [
        (P1, "peer_group", "Quy định số 124-QĐ/TW ngày 04/10/2023 của Bộ Chính trị, Điều 12"),
        (
            P3,
            "grassroots",
            "Quy định số 132-QĐ/TW ngày 08/3/2018 của Bộ Chính trị, Hướng dẫn số 21-HD/BTCTW, mục 2.3.a",
        ),
        (P4, "peer_group", "Quy định số 124-QĐ/TW ngày 04/10/2023 của Bộ Chính trị, Điều 12"),
    ],
)
def test_a_plan_that_prints_no_share_is_answered_by_the_national_regulation(plan, scope, regulation):
    group = count_group(members=20, good_or_better=15, good_only=None, rated=18, excellent=3)
    answer = excellent_seats(plan, group, kind=RatedKind.MEMBER)
    assert (answer.facts["seats"], answer.facts["national"], answer.facts["scope"]) == (3, True, scope)
    assert answer.lines == (
        "20% của 15 (số được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên) là 3, lấy phần nguyên: nhiều nhất 3.",
        f"Kế hoạch không in tỷ lệ; áp dụng {regulation}.",
    )


def test_a_day_of_the_plan_is_told_as_printed_with_where_it_stands():
    answer = calculators.milestones(P1, on=date(2023, 12, 24))
    assert (answer.facts["plan"], answer.facts["on"]) == ("P1", "2023-12-24")
    assert answer.facts["milestones"][0] == {
        "title": "Cấp ủy, tổ chức đảng, tập thể lãnh đạo, quản lý cấp cơ sở hoàn thành kiểm điểm, đánh giá",
        "state": "late",
        "days_left": -5,
        "starts_on": None,
        "due_on": "2023-12-20",
        "comparator": "before",
        "last_good_day": "2023-12-19",
        "printed_on": "2023-12-20",
        "severity": "warn",
        "note": "",
        "clause": "P1-II.5-a",
        "section": "II.5",
        "document": PROVINCE,
    }
    first = "Cấp ủy, tổ chức đảng, tập thể lãnh đạo, quản lý cấp cơ sở hoàn thành kiểm điểm, đánh giá"
    assert answer.lines[0] == f"{first}: trước ngày 20/12/2023, quá hạn 5 ngày (mục II.5)."
    assert found(answer)[0] == (
        "deadline.late",
        Severity.WARN,
        f"{first}: ngày 24/12/2023 đã quá hạn 5 ngày (hạn cuối là ngày 19/12/2023).",
        "P1-II.5-a",
    )
    assert [row.clause for row in answer.findings] == ["P1-II.5-a", "P1-III.4-a"]


def test_a_window_is_told_with_both_its_days():
    rows = calculators.milestones(P4, on=date(2023, 11, 1)).facts["milestones"]
    assert (rows[0]["starts_on"], rows[0]["due_on"], rows[0]["last_good_day"]) == (
        "2023-10-31",
        "2023-11-05",
        "2023-11-05",
    )


def test_a_mended_slip_of_the_pen_keeps_the_printed_day():
    rows = calculators.milestones(P3, on=date(2019, 11, 1)).facts["milestones"]
    (told,) = [row for row in rows if row["clause"] == "P3-III.2.4-k"]
    assert (told["due_on"], told["printed_on"]) == ("2020-01-15", "2019-01-15")
    assert told["note"] == P3.milestone("P3-III.2.4-k").note != ""


def test_a_day_that_hangs_on_an_event_is_told_with_the_event():
    answer = calculators.milestones(P4, on=date(2023, 12, 1))
    (draft,) = [row for row in answer.facts["milestones"] if row["clause"] == "P4-1.4.1-b"]
    assert draft == {
        "title": "Gửi báo cáo kiểm điểm của tập thể cho các thành viên dự hội nghị",
        "state": "relative",
        "event": "meeting",
        "days": 3,
        "counting": "sending",
        "comparator": "by",
        "severity": "block",
        "note": "",
        "clause": "P4-1.4.1-b",
        "section": "II.1.4.1.a",
        "document": "Kế hoạch số 44-KH/ĐU ngày 01/11/2023 của Đảng ủy xã",
    }
    assert answer.lines[-4:] == (
        "Gửi báo cáo kiểm điểm của tập thể cho các thành viên dự hội nghị: chậm nhất 3 ngày làm việc trước hội nghị "
        "kiểm điểm (mục II.1.4.1.a).",
        "Lấy ý kiến đánh giá nơi công tác đối với cán bộ lãnh đạo, quản lý: trước khi kiểm điểm cán bộ lãnh đạo, quản "
        "lý (mục II.1.4.1.b (nơi công tác)).",
        "Hoàn thành kiểm điểm, đánh giá, xếp loại: trước khi tổng kết công tác năm của đơn vị (mục II.2.3).",
        "Xây dựng kế hoạch khắc phục hạn chế, yếu kém, khuyết điểm: ngay sau khi có kết quả đánh giá, xếp loại (mục "
        "II.2.3).",
    )


def test_a_day_that_nobody_printed_is_undated_and_says_so():
    answer = calculators.milestones(P1, on=date(2023, 12, 24))
    told = answer.facts["milestones"][-1]
    assert (told["state"], told["event"], told["days"], told["clause"]) == ("undated", "", 0, "P1-III.1-e")
    assert told["note"].startswith("Kế hoạch in “theo quy định”")
    assert answer.lines[-1].endswith(f": không in ngày ({told['note']}) (mục III.1).")


def test_the_order_is_told_edge_by_edge():
    answer = calculators.order_edges(P0)
    assert answer.facts["plan"] == "P0"
    assert answer.facts["edges"][0] == {
        "key": "collective_first",
        "before": "review.collective",
        "after": "review.person",
        "scope": "venue",
        "severity": "block",
        "says": "kiểm điểm tập thể trước, cá nhân sau",
        "clause": "P0-4.2-a",
        "section": "4.2",
        "document": DISTRICT,
    }
    assert answer.lines[0] == "Kiểm điểm tập thể trước, cá nhân sau (bắt buộc; mục 4.2)."
    assert answer.lines[3] == "Cấp phó trước, các thành viên lãnh đạo sau (cảnh báo; mục 4.2)."
    lenient = P0.with_overrides({"order": {"collective_first": {"severity": "info"}}})
    assert calculators.order_edges(lenient).lines[0] == "Kiểm điểm tập thể trước, cá nhân sau (thông tin; mục 4.2)."
    assert answer.holds


@pytest.mark.parametrize("words", [("a=maybe",), ("b", "a", "a=no"), ("a=no", "a=yes")])
def test_a_fact_is_recorded_once_as_yes_or_no(words):
    with pytest.raises(BadInput) as refused:
        calculators.recorded_facts(words)
    assert str(refused.value) == f"“{words[-1]}”: ghi KHÓA, KHÓA=yes hoặc KHÓA=no, mỗi khóa một lần."


def test_points_are_answered_with_what_is_left_to_confirm():
    answer = calculators.score(
        P2, Decimal(92), facts={"tasks_exceeded": False, "tasks_on_time": True}, kind=RatedKind.MEMBER
    )
    assert answer.facts == {
        "plan": "P2",
        "points": "92",
        "level": "good",
        "by_points": "excellent",
        "override": "",
        "unmet": ["tasks_exceeded"],
        "unconfirmed": ["tasks_done"],
        "cases": ["disciplined", "degraded", "tasks_not_done"],
        "clause": "P2-IV.2-f",
        "section": "IV.2",
        "document": COMMUNE,
    }
    exceeded = "ít nhất 30% số nhiệm vụ hoàn thành vượt mức"
    assert answer.lines == (
        f"92 điểm: Hoàn thành xuất sắc nhiệm vụ (từ 90 điểm trở lên). Không đạt điều kiện: {exceeded}; đề xuất “Hoàn "
        "thành tốt nhiệm vụ”.",
        "Phải xác nhận (tasks_done): hoàn thành 100% nhiệm vụ, số nhiệm vụ không bảo đảm tiến độ không quá 20% (Điều "
        "11.3).",
    )
    assert found(answer) == [("score.condition", Severity.WARN, f"Không đạt: {exceeded}.", "qd_366")]


def test_a_prescribed_case_decides_whatever_the_points():
    answer = calculators.score(P2, Decimal(92), facts={"degraded": True}, kind=RatedKind.MEMBER)
    facts = answer.facts
    assert (facts["level"], facts["by_points"], facts["override"]) == ("not_completed", "excellent", "degraded")
    assert (facts["clause"], facts["section"], facts["document"]) == ("qd_366", "Điều 11.4", REGULATION_366)
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("score.override", Severity.WARN)
    assert finding.message == answer.lines[0]
    assert finding.message.startswith("Không hoàn thành nhiệm vụ, dù được 92 điểm: bị kết luận suy thoái")
    assert finding.clause == "qd_366"


def test_without_a_kind_the_cases_of_every_kind_are_told():
    cases = calculators.score(P2, Decimal(92)).facts["cases"]
    assert cases == [
        "led_unit_below_70",
        "led_units_not_completed",
        "low_confidence",
        "disciplined",
        "degraded",
        "tasks_not_done",
    ]


def test_points_off_the_scale_or_without_one_are_bad_input():
    with pytest.raises(BadInput) as refused:
        calculators.score(P2, Decimal(101))
    assert str(refused.value) == "Tổng điểm 101 phải từ 0 đến 100."
    with pytest.raises(BadInput) as refused:
        calculators.score(P0, Decimal(90))
    assert str(refused.value) == f"{DISTRICT} không chấm theo thang điểm."


def test_a_person_is_read_from_a_small_file():
    text = "name: An\nactivity: suspended\nadmitted_on: 2023-08-01\n"
    assert calculators.person_facts(text, "an.yaml") == {
        "name": "An",
        "activity": Activity.SUSPENDED,
        "admitted_on": date(2023, 8, 1),
    }
    assert calculators.person_facts("name: An\n", "an.yaml") == {
        "name": "An",
        "activity": Activity.ACTIVE,
        "admitted_on": None,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "name: An\nage: 3\n",
            "an.yaml, dòng 2, mục age: khóa “age” không có trong quy ước (được dùng: activity, admitted_on, name)",
        ),
        ("activity: active\n", "an.yaml, dòng 1: thiếu khóa “name”"),
    ],
)
def test_a_person_file_is_refused_with_its_line(text, sentence):
    with pytest.raises(BadInput) as refused:
        calculators.person_facts(text, "an.yaml")
    assert str(refused.value) == sentence


def test_whoever_nothing_exempts_is_reviewed_and_rated():
    person = {"name": "An", "activity": Activity.ACTIVE, "admitted_on": None}
    answer = calculators.eligible(P0, person, on=date(2023, 11, 1))
    assert answer.facts == {"plan": "P0", "on": "2023-11-01", "reviewed": True, "rated": True, "reasons": []}
    assert answer.lines == ("An: thuộc diện kiểm điểm, được xếp loại.",)
    assert answer.holds


def test_whoever_is_exempt_is_told_why_for_the_review_and_for_the_rating():
    person = {"name": "An", "activity": Activity.SUSPENDED, "admitted_on": date(2023, 8, 1)}
    answer = calculators.eligible(P0, person, on=date(2023, 11, 1))
    regulation = "Quy định số 124-QĐ/TW ngày 04/10/2023 của Bộ Chính trị"
    review, rating = (f"An không {words}: Bị đình chỉ sinh hoạt đảng." for words in ("kiểm điểm", "xếp loại"))
    cited = {"clause": "qd_124", "section": "", "document": regulation}
    assert answer.facts == {
        "plan": "P0",
        "on": "2023-11-01",
        "reviewed": False,
        "rated": False,
        "reasons": [{"message": review, **cited}, {"message": rating, **cited}],
    }
    assert answer.lines == ("An: không kiểm điểm, không xếp loại.",)
    assert found(answer) == [
        ("eligibility.review", Severity.INFO, review, "qd_124"),
        ("eligibility.rating", Severity.INFO, rating, "qd_124"),
    ]


def test_the_suspended_are_reviewed_but_not_rated_where_the_plan_says_so():
    person = {"name": "An", "activity": Activity.SUSPENDED, "admitted_on": None}
    answer = calculators.eligible(P4, person, on=date(2023, 12, 1))
    assert (answer.facts["reviewed"], answer.facts["rated"]) == (True, False)
    assert answer.lines == ("An: thuộc diện kiểm điểm, không xếp loại.",)
    assert [(row.code, row.clause) for row in answer.findings] == [("eligibility.rating", "P4-2.2.3.1-a")]
