"""Summaries of many people, gathered for the paper in a fixed number of queries each."""

from ratings.selectors.summaries.annexes import ANNEXES, SLOTS, annex_payload, lists_for, managed_people
from ratings.selectors.summaries.channels import channels_payload, leaders_rated_above
from ratings.selectors.summaries.members import members_payload

__all__ = [
    "ANNEXES",
    "SLOTS",
    "annex_payload",
    "channels_payload",
    "leaders_rated_above",
    "lists_for",
    "managed_people",
    "members_payload",
]
