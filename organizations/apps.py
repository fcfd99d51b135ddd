from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "Tổ chức, đảng viên và tài khoản"
    default_auto_field = "django.db.models.BigAutoField"
