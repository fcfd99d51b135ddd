"""The broker in use: the embedded one on SQLite, Redis on PostgreSQL."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from kombu import Connection, Queue

from config.celery import app


@pytest.fixture
def embedded(tmp_path):
    """Opens connections to one embedded broker of this test."""

    def connect() -> Connection:
        return Connection(
            "folder://localhost/",
            transport_options={
                "data_folder_in": str(tmp_path / "messages"),
                "data_folder_out": str(tmp_path / "messages"),
                "control_folder": str(tmp_path / "control"),
                "polling_interval": 0.01,
            },
        )

    return connect


@pytest.fixture
def work() -> str:
    """A queue of this test alone: kombu remembers in each process which queues it has declared."""
    return f"work-{uuid.uuid4()}"


def send(connection, queue_name, numbers):
    with connection, connection.SimpleQueue(queue_name) as queue:
        for number in numbers:
            queue.put({"number": number})


def drain(connection, queue_name):
    """Everything waiting in the queue, in the order it comes out."""
    found: list[int] = []
    with connection, connection.SimpleQueue(queue_name) as queue:
        while True:
            try:
                message = queue.get(timeout=0.2)
            except queue.Empty:
                return found
            found.append(message.payload["number"])
            message.ack()


def test_embedded_messages_come_out_once_and_oldest_first(embedded, work):
    send(embedded(), work, range(20))
    assert drain(embedded(), work) == list(range(20))
    assert drain(embedded(), work) == []


def test_embedded_message_that_is_still_being_written_is_not_taken(embedded, work, tmp_path):
    send(embedded(), work, [1])
    (tmp_path / "messages" / f".0_half.{work}.msg").write_text('{"bod')
    assert drain(embedded(), work) == [1]


def test_embedded_message_goes_to_one_of_many_workers(embedded, work):
    send(embedded(), work, range(100))
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = pool.map(lambda connection: drain(connection, work), [embedded() for _ in range(4)])
        taken = [number for numbers in found for number in numbers]
    assert sorted(taken) == list(range(100))


def test_embedded_bindings_survive_many_processes_declaring_at_once(embedded):
    def declare(number: int) -> None:
        with embedded() as connection:
            Queue(f"queue-{number}", exchange="many", routing_key="all", channel=connection.channel()).declare()

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(declare, range(40)))
    with embedded() as connection:
        assert len(connection.channel().get_table("many")) == 40


def test_a_worker_runs_what_was_sent_through_the_broker_of_this_run(settings, tmp_path):
    """The settings' own broker, with keys or files of this test alone."""
    options = dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    if settings.REDIS_URL:
        options["global_keyprefix"] = f"test:{tmp_path}:"
    else:
        options |= {"data_folder_in": str(tmp_path / "m"), "data_folder_out": str(tmp_path / "m")}
        options["control_folder"] = str(tmp_path / "c")
    own = Celery("test", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    own.conf.update(broker_transport_options=options, accept_content=["json"], task_serializer="json")
    own.conf.worker_enable_remote_control = False
    done = threading.Event()
    received: list[str] = []

    @own.task(name="test.receive")
    def receive(text: str) -> None:
        received.append(text)
        done.set()

    with start_worker(own, perform_ping_check=False, shutdown_timeout=20):
        receive.delay("Đảng uỷ")
        assert done.wait(timeout=20)
    assert received == ["Đảng uỷ"]


def test_the_application_finds_the_tasks_of_the_rooms():
    app.loader.import_default_modules()
    assert any(name.startswith("reviews.tasks.") for name in app.tasks)
