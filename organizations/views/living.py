"""The living page: every component once, with sample data. For staff; for others it does not exist."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

PLAN = "Kế hoạch số 128-KH/HU ngày 04/10/2023"
TODAY = date(2023, 11, 20)


class Reference(SimpleNamespace):
    def __str__(self) -> str:
        return f"{self.document}, mục {self.section}"


def finding(severity: str, message: str, section: str, quote: str = "") -> SimpleNamespace:
    return SimpleNamespace(
        severity=severity, message=message, reference=Reference(document=PLAN, section=section, quote=quote)
    )


class SampleForm(forms.Form):
    title = forms.CharField(label="Chức vụ Đảng", help_text="Ghi theo quyết định gần nhất.")
    due_on = forms.DateField(label="Hạn nộp", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label="Tự nhận mức xếp loại chất lượng",
        choices=[("excellent", "Hoàn thành xuất sắc nhiệm vụ"), ("good", "Hoàn thành tốt nhiệm vụ")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="Ưu điểm, kết quả đạt được", widget=forms.Textarea(attrs={"rows": 3}), required=False)


ORDER_QUOTE = (
    "Việc kiểm điểm được tiến hành tập thể trước, cá nhân sau; cá nhân người đứng đầu kiểm điểm trước, "
    "cấp phó và các thành viên kiểm điểm sau."
)


def sample() -> dict[str, Any]:
    """Made-up data; the people and numbers are nobody's."""
    blocked = [
        finding(
            "block",
            "Chưa kiểm điểm cá nhân được: tập thể Ban Thường vụ Đảng ủy xã Tân Lập chưa kiểm điểm xong (còn 1 phần).",
            "4.2",
            ORDER_QUOTE,
        )
    ]
    return {
        "today": TODAY,
        "saved_at": datetime(2023, 11, 20, 10, 32, tzinfo=timezone.get_default_timezone()),
        "numbers": [1234.5, 15, 0.25],
        "tones": ["done", "current", "todo", "soon", "late", "blocked", "not_applicable"],
        "levels": ["excellent", "good", "completed", "not_completed", ""],
        "due_days": [TODAY + timedelta(days=days) for days in (30, 6, 1, 0, -4)],
        "crumbs": [
            {"label": "Đảng bộ huyện Sông Hà", "url": "#"},
            {"label": "Đảng bộ xã Tân Lập", "url": "#"},
            {"label": "Chi bộ thôn Đông", "url": ""},
        ],
        "steps": [
            {"label": "Viết bản tự kiểm điểm", "state": "done", "due_on": date(2023, 11, 10), "note": "Nộp 08/11/2023"},
            {"label": "Lấy ý kiến nơi cư trú", "state": "done", "due_on": date(2023, 11, 15)},
            {"label": "Gửi dự thảo đến người dự", "state": "late", "due_on": date(2023, 11, 17)},
            {
                "label": "Hội nghị kiểm điểm",
                "state": "blocked",
                "due_on": date(2023, 11, 24),
                "note": "Chờ gửi dự thảo",
            },
            {"label": "Bỏ phiếu đề xuất", "state": "todo", "due_on": date(2023, 12, 5), "url": "#"},
            {"label": "Giải trình gợi ý", "state": "not_applicable", "note": "Không có gợi ý kiểm điểm"},
        ],
        "steps_short": [
            {"label": "Lập kế hoạch", "state": "done"},
            {"label": "Kiểm điểm", "state": "current", "due_on": date(2023, 11, 30)},
            {"label": "Đánh giá, xếp loại", "state": "todo", "due_on": date(2023, 12, 15)},
            {"label": "Hoàn thiện hồ sơ", "state": "todo", "due_on": date(2023, 12, 31)},
        ],
        "findings": [
            *blocked,
            finding("warn", "Dự thảo gửi trước hội nghị 2 ngày làm việc, quy định ít nhất 3 ngày.", "4.3"),
            finding("info", "Đồng chí kiêm nhiệm: kiểm điểm ở 2 nơi.", "3.2"),
        ],
        "milestones": [
            {"label": "Ban hành kế hoạch", "due_on": date(2023, 10, 10), "done": True, "clause": "Mục 6.1"},
            {"label": "Gợi ý kiểm điểm", "due_on": date(2023, 11, 10), "done": True, "clause": "Mục 3.4"},
            {"label": "Chi bộ kiểm điểm xong", "due_on": date(2023, 11, 17), "done": False, "clause": "Mục 6.2"},
            {"label": "Đảng ủy cơ sở kiểm điểm xong", "due_on": date(2023, 11, 24), "done": False, "clause": "Mục 6.3"},
            {"label": "Nộp hồ sơ về Ban Tổ chức", "due_on": date(2023, 12, 5), "done": False, "clause": "Mục 6.4"},
            {"label": "Ban Thường vụ quyết định", "due_on": date(2023, 12, 20), "done": False, "clause": "Mục 6.5"},
        ],
        "units": [
            {"name": "Đảng bộ xã Tân Lập", "total": 86, "done": 61, "doing": 18, "late": 3, "url": "#"},
            {"name": "Đảng bộ xã Hòa Bình", "total": 74, "done": 74},
            {"name": "Đảng bộ thị trấn Phố Mới", "total": 120, "done": 32, "doing": 64, "late": 15},
            {"name": "Chi bộ cơ sở Trường THPT Sông Hà", "total": 21, "done": 0, "doing": 6},
        ],
        "counts": {"excellent": 14, "good": 61, "completed": 9, "not_completed": 2, None: 6},
        "tasks": [
            {
                "what": "Viết bản tự kiểm điểm cá nhân (Mẫu 02)",
                "context": "Năm 2023 – Chi bộ thôn Đông",
                "due_on": date(2023, 11, 22),
                "url": "#",
                "button": "Viết tiếp",
            },
            {
                "what": "Kiểm điểm đồng chí Bí thư",
                "context": "Ban Thường vụ Đảng ủy xã Tân Lập",
                "due_on": date(2023, 11, 24),
                "url": "#",
                "button": "Mở hội nghị",
                "findings": blocked,
                "who": "đồng chí thư ký hội nghị Lê Thị Hạnh",
            },
            {
                "what": "Trả lời phiếu xin ý kiến nơi cư trú (Mẫu 3-213)",
                "context": "3 phiếu",
                "due_on": date(2023, 11, 16),
                "url": "#",
                "button": "Trả lời",
            },
        ],
        "documents": [
            {
                "title": "Bản kiểm điểm cá nhân – Nguyễn Văn Đức",
                "number": "12-BC/CB",
                "issued_on": date(2023, 11, 15),
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "state": "ready",
                "signed": False,
                "open_url": "#",
                "print_url": "#",
                "download_url": "#",
            },
            {"title": "Biên bản kiểm phiếu", "state": "pending"},
            {
                "title": "Báo cáo kiểm điểm tập thể",
                "state": "failed",
                "note": "Thiếu ngày họp; bổ sung rồi lập lại.",
                "retry_url": "#",
            },
        ],
        "jobs": [
            {"label": "Lập bản in của 86 hồ sơ", "done": 31, "total": 86, "state": "running", "cancel_url": "#"},
            {
                "label": "Nhập danh sách đảng viên",
                "done": 1450,
                "total": 1450,
                "state": "finished",
                "failed_count": 12,
                "errors_url": "#",
            },
        ],
        "people": [
            {"name": "Nguyễn Văn Đức", "title": "Bí thư Đảng ủy, Chủ tịch HĐND xã", "unit": "Đảng bộ xã Tân Lập"},
            {"name": "Đỗ Thị Quỳnh Ngọc", "title": "Phó Bí thư", "unit": "Chi bộ thôn Đông"},
            {"name": "Phạm Hữu Phước", "title": "Đảng viên", "unit": "Chi bộ Trạm Y tế"},
        ],
    }


@require_safe
def living_page(request: HttpRequest) -> HttpResponse:
    if not getattr(request.user, "is_staff", False):
        raise Http404
    page = Paginator(range(1, 431), 30).get_page(request.GET.get("page", 3))
    empty = SampleForm({"level": "best"})
    return render(
        request, "components/living.html", {**sample(), "page": page, "form": SampleForm(), "bad_form": empty}
    )
