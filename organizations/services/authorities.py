"""In whose place an act was done: what the record says of whoever acts by deputation."""

from __future__ import annotations

from dataclasses import dataclass

from organizations import clock
from organizations.choices import AuditAction, GrantScope
from organizations.formats import vi_date
from organizations.models import Deputation, Organization, User
from organizations.permissions import held_grants, led_posts

#: What a leading post gives, beside the codenames of grants.
LEADING = "leads"

#: Acts that are everybody's own and nobody's to give.
PERSONAL = (
    AuditAction.SIGN_IN,
    AuditAction.SIGN_IN_REFUSED,
    AuditAction.SIGN_OUT,
    AuditAction.CODE_PASSED,
    AuditAction.ACTIVATE,
    AuditAction.SESSION_END,
    AuditAction.PASSWORD,
    AuditAction.LOCK_OUT,
    AuditAction.PROOF_REFUSED,
    AuditAction.RECOVERY_USED,
    AuditAction.RECOVERY_NEW,
    AuditAction.FACTOR_SET_UP,
    AuditAction.FACTOR_REMOVED,
    AuditAction.FACTOR_TAKEN_OFF,
    AuditAction.GRANT,
    AuditAction.GRANT_CHANGE,
    AuditAction.ACCOUNT_CHANGE,
    AuditAction.ACCOUNT_END,
    AuditAction.DEPUTE,
    AuditAction.DEPUTE_END,
    AuditAction.DATA_EXPORT,
    AuditAction.CORRECTION_ASKED,
    AuditAction.BALLOT_PHRASE,
    AuditAction.POLL_FIGURES,
    AuditAction.BALLOT_FIGURES,
    AuditAction.BALLOT_COUNT,
)
#: By what an act is done whose right is not told: whoever leads there, or was given one of these.
_USUAL = (
    LEADING,
    "lead_review",
    "decide",
    "appraise",
    "issue_prompts",
    "give_opinions",
    "keep_roster",
    "keep_accounts",
)


@dataclass(frozen=True, slots=True)
class By:
    """The right that an act takes, and the organization on which it must be held."""

    codename: str
    organization: Organization


def by_deputation(action: AuditAction, user: User, unit_path: str, right: By | None = None) -> str:
    """“theo ủy quyền của …”, where he has the right for this act there only in another's place; else empty.

    Asks nothing more of the database than the rights themselves, unless there is somebody to name (one query).
    """
    rights, path = (_USUAL, unit_path) if right is None else ((right.codename,), right.organization.path)
    if action in PERSONAL or not path:
        return ""
    own, given = _kinds(user, path)
    wanted = given.intersection(rights)
    if not wanted or own.intersection(rights):
        return ""
    rows = Deputation.objects.in_force(clock.today()).filter(receiver=user).with_right()
    return "; ".join(words(row) for row in rows if _kind(row) in wanted and _covers(row, path))[:250]


def words(row: Deputation) -> str:
    """As papers say it."""
    return f"theo ủy quyền của {row.giver} (từ {vi_date(row.valid_from)} đến {vi_date(row.valid_to)}): {row.right}"


def _kinds(user: User, unit_path: str) -> tuple[set[str], set[str]]:
    """What he may do there of his own, and in another's place."""
    own: set[str] = set()
    given: set[str] = set()
    for grant in held_grants(user):
        if grant.covers(unit_path):
            (own if grant.giver is None else given).add(grant.codename)
    for post in led_posts(user):
        if post.collective.organization.path == unit_path:
            (own if post.person_id == user.person_id else given).add(LEADING)
    return own, given


def _kind(row: Deputation) -> str:
    return LEADING if row.grant is None else row.grant.permission.codename


def _covers(row: Deputation, unit_path: str) -> bool:
    path = row.organization.path
    below = row.grant is not None and row.grant.scope == GrantScope.SUBTREE
    return unit_path == path or (below and unit_path.startswith(path))
