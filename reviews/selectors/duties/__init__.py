"""The duties of the year's work: forms to write, opinions to give, meetings to prepare and hold.

Each source answers in a fixed number of queries, for one user or for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from organizations.models import User
from reviews.duties import Duty
from reviews.models import Campaign
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import DueDays

from .meetings import meetings_to_hold, meetings_to_plan
from .opinions import opinions_to_give, residence_requests
from .papers import dossiers_to_send, entries_to_write, prompts_to_issue


def review_duties(campaign: Campaign, on: date, user: User | None) -> Iterator[Duty]:
    actors = Actors(user)
    due_days = DueDays(campaign)
    yield from prompts_to_issue(campaign, actors, due_days)
    yield from entries_to_write(campaign, actors, due_days)
    yield from residence_requests(campaign, actors, due_days)
    yield from opinions_to_give(campaign, actors)
    yield from meetings_to_hold(campaign, actors, on)
    yield from meetings_to_plan(campaign, actors)
    yield from dossiers_to_send(campaign, actors, due_days)
