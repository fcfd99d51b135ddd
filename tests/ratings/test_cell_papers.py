"""The papers of a cell's dossier say what was recorded, alone and bound into one file."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.pdf import render_pdf
from forms_templates.services import read_verified, render_document
from ratings.services.cell_dossiers import (
    print_cell_paper,
    print_whole_dossier,
    send_cell_dossier,
)
from reviews.models import HandOver, Meeting, Paper
from reviews.services.cell_dossiers import (
    register_title,
)
from tests.forms_templates.reading import text_of
from tests.forms_templates.structure import faults
from tests.ratings.cell_dossiers import complete, refused, row_of, sitting
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_pages import signed_in
from tests.world import World, at

__all__ = ["commune", "sitting"]


# --- papers ---------------------------------------------------------------------------------------------------------


def printed(paper: Paper) -> str:
    document = render_document(document_id=paper.document_id)
    assert document.state == "ready", document.error
    with document.file.open("rb") as file:
        return text_of(file.read())


def test_papers_of_the_dossier_say_what_was_recorded(commune: World, sitting: Meeting) -> None:
    """P4-III-c, P4-III-e, P4-3-B4-e, P4-IV.6-a"""
    complete(commune, sitting)
    row, by, on = row_of(sitting), commune.users["village_secretary"], at(26).date()
    said = {
        part: printed(print_cell_paper(row=row, part=part, by=by, on=on))
        for part in ("title_registration", "score_sheet", "reward_list", "support")
    }
    registration = said["title_registration"]
    assert "TỜ TRÌNH Đăng ký danh hiệu thi đua năm 2024" in registration
    assert f"Kính gửi: {commune.commune}" in registration
    assert "Thực hiện Kế hoạch số 44-KH/ĐU ngày 01/11/2023, Chi bộ thôn Đông đăng ký" in registration
    assert "Danh hiệu đăng ký: Hoàn thành tốt nhiệm vụ" in registration
    assert "3/3 đồng chí có mặt đồng ý" in registration
    assert "1 Nghị quyết 30 28 Tổng cộng 30 28" in said["score_sheet"]
    assert "1 Nông Văn Thôn 1 Hoàn thành xuất sắc nhiệm vụ x 2 Nông Văn Thôn 2" in said["reward_list"]
    assert "Danh sách gồm 2 đảng viên, trong đó 1 đảng viên “tiêu biểu”." in said["reward_list"]
    assert "50.000" in said["support"]
    assert f"{row.support:,}".replace(",", ".") in said["support"]
    assert "Nguồn: trích từ kinh phí thu đảng phí." in said["support"]


def test_any_text_is_printed_as_text_and_a_longer_one_is_refused(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-e"""
    by = commune.users["village_secretary"]
    assert refused(register_title, meeting_id=sitting.pk, title="A", reason="x" * 20_001, by=by) == [("cell.title", "")]
    odd = "<b>Đậm</b> " + "dài" * 60 + " 🎉 \u202eqp\x07 file:///etc/passwd http://x.example/a.png"
    register_title(meeting_id=sitting.pk, title=odd[:200], reason=odd * 50, by=by)
    text = printed(print_cell_paper(row=row_of(sitting), part="title_registration", by=by, on=at(26).date()))
    assert "<b>Đậm</b>" in text
    assert "file:///etc/passwd" in text


def test_what_is_not_recorded_is_not_printed(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    row, by = row_of(sitting), commune.users["village_secretary"]
    for part in ("title_registration", "score_sheet", "reward_list"):
        assert refused(print_cell_paper, row=row, part=part, by=by, on=at(26).date()) == [("cell.print", "")]


def test_whole_dossier_is_one_file_in_the_printed_order(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    complete(commune, sitting)
    paper = print_whole_dossier(row=row_of(sitting), by=commune.users["village_secretary"], on=at(26).date())
    labels = [item["label"] for item in paper.document.payload["items"]]
    assert labels == [part.row.title for part in row_of(sitting).parts]
    assert paper.document.payload["items"][-1]["missing"] == "Nộp sổ gốc ngày 24/11/2023"
    text = printed(paper)
    assert "Hồ sơ đủ tài liệu bắt buộc." in text
    # It holds single members' statements: whoever only sat in the meeting does not see it.
    assert paper in Paper.objects.visible_to(commune.users["village_secretary"])
    assert paper not in Paper.objects.visible_to(commune.users["villager1"])


def test_whole_dossier_has_its_papers_tagged_and_its_scans_named(commune: World, sitting: Meeting) -> None:
    complete(commune, sitting)
    paper = print_whole_dossier(row=row_of(sitting), by=commune.users["village_secretary"], on=at(26).date())
    content = read_verified(render_document(document_id=paper.document_id))
    assert content is not None
    with pikepdf.open(BytesIO(content)) as document:
        named = [str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert sum(name.startswith("Bản quét: ") for name in named) == 2
    # Nobody says of scans that they are accessible, so neither does the file; these are no A4 either.
    amiss = [fault for fault in faults(content, family="Liberation-Serif") if "is not A4" not in fault]
    assert amiss == ["does not say that it is PDF/UA-1 (5)"]


def test_papers_are_printed_by_the_meetings_number_blank_too(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    kinds = [kind for kind in DocumentKind if kind.value.startswith("cell_")]
    assert len(kinds) == 4
    for kind in kinds:
        printable = find(kind.value)
        template, context = printable.blank()
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text_of(render_pdf(template, context))
        with pytest.raises(LookupError):
            printable.filled(sitting.pk)  # nothing was made of it yet
    complete(commune, sitting)
    template, context = find("cell_scores").filled(sitting.pk)
    assert "1 Nghị quyết 30 28" in text_of(render_pdf(template, context))


def test_committee_reads_what_was_handed_over_to_it_and_not_before(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    client = signed_in(commune.users["commune_secretary"])
    url, cells = (
        reverse("cell-dossier", args=(sitting.pk,)),
        reverse("cell-dossiers", args=(commune.campaign.pk,)),
    )
    complete(commune, sitting)
    assert client.get(url).status_code == 404
    listed = client.get(cells).content.decode()
    assert "Chi bộ thôn Đông" in listed
    assert url not in listed
    report = Paper.objects.get(slot="summary_report")
    assert report not in Paper.objects.visible_to(commune.users["commune_secretary"])
    send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert client.get(url).status_code == 200
    assert url in client.get(cells).content.decode()
    assert report in Paper.objects.visible_to(commune.users["commune_secretary"])
    given = HandOver.objects.get()
    assert url in client.get(reverse("hand-over", args=(given.pk,))).content.decode()
