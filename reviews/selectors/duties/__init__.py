"""The duties of the year's work: forms to write, opinions to give, meetings to hold, figures and reports to send.

Each list takes a fixed number of queries, for one campaign or many, for one user or for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from organizations.models import User
from reviews.duties import Duty
from reviews.models import Campaign
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import due_days_of

from .circulation import drafts_to_circulate
from .directors import directors_to_assign
from .dossiers import cell_dossiers_to_send, dossiers_to_take_in
from .figures import figures_to_send, reports_to_pass_on, reports_to_send
from .meetings import classifying_meetings_to_plan, meetings_to_hold, meetings_to_plan
from .opinions import opinions_to_give, residence_requests
from .papers import dossiers_to_send, entries_to_write, prompts_to_issue
from .polls import polls_to_count, polls_to_prepare
from .proposals import proposals_to_send, proposals_to_weigh
from .remedies import remedies_to_approve, remedies_to_write


def review_duties(campaigns: Sequence[Campaign], on: date, user: User | None) -> Iterator[Duty]:
    actors = Actors(user)
    due_days = due_days_of(campaigns)
    yield from prompts_to_issue(campaigns, actors, due_days)
    yield from proposals_to_send(campaigns, actors, on)
    yield from proposals_to_weigh(campaigns, actors)
    yield from entries_to_write(campaigns, actors, due_days)
    yield from residence_requests(campaigns, actors, due_days)
    yield from opinions_to_give(campaigns, actors)
    yield from drafts_to_circulate(campaigns, actors)
    yield from directors_to_assign(campaigns, actors)
    yield from polls_to_prepare(campaigns, actors)
    yield from polls_to_count(campaigns, actors, on)
    yield from meetings_to_hold(campaigns, actors, on)
    yield from meetings_to_plan(campaigns, actors)
    yield from classifying_meetings_to_plan(campaigns, actors)
    yield from remedies_to_write(campaigns, actors)
    yield from remedies_to_approve(campaigns, actors)
    yield from dossiers_to_send(campaigns, actors, due_days)
    yield from cell_dossiers_to_send(campaigns, actors, due_days)
    yield from dossiers_to_take_in(campaigns, actors)
    yield from figures_to_send(campaigns, actors, due_days)
    yield from reports_to_send(campaigns, actors, due_days)
    yield from reports_to_pass_on(campaigns, actors, due_days)
