"""Special cases of people: what is needed before they are rated, in which cell, and by which post they count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from .eligibility import add_months, exemption, has_been_months
from .findings import Finding, Severity
from .levels import Level
from .parts.special_cases import Category, MonthsIn, PostBefore, SpecialCases
from .plan import Plan
from .vocabulary import Activity

_NOTHING = SpecialCases()


def _cases(plan: Plan) -> SpecialCases:
    return plan.special_cases or _NOTHING


@dataclass(frozen=True, slots=True)
class NewPost:
    """A leader's present post and the one before it; ``former_result_in``: the old unit's result has come."""

    name: str
    appointed_on: date
    before: PostBefore
    former_unit: str = ""
    former_result_in: bool = False


@dataclass(frozen=True, slots=True)
class NewPostCase:
    """``counts_as_leader``: in form, peer group and share."""

    rated_as: Category
    counts_as_leader: bool
    clause: str


def new_post_case(post: NewPost, plan: Plan, on: date) -> NewPostCase | None:
    """By which post somebody new counts on the day that rates; None once the months are full (P4-2.3-m, n)."""
    rules = _cases(plan).new_post
    if rules is None or has_been_months(post.appointed_on, rules.months, on):
        return None
    row = next((row for row in rules.rows if post.before in row.before), None)
    if row is None:
        return None
    leads = row.rated_as is Category.CURRENT or post.before is not PostBefore.NONE
    return NewPostCase(row.rated_as, leads, row.clause)


def check_new_post(post: NewPost, plan: Plan, on: date) -> list[Finding]:
    """The result of the former unit lies before whoever rates somebody new in his post."""
    rules, case = _cases(plan).new_post, new_post_case(post, plan, on)
    if rules is None or case is None or post.former_result_in:
        return []
    full = add_months(post.appointed_on, rules.months)
    where = post.former_unit or "đơn vị công tác trước đó"
    message = (
        f"{post.name} giữ chức vụ từ ngày {post.appointed_on:%d/%m/%Y}, đến ngày {on:%d/%m/%Y} chưa đủ "
        f"{rules.months:02d} tháng (đủ từ ngày {full:%d/%m/%Y}): phải có kết quả đánh giá của {where}."
    )
    return [Finding("special.former_result", rules.severity, message, plan.reference(case.clause))]


def told_new_post(post: NewPost, plan: Plan, on: date) -> list[Finding]:
    """By which post somebody new is rated, for whoever rates him (P4-2.3-m, n)."""
    case = new_post_case(post, plan, on)
    if case is None:
        return []
    by_which = "chức vụ hiện nay" if case.rated_as is Category.CURRENT else "chức vụ trước khi đề bạt, bổ nhiệm"
    apart = "" if case.counts_as_leader else "; không tính vào tỷ lệ của cán bộ lãnh đạo, quản lý"
    message = f"{post.name} giữ chức vụ từ ngày {post.appointed_on:%d/%m/%Y}: xếp loại theo {by_which}{apart}."
    return [Finding("special.new_post", Severity.INFO, message, plan.reference(case.clause))]


@dataclass(frozen=True, slots=True)
class Move:
    """From one official cell to another. ``old_since``: since when he was in the old one."""

    old_cell: int
    old_cell_name: str
    old_since: date
    moved_on: date
    comment_in: bool = False


@dataclass(frozen=True, slots=True)
class MemberPlaces:
    """The cells of one member; ``rated_in``: cells that already have a ballot or level on him this year."""

    name: str
    official_cell: int
    temporary_cell: int | None = None
    temporary_cell_name: str = ""
    temporary_comment_in: bool = False
    move: Move | None = None
    rated_in: Collection[int] = ()


def review_cell(member: MemberPlaces, plan: Plan) -> int:
    """Where a member is reviewed: in the cell where he is for a time, if the plan says so (P4-2.3-q)."""
    if _cases(plan).temporary and member.temporary_cell is not None:
        return member.temporary_cell
    return member.official_cell


def rating_cell(member: MemberPlaces, on: date) -> int:
    """Where a member is rated: in his official cell, from the day of a move in the receiving one (P4-2.3-o, q)."""
    if member.move is not None and on < member.move.moved_on:
        return member.move.old_cell
    return member.official_cell


def needs_old_comment(move: Move, plan: Plan, on: date) -> bool:
    """Whether he was at the old place long enough for its comment to be asked (P4-2.3-p)."""
    rules = _cases(plan).transfer
    if rules is None or on < move.moved_on:
        return False
    since = move.old_since
    if rules.months_in is MonthsIn.RATING_YEAR:
        since = max(since, date(plan.year, 1, 1))
    return has_been_months(since, rules.months, move.moved_on)


def check_member_ballot(member: MemberPlaces, cell: int, plan: Plan, on: date) -> list[Finding]:
    """Whether ``cell`` may put this member on its ballot on that day."""
    return [
        *_wrong_cell(member, cell, plan, on),
        *_second_place(member, cell, plan),
        *_missing_comments(member, plan, on),
    ]


def told_places(member: MemberPlaces, plan: Plan, on: date) -> list[Finding]:
    """Where a member is reviewed and rated when these are two cells, or when he moved (P4-2.3-o, q)."""
    rules, findings = _cases(plan), []
    if rules.temporary and member.temporary_cell is not None:
        where = member.temporary_cell_name or "chi bộ nơi sinh hoạt tạm thời"
        message = f"{member.name} kiểm điểm ở {where} (sinh hoạt tạm thời), xếp loại ở nơi sinh hoạt chính thức."
        findings.append(Finding("special.places", Severity.INFO, message, plan.reference(rules.temporary.clause)))
    if rules.transfer and member.move and on >= member.move.moved_on:
        message = (
            f"{member.name} chuyển sinh hoạt từ {member.move.old_cell_name} ngày {member.move.moved_on:%d/%m/%Y}: chi "
            "bộ nơi tiếp nhận xếp loại."
        )
        findings.append(Finding("special.receiving", Severity.INFO, message, plan.reference(rules.transfer.clause)))
    return findings


def elsewhere(member: MemberPlaces, cell: int, plan: Plan, on: date) -> list[Finding]:
    """Why ``cell`` has this member not on its ballot, though it reviewed him; nothing where it may."""
    return _wrong_cell(member, cell, plan, on)


def _wrong_cell(member: MemberPlaces, cell: int, plan: Plan, on: date) -> list[Finding]:
    rules = _cases(plan)
    if cell == rating_cell(member, on):
        return []
    if rules.temporary and cell == member.temporary_cell:
        message = f"{member.name} sinh hoạt tạm thời ở đây: kiểm điểm ở đây, xếp loại ở nơi sinh hoạt chính thức."
        reference = plan.reference(rules.temporary.clause)
        return [Finding("special.temporary", rules.temporary.severity, message, reference)]
    if rules.transfer and member.move:
        message = (
            f"{member.name} chuyển sinh hoạt từ {member.move.old_cell_name} ngày {member.move.moved_on:%d/%m/%Y}: chi "
            "bộ nơi tiếp nhận xếp loại."
        )
        return [Finding("special.moved", rules.transfer.severity, message, plan.reference(rules.transfer.clause))]
    if rules.rating_place:
        message = f"{member.name} không sinh hoạt chính thức ở đây: xếp loại đảng viên tại chi bộ của mình."
        reference = plan.reference(rules.rating_place.member_clause)
        return [Finding("special.other_cell", rules.rating_place.severity, message, reference)]
    return []


def _second_place(member: MemberPlaces, cell: int, plan: Plan) -> list[Finding]:
    rules = _cases(plan).rating_place
    if rules is None or not set(member.rated_in) - {cell}:
        return []
    message = f"{member.name} đã được bỏ phiếu xếp loại đảng viên ở một chi bộ khác trong năm."
    return [Finding("special.second_cell", rules.severity, message, plan.reference(rules.member_clause))]


def _missing_comments(member: MemberPlaces, plan: Plan, on: date) -> list[Finding]:
    rules, findings = _cases(plan), []
    move = member.move
    if rules.transfer and move and needs_old_comment(move, plan, on) and not move.comment_in:
        message = (
            f"{member.name} ở {move.old_cell_name} từ {rules.transfer.months:02d} tháng trở lên: chưa có ý kiến nhận "
            "xét của chi bộ nơi chuyển đi."
        )
        reference = plan.reference(rules.transfer.comment_clause)
        findings.append(Finding("special.old_comment", rules.transfer.severity, message, reference))
    if rules.temporary and member.temporary_cell is not None and not member.temporary_comment_in:
        where = member.temporary_cell_name or "chi bộ nơi sinh hoạt tạm thời"
        message = f"{member.name} chưa nộp nhận xét của {where} cho chi bộ nơi sinh hoạt chính thức."
        reference = plan.reference(rules.temporary.comment_clause)
        findings.append(Finding("special.temporary_comment", rules.temporary.severity, message, reference))
    return findings


@dataclass(frozen=True, slots=True)
class RankedPost:
    """``rank`` 1 is the highest; ranks are given by the committee, for none are printed."""

    place: int
    title: str
    rank: int


def highest_places(posts: Collection[RankedPost]) -> tuple[int, ...]:
    """Places of the highest posts, each once; more than one is a tie that somebody must settle (P4-2.3-t)."""
    top = min((post.rank for post in posts), default=0)
    return tuple(dict.fromkeys(post.place for post in posts if post.rank == top))


def check_cadre_place(
    name: str, posts: Collection[RankedPost], chosen: int | None, plan: Plan, *, rated_in: Collection[int] = ()
) -> list[Finding]:
    """An official is rated once, where he holds the highest post; of equals somebody picks one (P4-2.3-t)."""
    rules, places = _cases(plan).rating_place, highest_places(posts)
    if rules is None or not places:
        return []

    def no(code: str, message: str) -> list[Finding]:
        return [Finding(f"special.{code}", rules.severity, f"{name} {message}.", plan.reference(rules.cadre_clause))]

    if chosen is None and len(places) > 1:
        titles = "; ".join(post.title for post in posts if post.place in places)
        return no("place_tie", f"giữ các chức vụ ngang nhau ({titles}): phải chọn nơi đánh giá, xếp loại")
    place = places[0] if chosen is None else chosen
    if place not in places:
        return no("lower_place", "phải được đánh giá, xếp loại ở nơi giữ chức vụ cao nhất")
    if set(rated_in) - {place}:
        return no("second_place", "đã có kết quả xếp loại cán bộ ở nơi khác; mỗi người chỉ có một kết quả")
    return []


@dataclass(frozen=True, slots=True)
class CombinedLevel:
    """``level`` is None while the competent authority has not decided between the places."""

    level: Level | None
    findings: tuple[Finding, ...]


def combined_level(
    name: str, levels: Mapping[str, Level], plan: Plan, *, decided: Level | None = None
) -> CombinedLevel:
    """What the levels voted at several places give together: the common one, else none of itself (P4-2.3-h)."""
    voted = set(levels.values())
    rules = _cases(plan).differing_levels
    if len(voted) <= 1:
        return CombinedLevel(decided or next(iter(voted), None), ())
    if rules is None or decided is not None:
        return CombinedLevel(decided, ())
    each = "; ".join(f"{place}: {level.label}" for place, level in levels.items())
    message = f"{name} được biểu quyết khác nhau ({each}): chờ cấp có thẩm quyền xem xét, quyết định."
    return CombinedLevel(
        None, (Finding("special.levels_differ", rules.severity, message, plan.reference(rules.clause)),)
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who is not at the meeting that rates him; ``reason``: a key of the plan's list, empty for none."""

    name: str
    reason: str = ""
    report_in: bool = False
    self_level: Level | None = None


def check_absence(absence: Absence, plan: Plan) -> list[Finding]:
    """Whoever is absent for a printed reason is rated on the report that he sends with his own level (P4-2.3-c)."""
    rules = _cases(plan).absence
    if rules is None:
        return []

    def no(code: str, message: str) -> list[Finding]:
        reference = plan.reference(rules.clause)
        return [Finding(f"special.{code}", rules.severity, f"{absence.name} {message}.", reference)]

    labels = dict(rules.reasons)
    if absence.reason not in labels:
        return no("absent", f"vắng mặt không thuộc trường hợp: {'; '.join(labels.values())}")
    label = labels[absence.reason]
    if not absence.report_in:
        return no("absent_report", f"({label}) chưa gửi báo cáo tự đánh giá cho nơi đang công tác")
    if absence.self_level is None:
        return no("absent_level", f"({label}) chưa nhận mức xếp loại trong báo cáo tự đánh giá")
    return []


def still_rated(*, name: str, activity: Activity, admitted_on: date | None, plan: Plan, on: date) -> Finding | None:
    """Tells of a member suspended from his committee only that he is rated; None where he is not (P4-2.2.3.1-b)."""
    rules = _cases(plan).suspended_from_committee
    if rules is None or exemption(activity=activity, admitted_on=admitted_on, plan=plan, on=on, from_rating=True):
        return None
    message = f"{name} bị đình chỉ sinh hoạt cấp ủy, không bị đình chỉ sinh hoạt đảng: vẫn phải đánh giá, xếp loại."
    return Finding("special.committee_suspension", rules.severity, message, plan.reference(rules.clause))
