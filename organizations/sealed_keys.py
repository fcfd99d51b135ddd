"""Keys of the second factor as the database keeps them: whoever has only the database, or a backup, has no code.

Both secrets come from the server's ``SECRET_KEY``, which is in its environment and in no backup of the database; what
was sealed under a former one (``SECRET_KEY_FALLBACKS``) still opens.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

#: As long as the library's column for a recovery code.
DIGEST_LENGTH = 16


class LostKey(Exception):
    """Sealed under a key that this server no longer has."""


def seal(key: bytes, *, user_id: int) -> str:
    """``key`` for the library's column, in hexadecimal: 20 bytes become 72 characters of its 80.

    AES-SIV needs no nonce, for which there is no room, and tells equal keys only to be equal; keys are random. A sealed
    key opens for its own account alone.
    """
    return AESSIV(_secret(settings.SECRET_KEY, b"authenticator")).encrypt(key, [_bound_to(user_id)]).hex()


def unseal(sealed: str, *, user_id: int) -> bytes:
    """Raises ``LostKey`` for what none of the server's keys opens."""
    for secret in _server_keys():
        try:
            return AESSIV(_secret(secret, b"authenticator")).decrypt(bytes.fromhex(sealed), [_bound_to(user_id)])
        except (InvalidTag, ValueError):
            continue
    raise LostKey


def digests(code: str, *, user_id: int) -> list[str]:
    """What stands in the database for a recovery code: the spelling under today's key first, then under former ones."""
    return [_digest(secret, code, user_id) for secret in _server_keys()]


def _digest(secret: str, code: str, user_id: int) -> str:
    keyed = hmac.new(_secret(secret, b"recovery"), _bound_to(user_id) + b":" + code.encode(), sha256)
    return keyed.hexdigest()[:DIGEST_LENGTH]


def _server_keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _secret(server_key: str, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=64, salt=None, info=b"second factor: " + purpose)
    return derived.derive(server_key.encode())


def _bound_to(user_id: int) -> bytes:
    return str(user_id).encode()
