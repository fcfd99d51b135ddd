"""Sign-ins of the demo: an account for everybody, one password for all, and the grants that make the roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import transaction

from config.demo.cast import COUNCIL_TERM, PersonDraft
from config.demo.places import AGENCY_PARTIES, COMMUNES, GRASSROOTS_CELLS
from config.demo.roster import RosterIndex
from organizations.choices import GrantScope, PostRole
from organizations.models import Grant, Organization, User

#: Known to everybody who reads this file: an account of the demo protects nothing.
PASSWORD = "kiemdiem-2023"  # noqa: S105

NODE, SUBTREE = GrantScope.NODE, GrantScope.SUBTREE


@dataclass(frozen=True, slots=True)
class SignIn:
    """One role of the demo. ``person`` is a handle of the roster, or the cell whose secretary signs in."""

    role: str
    username: str
    person: str
    waiting: str


SIGN_INS = (
    SignIn("Cán bộ tham mưu kế hoạch, Văn phòng Huyện ủy", "kehoach", "cb.vphu.m1",
           "Gửi dự thảo, giấy mời hội nghị Ban Thường vụ Huyện ủy; theo dõi tiến độ toàn huyện"),
    SignIn("Cán bộ Ban Tổ chức Huyện ủy", "bantochuc", "cb.btc.m1",
           "Gợi ý kiểm điểm trước 10/11/2023; thẩm định hồ sơ đã gửi"),
    SignIn("Thường trực Huyện ủy, người quyết định xếp loại", "thuongtruc", "pbt",
           "Hồ sơ đã thẩm định chờ quyết định"),
    SignIn("Bí thư Huyện ủy", "bithu", "bithu", "Bản tự kiểm điểm; báo cáo của Ban Thường vụ Huyện ủy"),
    SignIn("UBND huyện cho ý kiến (qua Phòng Nội vụ)", "noivu", "phong.nv.head", "Phiếu lấy ý kiến gửi UBND huyện"),
    SignIn("Thường trực HĐND huyện cho ý kiến", "hdnd", "hdnd.deputy1", "Phiếu lấy ý kiến gửi Thường trực HĐND huyện"),
    SignIn("Thủ trưởng cơ quan (Trưởng phòng Tài chính - Kế hoạch)", "truongphong", "phong.tckh.head",
           "Xếp loại cấp phó; hoàn thiện báo cáo tập thể và bản tự kiểm điểm; bỏ phiếu ở chi bộ"),
    SignIn("Người được giao soạn báo cáo tập thể (Phòng Nông nghiệp)", "soanbaocao", "cb.kt.m4",
           "Mẫu 01 của tập thể lãnh đạo phòng đang viết dở"),
    SignIn("Công chức Văn phòng Đảng ủy xã", "vanphongxa", "blh.cc4",
           "Phiếu nơi cư trú chờ xác nhận; giấy mời hội nghị Ban Thường vụ Đảng ủy xã"),
    SignIn("Bí thư Đảng ủy xã", "bithuxa", "blh.bithu",
           "Quyết định xếp loại đảng viên của Đảng bộ xã; báo cáo của Thường trực HĐND xã"),
    SignIn("Bí thư chi bộ nơi công tác", "bithuchibo", "@cb.nc",
           "Chi bộ đang bỏ phiếu; báo cáo của chi ủy; gửi phiếu xin ý kiến nơi cư trú"),
    SignIn("Bí thư chi bộ nơi cư trú", "bithuthon", "@blh.cb1", "Phiếu nhận xét đảng viên nơi cư trú chờ trả lời"),
    SignIn("Đảng viên", "dangvien", "cb.nc.m5", "Phiếu xếp loại chờ bỏ ở chi bộ"),
    SignIn("Cán bộ kiểm tra, giám sát", "kiemtra", "ubkt.deputy2", "Xem toàn bộ hồ sơ, biên bản; không sửa"),
    SignIn("Đảng đoàn HĐND tỉnh", "dangdoan", "tinh.dd.head", "Ý kiến về Chủ tịch HĐND huyện"),
    SignIn("Ban cán sự đảng UBND tỉnh", "bancansu", "tinh.bcs.head", "Ý kiến về Chủ tịch UBND huyện"),
    SignIn("Quản trị tài khoản", "quantri", "", "Tài khoản và phân công quyền"),
)  # fmt: skip

#: handle, permission, organization, scope, reason
GRANTS: tuple[tuple[str, str, str, GrantScope, str], ...] = (
    ("cb.vphu.m1", "lead_review", "district", SUBTREE, "Tham mưu kế hoạch kiểm điểm (phân công của Chánh Văn phòng)"),
    ("cb.btc.m1", "issue_prompts", "district", NODE, "Tham mưu Thường trực Huyện ủy gợi ý kiểm điểm (mục 4.1.b)"),
    ("cb.btc.m1", "appraise", "district", SUBTREE, "Tổng hợp, thẩm định hồ sơ trình Ban Thường vụ (mục III.2)"),
    ("cb.btc.m1", "keep_roster", "district", SUBTREE, "Quản lý hồ sơ cán bộ, đảng viên"),
    ("cb.btc.m1", "give_opinions", "btc", NODE, "Soạn ý kiến của các Ban xây dựng Đảng (mục III.2)"),
    ("btc.head", "issue_prompts", "district", NODE, "Trưởng Ban Tổ chức Huyện ủy"),
    ("btc.head", "appraise", "district", SUBTREE, "Trưởng Ban Tổ chức Huyện ủy"),
    ("pbt", "decide", "district", NODE, "Thay mặt Ban Thường vụ Huyện ủy ký quyết định xếp loại"),
    ("bithu", "decide", "district", NODE, "Thay mặt Ban Thường vụ Huyện ủy ký quyết định xếp loại"),
    ("pbt", "decide", "hdnd", NODE, "Được ủy quyền xếp loại Thường trực HĐND cấp xã (mục 5.1)"),
    ("hdnd.deputy1", "decide", "hdnd", NODE, "Được ủy quyền xếp loại Thường trực HĐND cấp xã (mục 5.1)"),
    ("hdnd.deputy1", "give_opinions", "hdnd", NODE, "Ý kiến của Thường trực HĐND huyện (mục III.2)"),
    ("ctubnd", "decide", "ubnd", NODE, "Được ủy quyền xếp loại lãnh đạo UBND cấp xã (mục 5.1)"),
    ("phong.nv.head", "give_opinions", "ubnd", NODE, "Tiếp nhận, tổng hợp ý kiến của UBND huyện (mục III.2)"),
    ("ubkt.deputy2", "inspect", "district", SUBTREE, "Giám sát việc kiểm điểm năm 2023"),
    ("tinh.dd.head", "give_opinions", "tinh.dd", NODE, "Ý kiến trước khi đánh giá Chủ tịch HĐND huyện (mục 5.2)"),
    ("tinh.bcs.head", "give_opinions", "tinh.bcs", NODE, "Ý kiến trước khi đánh giá Chủ tịch UBND huyện (mục 5.2)"),
    ("quantri", "keep_accounts", "district", SUBTREE, "Quản lý tài khoản của Đảng bộ huyện"),
)  # fmt: skip


@transaction.atomic
def open_accounts(roster: RosterIndex) -> None:
    """Give everybody an account and the roles their grants; ``roster.users`` is filled by handle."""
    named = {person_of(sign_in, roster): sign_in.username for sign_in in SIGN_INS if sign_in.person}
    password = make_password(PASSWORD)  # hashed once: the same for all, and slow by design
    users = [
        User(
            username=named.get(key, draft.username),
            password=password,
            email=roster.people[key].email,
            person=roster.people[key],
        )
        for key, draft in roster.drafts.items()
    ]
    administrator = User(username="quantri", password=password, email="quantri@example.org", is_staff=True)
    handles = [*roster.drafts, "quantri"]
    roster.users = dict(zip(handles, User.objects.bulk_create([*users, administrator]), strict=True))
    roster.users["quantri"].user_permissions.set(account_permissions())
    _grant(roster, [*GRANTS, *_commune_grants(), *_grassroots_grants(roster)])


def person_of(sign_in: SignIn, roster: RosterIndex) -> str:
    """The handle behind a role; ``@cell`` stands for the cell's secretary."""
    if not sign_in.person.startswith("@"):
        return sign_in.person
    return _head_of(sign_in.person[1:], roster)


def _head_of(place: str, roster: RosterIndex) -> str:
    leads: Callable[[PersonDraft], bool] = lambda draft: any(  # noqa: E731
        post.place == place and post.role == PostRole.HEAD for post in draft.posts
    )
    return next(key for key, draft in roster.drafts.items() if leads(draft))


def _commune_grants() -> list[tuple[str, str, str, GrantScope, str]]:
    grants = []
    for commune in COMMUNES:
        clerk = f"{commune.key}.cc{4 if commune.has_standing_committee else 2}"
        for codename, scope, reason in (
            ("lead_review", SUBTREE, "Tham mưu kiểm điểm của Đảng bộ"),
            ("give_opinions", NODE, "Xác nhận phiếu nhận xét nơi cư trú thay mặt Đảng ủy"),
            ("keep_roster", SUBTREE, "Quản lý danh sách đảng viên của Đảng bộ"),
        ):
            grants.append((clerk, codename, commune.key, scope, f"{reason} {commune.unit}"))
        grants.append(
            (f"{commune.key}.bithu", "decide", commune.key, NODE, f"Thay mặt Đảng ủy {commune.unit} ký quyết định")
        )
    return grants


def _grassroots_grants(roster: RosterIndex) -> list[tuple[str, str, str, GrantScope, str]]:
    """Secretaries of the agencies' party organizations and grassroots cells decide the member level."""
    places = [key for key, *_rest in AGENCY_PARTIES] + [key for key, *_rest in GRASSROOTS_CELLS]
    return [
        (_head_of(place, roster), "decide", place, NODE, f"Thay mặt cấp ủy {roster.organizations[place].name}")
        for place in places
    ]


def _grant(roster: RosterIndex, grants: list[tuple[str, str, str, GrantScope, str]]) -> None:
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label=Organization._meta.app_label, content_type__model=Organization._meta.model_name
        )
    }
    Grant.objects.bulk_create(
        Grant(
            user=roster.users[handle],
            permission=permissions[codename],
            content_object=roster.organizations[place],
            scope=scope,
            valid_from=COUNCIL_TERM,
            given_by=None if handle == "quantri" else roster.users["quantri"],
            reason=reason,
        )
        for handle, codename, place, scope, reason in grants
    )


def account_permissions() -> list[Permission]:
    """What the account administrator may do in the administration pages: accounts and grants, nothing else."""
    wanted = ("view_user", "add_user", "change_user", "view_grant", "add_grant", "change_grant", "delete_grant",
              "view_person", "view_organization")  # fmt: skip
    return list(Permission.objects.filter(content_type__app_label=User._meta.app_label, codename__in=wanted))
