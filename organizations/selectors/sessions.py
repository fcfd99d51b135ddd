"""Where somebody is signed in, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from organizations import clock
from organizations.models import SignedInSession, User

#: A word of the browser's own account of itself -> its name; the first that is there, for later ones claim to be these.
BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại hoặc máy tính bảng Android"),
    ("Windows", "máy tính Windows"),
    ("Macintosh", "máy Mac"),
    ("Linux", "máy tính Linux"),
)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """``key`` names the row and opens nothing; days and times stand on the program's clock."""

    key: str
    browser: str
    address: str
    started_at: datetime | None
    seen_at: datetime | None
    is_this: bool


def own_sessions(user: User, *, this: str) -> list[OwnSession]:
    """This one first, then by last use (one query)."""
    found = [
        OwnSession(
            key=row.pk,
            browser=browser_in_words(row.agent),
            address=row.address or "",
            started_at=_on_our_clock(row.started_at),
            seen_at=_on_our_clock(row.seen_at),
            is_this=row.pk == this,
        )
        for row in SignedInSession.objects.going_on(user).defer("session_data")
    ]
    return sorted(found, key=lambda session: not session.is_this)


def browser_in_words(agent: str) -> str:
    """“Chrome trên máy tính Windows”; what is unknown is left out."""
    browser = next((name for word, name in BROWSERS if word in agent), "Trình duyệt")
    machine = next((name for word, name in MACHINES if word in agent), "")
    return f"{browser} trên {machine}" if machine else f"{browser} khác" if browser == "Trình duyệt" else browser


def _on_our_clock(moment: datetime | None) -> datetime | None:
    """A demo stands on another day than the machine, and with it all that its pages tell."""
    return moment + (clock.now() - timezone.now()) if moment is not None else None
