"""What error reports and the log tell: where the program failed and how, never what somebody typed or chose."""

from __future__ import annotations

import logging
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

#: Parts of a request that hold what stands after the question mark, where the page was opened from, or a cookie.
_HOLD_WORDS = ("QUERY_STRING", "HTTP_REFERER", "HTTP_COOKIE", "REQUEST_URI", "RAW_URI")


class NothingTyped(SafeExceptionReporterFilter):
    """Forms and local variables are left out of every report, by mail or by page, wherever the error arose.

    Marks on single views (``sensitive_post_parameters``) are read only once the view was reached: a database that is
    gone fails in the middleware before, and the report of it would hold a ballot.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        if not self.is_active(request):
            return dict(request.POST.items())
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> Any:
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        meta: dict[str, Any] = super().get_safe_request_meta(request)
        if not self.is_active(request):
            return meta
        return {name: self.cleansed_substitute if name in _HOLD_WORDS else value for name, value in meta.items()}


class TellsWhere(ExceptionReporter):
    """Frames and kinds of errors; not what the errors say, for a database names the row and Python the value."""

    filter: SafeExceptionReporterFilter

    def get_traceback_data(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_traceback_data()
        if not self.filter.is_active(self.request):
            return told
        told |= {"unicode_hint": "", "user_str": None, "exception_notes": ""}
        if isinstance(self.exc_value, BaseException):
            told["exception_value"] = kind_of(self.exc_value)
        for name in ("request_GET_items", "request_FILES_items"):
            told[name] = [(key, self.filter.cleansed_substitute) for key, _value in told.get(name, ())]
        if self.request is not None:
            told["request_insecure_uri"] = self.request.path
        for frame in told["frames"]:
            if cause := frame.get("exc_cause"):
                frame["exc_cause"] = kind_of(cause)
        return told


def kind_of(error: BaseException) -> str:
    """``IntegrityError (23505, organizations_user_username_key)``: what went wrong, without the values it happened to.

    A file system, a connection to a server and a wrong name of this server speak of themselves alone: their words stay.
    """
    from django.core.exceptions import DisallowedHost
    from django.db import OperationalError

    name = type(error).__name__
    if isinstance(error, OSError):
        return f"{name} ({error.strerror})" if error.strerror else name
    if isinstance(error, OperationalError | DisallowedHost):
        return f"{name} ({str(error).partition(chr(10))[0]})"
    diagnosis = getattr(error.__cause__, "diag", None)
    facts = [getattr(diagnosis, fact, None) for fact in ("sqlstate", "table_name", "constraint_name")]
    told = ", ".join(str(fact) for fact in facts if fact)
    return f"{name} ({told})" if told else name


class NothingTypedFormatter(logging.Formatter):
    """Lines of the log: where an error arose and of which kind. What it says may be what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return super().format(record)
        # Celery and others write the error into the line itself, too.
        message = record.getMessage()
        for words in {repr(error), str(error)} - {"", "''"}:
            message = message.replace(words, kind_of(error))
        plain = logging.makeLogRecord(record.__dict__ | {"msg": message, "args": None, "exc_text": None})
        return super().format(plain)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(error: BaseException) -> list[str]:
    """The way to the error and to those it arose from, the first one first, as Python prints it."""
    from traceback import format_tb

    lines = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += [*_told(before), "", "Từ lỗi trên phát sinh lỗi sau:", ""]
    lines.append("Traceback (most recent call last):")
    lines += [line.rstrip("\n") for line in format_tb(error.__traceback__)]
    lines.append(kind_of(error))
    for inner in getattr(error, "exceptions", ()):
        lines += _told(inner)
    return lines
