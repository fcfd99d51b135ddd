"""Which pages of the judgement show levels of others, or papers about them: readings of them are noted.

Nothing around a running ballot is: when somebody looked at its pages would tell when he voted.
"""

from organizations.services.reads import Sensitive, register
from ratings.models import BallotScan
from reviews.sensitive import of_campaign, of_list, of_meeting, of_review

_SENSITIVE = {
    "review-ratings": of_review("Mức xếp loại"),
    "review-corrections": of_review("Xem xét lại mức xếp loại"),
    "dossier": of_review("Hồ sơ kiểm điểm"),
    "board": of_list("Bảng xếp loại"),
    "outcomes": of_campaign("Mức chờ quyết định và quyết định"),
    "summary-file": of_campaign("Biểu tổng hợp kết quả xếp loại"),
    "bundle-paper": of_campaign("Tài liệu trong hồ sơ gửi lên"),
    "members-summary": of_meeting("Tổng hợp xếp loại đảng viên"),
    "cell-rewards": of_meeting("Danh sách đề nghị khen thưởng"),
    "ballot-scan": Sensitive(
        "Bản quét phiếu, biên bản kiểm phiếu", BallotScan, "scan_id", units=("session__meeting__unit_path",)
    ),
}


def register_sensitive() -> None:
    register(_SENSITIVE)
