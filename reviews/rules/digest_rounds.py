"""Rounds of a year, annexes, figures, reports and copies of the dossier in a reader's words."""

from __future__ import annotations

from collections.abc import Iterator

from .digest_lines import STRENGTH, Rule, Section, sentence
from .findings import Severity
from .periods import for_whom
from .plan import Plan
from .vocabulary import QUARTERS


def round_sections(plan: Plan) -> Iterator[Section]:
    """Each with what the plan prints; empty sections are left out by the caller."""
    yield Section("ky", "Kỳ kiểm điểm, phụ lục chấm điểm", (*_periods(plan), *_quarters(plan), *_sheets(plan)))
    yield Section("so-lieu", "Số liệu của các cơ quan", tuple(_feeds(plan)))
    yield Section("bao-cao", "Văn bản gửi lên qua cơ quan khác", tuple(_reports(plan)))
    yield Section("so-bo", "Số bộ hồ sơ, cách lưu giữ", tuple(_copies(plan)))


def _copies(plan: Plan) -> Iterator[Rule]:
    for row in plan.copies:
        yield Rule("", sentence(row.title), plan.reference(row.clause))
    if plan.keeping is not None:
        text = "Mỗi phần hồ sơ ghi là văn bản giấy hay dữ liệu điện tử và nơi lưu giữ."
        yield Rule("Lưu giữ", text, plan.reference(plan.keeping.clause), STRENGTH[plan.keeping.severity])


def _periods(plan: Plan) -> Iterator[Rule]:
    if plan.periods is not None:
        kinds = ", ".join(kind.label for kind in plan.periods.kinds)
        yield Rule("Kỳ", f"Kiểm điểm {kinds}.", plan.reference(plan.periods.clause), STRENGTH[Severity.BLOCK])


def _quarters(plan: Plan) -> Iterator[Rule]:
    quarters = plan.scoring.quarters if plan.scoring else None
    if quarters is None:
        return
    rated, merged = (", ".join(QUARTERS[number] for number in row) for row in (quarters.rated, quarters.merged))
    yield Rule("Quý", f"Đánh giá, xếp loại riêng {rated}.", quarters.rated_reference)
    text = f"Không xếp loại riêng {merged}; kết hợp vào đánh giá, xếp loại cuối năm."
    yield Rule("Quý", text, quarters.merged_reference, STRENGTH[Severity.BLOCK])
    text = "Kết quả các quý là căn cứ để đánh giá, xếp loại cuối năm."
    yield Rule("Quý", text, quarters.basis_reference, STRENGTH[quarters.missing_severity])


def _sheets(plan: Plan) -> Iterator[Rule]:
    for row in plan.sheets.rows if plan.sheets else ():
        when = ", ".join(period.label for period in row.periods)
        text = sentence(f"{for_whom(row)}: Phụ lục {row.annex} ({when})")
        others = ", ".join(row.annexes[1:])
        note = f"Kế hoạch còn nêu Phụ lục {others}; người lập kế hoạch xác nhận cách chia." if others else ""
        yield Rule("Phụ lục", text, plan.reference(row.clause), note=note)


def _feeds(plan: Plan) -> Iterator[Rule]:
    for row in plan.feeds.feeds if plan.feeds else ():
        units = ", ".join(unit.label for unit in row.units)
        yield Rule(row.office, f"{row.title} (theo từng: {units}).", plan.reference(row.clause))


def _reports(plan: Plan) -> Iterator[Rule]:
    for row in plan.reports:
        way = f"{row.sender} gửi qua {row.via} đến {row.to}" if row.via else f"{row.sender} gửi đến {row.to}"
        yield Rule(row.what, sentence(way), plan.reference(row.clause), STRENGTH[row.severity] if row.via else "")
