"""The list of what was in a box when it was shut, and whether a receipt is in it."""

from __future__ import annotations

from dataclasses import dataclass

from ratings import sealing
from ratings.choices import VotingMethod
from ratings.models import BallotSession
from reviews.rules.findings import Finding, Severity

#: What is misread when a receipt is copied by hand: none of these letters stands in one.
_MISREAD = str.maketrans({"o": "0", "l": "1", "i": "1"})


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """``receipts`` in order; ``findings`` when they are no longer the list that was fixed at the closing."""

    receipts: tuple[str, ...]
    root: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was looked for; ``place`` in the list, from 1, when it is there; ``findings`` when it is no receipt."""

    receipt: str
    place: int | None = None
    findings: tuple[Finding, ...] = ()


def receipts_of(session: BallotSession) -> ReceiptList | None:
    """None while the box is not shut, and where nobody votes electronically."""
    if not session.receipts_root or session.method == VotingMethod.PAPER:
        return None
    receipts = tuple(session.receipts)
    intact = sealing.root_of(receipts) == session.receipts_root and len(receipts) == session.cast
    message = "Danh sách này không còn khớp với mã băm lập khi đóng hòm; báo ngay tổ kiểm phiếu, không kiểm phiếu tiếp."
    findings = () if intact else (Finding("receipts.changed", Severity.BLOCK, message),)
    return ReceiptList(receipts, session.receipts_root, findings)


def look_up(receipts: ReceiptList, typed: str) -> LookUp:
    """Blanks, hyphens and capitals do not matter."""
    receipt = "".join(letter for letter in typed.lower() if letter.isalnum()).translate(_MISREAD)
    if len(receipt) != sealing.RECEIPT_LETTERS or not set(receipt) <= set("0123456789abcdef"):
        message = (
            f"Mã phiếu có {sealing.RECEIPT_LETTERS} ký tự, chỉ gồm chữ số và các chữ cái từ a đến f; "
            f"đã nhập {len(receipt)} ký tự."
        )
        return LookUp(receipt, findings=(Finding("receipt.form", Severity.BLOCK, message),))
    place = receipts.receipts.index(receipt) + 1 if receipt in receipts.receipts else None
    return LookUp(receipt, place)
