"""The columns of the matrix: what an account is to the case of one person, who is reviewed in his office and his cell.

A right that follows from a post, a membership or an invitation has a column for everybody who bears one; a right that
was given has one for each permission and each place on which it can be held: the unit itself, the body above with all
below it, the body above alone, and a unit beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.demo.accounts import account_permissions
from organizations import clock
from organizations.choices import GrantScope
from organizations.models import Collective, Organization, User
from tests.factories.organizations import GrantFactory, PersonFactory, PostFactory, UserFactory
from tests.world import World

BY_POST = {
    "own": "own: the person whose case it is",
    "leads": "same unit: leads his cell (and in the district and the province his office), chairs",
    "leads_unit": "same unit: leads his office",
    "clerk": "same unit: keeps the minutes of his cell",
    "counts": "same unit: a member of his cell, counts the ballots",
    "above_cell": "superior: heads the committee above his cell, decides there",
    "above_head": "superior: heads the committee that issued the plan, decides there",
    "above_member": "superior: a member of that committee, follows the office",
    "board": "superior: the organization board, appraises and prompts",
    "planner": "superior: leads the review of all that is below",
    "residence": "sibling: heads the cell of residence, was asked",
    "beside_head": "sibling: heads the unit beside",
}
PERMISSIONS = (
    "lead_review",
    "keep_roster",
    "appraise",
    "decide",
    "inspect",
    "issue_prompts",
    "give_opinions",
    "keep_accounts",
)
PLACES = {
    "unit": "same unit: on the office alone",
    "above": "subtree: on the committee that issued the plan and all below it",
    "alone": "superior: on that committee alone",
    "beside": "sibling: on the unit beside and all below it",
}
OTHERS = {
    "former_head": "none: headed the office until yesterday",
    "ended_grant": "none: had every permission on the committee until yesterday",
    "coming_grant": "none: has every permission on the committee from tomorrow",
    "accounts": "none: keeps the accounts and sees no content",
    "nobody": "none: has an account and nothing else",
}
GRANTED = {f"{permission}@{place}": told for permission in PERMISSIONS for place, told in PLACES.items()}
STRANGER = "stranger"
COLUMNS = {**BY_POST, **GRANTED, **OTHERS, STRANGER: "none: not signed in"}

#: Of the district, the province and the town: keys of the world's accounts by column.
OFFICE = {
    "own": "deputy",
    "leads": "head",
    "leads_unit": "third",
    "clerk": "member1",
    "counts": "member2",
    "above_cell": "agencies_secretary",
    "above_head": "secretary",
    "above_member": "supervisor",
    "board": "officer",
    "planner": "planner",
    "residence": "village_secretary",
    "beside_head": "commune_secretary",
}


@dataclass(frozen=True)
class Places:
    unit: Organization
    above: Organization
    beside: Organization
    #: The body that leads the unit, whose former head has a column.
    leadership: Collective


def cast(world: World, places: Places, keys: Mapping[str, str] = OFFICE) -> dict[str, User]:
    """The account of every column but the stranger's; a column that ``keys`` leave out is nobody in the case."""
    users = {column: world.users[key] for column, key in keys.items()}
    held: dict[str, tuple[Organization, GrantScope]] = {
        "unit": (places.unit, GrantScope.NODE),
        "above": (places.above, GrantScope.SUBTREE),
        "alone": (places.above, GrantScope.NODE),
        "beside": (places.beside, GrantScope.SUBTREE),
    }
    for permission in PERMISSIONS:
        for place, (organization, scope) in held.items():
            user = users[f"{permission}@{place}"] = _account(f"{permission}.{place}")
            GrantFactory.create(
                user=user, codename=permission, content_object=organization, scope=scope, valid_from=_a_year_ago()
            )
    return users | _others(places)


def _others(places: Places) -> dict[str, User]:
    today = clock.today()
    former = PersonFactory.create(full_name="Trưởng phòng cũ")
    ended = today - timedelta(days=1)
    dates = {"valid_from": _a_year_ago(), "valid_to": ended}
    PostFactory.create(person=former, collective=places.leadership, role="head", title="Trưởng phòng", **dates)
    users = {key: _account(key) for key in ("ended_grant", "coming_grant", "accounts", "nobody")}
    users["former_head"] = UserFactory.create(person=former, username="former_head")
    for permission in PERMISSIONS:
        given = {"codename": permission, "content_object": places.above}
        GrantFactory.create(user=users["ended_grant"], **dates, **given)
        GrantFactory.create(user=users["coming_grant"], valid_from=today + timedelta(days=1), **given)
    users["accounts"].is_staff = True
    users["accounts"].save()
    users["accounts"].user_permissions.set(account_permissions())
    return users


def _a_year_ago() -> date:
    return clock.today() - timedelta(days=365)


def _account(name: str) -> User:
    account: User = UserFactory.create(person=None, username=name)
    return account
