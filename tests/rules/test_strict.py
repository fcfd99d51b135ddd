"""A plan file is read strictly, and what is refused is told with file, line, place and reason."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.strict import MAX_CHARACTERS, Node, PlanError, from_data, merged, read_text
from reviews.rules.vocabulary import RatedKind


def text(value):
    return Node(value, "kế hoạch.yaml", 7, "quota.share")


def refusal(read, *args):
    with pytest.raises(PlanError) as refused:
        read(*args)
    error = refused.value
    assert (type(error.source), type(error.line), type(error.path)) == (str, int, str), "what is not known is empty"
    return str(error)


@pytest.mark.parametrize(
    ("line", "path", "told"),
    [
        (7, "quota.share", "a.yaml, dòng 7, mục quota.share: sai"),
        (0, "quota.share", "a.yaml, mục quota.share: sai"),
        (7, "", "a.yaml, dòng 7: sai"),
        (0, "", "a.yaml: sai"),
    ],
)
def test_an_error_names_only_the_places_it_knows(line, path, told):
    error = PlanError("a.yaml", line, path, "sai")
    assert str(error) == told
    assert (error.source, error.line, error.path, error.reason) == ("a.yaml", line, path, "sai")
    finding = error.finding()
    assert (finding.code, finding.severity, finding.message) == ("plan.file", Severity.BLOCK, told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "a.yaml: tệp trống"),
        ("# chỉ có ghi chú\n", "a.yaml: tệp trống"),
        ("a: 1\nb: &neo 2\n", "a.yaml, dòng 2: không dùng neo (&, *) hay thẻ kiểu (!) của YAML"),
        ("a: 1\nb: !!str 2\n", "a.yaml, dòng 2: không dùng neo (&, *) hay thẻ kiểu (!) của YAML"),
        ("a: 1\na: 2\n", "a.yaml, dòng 2, mục a: khóa “a” viết hai lần"),
        ("a:\n  b: 1\n  b: 2\n", "a.yaml, dòng 3, mục a.b: khóa “b” viết hai lần"),
        ("a:\n  [b]: 1\n", "a.yaml, dòng 2, mục a: khóa phải là một đoạn chữ"),
        ("a: 1\nb: [1\n", "a.yaml, dòng 3: không đọc được theo định dạng YAML (did not find expected ',' or ']')"),
        ("a: \ud800\n", "a.yaml: có ký tự không hợp lệ"),
        ("[" * 900 + "]" * 900, "a.yaml: các mục lồng nhau quá sâu"),
        ("a" * (MAX_CHARACTERS + 1), "a.yaml: tệp dài 400001 ký tự, quá 400000 ký tự"),
    ],
    ids=range(11),
)
def test_a_file_that_is_no_plan_is_refused_with_its_place(content, told):
    assert refusal(read_text, content, "a.yaml") == told


def test_a_character_that_yaml_forbids_is_refused():
    told = refusal(read_text, "a: \x07\n", "a.yaml")
    assert told.startswith("a.yaml: không đọc được theo định dạng YAML (")
    assert "control characters are not allowed" in told


def test_two_documents_in_one_file_are_refused():
    assert refusal(read_text, "a: 1\n---\nb: 2\n", "a.yaml").startswith(
        "a.yaml, dòng 2: không đọc được theo định dạng YAML ("
    )


def test_a_text_of_just_so_many_characters_is_read():
    assert len(read_text("a" * MAX_CHARACTERS, "a.yaml").text()) == MAX_CHARACTERS


def test_every_value_knows_its_line_and_place():
    root = read_text("a:\n  b: một\n  c:\n    - hai\n    - x: ba\nd:\n", "a.yaml")
    assert (root.line, root.path, root.source) == (1, "", "a.yaml")
    entries = root.mapping()
    below = entries["a"].mapping()
    assert [(key, node.line, node.path) for key, node in entries.items()] == [("a", 1, "a"), ("d", 6, "d")]
    assert [(key, node.line, node.path) for key, node in below.items()] == [("b", 2, "a.b"), ("c", 3, "a.c")]
    assert [(row.line, row.path, row.source) for row in below["c"].items()] == [
        (4, "a.c[1]", "a.yaml"),
        (5, "a.c[2]", "a.yaml"),
    ]
    inner = below["c"].items()[1].mapping()["x"]
    assert (inner.line, inner.path, inner.source, inner.text()) == (5, "a.c[2].x", "a.yaml", "ba")
    assert entries["d"].value is None


def test_letters_written_in_parts_are_read_as_whole_ones():
    (key,) = read_text("Tuye\u0302\u0301n: o\u031b\n", "a.yaml").mapping().nodes
    assert key == "Tuyến"
    assert from_data({"o\u031b": "u\u031b"}, "x").mapping()["ơ"].text() == "ư"


@pytest.mark.parametrize(
    ("value", "read", "reason"),
    [
        (None, Node.text, "phải là một đoạn chữ"),
        ([], Node.text, "phải là một đoạn chữ"),
        (" ", Node.filled, "không được để trống"),
        ("yes", Node.flag, "phải là true hoặc false, không phải “yes”"),
        ("-1", Node.whole, "phải là số nguyên không nhỏ hơn 0, không phải “-1”"),
        ("1,5", Node.whole, "phải là số nguyên không nhỏ hơn 0, không phải “1,5”"),
        ("1000000", Node.whole, "phải là số nguyên không nhỏ hơn 0, không phải “1000000”"),
        ("٣", Node.whole, "phải là số nguyên không nhỏ hơn 0, không phải “٣”"),
        ("một nửa", Node.share, "phải là tỷ lệ như 20% hoặc 1/5, không phải “một nửa”"),
        ("1/0", Node.share, "phải là tỷ lệ như 20% hoặc 1/5, không phải “1/0”"),
        ("101%", Node.share, "tỷ lệ phải từ 0% đến 100%, không phải “101%”"),
        ("3/2", Node.share, "tỷ lệ phải từ 0% đến 100%, không phải “3/2”"),
        ("10/11/2023", Node.day, "phải là ngày viết dạng 2023-11-10, không phải “10/11/2023”"),
        ("2023-02-30", Node.day, "phải là ngày viết dạng 2023-11-10, không phải “2023-02-30”"),
        ("một", Node.items, "phải là một danh sách"),
        ("một", Node.mapping, "phải là một nhóm “khóa: giá trị”"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(value, read, reason):
    assert refusal(read, text(value)) == f"kế hoạch.yaml, dòng 7, mục quota.share: {reason}"


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("0%", Fraction(0)),
        ("100%", Fraction(1)),
        ("0/5", Fraction(0)),
        ("5/5", Fraction(1)),
        (" 22,5 % ", Fraction(9, 40)),
        ("22.5%", Fraction(9, 40)),
        ("1/5", Fraction(1, 5)),
    ],
)
def test_a_share_is_read_exactly(written, share):
    assert text(written).share() == share


def test_a_whole_number_has_up_to_six_digits_and_its_least():
    assert text("999999").whole() == 999_999
    assert text("3").whole(3) == 3
    assert refusal(text("2").whole, 3).endswith("phải là số nguyên không nhỏ hơn 3, không phải “2”")


def test_other_values_are_read_as_they_are_written():
    assert text(" chữ ").filled() == "chữ"
    assert text(" chữ ").text() == " chữ "
    assert (text("true").flag(), text("false").flag()) == (True, False)
    assert text("2023-11-10").day() == date(2023, 11, 10)
    assert text("good").one_of(Level) is Level.GOOD


def test_a_word_that_is_none_of_the_list_is_refused_with_the_list():
    assert refusal(text("best").one_of, RatedKind) == (
        "kế hoạch.yaml, dòng 7, mục quota.share: “best” không phải là một trong: organization, collective, cadre, "
        "member, unit"
    )


def test_unknown_and_missing_keys_are_refused_where_they_stand():
    node = read_text("a: 1\nmàu: đỏ\n", "a.yaml")
    assert refusal(node.mapping, ("b", "a")) == (
        "a.yaml, dòng 2, mục màu: khóa “màu” không có trong quy ước (được dùng: a, b)"
    )
    assert refusal(node.mapping, None, ("a", "c")) == "a.yaml, dòng 1: thiếu khóa “c”"
    assert node.mapping(("a", "màu"), ("a",)).node is node


def test_what_is_not_written_has_its_default():
    entries = read_text("chữ: x\nđúng: true\nngày: 2023-11-10\nmức: good\ncác: [good, excellent]\n", "a.yaml").mapping()
    assert (entries.text("chữ", "y"), entries.text("không", "y"), entries.text("không")) == ("x", "y", "")
    assert (entries.flag("đúng"), entries.flag("không"), entries.flag("không", True)) == (True, False, True)
    assert (entries.day("ngày"), entries.day("không")) == (date(2023, 11, 10), None)
    assert entries.one_of("mức", Level, Level.COMPLETED) is Level.GOOD
    assert entries.one_of("không", Level, Level.COMPLETED) is Level.COMPLETED
    assert entries.some_of("các", Level) == (Level.GOOD, Level.EXCELLENT)
    assert entries.some_of("không", Level) == ()
    assert "chữ" in entries
    assert "không" not in entries


def test_plain_data_are_read_like_a_file_without_lines():
    root = from_data({"a": [1, {"b": True}, None], "c": Fraction(1, 5), "d": date(2023, 11, 10), "e": False}, "đợt")
    entries = root.mapping()
    items = entries["a"].items()
    assert [(row.source, row.line, row.path) for row in items] == [
        ("đợt", 0, "a[1]"),
        ("đợt", 0, "a[2]"),
        ("đợt", 0, "a[3]"),
    ]
    assert (items[0].whole(), items[1].mapping()["b"].flag(), items[2].value) == (1, True, None)
    assert items[1].mapping()["b"].path == "a[2].b"
    assert (entries["c"].share(), entries["d"].day(), entries["e"].flag()) == (
        Fraction(1, 5),
        date(2023, 11, 10),
        False,
    )
    assert (root.path, root.line, entries["e"].source) == ("", 0, "đợt")
    assert [node.line for _key, node in entries.items()] == [0, 0, 0, 0]


def test_plain_data_of_another_kind_are_refused_with_their_place():
    assert refusal(from_data, {"a": [0.5]}, "đợt") == "đợt, mục a[1]: không nhận giá trị kiểu float"


def test_groups_are_joined_key_by_key_and_everything_else_replaced():
    base = read_text("a:\n  b: 1\n  c: [1, 2]\nd: 1\n", "a.yaml")
    joined = merged(base, from_data({"a": {"c": [3], "e": 4}, "d": {"f": 5}}, "đợt"))
    assert (joined.source, joined.line, joined.path) == ("a.yaml", 1, "")
    below = joined.mapping()["a"].mapping()
    assert (joined.mapping()["a"].line, joined.mapping()["a"].path) == (1, "a")
    assert below["b"].whole() == 1
    assert [row.whole() for row in below["c"].items()] == [3]
    assert (below["e"].whole(), below["e"].source) == (4, "đợt")
    assert joined.mapping()["d"].mapping()["f"].whole() == 5
    assert base.mapping()["a"].mapping()["c"].items()[0].whole() == 1, "the plan laid below stays as it was"
