"""The record of acts: written with what it tells, tied to all before it; whatever is changed in it is found."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import RequestFactory
from pytest_django import DjangoCaptureOnCommitCallbacks

from organizations import audit_triggers
from organizations.choices import AuditAction, GrantScope
from organizations.middleware import address_of
from organizations.models import AuditEntry, AuditHead, AuditLink
from organizations.services import audit
from tests.factories.organizations import (
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.organizations.recorded import Services

FIELDS = [field.attname for field in AuditEntry._meta.local_concrete_fields]


@pytest.fixture(autouse=True)
def _owner(db: None) -> None:
    """Whoever does what is found out here owns the database, and has taken the triggers away."""
    run(audit_triggers.removals(connection.vendor))


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def chain(db: None) -> list[AuditEntry]:
    """Seven acts with everything that an entry can hold, tied together."""
    user, organization = UserFactory.create(), OrganizationFactory.create()
    with audit.from_address("10.0.0.7"):
        entries = [
            audit.record(
                AuditAction.DECIDE,
                organization,
                by=user,
                authority="Quyết định số 5-QĐ/HU",
                before={"level": "good", "points": None},
                after={"level": "excellent", "reason": f"Lần {number}"},
            )
            for number in range(7)
        ]
    audit.seal()
    return entries


@pytest.fixture
def triggers(db: None) -> None:
    """As the migration makes them."""
    run(audit_triggers.statements(connection.vendor))


def write(model: type[Model], pk: Any, column: str, value: Any) -> None:
    """As somebody does who has the database to himself."""
    quoted = connection.ops.quote_name
    key = quoted(str(model._meta.pk.column))
    statement = f"UPDATE {model._meta.db_table} SET {quoted(column)} = %s WHERE {key} = %s"  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.execute(statement, [value, pk])


# Writing -------------------------------------------------------------------------------------------------------------


def test_an_entry_tells_who_what_when_where_and_by_what_right(db: None) -> None:
    person = PersonFactory.create(full_name="Nguyễn Văn An")
    PostFactory.create(person=person, title="Bí thư chi bộ")
    user, organization = UserFactory.create(person=person), OrganizationFactory.create(name="Chi bộ Một")
    with audit.from_address("192.168.1.20"):
        entry = audit.record(AuditAction.GRANT, organization, by=user, after={"permission": "decide"})
    entry.refresh_from_db()
    assert (entry.actor, entry.authority, entry.object_name) == ("Nguyễn Văn An", "Bí thư chi bộ", "Chi bộ Một")
    assert (entry.object_type, entry.object_id) == ("organizations.organization", organization.pk)
    assert (entry.unit_path, entry.address, entry.before) == (organization.path, "192.168.1.20", None)
    assert entry.after == {"permission": "decide"}


def test_an_act_that_is_taken_back_leaves_no_entry(db: None) -> None:
    with transaction.atomic():
        audit.record(AuditAction.GRANT, OrganizationFactory.create(), by=UserFactory.create())
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_names_stay_as_they_were(chain: list[AuditEntry]) -> None:
    organization = OrganizationFactory._meta.model.objects.get(pk=chain[0].object_id)
    before = chain[0].object_name
    organization.name = "Tên mới"
    organization.save()
    assert AuditEntry.objects.get(pk=chain[0].pk).object_name == before
    assert audit.verify().holds


def test_acts_of_one_transaction_are_tied_when_it_ends(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _ in range(3):
            audit.record(AuditAction.ACCOUNT, by=None, actor="Lệnh của máy chủ")
    assert len(callbacks) == 1
    assert AuditLink.objects.count() == 3
    assert str(AuditHead.objects.get()) == audit.verify().head


def test_what_a_killed_process_left_untied_is_tied_by_the_next(db: None) -> None:
    entries = [audit.record(AuditAction.ACCOUNT, by=None, actor="x") for _ in range(3)]
    assert AuditEntry.objects.unsealed().count() == 3
    assert audit.seal() == 3
    assert audit.seal() == 0
    assert list(AuditLink.objects.order_by("number").values_list("entry_id", flat=True)) == [row.pk for row in entries]


def test_every_service_is_on_record_or_stands_in_the_decision_with_its_reason() -> None:
    """A new one that writes, or is told who acts, is found here until it is recorded or its reason is written down."""
    decision = (Path(settings.BASE_DIR) / "docs/decisions/0034-record-of-everything.md").read_text(encoding="utf-8")
    table = decision.partition("## Services that put nothing on record")[2]
    reasons = re.findall(r"`([a-z_]+\.[a-z_.]+)`", table)
    services = Services()
    acts = set(services.acts())
    unrecorded = {act for act in acts if not services.is_recorded(act)}
    assert len(acts) > 200
    assert "ratings.services.casting.cast_vote" in unrecorded, "never a vote"
    assert len(reasons) == len(set(reasons))
    assert unrecorded == set(reasons)


# Proving -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", FIELDS)
def test_every_changed_field_is_found(chain: list[AuditEntry], column: str) -> None:
    """One by one, also in the last entry; the first link that broke is named."""
    head = audit.head()
    others = {
        "id": 999_999,
        "at": chain[0].at + timedelta(microseconds=1),
        "user_id": UserFactory.create().pk,
        "object_id": 1_000_000,
        "before": '{"level": "completed", "points": null}',
        "after": "null",
        "address": "10.0.0.8",
    }
    for place in (0, 3, 6):
        with transaction.atomic():
            if column == "id":
                AuditLink.objects.filter(entry=chain[place]).update(entry=audit.record(AuditAction.DECIDE, by=None))
            else:
                write(AuditEntry, chain[place].pk, column, others.get(column, "khác"))
            verdict = audit.verify(printed=head)
            assert (verdict.holds, verdict.broken) == (False, place + 1), verdict
            transaction.set_rollback(True)
    assert audit.verify(printed=head).holds


@pytest.mark.parametrize("place", [0, 3, 6])
def test_every_deleted_or_exchanged_entry_is_found(chain: list[AuditEntry], place: int) -> None:
    head = audit.head()
    with transaction.atomic():
        AuditLink.objects.filter(entry=chain[place])._raw_delete(using="default")
        AuditEntry.objects.filter(pk=chain[place].pk)._raw_delete(using="default")
        verdict = audit.verify(printed=head)
        assert (verdict.holds, verdict.broken) == (False, place + 1), verdict
        transaction.set_rollback(True)
    first, second = AuditLink.objects.order_by("number")[place : place + 2] if place < 6 else (None, None)
    if first and second:
        one, other = first.entry_id, second.entry_id
        spare = audit.record(AuditAction.DECIDE, by=None)
        AuditLink.objects.filter(pk=first.pk).update(entry=spare)
        AuditLink.objects.filter(pk=second.pk).update(entry=one)
        AuditLink.objects.filter(pk=first.pk).update(entry=other)
        assert audit.verify(printed=head).broken == place + 1


def test_a_changed_digest_is_found(chain: list[AuditEntry]) -> None:
    AuditLink.objects.filter(number=4).update(digest="f" * 64)
    assert audit.verify().broken == 4


def test_a_chain_reckoned_anew_after_a_change_is_found_by_the_printed_head_alone(chain: list[AuditEntry]) -> None:
    head = audit.head()
    write(AuditEntry, chain[3].pk, "actor", "Người khác")
    AuditLink.objects.all().delete()
    AuditHead.objects.all().delete()
    audit.seal()
    assert audit.verify().holds, "whoever owns the database can do that"
    verdict = audit.verify(printed=head)
    assert verdict.broken == 7
    assert "khác với mã đã in" in verdict.why


def test_a_printed_head_holds_while_the_record_goes_on(chain: list[AuditEntry]) -> None:
    head = audit.head()
    assert re.fullmatch(r"7-[0-9a-f]{64}", head)
    audit.record(AuditAction.DECIDE, by=None, actor="x")
    audit.seal()
    assert audit.head().startswith("8-")
    assert audit.verify(printed=head).holds


@pytest.mark.parametrize("dash", [" - ", "–", " — "])
def test_a_head_is_taken_as_it_is_typed_off_the_paper(chain: list[AuditEntry], dash: str) -> None:
    number, _, digest = audit.head().partition("-")
    groups = "  ".join(digest[place : place + 4].upper() for place in range(0, 64, 4))
    for typed in (f"Nhật ký: số {number}{dash}mã {groups}", f"{number}{dash}{digest}\n"):
        assert audit.verify(printed=typed).holds, typed
        assert not audit.verify(printed=typed.replace("0", "1").replace("F", "E").replace("f", "e")).holds


@pytest.mark.parametrize(
    "printed", ["7", "7-abc", "x-" + "0" * 64, "7-" + "0" * 64 + "1", "9" * 5000 + "-" + "0" * 64, "٧-" + "0" * 64]
)
def test_what_is_no_head_is_called_so(chain: list[AuditEntry], printed: str) -> None:
    assert "không phải là đầu nhật ký" in audit.verify(printed=printed).why


def test_the_command_names_the_first_broken_link(chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    head = audit.head()
    call_command("verify_audit", head=head)
    assert capsys.readouterr().out.strip() == f"Nhật ký nguyên vẹn: 7 mắt xích. Đầu nhật ký: {head}"
    write(AuditEntry, chain[2].pk, "object_name", "khác")
    with pytest.raises(CommandError, match="Mắt xích số 3 không khớp"):
        call_command("verify_audit")


# The database itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [AuditEntry, AuditLink])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete(
    chain: list[AuditEntry], triggers: None, model: type[Model], act: str
) -> None:
    rows = model._default_manager.all()
    changed = {"actor": "khác"} if model is AuditEntry else {"digest": "0" * 64}

    def change() -> None:
        if act == "update":
            rows.update(**changed)
        else:
            rows._raw_delete(using="default")

    with pytest.raises(DatabaseError, match=audit_triggers.REFUSAL), transaction.atomic():
        change()
    assert rows.count() == 7
    audit.record(AuditAction.DECIDE, by=None, actor="x")
    audit.seal()
    assert audit.verify().links == 8


@pytest.mark.postgres
def test_the_database_refuses_to_empty_the_tables(chain: list[AuditEntry], triggers: None) -> None:
    run(["SET CONSTRAINTS ALL IMMEDIATE"])  # what waits for the end of the transaction forbids it too
    with (
        pytest.raises(DatabaseError, match=audit_triggers.REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE organizations_auditentry CASCADE")
    assert AuditEntry.objects.count() == 7


# Who sees it ---------------------------------------------------------------------------------------------------------


def test_who_inspects_sees_what_was_done_below_and_everybody_his_own_acts(db: None) -> None:
    above, beside = OrganizationFactory.create(), OrganizationFactory.create()
    below = OrganizationFactory.create(parent=above)
    doer, inspector, keeper = UserFactory.create(), UserFactory.create(), UserFactory.create()
    GrantFactory.create(user=inspector, codename="inspect", content_object=above, scope=GrantScope.SUBTREE)
    GrantFactory.create(user=keeper, codename="keep_accounts", content_object=above, scope=GrantScope.SUBTREE)
    here, there = (audit.record(AuditAction.DECIDE, row, by=doer) for row in (below, beside))
    assert list(AuditEntry.objects.visible_to(inspector)) == [here]
    assert list(AuditEntry.objects.visible_to(keeper)) == []
    assert set(AuditEntry.objects.visible_to(doer)) == {here, there}


# From where ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind_proxy", "headers", "found"),
    [
        (False, {}, "127.0.0.1"),
        (False, {"HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "127.0.0.1"),
        (True, {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 10.1.1.9"}, "10.1.1.9"),
        (True, {"HTTP_X_FORWARDED_FOR": "không phải"}, None),
        (True, {}, "127.0.0.1"),
        (False, {"REMOTE_ADDR": ""}, None),
        (False, {"REMOTE_ADDR": "::1"}, "::1"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_saw(
    settings: Any, behind_proxy: bool, headers: dict[str, Any], found: str | None
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    assert address_of(RequestFactory(**headers).get("/")) == found
