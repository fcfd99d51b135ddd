"""Giving a right to another for some days, and taking it back. Both go on record with what was and what became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from organizations.choices import LEADING_ROLES, AuditAction
from organizations.formats import vi_date
from organizations.models import Deputation, Grant, Post, User
from organizations.services.audit import record
from organizations.text import nfc

#: Of the one or the other, by its id: what is given.
Right = Grant | Post


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"từ {vi_date(self.first)} đến {vi_date(self.last)}"


@transaction.atomic
def depute(
    *, right: Right, receiver: User, period: Period, reason: str, by: User, now: datetime, document: str = ""
) -> Deputation:
    """Let ``receiver`` act by this right of ``by`` in the period.

    The right's own row is locked: of two at once the second sees the first. Raises ``ValidationError`` with what stands
    in the way, by the field that it is about.
    """
    row = type(right)._default_manager.select_for_update(of=("self",)).filter(pk=right.pk).first()
    if row is None or not _is_own(row, by):
        raise ValidationError({"right": "Chỉ ủy quyền được quyền, chức vụ lãnh đạo của chính mình."})
    _refuse({**_about_receiver(receiver, by), **_about_period(row, period, now=now), **_about_reason(reason)})
    made = Deputation(
        giver=by,
        receiver=receiver,
        grant=row if isinstance(row, Grant) else None,
        post=row if isinstance(row, Post) else None,
        valid_from=period.first,
        valid_to=period.last,
        reason=nfc(reason.strip()),
        document=nfc(document.strip()),
        given_at=now,
    )
    made.save()
    record(AuditAction.DEPUTE, made, by=by, after=_told(made))
    return made


@transaction.atomic
def withdraw(*, deputation_id: int, by: User, now: datetime) -> Deputation:
    """The giver takes it back, or the receiver gives it back; from this moment nothing is done by it.

    It stays readable. Raises ``ValidationError`` for anybody else, and where it has ended already.
    """
    found: Deputation | None = Deputation.objects.select_for_update(of=("self",)).filter(pk=deputation_id).first()
    if found is None or by.pk not in (found.giver_id, found.receiver_id):
        raise ValidationError("Việc ủy quyền này do người ủy quyền hoặc người được ủy quyền thôi.")
    if found.withdrawn_at is not None or found.valid_to < timezone.localdate(now):
        raise ValidationError("Việc ủy quyền này đã hết hiệu lực.")
    before = _told(found)
    found.withdrawn_at, found.withdrawn_by = now, by
    found.save(update_fields=("withdrawn_at", "withdrawn_by"))
    record(AuditAction.DEPUTE_END, found, by=by, before=before, after={"thôi từ": vi_date(timezone.localdate(now))})
    return found


def _is_own(right: Model, user: User) -> bool:
    if isinstance(right, Grant):
        return right.user_id == user.pk
    assert isinstance(right, Post)
    return user.person_id is not None and right.person_id == user.person_id and right.role in LEADING_ROLES


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise ValidationError(problems)


def _about_receiver(receiver: User, by: User) -> dict[str, str]:
    if receiver.pk == by.pk:
        return {"receiver": "Không tự ủy quyền cho mình."}
    if not receiver.is_active or receiver.person_id is None:
        return {"receiver": "Chỉ ủy quyền được cho người có tài khoản đang dùng."}
    return {}


def _about_period(right: Right, period: Period, *, now: datetime) -> dict[str, str]:
    today = timezone.localdate(now)
    if period.last < period.first:
        return {"valid_to": "Ngày cuối phải từ ngày đầu trở đi."}
    if period.last < today:
        return {"valid_to": f"Ngày {vi_date(period.last)} đã qua; ủy quyền không có hiệu lực về trước."}
    if period.first < today:
        return {"valid_from": f"Ủy quyền từ hôm nay ({vi_date(today)}) trở đi, không có hiệu lực về trước."}
    if right.valid_from is not None and period.first < right.valid_from:
        return {"valid_from": f"Quyền, chức vụ này có từ {vi_date(right.valid_from)}."}
    if right.valid_to is not None and period.last > right.valid_to:
        return {"valid_to": f"Quyền, chức vụ này chỉ có đến {vi_date(right.valid_to)}."}
    given = Deputation.objects.filter(
        withdrawn_at__isnull=True,
        valid_from__lte=period.last,
        valid_to__gte=period.first,
        **({"grant": right} if isinstance(right, Grant) else {"post": right}),
    )
    other = given.select_related("receiver__person").first()
    if other is not None:
        message = f"Quyền này đã ủy quyền cho {other.receiver} {Period(other.valid_from, other.valid_to)}."
        return {"valid_from": f"{message} Một quyền chỉ ở trong tay một người được ủy quyền."}
    return {}


def _about_reason(reason: str) -> dict[str, str]:
    return {} if reason.strip() else {"reason": "Ghi lý do ủy quyền."}


def _told(row: Deputation) -> dict[str, str]:
    return {
        "người ủy quyền": str(row.giver),
        "người được ủy quyền": str(row.receiver),
        "quyền": row.right,
        "thời gian": str(Period(row.valid_from, row.valid_to)),
        "lý do": row.reason,
        "số giấy": row.document,
    }
