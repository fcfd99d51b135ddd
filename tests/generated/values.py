# ruff: noqa: E501 - lists of odd values are read by the line
"""What is typed, chosen, left out, sent twice, or sent in a way that no browser would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Field = tuple[str, str]

NUMBERS = (
    "0", "-1", "1", "2", "999999", "-999999", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 30, "9" * 5_000, "1e309",
    "1.5", "1,5", "0x10", "nan", "inf", "-0", "²", "٣", "１", "1 000", "+1", "1_000", "0" * 300 + "1", "½",
)  # fmt: skip
DAYS = (
    "2023-11-08", "08/11/2023", "2023-02-30", "31/02/2023", "0001-01-01", "0000-00-00", "9999-12-31", "10000-01-01",
    "-1-01-01", "1900-01-01", "2023-13-01", "2023-11-08T25:61", "2023-11-08 07:30", "24:00", "７/１１/２０２３", "hôm nay",
)  # fmt: skip
TEXTS = (
    "", " ", "\t\n", "\r\n", "\x00", "a\x00b", "\x07\x1b[31m", "\u202egnab\u202c", "\u200b", "\ufeff", "\ufffe", "\U0010ffff",
    "e\u0301" * 50, "\u0301", "🇻🇳👩‍👩‍👧", "ﬃ", "İ", "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>",
    "{{ 7|add:7 }}{% debug %}", "%s%n%d", "{0.__class__}", "'; DROP TABLE reviews_review; --", "\\", "../../etc/passwd",
    "=1+1", "+1", "-1+1", "@SUM(A1)", "null", "None", "undefined", "[]", "{}", '{"a": [1]}', "on", "true", "false", "yes",
    "excellent", "good", "save", "submit", "a" * 301, "a" * 2_001, "đ" * 20_001, "a,b;c\td", "1\n2\n3", "Nguyễn Văn Mẫu",
)  # fmt: skip
TYPED = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from(DAYS), st.text(max_size=30),
    st.integers().map(str), st.dates().map(str),
)  # fmt: skip
#: Bytes that are no text, as a broken program would send them.
BROKEN = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\x80",
    "đ".encode("utf-16"),
    "đ".encode("cp1258", "replace"),
    b"%",
)
HUGE = "Một triệu chữ. " * 70_000
NAMES = ("", "action", "version", "page", "TOTAL", "__proto__", "csrfmiddlewaretoken", "x" * 300, "a[]", "\x00", "đ")

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=ranh-gioi"
OTHER_TYPES = (
    "", "application/json", "text/xml", "text/plain; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300, FORM + "; charset=utf-16", FORM + "; charset=khong-co",
    FORM + "; charset=utf-7", "multipart/form-data; boundary=khac", "application/octet-stream", "\x00", "a/b; c=\"",
)  # fmt: skip
FILES = (
    ("x.pdf", b""), ("x.pdf", b"%PDF-1.7\n"), ("../x.pdf", b"MZ"), ("", b"x"), ("a\x00.pdf", b"\xff" * 2_000),
    ("đ" * 300, b"\x89PNG\r\n\x1a\n"), ("x.xlsx", b"PK\x03\x04"), ("x.p12", b"0\x82\x01"),
)  # fmt: skip
QUERIES = (
    "", "", "", "?page=-1", "?%FF=%FF", "?q=%ED%A0%80", "?next=//evil.example", "?a=1&a=2&a[]=3", "?" + "a=1&" * 500, "?%00",
    "?collective=1", "?cell=1", "?page=9" + "9" * 30, "?q=" + "%25" * 99,
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent; ``kind`` tells what is wrong with it, for the counts."""

    kind: str
    body: bytes
    content_type: str
    query: str = ""


def encoded(fields: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"&".join(
        quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in fields
    )


def in_parts(fields: Sequence[tuple[bytes, bytes]], files: Sequence[tuple[str, str, bytes]] = ()) -> bytes:
    """The body of a multipart form, written by hand so that it can be broken."""
    parts = [b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % field for field in fields]
    for name, file_name, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/pdf'
        parts.append(head.encode() + b"\r\n\r\n" + content)
    return b"".join(b"--ranh-gioi\r\n%b\r\n" % part for part in parts) + b"--ranh-gioi--\r\n"


def _bytes(fields: Sequence[Field]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in fields]


@st.composite
def requests(draw: DrawFn, fields: tuple[Field, ...], file_names: tuple[str, ...], ids: tuple[int, ...]) -> Request:
    """The form as a page showed it, with one to four things done to it."""
    sent, kind = list(fields), "fields"
    for _ in range(draw(st.integers(1, 4))):
        sent = _changed(draw, sent, ids)
    query = draw(st.sampled_from(QUERIES))
    way = draw(st.integers(0, 19))
    raw = _bytes(sent)
    if way == 0:
        raw.insert(draw(st.integers(0, len(raw))), (draw(st.sampled_from(BROKEN)), draw(st.sampled_from(BROKEN))))
        return Request("broken bytes", encoded(raw), FORM, query)
    if way == 1:
        return Request("other type", encoded(raw), draw(st.sampled_from(OTHER_TYPES)), query)
    if way == 2:
        whole = in_parts(raw)
        return Request("broken parts", whole[: draw(st.integers(0, len(whole)))], PARTS, query)
    if way == 3:
        return Request(
            "noise", draw(st.binary(max_size=200)), draw(st.sampled_from([FORM, PARTS, *OTHER_TYPES])), query
        )
    if way <= 6 or file_names:
        names = file_names or ("file",)
        files = [(name, *draw(st.sampled_from(FILES))) for name in names[: draw(st.integers(0, len(names)))]]
        return Request("parts", in_parts(raw, files), PARTS, query)
    return Request(kind, encoded(raw), FORM, query)


def _changed(draw: DrawFn, sent: list[Field], ids: tuple[int, ...]) -> list[Field]:
    what = draw(st.integers(0, 11))
    at = draw(st.integers(0, len(sent) - 1)) if sent else 0
    if not sent or what == 0:
        return [*sent, (draw(st.sampled_from(NAMES)), draw(TYPED))]
    name, value = sent[at]
    if what == 1:
        return sent[:at] + sent[at + 1 :]
    if what == 2:
        return [*sent, (name, draw(TYPED))]
    if what == 3:
        return [*sent, *[(name, value)] * draw(st.sampled_from((2, 50)))]
    if what == 4:
        return [
            *sent[:at],
            (name + draw(st.sampled_from(("[]", "-0", "-999999999", "\x00", " "))), value),
            *sent[at + 1 :],
        ]
    if what == 5 and ids:
        return [*sent[:at], (name, str(draw(st.sampled_from(ids)))), *sent[at + 1 :]]
    if what == 6:
        other = draw(st.integers(0, len(sent) - 1))
        return [*sent[:at], (name, sent[other][1]), *sent[at + 1 :]]
    if what == 7 and draw(st.integers(0, 9)) == 0:
        return [*sent[:at], (name, HUGE), *sent[at + 1 :]]
    return [*sent[:at], (name, draw(TYPED)), *sent[at + 1 :]]


def all_odd(fields: Sequence[Field], turn: int) -> Request:
    """Every field at once something odd, a different one each turn."""
    odd = [*NUMBERS, *TEXTS, *DAYS]
    sent = [(name, odd[(turn * 7 + place * 3) % len(odd)]) for place, (name, _value) in enumerate(fields)]
    return Request("all odd", encoded(_bytes(sent)), FORM)


def paths(kinds: Sequence[str], ids: tuple[int, ...]) -> SearchStrategy[tuple[str | int, ...]]:
    """Arguments of an address: rows of somebody else's, rows that are not there, words that mean nothing."""
    numbers = st.sampled_from((*ids, 0, 999_999, 2**31, 2**63, 10**30))
    words = st.sampled_from(
        ("mau-11", "mau-02", "member", "unit", "5", "pdf", "zip", "xlsx", "report", "support", "x", "-")
    )
    return st.tuples(*(numbers if kind == "int" else words for kind in kinds))
