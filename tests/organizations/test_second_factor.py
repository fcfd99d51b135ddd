"""The second factor: required of staff, open to members; a code goes once, a lost phone is no end; all on record."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations import proofs, sealed_keys
from organizations.choices import AuditAction, PostRole
from organizations.models import AuditEntry, Authenticator, Grant, RecoveryCodes, User
from organizations.refusals import Refused
from organizations.services import factors
from tests.factories.organizations import PASSWORD, GrantFactory, PostFactory, UserFactory
from tests.reviews.test_pages import signed_in, words
from tests.second_factor import code_of, long_ago, passed_the_door, with_app

SECRETS = re.compile(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>")


@pytest.fixture(autouse=True)
def _required(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def member(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def keeper(db: None) -> User:
    """Keeps the accounts, and has an app."""
    user = UserFactory.create(person=None, is_staff=True, is_superuser=True)
    with_app(user)
    return user


def recorded(action: AuditAction, user: User) -> int:
    return AuditEntry.objects.filter(action=action, object_id=user.pk).count()


def sign_in(user: User, *, onward: str = "/hoi-nghi/") -> Client:
    client = Client(raise_request_exception=False)
    answer = client.post(f"{reverse('login')}?next={onward}", {"username": user.username, "password": PASSWORD})
    assert answer["Location"] == onward
    return client


def set_up(client: Client, user: User, **sent: str) -> list[str]:
    """Both steps of the page; the recovery codes that it shows."""
    url = reverse("factor-set-up")
    assert client.post(url, {"action": "begin", **sent}).status_code == 302
    page = words(client.get(url).content)
    device = Authenticator.objects.get(user=user, confirmed=False)
    assert "data:image/svg+xml" in page
    assert device.key not in page
    answer = client.post(url, {"action": "confirm", proofs.CODE: code_of(user)})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    return SECRETS.findall(answer.content.decode())


# Whom it is asked of -------------------------------------------------------------------------------------------------


def grant(user: User) -> None:
    GrantFactory.create(user=user, codename="give_opinions")


def head(user: User) -> None:
    PostFactory.create(person=user.person, role=PostRole.HEAD)


def deputy(user: User) -> None:
    PostFactory.create(person=user.person, role=PostRole.DEPUTY)


def keep_accounts(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True)


@pytest.mark.parametrize("rise", [grant, head, deputy, keep_accounts])
def test_staff_without_an_app_get_no_further_than_setting_it_up(member: User, rise) -> None:
    rise(member)
    client = sign_in(member)
    door = reverse("factor-set-up")
    for url in ("/hoi-nghi/", "/", reverse("account"), reverse("admin:index"), reverse("recovery-codes")):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, f"{door}?next={url}"), url
    sent = client.post(reverse("notices-read"), headers={"Referer": "http://testserver/thong-bao/"})
    assert sent["Location"] == f"{door}?next=/thong-bao/&chua-lam=1"
    part = client.get("/hoi-nghi/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == f"{door}?next=/hoi-nghi/"
    page = words(client.get(door).content)
    assert "Thông báo" not in page
    assert "Đăng xuất" in page
    assert client.get("/healthz").status_code == 200

    assert len(set_up(client, member)) == factors.CODES  # his password was typed a moment ago: not asked again
    assert client.get("/hoi-nghi/").status_code == 200
    assert client.post(reverse("logout")).status_code == 302


def test_members_are_not_asked_and_may_set_it_up_by_their_password(member: User) -> None:
    client = sign_in(member)
    assert client.get("/hoi-nghi/").status_code == 200
    url = reverse("factor-set-up")
    for typed in ("", "sai"):
        assert client.post(url, {"action": "begin", proofs.PASSWORD: typed}).status_code == 422
    assert not Authenticator.objects.exists()
    other = signed_in(member)
    set_up(client, member, **{proofs.PASSWORD: PASSWORD})
    assert client.get("/hoi-nghi/").status_code == 200
    assert reverse("login") in other.get("/hoi-nghi/")["Location"]  # signed in without it: ended
    assert recorded(AuditAction.FACTOR_SET_UP, member) == 1
    client = sign_in(member)
    assert client.get("/hoi-nghi/")["Location"] == f"{reverse('factor')}?next=/hoi-nghi/"


def test_nobody_must_have_one_where_it_is_switched_off(member: User, settings: LazySettings) -> None:
    grant(member)
    client = sign_in(member)
    settings.SECOND_FACTOR = False
    assert client.get("/hoi-nghi/").status_code == 200
    with_app(member)
    assert sign_in(member).get("/hoi-nghi/")["Location"] == f"{reverse('factor')}?next=/hoi-nghi/"


def test_whoever_becomes_staff_is_asked_on_a_page_that_he_opens_later(member: User) -> None:
    client = sign_in(member)
    grant(member)
    assert client.get("/hoi-nghi/").status_code == 200
    session = client.session
    session[proofs.KEY] = session[proofs.KEY] | {"seen": session[proofs.KEY]["seen"] - 3600}
    session.save()
    assert client.post(reverse("notices-read")).status_code == 302  # what he was sending is taken
    assert client.get("/hoi-nghi/")["Location"] == f"{reverse('factor-set-up')}?next=/hoi-nghi/"


def test_a_page_costs_no_query_more_for_whoever_has_passed(keeper: User, settings: LazySettings) -> None:
    client, counts = passed_the_door(keeper), []
    for is_on in (True, False):
        settings.SECOND_FACTOR = is_on
        client.get("/thong-bao/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/thong-bao/").status_code == 200
        counts.append(len(captured))
        assert not [row for row in captured if "otp_" in row["sql"]]
    assert counts[0] == counts[1]


def test_the_deployment_check_warns_where_it_is_switched_off(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = False
    with pytest.raises(SystemCheckError, match=r"organizations\.W001"):
        call_command("check", deploy=True, tags=["security"], fail_level="WARNING")


# Codes ---------------------------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing_and_exchanges_no_app(keeper: User) -> None:
    client = sign_in(keeper)
    for name in ("account", "factor-set-up", "factor-remove", "recovery-codes", "admin:index"):
        answer = client.post(reverse(name), {"action": "begin", proofs.PASSWORD: PASSWORD})
        assert answer["Location"].startswith(reverse("factor") + "?"), name
    assert Authenticator.objects.count() == 1
    answer = client.post(f"{reverse('factor')}?next=/thong-bao/", {proofs.CODE: f" {code_of(keeper)[:3]} "})
    assert answer.status_code == 422
    code = code_of(keeper)
    answer = client.post(f"{reverse('factor')}?next=/thong-bao/", {proofs.CODE: f"{code[:3]} {code[3:]}"})
    assert answer["Location"] == "/thong-bao/"
    assert recorded(AuditAction.CODE_PASSED, keeper) == 1


def test_a_code_goes_once(keeper: User) -> None:
    code = code_of(keeper)
    first, second = sign_in(keeper), sign_in(keeper)
    assert first.post(reverse("factor"), {proofs.CODE: code}).status_code == 302
    replayed = second.post(reverse("factor"), {proofs.CODE: code})
    assert replayed.status_code == 422
    assert "đã dùng" in words(replayed.content)
    assert second.get("/").status_code == 302
    assert recorded(AuditAction.PROOF_REFUSED, keeper) == 1


def test_wrong_codes_make_the_next_wait_even_the_right_one(keeper: User) -> None:
    client, url = sign_in(keeper), reverse("factor")
    right = code_of(keeper)
    wrong = f"{(int(right) + 500_000) % 1_000_000:06d}"
    assert client.post(url, {proofs.CODE: wrong}).status_code == 422
    Authenticator.objects.update(throttling_failure_count=8, throttling_failure_timestamp=timezone.now())
    held = client.post(url, {proofs.CODE: right})
    assert held.status_code == 422
    assert "Đã nhập sai 8 lần liền. Chờ 3 phút" in words(held.content)
    assert right not in held.content.decode()
    assert recorded(AuditAction.PROOF_REFUSED, keeper) == 1  # what waits is no other try
    Authenticator.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(minutes=3))
    assert client.post(url, {proofs.CODE: right}).status_code == 302


def test_a_recovery_code_goes_once_and_says_how_many_are_left(keeper: User) -> None:
    codes = factors.renew_codes(keeper)
    client = sign_in(keeper)
    shown = f"{codes[0][:5]}-{codes[0][5:]}".upper()
    answer = client.post(reverse("factor"), {proofs.RECOVERY: shown}, follow=True)
    assert "còn 9 mã" in words(answer.content)
    assert sign_in(keeper).post(reverse("factor"), {proofs.RECOVERY: shown}).status_code == 422
    assert recorded(AuditAction.RECOVERY_USED, keeper) == 1
    assert "Còn 9 mã dự phòng" in words(client.get(reverse("account")).content)


def test_new_recovery_codes_end_the_former_ones(keeper: User) -> None:
    old = factors.renew_codes(keeper)[0]
    client = long_ago(passed_the_door(keeper))
    url = reverse("recovery-codes")
    for lacking in ({proofs.PASSWORD: PASSWORD}, {proofs.CODE: code_of(keeper)}):
        assert client.post(url, lacking).status_code == 422
    answer = client.post(url, {proofs.PASSWORD: PASSWORD, proofs.CODE: code_of(keeper)})
    codes = SECRETS.findall(answer.content.decode())
    assert len(set(codes)) == factors.CODES
    assert recorded(AuditAction.RECOVERY_NEW, keeper) == 2
    with pytest.raises(Refused):
        factors.check_code(keeper, old)
    RecoveryCodes.objects.update(throttling_failure_count=0)
    factors.check_code(keeper, codes[0])


def test_the_database_alone_gives_no_code(keeper: User, settings: LazySettings) -> None:
    codes = factors.renew_codes(keeper)
    device = Authenticator.objects.get(user=keeper)
    assert device.bin_key.hex() not in device.key
    kept = set(RecoveryCodes.objects.get(user=keeper).token_set.values_list("token", flat=True))
    assert not kept & set(codes)
    other = UserFactory.create()
    with pytest.raises(sealed_keys.LostKey):
        sealed_keys.unseal(device.key, user_id=other.pk)
    code = code_of(keeper)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" + "k" * 50
    factors.check_code(keeper, code)
    factors.check_code(keeper, codes[1])
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Refused, match="không đọc được khóa"):
        factors.check_code(keeper, "123456")


class SentAtOnce(TransactionTestCase):
    """The same code from four places in one moment: the row of the app lets one of them in."""

    def test_of_many_who_bring_the_same_code_one_comes_in(self) -> None:
        user = UserFactory.create()
        with_app(user)
        recovery, outcomes = factors.renew_codes(user)[0], []

        def attempt(code: str) -> None:
            try:
                factors.check_code(user, code)
                outcomes.append(len(code))
            except Refused:
                outcomes.append(0)
            finally:
                connections.close_all()

        for code in (code_of(user), recovery):
            threads = [threading.Thread(target=attempt, args=(code,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert sorted(outcomes) == [0] * 6 + [factors.DIGITS, factors.CODE_LENGTH]


# Renewed, removed, taken off -----------------------------------------------------------------------------------------


def test_another_phone_takes_the_place_of_the_first_by_password_and_code(keeper: User) -> None:
    former = Authenticator.objects.get(user=keeper)
    client = long_ago(passed_the_door(keeper))
    assert client.post(reverse("factor-set-up"), {"action": "begin", proofs.PASSWORD: PASSWORD}).status_code == 422
    assert Authenticator.objects.get(user=keeper) == former
    set_up(client, keeper, **{proofs.PASSWORD: PASSWORD, proofs.CODE: code_of(keeper)})
    assert Authenticator.objects.get(user=keeper) != former
    assert client.get("/").status_code == 200


def test_a_key_that_was_begun_with_long_ago_is_not_confirmed(member: User) -> None:
    client, url = sign_in(member), reverse("factor-set-up")
    client.post(url, {"action": "begin", proofs.PASSWORD: PASSWORD})
    code = code_of(member)
    Authenticator.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert client.post(url, {"action": "confirm", proofs.CODE: code}).status_code == 422
    assert not Authenticator.objects.filter(confirmed=True).exists()
    assert member.factor_stamp == ""


def test_a_member_removes_his_and_staff_may_not(member: User) -> None:
    with_app(member)
    client, url = passed_the_door(member), reverse("factor-remove")
    assert client.post(url).status_code == 422
    with_grant = GrantFactory.create(user=member)
    assert client.post(url, {proofs.PASSWORD: PASSWORD}).status_code == 422
    Grant.objects.filter(pk=with_grant.pk).delete()
    other = passed_the_door(member)
    assert client.post(url, {proofs.PASSWORD: PASSWORD})["Location"] == reverse("account")
    assert client.get("/").status_code == 200
    assert reverse("login") in other.get("/")["Location"]
    assert not Authenticator.objects.exists()
    assert recorded(AuditAction.FACTOR_REMOVED, member) == 1


def test_the_keeper_of_accounts_takes_a_lost_phone_off(keeper: User, member: User) -> None:
    grant(member)
    secret = with_app(member).bin_key.hex()
    factors.renew_codes(member)
    holder, client = passed_the_door(member), passed_the_door(keeper)
    url = reverse("admin:organizations_user_factor", args=(member.pk,))
    change = reverse("admin:organizations_user_change", args=(member.pk,))
    assert url in client.get(change).content.decode()
    assert secret not in client.get(url).content.decode()
    assert long_ago(client).post(url).status_code == 422
    assert holder.get("/").status_code == 200
    assert client.post(url, {proofs.CODE: code_of(keeper)})["Location"] == change
    assert reverse("login") in holder.get("/")["Location"]
    assert not RecoveryCodes.objects.filter(user=member).exists()
    assert AuditEntry.objects.get(action=AuditAction.FACTOR_TAKEN_OFF).user == keeper
    assert sign_in(member).get("/")["Location"] == f"{reverse('factor-set-up')}?next=/"
    own = reverse("admin:organizations_user_factor", args=(keeper.pk,))
    assert client.post(own).status_code == 422


# Without an app ------------------------------------------------------------------------------------------------------


def test_a_member_proves_himself_by_his_password(member: User) -> None:
    client = long_ago(sign_in(member))
    url = f"{reverse('factor')}?next=/thong-bao/"
    assert f'name="{proofs.PASSWORD}"' in client.get(url).content.decode()
    assert client.post(url, {proofs.PASSWORD: "sai"}).status_code == 422
    assert recorded(AuditAction.PROOF_REFUSED, member) == 1
    assert client.post(url, {proofs.PASSWORD: PASSWORD})["Location"] == "/thong-bao/"
    assert client.get(url)["Location"] == "/thong-bao/"


def test_the_account_that_stands_for_nobody_has_its_page(keeper: User) -> None:
    page = words(passed_the_door(keeper).get(reverse("account")).content)
    assert "Hết mã dự phòng" in page
    assert reverse("factor-remove") not in page
