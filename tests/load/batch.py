"""A batch from its start to its end with all that the database does, beside printing the same papers and no more.

Pages a second of this process's processor time; the server's own is not counted. ``python -m config.dev.services python
-m tests.load.batch [papers]`` runs it on a PostgreSQL of its own, and so does ``make bench``.
"""

from __future__ import annotations

import gc
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import django

PAPERS, LONG = 200, 1_000
#: Papers printed without a database after each as many made with one, so that a noisy minute falls on both.
ROUND = 20


def gather(refs: Sequence[str], by: object) -> dict[str, Any]:
    from forms_templates.choices import DocumentKind
    from forms_templates.sources import Wanted
    from tests.load.papers import request, request_and_reply

    def wanted(ref: str) -> Wanted:
        kind, number = ref.split("-")
        payload = request_and_reply if kind == "two" else request
        return Wanted(DocumentKind.RESIDENCE_REQUEST, f"load:{ref}", f"Phiếu {ref}", payload(int(number)))

    return {ref: wanted(ref) for ref in refs}


def batch(name: str, kind: str, papers: int) -> None:
    """One batch by one worker, step by step; in between the same papers printed alone. The first step counts for
    nothing: whatever is read once is read then."""
    from forms_templates.papers import print_paper
    from forms_templates.selectors import progress_of
    from forms_templates.services import batches
    from organizations.models import User
    from tests.load.papers import TOKEN

    user = User.objects.create(username=f"load-{kind}")
    refs = [f"{kind}-{number}" for number in range(papers + ROUND)]
    items = [batches.Listed("load", ref, f"Phiếu {ref}") for ref in refs]
    order = batches.start_batch(kind="load", subject_key=f"load:{kind}", title="Phiếu", items=items, by=user)
    in_batch = alone = 0.0
    asked = 0
    batches.work_batch(batch_id=order.pk)
    before = progress_of(order)
    for start in range(ROUND, len(refs), ROUND):
        began = time.process_time()
        with counted_queries() as queries:
            batches.work_batch(batch_id=order.pk)
        in_batch += time.process_time() - began
        asked += next(queries)
        began = time.process_time()
        for wanted in gather(refs[start : start + ROUND], user).values():
            print_paper(wanted.kind, wanted.payload, title=wanted.title, token=TOKEN)
        alone += time.process_time() - began
    after = progress_of(order)
    assert after.ready == len(refs)
    pages = after.pages - before.pages
    rates = f"{pages / alone:16.1f}{pages / in_batch:11.1f}{in_batch / alone:9.2f}"
    print(f"{name:34}{pages:7}{rates}{asked / papers:18.1f}")


@contextmanager
def counted_queries() -> Iterator[Iterator[int]]:
    """How many statements this process sends to the database."""
    from django.db import connection

    sent = itertools.count()

    def noted(execute: Any, *given: Any) -> Any:
        next(sent)
        return execute(*given)

    with connection.execute_wrapper(noted):
        yield sent


def main(papers: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kiem-diem-batch-") as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEMO_CLOCK": "0"}
        django.setup()
        from django.core.management import call_command

        from forms_templates import pdf
        from forms_templates.services import batches
        from forms_templates.sources import register_batch_source

        call_command("migrate", verbosity=0)
        batches._call_workers = lambda batch_id: None  # this process is the worker
        register_batch_source("load", gather, keep=lambda pairs: None, chunk=ROUND)
        pdf.preload()
        gc.freeze()  # as a worker's parent does
        print(f"\n{'':34}{'pages':>7}{'printed alone/s':>16}{'in batch/s':>11}{'× alone':>9}{'statements/paper':>18}")
        batch("3-213 requests of one page", "one", papers)
        batch("3-213 requests with the reply", "two", papers)


def measure_on_own_server(papers: int) -> None:
    """In another process, so that no database of this one is touched."""
    command = [sys.executable, "-m", "config.dev.services", sys.executable, "-m", "tests.load.batch", str(papers)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
