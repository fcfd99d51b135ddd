"""The switches of the environment: which database, which broker, which cache, which secrets."""

import json
import os
import subprocess
import sys
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template

from config.celery import app
from config.settings.base import broker, cache, database

ROOT = Path(__file__).resolve().parents[2]


def values_under(module: str, *names: str, **environment: str) -> dict[str, Any]:
    """What a fresh process with exactly this environment reads from a settings module."""
    program = (
        "import importlib, json, sys\n"
        "module = importlib.import_module(sys.argv[1])\n"
        "print(json.dumps({name: getattr(module, name) for name in sys.argv[2:]}, default=str))"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", program, module, *names],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": module} | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_sqlite_waits_for_its_turn_and_keeps_no_deleted_ballot():
    options = database("sqlite:////tmp/x.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 10
    assert "journal_mode=WAL" in options["init_command"]
    assert "secure_delete=ON" in options["init_command"]


def test_postgres_gets_no_sqlite_options_and_keeps_its_connections():
    connection = database("postgres://user:secret@127.0.0.1:5432/kiem_diem")
    assert connection["ENGINE"] == "django.db.backends.postgresql"
    assert "OPTIONS" not in connection
    assert connection["CONN_MAX_AGE"] == 600
    assert connection["CONN_HEALTH_CHECKS"] is True


def test_without_redis_everything_is_embedded():
    assert cache("")["BACKEND"].endswith("FileBasedCache")
    embedded = broker("")
    assert embedded["CELERY_BROKER_URL"] == "folder://localhost/"
    assert embedded["CELERY_BROKER_TRANSPORT_OPTIONS"]["polling_interval"] == 0.1


def test_with_redis_broker_and_cache_use_it():
    url = "redis://127.0.0.1:6379/0"
    assert cache(url)["BACKEND"].endswith("RedisCache")
    assert cache(url)["LOCATION"] == url
    assert broker(url)["CELERY_BROKER_URL"] == url


def test_the_database_is_embedded_unless_the_environment_names_one(tmp_path):
    embedded = values_under("config.settings.dev", "DATABASES", VAR_DIR=str(tmp_path))["DATABASES"]
    assert embedded["default"]["NAME"] == str(tmp_path / "kiem_diem.sqlite3")
    url = "postgres://user:secret@127.0.0.1:5432/kiem_diem"
    named = values_under("config.settings.dev", "DATABASES", VAR_DIR=str(tmp_path), DATABASE_URL=url)["DATABASES"]
    assert named["default"]["ENGINE"] == "django.db.backends.postgresql"


def test_the_development_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = values_under("config.settings.dev", "SECRET_KEY", "SECOND_FACTOR", VAR_DIR=str(tmp_path))
    assert first.pop("SECOND_FACTOR") is False  # nobody's phone is there
    again = values_under("config.settings.dev", "SECRET_KEY", VAR_DIR=str(tmp_path))
    assert first == again
    assert len(str(first["SECRET_KEY"])) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_people_see_no_traceback_unless_debug_is_asked_for(tmp_path):
    assert values_under("config.settings.dev", "DEBUG", VAR_DIR=str(tmp_path)) == {"DEBUG": False}
    assert values_under("config.settings.dev", "DEBUG", VAR_DIR=str(tmp_path), DEBUG="1") == {"DEBUG": True}
    secret = "s" * 60
    asked = {"VAR_DIR": str(tmp_path), "DEBUG": "1", "SECRET_KEY": secret}
    assert values_under("config.settings.production", "DEBUG", **asked) == {"DEBUG": False}


def test_production_refuses_to_start_without_a_secret(tmp_path):
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        values_under("config.settings.production", "DEBUG", VAR_DIR=str(tmp_path))


def test_the_demo_clock_never_runs_in_production_and_staff_need_a_second_factor_there(tmp_path):
    asked = {"VAR_DIR": str(tmp_path), "SECRET_KEY": "s" * 60}
    found = values_under("config.settings.production", "DEMO_CLOCK", "SECOND_FACTOR", **asked)
    assert found == {"DEMO_CLOCK": False, "SECOND_FACTOR": True}


def test_production_speaks_https_alone_and_so_do_its_cookies(tmp_path):
    wanted = {"SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "RATE_LIMITS": True}
    wanted |= dict.fromkeys(("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"), True)
    found = values_under("config.settings.production", *wanted, VAR_DIR=str(tmp_path), SECRET_KEY="s" * 60)
    assert found == wanted


def test_celery_accepts_nothing_but_json():
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_SERIALIZER == "json"


def test_beat_reminds_delivers_sweeps_seals_and_tends_accounts():
    planned = {name: entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    assert planned == {
        "remind": "reviews.tasks.send_reminders",
        "deliver": "reviews.tasks.deliver_notices",
        "sweep": "forms_templates.tasks.sweep_documents",
        "seal": "organizations.tasks.seal_audit",
        "accounts": "organizations.tasks.tend_accounts",
    }


def test_beat_calls_only_tasks_that_the_worker_knows_and_gives_them_what_they_take():
    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        signature(app.tasks[entry["task"]].run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))
        assert 0 < entry["schedule"] <= 3600, name


def test_a_day_typed_the_vietnamese_way_is_read_as_day_and_month():
    assert forms.DateField(localize=True).clean("05/11/2023") == date(2023, 11, 5)


def test_days_and_numbers_are_written_the_vietnamese_way():
    page = Template("{% load humanize l10n %}{{ day }} {{ amount }} {{ year }}")
    assert page.render(Context({"day": date(2023, 11, 5), "amount": 1234.5, "year": 2023})) == "05/11/2023 1234,5 2023"
