"""The rules run without Django, without a clock, without a database."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import reviews.rules

FOLDER = Path(reviews.rules.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py"))


def test_importing_every_rule_module_loads_no_django():
    imports = "; ".join(f"import reviews.rules.{name}" for name in MODULES if name != "__init__")
    check = "import sys; sys.exit(any(name.split('.')[0] in ('django', 'celery', 'guardian') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", f"{imports}; {check}"], cwd=FOLDER.parents[1], check=False)
    assert done.returncode == 0


def test_no_rule_asks_for_the_time_or_counts_with_floats():
    for name in MODULES:
        nodes = list(ast.walk(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))))
        assert not {node.attr for node in nodes if isinstance(node, ast.Attribute)} & {"today", "now", "utcnow"}, name
        assert "float" not in {node.id for node in nodes if isinstance(node, ast.Name)}, name
        assert not [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)], name
