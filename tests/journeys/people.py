"""The demo's people by the handles of its roster, without a database: who they are and how they sign in."""

from __future__ import annotations

from functools import cache

from config.demo.accounts import SIGN_INS, person_of
from config.demo.cast import PersonDraft
from config.demo.roster import SEED, RosterIndex, draft_people
from organizations.choices import PostRole


@cache
def _roster() -> RosterIndex:
    cast, special = draft_people(SEED)
    return RosterIndex({}, {}, {}, cast.people, special)


@cache
def _named() -> dict[str, str]:
    return {person_of(sign_in, _roster()): sign_in.username for sign_in in SIGN_INS if sign_in.person}


def draft(handle: str) -> PersonDraft:
    return _roster().drafts[handle]


def username(handle: str) -> str:
    """The sign-in of the person with this handle."""
    return _named().get(handle, draft(handle).username)


def name(handle: str) -> str:
    return draft(handle).full_name


def mail_address(handle: str) -> str:
    return f"{draft(handle).username}@example.org"


def leader(place: str, role: PostRole = PostRole.HEAD) -> str:
    """The handle of whoever leads a place."""
    return next(
        handle
        for handle, person in _roster().drafts.items()
        if any(post.place == place and post.role == role for post in person.posts)
    )


def members(cell: str) -> list[str]:
    """The handles of a cell's own members."""
    return [handle for handle, person in _roster().drafts.items() if person.cell == cell]
