"""How long each kind of paper is kept: read once from ``retention.yaml``, refused with its reason where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SOURCE = Path(__file__).with_suffix(".yaml")
#: The shortest and the longest period that an installation may set.
SHORTEST, LONGEST = 1, 100


@dataclass(frozen=True, slots=True)
class Kind:
    """``years`` is None for what is kept for good; ``until``: what ends the keeping besides time, in words."""

    key: str
    label: str
    basis: str
    years: int | None = None
    until: str = ""
    erase: bool = False

    @property
    def period(self) -> str:
        return self.until or (f"{self.years} năm" if self.years is not None else "vĩnh viễn")

    def before(self, today: date) -> date | None:
        """What was made before that day is due; None for what never is."""
        if self.years is None:
            return None
        try:
            return today.replace(year=today.year - self.years)
        except ValueError:  # the 29th of February
            return today.replace(year=today.year - self.years, day=28)


@cache
def kinds() -> tuple[Kind, ...]:
    """With the periods of this installation (``RETENTION_YEARS``) in the place of the program's."""
    written = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    own: dict[str, int] = dict(settings.RETENTION_YEARS)
    found = []
    for row in written["kinds"]:
        key = row["key"]
        years, basis = row.get("years"), row.get("basis", written["basis"])
        if key in own:
            years, basis = own.pop(key), "Theo thời hạn do đơn vị đặt cho chương trình."
            if not row.get("erase") or not SHORTEST <= years <= LONGEST:
                raise ImproperlyConfigured(f"RETENTION_YEARS: {key}={years} is no period of that kind")
        found.append(Kind(key, row["label"], basis, years, row.get("until", ""), bool(row.get("erase"))))
    if own:
        raise ImproperlyConfigured(f"RETENTION_YEARS: no kind is called {', '.join(own)}")
    return tuple(found)


def kind_of(key: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.key == key), None)
