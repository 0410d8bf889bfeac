"""House rules that a program can look for. Each rule takes one file's tree and says where it is broken."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

Rule = Callable[[ast.Module], Iterator[tuple[int, str]]]

ROOT = Path(settings.BASE_DIR)
WEB_ROOMS = ("views", "api")
FORM_ROOMS = ("forms", "tables", "filters")
CASES = {
    "Application",
    "Call",
    "Notice",
    "PartnerConsent",
    "Project",
    "PublicNotice",
    "SealedScan",
}  # models with a state
WRITES = {"save", "delete", "update", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
LONGEST_FUNCTION, LONGEST_FILE = 45, 300


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders or ("lianxiao",):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def room(file: Path) -> str:
    """lianxiao/calls/views/checks.py → views."""
    parts = file.relative_to(ROOT).parts
    return parts[2].removesuffix(".py") if len(parts) > 2 else ""


def faults(rule: Rule, files: Iterator[Path]) -> list[str]:
    """["lianxiao/calls/views/checks.py:12 Call.objects"]"""
    return [
        f"{file.relative_to(ROOT)}:{line} {what}"
        for file in files
        for line, what in rule(ast.parse(file.read_text(encoding="utf-8")))
    ]


def planted(rule: Rule, code: str) -> list[str]:
    return [what for _line, what in rule(ast.parse(code))]


# --- states ----------------------------------------------------------------------------------------


def sets_state(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Any way to write a state that is not Lifecycle.move."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    yield node.lineno, "sets .state"
        elif isinstance(node, ast.Call) and _writes_state(node):
            yield node.lineno, "writes state"


def _writes_state(call: ast.Call) -> bool:
    name = _name(call.func)
    if name == "setattr":
        return len(call.args) > 1 and _is_text(call.args[1], "state")
    if name not in WRITES | CASES:
        return False
    given = {keyword.arg for keyword in call.keywords}
    defaults = [key for keyword in call.keywords if keyword.arg == "defaults" for key in _keys(keyword.value)]
    return "state" in given or any(_is_text(key, "state") for key in defaults)


def _keys(node: ast.expr) -> list[ast.expr]:
    return [key for key in node.keys if key] if isinstance(node, ast.Dict) else []


# --- rooms -----------------------------------------------------------------------------------------


def touches_rows(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Views call queries and actions; they never reach for rows themselves."""
    yield from writes_rows(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield node.lineno, f".{node.attr}"


def writes_rows(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A call of a method that stores something; `actions.create(…)` of an imported module is an action."""
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = node.func.value
            if not (isinstance(owner, ast.Name) and owner.id in imported):
                yield node.lineno, f".{node.func.attr}()"


# --- habits ----------------------------------------------------------------------------------------


def orders_by_default(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for line in node.body:
                if isinstance(line, ast.Assign) and any(_name(target) == "ordering" for target in line.targets):
                    yield line.lineno, "Meta.ordering"


def listens_to_signals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("signals", "dispatch")):
            yield node.lineno, f"from {node.module}"


def locks_more_than_itself(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node.func) != "select_for_update":
            continue
        if "of" not in {keyword.arg for keyword in node.keywords}:
            yield node.lineno, "select_for_update() without of="


def answers_swaps_otherwise(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A part that is swapped in is cut from the page by the browser; the server makes one answer for both."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "htmx":
            yield node.lineno, ".htmx"
        elif _is_text(node, "HX-Request"):
            yield node.lineno, "HX-Request"


def imports_late(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield inner.lineno, f"import inside {node.name}"


def goes_on_too_long(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION:
                yield node.lineno, node.name


def called_with(tree: ast.Module, function: str) -> Iterator[ast.expr]:
    """The first argument of every call of this function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == function and node.args:
            yield node.args[0]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text
