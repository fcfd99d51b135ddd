"""The second factor: set up, proven by a code, renewed, taken away. All of it goes on record; no code does.

Times here are the server's real ones: an app on a phone knows nothing of a demo's day.
"""

from __future__ import annotations

import math
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from organizations.choices import AuditAction
from organizations.models import Authenticator, RecoveryCodes, User
from organizations.refusals import Refused
from organizations.sealed_keys import LostKey, digests
from organizations.services.audit import record

#: Recovery codes of one setting up, and what each is made of: nothing that looks like something else.
CODES = 10
CODE_LENGTH = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
DIGITS = 6
#: So long a key that was begun with may be confirmed.
BEGUN_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Factor:
    """What an account has: since when, and how many recovery codes are left."""

    device: Authenticator | None
    codes_left: int


def device_of(user: User) -> Authenticator | None:
    """The app whose codes the account signs in with (one query)."""
    found: Authenticator | None = Authenticator.objects.filter(user_id=user.pk, confirmed=True).first()
    return found


def factor_of(user: User) -> Factor:
    """Two queries."""
    codes = RecoveryCodes.objects.filter(user_id=user.pk).values_list("token_set__token", flat=True)
    return Factor(device_of(user), sum(token is not None for token in codes))


# Proving -------------------------------------------------------------------------------------------------------------


@sensitive_variables()
def check_code(user: User, typed: str) -> None:
    """``typed``: six digits of the app, or a recovery code, which goes once; ``Refused`` says why it does not go.

    The device's row is locked: of two who bring the same code at once one is refused, and wrong ones are all counted.
    What is counted stays counted, whatever becomes of the act that asked: a transaction of its own.
    """
    code = _plain(typed)
    if len(code) == DIGITS and code.isascii() and code.isdigit():
        _check(user, Authenticator, code)
    elif len(code) == CODE_LENGTH:
        _check(user, RecoveryCodes, code)
    else:
        raise Refused("Mã của ứng dụng gồm 6 chữ số; mã dự phòng gồm 10 chữ và số.")


@sensitive_variables()
def sign_in(user: User, typed: str) -> int | None:
    """The code after the password; how many recovery codes are left where it was one of them."""
    check_code(user, typed)
    record(AuditAction.CODE_PASSED, user, by=user, unit_path=user.unit_path)
    return factor_of(user).codes_left if len(_plain(typed)) == CODE_LENGTH else None


def _plain(typed: str) -> str:
    return re.sub(r"[\s\-–]", "", typed).lower()


@sensitive_variables()
def _check(user: User, kind: type[Authenticator] | type[RecoveryCodes], code: str) -> None:
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user_id=user.pk, confirmed=True).first()
        why = "Tài khoản này chưa lập xác thực hai bước." if device is None else _refusal(device, code)
        if device is not None and not why and kind is RecoveryCodes:
            left = device.token_set.count()
            record(AuditAction.RECOVERY_USED, user, by=user, unit_path=user.unit_path, after={"mã dự phòng còn": left})
    if why:
        raise Refused(why)


@sensitive_variables()
def _refusal(device: Authenticator | RecoveryCodes, code: str) -> str:
    """Why the code does not go, empty where it does. A wrong one makes the next wait, twice as long each time."""
    allowed, facts = device.verify_is_allowed()
    if not allowed:
        return f"Đã nhập sai {facts['failure_count']} lần liền. Chờ {_wait(facts['locked_until'])} rồi nhập mã mới."
    try:
        if device.verify_token(code):
            return ""
    except LostKey:
        return "Máy chủ không đọc được khóa xác thực của tài khoản này; đề nghị quản trị tài khoản tháo thiết bị."
    record(AuditAction.PROOF_REFUSED, device.user, by=device.user, unit_path=device.user.unit_path)
    if isinstance(device, RecoveryCodes):
        return "Mã dự phòng không đúng hoặc đã dùng."
    return "Mã không đúng, đã hết hạn hoặc đã dùng. Chờ ứng dụng hiện mã mới rồi nhập."


def _wait(until: object) -> str:
    assert hasattr(until, "timestamp")
    seconds = max(math.ceil(until.timestamp() - timezone.now().timestamp()), 1)
    if seconds < 100:
        return f"{seconds} giây"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} phút" if minutes < 100 else f"{math.ceil(minutes / 60)} giờ"


# Setting up ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(user: User) -> Authenticator:
    """A new key, to be confirmed by a code; an earlier one that never was is gone. The account keeps what it has."""
    _lock(user)
    Authenticator.objects.filter(user_id=user.pk, confirmed=False).delete()
    device = Authenticator.new_for(user.pk)
    device.save()
    return device


def begun(user: User, device_id: int | None) -> Authenticator | None:
    """The key that was begun with, for as long as it may be confirmed."""
    if device_id is None:
        return None
    fresh = Authenticator.objects.filter(created_at__gte=timezone.now() - BEGUN_FOR)
    found: Authenticator | None = fresh.filter(pk=device_id, user_id=user.pk, confirmed=False).first()
    return found


@sensitive_variables()
def confirm(user: User, *, device_id: int, typed: str) -> list[str]:
    """The app shows the right code: its key takes the place of any other. Returns the new recovery codes, shown once.

    Former recovery codes go with the former app. Every other session of the account ends.
    """
    with transaction.atomic():
        _lock(user)
        device = begun(user, device_id)
        why = "Đã quá 15 phút hoặc đã lập ở nơi khác; hãy làm lại từ đầu." if device is None else ""
        if device is not None and not (why := _refusal(device, _plain(typed))):
            former = Authenticator.objects.filter(user_id=user.pk, confirmed=True).exclude(pk=device.pk)
            replaced = bool(former.delete()[0])
            device.confirmed = True
            device.save(update_fields=("confirmed",))
            codes = _new_codes(user)
            _stamp(user)
            record(
                AuditAction.FACTOR_SET_UP,
                user,
                by=user,
                unit_path=user.unit_path,
                after={"thiết bị": "thay thiết bị trước" if replaced else "thiết bị đầu tiên"},
            )
            return codes
    raise Refused(why)


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """Ten new recovery codes, shown once; the former ones go no more."""
    _lock(user)
    if device_of(user) is None:
        raise Refused("Tài khoản này chưa lập xác thực hai bước.")
    codes = _new_codes(user)
    record(AuditAction.RECOVERY_NEW, user, by=user, unit_path=user.unit_path)
    return codes


def _new_codes(user: User) -> list[str]:
    RecoveryCodes.objects.filter(user_id=user.pk).delete()
    device = RecoveryCodes.objects.create(user_id=user.pk, name="Mã dự phòng")
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    for code in codes:
        device.token_set.create(token=digests(code, user_id=user.pk)[0])
    return codes


# Taking away ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove(user: User) -> None:
    """By the person himself, where it is not required of him; the caller has asked for password and code."""
    _lock(user)
    if _clear(user):
        record(AuditAction.FACTOR_REMOVED, user, by=user, unit_path=user.unit_path)


@transaction.atomic
def take_off(user: User, *, by: User) -> None:
    """By whoever keeps the accounts, for a phone that is lost: all sessions of the account end, and whoever must have a
    second factor sets up a new one at his next sign-in. Nothing of the secret is shown to anybody."""
    _lock(user)
    if _clear(user):
        record(AuditAction.FACTOR_TAKEN_OFF, user, by=by, unit_path=user.unit_path)


def _clear(user: User) -> bool:
    gone = Authenticator.objects.filter(user_id=user.pk).delete()[0]
    RecoveryCodes.objects.filter(user_id=user.pk).delete()
    if gone:
        _stamp(user)
    return bool(gone)


def _lock(user: User) -> None:
    """Two who change the same account's factor come one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _stamp(user: User) -> None:
    user.factor_stamp = secrets.token_hex(16)
    user.save(update_fields=("factor_stamp",))
