"""The addresses of the judgement."""

from django.urls import path

from ratings.views import ballots, batches, bundle, cell_dossiers, corrections, papers, ratings, summaries

urlpatterns = [
    path("hoi-nghi/<int:meeting_id>/bo-phieu/", ballots.meeting_ballots, name="meeting-ballots"),
    path("hoi-nghi/<int:meeting_id>/bo-phieu/mo/", ballots.open_ballot, name="ballot-open"),
    path("hoi-nghi/<int:meeting_id>/bo-phieu/in-phieu/", ballots.print_ballots, name="ballot-sheets"),
    path("bo-phieu/<int:session_id>/", ballots.vote, name="ballot-vote"),
    path("bo-phieu/<int:session_id>/kiem-phieu/", ballots.close_ballot, name="ballot-close"),
    path("bo-phieu/<int:session_id>/bo-phieu-lai/", ballots.reopen_ballot, name="ballot-again"),
    path("bo-phieu/<int:session_id>/in/", papers.print_counting, name="ballot-print"),
    path("dot-kiem-diem/<int:campaign_id>/ho-so-chi-bo/", cell_dossiers.cells, name="cell-dossiers"),
    path("hoi-nghi/<int:meeting_id>/ho-so-chi-bo/", cell_dossiers.cell_dossier, name="cell-dossier"),
    path("hoi-nghi/<int:meeting_id>/ho-so-chi-bo/bang-diem/", cell_dossiers.scores, name="cell-scores"),
    path("hoi-nghi/<int:meeting_id>/ho-so-chi-bo/khen-thuong/", cell_dossiers.rewards, name="cell-rewards"),
    path("hoi-nghi/<int:meeting_id>/ho-so-chi-bo/in/<slug:part>/", cell_dossiers.print_part, name="cell-print"),
    path("dot-kiem-diem/<int:campaign_id>/ho-so-gui-len/", bundle.bundle, name="bundle"),
    path("dot-kiem-diem/<int:campaign_id>/ho-so-gui-len/<slug:item>/tep/", bundle.paper, name="bundle-paper"),
    path("ho-so/<int:review_id>/xep-loai/", ratings.review_ratings, name="review-ratings"),
    path("ho-so/<int:review_id>/xem-xet-lai/", corrections.corrections, name="review-corrections"),
    path("ho-so/<int:review_id>/bo-ho-so/", papers.dossier, name="dossier"),
    path("ho-so/<int:review_id>/bo-ho-so/ghi/", papers.record_dossier, name="dossier-record"),
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
    path("ho-so/<int:review_id>/in-ca-bo/", batches.print_dossier, name="dossier-print-all"),
    path("dot-kiem-diem/<int:campaign_id>/in-nhieu/", batches.print_campaign_forms, name="forms-print-all"),
    path("bang-xep-loai/", ratings.board, name="board"),
]
