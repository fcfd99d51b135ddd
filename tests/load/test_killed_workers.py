"""A worker that is killed again and again in the middle of a batch loses no paper and makes none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms_templates.choices import BatchState
from forms_templates.services import batches
from tests.factories.organizations import UserFactory
from tests.load.killing import run

PAPERS, KILLS = 30, 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_every_paper_is_made_once_and_the_batch_ends_although_its_worker_is_killed_again_and_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "_call_workers", lambda batch_id: None)  # the worker's own sweeper finds it
    outcome = run(papers=PAPERS, kills=KILLS, by=UserFactory.create(), folder=tmp_path)
    assert outcome.kills == KILLS
    assert outcome.state == BatchState.FINISHED
    assert outcome.items == outcome.ready == outcome.documents == outcome.files == PAPERS
    assert outcome.wrong == 0
