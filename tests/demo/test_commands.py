"""The two commands around the demo: they never touch data that are not the demo's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.demo.accounts import PASSWORD, SIGN_INS, open_accounts
from config.demo.campaign import DEMO_MOMENT
from config.demo.roster import build_roster
from organizations.models import DemoClock, Organization, User
from organizations.services.demo_clock import current_shift
from reviews.models import Campaign


def test_load_demo_is_refused_where_there_is_no_demo_clock(db: None, settings) -> None:
    settings.DEMO_CLOCK = False
    with pytest.raises(CommandError, match="DEMO_CLOCK"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_load_demo_does_nothing_where_something_is(db: None, settings, capsys) -> None:
    settings.DEMO_CLOCK = True
    User.objects.create_user("ai.do", email="ai.do@example.com")
    call_command("load_demo")
    assert not Organization.objects.exists()
    assert "không nạp" in capsys.readouterr().out


def test_fresh_demo_is_refused_where_other_data_stand_beside_it(db: None, settings) -> None:
    settings.DEMO_CLOCK = True
    build_roster()
    User.objects.create_user("ai.do", email="ai.do@coquan.example.com")
    with pytest.raises(CommandError, match="không xóa gì cả"):
        call_command("load_demo", fresh=True)
    assert User.objects.filter(username="ai.do").exists()


def test_table_of_sign_ins_names_role_password_and_address(db: None, capsys) -> None:
    open_accounts(build_roster())
    call_command("demo_accounts", address="http://127.0.0.1:8123/")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert "http://127.0.0.1:8123/" in printed
    assert all(sign_in.username in printed and sign_in.role in printed for sign_in in SIGN_INS)


def test_table_of_sign_ins_is_empty_without_the_demo(db: None, capsys) -> None:
    call_command("demo_accounts")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_fresh_demo_replaces_an_altered_one_and_sets_its_day(settings, capsys) -> None:
    settings.DEMO_CLOCK = True
    open_accounts(build_roster())
    User.objects.filter(username="bithu").delete()
    call_command("load_demo", fresh=True)
    assert User.objects.filter(username="bithu").exists()
    assert Campaign.objects.get().number == "96-KH/HU"
    assert DemoClock.objects.count() == 1
    shown = timezone.now() + current_shift()
    assert abs(shown - DEMO_MOMENT) < timedelta(minutes=2)
    assert "460 đảng viên" in capsys.readouterr().out
