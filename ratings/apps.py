from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    verbose_name = "Đánh giá, xếp loại"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ratings.selectors import sources
        from ratings.selectors.duties import rating_duties
        from ratings.selectors.judgement import read_judgements
        from ratings.services.batches import register_meeting_parts
        from ratings.services.sources import register_sources
        from reviews import duties, judgement

        duties.register(rating_duties)
        judgement.register(read_judgements)
        sources.register()
        register_sources()
        register_meeting_parts()
