"""What holds for every request: clean text comes in, and a refusal goes out in words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from forms_templates.text import without_controls
from organizations.refusals import Refused
from reviews.rules.findings import RuleViolation


class CleanInputMiddleware:
    """No control or direction-override character comes in by a form or an address, whichever view reads it.

    PostgreSQL refuses NUL, and an override would turn around the words that stand after it on a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _clean(request.GET)  # type: ignore[assignment]  # the stubs know only the parser's own class
        if request.method == "POST":
            request.POST = _clean(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _clean(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name, [without_controls(value) for value in values])
    clean._mutable = False
    return clean


class FindingsMiddleware:
    """A refused action answers 422 with its findings; an address that only takes buttons says so to a reader.

    Pages that hold typed text catch what is raised themselves and show it above the text; the rest end here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html").encode()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleViolation | Refused):
            return None
        back = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = "/"
        return render(request, "422.html", {"findings": exception.findings, "back_url": back}, status=422)
