"""Celery's entrance to the services; running any of these twice changes nothing."""

from celery import Task, shared_task
from django.utils import timezone

from forms_templates import services
from forms_templates.choices import DocumentState

#: Seconds until a dossier looks again for a part that another worker is making.
LOOK_AGAIN = 1


@shared_task(bind=True, name="forms_templates.tasks.render_document", soft_time_limit=200, time_limit=240)
def render_document(self: "Task[..., None]", document_id: int) -> None:
    document = services.render_document(document_id=document_id)
    waits_for_a_part = document.state == DocumentState.PENDING and not document.error
    if waits_for_a_part and not self.request.is_eager:
        self.apply_async(kwargs={"document_id": document_id}, countdown=LOOK_AGAIN)


@shared_task(name="forms_templates.tasks.sweep_documents")
def sweep_documents() -> None:
    services.sweep_documents(now=timezone.now())
