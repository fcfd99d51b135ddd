"""WHO: the party tree and attached bodies, collectives, people, posts, accounts and grants."""

from .accounts import Grant, User
from .clock import DemoClock
from .organization import Collective, Organization
from .people import CellMembership, Person, Post
from .terms import Term

__all__ = [
    "CellMembership",
    "Collective",
    "DemoClock",
    "Grant",
    "Organization",
    "Person",
    "Post",
    "Term",
    "User",
]
