"""Celery's entrance to the services; running any of these twice changes nothing."""

from celery import shared_task
from django.utils import timezone

from forms_templates import services


@shared_task(name="forms_templates.tasks.render_document", soft_time_limit=200, time_limit=240)
def render_document(document_id: int) -> None:
    services.render_document(document_id=document_id)


@shared_task(name="forms_templates.tasks.sweep_documents")
def sweep_documents() -> None:
    services.sweep_documents(now=timezone.now())
