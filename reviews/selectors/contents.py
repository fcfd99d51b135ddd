"""Which contents of the plan a form asks of its writer, and what stands in the form before he types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from organizations import clock
from reviews.models import FormEntry, Review
from reviews.rules.contents import MEMBER_CATEGORY, author_of, collective_contents, contents_for
from reviews.rules.parts.contents import CollectiveContentRow, ContentRow
from reviews.rules.products import TASK_ROWS
from reviews.rules.signs import SIGN_ROWS
from reviews.rules.vocabulary import Tier
from reviews.selectors.preparation import targets_of
from reviews.selectors.roster import posts_roster
from reviews.selectors.signs import blank_sign_rows

#: Where an entry keeps the contents that were asked when it was last saved.
CONTENTS = "contents"


def asked_contents(review: Review, data: Mapping[str, Any]) -> list[ContentRow | CollectiveContentRow]:
    """By the level of a body, by what a person says of himself and the posts he holds today (P4-1.3.1, P4-1.3.2).

    One query for a person; none for a body, and none where the plan asks for no such contents.
    """
    plan = review.campaign.plan
    if plan.contents is None:
        return []
    if review.collective is not None:
        return list(collective_contents(Tier(review.collective.organization.tier), plan))
    assert review.person is not None
    author = author_of(review.person.pk, data, state_paid=_is_state_paid(review))
    roster = posts_roster(review.campaign.issuer, review.person, on=clock.today())
    return list(contents_for(author, roster, plan))


def _is_state_paid(review: Review) -> bool:
    """A leader, or somebody on the staff of a unit."""
    return review.rated_as_cadre or (review.person is not None and review.person.workplace_id is not None)


def shown_contents(entry: FormEntry) -> list[str] | None:
    """The keys of the contents that stand on the form: those of today while it is written, else those handed in.

    None where the plan asks for no such contents: the form stands whole.
    """
    if entry.review.campaign.plan.contents is None:
        return None
    if not entry.is_editable and isinstance(entry.data.get(CONTENTS), list):
        return [str(key) for key in entry.data[CONTENTS]]
    return [row.key for row in asked_contents(entry.review, entry.data)]


def shown_data(entry: FormEntry) -> dict[str, Any]:
    """What the form holds before the writer changes it: stored answers, the words of today, what is known of him.

    Once handed in it stays as it was handed in.
    """
    review, data = entry.review, dict(entry.data)
    if not entry.is_editable:
        return data
    if rows := blank_sign_rows(review):
        data[SIGN_ROWS] = with_answers(rows, data.get(SIGN_ROWS))
    if review.campaign.plan.contents is not None and review.person is not None and MEMBER_CATEGORY not in data:
        author = author_of(review.person.pk, data, state_paid=_is_state_paid(review))
        data[MEMBER_CATEGORY] = author.category.value if author.category is not None else ""
    if review.campaign.plan.form(entry.form_code).products is not None and not data.get(TASK_ROWS):
        data[TASK_ROWS] = [{"task": target.text, "product": "", "result": ""} for target in targets_of(review)]
    return data


def with_answers(rows: list[dict[str, Any]], answers: Any) -> list[dict[str, Any]]:
    """The rows of the list with what was answered to each by its number; answers to no row of the list are left out."""
    kept = answers if isinstance(answers, list) else []
    by_number = {str(row.get("number")): row for row in kept if isinstance(row, Mapping)}
    return [
        {**row, **{key: by_number.get(row["number"], {}).get(key, row[key]) for key in ("grade", "remedy")}}
        for row in rows
    ]
