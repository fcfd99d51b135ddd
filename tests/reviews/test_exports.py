"""What people handed in, as Excel: of the filtered list, and never a draft."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from organizations.models import Organization
from reviews.choices import EntryState
from reviews.models import FormEntry
from reviews.selectors import exports
from tests.factories.organizations import GrantFactory, OrganizationFactory, UserFactory
from tests.factories.reviews import ISSUED_AT, EntryFactory, ReviewFactory
from tests.reviews.test_pages import signed_in


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create()


@pytest.fixture
def desk(district: Organization) -> Client:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="lead_review", content_object=district)
    return signed_in(user)


def handed_in(district: Organization, text: str = "Đã làm.", state: str = EntryState.SUBMITTED) -> FormEntry:
    review = ReviewFactory.create(campaign__issuer=district, unit=OrganizationFactory.create(parent=district))
    handed = {} if state == EntryState.DRAFT else {"submitted_at": ISSUED_AT, "saved_at": ISSUED_AT}
    entry: FormEntry = EntryFactory.create(review=review, state=state, data={"i_1": text}, **handed)
    return entry


def export(client: Client, entry: FormEntry, query: str = "") -> Any:
    return client.get(reverse("reviews-export", args=(entry.regulation, entry.form_code)) + query)


def rows(response: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()[2:]


def test_the_table_holds_what_was_handed_in_and_no_draft(desk: Client, district: Organization):
    first = handed_in(district, "Nội dung đã nộp")
    handed_in(district, "Nội dung đang viết", state=EntryState.DRAFT)
    table = rows(export(desk, first))
    assert [row[1] for row in table] == [str(first.review)]
    assert "Nội dung đã nộp" in table[0]


def test_the_table_follows_the_filter_of_the_list(desk: Client, district: Organization):
    first, second = handed_in(district), handed_in(district)
    table = rows(export(desk, first, f"?unit={second.review.unit_id}"))
    assert [row[2] for row in table] == [str(second.review.unit)]


def test_those_who_see_nothing_get_no_table(district: Organization):
    entry = handed_in(district)
    assert export(signed_in(UserFactory.create()), entry).status_code == 404


def test_the_list_offers_each_form_with_its_count_in_a_fixed_number_of_queries(desk: Client, district: Organization):
    handed_in(district)
    page = desk.get(reverse("reviews")).content.decode()
    assert "Xuất Excel nội dung đã nộp" in page
    assert "(1 bản)" in page

    counts = set()
    for more in (0, 2, 7):
        for _ in range(more):
            handed_in(district)
        entry = FormEntry.objects.latest("pk")
        export(desk, entry)
        with CaptureQueriesContext(connection) as captured:
            assert export(desk, entry).status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1


def test_more_rows_than_a_file_takes_are_refused_in_words(desk: Client, district: Organization, monkeypatch):
    entry = handed_in(district)
    handed_in(district)
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    assert "hãy lọc theo đơn vị hoặc đợt" in desk.get(reverse("reviews")).content.decode()
    assert export(desk, entry).status_code == 404
