"""Places: in which file, and on which line of it, something stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from attrs import evolve, frozen

from rongcuo.policy.clauses import CHAPTER_KINDS
from rongcuo.policy.files import CHAPTER_FILES

from ..finding import Finding
from ..workspace import Workspace

#: The file of each kind that belongs to one chapter.
_FILES = {kind: CHAPTER_FILES[hook] for hook, kinds in CHAPTER_KINDS.items() for kind in kinds}


@frozen(eq=False, slots=False)
class Places:
    """Where a plugin's clauses and words stand in its files."""

    workspace: Workspace

    @cached_property
    def _files(self) -> dict[tuple[str, str], str]:
        """Where everything stands that this text says: in its own files, else in those of the version after it."""
        files: dict[tuple[str, str], str] = {}
        for folder in self._folders:
            for file, data in self.workspace.raw.items():
                if file.rpartition("/")[0] != folder:
                    continue
                for kind, entries in data.items():
                    for entry in entries if isinstance(entries, list) else ():
                        if isinstance(entry, dict):
                            files.setdefault((kind, str(entry.get("id"))), file)
        return files

    @property
    def _folders(self) -> list[str]:
        policy = self.workspace.policy
        versions = [version.id for version in policy.region.earlier]
        own = versions.index(policy.edition) if policy.edition in versions else len(versions)
        return [*(f"earlier/{name}" for name in versions[own:]), ""]

    def file(self, kind: str, name: str) -> str:
        """The file of a clause, term, fact, reading or period; nothing where a plugin answers in Python."""
        return self._files.get((kind, name), "")

    def list_file(self, kind: str) -> str:
        """The file of a list: the one that says what was seen of it, or else the one of its clauses."""
        name = _FILES.get(kind, "")
        files = [f"{folder}/{name}" if folder else name for folder in self._folders]
        there = [file for file in files if file in self.workspace.raw]
        return next((file for file in there if kind in _lists(self.workspace.raw[file])), (there or [""])[-1])

    def with_line(self, finding: Finding) -> Finding:
        """The finding with the line of its place in front, where that can be told."""
        problem = finding.problem
        line = self._line(problem.file, problem.place)
        if line is None or problem.place.startswith("line "):
            return finding
        return evolve(finding, problem=evolve(problem, place=f"line {line}, {problem.place}"))

    def _line(self, file: str, place: str) -> int | None:
        folder = self.workspace.folder
        if not place or folder is None or file not in self.workspace.raw:
            return None
        entry = re.match(r"(\w+) (\w+)(?:,|$)", place)
        if entry is not None:
            return self._entries(folder / file).get((entry[1], entry[2]))
        table = re.match(r"[\w.-]+", place)
        header = f"[{table[0]}]" if table else ""
        lines = enumerate(_lines(folder / file), 1)
        return next((number for number, line in lines if line.startswith(header)), None)

    @cached_property
    def _numbers(self) -> dict[Path, dict[tuple[str, str], int]]:
        return {}

    def _entries(self, path: Path) -> dict[tuple[str, str], int]:
        """The line of each entry's id in a file, by the entry's kind and id."""
        if path not in self._numbers:
            numbers = self._numbers[path] = {}
            kind = ""
            for number, line in enumerate(_lines(path), 1):
                header = re.match(r"\[\[(\w+)\]\]", line)
                entry_id = re.match(r"""id\s*=\s*["']([^"']*)["']""", line)
                if line.startswith("["):
                    kind = header[1] if header else ""
                elif kind and entry_id:
                    numbers.setdefault((kind, entry_id[1]), number)
        return self._numbers[path]


def _lists(data: Mapping[str, object]) -> Collection[object]:
    """The lists of which a file says what was seen."""
    lists = data.get("list")
    return lists if isinstance(lists, dict) else ()


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8-sig").splitlines()]
