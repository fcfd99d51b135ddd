"""What a test's source says: whether it names a clause, whether it asserts anything, and which rules it calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RULES = ROOT / "reviews" / "rules"
PROGRAM = ("config", "organizations", "forms_templates", "reviews", "ratings")

#: Modules that read plans and regulations; to call them is not yet to ask a rule.
PLUMBING = {"plan", "library", "strict", "findings", "levels"}

#: A function of the rules by module and name: ``("order", "check_order")``.
Rule = tuple[str, str]


@dataclass(frozen=True)
class Module:
    """One file: its functions and tables by name, and what its names stand for."""

    path: Path
    source: str
    tree: ast.Module
    functions: Mapping[str, ast.FunctionDef] = field(default_factory=dict)
    tables: Mapping[str, ast.stmt] = field(default_factory=dict)
    imports: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def lines(self, node: ast.FunctionDef) -> str:
        first = min([node.lineno, *(row.lineno for row in node.decorator_list)])
        return "\n".join(self.source.splitlines()[first - 1 : node.end_lineno])


@cache
def read_module(path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    return parse(source, path)


def parse(source: str, path: Path) -> Module:
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    tables: dict[str, ast.stmt] = {}
    imports: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                tables |= {row.id: node for row in ast.walk(target) if isinstance(row, ast.Name)}
        if isinstance(node, ast.ClassDef):
            tables[node.name] = node
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom):
            origin = _origin(found, path)
            imports |= {row.asname or row.name: (origin, row.name) for row in found.names}
    return Module(path, source, tree, functions, tables, imports)


def _origin(node: ast.ImportFrom, path: Path) -> str:
    """The dotted name of the module imported from, also where it is written with dots."""
    if not node.level:
        return node.module or ""
    package = path.resolve().relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *((node.module or "").split(".") if node.module else [])])


def names_in(node: ast.AST) -> set[str]:
    return {row.id for row in ast.walk(node) if isinstance(row, ast.Name)}


def says(text: str, clause: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(clause)}(?![\w-]|\.\w)", text) is not None


def proof_fault(node_id: str, clause: str, *, modules: Mapping[str, Module] | None = None) -> str:
    """Why the test does not stand for the clause; empty when it does."""
    name, _colons, function = node_id.partition("::")
    path = ROOT / name
    module = (modules or {}).get(name) or (read_module(path) if path.is_file() else None)
    if module is None or function not in module.functions or not function.startswith("test"):
        return f"there is no test {node_id}"
    if path.parent == HERE:
        return f"{node_id} is a test of the table, not of the program"
    node = module.functions[function]
    if not any(says(text, clause) for text in _texts(module, node)):
        return f"{node_id} does not name it"
    if not asserts(module, node):
        return f"{node_id} asserts nothing"
    return ""


def _texts(module: Module, node: ast.FunctionDef) -> Iterator[str]:
    """The test as written, and the tables of its module that it goes through."""
    yield module.lines(node)
    for name in names_in(node) & set(module.tables):
        yield ast.get_source_segment(module.source, module.tables[name]) or ""


def asserts(module: Module, node: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
    """Whether it holds an assertion, itself or in a helper that it calls."""
    for row in ast.walk(node):
        if isinstance(row, ast.Assert):
            return not (isinstance(row.test, ast.Constant) and row.test.value)
        if isinstance(row, ast.Call):
            called = row.func.attr if isinstance(row.func, ast.Attribute) else getattr(row.func, "id", "")
            if called in {"raises", "expect"}:
                return True
            if called in seen:
                continue
            if called in module.functions and asserts(module, module.functions[called], seen | {called}):
                return True
            if _imported_helper_asserts(module, called, seen):
                return True
    return False


def _imported_helper_asserts(module: Module, called: str, seen: frozenset[str]) -> bool:
    origin, name = module.imports.get(called, ("", ""))
    path = ROOT / f"{origin.replace('.', '/')}.py"
    if not origin.startswith("tests.") or not path.is_file():
        return False
    helper = read_module(path)
    return name in helper.functions and asserts(helper, helper.functions[name], seen | {called})


def rules_called(node_id: str) -> set[Rule]:
    """The functions of the rules that a test calls, also through helpers and tables of its module."""
    name, _colons, function = node_id.partition("::")
    if not (ROOT / name).is_file() or function not in (module := read_module(ROOT / name)).functions:
        return set()
    found: set[Rule] = set()
    waiting, seen = [function], {function}
    while waiting:
        current = waiting.pop()
        node = module.functions.get(current) or module.tables[current]
        found |= _references(module, node)
        local = (names_in(node) & {*module.functions, *module.tables}) - seen
        seen |= local
        waiting += local
    return {rule for rule in found & all_rules() if rule[0] not in PLUMBING}


def _references(module: Module, node: ast.AST) -> set[Rule]:
    """What it names of ``reviews.rules``: by its own name, or as an attribute of a module."""
    found = set()
    for row in ast.walk(node):
        if isinstance(row, ast.Name) and row.id in module.imports:
            origin, name = module.imports[row.id]
            if origin.startswith("reviews.rules."):
                found.add(_home(origin.removeprefix("reviews.rules."), name))
        if isinstance(row, ast.Attribute) and isinstance(row.value, ast.Name):
            origin, name = module.imports.get(row.value.id, ("", ""))
            if origin == "reviews.rules":
                found.add(_home(name, row.attr))
    return found


def _home(stem: str, name: str) -> Rule:
    """Where a function stands that another module hands on."""
    path = RULES / f"{stem}.py"
    if path.is_file() and name not in (module := read_module(path)).functions:
        origin, _name = module.imports.get(name, ("", ""))
        if origin.startswith("reviews.rules."):
            return origin.removeprefix("reviews.rules."), name
    return stem, name


@cache
def all_rules() -> frozenset[Rule]:
    """Every function of the rules that another module may call."""
    return frozenset(
        (path.stem, name)
        for path in RULES.glob("*.py")
        for name in read_module(path).functions
        if not name.startswith("_")
    )


@cache
def rules_reached() -> frozenset[Rule]:
    """What services, pages and commands of the program call of the rules, and what these call in turn."""
    files = [path for room in PROGRAM for path in (ROOT / room).rglob("*.py") if RULES not in path.parents]
    reached: set[Rule] = set()
    for path in files:
        module = read_module(path)
        reached |= _references(module, module.tree)
    waiting = list(reached)
    while waiting:
        found = _inside(*waiting.pop()) - reached
        reached |= found
        waiting += found
    return frozenset(reached) & all_rules()


def _inside(stem: str, name: str) -> set[Rule]:
    path = RULES / f"{stem}.py"
    if not path.is_file():
        return set()
    module = read_module(path)
    node = module.functions.get(name) or module.tables.get(name)
    if node is None:
        return set()
    own = {(stem, row) for row in names_in(node) & {*module.functions, *module.tables}}
    return own | _references(module, node)
