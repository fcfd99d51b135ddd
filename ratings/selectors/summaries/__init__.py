"""Summaries of many people, gathered for the paper in a fixed number of queries each."""

from ratings.selectors.summaries.annexes import annex_payload, managed_people
from ratings.selectors.summaries.channels import channels_payload, leaders_rated_above
from ratings.selectors.summaries.members import members_payload

__all__ = ["annex_payload", "channels_payload", "leaders_rated_above", "managed_people", "members_payload"]
