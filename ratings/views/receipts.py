"""The list of receipts of a box that is shut: everybody it concerns finds his own in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ratings.selectors import receipts as selectors
from ratings.views.ballots import session_or_404


@never_cache
@sensitive_post_parameters()
@sensitive_variables("typed", "found", "context")
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_receipts(request: HttpRequest, session_id: int) -> HttpResponse:
    """The receipt looked for is sent as a form: in an address it would stay in histories and logs."""
    session = session_or_404(request, session_id)
    listed = selectors.receipts_of(session)
    typed = request.POST.get("receipt", "").strip()
    found = selectors.look_up(listed, typed) if listed is not None and typed else None
    context = {"session": session, "listed": listed, "typed": typed, "found": found}
    refused = found is not None and found.findings
    return render(request, "ratings/ballot_receipts.html", context, status=422 if refused else 200)
