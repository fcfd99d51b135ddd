"""``make bench``: each subject by name, or all; ``--long`` takes minutes more for what shows only after hours."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

import django

SUBJECTS = ("progress", "printing", "batch", "ballot")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from tests.load import batch, printing, progress  # need the loaded apps

    wanted = asked.subjects or SUBJECTS
    if "progress" in wanted:
        progress.measure()
    if "printing" in wanted:
        printing.measure(long=asked.long)
    if "batch" in wanted:
        batch.measure_on_own_server(batch.LONG if asked.long else batch.PAPERS)
    if "ballot" in wanted:
        # What it costs is asked of PostgreSQL: a server of its own, as for everything else about the ballot.
        servers = [sys.executable, "-m", "config.dev.services"]
        subprocess.run([*servers, sys.executable, "-m", "tests.load.ballot", "cost"], check=True)


if __name__ == "__main__":
    main()
