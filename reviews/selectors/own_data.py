"""What the program keeps about one person, for himself: tables that the page shows and the file carries.

What the plan keeps from the subject is no table; `NOT_SHOWN` says that such a kind exists and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import (
    AuditEntry,
    DataCorrection,
    Deputation,
    Grant,
    Organization,
    Person,
    SignedInSession,
    User,
)
from reviews.models import Contribution, Meeting, Paper, Review, ReviewPrompt, SignConclusion, Target

#: Of who read what only so many lines stand on the page; the file has all.
MOST_READINGS = 100


@dataclass(frozen=True, slots=True)
class Section:
    """One table; ``note`` explains it, ``more`` rows stand in the file only."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]] = ()
    note: str = ""
    more: int = 0

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each cell with the name of its column, for narrow screens."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class NotShown:
    """A kind that exists for everybody alike: whether it holds something about this person is not said."""

    what: str
    why: str


NOT_SHOWN = (
    NotShown(
        "Phiếu bầu",
        "Bỏ phiếu kín. Chương trình không lưu ai chọn mức nào; sau kiểm phiếu chỉ còn tổng số.",
    ),
    NotShown(
        "Mức đề xuất, kết quả thẩm định khi chưa quyết định",
        "Cấp có thẩm quyền còn xem xét. Khi có quyết định, mức được quyết định hiện ở trang này.",
    ),
    NotShown(
        "Phiếu nhận xét của chi ủy nơi cư trú, ý kiến của cơ quan được lấy ý kiến",
        "Người được nhận xét không gửi, không sửa, không xem phiếu, để nơi được hỏi nhận xét khách quan.",
    ),
    NotShown(
        "Trường hợp đặc biệt, vi phạm do lãnh đạo đơn vị, chi ủy hoặc Ban Tổ chức ghi",
        "Dùng để cấp có thẩm quyền cân nhắc. Đồng chí biết qua quyết định và văn bản kỷ luật gửi cho mình.",
    ),
    NotShown(
        "Đề xuất gợi ý kiểm điểm chưa được đưa vào gợi ý",
        "Là việc nội bộ của nơi tham mưu. Gợi ý đã ban hành hiện ở trang này.",
    ),
)

Source = Callable[[User, Person], Iterable[Section]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """The rooms above have tables of their own."""
    if source not in _sources:
        _sources.append(source)
    return source


def sections_of(user: User, *, whole: bool = False) -> list[Section]:
    """Every table about the person behind the account, in a fixed number of queries; ``whole`` for the file."""
    person = user.person
    if person is None:
        return [_account(user), _rights(user), _deputations(user), _sessions(user)]
    return [
        _person(person),
        _memberships(person),
        _posts(person),
        _account(user),
        _rights(user),
        _deputations(user),
        _sessions(user),
        *(section for source in (_reviews, *_sources, _papers) for section in source(user, person)),
        _requests(person),
        _readings(person, whole=whole),
    ]


def unit_of(person: Person) -> Organization | None:
    """Who keeps his data: the cell of his activity, else where he works, else the cell where he lives."""
    memberships = person.memberships.on(clock.today()).select_related("cell").order_by("attendance", "pk")
    membership = memberships.first()
    unit: Organization | None = membership.cell if membership is not None else None
    return unit or person.workplace or person.residence_cell


def _person(person: Person) -> Section:
    born = f"{person.birth_date:%Y}" if person.birth_date and person.birth_year_only else _day(person.birth_date)
    rows = [
        ("Họ và tên", person.full_name),
        ("Ngày sinh", born),
        ("Giới tính", "Nữ" if person.is_female else "Nam"),
        ("Số thẻ đảng viên", person.card_number),
        ("Ngày vào Đảng", _day(person.admitted_on)),
        ("Ngày chính thức", _day(person.official_on)),
        ("Đơn vị công tác", str(person.workplace or "")),
        ("Chi bộ nơi cư trú", str(person.residence_cell or "")),
        ("Thư điện tử", person.email),
    ]
    return Section("person", "Thông tin cá nhân", ("Mục", "Nội dung"), rows)


def _memberships(person: Person) -> Section:
    rows = [
        (str(row.cell), row.get_attendance_display(), row.get_status_display(), row.get_activity_display(), *_from(row))
        for row in person.memberships.select_related("cell").order_by("-valid_from", "-pk")
    ]
    columns = ("Chi bộ", "Sinh hoạt", "Tư cách", "Tình trạng", "Từ ngày", "Đến ngày")
    return Section("memberships", "Nơi sinh hoạt đảng", columns, rows)


def _posts(person: Person) -> Section:
    rows = [
        (row.title, str(row.collective), *_from(row))
        for row in person.posts.select_related("collective__organization").order_by("-valid_from", "-pk")
    ]
    return Section("posts", "Chức vụ", ("Chức vụ", "Tập thể", "Từ ngày", "Đến ngày"), rows)


def _account(user: User) -> Section:
    rows = [
        ("Tên đăng nhập", user.username),
        ("Thư điện tử của tài khoản", user.email),
        ("Lập ngày", _moment(user.date_joined)),
        ("Đăng nhập gần nhất", _moment(user.last_login)),
    ]
    return Section("account", "Tài khoản", ("Mục", "Nội dung"), rows, note=_KEYS)


#: What of an account nobody reads, not even whoever keeps it.
_KEYS = "Mật khẩu, mã mời, mã dự phòng chỉ lưu dạng băm; khóa của ứng dụng xác thực không hiện lại cho ai."


def _rights(user: User) -> Section:
    held = Grant.objects.filter(user=user).select_related("permission", "content_object", "given_by__person")
    rows = [
        (row.permission.name, str(row.content_object), *_from(row), str(row.given_by or ""), row.reason)
        for row in held.order_by("-pk")
    ]
    columns = ("Quyền", "Tổ chức", "Từ ngày", "Đến ngày", "Người giao", "Lý do, căn cứ")
    return Section("rights", "Quyền được giao", columns, rows)


def _deputations(user: User) -> Section:
    found = Deputation.objects.filter(Q(giver=user) | Q(receiver=user)).select_related(
        "giver__person",
        "receiver__person",
        "grant__permission",
        "grant__content_object",
        "post__collective__organization",
    )
    rows = [
        (str(row.giver), str(row.receiver), row.right, *_from(row), _moment(row.withdrawn_at))
        for row in found.order_by("-pk")
    ]
    columns = ("Người ủy quyền", "Người được ủy quyền", "Việc", "Từ ngày", "Đến ngày", "Thôi lúc")
    return Section("deputations", "Ủy quyền", columns, rows)


def _sessions(user: User) -> Section:
    rows = [
        (_moment(row.started_at), _moment(row.seen_at), row.address or "", row.agent)
        for row in SignedInSession.objects.filter(user=user).order_by("-started_at", "-pk")
    ]
    columns = ("Đăng nhập lúc", "Dùng gần nhất", "Địa chỉ máy", "Trình duyệt")
    return Section("sessions", "Phiên đăng nhập", columns, rows, note="Kết thúc phiên ở trang Tài khoản của tôi.")


def _reviews(user: User, person: Person) -> Iterator[Section]:
    reviews = list(Review.objects.filter(person=person).select_related("campaign", "unit", "entry").order_by("-pk"))
    rows = [
        (
            review.campaign.name,
            str(review.unit),
            review.get_inclusion_display(),
            review.entry.get_state_display() if hasattr(review, "entry") else "",
            _moment(review.entry.submitted_at) if hasattr(review, "entry") else "",
        )
        for review in reviews
    ]
    columns = ("Đợt kiểm điểm", "Đơn vị", "Diện", "Bản tự kiểm điểm", "Nộp lúc")
    yield Section("reviews", "Kiểm điểm các năm", columns, rows, note="Lời đồng chí viết nằm ở trang bản tự kiểm điểm.")
    own = {"review__in": reviews}
    prompts = ReviewPrompt.objects.filter(**own).select_related("review__campaign").order_by("-pk")
    yield Section(
        "prompts",
        "Gợi ý kiểm điểm",
        ("Đợt kiểm điểm", "Văn bản", "Nội dung"),
        [(row.review.campaign.name, row.document_number, row.text) for row in prompts],
    )
    seen = Meeting.objects.visible_to(user).values("pk")
    said = Contribution.objects.filter(item__review__in=reviews, item__meeting__in=seen)
    yield Section(
        "contributions",
        "Ý kiến góp ý cho đồng chí tại hội nghị",
        ("Đợt kiểm điểm", "Người góp ý", "Nội dung"),
        [
            (row.item.review.campaign.name, str(row.person), row.text)
            for row in said.select_related("person", "item__review__campaign").order_by("-pk")
        ],
        note="Của những hội nghị mà đồng chí được xem.",
    )
    concluded = SignConclusion.objects.filter(**own).select_related("review__campaign").order_by("-pk")
    yield Section(
        "signs",
        "Kết luận về biểu hiện suy thoái",
        ("Đợt kiểm điểm", "Biểu hiện số", "Cấp độ", "Kết quả"),
        [(row.review.campaign.name, str(row.number), str(row.grade), row.written) for row in concluded],
    )
    targets = Target.objects.filter(**own).select_related("review__campaign").order_by("-pk")
    yield Section(
        "targets",
        "Chỉ tiêu, nhiệm vụ được giao",
        ("Đợt kiểm điểm", "Nội dung", "Căn cứ"),
        [(row.review.campaign.name, row.text, row.basis) for row in targets],
    )


def _papers(user: User, person: Person) -> Iterator[Section]:
    rows = Paper.objects.visible_to(user).filter(review__person=person).select_related("document").order_by("-pk")
    yield Section(
        "papers",
        "Văn bản trong hồ sơ của đồng chí",
        ("Tên văn bản", "Số", "Lập lúc"),
        [(row.document.title, row.document.number, _moment(row.document.created_at)) for row in rows],
    )


def _requests(person: Person) -> Section:
    rows = DataCorrection.objects.filter(person=person).select_related("unit")
    return Section(
        "requests",
        "Đề nghị sửa dữ liệu",
        ("Lúc", "Nội dung đề nghị", "Nơi nhận", "Kết quả", "Trả lời"),
        [(_moment(row.asked_at), row.text, str(row.unit), row.get_state_display(), row.answer) for row in rows],
    )


def _readings(person: Person, *, whole: bool) -> Section:
    found = AuditEntry.objects.filter(action=AuditAction.READ, read_mark__person=person).order_by("-at", "-pk")
    count = found.count()
    rows = [
        (
            _moment(row.at),
            row.actor,
            row.authority,
            " – ".join(_once(str((row.after or {}).get("nội dung", "")), row.object_name, but=person.full_name)),
        )
        for row in (found if whole else found[:MOST_READINGS])
    ]
    return Section(
        "readings",
        "Ai đã xem dữ liệu của đồng chí",
        ("Lúc", "Người xem", "Chức vụ", "Nội dung"),
        rows,
        note="Mỗi người, mỗi nội dung ghi một dòng một ngày, vào lần xem đầu tiên; hiện ở đây sau khoảng một phút.",
        more=count - len(rows),
    )


def _once(*parts: str, but: str) -> list[str]:
    """What is there and says something besides his own name."""
    return [part for part in dict.fromkeys(parts) if part and part != but]


def _from(row: object) -> tuple[str, str]:
    return _day(getattr(row, "valid_from", None)), _day(getattr(row, "valid_to", None))


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""  # type: ignore[arg-type]  # a moment where it is one
