"""Dossiers under the commune plan of 2025 (P2 V): how they are kept, given in three copies, received and closed."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from forms_templates.pdf import render_pdf
from forms_templates.services import render_document
from ratings.choices import ProposalSource
from ratings.services.papers import print_dossier
from reviews.choices import EntryState, ItemState, Level, MeetingState, OpinionKind, OpinionState
from reviews.models import DossierClosing, FormEntry, HandOver, HandOverItem, Paper, Review, SlotKeeping, SlotWaiver
from reviews.permissions import signing_refusal
from reviews.rules.dossier import Slot
from reviews.rules.findings import RuleViolation
from reviews.selectors.dossier import dossier_facts, slots_of
from reviews.selectors.hand_overs import closing_findings, handover_payload, kept_slots, receivers
from reviews.services.hand_overs import (
    close_dossier,
    hand_over,
    keep_slot,
    print_hand_over,
    receive,
    take_back_waiver,
    waive_slot,
)
from reviews.services.uploads import attach_paper
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import (
    AgendaItemFactory,
    HandOverFactory,
    HandOverItemFactory,
    MeetingFactory,
    OpinionFactory,
    ReviewFactory,
)
from tests.forms_templates.reading import text_of
from tests.kept import built_once
from tests.reviews.quarters import build_commune, draft, issue, standing_in
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_uploads import scan
from tests.world import World

ON = date(2025, 12, 18)
COPIES = ("unit", "superior", "advisory")


@built_once
def issued_commune() -> World:
    world = build_commune()
    draft(world, quarter=None)
    issue(world)
    return world


@pytest.fixture
def commune(db: None) -> World:
    return issued_commune()


def sent(world: World, key: str = "vice") -> Review:
    """The review with everything that its dossier needs before it leaves the unit; how it is kept is not said yet."""
    review = world.review_of(key)
    FormEntry.objects.filter(review=review).update(
        state=EntryState.FINAL, submitted_at=review.campaign.issued_at, finalized_at=review.campaign.issued_at
    )
    OpinionFactory.create(review=review, kind=OpinionKind.RESIDENCE, state=OpinionState.WAIVED, waived_reason="Đặc thù")
    for venue in review.venues.all():
        meeting = MeetingFactory.create(
            campaign=world.campaign,
            kind=venue.kind,
            collective=venue.collective,
            cell=venue.cell,
            state=MeetingState.CONCLUDED,
            opened_at=review.campaign.issued_at,
        )
        AgendaItemFactory.create(
            meeting=meeting,
            review=review,
            state=ItemState.CONCLUDED,
            conclusion="Nhất trí",
            concluded_at=review.campaign.issued_at,
        )
    attach_paper(
        review_id=review.pk,
        title="Phiếu bổ sung hồ sơ đảng viên",
        content=scan(),
        by=world.users["planner"],
        slot="member_file_supplement",
    )
    return review


def kept(world: World, review: Review) -> Review:
    keep_slot(
        review_id=review.pk,
        slot="member_file_supplement",
        medium="paper",
        place="Văn phòng Đảng ủy",
        by=world.users["planner"],
    )
    return review


def rated(world: World, review: Review) -> None:
    for track in review.tracks:
        ProposalFactory.create(
            review=review, track=track, source=ProposalSource.BOARD, level=Level.GOOD, organization=world.commune
        )
        DecisionFactory.create(review=review, track=track, level=Level.GOOD, authority=world.commune)


def give(world: World, copy: str, /, *reviews: Review, by: str = "planner", **changes: Any) -> HandOver:
    unit = reviews[0].unit
    world.campaign.refresh_from_db()
    values: dict[str, Any] = {
        "campaign_id": world.campaign.pk,
        "giver_id": unit.pk,
        "copy": copy,
        "receiver_id": receivers(world.campaign, unit, copy)[0].pk,
        "review_ids": [review.pk for review in reviews],
        "handed_on": ON,
        "note": "",
        "by": world.users[by],
        "on": ON,
    }
    return hand_over(**values | changes)


def refused(call: Any, *args: Any, **values: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolation) as caught:
        call(*args, **values)
    return [(row.code, row.clause) for row in caught.value.findings if row.blocks]


def slot(review: Review, key: str) -> Slot:
    return next(row for row in slots_of(review) if row.key == key)


# --- how parts are kept ---------------------------------------------------------------------------------------------


def test_paper_brought_in_says_how_it_is_kept_before_the_dossier_is_given(commune: World) -> None:
    """P2-V-a"""
    review = sent(commune)
    assert refused(give, commune, "unit", review) == [("dossier.kept", "P2-V-a")]
    assert not HandOver.objects.exists()
    kept(commune, review)
    give(commune, "unit", review)
    lines = {row.slot.key: (row.medium, row.place) for row in kept_slots(review, slots_of(review))}
    assert lines["member_file_supplement"] == ("Văn bản giấy", "Văn phòng Đảng ủy")
    # What the program writes it keeps as data with the committee that manages the subject.
    assert lines["entry"] == lines["minutes"] == ("Dữ liệu điện tử", str(review.authority))
    assert lines["asset_declaration"] == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [{"slot": "nothing"}, {"medium": "stone"}, {"place": " "}, {"place": "x" * 201}],
)
def test_wrong_word_of_how_a_part_is_kept_is_refused(commune: World, wrong: dict[str, str]) -> None:
    """P2-V-a"""
    values = {"slot": "entry", "medium": "paper", "place": "Tủ số 1", **wrong}
    assert refused(keep_slot, review_id=commune.review_of("vice").pk, by=commune.users["planner"], **values)
    assert not SlotKeeping.objects.exists()


def test_last_word_stands_and_only_the_unit_says_it(commune: World) -> None:
    """P2-V-a"""
    review = commune.review_of("vice")
    values: dict[str, Any] = {"review_id": review.pk, "slot": "entry", "place": "Tủ số 1"}
    for medium in ("paper", "electronic"):
        keep_slot(medium=medium, by=commune.users["chair"], **values)
    assert SlotKeeping.objects.get().medium == "electronic"
    for key in ("vice", "villager"):
        assert refused(keep_slot, medium="paper", by=commune.users[key], **values) == [("permission.dossier.keep", "")]


# --- not for this subject -------------------------------------------------------------------------------------------


def test_supplement_and_declaration_are_waived_with_their_reason(commune: World) -> None:
    """P2-V.2.2-e"""
    review, by = commune.review_of("vice"), commune.users["planner"]
    for key in ("cadre_file_supplement", "asset_declaration"):
        assert refused(waive_slot, review_id=review.pk, slot=key, reason=" ", by=by) == [
            ("dossier.waiver_reason", "P2-V.2.2-e")
        ]
        waive_slot(review_id=review.pk, slot=key, reason="Không thuộc diện kê khai.", by=by)
        assert slot(review, key).waiver == "Không thuộc diện kê khai."
    assert refused(waive_slot, review_id=review.pk, slot="member_file_supplement", reason="x", by=by) == [
        ("dossier.waiver", "P2-V.2.2-a")
    ]
    assert refused(waive_slot, review_id=review.pk, slot="minutes", reason="x", by=by) == [("dossier.line", "")]
    take_back_waiver(review_id=review.pk, slot="asset_declaration", by=by)
    assert slot(review, "asset_declaration").waiver == ""
    assert SlotWaiver.objects.count() == 1


def test_line_with_a_paper_is_not_waived_and_a_paper_later_takes_the_place_of_the_waiver(commune: World) -> None:
    """P2-V.2.2-e"""
    review, by = commune.review_of("vice"), commune.users["planner"]
    waive_slot(review_id=review.pk, slot="asset_declaration", reason="Không thuộc diện.", by=by)
    attach_paper(review_id=review.pk, title="Bản kê khai", content=scan(), by=by, slot="asset_declaration")
    assert slot(review, "asset_declaration").is_present
    assert refused(waive_slot, review_id=review.pk, slot="asset_declaration", reason="x", by=by) == [
        ("dossier.waiver", "")
    ]


# --- three copies ---------------------------------------------------------------------------------------------------


def test_three_copies_go_to_the_unit_the_superior_and_its_board(commune: World) -> None:
    """P2-V.1-a, P2-V.1-b"""
    review = kept(commune, sent(commune))
    own, superior, advisory = (give(commune, copy, review) for copy in COPIES)
    assert (own.receiver, own.received_on) == (review.unit, ON)  # what stays is received as it is given
    assert (superior.receiver, superior.received_on) == (commune.commune, None)
    assert (str(advisory.receiver), advisory.received_on) == ("Ban Tổ chức Huyện ủy", None)
    receive(hand_over_id=superior.pk, received_on=ON, by=commune.users["commune_secretary"], on=ON)
    assert refused(receive, hand_over_id=superior.pk, received_on=ON, by=commune.users["commune_secretary"], on=ON) == [
        ("hand_over.received", "")
    ]
    for day in (date(2025, 12, 17), date(2025, 12, 19)):
        assert refused(receive, hand_over_id=advisory.pk, received_on=day, by=commune.users["officer"], on=ON) == [
            ("hand_over.day", "")
        ]
    assert refused(receive, hand_over_id=advisory.pk, received_on=ON, by=commune.users["vice"], on=ON) == [
        ("permission.hand_over.receive", "")
    ]
    receive(hand_over_id=advisory.pk, received_on=ON, by=commune.users["officer"], on=ON)


def test_dossier_that_lacks_a_part_is_not_given(commune: World) -> None:
    """P2-V.1-a"""
    review = commune.review_of("vice")
    codes = refused(give, commune, "superior", review)
    assert {("dossier.entry", "P2-V.2.2-a"), ("dossier.minutes", "P2-V.2.2-a")} <= set(codes)
    assert not HandOver.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"copy": "fourth", "receiver_id": 1}, "hand_over.copy"),
        ({"receiver_id": 10**9}, "hand_over.receiver"),
        ({"handed_on": date(2025, 12, 19)}, "hand_over.day"),
        ({"note": "x" * 301}, "hand_over.note"),
        ({"review_ids": []}, "hand_over.dossiers"),
        ({"review_ids": list(range(1, 102))}, "hand_over.dossiers"),
        ({"review_ids": [10**9]}, "hand_over.dossiers"),
    ],
)
def test_wrong_hand_over_is_refused_and_writes_nothing(commune: World, wrong: dict[str, Any], code: str) -> None:
    """P2-V.1-a"""
    review = kept(commune, sent(commune))
    assert code in {found for found, _clause in refused(give, commune, "superior", review, **wrong)}
    assert not HandOver.objects.exists()


def test_nobody_gives_another_units_dossiers_and_no_copy_twice(commune: World) -> None:
    """P2-V.1-a"""
    review = kept(commune, sent(commune))
    assert refused(give, commune, "superior", review, by="villager") == [("permission.hand_over.give", "")]
    give(commune, "superior", review)
    assert refused(give, commune, "superior", review) == [("hand_over.dossiers", "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOverItemFactory.create(hand_over=HandOver.objects.get(), review=review, copy="superior")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOverFactory.create(campaign=commune.campaign, received_on=ON)


# --- closing --------------------------------------------------------------------------------------------------------


def test_annual_dossier_closes_by_appraisal_decision_and_three_copies(commune: World) -> None:
    """P2-V.2.2-f, P2-V.2.2-a, P2-V.1-a, P2-V.1-b"""
    review, by = kept(commune, sent(commune)), commune.users["planner"]
    codes = set(refused(close_dossier, review_id=review.pk, by=by, on=ON))
    assert codes == {
        ("dossier.appraisal", "P2-V.2.2-f"),
        ("dossier.decision", "P2-V.2.2-f"),
        ("dossier.copies", "P2-V.1-a"),
    }
    rated(commune, review)
    given = [give(commune, copy, review) for copy in COPIES]
    receive(hand_over_id=given[1].pk, received_on=ON, by=commune.users["officer"], on=ON)
    assert refused(close_dossier, review_id=review.pk, by=by, on=ON) == [("dossier.copies", "P2-V.1-b")]
    receive(hand_over_id=given[2].pk, received_on=ON, by=commune.users["officer"], on=ON)
    assert [row for row in closing_findings(review) if row.blocks] == []
    close_dossier(review_id=review.pk, by=by, on=ON)
    assert DossierClosing.objects.get().closed_on == ON
    # Closed it stays as it is.
    assert refused(close_dossier, review_id=review.pk, by=by, on=ON) == [("dossier.closed", "")]
    for call in (
        lambda: waive_slot(review_id=review.pk, slot="asset_declaration", reason="x", by=by),
        lambda: keep_slot(review_id=review.pk, slot="entry", medium="paper", place="x", by=by),
        lambda: take_back_waiver(review_id=review.pk, slot="asset_declaration", by=by),
        lambda: attach_paper(review_id=review.pk, title="x", content=scan(), by=by),
    ):
        assert refused(call) == [("dossier.closed", "")]


def test_nobody_closes_his_own_and_a_plan_without_copies_closes_none(commune: World) -> None:
    """P2-V.2.2-f"""
    review = commune.review_of("vice")
    assert refused(close_dossier, review_id=review.pk, by=commune.users["vice"], on=ON)[0] == (
        "permission.dossier.own",
        "",
    )
    other = ReviewFactory.create(unit=commune.commune)  # of a plan that prints no copies
    assert refused(close_dossier, review_id=other.pk, by=commune.users["planner"], on=ON) == [("dossier.close", "")]


def test_minutes_appraisal_and_decision_come_into_the_printed_dossier_by_themselves(commune: World) -> None:
    """P2-V.2.2-a, P2-V.2.2-f"""
    review = kept(commune, sent(commune))

    def lines() -> dict[str, Any]:
        payload = print_dossier(review=review, by=commune.users["planner"]).document.payload
        return {item["label"]: item for item in payload["items"]}

    appraisal = "Tổng hợp kết quả thẩm định của cơ quan chủ trì tham mưu, giúp việc"
    decision = "Kết luận đánh giá, kết quả xếp loại của cấp có thẩm quyền"
    before = lines()
    assert len(before["Biên bản hội nghị kiểm điểm"]["documents"]) == review.venues.count()
    assert (before[appraisal]["missing"], before[decision]["missing"]) == ("chưa có", "chưa có")
    rated(commune, review)
    after = lines()
    assert "đề xuất Hoàn thành tốt nhiệm vụ" in after[appraisal]["missing"]
    assert "quyết định số" in after[decision]["missing"]
    made = Document.objects.create(kind=DocumentKind.DECISION, subject_key="x", source_version="1", title="Quyết định")
    Paper.objects.create(document=made, review=review)
    assert [row["document_id"] for row in lines()[decision]["documents"]] == [made.pk]


def test_lists_of_the_quarter_made_by_the_program_fill_their_lines(db: None) -> None:
    """P2-V.2.1-c, P2-V.2.1-d: documents of these kinds count like a scan."""
    world = build_commune()
    draft(world)
    review = world.collective_review(world.leadership)
    for kind in (DocumentKind.ANNEX_13, DocumentKind.ANNEX_14):
        document = Document.objects.create(kind=kind, subject_key="x", source_version="1", title=str(kind.label))
        Paper.objects.create(document=document, review=review)
    assert dossier_facts(review).attached == {"quarter_list_13", "quarter_list_14"}


# --- the record -----------------------------------------------------------------------------------------------------


def test_record_names_both_sides_the_copy_and_every_part(commune: World) -> None:
    """P2-V.1-a, P2-V-a"""
    given = give(commune, "superior", kept(commune, sent(commune)))
    payload = handover_payload(given)
    assert json.loads(json.dumps(payload)) == payload
    assert payload["giver"]["organization"] == "UBND xã Mẫu Sơn"
    assert payload["receiver"] == {"organization": str(commune.commune), "person": ""}
    assert (payload["date"], payload["received_on"]) == ("2025-12-18", "")
    (dossier,) = payload["dossiers"]
    parts = {part["label"]: part for part in dossier["parts"]}
    assert parts["Phiếu bổ sung hồ sơ đảng viên"] == {
        "label": "Phiếu bổ sung hồ sơ đảng viên",
        "state": "có",
        "medium": "Văn bản giấy",
        "place": "Văn phòng Đảng ủy",
    }
    paper = print_hand_over(found=given, by=commune.users["planner"])
    document = render_document(document_id=paper.document_id)
    with document.file.open("rb") as file:
        text = text_of(file.read())
    assert "BIÊN BẢN BÀN GIAO HỒ SƠ" in text
    assert "01 bộ gửi cấp ủy cấp trên trực tiếp" in text
    assert "Văn bản giấy, lưu tại Văn phòng Đảng ủy" in text
    receive(hand_over_id=given.pk, received_on=ON, by=commune.users["officer"], on=ON)
    assert handover_payload(HandOver.objects.get(pk=given.pk))["received_on"] == "2025-12-18"


def test_record_is_opened_and_signed_by_both_sides_only(commune: World) -> None:
    """P2-V.1-a"""
    paper = print_hand_over(found=give(commune, "superior", kept(commune, sent(commune))), by=commune.users["planner"])
    signing = {
        key: not signing_refusal(commune.users[key], paper)
        for key in ("planner", "chair", "commune_secretary", "officer", "villager")
    }
    assert signing == {
        "planner": True,
        "chair": True,
        "commune_secretary": True,
        "officer": False,
        "villager": False,
    }
    url = reverse("paper", args=(paper.pk,))
    for key, status in (("chair", 200), ("officer", 200), ("villager", 404)):
        assert signed_in(commune.users[key]).get(url).status_code == status
    render_document(document_id=paper.document_id)
    page = signed_in(commune.users["chair"]).get(url)
    assert (page.status_code, reverse("hand-over", args=(paper.hand_over_id,)) in page.content.decode()) == (200, True)


def test_record_is_printed_by_its_number_blank_too(commune: World) -> None:
    """P2-V.1-a"""
    template, context = find("handover").blank()
    assert "BIÊN BẢN BÀN GIAO HỒ SƠ" in text_of(render_pdf(template, context))
    with pytest.raises(LookupError):
        find("handover").filled(10**6)
    given = give(commune, "superior", kept(commune, sent(commune)))
    template, context = find("handover").filled(given.pk)
    assert "Bên giao: UBND xã Mẫu Sơn" in text_of(render_pdf(template, context))


# --- pages ----------------------------------------------------------------------------------------------------------


def test_dossier_is_kept_waived_given_received_and_closed_on_the_pages(commune: World) -> None:
    """P2-V-a, P2-V.1-a, P2-V.2.2-e, P2-V.2.2-f"""
    review = sent(commune)
    rated(commune, review)
    staff, officer = signed_in(commune.users["planner"]), signed_in(commune.users["officer"])
    record, page = reverse("dossier-record", args=(review.pk,)), reverse("dossier", args=(review.pk,))
    with standing_in(12, 18):
        said = {"action": "keep", "slot": "member_file_supplement", "medium": "paper", "place": "Tủ số 1"}
        assert staff.post(record, said).status_code == 302
        said = {"action": "waive", "slot": "asset_declaration", "reason": "Không thuộc diện kê khai."}
        assert staff.post(record, said).status_code == 302
        shown = staff.get(page).content.decode()
        assert "Văn bản giấy, lưu tại Tủ số 1" in shown
        assert "Lý do: Không thuộc diện kê khai." in shown
        assert staff.post(record, {"action": "unwaive-asset_declaration"}).status_code == 302
        refusal = staff.post(record, {"action": "close"})
        assert refusal.status_code == 422
        assert "Hồ sơ mới có 0/3 bộ được giao nhận" in refusal.content.decode()
        for copy in COPIES:
            url = reverse("hand-over-new", args=(commune.campaign.pk, review.unit_id, copy))
            to = receivers(commune.campaign, review.unit, copy)[0].pk
            sent_form = {"receiver": str(to), "handed_on": "2025-12-18", "reviews": [str(review.pk)]}
            assert staff.post(url, sent_form).status_code == 302
        for waiting in HandOver.objects.filter(received_on=None):
            url = reverse("hand-over", args=(waiting.pk,))
            assert officer.post(url, {"received_on": "2025-12-18"}).status_code == 302
        assert staff.post(record, {"action": "close"}).status_code == 302
        shown = staff.get(page).content.decode()
    assert "Đã đóng hồ sơ" in shown
    assert "Thêm tài liệu kèm theo" not in shown


@pytest.mark.parametrize(
    "said",
    [
        {"action": "keep"},
        {"action": "keep", "slot": "x", "medium": "paper", "place": "y"},
        {"action": "waive", "slot": "asset_declaration", "reason": ""},
        {"action": "waive", "slot": "minutes", "reason": "x"},
        {"action": "close"},
    ],
)
def test_wrong_input_is_answered_on_the_dossiers_page(commune: World, said: dict[str, str]) -> None:
    review = commune.review_of("vice")
    client = signed_in(commune.users["planner"])
    assert client.post(reverse("dossier-record", args=(review.pk,)), said).status_code == 422
    assert client.post(reverse("dossier-record", args=(review.pk,)), {"action": "x"}).status_code == 404
    assert not SlotKeeping.objects.exists()
    assert not SlotWaiver.objects.exists()


def test_wrong_input_is_answered_on_the_pages_of_a_hand_over(commune: World) -> None:
    review = kept(commune, sent(commune))
    client = signed_in(commune.users["planner"])
    url = reverse("hand-over-new", args=(commune.campaign.pk, review.unit_id, "superior"))
    with standing_in(12, 18):
        for wrong in ({}, {"receiver": "x", "handed_on": "32/13/2025"}, {"reviews": ["abc"]}):
            assert client.post(url, wrong).status_code == 422
    assert not HandOver.objects.exists()
    given = give(commune, "superior", review)
    officer = signed_in(commune.users["officer"])
    assert officer.post(reverse("hand-over", args=(given.pk,)), {"received_on": "hôm qua"}).status_code == 422
    for args in ((commune.campaign.pk, review.unit_id, "fourth"), (commune.campaign.pk, 10**9, "unit")):
        assert client.get(reverse("hand-over-new", args=args)).status_code == 404


def test_hand_over_is_seen_by_both_sides_and_the_staff_only(commune: World) -> None:
    """P2-V.1-a"""
    given = give(commune, "superior", kept(commune, sent(commune)))
    url = reverse("hand-over", args=(given.pk,))
    seen = {
        key: signed_in(commune.users[key]).get(url).status_code
        for key in ("planner", "officer", "chair", "vice", "commune_secretary", "villager")
    }
    assert seen == {
        "planner": 200,
        "officer": 200,
        "chair": 200,
        "vice": 200,
        "commune_secretary": 200,
        "villager": 404,
    }
    villager = signed_in(commune.users["villager"])
    assert villager.post(reverse("hand-over-print", args=(given.pk,))).status_code == 404
    assert villager.get(reverse("hand-overs", args=(commune.campaign.pk,))).status_code == 200
    new = reverse("hand-over-new", args=(commune.campaign.pk, given.giver_id, "unit"))
    assert villager.get(new).status_code == 404


def test_pages_of_hand_overs_cost_the_same_with_many_rows(commune: World) -> None:
    """P2-V.1-a"""
    client = signed_in(commune.users["planner"])
    unit = commune.leadership.organization
    campaign = commune.campaign

    def reviews(count: int) -> list[Review]:
        made = ReviewFactory.create_batch(count, campaign=campaign, unit=unit, person__full_name="Cán bộ mới")
        for review in made:
            review.campaign = campaign
        return made

    def add(count: int) -> None:
        for review in reviews(count):
            found = HandOverFactory.create(campaign=campaign, giver=unit, copy="superior", note="")
            HandOverItemFactory.create(hand_over=found, review=review)

    assert_flat(client, reverse("hand-overs", args=(campaign.pk,)), add, row="UBND xã Mẫu Sơn, ngày 27/11/2023")
    new = reverse("hand-over-new", args=(campaign.pk, unit.pk, "superior"))
    assert_flat(client, new, reviews, row="Cán bộ mới")
    one = HandOverFactory.create(campaign=campaign, giver=unit, copy="unit")

    def items(count: int) -> None:
        for review in reviews(count):
            HandOverItemFactory.create(hand_over=one, review=review)

    assert_flat(client, reverse("hand-over", args=(one.pk,)), items, row="Cán bộ mới")


# --- at the same moment ---------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_copy_at_once_the_database_keeps_one() -> None:
    """P2-V.1-a"""
    world = issued_commune()
    review = kept(world, sent(world))
    barrier, ended = threading.Barrier(2), []

    def act() -> None:
        try:
            barrier.wait()
            give(world, "superior", review)
            ended.append("done")
        except RuleViolation as violation:
            ended.append(violation.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended)[0] == "done"
    assert sorted(ended)[1] in ("hand_over.twice", "hand_over.dossiers")
    assert HandOver.objects.count() == HandOverItem.objects.count() == 1
