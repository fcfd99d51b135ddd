"""Batches: every paper once, whatever dies meanwhile; stopped, gone on with, tried again; bound whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_templates.choices import BatchState
from forms_templates.models import Batch, Document
from forms_templates.selectors import failures_of, progress_by_batch, progress_of
from forms_templates.services import batches, documents
from forms_templates.services.batches import Listed
from organizations.models import User
from tests.factories.organizations import UserFactory
from tests.forms_templates.batches import CHUNK, NAMES, Papers, one_page, printed, request, source, start, user, work

pytestmark = pytest.mark.django_db

__all__ = ["printed", "source", "user"]


def test_a_batch_makes_every_paper_once_and_ends(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    assert work(batch) == 3
    assert source.asked == [NAMES[:4], NAMES[4:8], NAMES[8:]]
    assert printed == [f"Phiếu {name}" for name in NAMES]
    assert batch.state == BatchState.FINISHED
    assert batch.finished_at is not None
    assert progress_of(batch).ready == progress_of(batch).total == progress_of(batch).pages == 9
    assert [item.document.title for item in batch.items.all() if item.document] == printed
    assert [owner for _, owner in source.kept] == NAMES


def test_workers_are_called_when_the_order_is_committed(
    source: Papers, printed: list[str], user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = start(user, NAMES)
        assert printed == []
    batch.refresh_from_db()
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)


def test_the_same_content_asked_for_twice_is_the_same_paper(source: Papers, printed: list[str], user: User) -> None:
    first, second = start(user, NAMES), start(UserFactory.create(), list(reversed(NAMES)))
    work(first)
    work(second)
    assert len(printed) == Document.objects.count() == 9
    assert set(first.items.values_list("document")) == set(second.items.values_list("document"))
    assert second.state == BatchState.FINISHED


def test_asking_for_a_running_batch_again_gives_that_batch(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    assert start(user, ["other"]) == batch
    assert start(user, ["other"], subject_key="cell:2") != batch
    assert start(UserFactory.create(), NAMES) != batch
    work(batch)
    assert start(user, NAMES) != batch


def test_a_changed_content_is_a_new_paper(source: Papers, printed: list[str], user: User) -> None:
    work(start(user, ["1"]))
    source.answers["1"] = request("1", addressee="Chi ủy thôn Nam")
    work(start(user, ["1"]))
    assert Document.objects.count() == 2


def test_a_paper_that_cannot_be_made_says_why_and_holds_up_no_other(
    source: Papers, printed: list[str], user: User
) -> None:
    source.answers["2"] = "Nguyễn Văn 2 chưa nộp bản kiểm điểm."
    batch = start(user, ["1", "2", "broken", "gone", "5"])
    work(batch)
    assert batch.state == BatchState.FINISHED
    assert progress_of(batch).ready == 2
    assert [(failure.position, failure.reason) for failure in failures_of(batch)] == [
        (2, "Nguyễn Văn 2 chưa nộp bản kiểm điểm."),
        (3, "Chương trình gặp lỗi khi lập bản in; đề nghị báo người quản trị."),
        (4, "Không còn nội dung để lập bản in."),
    ]


def test_papers_known_to_be_impossible_or_made_already_need_no_worker(source: Papers, user: User) -> None:
    scan = documents.store_upload(subject_key="s", source_version="1", title="Quét", content=one_page("x"), by=None)
    items = [Listed("upload", "1", "Quét", document_id=scan.pk), Listed("test", "2", "Hai", error="Chưa nộp.")]
    batch = start(user, [], items=items)
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert (progress_of(batch).ready, progress_of(batch).failed) == (1, 1)


def test_the_failed_ones_are_tried_again_with_what_stands_then(source: Papers, printed: list[str], user: User) -> None:
    source.answers["2"] = "Chưa nộp."
    batch = start(user, ["1", "2"])
    work(batch)
    del source.answers["2"]
    assert batches.retry_failed(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.finished_at) == (BatchState.RUNNING, None)
    work(batch)
    assert (batch.state, printed) == (BatchState.FINISHED, ["Phiếu 1", "Phiếu 2"])
    assert failures_of(batch) == []
    assert not batches.retry_failed(batch_id=batch.pk)


def test_failed_ones_are_left_as_they_are_while_the_same_runs_anew(source: Papers, user: User) -> None:
    source.answers["1"] = "Chưa nộp."
    batch = start(user, ["1"])
    work(batch)
    start(user, ["1", "2"])
    assert not batches.retry_failed(batch_id=batch.pk)
    assert [failure.reason for failure in failures_of(batch)] == ["Chưa nộp."]


# Stopping -----------------------------------------------------------------------------------------------------------


def test_stopping_makes_nothing_more_and_keeps_what_is_made(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    batches.work_batch(batch_id=batch.pk)
    assert batches.cancel_batch(batch_id=batch.pk)
    assert not batches.work_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, len(printed), progress_of(batch).ready) == (BatchState.CANCELLED, 4, 4)
    assert [failure.position for failure in failures_of(batch)] == [5, 6, 7, 8, 9]
    assert not batches.cancel_batch(batch_id=batch.pk)


def test_stopping_while_content_is_gathered_asks_for_no_paper(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    source.meanwhile = lambda: batches.cancel_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, printed, Document.objects.count()) == (BatchState.CANCELLED, [], 0)
    source.meanwhile = lambda: None
    assert batches.resume_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)


def test_going_on_makes_the_rest(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, NAMES)
    batches.work_batch(batch_id=batch.pk)
    batches.cancel_batch(batch_id=batch.pk)
    assert batches.resume_batch(batch_id=batch.pk)
    work(batch)
    assert (batch.state, len(printed)) == (BatchState.FINISHED, 9)
    assert not batches.resume_batch(batch_id=batch.pk)


def test_a_stopped_batch_asked_for_anew_is_not_gone_on_with_beside_it(source: Papers, user: User) -> None:
    stopped = start(user, NAMES)
    batches.cancel_batch(batch_id=stopped.pk)
    start(user, NAMES)
    assert not batches.resume_batch(batch_id=stopped.pk)


def test_a_finished_batch_is_not_stopped(source: Papers, printed: list[str], user: User) -> None:
    batch = start(user, ["1"])
    work(batch)
    assert not batches.cancel_batch(batch_id=batch.pk)


# What the database promises, and what it costs ----------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"state": BatchState.FINISHED}, {"finished_at": timezone.now()}, {"state": "lost"}])
def test_the_database_refuses_a_batch_without_what_its_state_promises(
    source: Papers, user: User, wrong: dict[str, Any]
) -> None:
    start(user, ["1"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(**wrong)


def test_progress_and_every_step_cost_the_same_for_long_batches(source: Papers, printed: list[str], user: User) -> None:
    costs = set()
    for size in (2 * CHUNK, 10 * CHUNK):
        batch = start(user, [f"{size}-{number}" for number in range(size)], subject_key=str(size))
        with CaptureQueriesContext(connection) as step:
            batches.work_batch(batch_id=batch.pk)
        with CaptureQueriesContext(connection) as asked:
            progress_of(batch)
            progress_by_batch([batch])
            failures_of(batch)
        costs.add((len(step), len(asked)))
    assert len(costs) == 1
    assert costs.pop()[1] == 3


def test_a_batch_is_seen_by_whoever_asked_for_it(source: Papers, user: User) -> None:
    batch = start(user, ["1"])
    assert list(Batch.objects.visible_to(user)) == [batch]
    assert not Batch.objects.visible_to(UserFactory.create(is_superuser=True)).exists()
