from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "Tổ chức, đảng viên và tài khoản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from organizations import checks, proofs  # need the loaded models
        from organizations.services import sign_ins

        sign_ins.connect()
        proofs.connect()
        checks.connect()
