"""The 27 signs of the commune plan of 2023: their texts, what a cell concludes on them, who is told (P4 II.1.3.2.a)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind, Tier
from organizations.models import Collective
from ratings.selectors.cases import told_beside
from reviews.choices import OpinionKind, OpinionState, VenueKind
from reviews.models import FormEntry, Meeting, Opinion, Review, SignConclusion, SignList
from reviews.rules.findings import RuleViolation, Severity
from reviews.selectors.room import room
from reviews.selectors.signs import sign_lines
from reviews.selectors.venues import Venue
from reviews.services import entries, meetings
from reviews.services.signs import conclude_sign, enter_signs
from tests import steps
from tests.commune_forms import SIGNS, STATEMENT
from tests.reviews.test_commune_forms import TEXTS, enter_texts, issued
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, standing_on

__all__ = ["commune", "issued"]


def list_page(world: World) -> str:
    return reverse("campaign-signs", args=(world.campaign.pk,))


def signs_page(review: Review) -> str:
    return reverse("review-signs", args=(review.pk,))


# --- their texts -----------------------------------------------------------------------------------------------------


def test_committee_pastes_27_lines_and_reads_them_in_order(issued: World) -> None:
    """P4-1.3.2-b"""
    client = signed_in(issued.users["planner"])
    pasted = "\r\n".join(f"{number}. {text}" for number, text in enumerate(TEXTS, start=1))
    with standing_on(6):
        assert "Chưa nhập" in client.get(list_page(issued)).content.decode()
        sent = {"document": "Nghị quyết mẫu số 1", "texts": pasted}
        assert client.post(list_page(issued), sent).status_code == 302
        text = client.get(list_page(issued)).content.decode()
        assert "(chưa nhập)" not in client.get(reverse("campaign", args=(issued.campaign.pk,))).content.decode()
    assert SignList.objects.get().texts == TEXTS
    assert [text.index(f"<li>{line}</li>") for line in TEXTS] == sorted(
        text.index(f"<li>{line}</li>") for line in TEXTS
    )


@pytest.mark.parametrize(
    ("texts", "document", "says"),
    [
        ("\n".join(TEXTS[:26]), "Văn bản", "Danh mục có 26 dòng; phải đúng 27 biểu hiện"),
        ("\n".join([*TEXTS, "🚜"]), "Văn bản", "Danh mục có 28 dòng"),
        ("\n".join([*TEXTS[:26], TEXTS[0]]), "Văn bản", "Có biểu hiện ghi hai lần (dòng: 1, 27)"),
        ("\n".join([*TEXTS[:26], "a" * 20_000]), "Văn bản", "Có dòng dài quá 1000 ký tự (dòng: 27)"),
        ("", "Văn bản", "Các biểu hiện, mỗi biểu hiện một dòng"),
        ("\n".join(TEXTS), " ", "Số, ngày văn bản"),
    ],
)
def test_other_lists_are_refused_by_their_lines_and_what_was_pasted_stays_on_the_page(
    issued: World, texts: str, document: str, says: str
) -> None:
    """P4-1.3.2-b"""
    with standing_on(6):
        answer = signed_in(issued.users["planner"]).post(list_page(issued), {"document": document, "texts": texts})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert texts[:20] in text
    assert not SignList.objects.exists()


def test_only_the_planner_enters_the_texts(issued: World) -> None:
    with standing_on(6) as now:
        with pytest.raises(RuleViolation) as refused:
            enter_signs(
                campaign_id=issued.campaign.pk,
                document="Văn bản",
                pasted="\n".join(TEXTS),
                by=issued.users["villager1"],
                now=now,
            )
        assert [row.code for row in refused.value.findings] == ["permission.campaign.plan"]


def test_plan_without_signs_has_no_such_pages(world: World) -> None:
    client = signed_in(world.users["officer"])
    assert client.get(reverse("campaign-signs", args=(world.campaign.pk,))).status_code == 404
    assert client.get(signs_page(world.review_of("head"))).status_code == 404


# --- what the cell concludes -----------------------------------------------------------------------------------------


def plan_cell(world: World) -> Meeting:
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.CELL, cell=world.village),
            starts_on=at(20).date(),
            half_days=1,
            place="Nhà văn hóa",
            chair=world.people["village_secretary"],
            clerk=world.people["vice"],
            by=world.users["planner"],
        )


def called_up(world: World, *keys: str) -> None:
    """The village cell meets and is at (or past) those members' reviews."""
    meeting = plan_cell(world)
    for key in keys:
        meeting.items.filter(review__person=world.people[key]).update(
            state="concluded", conclusion="Tiếp tục phấn đấu.", concluded_at=at(20)
        )


def hand_in(world: World, key: str, **graded: int) -> Review:
    """A statement with those signs, ``n7=4``."""
    review = world.review_of(key)
    entry = FormEntry.objects.get(review=review)
    rows = [{**row, "grade": graded.get(f"n{row['number']}", 1), "remedy": "Sửa chữa, phòng ngừa."} for row in SIGNS]
    with standing_on(8) as now:
        entries.submit_entry(
            entry_id=entry.pk, by=world.users[key], data=STATEMENT | {"signs": rows}, version=entry.version, now=now
        )
    return review


def conclude(world: World, review: Review, number: int, grade: int, *, by: str, written: str = "") -> SignConclusion:
    with standing_on(20) as now:
        return conclude_sign(
            review_id=review.pk, number=number, grade=grade, written=written, by=world.users[by], now=now
        )


def test_chair_concludes_on_each_sign_and_who_decides_is_told_what_follows(issued: World) -> None:
    """P4-1.3.2-e, P4-1.3.2-f"""
    enter_texts(issued)
    review = hand_in(issued, "villager1", n7=4, n9=3)
    called_up(issued, "villager1")
    client = signed_in(issued.users["village_secretary"])
    with standing_on(20):
        text = client.get(signs_page(review)).content.decode()
        assert "Tự nhận: (4) Có biểu hiện thường xuyên" in text
        assert TEXTS[6] in text
        for sent in (
            {"sign": "7", "s7-number": "7", "s7-grade": "4", "s7-written": ""},
            {"sign": "9", "s9-number": "9", "s9-grade": "3", "s9-written": "Phê bình trước chi bộ"},
            {"sign": "khac", "khac-number": "2", "khac-grade": "3", "khac-written": ""},
        ):
            assert client.post(signs_page(review), sent).status_code == 302
        text = " ".join(client.get(signs_page(review)).content.decode().split())
    assert "xem xét xử lý hoặc đề nghị cấp trên xem xét xử lý" in text
    assert [(row.code, row.severity, row.clause) for row in told_beside(review) if row.code.startswith("signs.")] == [
        ("signs.lesson", Severity.INFO, "P4-1.3.2-f"),
        ("signs.handling", Severity.WARN, "P4-1.3.2-e"),
        ("signs.lesson", Severity.INFO, "P4-1.3.2-f"),
    ]
    results = {line.number: line.result.text for line in sign_lines(review) if line.result is not None}
    assert results == {
        2: "kiểm điểm rút kinh nghiệm",
        7: "xem xét xử lý hoặc đề nghị cấp trên xem xét xử lý",
        9: "Phê bình trước chi bộ",
    }


def test_cell_may_conclude_otherwise_than_the_member_and_change_its_mind(issued: World) -> None:
    """P4-1.3.2-e, P4-1.3.2-f"""
    review = hand_in(issued, "villager1", n7=4)
    called_up(issued, "villager1")
    conclude(issued, review, 7, 4, by="village_secretary")
    conclude(issued, review, 7, 2, by="village_secretary")
    (row,) = SignConclusion.objects.all()
    assert row.grade == 2
    assert [found.code for found in told_beside(review) if found.code.startswith("signs.")] == []


@pytest.mark.parametrize(
    ("key", "number", "grade", "codes"),
    [
        ("villager1", 7, 3, ["permission.signs.own"]),
        ("villager2", 7, 3, ["permission.meeting.run"]),
        ("village_secretary", 28, 3, ["signs.conclusion"]),
        ("village_secretary", 7, 6, ["signs.conclusion"]),
    ],
)
def test_nobody_concludes_on_himself_or_his_neighbour_nor_on_a_28th_sign(
    issued: World, key: str, number: int, grade: int, codes: list[str]
) -> None:
    """P4-1.3.2-e"""
    review = hand_in(issued, "villager1")
    called_up(issued, "villager1")
    with pytest.raises(RuleViolation) as refused:
        conclude(issued, review, number, grade, by=key)
    assert [row.code for row in refused.value.findings] == codes
    assert not SignConclusion.objects.exists()


def test_before_the_cell_has_called_him_up_there_is_nothing_to_conclude(issued: World) -> None:
    """P4-1.3.2-e"""
    review = hand_in(issued, "villager1", n7=4)
    plan_cell(issued)
    with pytest.raises(RuleViolation) as refused:
        conclude(issued, review, 7, 4, by="village_secretary")
    assert [row.code for row in refused.value.findings] == ["signs.early"]
    client = signed_in(issued.users["villager1"])
    with standing_on(8):
        text = client.get(signs_page(review)).content.decode()
        assert "kết luận về biểu hiện sau khi hội nghị chi bộ kiểm điểm" in text
        assert client.post(signs_page(review), {"sign": "7"}).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"sign": "99"},
        {},
        {"sign": "7", "s7-number": "8", "s7-grade": "3"},
        {"sign": "7", "s7-number": "7", "s7-grade": "six"},
        {"sign": "khac", "khac-number": "7", "khac-grade": "3"},
        {"sign": "7", "s7-number": "7", "s7-grade": "3", "s7-written": "a" * 20_000},
    ],
)
def test_forged_conclusions_are_refused_and_write_nothing(issued: World, sent: dict[str, str]) -> None:
    review = hand_in(issued, "villager1", n7=4)
    called_up(issued, "villager1")
    with standing_on(20):
        answer = signed_in(issued.users["village_secretary"]).post(signs_page(review), sent)
    assert answer.status_code == 422
    assert not SignConclusion.objects.exists()


def test_what_he_says_of_himself_is_his_until_he_hands_it_in(issued: World) -> None:
    review = issued.review_of("villager1")
    entry = FormEntry.objects.get(review=review)
    FormEntry.objects.filter(pk=entry.pk).update(data={"signs": [{"number": "7", "grade": 5, "remedy": "x"}]})
    assert {line.own_grade for line in sign_lines(review)} == {None}


@pytest.mark.parametrize(("key", "status"), [("villager1", 200), ("village_secretary", 200), ("villager2", 404)])
def test_page_is_the_members_own_and_of_those_who_weigh_his_case(issued: World, key: str, status: int) -> None:
    review = hand_in(issued, "villager1", n7=4)
    with standing_on(8):
        assert signed_in(issued.users[key]).get(signs_page(review)).status_code == status


def test_two_who_conclude_on_one_sign_leave_one_conclusion(issued: World) -> None:
    review = hand_in(issued, "villager1", n7=4)
    called_up(issued, "villager1")
    row = conclude(issued, review, 7, 4, by="village_secretary")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_page_of_the_signs_costs_the_same_for_1_3_and_27_conclusions(issued: World) -> None:
    review = hand_in(issued, "villager1", n7=4)
    called_up(issued, "villager1")
    numbers = iter(range(1, 28))

    def add(count: int) -> None:
        for _row in range(count):
            SignConclusion.objects.create(
                review=review,
                number=next(numbers),
                grade=3,
                written="Phê bình phải đếm",
                concluded_by=issued.users["village_secretary"],
                concluded_at=at(20),
            )

    client = signed_in(issued.users["village_secretary"])
    with standing_on(20):
        assert_flat(client, reverse("review-signs", args=(review.pk,)), add, row="Phê bình phải đếm", sizes=(1, 3, 27))


# --- in the room -----------------------------------------------------------------------------------------------------


def committee_meeting(world: World) -> Meeting:
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE, organization__tier=Tier.COMMUNE)
    with standing_on(8):
        return meetings.plan_meeting(
            campaign=world.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=committee),
            starts_on=at(24).date(),
            half_days=2,
            place="Hội trường",
            chair=world.people["commune_secretary"],
            clerk=world.people["vice"],
            by=world.users["commune_secretary"],
        )


def test_each_place_dwells_on_its_own_part_of_the_statement(issued: World) -> None:
    """P4-1.4.3-l"""
    there, cell = committee_meeting(issued), plan_cell(issued)
    parts = {}
    for meeting in (there, cell):
        rows = {row.item.review.person_id: row for row in room(meeting, on=date(2023, 11, 8)).items}
        row = rows[issued.people["chair"].pk]
        parts[meeting.pk] = (row.focus, [part.key for part in row.focus_parts])
    assert parts == {
        there.pk: ("kiểm điểm sâu về chức trách, nhiệm vụ được giao", ["i_4"]),
        cell.pk: ("tập trung kiểm điểm việc thực hiện nhiệm vụ đảng viên", ["i_2"]),
    }


def reported(world: World, meeting: Meeting, key: str) -> list[tuple[str, Severity, str]]:
    rows = room(meeting, on=date(2023, 11, 8)).items
    row = next(row for row in rows if row.item.review.person_id == world.people[key].pk)
    return [(finding.clause, finding.severity, finding.message) for finding in row.reported]


def test_leader_without_the_opinion_of_his_residence_is_named_before_his_review(issued: World) -> None:
    """P4-1.4.3-i"""
    meeting = committee_meeting(issued)
    ((clause, severity, message),) = reported(issued, meeting, "chair")
    assert (clause, severity) == ("P4-1.4.3-i", Severity.WARN)
    assert "kết quả lấy ý kiến nơi cư trú (chưa có), nơi công tác" in message
    review = issued.review_of("chair")
    opinion = Opinion.objects.create(
        review=review,
        kind=OpinionKind.RESIDENCE,
        addressee=issued.village,
        requested_on=at(6).date(),
        state=OpinionState.WAIVED,
        waived_reason="Ở xa nơi cư trú",
    )
    ((_clause, severity, message),) = reported(issued, meeting, "chair")
    assert severity is Severity.INFO
    assert "nơi cư trú (được miễn), nơi công tác" in message
    Opinion.objects.filter(pk=opinion.pk).update(
        state=OpinionState.CONFIRMED, answered_at=at(7), confirmed_at=at(7), waived_reason=""
    )
    ((_clause, severity, message),) = reported(issued, meeting, "chair")
    assert severity is Severity.INFO
    assert "nơi cư trú, nơi công tác" in message


def test_member_without_post_calls_for_no_such_report(issued: World) -> None:
    """P4-1.4.3-i"""
    assert reported(issued, plan_cell(issued), "villager1") == []


def test_room_shows_part_report_and_way_to_the_signs_while_he_is_reviewed(issued: World) -> None:
    """P4-1.4.3-l, P4-1.4.3-i, P4-1.3.2-e"""
    steps.submit(issued, issued.review_of("chair"), by="chair")
    meeting = plan_cell(issued)
    Meeting.objects.filter(pk=meeting.pk).update(state="open", opened_at=at(20))
    item = meeting.items.get(review__person=issued.people["chair"])
    meeting.items.filter(pk=item.pk).update(state="in_progress", started_at=at(20))
    review = issued.review_of("chair")
    with standing_on(20):
        text = signed_in(issued.users["village_secretary"]).get(reverse("meeting", args=(meeting.pk,))).content.decode()
    assert f'href="{reverse("entry", args=(review.pk,))}#section-i_2"' in text
    assert "Báo cáo trước khi kiểm điểm" in text
    assert f'href="{signs_page(review)}"' in text
