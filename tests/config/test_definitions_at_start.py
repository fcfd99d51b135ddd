"""Neither web nor worker starts with a form that cannot be trusted; both say which line is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.test_fonts_at_start import STARTS, start


@pytest.mark.parametrize("name", STARTS)
def test_a_wrong_definition_of_a_committee_stops_the_start_with_file_line_and_reason(name: str, tmp_path: Path):
    path = tmp_path / "qd_124" / "phieu_rieng.yaml"
    path.parent.mkdir()
    path.write_text("code: phieu_rieng\nregulation: qd_124\nmarkk: Phiếu\n", encoding="utf-8")
    started = start(STARTS[name], FORMS_DIR=str(tmp_path))
    assert started.returncode != 0
    assert f"{path}:3: không có khóa 'markk'" in started.stderr
