"""Places: in which file, and on which line of it, something stands."""

from __future__ import annotations

import re
from functools import cached_property

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
        return {
            (kind, str(entry.get("id"))): file
            for file, data in self.workspace.raw.items()
            for kind, entries in data.items()
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict)
        }

    def file(self, kind: str, name: str) -> str:
        """The file of a clause, term, fact, reading or period; nothing where a plugin answers in Python."""
        return self._files.get((kind, name), "")

    def list_file(self, kind: str) -> str:
        """The file of a list."""
        file = _FILES.get(kind, "")
        return file if file in self.workspace.raw else ""

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
        lines = (folder / file).read_text("utf-8-sig").splitlines()
        entry = re.match(r"(\w+) (\w+)(?:,|$)", place)
        if entry is None:
            table = re.match(r"[\w.-]+", place)
            header = f"[{table[0]}]" if table else ""
            return next((n for n, line in enumerate(lines, 1) if line.strip().startswith(header)), None)
        kind, name = entry[1], entry[2]
        header, told = f"[[{kind}]]", re.compile(rf"""id\s*=\s*["']{re.escape(name)}["']""")
        here = 0
        for number, line in enumerate(lines, 1):
            if line.strip().startswith("["):
                here = number if line.strip().startswith(header) else 0
            elif here and told.match(line.strip()):
                return number
        return None
