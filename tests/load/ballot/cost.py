"""What casting a vote costs, side by side with plain views that make the same two writes.

One yardstick answers with the smallest page of the program, as any view of it would; the other with a word and nothing
else. Both check and lock nothing, seal nothing and ask what is voted on nowhere: the rest is the price of the ballot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import include, path, reverse

from organizations.models import User
from ratings.models import Envelope, Voter
from ratings.views.voting import CODES
from reviews.views.home import signed_in
from tests.load.ballot.rounds import Round, make_campaign, make_people, open_round
from tests.load.ballot.serving import session_of
from tests.load.measuring import Taken, in_turns

ROUNDS = 80
QUESTIONS = 8


def writes(request: HttpRequest) -> None:
    session_id = int(request.POST["session"])
    with transaction.atomic():
        rows = Voter.objects.filter(session_id=session_id, person_id=signed_in(request).person_key, voted=False)
        assert rows.update(voted=True) == 1
        Envelope.objects.create(session_id=session_id, sealed=os.urandom(48 + QUESTIONS))


def with_a_page(request: HttpRequest) -> HttpResponse:
    writes(request)
    return render(request, "base.html")


def with_a_word(request: HttpRequest) -> HttpResponse:
    writes(request)
    return HttpResponse("received")


urlpatterns = [
    path("bare/page/", with_a_page),
    path("bare/word/", with_a_word),
    path("", include("config.urls")),
]


@override_settings(ROOT_URLCONF="tests.load.ballot.cost")
def side_by_side(*, rounds: int = ROUNDS) -> dict[str, Taken]:
    """Each act ``rounds`` times, in turns, each time by another voter with a real session."""
    voters, campaign = make_people(rounds + 1, name="cost"), make_campaign()
    sessions = {voter.pk: session_of(voter) for voter in voters}

    def votes(box: Round, address: str) -> Iterator[int]:
        sheet = {f"question-{question}": list(CODES)[1] for question in box.questions}
        for voter in voters:
            answer = browser(voter).post(address, {**sheet, "confirmed": "1", "session": str(box.session.pk)})
            assert answer.status_code == 200
            yield answer.status_code

    def browser(voter: User) -> Client:
        client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
        client.cookies["sessionid"] = sessions[voter.pk]
        return client

    boxes = [open_round(campaign, voters, questions=QUESTIONS) for _ in range(3)]
    ballot, page, word = (
        votes(boxes[0], reverse("ballot-vote", args=(boxes[0].session.pk,))),
        votes(boxes[1], "/bare/page/"),
        votes(boxes[2], "/bare/word/"),
    )
    return in_turns(
        {
            "plain view, a word": lambda: next(word),
            "plain view, a page": lambda: next(page),
            "ballot": lambda: next(ballot),
        },
        rounds=rounds,
    )


def measure() -> None:
    assert connection.vendor == "postgresql", (
        "run it by: python -m config.dev.services python -m tests.load.ballot cost"
    )
    taken = side_by_side()
    print(f"{'milliseconds of one vote':28}{'least':>9}{'middle':>9}{'largest':>9}{'own CPU':>9}")
    for name, one in taken.items():
        figures = (one.least, one.middle, one.largest, one.cpu)
        print(f"{name:28}" + "".join(f"{1000 * figure:9.2f}" for figure in figures))
    for yardstick in ("plain view, a page", "plain view, a word"):
        wall = taken["ballot"].middle / taken[yardstick].middle
        cpu = taken["ballot"].cpu / taken[yardstick].cpu
        print(f"ballot / {yardstick}: {wall:.2f} (CPU {cpu:.2f})")
