"""Public names: which of rongcuo a plugin may import, and what one imports besides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from .. import __all__ as PUBLIC
from ..clauses import __all__ as CLAUSES

#: Everything that a plugin may import, and what its tests may; what the front had before stays for a while.
_ALLOWED = frozenset(
    ["rongcuo", "rongcuo.*", "rongcuo.clauses", "rongcuo.clauses.*"]
    + [f"rongcuo.{name}" for name in (*PUBLIC, *CLAUSES)]
    + [f"rongcuo.clauses.{name}" for name in CLAUSES]
    + ["rongcuo.testing", "rongcuo.testing.PluginContract", "rongcuo.testing.pytest_plugin"]
)


@frozen
class PrivateImport:
    """An import of something that may change without notice: the file, the line and the name."""

    file: str
    line: int
    name: str


def private_imports(where: Path) -> list[PrivateImport]:
    """What the Python files of a package, or one module, use of rongcuo beyond its public names."""
    imports = []
    for file in sorted(where.rglob("*.py")) if where.is_dir() else [where]:
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue  # a file that can't be read can't be imported either, and that is told elsewhere
        name = file.relative_to(where.parent).as_posix()
        used = sorted(set(_used(tree)))
        imports += [PrivateImport(name, line, what) for line, what in used if what not in _ALLOWED]
    return imports


def source_of(module: str) -> Path | None:
    """Where the Python files of a module or its package are, found without importing it."""
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None


def _used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name of rongcuo that is imported, or read from the module itself, with its line."""
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            ours = [alias for alias in node.names if _is_ours(alias.name)]
            yield from ((node.lineno, alias.name) for alias in ours)
            modules |= {alias.asname or "rongcuo" for alias in ours if alias.name == "rongcuo"}
        elif isinstance(node, ast.ImportFrom) and not node.level and _is_ours(node.module or ""):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and _imports_by_name(node.func):
            module = node.args[0]
            if isinstance(module, ast.Constant) and isinstance(module.value, str) and _is_ours(module.value):
                yield node.lineno, module.value
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node.lineno, f"rongcuo.{node.attr}"


def _imports_by_name(function: ast.expr) -> bool:
    """Whether this is `__import__` or `import_module`, which take a module's name as a text."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("__import__", "import_module")


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "rongcuo"
