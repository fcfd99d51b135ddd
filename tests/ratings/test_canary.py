"""A ballot like no other, a phrase and a receipt: found where they belong and nowhere else, also when things break."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Task
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.log import AdminEmailHandler
from django.views import debug

from organizations.sessions import SessionStore
from ratings import sealing
from ratings.models import BallotSession, Envelope, KeyHolder
from ratings.selectors import boxes
from ratings.selectors.boxes import CHOICES
from ratings.services import counting
from ratings.views import receipt_page
from ratings.views.voting import WORDS
from tests.load.ballot import traces
from tests.load.ballot.rounds import Round, make_campaign, make_people, open_round

QUESTIONS = 12
#: By question. Nobody types that by chance, and no page lists it.
CANARY = (3, 1, 4, 1, 2, 4, 0, 2, 3, 3, 1, 4)
#: What stands between two parts of a list, however it is written down.
BETWEEN = r"\W{1,14}"


class Tells:
    """What would give the ballot away, in any of the forms in which it could be written down."""

    def __init__(self, box: Round) -> None:
        codes = [str(code) for code in CANARY]
        levels = [CHOICES[code] for code in CANARY]
        words = [WORDS[code] for code in codes]
        ids = [str(question) for question in box.questions]
        pairs = [rf"\b{pk}\W{{1,14}}{code}\b" for pk, code in zip(ids, codes, strict=True)]
        named = [rf"question-{pair[2:]}" for pair in pairs]
        self._patterns = {
            "codes": re.compile("".join(codes)),
            "list of codes": re.compile(BETWEEN.join(codes)),
            "levels": re.compile(BETWEEN.join(level for level in levels if level)),
            "words": re.compile(BETWEEN.join(words)),
            "codes by question": re.compile(r"[^<>]{0,20}".join(pairs[:4])),
            "levels by question": re.compile(
                BETWEEN.join(rf"{pk}\W{{1,14}}{level}" for pk, level in zip(ids[:4], levels[:4], strict=True))
            ),
            "form": re.compile("|".join(named)),
        }
        self._bytes = bytes(CANARY)

    def found(self, text: str) -> list[str]:
        return [name for name, pattern in self._patterns.items() if pattern.search(text)]

    def found_in_bytes(self, content: bytes) -> list[str]:
        sealed = ["bytes"] if self._bytes in content or self._bytes.hex().encode() in content else []
        return sealed + self.found(content.decode("latin-1")) + self.found(content.decode("utf-8", "replace"))


@pytest.fixture
def box(db: None) -> Round:
    return open_round(make_campaign(), make_people(QUESTIONS, name="canary"), questions=QUESTIONS)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is given to the workers."""
    sent: list[str] = []
    monkeypatch.setattr(Task, "apply_async", lambda task, *more, **named: sent.append(f"{task.name} {more} {named}"))
    return sent


@pytest.fixture
def reports(settings: Any) -> Iterator[None]:
    """Error reports are mailed, with everything in them that a report can have."""
    settings.ADMINS = [("Quản trị", "admin@example.org")]
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


def letters() -> str:
    """All e-mails as they go out, and as they are read."""
    parts = []
    for letter in mail.outbox:
        written = f"{letter.message()} {letter.body} {getattr(letter, 'alternatives', '')}".replace("\\n", " ")
        parts += [written, html.unescape(re.sub(r"<[^>]*>", " ", written))]
    return "\n".join(parts)


def browser(box: Round, place: int) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(box.voters[place])
    return client


def sheet(box: Round) -> dict[str, str]:
    return {f"question-{question}": str(code) for question, code in zip(box.questions, CANARY, strict=True)}


def page(box: Round) -> str:
    return reverse("ballot-vote", args=(box.session.pk,))


def phrases(box: Round) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, (person, phrase) in zip(("first", "second"), box.phrases.items(), strict=False):
        fields |= {f"holder-{name}": str(person), f"phrase-{name}": phrase}
    return fields


def digits(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\D{0,3}".join(phrase.split()))


def receipt_on(text: str) -> str:
    found = re.search(r'"receipt-code"><code>(.*?)</code>', text)
    assert found
    return re.sub(r"<[^>]*>|[^0-9a-f]", "", found[1])


def headers_of(answer: Any) -> str:
    return f"{answer.headers} {answer.cookies}"


@pytest.mark.django_db(transaction=True)
def test_a_vote_and_its_count_leave_neither_choices_nor_phrases_nor_the_receipt_anywhere(
    box: Round, caplog: pytest.LogCaptureFixture, published: list[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    tells, client, headers = Tells(box), browser(box, 5), []
    with traces.write_ahead_log() as log:
        for fields in (sheet(box), {**sheet(box), "edit": "1"}, {**sheet(box), "confirmed": "1"}):
            answer = client.post(page(box), fields)
            assert answer.status_code == 200
            headers.append(headers_of(answer))
        receipt = receipt_on(answer.content.decode())
        assert tells.found(client.get(page(box)).content.decode()) == []
        for place in (0, 1, 2, 3):
            box.cast(box.voters[place], box.ballot(*CHOICES))
        while_open = traces.database_text()
        assert receipt not in while_open.replace(Envelope.objects.get(pk=_own(receipt)).sealed.hex(), "")
        box.close()
        after_closing = traces.database_text()
        counted = browser(box, 0).post(reverse("ballot-count", args=(box.session.pk,)), phrases(box))
        assert counted.status_code == 302
        headers.append(headers_of(counted))
        records = log.read() if log is not None else []
    everywhere = {
        "database while open": while_open,
        "database when shut": after_closing,
        "database when counted": traces.database_text(),
        "dump": traces.dump().decode("latin-1"),
        "server's log": traces.server_log().decode("utf-8", "replace"),
        "sessions": traces.sessions_text(),
        "Redis": traces.shared_memory_text(),
        "tasks": "\n".join(published),
        "log": "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records),
        "headers": "\n".join(headers),
        "e-mails": letters(),
    }
    kept = ("database when shut", "database when counted", "dump")
    for name, text in everywhere.items():
        assert not tells.found_in_bytes(text.encode()), name
        for phrase in box.phrases.values():
            assert not digits(phrase).search(text), name
        # Its own list, made when the box is shut, is where a voter finds it.
        assert name in kept or receipt not in text, name
    for record in records:
        assert not tells.found_in_bytes(record.data)
        assert not any(digits(phrase).search(record.data.decode("latin-1")) for phrase in box.phrases.values())


def _own(receipt: str) -> Any:
    return next(row.pk for row in Envelope.objects.all() if sealing.receipt_of(bytes(row.sealed)) == receipt)


def breaks(*_: object, **__: object) -> Any:
    raise RuntimeError("hỏng")


#: Where casting can break: before the page is reached, under it, and after the vote is in.
WHILE_VOTING: dict[str, tuple[Any, str]] = {
    "session": (SessionStore, "_get_session_from_db"),
    "checks": (boxes, "ballot_findings"),
    "seal": (sealing, "X25519PublicKey"),
    "envelope": (Envelope.objects, "create"),
    "receipt": (sealing, "receipt_of"),
    "answer": (receipt_page, "fours"),
}
#: And counting.
WHILE_COUNTING: dict[str, tuple[Any, str]] = {
    "session": (SessionStore, "_get_session_from_db"),
    "key": (sealing, "Argon2id"),
    "attempt": (counting, "_note_attempt"),
    "unseal": (sealing, "unseal"),
    "totals": (counting, "_freeze"),
}


@pytest.mark.parametrize("where", sorted(WHILE_VOTING))
def test_the_report_of_a_vote_that_broke_holds_nothing_of_it(
    box: Round, reports: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    caplog.set_level(logging.DEBUG)
    client = browser(box, 5)
    monkeypatch.setattr(*WHILE_VOTING[where], breaks)
    answer = client.post(page(box), {**sheet(box), "confirmed": "1"})
    assert answer.status_code == 500
    assert Tells(box).found(letters()) == []
    assert len(mail.outbox) == 1
    assert "Traceback" in letters()
    assert Tells(box).found(answer.content.decode()) == []
    assert Tells(box).found("\n".join(caplog.messages) + caplog.text) == []


@pytest.mark.parametrize("where", sorted(WHILE_COUNTING))
def test_the_report_of_a_count_that_broke_holds_neither_phrases_nor_ballots(
    box: Round, reports: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    caplog.set_level(logging.DEBUG)
    choices = dict(zip(box.questions, (CHOICES[code] for code in CANARY), strict=True))
    for voter in box.voters[:5]:
        box.cast(voter, choices)
    box.close()
    client = browser(box, 0)
    monkeypatch.setattr(*WHILE_COUNTING[where], breaks)
    answer = client.post(reverse("ballot-count", args=(box.session.pk,)), phrases(box))
    assert answer.status_code == 500
    assert len(mail.outbox) == 1
    told = letters() + answer.content.decode() + caplog.text
    assert Tells(box).found_in_bytes(told.encode()) == []
    assert not any(digits(phrase).search(told) for phrase in box.phrases.values())
    assert BallotSession.objects.get(pk=box.session.pk).state == "closed"


def test_the_report_of_a_phrase_that_could_not_be_noted_does_not_hold_it(
    box: Round, reports: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    BallotSession.objects.filter(pk=box.session.pk).update(state="preparing")
    monkeypatch.setattr(sealing, "new_phrase", lambda: "4821 9930 1175 6640 2093")
    monkeypatch.setattr(KeyHolder, "save", breaks)
    answer = browser(box, 0).post(reverse("ballot-phrase", args=(box.session.pk, box.voters[0].person_key)))
    assert answer.status_code == 500
    assert len(mail.outbox) == 1
    assert "4821" not in letters()


def test_these_tests_would_see_a_report_that_tells(box: Round, reports: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that Django would report of a view that nobody marked."""
    monkeypatch.setattr("config.reports.NothingTyped.is_active", lambda *_: False)
    monkeypatch.setattr(debug.SafeExceptionReporterFilter, "is_active", lambda *_: False)
    monkeypatch.setattr(Envelope.objects, "create", breaks)
    browser(box, 5).post(page(box), {**sheet(box), "confirmed": "1"})
    assert {"form", "levels by question"} <= set(Tells(box).found(letters()))
