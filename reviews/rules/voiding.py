"""A ballot or a poll is called off by two people, one after the other, who say why."""

from __future__ import annotations

import unicodedata

from .findings import Finding, Severity

#: Letters of the reason.
LONGEST_REASON = 400


def check_reason(reason: str, *, what: str) -> list[Finding]:
    """``what`` is called off, as in “cuộc bỏ phiếu”."""
    length = len(unicodedata.normalize("NFC", reason.strip()))
    if not length:
        return _block("void.reason", f"Ghi lý do hủy {what}.")
    if length > LONGEST_REASON:
        return _block("void.reason", f"Lý do dài {length} chữ cái, tối đa {LONGEST_REASON}.")
    return []


def check_named(name: str, *, is_person: bool) -> list[Finding]:
    """Two people, each with his name: an account that stands for nobody is none of them."""
    if is_person:
        return []
    return _block(
        "void.no_person",
        f"Tài khoản {name} không gắn với đảng viên, cán bộ nào; việc hủy do người có tên đề nghị, đồng ý.",
    )


def check_second(*, asked_by: int, by: int) -> list[Finding]:
    """``asked_by`` and ``by``: the people."""
    if asked_by != by:
        return []
    return _block("void.same_person", "Người đề nghị hủy không tự đồng ý; cần một người thứ hai.")


def check_read(*, read: str, asked: str) -> list[Finding]:
    """Who agrees, agrees to the request that stood on his page and to no other."""
    if read == asked:
        return []
    return _block("void.other_request", "Đề nghị hủy đã thay đổi sau khi trang này mở. Đọc lại rồi mới đồng ý.")


def _block(code: str, message: str) -> list[Finding]:
    return [Finding(code, Severity.BLOCK, message)]
