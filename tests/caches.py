"""The cache of one process of the tests: several share a Redis, and none may empty it for the others."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache


def empty_own_cache() -> None:
    """On a shared Redis only what bears this process's prefix is dropped."""
    if not settings.REDIS_URL:
        cache.clear()
        return
    client = cache._cache.get_client()  # type: ignore[attr-defined]  # Django has no way to clear one prefix
    for key in client.scan_iter(match=cache.make_key("*")):
        client.delete(key)
