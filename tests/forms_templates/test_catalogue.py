"""Every paper by its name: a committee's own definitions, and the command that prints."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from forms_templates import loader
from forms_templates.catalogue import find, printables
from forms_templates.choices import DocumentKind
from tests.forms_templates.test_loader import GOOD

OWN = GOOD.replace("code: mau_x", "code: phieu_rieng").replace("regulation: qd_x", "regulation: qd_124")


@pytest.fixture
def own_forms(tmp_path: Path, settings) -> Iterator[Path]:
    """A folder for a committee's own definitions, read anew."""
    settings.FORMS_DIR = tmp_path / "forms"
    folder = tmp_path / "forms" / "qd_124"
    folder.mkdir(parents=True)
    for cached in (loader.get_definition, loader.regulations):
        cached.cache_clear()
    yield folder
    for cached in (loader.get_definition, loader.regulations):
        cached.cache_clear()


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("print_form", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_form_is_added_by_a_file_alone(own_forms: Path, tmp_path: Path):
    (own_forms / "phieu_rieng.yaml").write_text(OWN, encoding="utf-8")
    assert "phieu_rieng" in printed("--list")
    for suffix, start in (("pdf", b"%PDF-"), ("docx", b"PK"), ("txt", "Mẫu X".encode())):
        out = tmp_path / f"phieu.{suffix}"
        printed("phieu_rieng", "--blank", "--out", str(out))
        assert out.read_bytes().startswith(start)


def test_a_committees_own_layout_stands_for_the_programs(own_forms: Path):
    text = (loader.DEFINITIONS / "qd_124" / "mau_02.yaml").read_text(encoding="utf-8")
    (own_forms / "mau_02.yaml").write_text(text.replace("BẢN KIỂM ĐIỂM CÁ NHÂN", "BẢN TỰ KIỂM ĐIỂM"), encoding="utf-8")
    assert find("mau_02").title == "BẢN TỰ KIỂM ĐIỂM"
    assert find("mau_02").origin == "mẫu riêng của cấp ủy"
    assert sum(paper.name == "mau_02" and paper.regulation == "qd_124" for paper in printables()) == 1


def test_an_own_definition_with_an_error_stops_the_start_with_file_line_and_reason(own_forms: Path):
    path = own_forms / "phieu_rieng.yaml"
    path.write_text(OWN.replace("kind: long_text", "kind: essay"), encoding="utf-8")
    [problem] = loader.check_definitions()
    assert problem.is_serious()
    assert f"{path}:12: 'essay' không thuộc" in str(problem.msg)
    with pytest.raises(CommandError, match=r"phieu_rieng\.yaml:12"):
        printed("--list")


def test_an_own_definition_that_is_no_utf_8_is_refused(own_forms: Path):
    (own_forms / "phieu_rieng.yaml").write_bytes("mẫu".encode("utf-16"))
    assert "không phải là UTF-8" in str(loader.check_definitions()[0].msg)


def test_a_file_under_another_forms_name_is_refused(own_forms: Path):
    (own_forms / "mau_khac.yaml").write_text(OWN, encoding="utf-8")
    assert "tệp lại mô tả qd_124/phieu_rieng" in str(loader.check_definitions()[0].msg)


def test_the_list_names_every_form_and_record_with_what_its_number_counts():
    listed = printed("--list")
    assert len(listed.splitlines()) == len(printables())
    assert "--entry: số của bản kiểm điểm" in listed
    assert "--entry: số của hội nghị" in listed
    assert {kind.value for kind in (DocumentKind.MEETING_MINUTES, DocumentKind.DOSSIER)} <= set(listed.split())


@pytest.mark.parametrize("found", [pytest.param(p, id=f"{p.regulation or 'record'}-{p.name}") for p in printables()])
def test_every_paper_prints_blank_by_its_name(found, tmp_path: Path):
    """As text, which costs little; how each looks as PDF is looked at elsewhere."""
    out = tmp_path / "trong.txt"
    of = ("--regulation", found.regulation) if found.regulation else ()
    printed(found.name, *of, "--out", str(out))
    assert len(out.read_text(encoding="utf-8").split()) > 20


def test_the_older_regulation_is_printed_when_it_is_named(tmp_path: Path):
    out = tmp_path / "a.txt"
    printed("mau_02", "--regulation", "qd_132", "--out", str(out))
    assert "Mẫu do chương trình dựng theo nội dung kế hoạch" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("khong_co", "--out", "a.pdf"), "Không có mẫu hoặc văn bản “khong_co”"),
        (("mau_01", "--regulation", "qd_9", "--out", "a.pdf"), "có: qd_124, qd_132, qd_366"),
        (("mau_01", "--out", "a.odt"), r"Đuôi tệp “\.odt” không dùng được"),
        (("mau_01",), "Cần tên mẫu và --out"),
        (("--out", "a.pdf"), "Cần tên mẫu và --out"),
        (("mau_01", "--out", "khong/co/a.pdf"), "Không ghi được"),
        (("dossier", "--entry", "1", "--out", "a.pdf"), "chỉ in được bản trống"),
    ],
)
def test_a_wrong_command_is_refused_in_words_and_writes_nothing(arguments, reason, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=reason):
        printed(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_printed_file_is_whole_or_not_there(tmp_path: Path, monkeypatch):
    """A full disk leaves the older file as it was."""
    out = tmp_path / "a.txt"
    out.write_text("cũ", encoding="utf-8")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(CommandError, match="Không ghi được"):
        printed("mau_01", "--out", str(out))
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert out.read_text(encoding="utf-8") == "cũ"
