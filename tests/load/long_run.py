"""The long run of ``killing``: ``python -m config.dev.services python -m tests.load.long_run [papers] [kills]``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kiem-diem-kills-") as name:
        folder = Path(name)
        os.environ |= {"VAR_DIR": name, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEMO_CLOCK": "0"}
        django.setup()
        from django.core.management import call_command

        from forms_templates.services import batches
        from organizations.models import User
        from tests.load.killing import run

        batches._call_workers = lambda batch_id: None  # the sweeper of the worker finds the batch
        call_command("migrate", verbosity=0)
        papers, kills = (int(number) for number in (sys.argv[1:] + ["1000", "50"][len(sys.argv) - 1 :]))
        print(run(papers=papers, kills=kills, by=User.objects.create(username="load"), folder=folder))
