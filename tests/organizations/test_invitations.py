"""Accounts are opened without a password; a letter with a one-time code lets their holder, and nobody else, set one."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO

import pypdfium2
import pytest
from django.conf import LazySettings, settings
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organizations import clock
from organizations.choices import AuditAction, OrganizationKind
from organizations.models import AuditEntry, Invitation, Organization, Person, User
from organizations.refusals import Refused
from organizations.services.accounts import create_accounts, sign_in_names
from organizations.services.invitations import ALPHABET, invite, letters_for, new_code
from tests.factories.organizations import (
    PASSWORD,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.reviews.test_forged_addresses import GARBAGE
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.second_factor import long_ago, passed_the_door, with_app

GOOD = "bốn con trâu trắng"


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create(name="Đảng bộ huyện Mẫu")


@pytest.fixture
def cell(district: Organization) -> Organization:
    return OrganizationFactory.create(parent=district, cell=True, name="Chi bộ Một")


def keeper_of(organization: Organization, codename: str = "keep_accounts") -> User:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename=codename, content_object=organization)
    return user


@pytest.fixture
def keeper(district: Organization) -> User:
    return keeper_of(district)


def invited(person: Person, keeper: User) -> tuple[User, str]:
    (account,) = create_accounts([person], by=keeper)
    (letter,) = letters_for([account])
    invite(letters=[letter], by=keeper)
    return account, letter.code


def activate(username: str, code: str, password: str = GOOD, again: str | None = None, *, at: str = "10.0.0.1") -> int:
    sent = {"username": username, "code": code, "password": password, "again": password if again is None else again}
    return Client(REMOTE_ADDR=at).post(reverse("activate"), sent).status_code


def may_sign_in(username: str, typed: str) -> bool:
    return Client().post(reverse("login"), {"username": username, "password": typed}).status_code == 302


# Names and accounts --------------------------------------------------------------------------------------------------


def test_sign_in_names_are_the_given_name_and_the_letters_before_it_and_each_stands_once():
    people = [Person(full_name=name) for name in ("Nguyễn Văn Đức", "Đỗ Thị Quỳnh Ngọc", "Ngô Việt Đức", "Ý", "…")]
    assert sign_in_names(people, {"ducnv", "ducnv2"}) == ["ducnv3", "ngocdtq", "ducnv4", "y", "taikhoan"]


def test_accounts_are_opened_once_without_a_password_and_on_record(cell: Organization, keeper: User) -> None:
    people = [PersonFactory.create(full_name="Nguyễn Văn Đức", cell=cell) for _ in range(3)]
    opened = create_accounts(people, by=keeper)
    assert [account.username for account in opened] == ["ducnv", "ducnv2", "ducnv3"]
    assert [account.person for account in opened] == people
    assert not any(account.has_usable_password() for account in opened)
    assert create_accounts(people, by=keeper) == []
    assert AuditEntry.objects.filter(action=AuditAction.ACCOUNT, user=keeper).count() == 3


def test_nobody_opens_accounts_for_people_who_are_not_his(cell: Organization, keeper: User) -> None:
    stranger = PersonFactory.create(cell=OrganizationFactory.create(cell=True))
    with pytest.raises(Refused, match=stranger.full_name):
        create_accounts([PersonFactory.create(cell=cell), stranger], by=keeper)
    assert not User.objects.filter(person=stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_open_each_account_once() -> None:
    district = OrganizationFactory.create()
    cell = OrganizationFactory.create(parent=district, cell=True)
    keeper = keeper_of(district)
    people = [PersonFactory.create(full_name="Nguyễn Văn Đức", cell=cell) for _ in range(6)]
    opened: list[list[User]] = []
    at_once(
        [
            lambda: opened.append(create_accounts(people, by=keeper)),
            lambda: opened.append(create_accounts(list(reversed(people)), by=keeper)),
        ]
    )
    assert sorted(account.person_key for some in opened for account in some) == sorted(person.pk for person in people)
    assert User.objects.filter(username__startswith="ducnv").count() == 6
    # The same with one code and two who use it: one of them sets the password.
    for account in [*opened[0], *opened[1]]:
        (letter,) = letters_for([account])
        invite(letters=[letter], by=keeper)
        answers: list[int] = []

        def use(at: str, name: str = account.username, code: str = letter.code, into: list[int] = answers) -> None:
            into.append(activate(name, code, at=at))

        at_once([partial(use, at="10.0.0.2"), partial(use, at="10.0.0.3")])
        assert sorted(answers) == [302, 422]


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_no_more_are_counted_than_a_code_has(settings: LazySettings) -> None:
    settings.INVITATION_TRIES = 3
    district = OrganizationFactory.create()
    account, _code = invited(
        PersonFactory.create(cell=OrganizationFactory.create(parent=district, cell=True)), keeper_of(district)
    )
    at_once([partial(activate, account.username, "SAI", at=f"10.0.1.{number}") for number in range(6)])
    assert account.invitations.get().tries == 3


def at_once(acts: list[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# The code ------------------------------------------------------------------------------------------------------------


def test_codes_are_long_in_groups_of_four_and_hold_no_letters_that_look_alike():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"\w{4}( \w{4}){3}", code) for code in codes)
    assert not set("".join(codes)) & set("0OQ1IL2Z5S6G8BUV")
    assert len(ALPHABET) ** 16 > 2**64


def test_a_code_sets_a_password_once(cell: Organization, keeper: User) -> None:
    account, code = invited(PersonFactory.create(cell=cell), keeper)
    assert code not in str(Invitation.objects.values().get())
    assert activate(account.username, code.lower().replace(" ", "-")) == 302
    assert may_sign_in(account.username, GOOD)
    assert activate(account.username, code, "một mật khẩu khác") == 422
    assert may_sign_in(account.username, GOOD)
    assert AuditEntry.objects.get(action=AuditAction.ACTIVATE).user == account
    assert AuditEntry.objects.get(action=AuditAction.INVITE).user == keeper


def test_an_old_a_wrong_or_a_replaced_code_sets_none(cell: Organization, keeper: User) -> None:
    account, first = invited(PersonFactory.create(cell=cell), keeper)
    (second,) = letters_for([account])
    invite(letters=[second], by=keeper)
    assert activate(account.username, first) == 422
    assert activate(account.username, new_code()) == 422
    with clock.shifted(timedelta(days=settings.INVITATION_DAYS + 1)):
        assert activate(account.username, second.code) == 422
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert activate(account.username, second.code) == 422
    User.objects.filter(pk=account.pk).update(is_active=True)
    assert activate(account.username, second.code) == 302


def test_guessing_at_codes_locks_out_and_in_the_end_makes_the_code_void(cell: Organization, keeper: User) -> None:
    account, code = invited(PersonFactory.create(cell=cell), keeper)
    answers = [activate(account.username, "AAAA") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert answers == [422] * settings.AXES_FAILURE_LIMIT + [429]
    assert activate(account.username, code) == 429
    Invitation.objects.update(tries=settings.INVITATION_TRIES)
    assert activate(account.username, code, at="10.0.0.2") == 422


def test_the_answer_to_a_wrong_code_does_not_tell_whether_the_name_exists(cell: Organization, keeper: User) -> None:
    account, _code = invited(PersonFactory.create(cell=cell), keeper)

    def page(username: str) -> str:
        sent = {"username": username, "code": "AAAA AAAA", "password": GOOD, "again": GOOD}
        answer = Client().post(reverse("activate"), sent)
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(username, "TÊN")

    assert page(account.username) == page("khong.co")


def test_a_refused_password_leaves_the_code_good_and_the_name_typed_and_no_secret_on_the_page(
    cell: Organization, keeper: User
) -> None:
    person = PersonFactory.create(cell=cell)
    account, code = invited(person, keeper)
    for password, again in (("ngắn", "ngắn"), ("19051980 19051980",) * 2, (GOOD, "khác hẳn ban đầu")):
        sent = {"username": account.username, "code": code, "password": password, "again": again}
        answer = Client().post(reverse("activate"), sent)
        html = answer.content.decode()
        assert (answer.status_code, f'value="{account.username}"' in html) == (422, True)
        assert not any(secret in html for secret in (code, f'value="{password}"', f'value="{again}"'))
    assert activate(account.username, code) == 302


def test_a_new_password_by_code_ends_what_goes_on_under_the_old_one(cell: Organization, keeper: User) -> None:
    account = UserFactory.create(person=PersonFactory.create(cell=cell))
    thief = signed_in(account)
    (letter,) = letters_for([account])
    invite(letters=[letter], by=keeper)
    assert thief.get(reverse("account")).status_code == 200
    assert activate(account.username, letter.code) == 302
    assert thief.get(reverse("account")).status_code == 302
    assert not may_sign_in(account.username, PASSWORD)


# Who may ---------------------------------------------------------------------------------------------------------


def test_who_keeps_the_roster_invites_new_people_but_takes_over_nobody(
    district: Organization, cell: Organization
) -> None:
    """With a code he could sign in as his own secretary."""
    clerk = keeper_of(district, "keep_roster")
    client = signed_in(clerk)
    (new,) = create_accounts([PersonFactory.create(cell=cell)], by=clerk)
    in_use = UserFactory.create(person=PersonFactory.create(cell=cell))
    (entrusted,) = create_accounts([PersonFactory.create(cell=cell)], by=clerk)
    GrantFactory.create(user=entrusted, codename="decide", content_object=district)
    letter = [client.post(reverse("account-letter", args=(user.pk,))).status_code for user in (new, in_use, entrusted)]
    assert letter == [200, 422, 422]
    assert client.post(reverse("account-letter", args=(clerk.pk,))).status_code == 404  # works nowhere in the district
    assert set(Invitation.objects.values_list("user", flat=True)) == {new.pk}


def test_nobody_keeps_his_own_account_nor_the_administrations(district: Organization, keeper: User) -> None:
    keeper.person = PersonFactory.create(workplace=district)
    keeper.save()
    staff = UserFactory.create(is_staff=True, person=PersonFactory.create(workplace=district))
    client = signed_in(keeper)
    for account in (keeper, staff):
        for name in ("account-letter", "account-mail", "account-close", "account-unlock"):
            answer = client.post(reverse(name, args=(account.pk,)), {"reason": "Thử"})
            assert answer.status_code == 422, (account, name)
    assert User.objects.filter(is_active=False).count() == 0
    assert not Invitation.objects.exists()


def test_accounts_of_other_places_do_not_exist_for_a_keeper(district: Organization) -> None:
    commune = OrganizationFactory.create(parent=district, commune=True)
    other = UserFactory.create(person=PersonFactory.create(workplace=district))
    left = UserFactory.create(person=PersonFactory.create())
    PostFactory.create(person=left.person, collective__organization=commune, valid_to=clock.today() - timedelta(days=9))
    client = signed_in(keeper_of(commune))
    assert client.get(reverse("kept-account", args=(other.pk,))).status_code == 404
    assert client.get(reverse("kept-account", args=(left.pk,))).status_code == 200  # so that it can be closed
    assert client.post(reverse("accounts-create"), {"organization": district.pk}).status_code == 404
    PostFactory.create(person=left.person, collective__organization=district)
    assert client.get(reverse("kept-account", args=(left.pk,))).status_code == 404


def test_the_desk_of_the_administration_sets_nobodys_password(db: None) -> None:
    desk, account = UserFactory.create(person=None, is_staff=True, is_superuser=True), UserFactory.create()
    client = signed_in(desk)
    assert client.get(f"/quan-tri/organizations/user/{account.pk}/password/").status_code == 404
    assert client.post("/quan-tri/organizations/user/add/", {"username": "moi"}).status_code == 302
    new = User.objects.get(username="moi")
    assert not new.has_usable_password()
    assert client.post(reverse("account-letter", args=(new.pk,))).status_code == 200


# Letters and mails ---------------------------------------------------------------------------------------------------


def test_letters_come_as_one_file_in_the_order_of_cells_and_their_codes_work(
    district: Organization, keeper: User
) -> None:
    cells = [OrganizationFactory.create(parent=district, cell=True, name=f"Chi bộ {number}") for number in "AB"]
    names = [("Trần Thị Bình", cells[1]), ("Lê Văn An", cells[0]), ("Lê Văn Cảnh", cells[0])]
    for name, cell in names:
        PersonFactory.create(full_name=name, cell=cell)
    client = signed_in(keeper)
    client.post(reverse("accounts-create"), {"organization": district.pk})
    answer = client.post(reverse("account-letters"), {"organization": district.pk})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(BytesIO(answer.content))]
    assert [next(name for name, _cell in names if name in page) for page in pages] == [
        "Lê Văn An",
        "Lê Văn Cảnh",
        "Trần Thị Bình",
    ]
    code = re.search(rf"[{ALPHABET}]{{4}}(?: [{ALPHABET}]{{4}}){{3}}", pages[0])
    assert code is not None
    assert reverse("activate") in pages[0]
    assert activate("anlv", code[0]) == 302
    # Whoever has a code that works is not printed again, unless it is asked for.
    assert client.post(reverse("account-letters"), {"organization": district.pk}).status_code == 302
    again = client.post(reverse("account-letters"), {"organization": district.pk, "again": "1"})
    assert len(pypdfium2.PdfDocument(BytesIO(again.content))) == 2


def test_a_letter_that_is_not_printed_makes_no_code_void(
    cell: Organization, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, code = invited(PersonFactory.create(cell=cell), keeper)

    def breaks(*_: object) -> bytes:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("reviews.views.account_letters.render_pdf", breaks)
    assert signed_in(keeper).post(reverse("account-letter", args=(account.pk,))).status_code == 500
    assert activate(account.username, code) == 302


def test_a_mail_holds_the_name_and_the_code_and_a_refused_one_leaves_no_code(
    cell: Organization, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = PersonFactory.create(cell=cell, email="an@example.org")
    (account,) = create_accounts([person], by=keeper)
    client, address = signed_in(keeper), reverse("account-mail", args=(account.pk,))
    assert client.post(address).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["an@example.org"]
    code = re.search(rf"[{ALPHABET}]{{4}}(?: [{ALPHABET}]{{4}}){{3}}", str(letter.body))
    assert code is not None

    def breaks(**_: object) -> int:
        raise OSError("no server")

    monkeypatch.setattr("organizations.services.invitations.send_mail", breaks)
    assert client.post(address).status_code == 422
    assert not Invitation.objects.open().exists()
    assert activate(account.username, code[0]) == 422  # a newer one was made, though it went nowhere


# The keeper's pages --------------------------------------------------------------------------------------------------


def test_the_pages_of_the_keeper_cost_the_same_with_many_people(
    district: Organization, keeper: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            cell = OrganizationFactory.create(parent=district, kind=OrganizationKind.GRASSROOTS_CELL)
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm", cell=cell, workplace=cell)
            invited(person, keeper)
            PostFactory.create(person=person, collective__organization=cell, valid_to=clock.today() - timedelta(days=1))
            GrantFactory.create(user=person.user, codename="decide", content_object=cell)

    client = signed_in(keeper)
    assert_flat(client, reverse("accounts"), add, row="Lê Thị Phải Đếm")
    account = User.objects.latest("pk").pk
    for name, args, row in (
        ("accounts", (), "Lê Thị"),
        ("grants-left", (), "Thôi giao"),
        ("kept-account", (account,), ""),
    ):
        with django_assert_max_num_queries(15):
            html = client.get(reverse(name, args=args)).content.decode()
        assert html.count(row) >= 30


def test_garbage_in_the_address_of_the_lists_is_no_error(district: Organization, keeper: User) -> None:
    client = signed_in(keeper)
    pages = [reverse(name) + query for name in ("accounts", "grants-left") for query in [*GARBAGE, "?organization=٣"]]
    assert {client.get(page).status_code for page in pages} == {200}
    for sent in ("", "abc", "0", "9" * 40):
        for name in ("accounts-create", "account-letters"):
            assert client.post(reverse(name), {"organization": sent}).status_code == 404, (name, sent)


def test_the_list_says_how_each_account_stands(cell: Organization, keeper: User) -> None:
    def row(name: str) -> Person:
        return PersonFactory.create(full_name=name, cell=cell)

    row("Không Có")
    create_accounts([row("Chưa Mời")], by=keeper)
    invited(row("Đã Mời"), keeper)
    old, _code = invited(row("Quá Hạn"), keeper)
    Invitation.objects.filter(user=old).update(expires_at=clock.now() - timedelta(days=1))
    UserFactory.create(person=row("Đang Dùng"))
    UserFactory.create(person=row("Đã Đóng"), is_active=False)
    html = words(signed_in(keeper).get(reverse("accounts")).content)
    told = dict(
        re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+?)<.*?class="status[^>]*>.*?</svg>\s*(.*?)</span>', html)
    )
    assert {name: re.sub("<[^>]*>", "", state).strip() for name, state in told.items()} == {
        "Không Có": "Chưa có tài khoản",
        "Chưa Mời": "Chưa mời",
        "Đã Mời": "Đã mời",
        "Quá Hạn": "Mã đã hết hạn",
        "Đang Dùng": "Đang dùng",
        "Đã Đóng": "Đã đóng",
    }


def test_a_code_is_handed_out_only_by_whoever_proves_himself(
    cell: Organization, keeper: User, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR = True
    account, code = invited(PersonFactory.create(cell=cell), keeper)
    with_app(keeper)
    client = long_ago(passed_the_door(keeper))
    for name in ("account-letter", "account-mail"):
        assert client.post(reverse(name, args=(account.pk,))).status_code == 422
    assert client.post(reverse("account-letters"), {"organization": cell.pk, "again": "1"}).status_code == 422
    assert activate(account.username, code) == 302, "the code given before is still good"
