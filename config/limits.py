"""How often one account may ask for what costs the server much: files, papers, batches, suggestions.

Counted by account, never by address: a whole office may stand behind one. A count is one atomic step of the shared
cache, so that two processes never let the same request through twice; where the cache is files (without Redis, one web
process) two threads may count as one. Where the cache is gone nobody is kept from his work.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from redis import RedisError

from config.reports import kind_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """``times`` in ``seconds``. Strangers are counted by the name that they typed into the field ``typed``."""

    times: int
    seconds: int
    typed: str = ""


#: By what is counted together.
LIMITS = {
    "files": Limit(times=30, seconds=60),  # nobody opens a file every two seconds
    "papers": Limit(times=60, seconds=60),
    "batches": Limit(times=10, seconds=60),
    "codes": Limit(times=20, seconds=60, typed="username"),  # beside the tries of one code (organizations)
    "suggestions": Limit(times=150, seconds=60),  # a list is asked for while one types
}

#: Name of an address -> what it counts as.
COUNTED: Mapping[str, str] = {
    "reviews-export": "files",
    "register-export": "files",
    "own-data-export": "files",
    "summary-file": "files",
    "members-summary": "files",
    "poll-sheets": "files",
    "batch-failures": "files",
    "forms_templates:blank": "files",
    "ballot-sheets": "files",
    "opinion-print": "papers",
    "meeting-print": "papers",
    "meeting-print-agenda": "papers",
    "meeting-print-invitation": "papers",
    "hand-over-print": "papers",
    "cell-print": "papers",
    "remedies-print": "papers",
    "prompts-print": "papers",
    "poll-print": "papers",
    "notice-print": "papers",
    "decision-print": "papers",
    "result-report-print": "papers",
    "ballot-print": "papers",
    "members-summary-print": "papers",
    "rating-sheet": "papers",
    "review-print": "papers",
    "paper-retry": "papers",
    "dossier-annex": "papers",
    "meeting-print-all": "batches",
    "requests-print-all": "batches",
    "forms-print-all": "batches",
    "dossier-print-all": "batches",
    "batch-bind": "batches",
    "batch-retry": "batches",
    "activate": "codes",
    "accounts-create": "batches",
    "account-letters": "batches",
    "account-letter": "papers",
    "admin:autocomplete": "suggestions",
}


class LimitMiddleware:
    """Answers 429 with a page and the seconds to wait (``Retry-After``); what was asked for is not done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.RATE_LIMITS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        matched = request.resolver_match
        group = COUNTED.get(matched.view_name) if matched else None
        if group is None:
            return None
        who = _who(request, LIMITS[group])
        wait = seconds_to_wait(group, who) if who else 0
        if not wait:
            return None
        return HttpResponse(
            render_to_string("429.html", {"seconds": wait}), status=429, headers={"Retry-After": str(wait)}
        )


def seconds_to_wait(group: str, who: str) -> int:
    """Counts this time; 0 while it is within the limit, else the seconds until the next ones are counted anew."""
    limit, now = LIMITS[group], time.time()
    window = int(now // limit.seconds)
    key = f"limit:{group}:{who}:{window}"
    try:
        cache.add(key, 0, timeout=2 * limit.seconds)
        times = cache.incr(key)
    except ValueError:  # dropped between the two
        return 0
    except (OSError, RedisError) as error:
        logger.warning("nothing is counted, the cache does not answer: %s", kind_of(error))
        return 0
    return max(1, round((window + 1) * limit.seconds - now)) if times > limit.times else 0


def _who(request: HttpRequest, limit: Limit) -> str:
    """The account, or the name typed by somebody who has not signed in; its hash, for the cache is no list of names."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    name = request.POST.get(limit.typed, "").strip().casefold() if limit.typed else ""
    return hashlib.sha256(name.encode()).hexdigest()[:32] if name else ""
