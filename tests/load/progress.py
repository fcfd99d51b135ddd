"""Where each review stands, and the plans as data, side by side with a plain yardstick.

Each figure is the least, the middle and the largest of several runs, and its ratio to the yardstick's middle on the
same machine in the same minute; the ratio is what to compare from one day to the next.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from reviews.rules.plan import available_presets, load_preset
from reviews.rules.progress import ReviewFacts, VenueFact, steps_of
from tests.load.measuring import Act, in_turns

RUNS = 7
REVIEWS = 5_000


def facts() -> list[ReviewFacts]:
    """Reviews at every stage of the year's work, as a selector loads them."""
    venues = (VenueFact("Lãnh đạo Phòng", date(2023, 11, 20)), VenueFact("Chi bộ", date(2023, 11, 22)))
    held = tuple(replace(venue, draft_sent=True, concluded=True, voted=True) for venue in venues)
    stages = (
        ReviewFacts(name="mới", is_collective=False, venues=venues, opinions_needed=1, unit_rating_needed=True),
        ReviewFacts(name="đã nộp", is_collective=False, venues=venues, entry_submitted=True, residence_sent=True),
        ReviewFacts(name="đã họp", is_collective=False, venues=held, entry_submitted=True, entry_final=True),
        ReviewFacts(name="tập thể", is_collective=True, venues=venues[:1], prompts_issued=1),
        ReviewFacts(
            name="xong", is_collective=False, venues=held, entry_submitted=True, entry_final=True, appraised=True,
            submitted_on=date(2023, 12, 1), decided=True, unit_rated=True, residence_sent=True, residence_in=True,
        ),
    )  # fmt: skip
    return [stages[number % len(stages)] for number in range(REVIEWS)]


def measure() -> None:
    rows, plan = facts(), load_preset("p0_huyen_2023")
    sheet = json.dumps([{"name": row.name, "venues": [venue.name for venue in row.venues]} for row in rows])
    yardstick = "yardstick: the same names as JSON"
    acts: dict[str, Act] = {
        yardstick: lambda: json.loads(sheet),
        f"progress of {REVIEWS:,} reviews": lambda: [steps_of(row, plan, on=date(2023, 11, 25)) for row in rows],
        "reading all presets anew": lambda: [load_preset.__wrapped__(slug) for slug in available_presets()],
    }
    taken = in_turns(acts, rounds=RUNS)
    print(f"{'':36}{'least':>10}{'middle':>10}{'largest':>10}{'ratio':>10}")
    for name, one in taken.items():
        figures = f"{one.least:10.4f}{one.middle:10.4f}{one.largest:10.4f}"
        print(f"{name:36.36}{figures}{one.middle / taken[yardstick].middle:10.1f}")
