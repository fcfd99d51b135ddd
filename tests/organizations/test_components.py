"""The components draw what they are given, with clause and words, and nothing the content policy forbids."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from forms_templates.templatetags import document_tags
from organizations import formats
from organizations.templatetags import components
from organizations.views.living import living_page, sample
from ratings.templatetags import rating_tags
from reviews.rules.findings import Finding, Reference, Severity
from reviews.rules.levels import Level
from reviews.templatetags import campaign_tags, level_tags

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2023, 11, 20)
LIBRARIES = "{% load components document_tags campaign_tags level_tags review_pages rating_tags %}"


def draw(source: str, **context: object) -> str:
    return str(engines["django"].from_string(LIBRARIES + source).render(context))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def living() -> str:
    request = RequestFactory().get("/giao-dien/?sort=name&page=3")
    user = SimpleNamespace(is_authenticated=True, is_staff=True, pk=1)
    navigation = [{"label": "Việc của tôi", "url": "/", "count": 1234, "active": True}]
    page = Paginator(range(430), 30).get_page(3)
    context = {**sample(), "request": request, "user": user, "nav_items": navigation, "page": page}
    return render_to_string("components/living.html", context)


def test_a_level_stands_in_its_printed_words_and_none_is_said_to_be_missing():
    for level in Level:
        assert words(draw("{% level_badge level %}", level=str(level))) == level.label
    assert words(draw('{% level_badge "" %}')) == "Chưa xếp loại"
    assert words(draw('{% level_badge None "Chưa đủ tỷ lệ" %}')) == "Chưa đủ tỷ lệ"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (Decimal("0.250"), None, "0,25"),
        (Fraction(2, 3), None, "0,67"),
        (Fraction(1, 3), 1, "0,3"),
        (100, None, "100"),
        (100, 1, "100,0"),
        (-1200, None, "-1.200"),
        (0, None, "0"),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_numbers_are_written_as_in_vietnamese(value, places, text):
    assert formats.vi_number(value, places) == text


def test_dates_and_times_are_local():
    moment = datetime(2023, 12, 4, 17, 32, tzinfo=UTC)
    assert formats.vi_date(date(2023, 12, 5)) == "05/12/2023"
    assert formats.vi_date(moment) == "05/12/2023"
    assert formats.vi_datetime(moment) == "00:32 ngày 05/12/2023"
    assert formats.vi_date(None) == formats.vi_datetime(None) == formats.vi_time(None) == ""


@pytest.mark.parametrize(
    ("due_on", "done", "tone", "text"),
    [
        (date(2023, 12, 20), False, "todo", "còn 30 ngày"),
        (date(2023, 11, 27), False, "soon", "còn 7 ngày"),
        (date(2023, 11, 28), False, "todo", "còn 8 ngày"),
        (DAY, False, "soon", "hạn hôm nay"),
        (date(2023, 11, 19), False, "late", "quá hạn 1 ngày"),
        (date(2023, 11, 1), True, "done", "đã xong"),
    ],
)
def test_due_day_itself_is_on_time_and_the_next_day_is_late(due_on, done, tone, text):
    assert components.deadline_state(due_on, DAY, done) == (tone, text)


def test_deadline_without_a_day_draws_nothing():
    assert draw("{% deadline nothing %}").strip() == ""


def test_findings_show_sentence_clause_and_quotation_with_blocks_first():
    plan = Reference(
        clause="P0-4.2-a", section="4.2", document="Kế hoạch số 128-KH/HU", quote="tập thể trước, cá nhân sau"
    )
    items = [
        Finding("note", Severity.INFO, "Kiểm điểm ở 2 nơi."),
        Finding("order", Severity.BLOCK, "Tập thể <b>chưa</b> kiểm điểm.", plan),
    ]
    html = draw('{% findings items who="đồng chí thư ký" %}', items=items)
    assert html.index("Tập thể") < html.index("Kiểm điểm ở 2 nơi")
    assert "Căn cứ: «Kế hoạch số 128-KH/HU, mục 4.2»" in words(html)
    assert "tập thể trước, cá nhân sau" in html
    assert "Người giải quyết: đồng chí thư ký" in words(html)
    assert "<b>" not in html
    assert draw("{% findings items %}", items=[]).strip() == ""


def test_quota_meter_says_how_many_are_over():
    assert "Vượt 2" in words(draw("{% quota_meter 8 10 %}"))
    assert "Còn được xếp thêm 3" in words(draw("{% quota_meter 8 5 %}"))
    assert "Đã đủ số lượng tối đa" in words(draw("{% quota_meter 8 8 %}"))
    assert "Vượt 1" in words(draw("{% quota_meter 0 1 %}"))


def test_distribution_lists_all_four_levels_in_order_even_when_none():
    text = words(draw("{% level_distribution counts %}", counts={Level.GOOD: 2, "excellent": 1}))
    assert re.search(
        r"xuất sắc nhiệm vụ 1 33,3% .*tốt nhiệm vụ 2 66,7% .*Hoàn thành nhiệm vụ 0 0,0% .*Không hoàn", text
    )
    assert "Chưa xếp loại" not in text
    assert "(0)" in words(draw("{% level_distribution counts %}", counts={}))


def test_coordinates_never_follow_the_locale():
    html = living()
    for attribute in ("x", "y", "width", "height", "cx", "cy", "d", "viewBox", "value", "max"):
        for value in re.findall(rf'<(?:rect|path|circle|text|svg|progress)[^>]* {attribute}="([^"]*)"', html):
            assert "," not in value, (attribute, value)


def test_stepper_marks_the_current_step_and_accepts_objects():
    steps = [SimpleNamespace(label="Lập kế hoạch", state="done"), {"label": "Kiểm điểm", "state": "current"}]
    html = draw("{% stepper steps %}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert "Đã xong" in html
    assert "Đang thực hiện" in html


def test_blocked_task_still_says_why_and_by_whom():
    task = {
        "what": "Kiểm điểm",
        "url": "/x/",
        "findings": [Finding("a", Severity.BLOCK, "Chưa đến lượt.")],
        "who": "thư ký",
    }
    text = words(draw("{% task_row task %}", task=task))
    assert "Chưa đến lượt." in text
    assert "Người giải quyết: thư ký" in text


def test_pending_document_asks_for_itself_and_a_ready_one_does_not():
    pending = draw("{% document_card d %}", d={"title": "Mẫu 02", "state": "pending", "status_url": "/van-ban/1/"})
    assert 'hx-get="/van-ban/1/"' in pending
    ready = {
        "title": "Mẫu 02",
        "state": "ready",
        "status_url": "/van-ban/1/",
        "open_url": "/van-ban/1.pdf",
        "sha256": "ab" * 32,
    }
    html = draw("{% document_card d %}", d=ready)
    assert "hx-get" not in html
    assert "abab abab abab" in html


def test_error_summary_links_each_error_to_its_field():
    class Sample(forms.Form):
        title = forms.CharField(label="Chức vụ")

    html = draw("{% error_summary form %}", form=Sample({}))
    assert 'href="#id_title"' in html
    assert "Chức vụ:" in html
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""
    assert draw("{% error_summary form %}").strip() == ""


def test_pages_and_sorting_keep_the_filter():
    request = RequestFactory().get("/?q=an&page=2&sort=name")
    page = Paginator(range(100), 10).get_page(2)
    html = draw("{% pagination page %}", request=request, page=page)
    assert "?q=an&amp;page=3&amp;sort=name" in html
    assert "11–20 trong 100" in words(html)
    header = draw('{% sort_header "name" "Họ và tên" %}', request=request)
    assert 'aria-sort="ascending"' in header
    assert "?q=an&amp;sort=-name" in header
    assert draw("{% pagination page %}", request=request, page=Paginator([1], 10).get_page(1)).strip() == ""


def test_living_page_shows_every_component():
    html = living()
    source = (ROOT / "templates/components/living.html").read_text()
    drawn = {"icon", *re.findall(r"{% (\w+)", source)}
    libraries = (components, document_tags, campaign_tags, level_tags)
    tags = {tag for library in libraries for tag in library.register.tags}
    tags |= {"task_row", *rating_tags.register.tags}
    assert tags - drawn == set()
    assert "1.234,5" in html


def test_living_page_does_not_exist_for_others():
    request = RequestFactory().get("/giao-dien/")
    request.user = SimpleNamespace(is_staff=False)  # type: ignore[assignment]
    with pytest.raises(Http404):
        living_page(request)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_fault_pages_need_no_context_and_keep_the_text_that_was_sent(name):
    html = render_to_string(name)
    assert "data-refused" in html
    assert "<h1>" in html


def test_refusal_page_says_that_nothing_changed():
    html = render_to_string("422.html", {"findings": [Finding("a", Severity.BLOCK, "Quá hạn.")], "back_url": "/x/"})
    assert "Chưa có gì thay đổi" in html
    assert "Quá hạn." in html
    assert 'href="/x/"' in html
    assert "data-refused" in html


def test_every_icon_that_is_used_is_drawn():
    drawn = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "templates/components/icons.html").read_text()))
    used = {name for _, name in [*components.TONES.values(), *components.SEVERITIES.values()]}
    for path in (ROOT / "templates").rglob("*.html"):
        used |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
    assert used - drawn == set()


def test_pages_hold_no_inline_style_script_or_outside_address():
    html = living() + render_to_string("registration/login.html") + render_to_string("500.html")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)
    for path in (ROOT / "static/css").glob("*.css"):
        assert not re.search(r"url\(|@import", path.read_text()), path
