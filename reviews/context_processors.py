"""What every page shows: where one can go, and how many notices wait."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from organizations import clock
from organizations.account_permissions import KEEPERS
from organizations.permissions import STAFF_CODENAMES, holds_any
from organizations.proofs import is_held
from reviews.models import Notice
from reviews.permissions.common import REVIEW_STAFF


def _is_at(path: str, address: str) -> bool:
    """The item stays lit on the pages below it; the home page is only itself."""
    return path == address if address == "/" else path.startswith(address)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """One query: the unread notices. The tasks' count stands on their own page, where it is computed anyway."""
    user = getattr(request, "user", None)  # none yet when a request is turned away at the door, as for a wrong host
    if user is None or not user.is_authenticated:
        return {}
    if is_held(request):
        return {"held": True}
    items = [
        ("Việc của tôi", "home", 0),
        ("Đợt kiểm điểm", "campaigns", 0),
        ("Hội nghị", "meetings", 0),
        ("Lấy ý kiến", "opinions", 0),
        ("Biểu mẫu", "forms_templates:forms", 0),
    ]
    if holds_any(user, *REVIEW_STAFF):
        items += [("Hồ sơ", "reviews", 0), ("Bảng xếp loại", "board", 0)]
    if holds_any(user, *STAFF_CODENAMES):
        items.append(("Cây tổ chức", "organizations", 0))
    items.append(("Thông báo", "notices", Notice.objects.filter(recipient=user).unread().count()))
    return {
        "nav_items": [
            {"label": label, "url": reverse(name), "count": count, "active": _is_at(request.path, reverse(name))}
            for label, name, count in items
        ],
        "today": clock.today(),
        "demo_clock": settings.DEMO_CLOCK,
        # Asks for no query; whose permission to change accounts comes without a grant finds the page from the desk.
        "keeps_accounts": user.is_superuser or holds_any(user, *KEEPERS),
    }
