"""Who settles a request to put data right, and who decides what is destroyed when its time has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizations.permissions import STAFF_CODENAMES, holds
from reviews.permissions.common import refusal
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import DataCorrection, Organization, User


def correction_refusal(user: User, row: DataCorrection) -> list[Finding]:
    """Whoever keeps the roster of the unit that it went to; nobody his own."""
    if row.asked_by_id == user.pk or row.person_id == user.person_key:
        return refusal(False, "correction.own", "Đồng chí không tự giải quyết đề nghị của mình.")
    who = f"Đề nghị này do người quản lý danh sách đảng viên của {row.unit} giải quyết."
    return refusal(holds(user, "keep_roster", row.unit), "correction.settle", who)


def reads_retention(user: User, organization: Organization) -> bool:
    """Staff of the organization or above it."""
    return any(holds(user, codename, organization) for codename in STAFF_CODENAMES)


def destroy_refusal(user: User, organization: Organization) -> list[Finding]:
    """The program destroys nothing by itself: who decides there does, by the minutes of the destruction."""
    who = f"Việc tiêu hủy tài liệu do người có quyền quyết định của {organization} thực hiện."
    return refusal(holds(user, "decide", organization), "retention.destroy", who)
