from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    verbose_name = "Đánh giá, xếp loại"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forms_templates.choices import DocumentKind
        from ratings.selectors import sources
        from ratings.selectors.duties import rating_duties
        from ratings.selectors.judgement import read_judgements
        from ratings.selectors.own_data import decided_levels
        from ratings.selectors.rounds import rounds_of
        from ratings.selectors.summaries.classified import classified
        from ratings.sensitive import register_sensitive
        from ratings.services import outcomes
        from ratings.services.batches import register_meeting_parts
        from ratings.services.sources import register_sources
        from reviews import duties, judgement
        from reviews.selectors import own_data
        from reviews.services import register

        duties.register(rating_duties)
        judgement.register(read_judgements)
        judgement.register_rounds(rounds_of)
        judgement.register_classified(classified)
        sources.register()
        own_data.register(decided_levels)
        register.on_issuing(
            DocumentKind.DECISION, act=outcomes.decide_as_issued, cancel_check=outcomes.standing_decisions
        )
        register_sources()
        register_sensitive()
        register_meeting_parts()
