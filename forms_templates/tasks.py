"""Celery's entrance to the services; running any of these twice changes nothing."""

from datetime import timedelta

from celery import Task, shared_task
from django.utils import timezone

from forms_templates.choices import DocumentState
from forms_templates.services import batches, documents, files
from forms_templates.storage import document_storage

#: Seconds until a dossier looks again for a part that another worker is making.
LOOK_AGAIN = 1


@shared_task(bind=True, name="forms_templates.tasks.render_document", soft_time_limit=200, time_limit=240)
def render_document(self: "Task[..., None]", document_id: int) -> None:
    document = documents.render_document(document_id=document_id)
    waits_for_a_part = document.state == DocumentState.PENDING and not document.error
    if waits_for_a_part and not self.request.is_eager:
        self.apply_async(kwargs={"document_id": document_id}, countdown=LOOK_AGAIN)
    batches.finish_batches_of(document_id=document_id)


@shared_task(bind=True, name="forms_templates.tasks.work_batch", soft_time_limit=200, time_limit=240)
def work_batch(self: "Task[..., None]", batch_id: int) -> None:
    """One step, then the next in its turn behind what others have asked for meanwhile."""
    more = batches.work_batch(batch_id=batch_id)
    while more and self.request.is_eager:
        more = batches.work_batch(batch_id=batch_id)
    if more:
        self.apply_async(kwargs={"batch_id": batch_id})


@shared_task(name="forms_templates.tasks.make_file", soft_time_limit=500, time_limit=540)
def make_file(file_id: int) -> None:
    files.make_file(file_id=file_id)


@shared_task(name="forms_templates.tasks.sweep_documents")
def sweep_documents() -> None:
    """Everything asked for whose worker or message was lost."""
    now = timezone.now()
    documents.sweep_documents(now=now)
    batches.sweep_batches(now=now)
    files.sweep_files(now=now)
    document_storage().drop_leftovers(older_than=now - timedelta(hours=1))
