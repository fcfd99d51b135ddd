"""What a session has proven: the second factor at the sign-in, and once more for acts that cannot be undone.

The session holds where its account stands and when it last proved itself; nothing else is looked up, so a page costs no
query more. That holds because every change of the second factor ends the account's other sessions (``factor_stamp``).

=========  ======================================================  ============================  =====================
standing   whose                                                   what opens                    acts that are asked
=========  ======================================================  ============================  =====================
code       has an app, has not typed its code yet                  the door alone                –
set_up     must have one and has none                              the page to set it up alone   –
passed     has typed a code                                        everything                    a code of late
free       has none and need not                                   everything                    the password of late
=========  ======================================================  ============================  =====================

With ``settings.SECOND_FACTOR`` off nobody must have one, and whoever has none is asked nothing.
"""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from organizations.models import User
from organizations.permissions import second_factor_required
from organizations.refusals import Refused
from organizations.services import factors

Standing = Literal["code", "set_up", "passed", "free"]
#: What an act asks for; nothing where it was given of late or need not be.
Asked = Literal["code", "password", "set_up", ""]

KEY = "second_factor"
CODE, RECOVERY, PASSWORD = "proof_code", "proof_recovery", "proof_password"


def signed_in(*, request: HttpRequest | None, user: User, **_: Any) -> None:
    """Where the account stands that has just given its password."""
    if request is not None:
        _note(request, standing_of(user), proved=_now())


def connect() -> None:
    """Once, when the program starts; connecting again changes nothing."""
    user_logged_in.connect(signed_in, dispatch_uid="proofs:signed_in")


def standing_of(user: User) -> Standing:
    """As of now, from the database (one query with an app; three without)."""
    if factors.device_of(user) is not None:
        return "code"
    return "set_up" if second_factor_required(user) else "free"


def standing(request: HttpRequest) -> Standing:
    """As the session has it; looked up anew where it says nothing, or where nothing was due and a while has passed."""
    kept = request.session.get(KEY) or {}
    found: Standing | None = kept.get("standing")
    if found is None or (found == "set_up" and not settings.SECOND_FACTOR):
        return _looked_up(request, proved=None)
    if found == "free" and _reads(request) and settings.SECOND_FACTOR and not _is_recent(kept.get("seen")):
        # He may hold a grant or a post by now. What he is just sending is taken first: he is asked on his next page.
        return _looked_up(request, proved=kept.get("proved"))
    return found


def _looked_up(request: HttpRequest, *, proved: float | None) -> Standing:
    found = standing_of(_user(request))
    _note(request, found, proved=proved)
    return found


def is_held(request: HttpRequest) -> bool:
    """Signed in by the password alone where more is owed."""
    return request.user.is_authenticated and standing(request) in ("code", "set_up")


def _reads(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and "HX-Request" not in request.headers


def passed(request: HttpRequest) -> None:
    """A code was right just now. Whoever knew the session's key before that has it no more."""
    if standing(request) == "code":
        request.session.cycle_key()
    _note(request, "passed", proved=_now())


def changed(request: HttpRequest) -> None:
    """The account's second factor was changed by this session, which goes on; all others have ended."""
    user = _user(request)
    update_session_auth_hash(request, user)
    _note(request, "passed" if factors.device_of(user) is not None else "free", proved=_now())


# Once more -----------------------------------------------------------------------------------------------------------


def asked(request: HttpRequest) -> Asked:
    """What this session has to give before an act that cannot be undone (no query, but for those who must not act)."""
    found = standing(request)
    kept = request.session[KEY]
    if found == "passed":
        return "" if _is_recent(kept.get("proved")) else "code"
    if not settings.SECOND_FACTOR:
        return ""
    if found != "free" or second_factor_required(_user(request)):
        return "set_up"
    return "" if _is_recent(kept.get("proved")) else "password"


@sensitive_variables()
def prove(request: HttpRequest) -> None:
    """Take what was typed beside the act; ``Refused`` says what is missing. Right once, it goes for a while.

    Called before anything is written. What was typed is not sent back.
    """
    wanted = asked(request)
    if wanted == "set_up":
        raise Refused("Tài khoản này phải lập xác thực hai bước trước: mở Tài khoản của tôi, lập xong rồi bấm lại.")
    if wanted == "code":
        typed = typed_code(request)
        if not typed:
            raise Refused("Nhập mã của ứng dụng xác thực ở ngay trên nút bấm, rồi bấm lại.")
        factors.check_code(_user(request), typed)
        passed(request)
    elif wanted == "password":
        typed = request.POST.get(PASSWORD, "")
        if not typed:
            raise Refused("Nhập mật khẩu của đồng chí ở ngay trên nút bấm, rồi bấm lại.")
        check_password(request, typed)


@sensitive_variables()
def typed_code(request: HttpRequest) -> str:
    """The app's code; or a recovery code, which has letters and so a field and a keyboard of its own."""
    return request.POST.get(CODE, "").strip() or request.POST.get(RECOVERY, "").strip()


@sensitive_variables()
def check_password(request: HttpRequest, typed: str) -> None:
    if not typed:
        raise Refused("Nhập mật khẩu của đồng chí.")
    if not knows_password(request, typed):
        raise Refused("Mật khẩu không đúng.")


@sensitive_variables()
def knows_password(request: HttpRequest, typed: str) -> bool:
    """The password of whoever is signed in, by the way of the sign-in: its lock-out and its record hold here too."""
    user = _user(request)
    found = authenticate(request, username=user.get_username(), password=typed) if typed else None
    if found is None or found.pk != user.pk:
        return False
    if standing(request) == "free":
        _note(request, "free", proved=_now())
    return True


def is_fresh(request: HttpRequest) -> bool:
    """Whether the session has proven itself of late, by whatever its standing asks for."""
    return _is_recent((request.session.get(KEY) or {}).get("proved"))


def _is_recent(moment: float | None) -> bool:
    """Of late: not longer ago than a proof goes. A moment to come, as after the clock was set back, is none."""
    return moment is not None and 0 <= _now() - moment <= settings.PROOF_MINUTES * 60


def _note(request: HttpRequest, found: Standing, *, proved: float | None) -> None:
    request.session[KEY] = {"standing": found, "seen": _now(), "proved": proved}


def _now() -> float:
    """The server's real time: a demo's day proves nothing."""
    return timezone.now().timestamp()


def _user(request: HttpRequest) -> User:
    assert not isinstance(request.user, AnonymousUser)
    return request.user
