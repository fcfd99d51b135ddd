"""Which addresses can be opened, and where somebody goes on after signing in again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def is_only_sent_to(address: str) -> bool:
    """Whether the address takes forms and shows no page, so that opening it would be answered by 405."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    return takes_only_forms(view)


def way_on(request: HttpRequest, *, otherwise: str = HOME) -> str:
    """Where ``next`` in the address leads, if that is a page of ours; an address only sent to leads home."""
    address = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    return HOME if is_only_sent_to(address) else address


def takes_only_forms(view: Callable[..., Any]) -> bool:
    if view_class := getattr(view, "view_class", None):
        return "get" not in view_class.http_method_names
    return "GET" not in _methods(view)


def _methods(view: Callable[..., Any] | None) -> list[str]:
    """What `require_POST` and the like let through; they leave no other mark than the list they hold on to."""
    while view is not None:
        if inspect.isfunction(view):
            methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if isinstance(methods, list):
                return methods
        view = getattr(view, "__wrapped__", None)
    return ["GET"]


def activation_address(request: HttpRequest) -> str:
    """Where a code is used, as a letter prints it: at the public address, or else at the one the keeper has open."""
    root = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{root}{reverse('activate')}"


def page_behind(request: HttpRequest) -> str:
    """The page from which this form was sent: there the text is that was typed, kept by the browser."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    else:
        page = request.path
    return HOME if is_only_sent_to(page) else page
