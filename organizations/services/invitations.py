"""One-time codes: made, printed or mailed by whoever keeps the accounts; used by the holder to set his password."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.timezone import make_aware

from organizations import clock
from organizations.account_permissions import invite_refusal
from organizations.choices import AuditAction, InvitationWay
from organizations.formats import vi_date
from organizations.models import Invitation, User
from organizations.refusals import Refused, refuse
from organizations.services.audit import record
from organizations.services.sessions import end_sessions
from organizations.tries import count_try, failures, forget_tries, hidden

#: Letters and digits that nobody takes for one another, in print or by hand: no 0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V.
ALPHABET = "ACDEFHJKMNPRTWXY3479"
GROUPS, SIGNS = 4, 4
#: One answer to everything that is wrong with a name and a code: it tells nobody which names there are.
NOT_THIS = (
    "Tên đăng nhập hoặc mã kích hoạt không đúng, hoặc mã đã dùng, đã hết hạn, đã có mã mới hơn. Hãy xem lại thư; "
    "nếu vẫn không được, đề nghị người quản lý tài khoản cấp mã mới."
)


class LockedOut(Exception):
    """Too many tries with this name from this address; ends by itself."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says; the code is nowhere else."""

    account: User
    code: str
    expires_at: datetime


def new_code() -> str:
    """69 bits in four groups of four: nobody guesses one, and a person can type it."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(GROUPS))
    return " ".join(groups)


def letters_for(accounts: Sequence[User]) -> list[Letter]:
    """Codes for these accounts, good to the end of their last day; nothing is written yet, so that a letter that cannot
    be printed makes no code void."""
    last_day = clock.today() + timedelta(days=settings.INVITATION_DAYS)
    expires_at = make_aware(datetime.combine(last_day, time.max))
    return [Letter(account, new_code(), expires_at) for account in accounts]


@transaction.atomic
def invite(*, letters: Sequence[Letter], by: User, way: InvitationWay = InvitationWay.LETTER) -> list[Invitation]:
    """From now on the codes of ``letters`` open their accounts, and no code given before.

    Of two who invite at once the second makes the first one's codes void. Raises ``Refused`` when one of the accounts
    may not be invited by ``by``; then none is.
    """
    now = clock.now()
    ids = sorted(letter.account.pk for letter in letters)
    locked = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for letter in letters:
        refuse(invite_refusal(by, locked[letter.account.pk]))
    Invitation.objects.open().filter(user__in=ids).update(void_at=now)
    made = Invitation.objects.bulk_create(
        Invitation(
            user=letter.account,
            digest=_digest(letter.account, letter.code),
            way=way,
            made_at=now,
            made_by=by,
            expires_at=letter.expires_at,
        )
        for letter in letters
    )
    for letter in letters:
        record(
            AuditAction.INVITE,
            letter.account,
            by=by,
            unit_path=letter.account.unit_path,
            after={"cách mời": way.label, "dùng được đến": vi_date(letter.expires_at)},
        )
    return made


def invite_by_mail(*, account: User, by: User, address: str) -> None:
    """The letter as an e-mail: the name, the code, the steps, nothing else. ``address`` is that of the program.

    The code is valid before it is sent; raises ``Refused``, and takes it back, when the mail does not go out.
    """
    if not account.mail_address:
        raise Refused("Đồng chí này chưa có địa chỉ thư điện tử trong danh sách. Hãy in thư mời.")
    letter = letters_for([account])[0]
    (invitation,) = invite(letters=[letter], by=by, way=InvitationWay.EMAIL)
    try:
        send_mail(
            subject="Kiểm điểm: mã kích hoạt tài khoản",
            message=_mail(letter, address),
            from_email=None,
            recipient_list=[account.mail_address],
        )
    except OSError as error:  # smtplib's errors are OSErrors
        Invitation.objects.open().filter(pk=invitation.pk).update(void_at=clock.now())
        raise Refused("Máy chủ thư không nhận thư, mã vừa lập đã bỏ. Hãy in thư mời.") from error


def _mail(letter: Letter, address: str) -> str:
    return (
        f"Kính gửi đồng chí {letter.account},\n\n"
        f"Tên đăng nhập: {letter.account.username}\n"
        f"Mã kích hoạt: {letter.code}\n"
        f"Dùng được đến hết ngày {vi_date(letter.expires_at)}, một lần.\n\n"
        f"1. Mở {address}\n2. Nhập tên đăng nhập và mã kích hoạt.\n3. Tự đặt mật khẩu, rồi đăng nhập.\n\n"
        "Không chuyển thư này cho ai. Nếu đồng chí không chờ thư này, hãy báo người quản lý tài khoản."
    )


def activate(*, username: str, code: str, password: str, address: str) -> User:
    """Set the password of the account by its code, once; ends what goes on under the old password.

    Raises ``LockedOut`` after too many tries with this name from ``address``, Django's ``ValidationError`` for a bad
    password beside the right code, which stays good, and ``Refused`` for everything else. The tries with one code are
    counted besides, wherever they come from.
    """
    name = hidden(username)
    if failures(name, address) >= settings.AXES_FAILURE_LIMIT or not count_try(name, address):
        raise LockedOut
    invitation = _tried(username)
    account = invitation.user if invitation is not None else User()
    digest = invitation.digest if invitation is not None else ""
    # Reckoned for a name that does not exist as well: the answer takes as long.
    if not hmac.compare_digest(_digest(account, code), digest) or invitation is None:
        raise Refused(NOT_THIS)
    forget_tries(username, address)
    validate_password(password, account)
    with transaction.atomic():
        now = clock.now()
        # The row of the account first, as whoever invites or closes it does. No table is joined to the update: what a
        # subquery has found is not looked at anew when another one changed the row meanwhile.
        held = User.objects.select_for_update().filter(pk=account.pk, is_active=True).first()
        if held is None or not Invitation.objects.valid(now).filter(pk=invitation.pk).update(used_at=now):
            raise Refused(NOT_THIS)
        account.set_password(password)
        account.save(update_fields=("password",))
        end_sessions(account)
        record(AuditAction.ACTIVATE, account, by=account, unit_path=account.unit_path)
    forget_tries(username)
    return account


def _tried(username: str) -> Invitation | None:
    """The invitation that is open under this name, with one try more; None where there is none, or too many were."""
    valid = Invitation.objects.valid(clock.now())
    named = valid.filter(user__username=username, user__is_active=True)
    found = named.select_related("user__person__workplace").first()
    if found is None:
        return None
    counted = valid.filter(pk=found.pk, tries__lt=settings.INVITATION_TRIES).update(tries=F("tries") + 1)
    return found if counted else None


def _digest(account: User, code: str) -> str:
    """Keyed: who reads the table cannot even try codes. Spaces, dashes and small letters make no difference."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("invitation", f"{account.pk}:{typed}", algorithm="sha256").hexdigest()
