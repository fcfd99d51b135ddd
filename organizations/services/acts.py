"""Putting an act of a service on record without a word in it: what it did, on what, and the reason that was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import transaction
from django.db.models import Choices, Model
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from organizations.choices import AuditAction
from organizations.services.audit import record

P = ParamSpec("P")
R = TypeVar("R")

#: Of what a service is given, what the record keeps: reasons, documents, days and levels; never what people wrote of
#: each other, never a code.
TOLD = {
    "reason": "lý do",
    "change_reason": "lý do",
    "override_reason": "lý do",
    "absence_reason": "lý do",
    "note": "ghi chú",
    "basis": "căn cứ",
    "guidance": "căn cứ",
    "authorization": "văn bản ủy quyền",
    "document": "văn bản",
    "document_number": "văn bản",
    "number": "số",
    "dated_on": "ngày văn bản",
    "decided_on": "ngày văn bản",
    "document_on": "ngày văn bản",
    "disciplined_on": "ngày kỷ luật",
    "due_on": "hạn",
    "held_on": "ngày",
    "handed_on": "ngày giao",
    "received_on": "ngày nhận",
    "sent_on": "ngày gửi",
    "closed_on": "ngày kết thúc",
    "level": "mức",
    "grade": "mức độ",
    "penalty": "hình thức kỷ luật",
    "outcome": "kết luận",
    "case": "trường hợp",
    "presence": "điểm danh",
    "inclusion": "đối tượng",
    "flags": "dấu hiệu",
    "person": "người",
    "organization": "tổ chức",
    "group": "tổ",
    "kind": "loại",
    "key": "mục",
    "slot": "mục hồ sơ",
    "part": "phần",
    "step": "nội dung",
    "annex": "phụ lục",
    "feed_key": "số liệu",
    "route_key": "báo cáo",
    "copy": "bản",
    "title": "tên",
    "question": "câu hỏi",
    "override": "bỏ qua thời hạn",
}

#: From an object to where it belongs, the nearest first.
_WAYS = (
    *("review", "meeting", "item", "poll", "session", "hand_over", "dossier", "plan", "entry", "decision", "document"),
    *("series", "unit", "organization", "giver", "issuer", "milestone", "campaign", "paper", "collective"),
)
_LONGEST = 300


def recorded(
    action: AuditAction, *, of: tuple[type[Model], str] | None = None, watch: tuple[str, ...] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The service runs in a transaction and, when it was carried out, is on record in it; refused, neither is.

    The object is what the service answers with, or the row of that model whose id stands in that argument: looked up
    before, since it may be gone after. ``watch``: fields of that row whose value before and after is told too. What
    answers ``False`` or 0 has done nothing.
    """

    def wrap(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        @sensitive_variables()
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                subject = None if of is None else of[0]._base_manager.filter(pk=kwargs[of[1]]).first()
                named, path = (str(subject), path_of(subject)) if subject is not None else ("", "")
                before = _watched(subject, watch)
                answer = service(*args, **kwargs)
                if answer is False or (answer == 0 and isinstance(answer, int)):
                    return answer
                found = subject if of is not None else answer[0] if isinstance(answer, tuple) else answer
                assert isinstance(found, Model), f"{service.__name__} does not say what it was done to"
                after = told_of(kwargs) | _watched(found if watch else None, watch, anew=True)
                record(
                    action,
                    found,
                    by=kwargs["by"],  # type: ignore[arg-type]  # every service is told who acts
                    name=named,
                    unit_path=path or path_of(found),
                    before=before or None,
                    after=after or None,
                )
            return answer

        act.recorded_as = action  # type: ignore[attr-defined]  # a test asks which services are on record
        return act

    return wrap


def told_of(given: Mapping[str, object]) -> dict[str, str]:
    """Of the arguments of a service those that the record keeps, in words."""
    found: dict[str, str] = {}
    for name, value in given.items():
        if name in TOLD and (said := in_words(value)):
            found.setdefault(TOLD[name], said)
    return found


def in_words(value: object) -> str:
    """As it reads by itself years later; empty for nothing."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "có"
    if isinstance(value, Choices):
        return str(value.label)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, set | frozenset | list | tuple):
        return ", ".join(in_words(one) for one in value)[:_LONGEST]
    return str(value).strip()[:_LONGEST]


def path_of(subject: Model, *, ways: int = 4) -> str:
    """Where the object belongs in the tree of organizations: its own path, or that of what it hangs on."""
    for name in ("unit_path", "path"):
        if path := getattr(subject, name, ""):
            return str(path)
    if ways:
        for name in _WAYS:
            try:
                further = getattr(subject, name, None) if _leads_on(subject, name) else None
            except ObjectDoesNotExist:
                continue
            if isinstance(further, Model) and (path := path_of(further, ways=ways - 1)):
                return path
    return ""


def _leads_on(subject: Model, name: str) -> bool:
    try:
        return bool(subject._meta.get_field(name).is_relation)
    except FieldDoesNotExist:
        return False


def _watched(subject: Model | None, fields: tuple[str, ...], *, anew: bool = False) -> dict[str, str]:
    if subject is None or not fields:
        return {}
    if anew:
        subject = type(subject)._base_manager.get(pk=subject.pk)
    found = {}
    for name in fields:
        shown = getattr(subject, f"get_{name}_display", None)
        label = str(getattr(subject._meta.get_field(name), "verbose_name", name))
        found[label] = in_words(shown() if shown is not None else getattr(subject, name))
    return found
