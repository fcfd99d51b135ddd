"""That nothing could be looked up is never told as nothing having been found."""

from __future__ import annotations

import json

import pytest

from config.dev.vulnerabilities import UNREACHED, verdict_of

SAFE = {"name": "an-toan", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "khong-ro", "skip_reason": "Dependency not found on PyPI and could not be audited"}
FAULTY = {"name": "co-loi", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("", "requests.exceptions.ConnectionError: no route"),
        ("not a report", ""),
        ("[]", ""),
        (json.dumps({"dependencies": [UNKNOWN]}), ""),
        (json.dumps({"dependencies": []}), ""),
    ],
)
def test_a_database_out_of_reach_is_said_and_fails_nothing(report: str, said: str) -> None:
    verdict = verdict_of(report, said)
    assert UNREACHED in verdict.words
    assert "Không thư viện nào có lỗ hổng" not in verdict.words
    assert not verdict.failed


def test_a_known_vulnerability_fails_and_what_was_not_looked_up_is_named() -> None:
    found = verdict_of(json.dumps({"dependencies": [SAFE, UNKNOWN, FAULTY]}), "")
    assert found.failed
    assert "co-loi 2.0: PYSEC-1, sửa ở bản 2.1" in found.words
    assert "Không tra được 1: khong-ro." in found.words
    clean = verdict_of(json.dumps({"dependencies": [SAFE]}), "")
    assert not clean.failed
    assert clean.words == "Đã tra 1 thư viện. Không thư viện nào có lỗ hổng đã biết."
