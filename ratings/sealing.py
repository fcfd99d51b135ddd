"""The sealed box: envelopes nobody opens before two of three key holders do. The only cryptography of the judgement.

All of it is RFC 9180 (HPKE) and Argon2id as ``cryptography`` offers them; here is only which key goes to whom. A key
holder's key pair comes from his phrase and is never stored. The key of the box is stored locked once for every pair of
holders: sealed to the one inside a seal to the other, so that both phrases are needed. Envelopes of one box are all of
one length: a byte for each question, whatever was chosen.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

#: Twenty digits, some 66 bits behind Argon2id: typed on any phone, read out without tones.
_GROUPS, _DIGITS = 5, 4
PHRASE_DIGITS = _GROUPS * _DIGITS
SALT_BYTES = 16
#: 128 bits are enough to find one's own envelope in a list, and are still read from paper.
RECEIPT_LETTERS = 32

Pair = tuple[int, int]


class CannotOpen(ValueError):
    """The envelope or lock was not made for this key, or was changed since."""


@dataclass(frozen=True, slots=True)
class Box:
    """A new box: what envelopes are sealed with, and its own key locked for every pair of holders (by their ids)."""

    public_key: bytes
    locks: Mapping[Pair, bytes]


def new_phrase() -> str:
    """A phrase as it is shown once: ``4821 9930 1175 6640 2093``."""
    return " ".join("".join(secrets.choice("0123456789") for _ in range(_DIGITS)) for _ in range(_GROUPS))


def digits_of(phrase: str) -> str:
    """What of a typed phrase counts, whichever keyboard typed its digits (full-width ones, say)."""
    return "".join(str(unicodedata.decimal(letter)) for letter in phrase if letter.isdecimal())


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def holder_key(phrase: str, salt: bytes) -> X25519PrivateKey:
    """The holder's key; blanks and hyphens of the phrase do not matter. Slow on purpose (``BALLOT_KDF``)."""
    digits = digits_of(phrase)
    cost = settings.BALLOT_KDF
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_cost"],
    )
    return X25519PrivateKey.from_private_bytes(kdf.derive(digits.encode()))


def public_bytes(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def new_box(holders: Mapping[int, bytes], *, name: str) -> Box:
    """``holders``: public keys by id. ``name`` ties locks and envelopes to this one box."""
    key = X25519PrivateKey.generate()
    locks = {
        (first, second): _seal(_seal(key.private_bytes_raw(), holders[second], name), holders[first], name)
        for first, second in combinations(sorted(holders), 2)
    }
    return Box(public_bytes(key), locks)


def unlock(lock: bytes, first: X25519PrivateKey, second: X25519PrivateKey, *, name: str) -> X25519PrivateKey:
    """The key of the box; ``first`` and ``second`` in the order of the pair. Raises ``CannotOpen``."""
    return X25519PrivateKey.from_private_bytes(_open(_open(lock, first, name), second, name))


def seal(choices: Sequence[int], public_key: bytes, *, name: str) -> bytes:
    """One ballot, a number below 256 for each question, in an envelope."""
    return _seal(bytes(choices), public_key, name)


def unseal(envelope: bytes, key: X25519PrivateKey, *, name: str) -> bytes:
    """What was sealed. Raises ``CannotOpen``."""
    return _open(envelope, key, name)


def receipt_of(envelope: bytes) -> str:
    """What the voter is told of his envelope; it proves that the envelope is in the box, never what is in it."""
    return hashlib.sha256(envelope).hexdigest()[:RECEIPT_LETTERS]


def root_of(receipts: Iterable[str]) -> str:
    """One hash of the whole list, whatever its order."""
    return hashlib.sha256("\n".join(sorted(receipts)).encode()).hexdigest()


def _seal(content: bytes, public_key: bytes, name: str) -> bytes:
    return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public_key), info=name.encode())


def _open(sealed: bytes, key: X25519PrivateKey, name: str) -> bytes:
    try:
        return _SUITE.decrypt(sealed, key, info=name.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
