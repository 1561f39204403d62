"""Public names: which of rongcuo a plugin may import, and what one imports besides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

import rongcuo


@frozen
class PrivateImport:
    """An import of something that may change without notice: the file, the line and the name."""

    file: str
    line: int
    name: str


def private_imports(folder: Path) -> list[PrivateImport]:
    """What the Python files of a package import of rongcuo beyond its public names."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue  # a file that can't be read can't be imported either, and that is told elsewhere
        name = str(file.relative_to(folder.parent))
        found += [PrivateImport(name, line, what) for line, what in _imports(tree) if not _is_public(what)]
    return found


def package_folder(module: str) -> Path | None:
    """Where a package's files are, found without importing it; None where there are none."""
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return None
    origin = spec.origin if spec else None
    return Path(origin).parent if origin and Path(origin).name == "__init__.py" else None


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name of rongcuo that some statement imports, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and not node.level and _is_ours(node.module or ""):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "rongcuo"


def _is_public(name: str) -> bool:
    return name == "rongcuo" or name.removeprefix("rongcuo.") in rongcuo.__all__
