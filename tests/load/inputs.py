"""``python -m config.dev.services python -m tests.load.inputs --examples 100000``: what generated input does.

Every form that a page of five campaigns shows, every other address that takes one, and every form class, each with
input that is odd, broken or somebody else's. Prints counts, and every answer that no input may have.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

#: Requests between two lines of the report.
STEP = 500


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.inputs", description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--sent", type=int, default=15, help="of a hundred so many are whole requests, not one form")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kiem-diem-inputs-") as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        django.setup()
        from django.conf import settings
        from django.db import connection, transaction
        from django.test.utils import setup_test_environment

        settings.MEDIA_ROOT = Path(folder) / "media"
        logging.disable(logging.CRITICAL)
        setup_test_environment()
        connection.creation.create_test_db(verbosity=0)
        with transaction.atomic():
            faults = run(asked.examples, sent_of_hundred=asked.sent)
            transaction.set_rollback(True)
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    for said, fault in faults.items():
        print(f"\n{said}\n{fault}")
    return int(bool(faults))


def run(examples: int, *, sent_of_hundred: int) -> dict[str, str]:
    """The faults found, by the input that led to each."""
    from tests.generated.bound_forms import form_classes, is_filled_in
    from tests.generated.places import build_scenery, find_places
    from tests.generated.running import fill_in, send_generated, send_odd_forms
    from tests.generated.sending import Sender
    from tests.world import standing_on

    faults: dict[str, str] = {}
    filled: Counter[str] = Counter()
    with standing_on(14, 10):
        scenery, sender, started = build_scenery(), Sender(), time.monotonic()
        places = find_places(scenery, sender)
        shown = sum(bool(place.fields) and not place.kinds for place in places)
        print(f"{len(places)} places, {shown} of them forms on a page", flush=True)
        send_odd_forms(sender, places, faults)
        turn, wanted = 0, examples * sent_of_hundred // 100
        while (sent := sum(sender.counts.values())) < wanted:
            turn += 1
            send_generated(scenery, sender, places, faults, examples=min(STEP, wanted - sent), turn=turn)
            done = sum(sender.counts.values())
            print(f"{done} requests, {len(faults)} faults, {time.monotonic() - started:.0f} s", flush=True)
        classes = [form for form in form_classes() if is_filled_in(form)]
        while (left := examples - sum(sender.counts.values()) - sum(filled.values())) > 0:
            turn += 1
            for form in classes:
                most = max(1, min(200, left // len(classes) + 1))
                filled[form.__name__] += fill_in(form, faults, examples=most, turn=turn)
            print(f"{sum(filled.values())} forms filled in, {len(faults)} faults", flush=True)
    print(f"requests by kind: {dict(sender.counts.most_common())}")
    print(f"answers: {dict(sorted(sender.statuses.items()))}")
    print(f"forms filled in: {sum(filled.values())} of {len(filled)} classes")
    total = sum(sender.counts.values()) + sum(filled.values())
    print(f"{total} inputs, {len(faults)} faults, {time.monotonic() - started:.0f} s", flush=True)
    return faults


if __name__ == "__main__":
    raise SystemExit(main())
