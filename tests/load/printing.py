"""Printing side by side with what anybody would write first: a template and ``HTML(string=…).write_pdf()``.

The two naive templates hold the same words as our Mẫu 02, one laid out by flex and grid, one by tables; they print
without tags and without PDF/UA, which ours has. What counts is the ratio within one run.
"""

from __future__ import annotations

import gc
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from pypdf import PdfReader

from config.dev.parent import ends_with_this_process
from forms_templates import pdf
from forms_templates.choices import DocumentKind
from forms_templates.papers import paper, print_paper, verification
from tests.load.measuring import Act, in_turns
from tests.load.papers import TOKEN, ballot, reply, request, request_and_reply, statement

ROUNDS = 7
BATCH = 120
#: Papers of one child when its memory is measured: enough to see growth, and what the goal speaks of.
SHORT_LIFE, LONG_LIFE = 200, 2_000


def naive(name: str) -> Act:
    import weasyprint  # once the press is set up it says nothing of its steps

    template = Engine(dirs=[str(Path(__file__).parent)]).get_template(f"naive/{name}.html")

    def act() -> bytes:
        _, context = paper(DocumentKind.MAU_02, statement())
        context |= {"document_title": "Mẫu 02", "verification": verification(TOKEN)}
        content: bytes = weasyprint.HTML(string=template.render(Context(context))).write_pdf()
        return content

    return act


def ours(kind: DocumentKind, payload: Callable[[int], dict[str, Any]]) -> Act:
    """Another person's paper each time, as in a batch."""
    numbers = itertools.count(1)
    return lambda: print_paper(kind, payload(next(numbers)), title="Mẫu", token=TOKEN)


def speed() -> None:
    pdf.preload()
    gc.freeze()  # as a worker's parent does
    acts = {
        "Mẫu 02, naive, flex and grid": naive("flex"),
        "Mẫu 02, naive, tables": naive("table"),
        "Mẫu 02, ours, PDF/UA-1": ours(DocumentKind.MAU_02, statement),
        "3-213 request, ours": ours(DocumentKind.RESIDENCE_REQUEST, request),
        "3-213 request and its reply, ours": ours(DocumentKind.RESIDENCE_REQUEST, request_and_reply),
        "3-213 reply, ours": ours(DocumentKind.RESIDENCE_REPLY, reply),
        "200 ballots of ten names, ours": ours(DocumentKind.BALLOT, ballot),
    }
    taken = in_turns(acts, rounds=ROUNDS)
    flex, table = (taken[name] for name in list(acts)[:2])
    print(f"\n{'':34}{'ms':>8}{'cpu ms':>8}{'least':>8}{'× flex':>8}{'× table':>8}{'pages':>7}{'pages/s':>9}{'KB':>7}")
    for name, act in acts.items():
        content, one = act(), taken[name]
        assert isinstance(content, bytes)
        pages = len(PdfReader(BytesIO(content)).pages)
        times = "".join(f"{seconds * 1000:8.1f}" for seconds in (one.middle, one.cpu, one.least))
        ratios = f"{flex.cpu / one.cpu:8.2f}{table.cpu / one.cpu:8.2f}"
        print(f"{name:34}{times}{ratios}{pages:7}{pages / one.cpu:9.1f}{len(content) / 1024:7.1f}")


def own_memory() -> float:
    """MB that only this process holds."""
    facts = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in facts if line.startswith("Private_")) / 1024


def memory(papers: int) -> None:
    """A child forked from a parent that has everything loaded, as the worker's are, after many papers."""
    pdf.preload()
    gc.freeze()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        for number in range(1, papers + 1):
            print_paper(DocumentKind.MAU_02, statement(number), title="Mẫu 02", token=TOKEN)
            if number * 10 % papers == 0:
                print(f"  memory of its own after {number:5,} papers: {own_memory():6.1f} MB", flush=True)
    finally:
        os._exit(0)


def children(counts: tuple[int, ...]) -> None:
    """The same batch through Celery's prefork pool with one child and with more."""
    rates = {count: through_celery(count) for count in counts}
    alone = rates[counts[0]]
    for count, rate in rates.items():
        print(f"  Celery, {count} children: {rate:5.1f} papers/s, {rate / alone:.2f} × one")


def through_celery(count: int) -> float:
    """Papers a second from the first to the last one done, so that the start of the worker does not count."""
    with tempfile.TemporaryDirectory(prefix="kiem-diem-bench-") as folder:
        ledger = Path(folder) / "ledger"
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        environment |= {"VAR_DIR": folder, "REDIS_URL": "", "DATABASE_URL": ""}
        send = (
            "from tests.load.worker import print_statement\n"
            f"for number in range({BATCH}): print_statement.delay(number, {str(ledger)!r})"
        )
        subprocess.run([sys.executable, "-c", send], env=environment, check=True)
        command = [sys.executable, "-m", "celery", "--app", "tests.load.worker", "--quiet", "worker"]
        command += ["--concurrency", str(count), "--loglevel", "error", "--without-gossip", "--without-mingle"]
        worker = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, preexec_fn=ends_with_this_process(signal.SIGTERM)
        )
        try:
            while not ledger.exists() or len(done := ledger.read_text().split()) < BATCH:
                if worker.poll() is not None:
                    sys.exit("The worker ended before the batch did.")
                time.sleep(0.2)
        finally:
            worker.terminate()
            worker.wait(30)
        moments = sorted(map(float, done))
        warm = count  # the first of each child sets up what is set up once
        return (len(moments) - 1 - warm) / (moments[-1] - moments[warm])


def measure(*, long: bool) -> None:
    speed()
    print()
    children((1, 2, 4) if (os.cpu_count() or 1) >= 4 else (1, 2))
    print()
    memory(LONG_LIFE if long else SHORT_LIFE)
