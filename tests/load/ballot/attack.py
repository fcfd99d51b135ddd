"""Somebody with everything but the phrases tries to tell who chose what.

He watches rounds in which he knows the truth (say, because their voters told him), notes whatever he can read of each
voter and his envelope, and learns which of it goes with the choice. What tells best there he holds against rounds that
he has not seen, once: so the chance of being right by luck is known exactly. In each round half of the voters choose
one thing and half another; he knows that too.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import comb, log

from django.core import mail
from django.test import Client
from django.urls import reverse

from organizations.models import SignedInSession, User
from organizations.sessions import row_key
from ratings import sealing
from ratings.models import Envelope
from ratings.selectors.boxes import BLANK, CHOICES
from ratings.views.voting import CODES
from reviews.choices import Level
from reviews.models import Campaign
from tests.load.ballot import leaks, traces
from tests.load.ballot.rounds import Round, open_round
from tests.load.ballot.serving import session_of
from tests.load.ballot.traces import Record, Row, WriteAheadLog

#: Half of the voters choose the one, half the other, on every question: the strongest signal there can be.
ONE, OTHER = Level.EXCELLENT.value, BLANK
VOTERS, QUESTIONS = 8, 3
#: More than this of a record tells nothing new.
MOST_BYTES = 320

#: What is known of one voter, by the name of what it is. Numbers are compared, texts are recognized.
Features = dict[str, float | str]


@dataclass(frozen=True)
class Watched:
    """A round as the attacker has it, and beside it the truth. ``features`` and ``truth`` by the voters' places."""

    features: list[Features]
    truth: list[bool]
    by_phrases: list[bool] = field(default_factory=list)


class Watcher:
    """Notes what can be read while one round is voted on, shut and counted."""

    def __init__(self, box: Round, log: WriteAheadLog | None) -> None:
        self._box, self._log = box, log
        self._known = set(Envelope.objects.values_list("pk", flat=True))
        self._mails = len(mail.outbox) if hasattr(mail, "outbox") else 0
        self._memory = traces.shared_memory_text()
        self._records: dict[int, list[Record]] = defaultdict(list)
        self.notes: list[Features] = [{} for _ in box.voters]
        self.envelopes: list[bytes] = []

    def voted(self, place: int, seconds: float, answers: Sequence[tuple[int, int]], session_key: str) -> None:
        """Right after a vote: the new envelope is this voter's."""
        note = self.notes[place]
        envelope = Envelope.objects.exclude(pk__in=self._known).get()
        self._known.add(envelope.pk)
        sealed = bytes(envelope.sealed)
        self.envelopes.append(sealed)
        note["seconds"] = seconds
        note["envelope length"] = len(sealed)
        note |= {f"envelope {number}": byte for number, byte in enumerate(sealed)}
        note |= {f"envelope bytes {number}": sealed[number : number + 4].hex() for number in range(0, len(sealed), 4)}
        note |= {f"id {number}": byte for number, byte in enumerate(envelope.pk.bytes)}
        note["receipt"] = int(sealing.receipt_of(sealed), 16)
        for number, (request, answer) in enumerate(answers):
            note[f"request {number}"], note[f"answer {number}"] = request, answer
        kept = SignedInSession.objects.get(pk=row_key(session_key))
        note["session length"] = len(kept.session_data)
        note |= {f"session {name}": str(value) for name, value in kept.get_decoded().items() if name[0] != "_"}
        memory = traces.shared_memory_text()
        note["memory"], self._memory = float(memory != self._memory), memory
        note["mails"] = (len(mail.outbox) if hasattr(mail, "outbox") else 0) - self._mails
        self._note_rows(note, place, envelope.pk.hex)

    def _note_rows(self, note: Features, place: int, envelope_id: str) -> None:
        """What was written by the transaction that turned the voter's row: on PostgreSQL its version tells."""
        turned = self._rows_by_voter()[self._box.voters[place].person_key]
        note["voter place"], note["voter version"] = turned.place[0] * 1000 + turned.place[1], turned.version
        if self._log is None:
            self._note_new(note)
            return
        written = self._log.read()
        records = [record for record in written if record.transaction == turned.version]
        note["records"] = len(records)
        for number, record in enumerate(records):
            name = f"record {number} {record.kind}"
            note[f"{name} length"] = len(record.data)
            note |= {f"{name} {place}": byte for place, byte in enumerate(record.data[:MOST_BYTES])}
        for table in traces.tables():
            for number, row in enumerate(traces.rows_of(table, version=turned.version)):
                self._note_row(note, f"{table} {number}", row)

    def _note_new(self, note: Features) -> None:
        """SQLite keeps no versions: the last row of every table that grew may be this voter's."""
        for table in traces.tables():
            if rows := traces.rows_of(table):
                self._note_row(note, table, max(rows, key=lambda row: row.place))

    @staticmethod
    def _note_row(note: Features, name: str, row: Row) -> None:
        note[f"{name} place"] = row.place[0] * 1000 + row.place[1]
        for column, text in row.values.items():
            note[f"{name} {column}"] = text
            note[f"{name} {column} length"] = len(text)

    def _rows_by_voter(self) -> dict[int, Row]:
        return {
            int(row.values["person_id"]): row
            for row in traces.rows_of("ratings_voter")
            if row.values["session_id"] == str(self._box.session.pk)
        }

    def counted(self) -> None:
        """After the count: the voters' new places, and whatever has appeared as often as there are voters."""
        session = str(self._box.session.pk)
        for place, voter in enumerate(self._box.voters):
            row = self._rows_by_voter()[voter.person_key]
            self.notes[place]["voter place after"] = row.place[0] * 1000 + row.place[1]
        for table in traces.tables():
            rows = [row for row in traces.rows_of(table) if row.values.get("session_id") == session]
            if len(rows) == len(self._box.voters):
                for place, row in enumerate(rows):
                    self._note_row(self.notes[place], f"after {table}", row)


def watch(
    campaign: Campaign,
    voters: Sequence[User],
    *,
    chance: random.Random,
    log: WriteAheadLog | None,
    leak: Callable[[], AbstractContextManager[None]] = nullcontext,
    count: bool = True,
) -> Watched:
    """One round through the pages, in an order drawn anew; ``count``: to its end."""
    box = open_round(campaign, chance.sample(list(voters), len(voters)), questions=QUESTIONS)
    truth = [place < len(voters) // 2 for place in range(len(voters))]
    chance.shuffle(truth)
    watcher = Watcher(box, log)
    with leak():
        for place in chance.sample(range(len(voters)), len(voters)):
            key = session_of(box.voters[place])
            leaks.now_votes(key)
            if log is not None:
                log.read()
            seconds, answers = _vote(box, key, ONE if truth[place] else OTHER)
            watcher.voted(place, seconds, answers, key)
    if not count:
        return Watched(watcher.notes, truth)
    box.close()
    by_phrases = with_phrases(box)
    box.count()
    watcher.counted()
    return Watched(watcher.notes, truth, by_phrases)


def _vote(box: Round, session_key: str, choice: str) -> tuple[float, list[tuple[int, int]]]:
    """The three steps; the time of the last, and how long each request and its answer were."""
    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
    client.cookies["sessionid"] = session_key
    path = reverse("ballot-vote", args=(box.session.pk,))
    code = {choice: code for code, choice in CODES.items()}[choice]
    sheet = {f"question-{question}": code for question in box.questions}
    sizes, began = [], 0.0
    for fields in (None, sheet, {**sheet, "confirmed": "1"}):
        began = time.perf_counter()
        answer = client.get(path) if fields is None else client.post(path, fields)
        assert answer.status_code == 200
        sizes.append((len(str(fields)), len(answer.content) + sum(map(len, map(str, answer.headers.items())))))
    assert "receipt-code" in answer.content.decode()
    return time.perf_counter() - began, sizes


def with_phrases(box: Round) -> list[bool]:
    """The same attacker with two phrases: the version of a voter's row leads to his envelope, and that opens. By place;
    on SQLite, where no versions lead there, what the box holds in all."""
    holders = {holder.person_id: holder for holder in box.session.holders.all()}
    keys = {
        holders[person].pk: sealing.holder_key(phrase, bytes(holders[person].salt))
        for person, phrase in box.phrases.items()
    }
    first, second = next(combinations(sorted(keys), 2))
    lock = box.session.locks.get(first=first, second=second)
    key = sealing.unlock(bytes(lock.locked), keys[first], keys[second], name=box.session.box_name)
    session = str(box.session.pk)
    opened = {}
    for row in traces.rows_of("ratings_envelope"):
        if row.values["session_id"] == session:
            ballot = sealing.unseal(bytes.fromhex(row.values["sealed"]), key, name=box.session.box_name)
            opened[row.version or row.place] = CHOICES[ballot[0]] == ONE
    if any(isinstance(key, tuple) for key in opened):
        return list(opened.values())
    rows = {
        int(row.values["person_id"]): row.version
        for row in traces.rows_of("ratings_voter")
        if row.values["session_id"] == session
    }
    return [opened[rows[voter.person_key]] for voter in box.voters]


# Learning ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """``right`` of so many ``guesses`` on voters of rounds not seen before; ``chance`` is the probability of so many or
    more by luck. ``drawn_right`` of so many rounds for the one voter drawn in each, and its own chance."""

    feature: str
    rounds: int
    guesses: int
    right: int
    chance: float
    drawn_right: int
    drawn_chance: float

    def links(self, luck: float) -> bool:
        """Better than what luck does with this probability."""
        return min(self.chance, self.drawn_chance) <= luck

    @property
    def links_all(self) -> bool:
        return self.right == self.guesses


def attack(learned: Sequence[Watched], unseen: Sequence[Watched], *, seed: int = 1) -> Verdict:
    """Learns on the ones, guesses on the others."""
    chance = random.Random(seed)
    names = set.intersection(*(set(note) for seen in learned for note in seen.features))
    best, score = "", -1
    model: Mapping[float | str, float] | int = 1
    for name in sorted(names):
        for candidate in _models(name, learned):
            right = sum(_right(seen, _guess(name, candidate, seen, chance)) for seen in learned)
            if right > score:
                best, score, model = name, right, candidate
    right, drawn = 0, 0
    for seen in unseen:
        guessed = _guess(best, model, seen, chance)
        right += _right(seen, guessed)
        place = chance.randrange(len(seen.truth))
        drawn += guessed[place] == seen.truth[place]
    return Verdict(
        feature=best,
        rounds=len(unseen),
        guesses=sum(len(seen.truth) for seen in unseen),
        right=right,
        chance=luck_of_rounds(right, [len(seen.truth) for seen in unseen]),
        drawn_right=drawn,
        drawn_chance=luck_of_draws(drawn, len(unseen)),
    )


def _models(name: str, learned: Sequence[Watched]) -> list[Mapping[float | str, float] | int]:
    """Larger means the one, smaller means the one; and what each value was seen with."""
    values = [note[name] for seen in learned for note in seen.features]
    models: list[Mapping[float | str, float] | int] = []
    if all(isinstance(value, int | float) for value in values):
        models += [1, -1]
    if len(set(values)) <= len(values) // 2:
        with_one: dict[float | str, int] = defaultdict(int)
        with_other: dict[float | str, int] = defaultdict(int)
        for seen in learned:
            for note, truth in zip(seen.features, seen.truth, strict=True):
                (with_one if truth else with_other)[note[name]] += 1
        models.append({value: log((with_one[value] + 1) / (with_other[value] + 1)) for value in set(values)})
    return models


def _guess(name: str, model: Mapping[float | str, float] | int, seen: Watched, chance: random.Random) -> list[bool]:
    """The half that scores higher chose the one; what scores alike is drawn."""
    scores = []
    for note in seen.features:
        value = note.get(name, 0)
        if isinstance(model, int):
            scores.append(model * float(value))
        else:
            scores.append(model.get(value, 0.0))
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], chance.random()))
    ones = set(order[: sum(seen.truth)])
    return [place in ones for place in range(len(scores))]


def _right(seen: Watched, guessed: Sequence[bool]) -> int:
    return sum(guess == truth for guess, truth in zip(guessed, seen.truth, strict=True))


def alike(watched: Sequence[Watched]) -> int:
    """Pairs of envelopes of one round with the same bytes at the same place: whose choices are alike would be seen."""
    pairs = 0
    for seen in watched:
        for one, other in combinations(seen.features, 2):
            pairs += any(name.startswith("envelope bytes") and other.get(name) == one[name] for name in one)
    return pairs


# Luck ----------------------------------------------------------------------------------------------------------------


def luck_of_rounds(right: int, sizes: Sequence[int]) -> float:
    """The exact probability of so many right guesses or more, where in each round half are drawn at random: the sum of
    hypergeometric numbers."""
    spread = {0: Fraction(1)}
    for size in sizes:
        half = size // 2
        hits = {2 * hit: Fraction(comb(half, hit) ** 2, comb(size, half)) for hit in range(half + 1)}
        added: dict[int, Fraction] = defaultdict(Fraction)
        for sum_, weight in spread.items():
            for more, share in hits.items():
                added[sum_ + more] += weight * share
        spread = dict(added)
    return float(sum((weight for sum_, weight in spread.items() if sum_ >= right), Fraction(0)))


def luck_of_draws(right: int, rounds: int) -> float:
    """The exact binomial probability of so many or more of as many fair draws."""
    return float(Fraction(sum(comb(rounds, hit) for hit in range(right, rounds + 1)), 2**rounds))


def open_rounds(
    campaign: Campaign, voters: Sequence[User], *, rounds: int, seed: int, log: WriteAheadLog | None
) -> list[Watched]:
    """The rounds one after another; every fiftieth says so, for whoever waits."""
    chance, watched = random.Random(seed), list[Watched]()
    for number in range(1, rounds + 1):
        watched.append(watch(campaign, voters, chance=chance, log=log))
        if number % 50 == 0:
            print(f"   {number} rounds", flush=True)
    return watched
