"""A plan's rules in a reader's words, each with the clause as printed: for the page where staff look them up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction

from . import deadlines
from .digest_cases import case_sections
from .digest_lines import STRENGTH, Rule, Section, sentence
from .digest_named import named_section
from .digest_rounds import round_sections
from .findings import Severity
from .parts import DurationRule, ExemptCase, GroupCounter, OpinionRoute, QuotaRules, SlotRule, Topic, VotingRules
from .plan import Plan
from .vocabulary import AuthorityKind, OrganizationKind, RatedKind


def digest(plan: Plan) -> list[Section]:
    """Every subject on which the plan, or the nation for it, says something."""
    sections = (
        Section("moc", "Mốc thời hạn", tuple(_milestones(plan))),
        Section("viec", "Thời hạn theo công việc", tuple(_relative(plan))),
        Section("thu-tu", "Thứ tự kiểm điểm, xếp loại", tuple(_order(plan))),
        Section("doi-tuong", "Đối tượng, trường hợp không kiểm điểm, không xếp loại", tuple(_subjects(plan))),
        Section("hoi-nghi", "Chuẩn bị và thời gian hội nghị", tuple(_meetings(plan))),
        Section("du", "Gợi ý, dự chỉ đạo, lấy ý kiến vào báo cáo", tuple(_attendance(plan))),
        Section("chuong-trinh", "Hội nghị đánh giá, xếp loại", tuple(_rating(plan))),
        Section("chuong-trinh-hop", "Chương trình hội nghị", tuple(_programmes(plan))),
        Section("phieu", "Mức xếp loại theo số phiếu", tuple(_ballot(rules) for rules in plan.ballots)),
        Section("ty-le", "Tỷ lệ “Hoàn thành xuất sắc nhiệm vụ”", tuple(_quotas(plan))),
        Section("diem", "Thang điểm", tuple(_scoring(plan))),
        Section("y-kien", "Lấy ý kiến", tuple(_route(plan, row) for row in plan.opinion_routes)),
        Section("ho-so", "Hồ sơ", tuple(_slot(plan, row) for row in plan.dossier)),
        *round_sections(plan),
        *case_sections(plan),
        named_section(plan),
    )
    return [section for section in sections if section.rules]


def _milestones(plan: Plan) -> Iterator[Rule]:
    for row in plan.milestones:
        strength = "quá hạn thì không nhận" if row.severity is Severity.BLOCK else "quá hạn thì ghi là chậm"
        yield Rule(row.title, deadlines.printed_day(row), row.reference, strength, note=row.note)


def _relative(plan: Plan) -> Iterator[Rule]:
    for row in plan.relative_milestones:
        yield Rule(row.title, deadlines.describe_relative(row), row.reference, STRENGTH[row.severity], note=row.note)
    lower = plan.lower_plans
    if lower is not None:
        text = "Không đặt hạn sau hạn của kế hoạch này đối với cấp mình."
        yield Rule("Kế hoạch của cấp dưới", text, plan.reference(lower.clause), STRENGTH[lower.severity])


def _order(plan: Plan) -> Iterator[Rule]:
    """Edges that print one rule are one line."""
    for edge in {(row.says, row.severity): row for row in plan.order}.values():
        yield Rule("", f"{edge.says[:1].upper()}{edge.says[1:]}.", plan.reference(edge.clause), STRENGTH[edge.severity])
    for ballot in {rule.ballot for rule in plan.rated_organizations if rule.ballot is not None}:
        text = "Tổ chức đảng tự nhận mức, hội nghị thảo luận rồi mới bỏ phiếu xếp loại tổ chức đảng."
        yield Rule("", text, plan.reference(ballot.clause), STRENGTH[ballot.severity])
    scope = plan.cell_scope
    if scope is not None:
        text = f"Phiếu ở chi bộ về thành viên tập thể lãnh đạo, quản lý cấp trên: {scope.says}."
        yield Rule("", text, plan.reference(scope.clause))


_ORGANIZATIONS = {OrganizationKind.COMMUNE_PARTY: "Đảng ủy xã", OrganizationKind.PARTY_CELL: "các chi bộ trực thuộc"}
_CASES = {
    ExemptCase.EXEMPT: "được miễn công tác và sinh hoạt đảng",
    ExemptCase.SUSPENDED: "bị đình chỉ sinh hoạt đảng",
    ExemptCase.NEW: "mới kết nạp chưa đủ {months:02d} tháng",
}


_DECIDES = {
    AuthorityKind.OWN: "cấp ban hành kế hoạch quyết định mức xếp loại",
    AuthorityKind.DELEGATED: "xếp loại theo ủy quyền",
    AuthorityKind.SELF_RATED: "tự xếp loại, cấp trên quyết định",
    AuthorityKind.EXTERNAL: "cấp trên quản lý quyết định mức xếp loại",
}


def _authorities(plan: Plan) -> Iterator[Rule]:
    for row in plan.individuals.authorities:
        note = "Cấp trên điều chỉnh mức thì ghi nội dung điều chỉnh." if row.adjusted else ""
        yield Rule("Thẩm quyền", f"{row.label}: {_DECIDES[row.kind]}.", plan.reference(row.clause), note=note)
    cells = plan.individuals.cell_decides
    if cells is not None:
        text = "Chi bộ cơ sở quyết định mức xếp loại đảng viên của mình; chi bộ trực thuộc chỉ đề xuất."
        yield Rule("Thẩm quyền", text, plan.reference(cells.clause))


def _subjects(plan: Plan) -> Iterator[Rule]:
    for row in plan.collectives:
        yield Rule("Tập thể", f"{row.label}.", plan.reference(row.clause))
    for rated in plan.rated_organizations:
        kinds = " và ".join(_ORGANIZATIONS.get(kind, kind) for kind in rated.organizations)
        yield Rule("Tổ chức đảng", f"Xếp loại {kinds}.", plan.reference(rated.clause))
    everybody = plan.individuals.every_member
    who = (
        "Đảng viên trong toàn Đảng bộ."
        if everybody
        else "Đảng viên, cán bộ thuộc diện cấp ủy ban hành kế hoạch quản lý."
    )
    yield Rule("Cá nhân", who, plan.reference(plan.individuals.clause))
    if plan.individuals.cadre_clause:
        text = "Cán bộ lãnh đạo, quản lý: xếp loại theo chức vụ và xếp loại đảng viên."
        yield Rule("Cá nhân", text, plan.reference(plan.individuals.cadre_clause))
    yield from _authorities(plan)
    rules = plan.exemptions
    for label, cases, reference in (
        ("Không kiểm điểm", rules.review, rules.review_reference),
        ("Không xếp loại", rules.rating, rules.rating_reference),
    ):
        text = "; ".join(_CASES[case].format(months=rules.months) for case in cases)
        yield Rule(label, sentence(text), reference)
    most = plan.venues.most
    if most is not None:
        text = f"Giữ quá {most.posts_over:02d} chức vụ: kiểm điểm nhiều nhất ở {most.places:02d} nơi."
        yield Rule("Nơi kiểm điểm", text, plan.reference(most.clause), STRENGTH[Severity.BLOCK])
        if most.told_clause:
            text = "Các nơi khác chỉ nghe báo cáo kết quả kiểm điểm, xếp loại của cá nhân."
            yield Rule("Nơi kiểm điểm", text, plan.reference(most.told_clause))
    small = plan.venues.small_collective
    if small is not None:
        text = f"Tập thể có từ 01 đến {small.at_most:02d} thành viên: kiểm điểm tập thể cơ quan, đơn vị."
        yield Rule("Nơi kiểm điểm", text, plan.reference(small.clause))
    for wider in plan.venues.wider.values():
        text = f"{wider.says} dự hội nghị của tập thể và bỏ phiếu."
        yield Rule("Thành phần hội nghị", text, plan.reference(wider.clause))
    for held in plan.venues.held_at:
        yield Rule("Nơi kiểm điểm", "Không họp riêng, kiểm điểm trước hội nghị cấp ủy.", plan.reference(held.clause))
        if held.ballot is not None:
            text = f"{held.ballot.says}. Kết quả là một kênh thông tin, không phải mức xếp loại."
            yield Rule("Hội nghị chỉ bỏ phiếu", text, plan.reference(held.ballot.clause))
    labels = {row.kind: row.label for row in plan.collectives}
    for embedded in plan.venues.embedded:
        label = labels.get(embedded.body, "Tập thể")
        yield Rule("Nơi kiểm điểm", f"{label}: kiểm điểm trước chi bộ.", plan.reference(embedded.clause))
        if embedded.merged_clause:
            text = f"{label} đều là chi ủy viên: kết hợp kiểm điểm với chi ủy."
            yield Rule("Nơi kiểm điểm", text, plan.reference(embedded.merged_clause))


_DURATIONS = {
    "standing_committee": "Hội nghị của Ban Thường vụ ban hành kế hoạch",
    "others": "Hội nghị kiểm điểm",
    "prompted": "Hội nghị kiểm điểm ở nơi được gợi ý kiểm điểm",
}


def _meetings(plan: Plan) -> Iterator[Rule]:
    notice = plan.notice
    if notice.days:
        whose = " của Ban Thường vụ ban hành kế hoạch" if notice.issuer_only else ""
        text = f"Ít nhất {notice.days} {notice.counting.unit} trước hội nghị{whose}."
        yield Rule("Gửi trước dự thảo báo cáo", text, plan.cite(Topic.DRAFT_NOTICE), STRENGTH[notice.severity])
    for row in plan.durations:
        yield Rule(_DURATIONS[row.key], _length(row), plan.reference(row.clause), STRENGTH[row.severity])
    if plan.secretariat is not None:
        text = f"{plan.secretariat.office} của cấp ủy chuẩn bị chương trình, ghi biên bản hội nghị của Ban Thường vụ."
        reference = plan.reference(plan.secretariat.clause)
        yield Rule("Thư ký hội nghị", text, reference, STRENGTH[plan.secretariat.severity])
    if plan.cite(Topic.CHAIR):
        text = "Khi kiểm điểm người đứng đầu thì cấp phó chủ trì."
        yield Rule("Chủ trì", text, plan.cite(Topic.CHAIR), STRENGTH[Severity.BLOCK])
    if plan.cite(Topic.CONCLUSION_VOTE):
        text = "Kết luận về từng cá nhân được lấy ý kiến biểu quyết; ghi số biểu quyết vào biên bản."
        yield Rule("Biểu quyết", text, plan.cite(Topic.CONCLUSION_VOTE), STRENGTH[Severity.WARN])
    if plan.cite(Topic.VOTERS):
        text = "Người dự kiểm điểm, trừ đại biểu mời; ở chi bộ trừ đảng viên dự bị và đảng viên sinh hoạt tạm thời."
        yield Rule("Người bỏ phiếu", text, plan.cite(Topic.VOTERS), STRENGTH[Severity.BLOCK])
    if plan.cite(Topic.HEAD_CAP):
        text = "Mức của người đứng đầu so với mức của tập thể do mình đứng đầu: không cao hơn."
        yield Rule("Người đứng đầu", text, plan.cite(Topic.HEAD_CAP), STRENGTH[plan.severity(Topic.HEAD_CAP)])


def _attendance(plan: Plan) -> Iterator[Rule]:
    proposals, attendance, circulation = plan.proposals, plan.attendance, plan.circulation
    if proposals is not None:
        text = "Chỉ các cơ quan, cá nhân kế hoạch ghi được đề xuất nội dung gợi ý kiểm điểm."
        yield Rule("Đề xuất gợi ý", text, plan.reference(proposals.clause), STRENGTH[Severity.BLOCK])
        text = sentence("; ".join(label for _key, label in proposals.categories))
        yield Rule("Nội dung gợi ý", text, plan.reference(proposals.content_clause), STRENGTH[Severity.BLOCK])
    if attendance is not None:
        prompted = attendance.prompted
        text = f"{prompted.assigner} phân công {prompted.count:02d} đồng chí trong Ban Thường vụ dự chỉ đạo."
        yield Rule("Nơi được gợi ý", text, plan.reference(prompted.clause), STRENGTH[prompted.severity])
        for row in attendance.delegated:
            text = f"{row.assigner} phân công người dự chỉ đạo."
            yield Rule("Cơ quan chính quyền", text, plan.reference(row.clause), STRENGTH[Severity.BLOCK])
        text = "Chỉ gồm các Ủy viên Ban Thường vụ."
        yield Rule("Thành phần hội nghị", text, plan.reference(attendance.members_only_clause))
    if circulation is not None:
        text = "Dự thảo báo cáo của Ban Thường vụ gửi lấy ý kiến trước hội nghị kiểm điểm."
        yield Rule("Lấy ý kiến", text, plan.reference(circulation.clause), STRENGTH[circulation.severity])


def _programmes(plan: Plan) -> Iterator[Rule]:
    for row in plan.programmes:
        for item in row.items:
            groups = "; ".join(says for _group, says in item.groups)
            says = item.says.replace("{next_year}", str(plan.year + 1))
            text = f"{item.number} {says} {groups}".strip().rstrip(".:")
            yield Rule(row.title.capitalize(), f"{text}.", plan.reference(row.clause), note=row.mark)


def _rating(plan: Plan) -> Iterator[Rule]:
    rules = plan.rating_meetings
    if rules is None:
        return
    for meeting in rules.meetings:
        for item in meeting.items:
            yield Rule(sentence(meeting.title).rstrip("."), f"{item.title}.", plan.reference(meeting.clause))
    ballots = [item.ballot for meeting in rules.meetings for item in meeting.items if item.ballot]
    yield Rule("Phiếu biểu quyết", sentence("; ".join(ballots)), plan.reference(rules.ballot_clause))


def _length(row: DurationRule) -> str:
    if row.expected:
        days = f"{_number(Fraction(row.least, 2))} - {_number(Fraction(row.usual, 2))}"
        return f"Dự kiến {days} ngày ({row.least} - {row.usual} buổi)."
    least = f"Tối thiểu {_number(Fraction(row.least, 2))} ngày ({row.least} buổi)"
    if not row.usual or row.usual == row.least:
        return f"{least}."
    return f"{least}, thường không quá {_number(Fraction(row.usual, 2))} ngày."


def _ballot(rules: VotingRules) -> Rule:
    reference = None if rules.is_program_default else rules.reference
    return Rule(_kinds(rules.kinds), f"{rules.statement}.", reference, is_default=rules.is_program_default)


def _quotas(plan: Plan) -> Iterator[Rule]:
    for rules in plan.quotas:
        yield Rule(
            _kinds(rules.kinds),
            f"Không vượt quá {_number(rules.share * 100)}% {rules.scope.label}. {rules.statement}.",
            rules.reference,
            STRENGTH[rules.severity],
            rules.base_is_program_default,
        )
        yield from _small_group(rules)
    nominees = plan.nominees
    if nominees is not None:
        text = f"Chỉ đề xuất {nominees.says}; ghi danh sách trước khi bỏ phiếu."
        yield Rule("Danh sách đề xuất", text, plan.reference(nominees.clause), STRENGTH[nominees.severity])


def _small_group(rules: QuotaRules) -> Iterator[Rule]:
    small = rules.small_group
    if small is None:
        return
    if small.counter is GroupCounter.GROUP_SIZE:
        counted = f"Tập thể từ {small.at_most:02d} thành viên trở xuống"
    else:
        counted = f"Nơi có dưới {small.at_most + 1:02d} được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên"
    yield Rule(_kinds(rules.kinds), f"{counted}: được chọn {small.seats:02d} nếu đủ điều kiện.", small.reference)


def _scoring(plan: Plan) -> Iterator[Rule]:
    rules = plan.scoring
    if rules is None:
        return
    yield Rule(
        "Thang điểm", f"Từ 0 đến {_number(rules.total)} điểm, không làm tròn trước khi xếp mức.", rules.reference
    )
    for band in rules.bands:
        yield Rule(band.level.label, f"Từ {_number(band.least)} điểm trở lên.", band.reference)
    for case in rules.overrides:
        yield Rule("Không hoàn thành dù đủ điểm", sentence(case.says), case.reference)
    for condition in rules.conditions:
        yield Rule(f"Điều kiện của mức {condition.level.label}", sentence(condition.says), condition.reference)


def _route(plan: Plan, row: OpinionRoute) -> Rule:
    via = f" (qua {row.via})" if row.via else ""
    return Rule("Xin ý kiến", f"{row.addressee}{via}.", plan.reference(row.clause))


def _slot(plan: Plan, row: SlotRule) -> Rule:
    missing = {Severity.BLOCK: "thiếu thì chưa gửi được", Severity.WARN: "thiếu thì cảnh báo", Severity.INFO: "nếu có"}
    return Rule("", f"{row.title}.", plan.reference(row.clause), missing[row.severity])


def _kinds(kinds: Collection[RatedKind]) -> str:
    """For whom a rule holds."""
    if len(kinds) == len(RatedKind):
        return "Mọi đối tượng"
    text = ", ".join(kind.label for kind in kinds)
    return f"{text[:1].upper()}{text[1:]}"


def _number(value: Fraction | Decimal) -> str:
    """1,5 and 20, as a Vietnamese paper writes numbers."""
    whole, hundredths = divmod(round(value * 100), 100)
    return f"{whole},{hundredths:02d}".rstrip("0") if hundredths else str(whole)
