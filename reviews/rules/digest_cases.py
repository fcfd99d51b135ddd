"""Special cases, corrections, contents, channels and the cell's dossier in a reader's words."""

from __future__ import annotations

from collections.abc import Iterator

from . import deadlines
from .digest_lines import STRENGTH, Rule, Section, sentence
from .findings import Severity
from .parts import ShortcomingPart
from .parts.cells import Counted
from .parts.contents import AskedOf, ContentRow, MemberCategory
from .parts.information import ListedSources
from .parts.special_cases import Category, CitedRule, MonthsIn, NewPostRules, PostBefore, TransferRules
from .plan import Plan
from .vocabulary import OrganizationKind, SubjectKind, Tier

_BEFORE = {
    PostBefore.EQUIVALENT: "trước đó giữ chức vụ tương đương",
    PostBefore.LOWER: "trước đó giữ chức vụ lãnh đạo thấp hơn",
    PostBefore.NONE: "trước đó chưa giữ chức vụ lãnh đạo",
}
_CATEGORIES = {
    MemberCategory.STATE_PAID: "cán bộ, công chức, viên chức, người hưởng lương từ ngân sách",
    MemberCategory.WORKING: "công nhân, nông dân, người lao động, học sinh",
    MemberCategory.RETIRED: "đảng viên hưu trí không tham gia công tác tại địa phương",
}
_ASKED_OF = {
    AskedOf.MEMBER: "Đảng viên",
    AskedOf.LEADER: "Cán bộ lãnh đạo, quản lý",
    AskedOf.HEAD: "Người đứng đầu",
    AskedOf.HEAD_OF: "Người đứng đầu cấp ủy, cơ quan",
    AskedOf.ROTATED: "Cán bộ luân chuyển, điều động",
}
_BODIES = {
    OrganizationKind.COUNCIL: "HĐND",
    OrganizationKind.PEOPLES_COMMITTEE: "UBND",
    OrganizationKind.FATHERLAND_FRONT: "MTTQ",
    OrganizationKind.MASS_ORGANIZATION: "các tổ chức chính trị - xã hội",
}
_TIERS = {
    Tier.PROVINCE: "tỉnh",
    Tier.DISTRICT: "huyện",
    Tier.COMMUNE: "xã",
    Tier.GRASSROOTS: "cơ sở",
    Tier.CELL: "chi bộ",
}
_COUNTED = {Counted.REGISTERED: "đảng viên của chi bộ", Counted.ATTENDING: "đảng viên dự hội nghị"}


def case_sections(plan: Plan) -> Iterator[Section]:
    """Each with what the plan prints; empty sections are left out by the caller."""
    yield Section("chuan-bi", "Chỉ tiêu được giao, tiêu chí, ngày riêng", tuple(_preparation(plan)))
    yield Section("dac-biet", "Trường hợp đặc biệt", tuple(_special(plan)))
    yield Section("sua-doi", "Vi phạm, hủy bỏ, xếp loại lại", (*_violations(plan), *_corrections(plan)))
    yield Section("han-che", "Từng hạn chế, khuyết điểm", tuple(_each(plan)))
    yield Section("noi-dung", "Nội dung kiểm điểm theo đối tượng", (*_signs(plan), *_contents(plan), *_products(plan)))
    yield Section("kenh", "Kênh thông tin, lấy ý kiến góp ý, đề xuất mức", (*_channels(plan), *_information(plan)))
    yield Section("noi-cong-tac", "Lấy ý kiến nơi công tác", tuple(_polls(plan)))
    yield Section("chi-bo", "Tổ đảng, hồ sơ và kinh phí của chi bộ", tuple(_cells(plan)))


def _cited(plan: Plan, label: str, text: str, rule: CitedRule | None, *, note: str = "") -> Iterator[Rule]:
    if rule is not None:
        yield Rule(label, text, plan.reference(rule.clause), STRENGTH[rule.severity], note=note)


def _special(plan: Plan) -> Iterator[Rule]:
    rules = plan.special_cases
    if rules is None:
        return
    if rules.new_post:
        yield from _new_posts(plan, rules.new_post)
    if rules.transfer:
        yield from _moves(plan, rules.transfer)
    if rules.temporary:
        strength = STRENGTH[rules.temporary.severity]
        text = "Kiểm điểm ở chi bộ đang sinh hoạt tạm thời, xếp loại ở nơi sinh hoạt đảng chính thức."
        yield Rule("Sinh hoạt tạm thời", text, plan.reference(rules.temporary.clause), strength)
        text = "Có nhận xét của chi bộ nơi sinh hoạt tạm thời trước khi xếp loại."
        yield Rule("Sinh hoạt tạm thời", text, plan.reference(rules.temporary.comment_clause), strength)
    if rules.rating_place:
        strength = STRENGTH[rules.rating_place.severity]
        text = "Đảng viên: tại chi bộ, một nơi duy nhất."
        yield Rule("Nơi xếp loại", text, plan.reference(rules.rating_place.member_clause), strength)
        text = "Cán bộ, công chức, viên chức: ở nơi giữ chức vụ cao nhất; ngang nhau thì chọn một nơi."
        yield Rule("Nơi xếp loại", text, plan.reference(rules.rating_place.cadre_clause), strength)
    if rules.absence:
        absence = rules.absence
        reasons = "; ".join(label for _key, label in absence.reasons)
        text = f"{sentence(reasons).rstrip('.')}: gửi báo cáo tự đánh giá, tự nhận mức rồi mới được xếp loại."
        yield Rule("Vắng mặt", text, plan.reference(absence.clause), STRENGTH[absence.severity], note=absence.note)
    text = "Các nơi biểu quyết mức khác nhau thì cấp có thẩm quyền xem xét, quyết định."
    yield from _cited(plan, "Kiểm điểm ở nhiều nơi", text, rules.differing_levels)
    text = "Bị đình chỉ sinh hoạt cấp ủy (không bị đình chỉ sinh hoạt đảng): vẫn phải xếp loại."
    yield from _cited(plan, "Cấp ủy viên", text, rules.suspended_from_committee)


def _new_posts(plan: Plan, rules: NewPostRules) -> Iterator[Rule]:
    for row in rules.rows:
        before = " hoặc ".join(_BEFORE[before] for before in row.before)
        by = "chức vụ hiện tại" if row.rated_as is Category.CURRENT else "chức vụ trước khi đề bạt, bổ nhiệm"
        text = (
            f"Chưa đủ {rules.months:02d} tháng, {before}: phải có kết quả đánh giá ở đơn vị trước đó; đối tượng "
            f"xếp loại tính theo {by}."
        )
        yield Rule("Mới luân chuyển, bổ nhiệm", text, plan.reference(row.clause), STRENGTH[rules.severity])


def _moves(plan: Plan, rules: TransferRules) -> Iterator[Rule]:
    text = "Chi bộ nơi tiếp nhận đánh giá, xếp loại."
    yield Rule("Chuyển công tác", text, plan.reference(rules.clause), STRENGTH[rules.severity])
    within = " trong năm" if rules.months_in is MonthsIn.RATING_YEAR else ""
    text = f"Ở nơi cũ từ {rules.months:02d} tháng trở lên{within}: phải có ý kiến nhận xét của chi bộ nơi chuyển đi."
    yield Rule("Chuyển công tác", text, plan.reference(rules.comment_clause), STRENGTH[rules.severity])


def _violations(plan: Plan) -> Iterator[Rule]:
    rules = plan.corrections.violations if plan.corrections else None
    if rules is None:
        return
    for clause, text in (
        (rules.earlier_clause, "Xảy ra từ năm trước, năm nay mới bị kỷ luật: xem xét xếp loại lại năm xảy ra vi phạm."),
        (rules.old_unit_clause, "Xảy ra ở đơn vị cũ, kỷ luật ở đơn vị mới: tính vào kết quả của đơn vị cũ."),
        (rules.both_units_clause, "Xảy ra ở cả hai đơn vị: tính ở mỗi đơn vị theo thời điểm vi phạm."),
    ):
        yield Rule("Vi phạm", text, plan.reference(clause), STRENGTH[rules.severity])


def _corrections(plan: Plan) -> Iterator[Rule]:
    rules = plan.corrections
    if rules is None:
        return
    text = "Đã xếp loại mà phát hiện không bảo đảm điều kiện của mức: hủy bỏ kết quả và xếp loại lại."
    yield from _cited(plan, "Hủy bỏ kết quả", text, rules.annul)
    yield from _cited(
        plan, "Hủy bỏ kết quả", "Cấp trên hủy bỏ, chỉ đạo xếp loại lại khi trái quy định.", rules.superior
    )
    yield from _cited(plan, "Kiểm điểm lại", "Cấp trên yêu cầu khi chưa bảo đảm nội dung.", rules.review_again)
    text = "Nơi có tỷ lệ “Hoàn thành xuất sắc nhiệm vụ” không đúng quy định thì xếp loại lại."
    yield from _cited(plan, "Xếp loại lại", text, rules.over_share)
    if rules.verification:
        row = rules.verification
        text = "Có dấu hiệu vi phạm chưa đủ cơ sở kết luận: báo cáo cấp có thẩm quyền xác minh, chưa bỏ phiếu."
        yield Rule("Xác minh", text, plan.reference(row.clause), STRENGTH[row.severity], note=row.note)
    if rules.recognized:
        outcomes = " hoặc ".join(label for _key, label in rules.recognized.outcomes)
        text = f"Sau khi công nhận phát hiện có khuyết điểm: kiểm điểm, {outcomes}."
        yield Rule(
            "Sau khi công nhận", text, plan.reference(rules.recognized.clause), STRENGTH[rules.recognized.severity]
        )


_PARTS = {
    ShortcomingPart.CAUSE: "nguyên nhân",
    ShortcomingPart.COLLECTIVE: "trách nhiệm của tập thể",
    ShortcomingPart.HEAD: "trách nhiệm của người đứng đầu",
    ShortcomingPart.MEMBERS: "trách nhiệm của thành viên (nếu có)",
    ShortcomingPart.REMEDY: "biện pháp khắc phục",
    ShortcomingPart.REMEDY_BY: "thời gian khắc phục",
}


def _each(plan: Plan) -> Iterator[Rule]:
    """What each shortcoming says: one line a clause and kind of subject."""
    said: dict[tuple[SubjectKind, str, Severity], list[str]] = {}
    for form in plan.forms:
        for asked in form.each_shortcoming:
            words = said.setdefault((form.subject, asked.clause, asked.severity), [])
            if _PARTS[asked.part] not in words:
                words.append(_PARTS[asked.part])
    for (subject, clause, severity), words in said.items():
        label = "Báo cáo của tập thể" if subject is SubjectKind.COLLECTIVE else "Bản kiểm điểm của cá nhân"
        yield Rule(label, f"Ghi rõ {', '.join(words)}.", plan.reference(clause), STRENGTH[severity])


def _signs(plan: Plan) -> Iterator[Rule]:
    rules = plan.signs
    if rules is None:
        return
    grades = "; ".join(f"({number}) {text[:1].lower()}{text[1:]}" for number, text in enumerate(rules.grades, start=1))
    text = f"Tự đối chiếu {rules.count} biểu hiện theo {len(rules.grades)} cấp độ: {grades}."
    note = "Kế hoạch không in nội dung từng biểu hiện; cấp ủy nhập theo văn bản của cấp trên."
    yield Rule("Biểu hiện suy thoái", text, plan.reference(rules.clause), STRENGTH[rules.severity], note=note)
    text = "Biểu hiện từ cấp độ (2) trở lên phải có biện pháp khắc phục, phòng ngừa."
    yield from _cited(plan, "Biểu hiện suy thoái", text, rules.remedy)
    text = "Tự nhận còn hạn chế, khuyết điểm mà mọi biểu hiện ở cấp độ (1) thì được nhắc xem lại."
    yield from _cited(plan, "Biểu hiện suy thoái", text, rules.contradiction)
    for row in rules.consequences:
        grades = ", ".join(f"({grade})" for grade in row.grades)
        yield Rule("Biểu hiện suy thoái", f"Chi bộ kết luận cấp độ {grades}: {row.says}.", plan.reference(row.clause))


def _contents(plan: Plan) -> Iterator[Rule]:
    rules = plan.contents
    if rules is None:
        return
    for row in rules.people:
        yield Rule(_author(row), sentence(row.says), plan.reference(row.clause), STRENGTH[row.severity])
    for item in rules.collectives:
        label = "Tập thể cấp " + ", ".join(_TIERS[tier] for tier in item.tiers) if item.tiers else "Tập thể"
        text = f"{item.says} (nếu có)" if item.if_any else item.says
        yield Rule(label, sentence(text), plan.reference(item.clause), STRENGTH[item.severity])


def _products(plan: Plan) -> Iterator[Rule]:
    """One line a clause: the forms of a plan ask alike."""
    asked = {form.products.clause: form.products.severity for form in plan.forms if form.products is not None}
    for clause, severity in asked.items():
        text = "Kê từng chỉ tiêu, nhiệm vụ được giao trong năm với số lượng hoặc sản phẩm cụ thể và kết quả."
        yield Rule("Sản phẩm cụ thể", text, plan.reference(clause), STRENGTH[severity])


def _author(row: ContentRow) -> str:
    label = _ASKED_OF[row.of]
    who = "; ".join(_CATEGORIES[category] for category in row.categories)
    return f"{label} ({who})" if who else label


def _channels(plan: Plan) -> Iterator[Rule]:
    for row in plan.information.channels if plan.information else ():
        who = "; ".join(_CATEGORIES[category] for category in row.categories)
        label = f"Kênh thông tin ({who})"
        asked = f" ({row.to}; nơi không có thì {row.otherwise[:1].lower()}{row.otherwise[1:]})" if row.to else ""
        yield Rule(label, f"{row.label}{asked}.", plan.reference(row.clause), STRENGTH[row.severity])


def _information(plan: Plan) -> Iterator[Rule]:
    rules = plan.information
    if rules is None:
        return
    yield from _cited(plan, "Bản tự kiểm điểm", "Mỗi cá nhân 01 bản, dùng ở mọi nơi kiểm điểm.", rules.one_statement)
    text = "Trước khi kiểm điểm cán bộ lãnh đạo, quản lý: báo cáo ý kiến nơi cư trú, nơi công tác, các mức xếp loại."
    yield from _cited(plan, "Kiểm điểm cá nhân", text, rules.reported)
    if rules.residence_waiver:
        waiver = rules.residence_waiver
        text = f"Không lấy ý kiến nơi cư trú: ghi trường hợp của {waiver.document}."
        yield Rule("Nơi cư trú", text, plan.reference(waiver.clause), STRENGTH[waiver.severity], note=waiver.note)
    if rules.consultations:
        for row in rules.consultations.rows:
            asked = "; ".join(f"{kind.label} {_BODIES.get(kind.organization, '')}".rstrip() for kind in row.asked)
            text = f"Gửi dự thảo đến: {asked} cùng cấp."
            yield Rule("Góp ý dự thảo", text, plan.reference(row.clause), STRENGTH[rules.consultations.closed.severity])
        text = "Lấy ý kiến các thành viên trong tập thể và cấp ủy viên cấp trên được phân công phụ trách."
        yield Rule("Góp ý dự thảo", text, plan.reference(rules.consultations.people_clause))
        text = "Mọi nơi được hỏi đã trả lời hoặc được ghi là không có ý kiến thì mới đưa ra hội nghị."
        yield from _cited(plan, "Góp ý dự thảo", text, rules.consultations.closed)
    yield from _listed(plan, "Trước khi bỏ phiếu", "Tổng hợp kết quả phân loại của", rules.compilation)
    yield from _listed(plan, "Trước khi trình", "Có ý kiến của", rules.before_submission)
    if rules.proposals:
        text = "Bảng tổng hợp có mức tự nhận, các kênh thông tin và mức đề xuất của từng đảng viên."
        yield from _cited(plan, "Đề xuất mức", text, rules.proposals.sheet)
        text = "Chi ủy (bí thư nơi không có chi ủy) đề xuất mức của từng đảng viên rồi mới bỏ phiếu."
        yield from _cited(plan, "Đề xuất mức", text, rules.proposals.proposals)
        text = "Số phiếu theo bốn mức, phiếu trắng và phiếu không hợp lệ khớp với số người bỏ phiếu."
        yield from _cited(plan, "Bỏ phiếu đảng viên", text, rules.proposals.counts)


def _listed(plan: Plan, label: str, says: str, rules: ListedSources | None) -> Iterator[Rule]:
    if rules is not None:
        names = "; ".join(name for _key, name in rules.names)
        yield Rule(label, f"{says}: {names}.", plan.reference(rules.clause), STRENGTH[rules.severity])


def _polls(plan: Plan) -> Iterator[Rule]:
    polls = plan.information.polls if plan.information else None
    if polls is None:
        return
    for row in polls.rows:
        groups = "; ".join(label for _key, label in row.groups)
        yield Rule(row.label, f"Thành phần: {groups}; mỗi người một lần.", plan.reference(row.clause))
        if row.step is not None:
            day = deadlines.printed_day(plan.milestone(row.step.milestone))
            yield Rule(row.label, sentence(f"lấy ý kiến {day}"), plan.reference(row.step.clause))
    text = "Người được lấy ý kiến trùng với người dự hội nghị kiểm điểm thì không phải lấy ý kiến."
    yield Rule("Không phải lấy ý kiến", text, plan.reference(polls.waiver_clause))
    yield from _cited(plan, "Bỏ phiếu", "Bỏ phiếu kín theo bốn mức; số phiếu khớp với số người dự.", polls.ballot)
    text = "Người được lấy ý kiến đã nộp bản tự kiểm điểm."
    yield from _cited(plan, "Chuẩn bị", text, polls.statement)


def _preparation(plan: Plan) -> Iterator[Rule]:
    rules = plan.preparation
    if rules is None:
        return
    text = "Người đứng đầu giao chỉ tiêu, nhiệm vụ cụ thể trong năm cho từng tập thể, cá nhân."
    yield from _cited(plan, "Chỉ tiêu, nhiệm vụ", text, rules.targets)
    if rules.criteria:
        kinds = "; ".join(kind.label for kind in rules.criteria.kinds)
        text = f"Nhập tiêu chí xếp loại theo {rules.criteria.source}: {kinds}."
        reference, strength = plan.reference(rules.criteria.clause), STRENGTH[rules.criteria.severity]
        yield Rule("Tiêu chí", text, reference, strength, note=rules.criteria.note)
    text = "Ngành, lĩnh vực có hướng dẫn riêng của Trung ương, Tỉnh ủy thực hiện theo ngày riêng, ghi hướng dẫn ấy."
    yield from _cited(plan, "Ngày riêng", text, rules.own_days)


def _cells(plan: Plan) -> Iterator[Rule]:
    if plan.cells and plan.cells.groups:
        text = "Có thể kiểm điểm đảng viên ở tổ đảng; tổ đảng báo cáo kết quả rồi chi bộ mới bỏ phiếu xếp loại."
        yield from _cited(plan, "Tổ đảng", text, plan.cells.groups)
    dossier, support = (plan.cells.dossier, plan.cells.support) if plan.cells else (None, None)
    if dossier is not None:
        for row in dossier.parts:
            yield Rule("Hồ sơ chi bộ", f"{row.title}.", plan.reference(row.clause), STRENGTH[row.severity])
        text = "Chỉ đảng viên “Hoàn thành xuất sắc nhiệm vụ” được đề nghị “tiêu biểu”."
        yield from _cited(plan, "Khen thưởng", text, dossier.marked)
        text = "Thông qua bảng chấm điểm rồi mới bỏ phiếu xếp loại chi bộ."
        yield from _cited(plan, "Bảng điểm", text, dossier.scores_first, note=dossier.note)
    for step in plan.cells.steps if plan.cells else ():
        yield Rule("Hội nghị chi bộ", f"{step.title}.", plan.reference(step.clause), STRENGTH[step.severity])
    if support is not None:
        amount = f"{support.amount:,}".replace(",", ".")
        text = f"{amount} đồng mỗi {_COUNTED[support.counted]}, trích từ {support.fund}."
        yield Rule("Kinh phí", text, plan.reference(support.clause), note=support.note)
