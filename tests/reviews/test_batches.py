"""Many papers in one go: who may ask, what is listed, and what the pages say while it runs and when it is over."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from forms_templates.choices import BatchState, DocumentKind, DocumentState
from forms_templates.models import Batch, BatchFile, Document
from forms_templates.selectors import progress_of
from forms_templates.services import batches, documents
from forms_templates.services.batches import Listed
from organizations.models import Organization
from ratings.services.batches import print_dossier_papers, print_forms
from ratings.services.papers import print_entry
from reviews.choices import EntryState
from reviews.models import FormEntry, Meeting, Paper
from reviews.rules.findings import RuleViolation
from reviews.services.batches import print_meeting, print_requests
from tests import steps
from tests.factories.organizations import UserFactory
from tests.forms_templates.batches import one_page
from tests.kept import built_once
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, issued_world, standing_on


@pytest.fixture(autouse=True)
def _printed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "print_paper", lambda kind, payload, *, title, token: one_page(title))


@pytest.fixture(autouse=True)
def _on_an_ordinary_day() -> Any:
    with standing_on(14, 10):
        yield


def titles(batch: Batch) -> list[str]:
    return list(batch.items.values_list("title", flat=True))


def work(batch: Batch) -> Batch:
    while batches.work_batch(batch_id=batch.pk):
        pass
    batch.refresh_from_db()
    return batch


@pytest.fixture
@built_once
def scene(db: None) -> tuple[World, Meeting]:
    world = issued_world()
    meeting = steps.ready_cell(world)
    steps.answered_residence(world, "deputy")
    meeting.refresh_from_db()
    return world, meeting


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The one of ``held``, where a test asks for that."""
    return request.getfixturevalue("scene")[0] if "held" in request.fixturenames else issued_world()


@pytest.fixture
def held(scene: tuple[World, Meeting]) -> Meeting:
    """The cell's meeting with everybody reviewed; about the deputy the place of residence has answered."""
    return scene[1]


# What is asked for --------------------------------------------------------------------------------------------------


def test_a_whole_meeting_is_programme_minutes_the_forms_in_the_order_of_the_agenda_replies_and_ballots(
    world: World, held: Meeting
) -> None:
    batch = work(print_meeting(meeting=held, by=world.users["head"]))
    subjects = [str(item.review) for item in held.items.order_by("position")]
    assert titles(batch)[0].startswith("Chương trình hội nghị")
    assert titles(batch)[1].startswith("Biên bản hội nghị")
    forms = titles(batch)[2 : 2 + len(subjects)]
    assert [title.split(" – ", 1)[1] for title in forms] == subjects
    assert titles(batch)[-2] == "Phiếu nhận xét nơi cư trú – Lê Văn Bình"
    assert titles(batch)[-1] == "9 phiếu đề xuất mức xếp loại – Chi bộ Tài chính - Kế hoạch"
    assert batch.state == BatchState.FINISHED
    assert progress_of(batch).ready == len(titles(batch)) == Paper.objects.count()
    assert set(Paper.objects.values_list("meeting", flat=True)) == {held.pk, None}


def test_only_who_runs_a_meeting_prints_it_whole(world: World, held: Meeting) -> None:
    with pytest.raises(RuleViolation):
        print_meeting(meeting=held, by=world.users["member2"])
    assert not Batch.objects.exists()


def test_a_residence_reply_is_listed_for_nobody_who_may_not_see_it(world: World, held: Meeting) -> None:
    """The deputy chairs the head's own item but never sees what was said about himself."""
    held.chair = world.people["deputy"]
    held.save()
    assert "Phiếu nhận xét nơi cư trú – Lê Văn Bình" not in titles(
        print_meeting(meeting=held, by=world.users["deputy"])
    )


def test_a_batch_makes_the_same_paper_as_the_button_of_the_paper(world: World, held: Meeting) -> None:
    head = world.users["head"]
    paper = print_entry(review=world.review_of("deputy"), by=head)
    batch = work(print_meeting(meeting=held, by=head))
    assert batch.items.filter(document=paper.document).count() == 1
    assert Document.objects.filter(kind=DocumentKind.MAU_02, subject_key=paper.document.subject_key).count() == 1


def test_all_forms_of_a_unit_are_those_handed_in_and_the_others_with_the_reason(world: World) -> None:
    for key in ("head", "deputy"):
        steps.submit(world, world.review_of(key), by=key)
    batch = work(print_forms(campaign=world.campaign, unit=world.office, what="all", by=world.users["head"]))
    made = {item.title: item.error for item in batch.items.all()}
    assert made["Bản kiểm điểm cá nhân – Lê Văn Bình"] == ""
    assert made["Bản kiểm điểm cá nhân – Phạm Thị Lan"] == "Chưa nộp bản kiểm điểm."
    assert [error for title, error in made.items() if title.startswith("Báo cáo")] == ["Chưa nộp báo cáo kiểm điểm."]
    assert progress_of(batch).ready == 2
    assert FormEntry.objects.exclude(state=EntryState.DRAFT).count() == 2


def test_the_late_ones_are_made_when_tried_again(world: World) -> None:
    steps.submit(world, world.review_of("head"), by="head")
    batch = work(print_forms(campaign=world.campaign, unit=world.office, what="people", by=world.users["head"]))
    steps.submit(world, world.review_of("deputy"), by="deputy")
    batches.retry_failed(batch_id=batch.pk)
    assert (progress_of(work(batch)).ready, progress_of(batch).failed) == (2, 1)


@pytest.mark.parametrize(("what", "kinds"), [("collectives", {"mau_01"}), ("people", {"mau_02"})])
def test_forms_of_one_kind_alone(world: World, held: Meeting, what: str, kinds: set[str]) -> None:
    batch = work(print_forms(campaign=world.campaign, unit=None, what=what, by=world.users["planner"]))
    assert set(batch.items.filter(document__isnull=False).values_list("document__kind", flat=True)) == kinds


def test_dossiers_of_a_whole_unit_are_made_with_all_their_parts(world: World, held: Meeting) -> None:
    batch = work(print_forms(campaign=world.campaign, unit=world.office, what="dossiers", by=world.users["planner"]))
    assert batch.state == BatchState.FINISHED
    assert progress_of(batch).ready == progress_of(batch).total > 2
    assert not Document.objects.exclude(state=DocumentState.READY).exists()


def test_nobody_else_prints_the_forms_of_a_unit(world: World, held: Meeting) -> None:
    for user in (world.users["member2"], world.users["village_secretary"], UserFactory.create(person=None)):
        with pytest.raises(RuleViolation):
            print_forms(campaign=world.campaign, unit=world.office, what="all", by=user)


def test_requests_of_a_cell_are_those_it_sent(world: World, held: Meeting) -> None:
    batch = work(print_requests(sender=world.cell, by=world.users["head"]))
    assert titles(batch) == ["Phiếu xin ý kiến chi ủy nơi cư trú – Lê Văn Bình"]
    assert Document.objects.get().kind == DocumentKind.RESIDENCE_REQUEST
    with pytest.raises(RuleViolation):
        print_requests(sender=world.cell, by=world.users["member2"])
    with pytest.raises(RuleViolation, match="Chưa có văn bản nào"):
        print_requests(sender=world.village, by=world.users["village_secretary"])


def test_a_dossiers_papers_come_each_for_itself(world: World, held: Meeting) -> None:
    batch = work(print_dossier_papers(review=world.review_of("deputy"), by=world.users["head"]))
    assert titles(batch) == [
        "Bản kiểm điểm cá nhân – Lê Văn Bình",
        "Phiếu xin ý kiến chi ủy nơi cư trú – Lê Văn Bình",
        "Phiếu nhận xét nơi cư trú – Lê Văn Bình",
    ]
    with pytest.raises(RuleViolation):
        print_dossier_papers(review=world.review_of("deputy"), by=world.users["deputy"])


def test_what_somebody_may_no_longer_see_is_not_gathered_for_him(world: World, held: Meeting) -> None:
    outsider = UserFactory.create(person=None)
    batch = batches.start_batch(
        kind="x", subject_key="x", title="x", by=outsider,
        items=[Listed("entry", str(world.review_of("deputy").pk), "Bản kiểm điểm")],
    )  # fmt: skip
    assert progress_of(work(batch)).failed == 1
    assert not Document.objects.exists()


# Pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(world: World, held: Meeting) -> Batch:
    return print_meeting(meeting=held, by=world.users["head"])


def page(client: Any, batch: Batch) -> str:
    response = client.get(reverse("batch", args=(batch.pk,)))
    assert response.status_code == 200
    return words(response.content)


def test_a_running_batch_shows_its_bar_stops_and_goes_on(world: World, batch: Batch) -> None:
    client = signed_in(world.users["head"])
    shown = page(client, batch)
    assert 'hx-trigger="every 2s"' in shown
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in shown
    assert 'max="7"' in shown
    client.post(reverse("batch-cancel", args=(batch.pk,)))
    shown = page(client, batch)
    assert "Đã dừng, còn 7 văn bản chưa lập" in shown
    assert "every 2s" not in shown
    assert "Gộp thành tệp" not in shown
    client.post(reverse("batch-resume", args=(batch.pk,)))
    work(batch)
    assert "7 văn bản, 7 trang" in page(client, batch)


def test_the_bar_reloads_the_page_when_the_batch_is_over(world: World, batch: Batch) -> None:
    client = signed_in(world.users["head"])
    address = reverse("batch-progress", args=(batch.pk,))
    asked = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(address, headers=asked)
    work(batch)
    assert client.get(address, headers=asked)["HX-Refresh"] == "true"


def test_a_batch_that_is_over_offers_its_papers_in_one_file(
    world: World, batch: Batch, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(world.users["head"])
    work(batch)
    assert page(client, batch).count("Gộp thành tệp") == 2
    assert client.get(reverse("batch-file", args=(batch.pk, "zip"))).status_code == 404
    client.post(reverse("batch-bind", args=(batch.pk, "pdf")))
    assert "Đang gộp…" in page(client, batch)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("batch-bind", args=(batch.pk, "zip")))
    answer = client.get(reverse("batch-file", args=(batch.pk, "zip")))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert len(archive.namelist()) == 8
        assert archive.namelist()[3] == "003 - Bản kiểm điểm cá nhân – Trần Thị Hà.pdf"
    assert client.post(reverse("batch-bind", args=(batch.pk, "rar"))).status_code == 404


def test_papers_that_one_no_longer_sees_are_in_no_file(world: World, batch: Batch) -> None:
    client = signed_in(world.users["head"])
    work(batch)
    Paper.objects.filter(document__kind=DocumentKind.MEETING_MINUTES).delete()
    assert "không còn thuộc quyền xem" in page(client, batch)
    assert client.post(reverse("batch-bind", args=(batch.pk, "zip"))).status_code == 404
    assert not BatchFile.objects.exists()


def test_what_failed_is_on_the_page_and_in_a_workbook_and_is_tried_again(
    world: World, held: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    FormEntry.objects.filter(review=world.review_of("third")).update(state=EntryState.DRAFT)
    batch = work(print_meeting(meeting=held, by=world.users["head"]))
    client = signed_in(world.users["head"])
    assert "Chưa nộp bản kiểm điểm." in page(client, batch)
    answer = client.get(reverse("batch-failures", args=(batch.pk,)))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[2] == ["TT", "Văn bản", "Lý do chưa lập được"]
    assert rows[3][1:] == ["Bản kiểm điểm cá nhân – Phạm Thị Lan", "Chưa nộp bản kiểm điểm."]
    FormEntry.objects.filter(review=world.review_of("third")).update(state=EntryState.SUBMITTED)
    client.post(reverse("batch-retry", args=(batch.pk,)))
    assert progress_of(work(batch)).failed == 0
    assert "Văn bản chưa lập được" not in page(client, batch)


def test_the_buttons_stand_where_the_papers_are(world: World, held: Meeting) -> None:
    head, member = signed_in(world.users["head"]), signed_in(world.users["member2"])
    places = {
        reverse("meeting", args=(held.pk,)): reverse("meeting-print-all", args=(held.pk,)),
        reverse("opinions"): reverse("requests-print-all", args=(world.cell.pk,)),
        reverse("campaign", args=(world.campaign.pk,)) + f"?unit={world.office.pk}": reverse(
            "forms-print-all", args=(world.campaign.pk,)
        ),
        reverse("dossier", args=(world.review_of("deputy").pk,)): reverse(
            "dossier-print-all", args=(world.review_of("deputy").pk,)
        ),
    }
    for place, button in places.items():
        assert f'action="{button}"' in head.get(place).content.decode(), place
        assert f'action="{button}"' not in member.get(place).content.decode(), place


def test_the_buttons_start_the_batch_and_show_it(world: World, held: Meeting) -> None:
    client = signed_in(world.users["head"])
    sent: list[tuple[str, dict[str, object]]] = [
        (reverse("meeting-print-all", args=(held.pk,)), {}),
        (reverse("requests-print-all", args=(world.cell.pk,)), {}),
        (reverse("forms-print-all", args=(world.campaign.pk,)), {"unit": world.office.pk, "what": "people"}),
        (reverse("dossier-print-all", args=(world.review_of("deputy").pk,)), {}),
    ]
    for number, (address, data) in enumerate(sent, start=1):
        answer = client.post(address, data)
        assert answer["Location"] == reverse("batch", args=(Batch.objects.latest("pk").pk,))
        assert Batch.objects.count() == number
    campaign = reverse("forms-print-all", args=(world.campaign.pk,))
    for wrong in ({"what": "posters"}, {"unit": "x"}, {"unit": "²"}, {"unit": 999_999}):
        assert client.post(campaign, wrong).status_code == 404
    member = signed_in(world.users["member2"])
    assert member.post(campaign, {"unit": world.office.pk}).status_code == 404
    assert member.post(sent[0][0]).status_code == 422


def test_lists_of_batches_and_papers_cost_the_same_with_many_rows(world: World, held: Meeting) -> None:
    user = world.users["head"]
    client = signed_in(user)

    def add_batches(count: int) -> None:
        for number in range(count):
            subject = f"x:{Batch.objects.count()}:{number}"
            items = [Listed("entry", str(place), "Bản", error="Chưa nộp.") for place in range(3)]
            batches.start_batch(kind="x", subject_key=subject, title="Lô", items=items, by=user)

    assert_flat(client, reverse("batches"), add_batches, row='class="row-link"')
    batch = batches.start_batch(kind="y", subject_key="y", title="Lô", by=user, items=[])

    def add_papers(count: int) -> None:
        first = batch.items.count() + 1
        for position in range(first, first + count):
            document = documents.store_upload(
                subject_key=f"review:{position}",
                source_version="1",
                title="Tờ",
                content=one_page(str(position)),
                by=user,
            )
            Paper.objects.create(document=document, review=world.review_of("deputy"))
            batch.items.create(position=position, source="upload", ref=str(position), title="Tờ", document=document)

    assert_flat(client, reverse("batch", args=(batch.pk,)), add_papers, row="Đã có bản in")


def test_the_organization_of_the_cell_is_found_by_its_own_people_only(world: World, held: Meeting) -> None:
    address = reverse("requests-print-all", args=(world.cell.pk,))
    assert isinstance(world.cell, Organization)
    assert signed_in(world.users["village_secretary"]).post(address).status_code == 404
