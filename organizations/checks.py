"""What `manage.py check --deploy` asks of a server beyond Django's own questions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


def second_factor(**_: Any) -> list[CheckMessage]:
    if settings.SECOND_FACTOR:
        return []
    told = "SECOND_FACTOR is off: staff sign in, issue, close, count and decide by their password alone."
    return [Warning(told, hint="Leave the variable out, or set it to 1.", id="organizations.W001")]


def connect() -> None:
    """Once, when the program starts."""
    register(second_factor, Tags.security, deploy=True)
