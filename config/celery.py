"""The Celery application: JSON messages, tasks found in each app's `tasks` module."""

import gc
import os
import signal
import sys

from celery import Celery, Task
from celery.signals import worker_init, worker_process_init
from django.core.exceptions import ImproperlyConfigured

from config import broker  # noqa: F401 - makes the embedded broker known by its name

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")


class ClockedTask(Task):  # type: ignore[type-arg]  # generic in its stubs alone
    """A task sees the same day as the pages do: in a demo, the demo's."""

    abstract = True

    def __call__(self, *args: object, **kwargs: object) -> object:
        from organizations import clock  # needs the loaded apps
        from organizations.services.demo_clock import current_shift

        with clock.shifted(current_shift()):
            return super().__call__(*args, **kwargs)


app = Celery("kiem_diem", task_cls=ClockedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_the_press(**kwargs: object) -> None:
    """Import WeasyPrint once, in the parent: its children share the memory and print their first paper at once.

    What is loaded is kept from the garbage collector, which would copy every page that it touches in a child.
    """
    from forms_templates import pdf  # needs the loaded apps
    from forms_templates.loader import refuse_wrong_definitions

    try:
        refuse_wrong_definitions()
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # Celery logs what a receiver raises and goes on; this it obeys
    if not pdf.tell_font_problem():
        pdf.preload()
    gc.freeze()


@worker_process_init.connect
def leave_stopping_to_the_parent(**kwargs: object) -> None:
    """A stop is sent to the whole group; a child that obeyed it would drop the paper it is rendering half-way.

    The parent lets each child finish the task in hand and then ends it.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
