"""The program's own worker with one more task, which prints and says so; nothing of it touches a database."""

from __future__ import annotations

import os
import time

from celery import Task

from config.celery import app
from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from tests.load.papers import TOKEN, statement


@app.task(base=Task, name="tests.load.print_statement")
def print_statement(number: int, ledger: str) -> None:
    """Prints the statement of that number and writes into ``ledger`` when; appending a line is one write."""
    print_paper(DocumentKind.MAU_02, statement(number), title="Mẫu 02", token=TOKEN)
    line = f"{time.monotonic()}\n".encode()
    handle = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)
