"""What goes on record of signing in, of accounts and of grants; and the page on which it is read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import AuditEntry, Grant, Organization, User
from organizations.services import audit
from tests.factories.organizations import PASSWORD, GrantFactory, OrganizationFactory, PersonFactory, UserFactory
from tests.reviews.test_pages import assert_flat, signed_in, words


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create(name="Đảng bộ huyện Mẫu")


@pytest.fixture
def inspector(district: Organization) -> User:
    user = UserFactory.create(person__full_name="Vũ Thị Kiểm Tra")
    GrantFactory.create(user=user, codename="inspect", content_object=district)
    return user


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(person=None, is_staff=True, is_superuser=True)


def only(action: AuditAction) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


# What goes on record -------------------------------------------------------------------------------------------------


def test_signing_in_and_out_goes_on_record_with_the_machine(district: Organization) -> None:
    person = PersonFactory.create(full_name="Lê Văn Đăng Nhập", workplace=district)
    user = UserFactory.create(person=person)
    client = Client(REMOTE_ADDR="10.2.3.4")
    client.post(reverse("login"), {"username": user.username, "password": PASSWORD})
    client.post(reverse("logout"))
    for action in (AuditAction.SIGN_IN, AuditAction.SIGN_OUT):
        entry = only(action)
        assert (entry.actor, entry.user, entry.address) == ("Lê Văn Đăng Nhập", user, "10.2.3.4")
        assert entry.unit_path == district.path


def test_a_refused_sign_in_names_the_account_and_nothing_that_was_typed(district: Organization) -> None:
    user = UserFactory.create()
    for typed in (user.username, "mat-khau-go-nham-o"):
        Client().post(reverse("login"), {"username": typed, "password": "bí mật đã gõ"})
    entries = list(AuditEntry.objects.filter(action=AuditAction.SIGN_IN_REFUSED).order_by("pk"))
    assert [entry.actor for entry in entries] == [str(user), "Tên đăng nhập không có"]
    assert [entry.object_id for entry in entries] == [user.pk, None]
    kept = b"".join(entry.canonical() for entry in entries).decode()
    assert "mat-khau-go-nham-o" not in kept
    assert "bí mật đã gõ" not in kept


def test_a_grant_is_on_record_when_it_is_given_changed_and_ended(district: Organization, administrator: User) -> None:
    client, holder = signed_in(administrator), UserFactory.create(person__full_name="Trần Thị Được Giao")
    sent = {
        "user": str(holder.pk),
        "permission": str(Permission.objects.get(codename="decide", content_type__app_label="organizations").pk),
        "content_object": str(district.pk),
        "scope": "subtree",
        "valid_from": "01/11/2023",
        "valid_to": "",
        "given_by": "",
        "reason": "Quyết định số 12",
    }
    assert client.post(reverse("admin:organizations_grant_add"), sent).status_code == 302
    grant = Grant.objects.get()
    changed = sent | {"valid_to": "31/12/2023"}
    assert client.post(reverse("admin:organizations_grant_change", args=(grant.pk,)), changed).status_code == 302
    assert (
        client.post(reverse("admin:organizations_grant_delete", args=(grant.pk,)), {"post": "yes"}).status_code == 302
    )
    given, ended = only(AuditAction.GRANT), only(AuditAction.GRANT_CHANGE)
    assert given.after is not None
    assert given.after["user"] == "Trần Thị Được Giao"
    assert given.after["lý do, căn cứ"] == "Quyết định số 12"
    assert (given.unit_path, given.before) == (district.path, None)
    assert ended.before is not None
    assert ended.after is not None
    assert {name for name in ended.before if ended.before[name] != ended.after[name]} == {"đến ngày"}
    gone = only(AuditAction.GRANT_END)
    assert (gone.before, gone.after) == (ended.after, None)


def test_a_refused_change_of_a_grant_is_on_no_record(district: Organization, administrator: User) -> None:
    grant = GrantFactory.create(content_object=district)
    answer = signed_in(administrator).post(
        reverse("admin:organizations_grant_change", args=(grant.pk,)), {"valid_from": "không phải ngày"}
    )
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(action=AuditAction.GRANT_CHANGE).exists()


def test_an_account_is_on_record_without_its_password(administrator: User) -> None:
    sent = {"username": "nguoi.moi", "email": "", "person": "", "password1": PASSWORD, "password2": PASSWORD}
    assert signed_in(administrator).post(reverse("admin:organizations_user_add"), sent).status_code == 302
    made = only(AuditAction.ACCOUNT)
    assert made.after is not None
    assert "nguoi.moi" in made.after.values()
    assert PASSWORD not in made.canonical().decode()
    assert User.objects.get(username="nguoi.moi").password not in made.canonical().decode()


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_with_many_acts(district: Organization, inspector: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            audit.record(AuditAction.DECIDE, district, by=UserFactory.create(), after={"mức": "Tốt"})

    assert_flat(signed_in(inspector), reverse("audit"), add, row="Quyết định mức xếp loại</td>")


def test_the_page_tells_before_and_after_and_the_head_to_whoever_inspects(
    district: Organization, inspector: User
) -> None:
    audit.record(
        AuditAction.ANNUL, district, by=UserFactory.create(), before={"mức": "Xuất sắc"}, after={"lý do": "<b>Sai</b>"}
    )
    audit.seal()
    html = words(signed_in(inspector).get(reverse("audit")).content)
    assert "Trước: mức: Xuất sắc" in html
    assert "Sau: lý do: &lt;b&gt;Sai&lt;/b&gt;" in html
    assert audit.head() in html


def test_whoever_inspects_nothing_reads_his_own_acts_and_no_head(district: Organization) -> None:
    user, other = UserFactory.create(), UserFactory.create(person__full_name="Người Khác Hẳn")
    audit.record(AuditAction.DECIDE, district, by=user)
    audit.record(AuditAction.ANNUL, district, by=other)
    html = words(signed_in(user).get(reverse("audit")).content)
    assert "đồng chí đã làm" in html
    assert "Người Khác Hẳn" not in html
    assert "Đầu nhật ký" not in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=phúc", {"Phúc"}),
        ("?q=huyện+phúc", {"Phúc"}),
        ("?q=không+có", set()),
        ("?action=annul", {"An"}),
        ("?action=gì", {"An", "Phúc"}),
        ("?from=2023-11-09", {"Phúc"}),
        ("?to=2023-11-08", {"An"}),
        ("?from=2023-11-08&to=2023-11-09", {"An", "Phúc"}),
        ("?from=2023-13-45&to=hôm+nay", {"An", "Phúc"}),
        ("?from=9999-12-31&to=0001-01-01", {"An", "Phúc"}),
        ("?from=9998-12-31&to=9998-12-31", set()),
    ],
)
def test_filters_find_by_name_act_and_day(district: Organization, inspector: User, query: str, found: set[str]) -> None:
    days = {"An": date(2023, 11, 8), "Phúc": date(2023, 11, 9)}
    for name, action in (("An", AuditAction.ANNUL), ("Phúc", AuditAction.DECIDE)):
        noon = datetime.combine(days[name], datetime.min.time(), ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(hours=23)
        with clock.shifted(noon - clock.now()):
            audit.record(action, district, by=UserFactory.create(person__full_name=f"Đỗ Văn {name}"))
    AuditEntry.objects.filter(action=AuditAction.SIGN_IN).delete()
    client = signed_in(inspector)
    answer = client.get(reverse("audit") + query)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert {name for name in days if f"Đỗ Văn {name}" in html} == found
