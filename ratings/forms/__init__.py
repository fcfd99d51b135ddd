"""Forms of the judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from forms_templates.definition import FieldKind, FormField, Section
from forms_templates.forms import DefinedForm
from forms_templates.forms.fields import PointsField
from forms_templates.forms.uploads import UploadField
from forms_templates.intake import Kind
from forms_templates.text import points_of, stored_points
from organizations.models import Organization
from reviews.choices import Level
from reviews.forms.base import DayField, PlainForm, text_area
from reviews.models import CellScore
from reviews.rules.parts import Condition, Override
from reviews.services.cell_dossiers import WrittenScore


class AttachmentForm(PlainForm):
    """``lines``: those of the dossier list whose paper is handed in; other papers are taken all the same."""

    slot = forms.ChoiceField(label="Thuộc mục nào của hồ sơ", required=False)
    title = forms.CharField(label="Tên tài liệu", max_length=200)
    file = UploadField(Kind.PDF, label="Tệp PDF", help_text="Bản quét PDF.")

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [*lines, ("", "Tài liệu khác")]  # type: ignore[attr-defined]
        if not lines:
            del self.fields["slot"]


class BallotSheetsForm(PlainForm):
    """How many sheets beyond one a voter."""

    spare = forms.IntegerField(
        label="Số phiếu dự phòng",
        min_value=0,
        max_value=200,
        initial=0,
        error_messages={"invalid": "Ghi số phiếu bằng chữ số, ví dụ 2."},
    )


class CommentForm(PlainForm):
    comment = forms.CharField(label="Nhận xét, đánh giá của chi ủy", widget=text_area(4), max_length=20_000)


class _LevelForm(PlainForm):
    level = forms.ChoiceField(label="Mức xếp loại chất lượng", choices=Level.choices, widget=forms.RadioSelect)


class UnitRatingForm(_LevelForm):
    comment = forms.CharField(
        label="Nhận xét, đánh giá của người quản lý, sử dụng cán bộ, công chức, viên chức",
        widget=text_area(4),
        max_length=20_000,
    )


class AppraisalForm(_LevelForm):
    """``scored``: the plan scores this subject, so the appraisal names its points and what it has confirmed."""

    points = PointsField(label="Tổng điểm thẩm định")
    cases = forms.MultipleChoiceField(
        label="Thuộc trường hợp xếp loại “Không hoàn thành nhiệm vụ”",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    comment = forms.CharField(
        label="Ý kiến thẩm định (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )

    def __init__(
        self,
        *args: Any,
        scored: bool = False,
        conditions: Sequence[Condition] = (),
        cases: Sequence[Override] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = {f"condition_{row.key}": row.key for row in conditions}
        for row in conditions:
            self.fields[f"condition_{row.key}"] = forms.ChoiceField(
                label=f"Điều kiện mức “{row.level.label}”: {row.says}",
                required=False,
                choices=[("", "Chưa xác nhận"), ("met", "Đạt"), ("unmet", "Không đạt")],
            )
        self.fields["cases"].choices = [(row.key, row.says) for row in cases]  # type: ignore[attr-defined]
        if not scored:
            del self.fields["points"]
        if not cases:
            del self.fields["cases"]
        self.order_fields(["points", *self.conditions, "cases", "level", "comment"])

    def score(self) -> dict[str, Any]:
        """``points`` and ``facts`` as the appraisal takes them; needs ``is_valid()``."""
        data = self.cleaned_data
        facts = {key: data[name] == "met" for name, key in self.conditions.items() if data[name]}
        facts |= dict.fromkeys(data.get("cases", ()), True)
        return {"points": points_of(data.get("points", "")), "facts": facts}


class SuperiorForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản của cấp trên", max_length=40)
    decided_on = DayField(label="Ngày văn bản")
    reason = forms.CharField(
        label="Nội dung cấp trên điều chỉnh (khi khác mức đề xuất)",
        widget=text_area(2),
        required=False,
        max_length=20_000,
    )


class AnnulForm(PlainForm):
    """``bodies``: in whose name one may annul; ``documented``: the plan asks for document, day and authority."""

    authority = forms.ModelChoiceField(
        label="Cấp quyết định hủy bỏ", queryset=Organization.objects.none(), empty_label=None
    )
    document = forms.CharField(label="Văn bản hủy bỏ (số, ngày)", max_length=200, required=False)
    annulled_on = DayField(label="Ngày hủy bỏ")
    reason = forms.CharField(label="Lý do hủy bỏ", max_length=300)

    def __init__(
        self, *args: Any, bodies: Sequence[Organization] = (), documented: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = Organization.objects.filter(  # type: ignore[attr-defined]
            pk__in=[body.pk for body in bodies]
        )
        if bodies:
            self.fields["authority"].initial = bodies[0].pk
        if not documented:
            for name in ("authority", "document", "annulled_on"):
                del self.fields[name]


class DecisionForm(_LevelForm):
    document_number = forms.CharField(label="Số văn bản", max_length=40)
    decided_on = DayField(label="Ngày quyết định")
    reason = forms.CharField(
        label="Lý do, căn cứ (bắt buộc khi khác mức đề xuất)", widget=text_area(3), required=False, max_length=20_000
    )


class VerificationForm(PlainForm):
    sign = forms.CharField(label="Dấu hiệu vi phạm chưa đủ cơ sở kết luận", widget=text_area(3), max_length=20_000)
    reported_on = DayField(label="Ngày báo cáo cấp có thẩm quyền (nếu đã báo cáo)", required=False)
    report = forms.CharField(label="Văn bản báo cáo (số, nơi nhận)", max_length=200, required=False)


class VerificationStepForm(PlainForm):
    reported_on = DayField(label="Ngày báo cáo cấp có thẩm quyền", required=False)
    report = forms.CharField(label="Văn bản báo cáo (số, nơi nhận)", max_length=200, required=False)
    override = forms.CharField(
        label="Lý do không chờ xác minh mà bỏ phiếu (người chủ trì ghi)", max_length=300, required=False
    )
    closed_on = DayField(label="Ngày kết luận xác minh", required=False)
    outcome = forms.CharField(label="Kết luận xác minh", widget=text_area(3), max_length=20_000, required=False)


class ReviewOrderForm(PlainForm):
    authority = forms.ModelChoiceField(label="Cấp trên yêu cầu", queryset=Organization.objects.none(), empty_label=None)
    reason = forms.CharField(label="Nội dung chưa bảo đảm yêu cầu", widget=text_area(3), max_length=20_000)
    document = forms.CharField(label="Văn bản (số, ngày)", max_length=200, required=False)
    ordered_on = DayField(label="Ngày yêu cầu")

    def __init__(self, *args: Any, bodies: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = Organization.objects.filter(  # type: ignore[attr-defined]
            pk__in=[body.pk for body in bodies]
        )


class ReviewAgainForm(PlainForm):
    reviewed_on = DayField(label="Ngày kiểm điểm lại")
    conclusion = forms.CharField(label="Kết luận kiểm điểm lại", widget=text_area(3), max_length=20_000)


class LateFindingForm(PlainForm):
    decision_id = forms.TypedChoiceField(label="Kết quả đã công nhận", coerce=int)
    content = forms.CharField(label="Khuyết điểm phát hiện", widget=text_area(3), max_length=20_000)
    found_on = DayField(label="Ngày phát hiện")

    def __init__(self, *args: Any, decisions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision_id"].choices = decisions  # type: ignore[attr-defined]


class SettleForm(PlainForm):
    """``outcomes``: the plan's own."""

    reviewed_on = DayField(label="Ngày kiểm điểm, làm rõ mức độ vi phạm")
    outcome = forms.ChoiceField(label="Kết quả xử lý", widget=forms.RadioSelect)
    document = forms.CharField(label="Văn bản xử lý (số, ngày)", max_length=200)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]


class _PdfForm(PlainForm):
    file = UploadField(Kind.PDF, label="Tệp PDF", help_text="Bản quét PDF.")


class CellTitleForm(PlainForm):
    title = forms.CharField(label="Danh hiệu đăng ký năm sau", max_length=200)
    reason = forms.CharField(
        label="Căn cứ, nội dung phấn đấu (nếu ghi)", widget=text_area(3), required=False, max_length=20_000
    )


class CellPaperForm(_PdfForm):
    """``parts``: those of the cell's dossier that are one paper."""

    part = forms.ChoiceField(label="Phần của hồ sơ")
    field_order = ("part", "file")

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = parts  # type: ignore[attr-defined]


class BundleScanForm(_PdfForm):
    """``items``: the ballots that the plan names."""

    item = forms.ChoiceField(label="Phiếu biểu quyết")
    field_order = ("item", "file")

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


class BundleSendingForm(PlainForm):
    number = forms.CharField(label="Số văn bản gửi hồ sơ", max_length=40)
    sent_on = DayField(label="Ngày gửi")


_SCORES = FormField(
    key="scores",
    kind=FieldKind.ROWS,
    screen_label="Tiêu chí",
    help="Mỗi tiêu chí một dòng, điểm là số nguyên. Dòng để trống thì bỏ.",
    columns=(
        FormField(key="text", kind=FieldKind.LONG_TEXT, screen_label="Tiêu chí"),
        FormField(key="most", kind=FieldKind.POINTS, screen_label="Điểm tối đa"),
        FormField(key="points", kind=FieldKind.POINTS, screen_label="Điểm chấm"),
    ),
)


class CellScoreForm(DefinedForm):
    """The cell's score sheet; nothing is required here, the service says what is wrong."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, scores: Iterable[CellScore]) -> None:
        rows = [
            {
                "text": row.text,
                "most": stored_points(Decimal(row.most)),
                "points": "" if row.points is None else stored_points(Decimal(row.points)),
            }
            for row in scores
        ]
        super().__init__(
            [Section(key="scores", fields=(_SCORES,))], data, initial={"scores": rows}, extra_rows=0 if rows else 3
        )

    def scores(self) -> list[WrittenScore]:
        return [
            WrittenScore(str(row["text"]), _whole(row["most"]), _whole(row["points"]))
            for row in self.to_data()["scores"]
        ]


def _whole(text: object) -> int | None:
    """A whole number of points; a fraction is none that the sheet knows, and is told as a wrong one."""
    points = points_of(str(text))
    if points is None:
        return None
    return int(points) if points == points.to_integral_value() else -1
