"""Wiring: settings, addresses, the Celery application, the web entry point.

The Celery application is imported here so that `shared_task` finds it in every process that loads the settings.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
