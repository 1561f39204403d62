"""The contract as tests: a class for a plugin's own test suite, which needs no test framework itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unittest import SkipTest

from rongcuo.facts.text import say
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load

from ..workspace import open_plugin
from .contract import Contract


@cache
def contract_of(plugin: str) -> Contract:
    """The contract of a plugin by its folder or region, with everything installed beside it."""
    return Contract(open_plugin(plugin, load(Deployment())))


class PluginContract:
    """What every plugin has to pass.

    Subclass it, and say in `plugin` which one: its folder, its distribution's, or an installed region.
    """

    plugin: str | Path

    def keep(self, promise: str) -> None:
        """Fails where the promise is broken; where there is nothing to show it on, says so and skips."""
        kept = contract_of(str(self.plugin)).kept(promise)
        if kept.state == "nothing_to_show":
            raise SkipTest(say("en", f"contract.{kept.nothing}"))
        assert kept.state == "kept", "\n".join(problem.message("en") for problem in kept.problems)

    def test_it_loads_alone(self) -> None:
        self.keep("loads_alone")

    def test_its_hooks_answer_valid_data(self) -> None:
        self.keep("hooks_answer")

    def test_it_fails_closed_with_each_red_line_unknown(self) -> None:
        self.keep("fails_closed")

    def test_it_rules_the_same_again(self) -> None:
        self.keep("deterministic")

    def test_it_cites_everything(self) -> None:
        self.keep("cites_everything")

    def test_it_speaks_both_languages(self) -> None:
        self.keep("both_languages")

    def test_its_cases_come_out_as_reasoned(self) -> None:
        self.keep("cases_pass")

    def test_its_cases_show_every_clause(self) -> None:
        self.keep("clauses_shown")

    def test_its_cases_notice_every_slip(self) -> None:
        self.keep("slips_noticed")
