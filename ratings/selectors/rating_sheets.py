"""The rating sheet of one subject, filled in with what is known of it (P4-2.2.2-c)."""

from __future__ import annotations

from typing import Any

from forms_templates.loader import get_definition
from ratings.selectors.summaries.channels import channels_of
from reviews.choices import Track
from reviews.models import Review
from reviews.selectors.papers import header, heading, identity

#: What the sheet leaves to the hand: the meeting reports it, the subject himself does not read it here.
_BY_HAND = frozenset({"residence", "workplace"})


def rating_sheet_payload(review: Review, form: str) -> dict[str, Any]:
    """The sheet with the subject's particulars, the criteria entered for its kind and what the channels say so far."""
    campaign = review.campaign
    regulation = campaign.plan.forms_regulation
    known = channels_of(campaign, [review])[review.pk] | {"self": ""}
    known["self"] = known["self_level"]
    channels = [
        {**row, "level": "" if row["source"] in _BY_HAND else known.get(row["source"], "")}
        for row in get_definition(form, regulation).field("channels").preset
    ]
    kind = Track.COLLECTIVE if review.is_collective else Track.CADRE
    criteria = campaign.level_criteria.filter(kind=kind).first()
    lines = [line.strip() for line in criteria.text.splitlines() if line.strip()] if criteria else []
    payload: dict[str, Any] = {
        "regulation": regulation,
        "form": form,
        **heading(review),
        "header": header(review.unit),
        "criteria_document": criteria.document if criteria else "",
        "data": {"criteria": [{"criterion": line} for line in lines], "channels": channels},
    }
    if review.person is not None:
        return payload | {"identity": identity(review.person, cell=None)}
    return payload | {"collective": str(review.collective), "unit": str(review.unit)}
