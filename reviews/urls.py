"""The addresses of the year's work."""

from django.urls import path

from reviews.views import assignments, campaigns, entries, home, meetings, opinions, papers, plan_values, reviews, rules

urlpatterns = [
    path("", home.home, name="home"),
    path("thong-bao/", home.notices, name="notices"),
    path("thong-bao/da-doc/", home.read_all_notices, name="notices-read"),
    path("thong-bao/<int:notice_id>/", home.open_notice, name="notice-open"),
    path("dot-kiem-diem/", campaigns.campaign_list, name="campaigns"),
    path("dot-kiem-diem/moi/", campaigns.new_campaign, name="campaign-new"),
    path("dot-kiem-diem/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("dot-kiem-diem/<int:campaign_id>/moc-thoi-han/", campaigns.milestones, name="campaign-milestones"),
    path(
        "dot-kiem-diem/<int:campaign_id>/moc-thoi-han/<int:milestone_id>/", campaigns.milestone, name="milestone-edit"
    ),
    path("dot-kiem-diem/<int:campaign_id>/doi-tuong/", campaigns.subjects, name="campaign-subjects"),
    path("dot-kiem-diem/<int:campaign_id>/doi-tuong/lap-lai/", campaigns.regenerate, name="campaign-regenerate"),
    path("dot-kiem-diem/<int:campaign_id>/gia-tri/", plan_values.values, name="plan-values"),
    path("dot-kiem-diem/<int:campaign_id>/gia-tri/<slug:key>/", plan_values.value, name="plan-value"),
    path("dot-kiem-diem/<int:campaign_id>/gia-tri/<slug:key>/lay-lai/", plan_values.reset, name="plan-value-reset"),
    path("dot-kiem-diem/<int:campaign_id>/quy-dinh/", rules.rules, name="campaign-rules"),
    path("dot-kiem-diem/<int:campaign_id>/ban-hanh/", campaigns.issue, name="campaign-issue"),
    path("dot-kiem-diem/<int:campaign_id>/hoi-nghi/moi/", meetings.new_meeting, name="meeting-new"),
    path("ho-so/", reviews.review_list, name="reviews"),
    path("ho-so/<int:review_id>/", reviews.review, name="review"),
    path("ho-so/<int:review_id>/dieu-chinh/", reviews.override, name="review-override"),
    path("ho-so/<int:review_id>/gui-ban-to-chuc/", reviews.submit_dossier, name="review-submit"),
    path("ho-so/<int:review_id>/ban-kiem-diem/", entries.entry, name="entry"),
    path("ho-so/<int:review_id>/ban-kiem-diem/tu-luu/", entries.autosave, name="entry-autosave"),
    path("ho-so/<int:review_id>/ban-kiem-diem/phien-ban/", entries.versions, name="entry-versions"),
    path("ho-so/<int:review_id>/ban-kiem-diem/phien-ban/<int:version>/", entries.version, name="entry-version"),
    path("ho-so/<int:review_id>/nguoi-soan/", assignments.drafter, name="review-drafter"),
    path("ho-so/<int:review_id>/noi/<int:venue_id>/", assignments.waive_venue, name="venue-waive"),
    path("ho-so/<int:review_id>/dau-hieu/", assignments.flags, name="review-flags"),
    path("ho-so/<int:review_id>/goi-y/", opinions.prompts, name="review-prompts"),
    path("ho-so/<int:review_id>/xin-y-kien-cu-tru/", opinions.request_residence, name="residence-request"),
    path("ho-so/<int:review_id>/khong-lay-y-kien/", opinions.waive_residence, name="residence-waive"),
    path("y-kien/", opinions.opinion_list, name="opinions"),
    path("y-kien/<int:opinion_id>/", opinions.opinion, name="opinion"),
    path("y-kien/<int:opinion_id>/xac-nhan/", opinions.confirm, name="opinion-confirm"),
    path("y-kien/<int:opinion_id>/tra-lai/", opinions.give_back, name="opinion-return"),
    path("y-kien/<int:opinion_id>/in/<slug:kind>/", papers.print_opinion, name="opinion-print"),
    path("hoi-nghi/", meetings.meeting_list, name="meetings"),
    path("hoi-nghi/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("hoi-nghi/<int:meeting_id>/du-thao/", meetings.send_drafts, name="meeting-drafts"),
    path("hoi-nghi/<int:meeting_id>/giay-moi/", meetings.invite, name="meeting-invite"),
    path("hoi-nghi/<int:meeting_id>/dai-bieu/", meetings.add_guest, name="meeting-guest"),
    path(
        "hoi-nghi/<int:meeting_id>/dai-bieu/<int:attendee_id>/bo/", meetings.remove_guest, name="meeting-guest-remove"
    ),
    path("hoi-nghi/<int:meeting_id>/doi-ngay/", meetings.reschedule, name="meeting-reschedule"),
    path("hoi-nghi/<int:meeting_id>/diem-danh/", meetings.everybody_present, name="meeting-present"),
    path("hoi-nghi/<int:meeting_id>/diem-danh/<int:attendee_id>/", meetings.presence, name="meeting-presence"),
    path("hoi-nghi/<int:meeting_id>/khai-mac/", meetings.open_meeting, name="meeting-open"),
    path("hoi-nghi/<int:meeting_id>/be-mac/", meetings.conclude_meeting, name="meeting-conclude"),
    path("hoi-nghi/<int:meeting_id>/noi-dung/<int:item_id>/chu-tri/", meetings.item_chair, name="item-chair"),
    path("hoi-nghi/<int:meeting_id>/noi-dung/<int:item_id>/bat-dau/", meetings.item_start, name="item-start"),
    path(
        "hoi-nghi/<int:meeting_id>/noi-dung/<int:item_id>/gop-y/", meetings.item_contribution, name="item-contribution"
    ),
    path("hoi-nghi/<int:meeting_id>/noi-dung/<int:item_id>/ket-luan/", meetings.item_conclude, name="item-conclude"),
    path("hoi-nghi/<int:meeting_id>/in/bien-ban/", papers.print_minutes, name="meeting-print"),
    path("van-ban/<int:paper_id>/", papers.paper, name="paper"),
    path("van-ban/<int:paper_id>/the/", papers.card, name="paper-card"),
    path("van-ban/<int:paper_id>/tep/", papers.download, name="paper-file"),
    path("van-ban/<int:paper_id>/in-lai/", papers.retry, name="paper-retry"),
]
