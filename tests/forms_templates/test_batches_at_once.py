"""Workers and people at once: every paper once, one batch of one person, one outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from forms_templates.choices import BatchState
from forms_templates.models import Batch, BatchItem, Document
from forms_templates.services import batches
from tests.factories.organizations import UserFactory
from tests.forms_templates.batches import NAMES, Papers, printed, source, start, user

pytestmark = pytest.mark.django_db

__all__ = ["printed", "source", "user"]


# At once ------------------------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts, begun together, gave back."""
    gate = threading.Barrier(len(acts), timeout=20)
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers[place] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_call_workers", lambda batch_id: None)


def drained(batch: Batch) -> int:
    steps = 0
    while batches.work_batch(batch_id=batch.pk):
        steps += 1
    return steps


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_make_every_paper_once(source: Papers, printed: list[str]) -> None:
    user = UserFactory.create()
    batch = start(user, [str(number) for number in range(40)])
    at_once(*[lambda: drained(batch)] * 4)
    batch.refresh_from_db()
    assert batch.state == BatchState.FINISHED
    assert len(printed) == len(set(printed)) == 40


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_two_people_who_start_the_same_batch_get_the_same_papers(source: Papers, printed: list[str]) -> None:
    users = [UserFactory.create(), UserFactory.create()]
    names = [str(number) for number in range(20)]
    ordered = [start(users[0], names), start(users[1], list(reversed(names)))]
    at_once(*[lambda batch=batch: drained(batch) for batch in ordered])
    for batch in ordered:
        for document_id in batch.items.values_list("document", flat=True):
            batches.finish_batches_of(document_id=document_id)
        batch.refresh_from_db()
        assert batch.state == BatchState.FINISHED
    assert len(printed) == len(set(printed)) == Document.objects.count() == 20


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
def test_one_person_who_starts_a_batch_twice_at_once_has_one(source: Papers, printed: list[str]) -> None:
    user = UserFactory.create()
    first, second = at_once(*[lambda: start(user, NAMES)] * 2)
    assert first == second
    assert BatchItem.objects.count() == 9


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("repetition", range(5))
def test_a_batch_stopped_while_it_ends_is_one_or_the_other(source: Papers, printed: list[str], repetition: int) -> None:
    user = UserFactory.create()
    batch = start(user, ["1", "2"])
    _, cancelled = at_once(lambda: drained(batch), lambda: batches.cancel_batch(batch_id=batch.pk))
    batch.refresh_from_db()
    assert batch.state == (BatchState.CANCELLED if cancelled else BatchState.FINISHED)
    made = Document.objects.ready().count()
    assert made == len(printed)
    assert cancelled or made == 2
