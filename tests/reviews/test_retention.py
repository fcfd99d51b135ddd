"""How long papers are kept, what is due, and that only a person destroys it: by minutes, on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from forms_templates.models import Document
from forms_templates.services import render_document
from organizations.choices import AuditAction
from organizations.models import AuditEntry
from ratings.services.papers import print_entry
from reviews import retention
from reviews.models import Destruction, Paper
from tests import steps
from tests.factories.organizations import GrantFactory, UserFactory
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, at, standing_on

#: Long after the campaign of 2023.
YEARS_LATER = 7


@pytest.fixture(autouse=True)
def _own_periods() -> Iterator[None]:
    retention.kinds.cache_clear()
    yield
    retention.kinds.cache_clear()


@pytest.fixture
def old(world: World) -> Paper:
    """A print of the deputy's form, rendered; made so long ago that it is due."""
    steps.ready_cell(world)
    paper = print_entry(review=world.review_of("deputy"), by=world.users["head"])
    render_document(document_id=paper.document_id)
    make_old(paper)
    return Paper.objects.select_related("document").get(pk=paper.pk)


def make_old(*papers: Paper) -> None:
    long_ago = at(14) - timedelta(days=366 * YEARS_LATER)
    Document.objects.filter(paper__in=papers).update(created_at=long_ago)


def send(client: Client, world: World, **given: object) -> object:
    sent = {"key": "drafts", "seen": 1, "document_number": "03-BB/HU", "decided_on": "2023-11-13"} | given
    return client.post(reverse("retention-destroy", args=(world.district.pk,)), sent)


def test_a_person_destroys_what_is_due_by_its_minutes_and_it_is_on_record(
    world: World, old: Paper, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = signed_in(world.users["secretary"])
    path = old.document.file.path
    with standing_on(14), django_capture_on_commit_callbacks(execute=True):
        assert "1 tài liệu lập trước 14/11/2018" in words(
            client.get(reverse("retention", args=(world.district.pk,))).content
        )
        assert send(client, world).status_code == 302  # type: ignore[attr-defined]
    assert not Paper.objects.filter(pk=old.pk).exists()
    assert not Document.objects.filter(pk=old.document_id).exists()
    with pytest.raises(FileNotFoundError):
        open(path, "rb").close()
    done = Destruction.objects.get()
    assert (done.count, done.kind, done.document_number, done.decided_on) == (
        1,
        "drafts",
        "03-BB/HU",
        date(2023, 11, 13),
    )
    told = AuditEntry.objects.get(action=AuditAction.DESTROY)
    assert told.after == {"mục": "drafts", "văn bản": "03-BB/HU", "ngày văn bản": "13/11/2023"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"document_number": ""}, "Số biên bản tiêu hủy"),
        ({"decided_on": "2023-11-15"}, "không sau hôm nay"),
        ({"seen": 2}, "nay là 1, không phải 2"),
        ({"key": "minutes"}, "bảo quản vĩnh viễn"),
        ({"key": "khong-co"}, "bảo quản vĩnh viễn"),
    ],
)
def test_a_refused_destruction_erases_nothing_and_comes_back(
    world: World, old: Paper, given: dict[str, object], why: str
) -> None:
    with standing_on(14):
        answer = send(signed_in(world.users["secretary"]), world, **given)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = words(answer.content)  # type: ignore[attr-defined]
    assert why in page
    assert Paper.objects.filter(pk=old.pk).exists()
    assert not Destruction.objects.exists()


def test_only_who_decides_destroys_and_only_staff_see_the_page(world: World, old: Paper) -> None:
    with standing_on(14):
        officer = signed_in(world.users["officer"])
        page = words(officer.get(reverse("retention", args=(world.district.pk,))).content)
        assert "1 tài liệu lập trước" in page
        assert "Tiêu hủy 1 tài liệu" not in page
        assert send(officer, world).status_code == 422  # type: ignore[attr-defined]
        assert send(signed_in(world.users["head"]), world).status_code == 404  # type: ignore[attr-defined]
    assert Paper.objects.filter(pk=old.pk).exists()


def test_what_has_a_number_or_cannot_be_printed_again_is_never_due(
    world: World, old: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    document = Document.objects.filter(pk=old.document_id)

    def said(**changes: str) -> str:
        document.update(**{"number": "", "kind": "mau_02", "signed_way": ""} | changes)
        with standing_on(14):
            call_command("due_for_destruction", organization=world.district.pk)
        [line] = [line for line in capsys.readouterr().out.splitlines() if "nháp" in line]
        return line.rpartition("| ")[2]

    assert said() == "1 tài liệu lập trước 14/11/2018"
    for kept in ({"number": "05-BC/HU"}, {"kind": "meeting_minutes"}, {"kind": "upload"}, {"signed_way": "scan"}):
        assert said(**kept) == "0 tài liệu lập trước 14/11/2018", kept


def test_an_installation_sets_its_own_periods_and_none_for_what_is_kept_for_good(settings: object) -> None:
    settings.RETENTION_YEARS = {"drafts": 2}  # type: ignore[attr-defined]
    drafts = retention.kind_of("drafts")
    assert drafts is not None
    assert drafts.before(date(2024, 2, 29)) == date(2022, 2, 28)
    assert "do đơn vị đặt" in drafts.basis
    for wrong in ({"minutes": 5}, {"drafts": 0}, {"khong-co": 1}):
        settings.RETENTION_YEARS = wrong  # type: ignore[attr-defined]
        retention.kinds.cache_clear()
        with pytest.raises(ImproperlyConfigured):
            retention.kinds()


def test_the_page_costs_the_same_with_many_destructions(world: World) -> None:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="inspect", content_object=world.district)

    def destructions(count: int) -> None:
        for by in UserFactory.create_batch(count):
            Destruction.objects.create(
                organization=world.district, kind="drafts", before=date(2018, 1, 1), count=3,
                document_number="03-BB/HU", decided_on=date(2023, 11, 1), decided_by=by, decided_at=at(14),
            )  # fmt: skip

    with standing_on(14):
        assert_flat(signed_in(user), reverse("retention", args=(world.district.pk,)), destructions, row="03-BB/HU")
