"""The addresses of the judgement."""

from django.urls import path

from ratings.views import ballots, corrections, papers, ratings, summaries

urlpatterns = [
    path("hoi-nghi/<int:meeting_id>/bo-phieu/", ballots.meeting_ballots, name="meeting-ballots"),
    path("hoi-nghi/<int:meeting_id>/bo-phieu/mo/", ballots.open_ballot, name="ballot-open"),
    path("hoi-nghi/<int:meeting_id>/bo-phieu/in-phieu/", ballots.print_ballots, name="ballot-sheets"),
    path("bo-phieu/<int:session_id>/", ballots.vote, name="ballot-vote"),
    path("bo-phieu/<int:session_id>/kiem-phieu/", ballots.close_ballot, name="ballot-close"),
    path("bo-phieu/<int:session_id>/bo-phieu-lai/", ballots.reopen_ballot, name="ballot-again"),
    path("bo-phieu/<int:session_id>/in/", papers.print_counting, name="ballot-print"),
    path("ho-so/<int:review_id>/xep-loai/", ratings.review_ratings, name="review-ratings"),
    path("ho-so/<int:review_id>/xem-xet-lai/", corrections.corrections, name="review-corrections"),
    path("ho-so/<int:review_id>/bo-ho-so/", papers.dossier, name="dossier"),
    path("ho-so/<int:review_id>/in/<slug:kind>/", papers.print_review, name="review-print"),
    path("ho-so/<int:review_id>/phieu-danh-gia/", summaries.print_rating_sheet, name="rating-sheet"),
    path("ho-so/<int:review_id>/bo-ho-so/<slug:name>/", summaries.file_annex, name="dossier-annex"),
    path("hoi-nghi/<int:meeting_id>/mau-04/in/", summaries.print_members, name="members-summary-print"),
    path("hoi-nghi/<int:meeting_id>/mau-04.<slug:suffix>", summaries.of_members, name="members-summary"),
    path("dot-kiem-diem/<int:campaign_id>/bieu-tong-hop/", summaries.summaries, name="summary-list"),
    path(
        "dot-kiem-diem/<int:campaign_id>/bieu-tong-hop/<slug:name>.<slug:suffix>",
        summaries.of_campaign,
        name="summary-file",
    ),
    path("bang-xep-loai/", ratings.board, name="board"),
]
