"""What is kept about a person, for himself: what he sees, what the plan keeps from him, who read it, what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from organizations.choices import AuditAction, CorrectionState
from organizations.models import AuditEntry, DataCorrection, User
from organizations.services import audit
from ratings.choices import ProposalSource
from reviews.choices import Level, Track
from reviews.models import Notice
from reviews.rules.findings import RuleViolation
from reviews.services.own_data import ask_correction, settle_correction
from tests import steps
from tests.factories.organizations import GrantFactory, PostFactory, UserFactory
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.reviews.test_forged_addresses import GARBAGE
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, at, issued_world, standing_on

NOW = at(14)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with standing_on(14):
        yield


@pytest.fixture
def world(db: None) -> World:
    return issued_world()


@pytest.fixture
def keeper(world: World) -> User:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="keep_roster", content_object=world.district)
    return user


def test_one_sees_what_is_decided_about_oneself_and_nothing_before(world: World) -> None:
    review, deputy = world.review_of("deputy"), world.users["deputy"]
    steps.answered_residence(world, "deputy")
    level, comment = Level.EXCELLENT, "Nhận xét của Ban Tổ chức"
    ProposalFactory.create(
        review=review, track=Track.CADRE, source=ProposalSource.BOARD, organization=world.district, level=level,
        comment=comment,
    )  # fmt: skip
    page = words(signed_in(deputy).get(reverse("own-data")).content)
    assert str(world.people["deputy"]) in page
    assert world.campaign.name in page
    assert "Phiếu nhận xét của chi ủy nơi cư trú" in page, "that the kind exists, and why it is not shown"
    assert comment not in page
    assert "Hoàn thành xuất sắc nhiệm vụ" not in page
    DecisionFactory.create(review=review, track=Track.CADRE, level=Level.GOOD, document_number="77-QĐ/HU")
    page = words(signed_in(deputy).get(reverse("own-data")).content)
    assert "Số 77-QĐ/HU" in page
    assert "Hoàn thành tốt nhiệm vụ" in page


def test_one_sees_who_read_and_takes_all_of_it_as_a_file_without_formulas(world: World) -> None:
    steps.ready_cell(world)
    person, deputy = world.people["deputy"], world.users["deputy"]
    person.email = "=1+1@vi.du"
    person.save(update_fields=("email",))
    signed_in(world.users["officer"]).get(reverse("entry", args=(world.review_of("deputy").pk,)))
    audit.seal()
    assert "Bản tự kiểm điểm" in words(signed_in(deputy).get(reverse("own-data")).content)
    answer = signed_in(deputy).post(reverse("own-data-export"))
    assert answer["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    [readings] = [rows for name, rows in sheets.items() if "Ai đã xem" in name]
    assert readings[1][1] == str(world.users["officer"])
    assert ["Thư điện tử", "=1+1@vi.du"] in sheets["1. Thông tin cá nhân"], "as typed, not reckoned"
    assert AuditEntry.objects.get(action=AuditAction.DATA_EXPORT).user == deputy
    assert str(world.people["deputy"]) not in words(signed_in(world.users["member2"]).get(reverse("own-data")).content)


def test_the_page_costs_the_same_with_many_posts(world: World) -> None:
    person = world.people["deputy"]

    def posts(count: int) -> object:
        return PostFactory.create_batch(count, person=person, title="Ủy viên Ban Thanh tra")

    assert_flat(signed_in(world.users["deputy"]), reverse("own-data"), posts, row="Ủy viên Ban Thanh tra")


# Putting right ------------------------------------------------------------------------------------------------------


def test_a_request_goes_to_the_keeper_and_its_answer_back(world: World, keeper: User) -> None:
    asker = signed_in(world.users["deputy"])
    assert asker.post(reverse("correction-ask"), {"text": "Ngày vào Đảng đúng là 03/02/1998"}).status_code == 302
    row = DataCorrection.objects.get()
    assert (row.person, row.unit) == (world.people["deputy"], world.cell)
    assert Notice.objects.get(recipient=keeper).path == reverse("corrections")
    client, address = signed_in(keeper), reverse("correction-settle", args=(row.pk,))
    assert "03/02/1998" in words(client.get(reverse("corrections")).content)
    refused = client.post(address, {"settle": "refuse", "answer": " "})
    assert refused.status_code == 422
    assert "Ghi lý do không sửa" in words(refused.content)
    assert client.post(address, {"settle": "refuse", "answer": "Lý lịch ghi 1999"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer, row.settled_by) == (CorrectionState.REFUSED, "Lý lịch ghi 1999", keeper)
    assert Notice.objects.filter(recipient=world.users["deputy"], key__endswith=":settled").count() == 1
    assert "Lý lịch ghi 1999" in words(asker.get(reverse("own-data")).content)
    again = client.post(address, {"settle": "accept", "answer": "Đã sửa rồi"})
    assert again.status_code == 422, "settled once"
    told = AuditEntry.objects.get(action=AuditAction.CORRECTION_SETTLED)
    assert (told.before, told.after) == ({"trạng thái": "Chờ giải quyết"}, {"trạng thái": "Không sửa"})
    assert "1998" not in json.dumps([told.after, told.object_name])


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_refused_request_comes_back_as_it_was_typed(world: World, text: str) -> None:
    answer = signed_in(world.users["deputy"]).post(reverse("correction-ask"), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not DataCorrection.objects.exists()


def test_nobody_settles_his_own_nor_what_went_elsewhere(world: World, keeper: User) -> None:
    own = DataCorrection.objects.create(
        person=world.people["head"], asked_by=world.users["head"], unit=world.cell, text="x", asked_at=NOW
    )
    GrantFactory.create(user=world.users["head"], codename="keep_roster", content_object=world.cell)
    with pytest.raises(RuleViolation, match="không tự giải quyết"):
        settle_correction(correction_id=own.pk, accepted=True, answer="", by=world.users["head"], now=NOW)
    elsewhere = UserFactory.create()
    GrantFactory.create(user=elsewhere, codename="keep_roster", content_object=world.commune)
    address = reverse("correction-settle", args=(own.pk,))
    assert signed_in(elsewhere).post(address, {"settle": "accept"}).status_code == 404
    assert signed_in(world.users["member2"]).get(reverse("corrections")).status_code == 404
    assert DataCorrection.objects.get().state == CorrectionState.ASKED


def test_no_more_than_ten_requests_wait_at_once(world: World) -> None:
    for number in range(10):
        ask_correction(text=f"Điều {number}", by=world.users["deputy"], now=NOW)
    with pytest.raises(RuleViolation, match="Đã có 10 đề nghị"):
        ask_correction(text="Điều nữa", by=world.users["deputy"], now=NOW)


def test_the_keepers_list_costs_the_same_with_many_requests(world: World, keeper: User) -> None:
    def requests(count: int) -> None:
        for user in UserFactory.create_batch(count):
            assert user.person is not None
            DataCorrection.objects.create(
                person=user.person, asked_by=user, unit=world.cell, text="Sửa ngày sinh", asked_at=NOW
            )

    client = signed_in(keeper)
    assert {client.get(reverse("corrections") + query).status_code for query in GARBAGE} == {200}
    assert_flat(client, reverse("corrections"), requests, row="Sửa ngày sinh")
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("corrections"))
    assert len(captured) <= 10
