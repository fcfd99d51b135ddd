"""A vote costs a fixed number of queries, whatever is asked and however many vote."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.load.ballot.rounds import make_campaign, make_people, open_round
from tests.reviews.test_pages import signed_in

#: The session, the account; the row of the round under its lock; the voter's row, the envelope.
QUERIES = 5
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.parametrize("questions", [1, 3, 30])
def test_a_confirmed_vote_costs_the_same_whatever_is_asked(db: None, questions: int) -> None:
    box = open_round(make_campaign(), make_people(max(questions, 5), name="cost"), questions=questions)
    sheet = {f"question-{question}": "2" for question in box.questions} | {"confirmed": "1"}
    address = reverse("ballot-vote", args=(box.session.pk,))
    # Whoever votes first has read what is asked, and laid out the page on which the others get their receipts.
    signed_in(box.voters[3]).post(address, sheet)
    client = signed_in(box.voters[4])
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, sheet)
    assert "receipt-code" in answer.content.decode()
    asked = [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]
    assert len(asked) == QUERIES, asked
