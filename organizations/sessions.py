"""Django's sessions in the database, with who, since when, from where - and without the key that opens them.

The row is found by a digest of the key in the cookie: whoever reads the table, or a backup of it, can take over no
session. ``SESSION_ENGINE`` names this module.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import SignedInSession

#: What the row tells beside the session itself, in the names of its columns.
TOLD = ("started_at", "seen_at", "address", "agent")
#: So long after the last time it was written down, a use is written down again.
COARSE = timedelta(minutes=5)


def row_key(session_key: str) -> str:
    """What stands for the key in the table: 160 bits of its digest, as long as Django's column is."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """One query reads the session and all that is told of it, as many as Django's own store takes."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._told: dict[str, Any] = {}

    @classmethod
    def get_model_class(cls) -> type[SignedInSession]:
        from organizations.models import SignedInSession

        return SignedInSession

    @property
    def row_key(self) -> str:
        return row_key(self.session_key or "")

    def begin(self, *, address: str | None, agent: str) -> None:
        """Somebody signs in now; written with the session."""
        now = timezone.now()
        self._told = {"started_at": now, "seen_at": now, "address": address, "agent": agent[:200]}

    def note_use(self, address: str | None) -> None:
        """Write down that it was used, unless that was done a moment ago: most requests cost no query.

        Of two requests at once one writes. Nothing is written of a session that has ended meanwhile.
        """
        seen, now = self._told.get("seen_at"), timezone.now()
        if not isinstance(seen, datetime) or now - seen < COARSE or self.session_key is None:
            return
        self.get_model_class().objects.filter(pk=self.row_key, seen_at=seen).update(seen_at=now, address=address)
        self._told |= {"seen_at": now, "address": address}

    def _get_session_from_db(self) -> SignedInSession | None:
        rows: QuerySet[SignedInSession] = self.get_model_class().objects.all()
        found = rows.filter(pk=self.row_key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        else:
            self._told = {name: getattr(found, name) for name in TOLD}
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> SignedInSession:
        row = super().create_model_instance(data)
        assert isinstance(row, self.get_model_class())
        row.session_key = self.row_key
        row.user_id = data.get(SESSION_KEY)
        for name, value in self._told.items():
            setattr(row, name, value)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(pk=row_key(key)).delete()
