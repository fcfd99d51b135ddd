"""Papers carry the words, names and numbers of the program; asked for twice they are made once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from forms_templates.choices import DocumentKind, DocumentState
from forms_templates.models import Document
from forms_templates.services import render_document
from organizations.choices import AuditAction
from organizations.models import AuditEntry, AuditLink
from organizations.services import audit
from ratings.choices import ProposalSource
from ratings.models import BallotSession
from ratings.selectors.papers import counting_payload, entry_payload
from ratings.services.casting import cast_vote
from ratings.services.papers import print_counting, print_dossier, print_entry
from reviews.choices import Level, OpinionKind, Presence, Track
from reviews.models import FormEntry, Meeting, Opinion, Paper, Review
from reviews.rules.findings import RuleViolation
from reviews.selectors.dossier import slots_of
from reviews.selectors.papers import minutes_payload, residence_reply_payload, residence_request_payload
from reviews.services import sittings
from reviews.services.entries import save_entry
from reviews.services.opinions import waive_residence_opinion
from reviews.services.papers import print_minutes, print_residence_reply
from reviews.services.uploads import attach_paper
from tests import steps
from tests.box import close_ballot, open_ballot
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import ISSUED_AT, OpinionFactory
from tests.forms_templates.reading import text_of
from tests.forms_templates.test_documents import blank_pdf
from tests.reviews.test_pages import signed_in
from tests.world import REPORT, STATEMENT, World, standing_on


@pytest.fixture
def answered(world: World) -> Opinion:
    steps.answered_residence(world, "deputy")
    return Opinion.objects.get(review=world.review_of("deputy"))


def counted(world: World, meeting: Meeting) -> BallotSession:
    """Everybody in the cell votes GOOD except one who leaves all blank."""
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk,
            counting_team=[world.people["member1"], world.people["member2"], world.people["member3"]],
            by=world.users["head"],
            now=now,
        )
    questions = list(session.questions.values_list("pk", flat=True))
    for number, voter in enumerate(session.voters.select_related("person__user")):
        choices = dict.fromkeys(questions, Level.GOOD if number else "")
        cast_vote(session_id=session.pk, voter=voter.person.user, choices=choices)
    with standing_on(14, 11) as now:
        return close_ballot(session_id=session.pk, by=world.users["member2"], now=now)


def printed(paper: Paper) -> str:
    """The words of the finished PDF."""
    document = render_document(document_id=paper.document_id)
    assert document.state == DocumentState.READY, document.error
    with document.file.open("rb") as file:
        return text_of(file.read())


def payload(paper: Paper) -> dict[str, object]:
    content: dict[str, object] = Document.objects.get(pk=paper.document_id).payload
    return content


# --- Mẫu 02 and Mẫu 01 ----------------------------------------------------------------------------------------------


def test_a_statement_carries_the_persons_particulars_from_the_roster(world: World) -> None:
    """P0-M02-a: no mass post, so its line stays empty."""
    steps.submit(world, world.review_of("deputy"), by="deputy")
    review = world.review_of("deputy")
    content = entry_payload(review, review.entry)
    assert content["identity"] == {
        "full_name": "Lê Văn Bình",
        "birth_date": "1980-05-19",
        "party_post": "Phó Bí thư chi bộ",
        "government_post": "Phó Trưởng phòng",
        "mass_post": "",
        "workplace": "Phòng Tài chính - Kế hoạch",
        "cell": "Chi bộ Tài chính - Kế hoạch",
    }
    assert content["signatures"] == {"author": {"name": "Lê Văn Bình"}}
    assert content["header"]["superior"] == "Đảng bộ cơ quan UBND huyện"
    assert content["header"]["date"] == "2023-11-08"
    assert content["year"] == 2023


def test_the_three_authority_blocks_name_who_signed_which_level(world: World) -> None:
    review = world.review_of("deputy")
    ProposalFactory.create(review=review, level=Level.GOOD, comment="Chủ động, hiệu quả.", signer_name="Trần Thị Hà")
    ProposalFactory.create(
        review=review,
        track=Track.MEMBER,
        source=ProposalSource.CELL_VOTE,
        organization=world.cell,
        level=Level.EXCELLENT,
        comment="Gương mẫu.",
        signer_name="Nguyễn Văn Đảng 1",
    )
    DecisionFactory.create(
        review=review,
        track=Track.MEMBER,
        level=Level.GOOD,
        decided_by=world.users["agencies_secretary"],
        decided_on=date(2023, 12, 4),
    )
    blocks = entry_payload(review, review.entry)["authority"]
    assert blocks["block_1"] == {
        "comment": "Chủ động, hiệu quả.",
        "level": "good",
        "signed_on": "2023-11-15",
        "signer": "Trần Thị Hà",
    }
    assert (blocks["block_2"]["level"], blocks["block_2"]["signer"]) == ("excellent", "Nguyễn Văn Đảng 1")
    assert blocks["block_3"] == {"level": "good", "signed_on": "2023-12-04", "signer": "Vũ Văn Sáu"}


def test_an_annulled_decision_is_on_no_paper(world: World) -> None:
    review = world.review_of("deputy")
    DecisionFactory.create(review=review, track=Track.MEMBER, state="annulled", annulled_reason="Ghi nhầm.")
    assert "block_3" not in entry_payload(review, review.entry)["authority"]


def test_the_boards_appraisal_is_not_on_the_persons_form(world: World) -> None:
    review = world.review_of("deputy")
    ProposalFactory.create(review=review, source=ProposalSource.BOARD, organization=world.district)
    assert entry_payload(review, review.entry)["authority"] == {}


def test_a_report_names_its_collective_and_the_body_above(world: World) -> None:
    review = world.collective_review()
    content = entry_payload(review, review.entry)
    assert content["collective"] == "Tập thể lãnh đạo Phòng Tài chính - Kế hoạch"
    assert content["header"]["issuer"] == "Phòng Tài chính - Kế hoạch"
    assert "identity" not in content


def test_the_printed_statement_holds_what_was_written_and_who_signs(world: World) -> None:
    steps.submit(world, world.review_of("deputy"), by="deputy")
    text = printed(print_entry(review=world.review_of("deputy"), by=world.users["deputy"]))
    for words in (
        "BẢN KIỂM ĐIỂM CÁ NHÂN",
        "Năm 2023",
        "Lê Văn Bình",
        "19/05/1980",
        "Hoàn thành 100% chỉ tiêu được giao.",
        "Còn chậm một số báo cáo.",
    ):
        assert words in text


# --- made once ------------------------------------------------------------------------------------------------------


def test_a_paper_asked_for_twice_is_one_document_rendered_once(world: World) -> None:
    review, by = world.review_of("deputy"), world.users["deputy"]
    first = print_entry(review=review, by=by)
    rendered = render_document(document_id=first.document_id)
    again = print_entry(review=review, by=world.users["head"])
    repeated = render_document(document_id=again.document_id)
    assert again == first
    assert (repeated.rendered_at, repeated.sha256, repeated.attempts) == (rendered.rendered_at, rendered.sha256, 1)
    assert Document.objects.count() == Paper.objects.count() == 1


def test_a_changed_text_is_a_new_paper_and_the_old_one_stays(world: World) -> None:
    review = world.review_of("deputy")
    first = print_entry(review=review, by=world.users["deputy"])
    with standing_on(8, 9) as now:
        save_entry(
            entry_id=review.entry.pk,
            by=world.users["deputy"],
            data=STATEMENT | {"i_1": "Đã viết lại."},
            version=1,
            now=now,
        )
    second = print_entry(review=world.review_of("deputy"), by=world.users["deputy"])
    assert second != first
    assert "i_1" not in payload(first)["data"]  # type: ignore[operator]


def test_the_print_button_pressed_twice_leads_to_the_same_paper(world: World) -> None:
    client = signed_in(world.users["deputy"])
    url = reverse("review-print", args=(world.review_of("deputy").pk, "ban-kiem-diem"))
    first, second = client.post(url), client.post(url)
    assert first["Location"] == second["Location"] == reverse("paper", args=(Paper.objects.get().pk,))


def test_a_kind_of_paper_that_does_not_exist_is_not_found(world: World, answered: Opinion) -> None:
    client = signed_in(world.users["head"])
    review = answered.review_id
    assert client.post(reverse("review-print", args=(review, "bien-ban"))).status_code == 404
    assert client.post(reverse("opinion-print", args=(answered.pk, "ban-kiem-diem"))).status_code == 404
    assert not Document.objects.exists()


def test_a_finished_paper_is_given_as_pdf_and_never_kept_by_shared_computers(world: World) -> None:
    paper = print_entry(review=world.review_of("deputy"), by=world.users["deputy"])
    client = signed_in(world.users["deputy"])
    url = reverse("paper-file", args=(paper.pk,))
    assert client.get(url).status_code == 404, "not made yet"
    render_document(document_id=paper.document_id)
    opened, downloaded = client.get(url), client.get(f"{url}?download=1")
    assert opened["Content-Type"] == "application/pdf"
    assert b"".join(opened.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert "no-store" in opened["Cache-Control"]
    assert downloaded["Content-Disposition"].startswith("attachment")
    downloaded.close()


# --- Mẫu 3-213 ------------------------------------------------------------------------------------------------------


def test_the_request_names_both_committees_and_the_member(answered: Opinion) -> None:
    content = residence_request_payload(answered)
    assert content["data"] == {
        "addressee": "Chi ủy Chi bộ thôn Đông",
        "sender": "Chi bộ Tài chính - Kế hoạch",
        "member": "Lê Văn Bình",
    }
    assert content["header"]["date"] == "2023-11-08"


def test_the_reply_names_who_wrote_and_who_confirmed_it(answered: Opinion) -> None:
    content = residence_reply_payload(answered)
    assert content["signatures"] == {
        "cell": {"name": "Mai Thị Thôn"},
        "confirmation": {"name": "Lý Văn Xã"},
    }
    assert content["header"]["superior"] == "Đảng bộ xã Mẫu Sơn"
    assert content["data"]["item_1"] == "exemplary"


def test_a_reply_that_has_not_come_is_not_printed(world: World) -> None:
    opinion = OpinionFactory.create(review=world.review_of("deputy"), addressee=world.village)
    with pytest.raises(RuleViolation, match="chưa nhận xét"):
        print_residence_reply(opinion=opinion, by=world.users["head"])
    assert not Document.objects.exists()


# --- minutes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(world: World) -> Meeting:
    """The office has sat: one absent with his reason, the deputy chairing the head's item, one said something."""
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    meeting.attendees.filter(person=world.people["supervisor"]).update(
        presence=Presence.ABSENT_WITH_REASON, absence_reason="Họp tỉnh"
    )
    meeting.attendees.filter(person=world.people["third"]).update(
        presence=Presence.ABSENT_WITH_REASON, absence_reason="Đi công tác"
    )
    first = meeting.items.order_by("position")[0]
    with standing_on(15, 8) as now:
        by = world.users["head"]
        sittings.start_item(item_id=first.pk, presenter=world.people["head"], authorization="", by=by, now=now)
        for key in ("head", "deputy"):
            sittings.record_contribution(
                item_id=first.pk, person=world.people[key], text=f"Ý kiến của {world.people[key]}", by=by
            )
        sittings.conclude_item(item_id=first.pk, conclusion="Khắc phục việc chậm giải ngân.", by=by, now=now)
    meeting.refresh_from_db()
    return meeting


def test_the_minutes_name_chair_clerk_and_who_was_absent_and_why(world: World, office: Meeting) -> None:
    content = minutes_payload(office)
    assert (content["chair"], content["clerk"]) == ("Trần Thị Hà", "Phạm Thị Lan")
    assert content["attendance"]["convened"] == 3
    assert content["attendance"]["present"] == 2
    assert content["attendance"]["absent"] == [{"name": "Phạm Thị Lan", "reason": "Đi công tác"}]
    assert content["attendance"]["guests"] == ["Bùi Văn Tổ (Đại diện lãnh đạo Ban xây dựng Đảng)"]


def test_the_minutes_keep_the_order_what_was_said_and_concluded(world: World, office: Meeting) -> None:
    items = minutes_payload(office)["items"]
    assert [item["position"] for item in items] == [1, 2, 3, 4]
    assert items[0]["subject"] == "Tập thể lãnh đạo Phòng Tài chính - Kế hoạch"
    assert {"name": "Lê Văn Bình", "text": "Ý kiến của Lê Văn Bình"} in items[0]["contributions"]
    assert items[0]["conclusion"] == "Khắc phục việc chậm giải ngân."
    assert (items[1]["subject"], items[1]["chair"]) == ("Trần Thị Hà", "Lê Văn Bình"), "a deputy chairs the head's item"


def test_minutes_and_room_say_what_each_place_dwells_on(world: World, office: Meeting) -> None:
    """P0-4.2-j"""
    body, *people = minutes_payload(office)["items"]
    assert body["focus"] == ""
    assert {item["focus"] for item in people} == {"kiểm điểm sâu về chức trách, nhiệm vụ được giao"}
    assert "Kiểm điểm sâu về chức trách" in printed(print_minutes(meeting=office, by=world.users["head"]))
    room = signed_in(world.users["head"]).get(reverse("meeting", args=(office.pk,))).content.decode()
    assert "Kiểm điểm sâu về chức trách, nhiệm vụ được giao." in room
    cell = steps.plan_cell(world)
    assert {item["focus"] for item in minutes_payload(cell)["items"] if item["subject"] == "Trần Thị Hà"} == {
        "tập trung kiểm điểm việc thực hiện nhiệm vụ đảng viên"
    }
    world.campaign.settings = {"citations": {"person_focus": "none"}}
    world.campaign.save()
    silent = Meeting.objects.select_related("campaign", "collective__organization").get(pk=office.pk)
    assert {item["focus"] for item in minutes_payload(silent)["items"]} == {""}  # a plan that prints none of it


def test_the_printed_minutes_hold_names_and_conclusions(world: World, office: Meeting) -> None:
    text = printed(print_minutes(meeting=office, by=world.users["head"]))
    for words in (
        "BIÊN BẢN",
        "Phạm Thị Lan",
        "Đi công tác",
        "Khắc phục việc chậm giải ngân.",
        "Ý kiến của Lê Văn Bình",
    ):
        assert words in text


def test_minutes_of_a_meeting_that_has_not_opened_are_refused(world: World) -> None:
    meeting = steps.plan_office(world)
    with pytest.raises(RuleViolation, match="chưa khai mạc"):
        print_minutes(meeting=meeting, by=world.users["head"])
    response = signed_in(world.users["head"]).post(reverse("meeting-print", args=(meeting.pk,)))
    assert response.status_code == 422
    assert not Document.objects.exists()


def test_the_counting_minutes_name_the_team_and_add_up(world: World) -> None:
    session = counted(world, steps.ready_cell(world))
    content = counting_payload(session)
    assert content["team"] == ["Nguyễn Văn Đảng 1", "Nguyễn Văn Đảng 2", "Nguyễn Văn Đảng 3"]
    assert content["round"] == 1
    assert content["quota"] == {}
    for question in content["questions"]:
        votes = sum(question[level] for level in Level.values)
        assert votes + question["blank"] + question["invalid"] == question["issued"] == session.voters.count()
        assert question["blank"] == 1
        assert question["outcome_label"] == "Hoàn thành tốt nhiệm vụ"
    subjects = [question["subject"] for question in content["questions"]]
    assert subjects[-1] == "Trần Thị Hà", "the head is rated last"


def test_the_counting_minutes_say_nothing_of_who_voted_what(world: World) -> None:
    session = counted(world, steps.ready_cell(world))
    text = printed(print_counting(session=session, by=world.users["head"]))
    assert "BIÊN BẢN KIỂM PHIẾU" in text
    assert "Nguyễn Văn Đảng 5" not in text, "a voter who is neither subject nor counter"


def test_the_counting_minutes_bear_the_head_of_the_record_at_the_count_and_find_what_is_changed(world: World) -> None:
    session = counted(world, steps.ready_cell(world))
    audit.seal()
    paper = print_counting(session=session, by=world.users["head"])
    audit.record(AuditAction.SIGN_IN, by=world.users["head"])
    audit.seal()
    assert print_counting(session=session, by=world.users["head"]) == paper, "the record goes on, the paper does not"
    text = " ".join(printed(paper).split())
    found = re.search(r"Nhật ký: (số \d+ – mã(?: [0-9a-f]{4}){16})", text)
    assert found, text
    assert audit.verify(printed=found[1]).holds
    count = AuditLink.objects.get(entry__action=AuditAction.BALLOT_COUNT)
    assert found[1].startswith(f"số {count.number} – "), "at the moment of the count"
    first = AuditLink.objects.get(number=2)
    AuditEntry.objects.filter(pk=first.entry_id).update(actor="Người khác")
    assert audit.verify(printed=found[1]).broken == 2


def test_counting_minutes_before_the_count_are_refused(world: World) -> None:
    meeting = steps.ready_cell(world)
    with standing_on(14, 10) as now:
        session = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
    with pytest.raises(RuleViolation, match="Chưa kiểm phiếu"):
        print_counting(session=session, by=world.users["head"])
    assert not Document.objects.exists()


# --- the dossier ----------------------------------------------------------------------------------------------------


def slots(review: Review) -> list[tuple[str, str]]:
    return [(slot.key, str(slot.state)) for slot in slots_of(review)]


def test_a_persons_dossier_has_its_slots_in_the_printed_order(world: World) -> None:
    review = world.review_of("deputy")
    OpinionFactory.create(review=review, kind=OpinionKind.CONSULTEE, addressee=world.commune)
    assert slots(review) == [("entry", "missing"), ("residence", "missing"), ("consultees", "missing")]


def test_a_collectives_dossier_asks_for_no_residence_opinion(world: World) -> None:
    assert [key for key, _state in slots(world.collective_review())] == ["entry", "assessment_sheets"]


def test_a_dossier_says_what_lacks_step_by_step(world: World) -> None:
    review = world.review_of("deputy")

    def lacks() -> str:
        return next(slot.reason for slot in slots_of(Review.objects.get(pk=review.pk)) if slot.key == "residence")

    assert "chưa gửi phiếu xin ý kiến" in lacks()
    steps.answered_residence(world, "deputy")
    Opinion.objects.update(state="answered", confirmed_at=None, confirmed_by=None)
    assert "thiếu xác nhận của Đảng ủy" in lacks()
    Opinion.objects.update(state="confirmed", confirmed_at=ISSUED_AT, confirmed_by=world.users["commune_secretary"])
    assert lacks() == ""
    FormEntry.objects.filter(review=review).update(state="final", submitted_at=ISSUED_AT, finalized_at=ISSUED_AT)
    assert slots(Review.objects.get(pk=review.pk)) == [("entry", "present"), ("residence", "present")]


def test_a_waived_residence_opinion_stands_in_the_dossier_with_its_reason(world: World) -> None:
    review = world.review_of("deputy")
    with standing_on(8) as now:
        waive_residence_opinion(
            review_id=review.pk, reason="Cư trú tại doanh trại.", by=world.users["head"], on=now.date()
        )
    slot = next(slot for slot in slots_of(review) if slot.key == "residence")
    assert (str(slot.state), slot.waiver) == ("waived", "Cư trú tại doanh trại.")
    steps.submit(world, review, by="deputy")
    content = payload(print_dossier(review=review, by=world.users["head"]))
    assert content["items"][1]["missing"] == "Cư trú tại doanh trại."  # type: ignore[index]


def test_a_dossier_binds_the_papers_as_they_stand_in_the_order_of_the_plan(world: World, answered: Opinion) -> None:
    steps.submit(world, world.review_of("deputy"), by="deputy")
    dossier = print_dossier(review=world.review_of("deputy"), by=world.users["head"])
    kinds = {paper.document_id: paper.document.kind for paper in Paper.objects.select_related("document")}
    bound = [
        [kinds[document["document_id"]] for document in item["documents"]]
        for item in payload(dossier)["items"]  # type: ignore[attr-defined]
    ]
    assert bound == [
        [DocumentKind.MAU_02],
        [DocumentKind.RESIDENCE_REQUEST, DocumentKind.RESIDENCE_REPLY],
    ]


def test_the_printed_dossier_is_one_file_with_every_paper_and_what_lacks(world: World, answered: Opinion) -> None:
    steps.submit(world, world.review_of("deputy"), by="deputy")
    text = printed(print_dossier(review=world.review_of("deputy"), by=world.users["head"]))
    positions = [
        text.index(words)
        for words in ("HỒ SƠ KIỂM ĐIỂM", "BẢN KIỂM ĐIỂM CÁ NHÂN", "PHIẾU XIN Ý KIẾN", "PHIẾU NHẬN XÉT")
    ]
    assert positions == sorted(positions)
    assert "chưa hoàn thiện sau kiểm điểm" in text


def test_a_collectives_dossier_is_its_report_and_the_sheets_that_others_made_in_the_order_of_the_plan(
    world: World,
) -> None:
    review = world.collective_review()
    steps.submit(world, review, by="head")
    sheet = attach_paper(
        review_id=review.pk,
        title="Kết quả tổng hợp",
        content=blank_pdf(2),
        by=world.users["head"],
        slot="assessment_sheets",
    )
    client = signed_in(world.users["head"])
    answer = client.post(reverse("review-print", args=(review.pk, "bo-ho-so")))
    dossier = Paper.objects.select_related("document").get(document__kind=DocumentKind.DOSSIER)
    assert (answer.status_code, answer["Location"]) == (302, reverse("paper", args=(dossier.pk,)))
    report = Document.objects.get(kind=DocumentKind.MAU_01)
    assert [
        [document["document_id"] for document in item["documents"]]
        for item in payload(dossier)["items"]  # type: ignore[attr-defined]
    ] == [[report.pk], [sheet.document_id]]
    text = printed(dossier)
    positions = [text.index(words) for words in ("HỒ SƠ KIỂM ĐIỂM", str(review), "BÁO CÁO KIỂM ĐIỂM TẬP THỂ")]
    assert positions == sorted(positions)
    assert str(REPORT["i_1"]) in text
    report.refresh_from_db()
    assert render_document(document_id=dossier.document_id).page_count == 1 + (report.page_count or 0) + 2
    assert "PHIẾU XIN Ý KIẾN" not in text, "a body lives nowhere"


def test_the_cover_of_a_collectives_dossier_says_what_lacks_and_what_may_lack(world: World) -> None:
    review = world.collective_review()
    items = payload(print_dossier(review=review, by=world.users["head"]))["items"]
    assert [(item["optional"], item["missing"]) for item in items] == [  # type: ignore[attr-defined]
        (False, "chưa hoàn thiện sau kiểm điểm"),
        (True, "chưa có"),
    ]


def test_a_line_whose_title_says_if_any_says_so_once(world: World) -> None:
    page = signed_in(world.users["officer"]).get(reverse("dossier", args=(world.collective_review().pk,)))
    assert page.content.decode().count("(nếu có)") == 1


def test_a_line_of_the_dossier_is_asked_for_only_where_there_is_one_to_choose(world: World) -> None:
    client = signed_in(world.users["head"])
    for review, asked in ((world.collective_review(), True), (world.review_of("deputy"), False)):
        page = client.get(reverse("dossier", args=(review.pk,))).content.decode()
        assert "Thêm tài liệu" in page
        assert ("chọn mục của hồ sơ" in page, "Thuộc mục nào của hồ sơ" in page) == (asked, asked)
