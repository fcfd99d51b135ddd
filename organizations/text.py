"""Vietnamese text: one normal form, and a folded form for search without diacritics."""

import unicodedata

_STROKED = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(text: str) -> str:
    """The composed form every stored text has; the plans themselves mix both."""
    return unicodedata.normalize("NFC", text)


def row_id(text: str) -> int | None:
    """The id that an address or a form carries; None for whatever no row can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def fold(text: str) -> str:
    """Lower case without diacritics, single spaces: ``Nguyễn Thị Đào`` → ``nguyen thi dao``."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKED))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.lower().split())


def search_text(text: str) -> str:
    """What somebody typed into a search box: composed, without control characters, which no database searches."""
    return "".join(letter for letter in nfc(text) if unicodedata.category(letter) != "Cc").strip()


def given_name_key(full_name: str) -> tuple[str, str]:
    """Vietnamese lists sort by the given name, which stands last."""
    folded = fold(full_name)
    return (folded.rsplit(" ", 1)[-1], folded)
