"""What a plan names without printing it, in a reader's words: rating sheets and summaries."""

from __future__ import annotations

from collections.abc import Iterator

from .digest_lines import Rule, Section, sentence
from .parts.named_forms import Summary
from .plan import Plan

_SUMMARIES = {
    Summary.MEMBERS: "chi bộ lập biểu tổng hợp xếp loại đảng viên (Mẫu số 04)",
    Summary.CHANNELS: "tổng hợp các kênh thông tin về từng cán bộ do cấp trên xếp loại (Mẫu 11)",
    Summary.PROPOSED: "danh sách kết quả đề xuất của cán bộ diện cấp trên quản lý (Phụ lục 13)",
    Summary.DECIDED: "danh sách kết quả của cán bộ diện cấp ủy, cơ quan, đơn vị quản lý (Phụ lục 14)",
}


def named_section(plan: Plan) -> Section:
    return Section("mau-bieu", "Phiếu, biểu tổng hợp kế hoạch nêu tên", tuple(_named(plan)))


def _named(plan: Plan) -> Iterator[Rule]:
    rules = plan.named_forms
    if rules is None:
        return
    if rules.sheets:
        reference = plan.reference(rules.sheets[0].clause)
        yield Rule("Phiếu đánh giá, xếp loại", sentence(rules.statement), reference, is_default=True)
    if rules.residence is not None:
        text = "Phiếu lấy ý kiến nơi cư trú theo mẫu riêng của kế hoạch (Mẫu 03), có xác nhận của cấp ủy cơ sở."
        yield Rule("Phiếu lấy ý kiến", text, plan.reference(rules.residence[1]))
    for summary, clause in rules.summaries.items():
        yield Rule("Biểu tổng hợp", sentence(_SUMMARIES[summary]), plan.reference(clause))
