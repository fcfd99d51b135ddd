"""The long runs: ``python -m config.dev.services python -m tests.load.ballot [SUBJECT …]``, on servers of their own."""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

#: As quick as in the demo: how slowly a phrase becomes a key is not what is looked at.
FAST_KEYS = '{"iterations": 1, "lanes": 1, "memory_cost": 8192}'

ATTEMPTS_OF_EACH, DOUBLE_VOTERS, DOUBLE_CONNECTIONS = 25, 400, 64
WEB_ATTEMPTS_OF_EACH, WEB_VOTERS, WEB_CONNECTIONS = 10, 100, 16
RACES, RACE_VOTERS, RACE_CONNECTIONS = 100, 60, 32
CROWD, CROWD_SECONDS = 500, 60
LEARNED, ATTACKED = 100, 200
KILLS, KILL_VOTERS, COUNT_VOTERS = 50, 500, 60


def double(folder: Path) -> None:
    """One voter many times at once: by the service over 64 connections, then through the web server."""
    from tests.load.ballot import racing, serving
    from tests.load.ballot.rounds import make_campaign, make_people, open_round

    box = open_round(make_campaign(), make_people(DOUBLE_VOTERS, name="double"), questions=5)
    outcome = racing.double(box, racing.by_service(box), times=ATTEMPTS_OF_EACH, connections_at_once=DOUBLE_CONNECTIONS)
    print("service:", outcome, "holds:", outcome.holds)
    box = open_round(make_campaign(), make_people(WEB_VOTERS, name="web"), questions=5)
    with serving.web(folder) as server:
        outcome = racing.double(
            box, racing.by_web(server.port, box), times=WEB_ATTEMPTS_OF_EACH, connections_at_once=WEB_CONNECTIONS
        )
    print("web:", outcome, "holds:", outcome.holds)


def close(folder: Path) -> None:
    from tests.load.ballot import racing
    from tests.load.ballot.rounds import make_campaign, make_people

    outcome = racing.close_against_votes(
        make_campaign(), make_people(RACE_VOTERS, name="race"), races=RACES, hands=RACE_CONNECTIONS
    )
    print(outcome, "holds:", outcome.holds)


def kill(folder: Path) -> None:
    from tests.load.ballot import killing
    from tests.load.ballot.rounds import make_campaign, make_people

    votes = killing.kill_while_voting(
        make_campaign(), make_people(KILL_VOTERS, name="killed"), kills=KILLS, folder=folder
    )
    print(votes, "holds:", votes.holds)
    counts = killing.kill_while_counting(
        make_campaign(), make_people(COUNT_VOTERS, name="counted"), kills=KILLS, folder=folder
    )
    print(counts, "holds:", counts.holds)


def attack(folder: Path) -> None:
    """Two hundred rounds attacked with what was learned on a hundred others; then boxes that leak."""
    from django.test.utils import override_settings

    from tests.load.ballot import leaks, traces
    from tests.load.ballot.attack import VOTERS, alike, open_rounds, watch
    from tests.load.ballot.attack import attack as attacked
    from tests.load.ballot.rounds import make_campaign, make_people

    campaign, voters = make_campaign(), make_people(VOTERS, name="watched")
    with (
        traces.write_ahead_log() as log,
        override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"),
    ):
        watched = open_rounds(campaign, voters, rounds=LEARNED + ATTACKED, seed=1, log=log)
        names = set().union(*(note for seen in watched for note in seen.features))
        print(f"{len(names)} things noted of a voter; envelopes partly alike: {alike(watched)}")
        print("sealed:", attacked(watched[:LEARNED], watched[LEARNED:]))
        opened = sum(seen.by_phrases == seen.truth for seen in watched)
        print(f"with two phrases: every voter in {opened} of {len(watched)} rounds")
        for name, leak in leaks.LEAKS.items():
            chance = random.Random(2)
            leaking = [watch(campaign, voters, chance=chance, log=log, leak=leak, count=False) for _ in range(20)]
            print(f"{name}:", attacked(leaking[:5], leaking[5:]))


def crowd(folder: Path) -> None:
    """Five hundred voters within a minute."""
    from tests.load.ballot import crowd
    from tests.load.ballot.rounds import make_campaign, make_people

    outcome = crowd.vote(make_campaign(), make_people(CROWD, name="crowd"), within=CROWD_SECONDS, folder=folder)
    print(outcome, "holds:", outcome.holds)


def cost(folder: Path) -> None:
    from tests.load.ballot import cost

    cost.measure()


SUBJECTS: dict[str, Callable[[Path], None]] = {
    "double": double, "close": close, "kill": kill, "attack": attack, "cost": cost, "crowd": crowd,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.ballot", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    asked = parser.parse_args().subjects or list(SUBJECTS)
    with tempfile.TemporaryDirectory(prefix="kiem-diem-ballot-") as name:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.load.ballot.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "VAR_DIR": name,
            "BALLOT_KDF": FAST_KEYS,
            "LOG_LEVEL": "ERROR",
        }
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        for subject in asked:
            began = time.monotonic()
            print(f"== {subject}", flush=True)
            SUBJECTS[subject](Path(name))
            print(f"   {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
