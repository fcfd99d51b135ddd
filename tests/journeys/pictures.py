"""Which page each picture of the guide shows, and which pages have none and why."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from config.dev.bootstrap import ROOT

PICTURES = ROOT / "docs" / "screenshots"
WIDTHS = (1280, 360)

#: Picture -> the name of the address that it shows; nothing for the pages of what is not there.
SHOWS = {
    "home": "home",
    "home-dang-vien": "home",
    "dang-nhap": "login",
    "kich-hoat": "activate",
    "tai-khoan": "account",
    "quan-ly-tai-khoan": "accounts",
    "tai-khoan-mot-nguoi": "kept-account",
    "thong-bao": "notices",
    "dot-kiem-diem": "campaigns",
    "dot-kiem-diem-moi": "campaign-new",
    "dot-kiem-diem-quy": "campaign-new",
    "dot-kiem-diem-tien-do": "campaign",
    "moc-thoi-han": "campaign-milestones",
    "tra-cuu": "campaign-rules",
    "tra-cuu-ket-qua": "campaign-rules",
    "doi-moc": "milestone-edit",
    "gia-tri": "plan-values",
    "doi-gia-tri": "plan-value",
    "phu-luc": "campaign-sheets",
    "ghi-phu-luc": "campaign-sheet",
    "tieu-chi": "campaign-criteria",
    "ghi-tieu-chi": "criteria-edit",
    "bieu-hien": "campaign-signs",
    "tham-do": "campaign-polls",
    "ngay-rieng": "milestone-own-days",
    "chi-tieu": "review-targets",
    "so-lieu": "feeds",
    "so-lieu-co-quan": "feed",
    "bao-cao": "reports",
    "moc-da-ban-hanh": "milestone-edit",
    "doi-tuong": "campaign-subjects",
    "ban-hanh": "campaign-issue",
    "ho-so-danh-sach": "reviews",
    "ho-so": "review",
    "tu-choi": "review-submit",
    "dieu-chinh": "review-override",
    "mau-01": "entry",
    "mau-02": "entry",
    "luu-de": "entry",
    "phien-ban": "entry-versions",
    "phien-ban-so-sanh": "entry-version",
    "goi-y": "review-prompts",
    "lay-y-kien": "opinions",
    "phieu-noi-cu-tru": "opinion",
    "xac-nhan-noi-cu-tru": "opinion",
    "y-kien-co-quan": "opinion",
    "hoi-nghi-danh-sach": "meetings",
    "so-phieu-giay": "paper-count",
    "hoi-nghi-chuan-bi": "meeting",
    "hoi-nghi": "meeting",
    "hoi-nghi-moi": "meeting-new",
    "danh-sach-de-xuat": "meeting-before-ballot",
    "bo-phieu-hoi-nghi": "meeting-ballots",
    "ket-qua-bo-phieu": "meeting-ballots",
    "man-hinh-hoi-truong": "ballot-screen",
    "chuan-bi-bo-phieu": "meeting-ballots",
    "ma-mo-hom": "ballot-phrase",
    "dong-hom-phieu": "ballot-close",
    "kiem-phieu": "ballot-count",
    "huy-bo-phieu": "ballot-void",
    "danh-sach-ma-phieu": "ballot-receipts",
    "phieu-bau": "ballot-vote",
    "phieu-bau-xem-lai": "ballot-vote",
    "ma-phieu": "ballot-vote",
    "da-bo-phieu": "ballot-vote",
    "bang-xep-loai": "board",
    "xep-loai": "review-ratings",
    "bo-ho-so": "dossier",
    "quyet-dinh": "outcomes",
    "so-van-ban": "register",
    "phat-hanh": "paper",
    "van-ban": "paper",
    "chu-ky": "paper-signatures",
    "in-nhieu": "batches",
    "in-nhieu-xong": "batch",
    "xac-minh": "forms_templates:verify",
    "to-chuc": "organizations",
    "to-chuc-chi-bo": "organization",
    "nhat-ky": "audit",
    "lap-xac-thuc": "factor-set-up",
    "ma-du-phong": "factor-set-up",
    "ma-xac-thuc": "factor",
    "quyen-cua-toi": "my-rights",
    "uy-quyen": "deputation-new",
    "phan-cong-quyen": "rights-of-others",
    "du-lieu-cua-toi": "own-data",
    "de-nghi-sua-du-lieu": "corrections",
    "thoi-han-bao-quan": "retention",
    "doi-mat-khau": "password_change",
    "doi-mat-khau-xong": "password_change_done",
    "ngay-trinh-dien": "demo-clock",
    "giao-dien": "living",
    "bieu-mau": "forms_templates:forms",
    "dien-mau": "forms_templates:fill-in",
    "khong-tim-thay": "",
}

WITHOUT_PICTURE = {
    "factor-remove": "one question with the fields that `recovery-codes` asks with",
    "recovery-codes": "one question; the codes that it answers with look as in `ma-du-phong`",
    "health": "one word for machines",
    "grants-left": "the demo has no grant of somebody whose posts have ended",
    "paper-card": "a part of the page `paper`",
    "review-corrections": "the demo's plan P0 prints neither verification nor a review ordered again",
    "review-cases": "the demo's plan P0 prints no special case and no violation of another year",
    "review-signs": "the pictures are of the district's plan; the commune's has each member hold himself against signs",
    "paper-file": "a file",
    "signed-copy": "a file",
    "register-export": "a file",
    "poll-sheets": "a file",
    "poll": "a poll of the commune plan, and the demo has none; the page is played and looked at in test_poll_round.py",
    "poll-count": "as `poll`",
    "summary-file": "a file",
    "members-summary": "a file",
    "summary-list": "as `campaign-proposals`: named by the plans of the communes, not by the pictures' own",
    "batch-progress": "a part of the page `batch`",
    "batch-failures": "a file",
    "batch-file": "a file",
    "reviews-export": "a file",
    "forms_templates:blank": "a file",
    "feed-paste": "a page of plans that collect figures; the demo's plan has none",
    "feed-send": "a page of plans that collect figures; the demo's plan has none",
    "reports-of-route": "a page of plans that send reports through an office; the demo's plan has none",
    "report": "a page of plans that send reports through an office; the demo's plan has none",
    "report-scan": "a file",
    "meeting-groups": "stands in the sitting of a cell of the commune plan; the demo's cells sit under the district's",
    "group-report": "stands in the sitting of a cell of the commune plan; the demo's cells sit under the district's",
    "campaign-directors": "as `campaign-proposals`: a step of the province's plan",
    "review-circulation": "as `campaign-proposals`: a step of the province's plan",
    "campaign-summaries": "as `campaign-proposals`: asked by the plans of the province and the commune of 2023",
    "review-remedies": "as `campaign-proposals`: asked by plans P1, P2 and P4, not by the pictures' own",
    "hand-overs": "as `campaign-proposals`: a page of plans that print copies or dossiers of cells",
    "hand-over-new": "as `campaign-proposals`: a page of plans that print copies of the dossier",
    "hand-over": "as `hand-overs`",
    "cell-dossiers": "as `campaign-proposals`: a page of the commune plan of 2023",
    "cell-dossier": "as `cell-dossiers`",
    "cell-scores": "as `cell-dossiers`",
    "cell-rewards": "as `cell-dossiers`",
    "bundle": "as `campaign-proposals`: a page of the province's plan",
    "bundle-paper": "a file",
    "ballot-scan": "a file",
    "ballot-live": "a part of the page `meeting-ballots`",
    "campaign-proposals": "the pictures are of the district's plan, which has no such step; the province's has",
}


def files() -> dict[str, Path]:
    """Every picture that must be there, by its file's name."""
    paths = [PICTURES / f"{name}-{width}.png" for name in SHOWS for width in WIDTHS]
    return {path.name: path for path in paths}


def fault_of(path: Path) -> str:
    """What is wrong with a picture; nothing when it shows a page of the width it is named for."""
    if not path.exists():
        return "missing: run once with UPDATE_SCREENSHOTS=1"
    width = int(path.stem.rsplit("-", 1)[1])
    with Image.open(path) as picture:
        if picture.width != width:
            return f"{picture.width} px wide"
        colours = sorted(count for count, _ in picture.convert("RGB").getcolors(picture.width * picture.height) or [])
        # A page has a header, a heading and words: some tens of shades, and not one of them nearly everywhere.
        blank = len(colours) < 30 or colours[-1] > 0.98 * picture.width * picture.height
        return "blank" if blank or picture.height < 400 else ""
