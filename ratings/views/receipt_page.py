"""The page that answers a vote: the receipt, which no other page shows, and the ways on.

Everybody votes in the same minute, and to lay this page out costs more than the vote. So it is laid out once for a box
and filled in for each voter: his receipt, his account and the token of his session are all that differ.
"""

from __future__ import annotations

import secrets
from datetime import date
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from organizations import clock
from ratings.models import BallotSession
from ratings.templatetags.rating_tags import fours

#: What stands in the laid-out page for what is filled in: nobody's text holds these.
_RECEIPT, _USER, _TOKEN = (f"{name}{secrets.token_hex(16)}" for name in ("receipt", "user", "token"))


@sensitive_variables()
def receipt_page(request: HttpRequest, session: BallotSession, receipt: str) -> HttpResponse:
    """For whoever is signed in now: after a vote that ends the session that is nobody."""
    signed_out = session.sign_out_after_vote
    page = _laid_out(session.pk, bytes(session.public_key or b""), signed_out, settings.DEMO_CLOCK, clock.today())
    # The letters of a receipt are the program's own: hexadecimal digits.
    code = " ".join(f"<span>{group}</span>" for group in fours(receipt))
    user = "" if signed_out else str(request.user.pk)
    return HttpResponse(
        page.replace(_RECEIPT, code).replace(_USER, user).replace(_TOKEN, get_token(request)),
    )


@lru_cache(maxsize=256)
def _laid_out(session_id: int, box: bytes, signed_out: bool, demo_clock: bool, today: date) -> str:
    """The page of one box on one day. ``box``: its public key, which no other box has."""
    session = BallotSession.objects.select_related("meeting__cell", "meeting__collective__organization").get(
        pk=session_id
    )
    context = {
        "session": session,
        "receipt": _RECEIPT,
        "signed_out": signed_out,
        "user": AnonymousUser() if signed_out else SimpleNamespace(is_authenticated=True, pk=_USER),
        "demo_clock": demo_clock,
        "today": today,
        "csrf_token": _TOKEN,
    }
    return render_to_string("ratings/vote_done.html", context)
