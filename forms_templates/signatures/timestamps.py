"""Timestamps from the server that the operator names (RFC 3161 over HTTP); none is asked without ``TIMESTAMP_URL``."""

from __future__ import annotations

import asyncio
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from asn1crypto import tsp
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper

SECONDS = 15
MAX_ANSWER = 1024 * 1024


class NoTimestamp(RuntimeError):
    """The server did not answer, or answered with something else than a timestamp."""


def timestamper() -> TimeStamper | None:
    """The server of ``TIMESTAMP_URL``, which may stand in the office's own network."""
    url = str(getattr(settings, "TIMESTAMP_URL", "") or "")
    return ServerTimeStamper(url) if url else None


class ServerTimeStamper(TimeStamper):
    """Asks one HTTP server: no proxy stands between and no redirect is followed."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        place = urlsplit(self.url)
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        try:
            connection = kind(place.hostname or "", place.port, timeout=SECONDS)
            with closing(connection):
                path = place.path or "/"
                connection.request("POST", f"{path}?{place.query}" if place.query else path, request, headers)
                answered = tsp.TimeStampResp.load(connection.getresponse().read(MAX_ANSWER), strict=True)
            _ = answered["status"]["status"].native
        except (OSError, HTTPException, ValueError, TypeError) as error:
            raise NoTimestamp(str(error)) from error
        return answered
