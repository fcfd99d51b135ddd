"""Where somebody is signed in, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
            started_at=clock.shown(row.started_at) if row.started_at else None,
            seen_at=clock.shown(row.seen_at) if row.seen_at else None,
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
