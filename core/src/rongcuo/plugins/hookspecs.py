"""The hooks: what the core asks a plugin.

Every hook takes one frozen context.  A plugin implements those that it has something to say to, with
`rongcuo.hookimpl`, and answers with a `rongcuo.clauses.Chapter` of clauses.  Regions also carry two
attributes: `region` (a `rongcuo.clauses.Region`) and `sources` (a tuple of `rongcuo.clauses.Source`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy
from attrs import frozen

from ..facts.vocabulary import Vocabulary
from ..policy.clauses import Chapter

if TYPE_CHECKING:
    import click

hookspec = pluggy.HookspecMarker("rongcuo")
hookimpl = pluggy.HookimplMarker("rongcuo")


@frozen(kw_only=True)
class Context:
    """What a hook is told: the plugin's own name, and the facts that conditions may read.

    `edition` is the id of the earlier version that is asked for, None for the newest.
    """

    plugin: str
    vocabulary: Vocabulary
    edition: str | None = None


@hookspec
def filing(context: Context) -> Chapter | None:
    """What may be filed beforehand, how, and what a filing is worth.

    Kinds of clause: `Scope`, `FilingCondition`, `Step`, `Duty`, `Effect`, `NotReported`.

        @hookimpl
        def filing(context):
            return Chapter(
                lists={"scope": ListInfo(seen="complete")},
                clauses=(
                    Scope(
                        id="F1",
                        title=Text("首创事项", "matters without precedent"),
                        statement=Text("无先例可循的事项可事前备案。",
                                       "A matter without precedent may be filed."),
                        topic="filing_scope",
                        source="text",
                        when="no_precedent",
                    ),
                ),
            )
    """


@hookspec
def tolerance_criteria(context: Context) -> Chapter | None:
    """Which mistakes may be tolerated, under which conditions, with which outcomes, decided by whom.

    Kinds of clause: `Situation`, `Condition`, `TierClause`, `TierGate`, `Mitigation`, `Aggravation`,
    `Decider`, `Step`, `Duty`, `Effect`, `NotReported`.

        @hookimpl
        def tolerance_criteria(context):
            return Chapter(
                lists={"situation": ListInfo(seen="complete"), "condition": ListInfo(seen="none")},
                clauses=(
                    Situation(
                        id="T1",
                        title=Text("先行先试", "trying first"),
                        statement=Text("先行先试中的失误，经集体研究的，可予容错。",
                                       "A mistake in trying first may be tolerated if decided collectively."),
                        topic="reform_trial",
                        source="text",
                        when="trying_first",
                        requires="collective_decision",
                        tiers=("exempt",),
                    ),
                ),
            )
    """


@hookspec
def red_lines(context: Context) -> Chapter | None:
    """What is never tolerated.

    Kinds of clause: `RedLine`, `Step`, `Duty`, `Effect`, `NotReported`.

        @hookimpl
        def red_lines(context):
            return Chapter(
                lists={"red_line": ListInfo(seen="complete")},
                clauses=(
                    RedLine(
                        id="R1",
                        title=Text("重大安全事故", "major accident"),
                        statement=Text("发生重大安全事故的，不予容错。",
                                       "No tolerance after a major accident."),
                        topic="safety_accident",
                        source="text",
                        when="safety_accident",
                        finding=Text("重大", "major"),
                    ),
                ),
            )
    """


@hookspec
def clarification(context: Context) -> Chapter | None:
    """When a name is cleared, in which forms, and how a false accusation is handled.

    Kinds of clause: `Trigger`, `Accusation`, `Aggravation`, `Step`, `Duty`, `Effect`, `NotReported`.

        @hookimpl
        def clarification(context):
            return Chapter(
                lists={"trigger": ListInfo(seen="complete")},
                clauses=(
                    Trigger(
                        id="C1",
                        title=Text("举报失实", "untrue report"),
                        statement=Text("举报失实的，书面澄清。",
                                       "An untrue report is cleared up in writing."),
                        topic="clear_name",
                        source="text",
                        when="report_outcome == 'untrue'",
                        forms=("written",),
                    ),
                ),
            )
    """


@hookspec
def measures(context: Context) -> Chapter | None:
    """Supporting measures: incentives, training, return to post, with their targets.

    Kinds of clause: `Measure`, `Step`, `Duty`, `Effect`, `NotReported`.

        @hookimpl
        def measures(context):
            return Chapter(
                lists={"measure": ListInfo(seen="counted", announced=16)},
                clauses=(
                    Measure(
                        id="M1",
                        title=Text("年度选派", "yearly secondment"),
                        statement=Text("每年选派干部挂职。", "Officials are seconded every year."),
                        topic="training",
                        source="text",
                        target=Text("每年10名", "10 a year"),
                    ),
                ),
            )
    """


@hookspec
def register_commands(context: Context) -> list[click.Command] | None:
    """Commands of an extension, added to `rongcuo`.

    @hookimpl
    def register_commands(context):
        @click.command()
        def hello():
            click.echo("hello")

        return [hello]
    """


#: The hooks that answer with a chapter, in the order in which they are called.
CHAPTER_HOOKS = ("red_lines", "tolerance_criteria", "filing", "clarification", "measures")
