"""The official papers: definitions, the forms made from them, rendered documents."""

from django.apps import AppConfig
from django.core.checks import register


class FormsTemplatesConfig(AppConfig):
    name = "forms_templates"
    verbose_name = "Biểu mẫu và văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The services ask for tasks by name; this makes the name known in the web process too.
        from forms_templates import formats, loader, pdf, tasks  # noqa: F401

        register(pdf.check_fonts)
        register(loader.check_definitions)
        register(formats.check_profiles)
