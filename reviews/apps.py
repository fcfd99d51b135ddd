from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Kiểm điểm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forms_templates.choices import DocumentKind
        from forms_templates.signatures.copies import on_keeping
        from reviews import duties
        from reviews.selectors import sources
        from reviews.selectors.duties import review_duties
        from reviews.sensitive import register_sensitive
        from reviews.services import papers, register, signatures
        from reviews.services.batches import register_meeting_parts
        from reviews.services.sources import register_sources

        duties.register(review_duties)
        sources.register()
        register_sources()
        register_sensitive()
        on_keeping(signatures.put_on_record)
        register_meeting_parts()
        register.on_issuing(DocumentKind.MEETING_MINUTES, check=papers.minutes_findings)
        register.on_issuing(DocumentKind.INVITATION, check=papers.invitation_findings)
