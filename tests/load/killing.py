"""Kills a worker again and again in the middle of a batch and looks at what has become of the papers.

``python -m config.dev.services python -m tests.load.long_run`` runs it with 1,000 papers and 50 kills, on servers of
its own.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.dev.parent import ends_with_this_process
from forms_templates.choices import BatchState
from forms_templates.models import Batch, BatchItem, Document
from forms_templates.selectors import progress_of
from forms_templates.services.batches import Listed, start_batch
from organizations.models import User

ROOT = Path(__file__).resolve().parents[2]
#: The batch must move on within this time, or the run has failed.
STUCK_SECONDS = 90


@dataclass(frozen=True)
class Outcome:
    """What a run left behind; ``files`` are PDFs in the store, ``wrong`` those whose bytes are not the recorded."""

    kills: int
    state: str
    items: int
    ready: int
    documents: int
    files: int
    wrong: int
    most_attempts: int
    seconds: float


def environment(folder: Path) -> dict[str, str]:
    """The database of this process, a broker that no other run listens to, files under ``folder``."""
    data = connection.settings_dict
    url = f"postgres://{data['USER']}:{data['PASSWORD']}@{data['HOST']}:{data['PORT']}/{data['NAME']}"
    given = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return given | {
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_KEY_PREFIX": f"{folder}:",
        "VAR_DIR": str(folder),
        "DEMO_CLOCK": "0",
    }


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with its children, in a process group of its own, killed at the end like a pulled plug."""
    command = [sys.executable, "-m", "tests.load.mortal_worker", "--schedule", str(folder / "beat")]
    with (folder / "worker.log").open("ab") as log:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder), stdout=log, stderr=log, start_new_session=True,
            preexec_fn=ends_with_this_process(signal.SIGKILL),
        )  # fmt: skip
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def run(*, papers: int, kills: int, by: User, folder: Path, seed: int = 1) -> Outcome:
    """Starts a batch, kills its worker ``kills`` times after a few papers each, lets the last one finish."""
    chance, began = random.Random(seed), time.monotonic()
    items = [Listed("load", str(number), f"Phiếu {number}") for number in range(papers)]
    batch = start_batch(kind="load", subject_key=f"load:{seed}", title="Phiếu xin ý kiến", items=items, by=by)
    share = max(papers // (kills + 1), 1)
    killed = 0
    while killed < kills:
        with worker(folder):
            wanted = progress_of(batch).ready + chance.randint(1, share)
            if not _moved_on(batch, until=wanted, folder=folder):
                break
            time.sleep(chance.random() / 10)
        killed += 1
    with worker(folder):
        _moved_on(batch, until=None, folder=folder)
    return _outcome(batch, kills=killed, folder=folder, seconds=time.monotonic() - began)


def _moved_on(batch: Batch, *, until: int | None, folder: Path) -> bool:
    """Waits until so many papers are made; false when the batch was over before."""
    seen, since = -1, time.monotonic()
    while True:
        batch.refresh_from_db()
        ready = progress_of(batch).ready
        if batch.state != BatchState.RUNNING:
            return False
        if until is not None and ready >= until:
            return True
        if ready > seen:
            seen, since = ready, time.monotonic()
        if time.monotonic() - since > STUCK_SECONDS:
            said = (folder / "worker.log").read_text(errors="replace")[-3000:]
            raise AssertionError(f"{ready} papers are made and nothing moves: {said}")
        time.sleep(0.02)


def _outcome(batch: Batch, *, kills: int, folder: Path, seconds: float) -> Outcome:
    made = Document.objects.ready().filter(subject_key__startswith="load:")
    store = folder / "media" / "documents"
    wrong = [
        document.pk
        for document in made
        if hashlib.sha256((store / str(document.file.name)).read_bytes()).hexdigest() != document.sha256
    ]
    return Outcome(
        kills=kills,
        state=batch.state,
        items=BatchItem.objects.filter(batch=batch).values("document").distinct().count(),
        ready=progress_of(batch).ready,
        documents=Document.objects.filter(subject_key__startswith="load:").count(),
        files=len(list(store.rglob("*.pdf"))),
        wrong=len(wrong),
        most_attempts=max(made.values_list("attempts", flat=True), default=0),
        seconds=round(seconds, 1),
    )
