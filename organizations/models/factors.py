"""The second factor: django-otp's devices and their throttling, over keys that the database holds only sealed."""

from __future__ import annotations

import secrets
from typing import Any

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.sealed_keys import digests, seal, unseal

#: Bytes of an app's key, as many as the standard advises (RFC 4226, 4).
KEY_LENGTH = 20


class Authenticator(TOTPDevice):  # type: ignore[misc]  # the library ships no types
    """An app on a phone that shows a code every thirty seconds, without any network. One of an account is confirmed.

    ``key`` is sealed; the library reads the key itself as ``bin_key``.
    """

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "ứng dụng xác thực"
        verbose_name_plural = "ứng dụng xác thực"

    @classmethod
    def new_for(cls, user_id: int) -> Authenticator:
        """With a key of its own, not confirmed yet, not saved."""
        sealed = seal(secrets.token_bytes(KEY_LENGTH), user_id=user_id)
        return cls(user_id=user_id, name="Ứng dụng xác thực", key=sealed, confirmed=False)

    @property
    def bin_key(self) -> bytes:
        """Raises ``LostKey`` where the server's key is not the one it was sealed with."""
        return unseal(self.key, user_id=self.user_id)


class RecoveryCodes(StaticDevice):  # type: ignore[misc]  # the library ships no types
    """The codes for the day the phone is lost: each goes once. The rows hold digests, never what was handed out."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "mã dự phòng"
        verbose_name_plural = "mã dự phòng"

    def verify_token(self, token: str) -> bool:
        spellings = digests(token, user_id=self.user_id)
        kept = self.token_set.filter(token__in=spellings).values_list("token", flat=True).first()
        verified: Any = super().verify_token(kept if kept is not None else spellings[0])
        return bool(verified)
