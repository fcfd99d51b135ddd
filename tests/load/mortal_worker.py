"""A real worker with its own beat, for tests that kill it: leases of seconds, not minutes, so that a run is short.

Started as ``python -m tests.load.mortal_worker`` with the database and broker of the test in its environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django

PAPERS_AT_A_TIME = 20


def gather(refs: Sequence[str], by: object) -> dict[str, Any]:
    """A sheet that asks the place of residence about somebody, different for each reference."""
    from forms_templates.choices import DocumentKind
    from forms_templates.sources import Wanted

    return {
        ref: Wanted(
            DocumentKind.RESIDENCE_REQUEST,
            f"load:{ref}",
            f"Phiếu xin ý kiến {ref}",
            {
                "attach_reply": False,
                "header": {"superior": "Đảng ủy xã Tân Hòa", "issuer": "Chi bộ thôn Đông", "place": "Tân Hòa"},
                "data": {"addressee": "Chi ủy thôn Tây", "sender": "Chi bộ thôn Đông", "member": f"Nguyễn Văn {ref}"},
            },
        )
        for ref in refs
    }


def keep(pairs: object) -> None:
    """Nobody's papers."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    from config.celery import app
    from forms_templates.services import batches, documents
    from forms_templates.sources import register_batch_source

    documents.LEASE = batches.LEASE = timedelta(seconds=3)
    documents.PATIENCE = timedelta(seconds=1)
    register_batch_source("load", gather, keep=keep, chunk=PAPERS_AT_A_TIME)
    app.conf.beat_schedule = {"sweep": {"task": "forms_templates.tasks.sweep_documents", "schedule": 0.5}}
    app.worker_main(["worker", "--beat", "--concurrency", "2", "--loglevel", "WARNING", *sys.argv[1:]])


if __name__ == "__main__":
    main()
