"""Before: what a former trial showed of the mutants, and how much of it an edit leaves true.

A case rules a mutant as it did if the case is the same, the files differ in nothing but words for people and
conditions, and each condition that the mutant has otherwise than then comes to the same under what the case tells.
Whether a mutant means the same as the policy hangs on every clause, and is asked again after any change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rongcuo.policy.clauses import NOTHING_STATED

from .mutants import Mutant
from .touched import CONDITIONS, Touched

if TYPE_CHECKING:
    from .trial import Cases, Name, Trial


class Before:
    """A former trial as far as it still holds for these cases; `touched` has those of them that pass.

    `mutants` are those of the very same policy, none for another; `alike` says which mean the same as it.
    """

    def __init__(self, cases: Cases, touched: Touched, former: Trial | None) -> None:
        self._touched = touched
        self._noticed_by: Mapping[Name, str] = {}
        self._tried: dict[Name, Mutant] = {}
        self._same_cases: set[str] = set()
        self._same_text = False
        self.mutants: tuple[Mutant, ...] = ()
        self.alike: Mapping[Name, bool | None] = {}
        if former is None:
            return
        then, now = former.workspace.raw, cases.workspace.raw
        self._noticed_by = former.mutation.noticed_by
        self._same_text = _bare(then) == _bare(now)
        if self._same_text:
            self.alike = former.mutation.alike
        if former.subject is cases.subject:
            self.mutants = former.mutation.tried
        if self._same_text or _frame(then) == _frame(now):
            self._tried = {mutant.name: mutant for mutant in former.mutation.tried}
            passed = {outcome.case.file: outcome.case for outcome in former.outcomes if outcome.passed}
            cases_now = {outcome.case.file: outcome.case for outcome in touched.outcomes}
            self._same_cases = {file for file, case in cases_now.items() if passed.get(file) == case}

    def noticed_by(self, mutant: Mutant) -> str | None:
        """The case that noticed it then, whether it still does or not."""
        return self._noticed_by.get(mutant.name)

    def kept(self, mutant: Mutant) -> Callable[[str], bool]:
        """Tells of a case, by its file, whether it rules a mutant as it did then."""
        was = self._tried.get(mutant.name)
        if was is None:
            return lambda file: False
        if self._same_text:
            return self._same_cases.__contains__
        changes = self._touched.changes(was.subject, mutant.subject)
        return lambda file: file in self._same_cases and self._touched.spares(changes, file)


def _bare(raw: Any) -> Any:
    """What the files of a plugin say without the words for people, on which no ruling hangs."""
    if isinstance(raw, Mapping):
        return {key: _bare(value) for key, value in raw.items() if not _for_people(key, value)}
    return [_bare(value) for value in raw] if isinstance(raw, list) else raw


def _for_people(key: str, value: Any) -> bool:
    return key in ("note", "locator") or (key in ("zh", "en") and isinstance(value, str))


def _frame(raw: Any) -> Any:
    """The same without what its conditions say: only where there is one."""
    if isinstance(raw, Mapping):
        return {
            key: value == NOTHING_STATED if key in CONDITIONS else _frame(value)
            for key, value in raw.items()
            if not _for_people(key, value)
        }
    return [_frame(value) for value in raw] if isinstance(raw, list) else raw
