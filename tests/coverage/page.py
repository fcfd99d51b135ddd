"""The table as a page of the documentation, in the words of those who wrote the plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from reviews.rules.library import Clause, ClauseKind, load_clauses
from reviews.rules.plan import load_preset

from .evidence import ROOT
from .table import PLANS, Entry, Means, State, load_table, preset_name

PAGE = ROOT / "docs" / "dieu-khoan.md"
QUOTED = 110

KINDS = {
    ClauseKind.SUBJECT: "Đối tượng",
    ClauseKind.EXEMPT: "Miễn, ngoài diện",
    ClauseKind.VENUE: "Nơi kiểm điểm",
    ClauseKind.ORDER: "Trình tự",
    ClauseKind.PRECONDITION: "Điều kiện",
    ClauseKind.DEADLINE: "Thời hạn",
    ClauseKind.DURATION: "Thời lượng",
    ClauseKind.MEETING: "Hội nghị",
    ClauseKind.SUGGESTION: "Gợi ý kiểm điểm",
    ClauseKind.FORM: "Biểu mẫu",
    ClauseKind.FORM_CONTENT: "Nội dung kiểm điểm",
    ClauseKind.BALLOT: "Bỏ phiếu",
    ClauseKind.THRESHOLD: "Ngưỡng xếp loại",
    ClauseKind.SCALE: "Thang, mức",
    ClauseKind.QUOTA: "Tỷ lệ",
    ClauseKind.CAP: "Mức trần",
    ClauseKind.ROUTING: "Thẩm quyền, nơi gửi",
    ClauseKind.DELEGATION: "Giao, ủy quyền",
    ClauseKind.SUPERVISION: "Chỉ đạo, theo dõi",
    ClauseKind.DOSSIER: "Hồ sơ",
    ClauseKind.REPORT: "Báo cáo, số liệu",
    ClauseKind.NOTICE: "Thông báo",
    ClauseKind.PUBLICATION: "Công khai, nơi nhận",
    ClauseKind.REWARD: "Khen thưởng",
    ClauseKind.REMEDIATION: "Khắc phục",
    ClauseKind.RE_RATING: "Xếp loại lại",
    ClauseKind.APPEAL: "Kiến nghị",
}
STATES = {
    State.ENFORCED: "Thực hiện",
    State.RECORDED: "Có nơi ghi",
    State.WAITING: "Chờ nối",
    State.OPEN: "Còn thiếu",
}
MEANS = {Means.DATA: "dữ liệu", Means.RULE: "quy tắc", Means.PAGE: "trang", Means.RECORD: "nơi ghi"}

INTRODUCTION = """\
# Từng điều khoản của năm kế hoạch: thực hiện ở đâu, kiểm thử nào

Trang này do `UPDATE_COVERAGE=1 python -m pytest tests/coverage` lập từ `tests/coverage/*.yaml`; không sửa tay.
Lệnh kiểm thử báo lỗi khi một điều khoản không có nơi thực hiện mà cũng không có lý do, khi nơi thực hiện hay kiểm thử
được nêu không tồn tại, khi kiểm thử không nêu điều khoản hoặc không khẳng định điều gì, và khi trang này cũ.

- **Thực hiện**: chương trình từ chối, cảnh báo, tính, lập hoặc nhắc theo điều khoản; có kiểm thử.
- **Có nơi ghi**: điều khoản chỉ cần nơi ghi, và nơi ấy đã có.
- **Chờ nối**: quy tắc đã có và đã kiểm thử, nhưng chưa trang nào của chương trình gọi đến.
- **Còn thiếu**: chưa thực hiện đúng như in, kèm điều còn thiếu.

Số sau dấu # là việc sẽ bổ sung: 3 quy tắc, 4 văn bản, 5 bỏ phiếu, 6 quyền và nhật ký, 7 bàn làm việc của Ban và
báo cáo.
"""


def page_text() -> str:
    lines = [INTRODUCTION, "## Tổng hợp", "", *_totals()]
    for plan in PLANS:
        clauses, entries = load_clauses(plan), load_table(plan)
        title = load_preset(preset_name(plan)).document
        lines += ["", f"## {plan.upper()} – {title}", "", *_by_kind(clauses.values(), entries), ""]
        lines += ["| Mục | Điều khoản | | Bằng | Kiểm thử, hoặc điều còn thiếu |", "|---|---|---|---|---|"]
        lines += [_row(clause, entries[clause.id]) for clause in clauses.values() if clause.id in entries]
    return "\n".join([*lines, ""])


def _totals() -> Iterator[str]:
    yield from _head("Kế hoạch")
    total: Counter[State] = Counter()
    for plan in PLANS:
        found = Counter(_states(plan))
        total += found
        yield _counted(plan.upper(), found)
    yield _counted("**Cộng**", total)


def _states(plan: str) -> Iterator[State]:
    entries = load_table(plan)
    return (entries[row.id].state(row) for row in load_clauses(plan).values() if row.id in entries)


def _by_kind(clauses: Iterable[Clause], entries: Mapping[str, Entry]) -> Iterator[str]:
    found: dict[ClauseKind, Counter[State]] = {}
    for clause in clauses:
        if clause.id in entries:
            found.setdefault(clause.kind, Counter())[entries[clause.id].state(clause)] += 1
    yield from _head("Loại")
    yield from (_counted(label, found[kind]) for kind, label in KINDS.items() if kind in found)


def _head(first: str) -> list[str]:
    return [f"| {first} | {' | '.join(STATES.values())} | Cộng |", "|---" * (len(STATES) + 2) + "|"]


def _counted(label: str, found: Counter[State]) -> str:
    return f"| {label} | {' | '.join(str(found[state]) for state in STATES)} | {found.total()} |"


def _row(clause: Clause, entry: Entry) -> str:
    quote = clause.quote if len(clause.quote) <= QUOTED else f"{clause.quote[:QUOTED].rsplit(' ', 1)[0]} …"
    by = "<br>".join(f"{MEANS[kind]} `{value}`" for kind, value in entry.by)
    proofs = [f"`{test.removeprefix('tests/').replace('::test_', '::')}`" for test in entry.tests]
    last = "<br>".join([*proofs, *filter(None, (entry.waits, entry.open))])
    cells = (clause.section, f"{clause.id}<br>{quote}", STATES[entry.state(clause)], by, last)
    return f"| {' | '.join(cells)} |"
