"""The official papers: definitions, the forms made from them, rendered documents."""

from django.apps import AppConfig


class FormsTemplatesConfig(AppConfig):
    name = "forms_templates"
    verbose_name = "Biểu mẫu và văn bản"
    default_auto_field = "django.db.models.BigAutoField"
