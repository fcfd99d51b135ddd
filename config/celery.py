"""The Celery application: JSON messages, tasks found in each app's `tasks` module."""

import os

from celery import Celery

from config import broker  # noqa: F401 - makes the embedded broker known by its name

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("kiem_diem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
