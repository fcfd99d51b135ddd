"""Loading the demo into an empty database, and telling whether a database holds nothing else."""

from __future__ import annotations

from django.db import transaction

from config.demo.accounts import open_accounts
from config.demo.campaign import play_campaign
from config.demo.places import DISTRICT, PROVINCE
from config.demo.roster import RosterIndex, build_roster
from organizations.models import Organization, User


@transaction.atomic
def load_demo() -> RosterIndex:
    """The roster, its accounts, and the campaign of 2023 in mid-flight."""
    roster = build_roster()
    open_accounts(roster)
    play_campaign(roster)
    return roster


def holds_anything() -> bool:
    """Is there an organization or an account already?"""
    return Organization.objects.exists() or User.objects.exists()


def holds_only_demo() -> bool:
    """One root, the invented province with the invented district; no account with an address of the real world."""
    roots = set(Organization.objects.filter(parent=None).values_list("name", flat=True))
    districts = set(Organization.objects.filter(parent__parent=None, tier="district").values_list("name", flat=True))
    return (
        roots <= {f"Đảng bộ tỉnh {PROVINCE}"}
        and districts <= {f"Đảng bộ huyện {DISTRICT}"}
        and not User.objects.exclude(email__endswith="@example.org").exists()
    )
