"""Proposals: cases that would notice the mutants that survive, their answers left for a person to give.

A proposal holds facts on which the policy and its mutant rule apart.  Whether the policy is right there
is what its author has to say, so nothing of a ruling is written into it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from rongcuo.facts.problems import InputError
from rongcuo.facts.text import Language, say
from rongcuo.policy.cases import Case, case_from
from rongcuo.render import landing
from rongcuo.render.constructed import case_lines
from rongcuo.ruling import Ruling, rule
from rongcuo.ruling.constructed import FIRST_DAY, case_data
from rongcuo.ruling.editions import start

from .exact import Setting, Versions
from .expectations import ruled_value
from .mutants import Mutant
from .subject import Subject

#: What the author has to say where two versions differ in it.
_ASKED = ("tiers", "unaddressed", "readings", "met", "not_met")


@frozen(kw_only=True)
class Proposal:
    """A case to be completed: a name for its file, the facts, and the mutants that it would notice.

    `keys` are what the author has to say of it for that.
    """

    name: str
    setting: Setting
    raw: dict[str, Any]
    notices: tuple[Mutant, ...]
    keys: tuple[str, ...]


def proposals(subject: Subject, survivors: tuple[Mutant, ...]) -> tuple[Proposal, ...]:
    """The fewest plain cases that a simple search finds for all of them; none for what is too complex."""
    versions = {
        text.edition: Versions(
            subject,
            [mutant.subject for mutant in survivors if text.edition in mutant.editions],
            edition=text.edition,
        )
        for text in subject.texts
    }
    left = list(survivors)
    without: list[Mutant] = []  # for which no case was found; one that is proposed for others may notice them
    proposed: list[Proposal] = []
    while left:
        proposal = _first(subject, versions, left[0], len(proposed) + 1)
        if proposal is None:
            without.append(left.pop(0))
            continue
        case = _case(subject, proposal.raw)
        noticed = {
            mutant: keys
            for mutant in (*left, *without)
            if (keys := _apart(subject, mutant, case, proposal.setting))
        }
        asked = {key for keys in noticed.values() for key in keys}
        proposed.append(
            Proposal(
                name=proposal.name,
                setting=proposal.setting,
                raw=proposal.raw,
                notices=tuple(noticed),
                keys=tuple(key for key in _ASKED if key in asked),
            )
        )
        left, without = ([mutant for mutant in some if mutant not in noticed] for some in (left, without))
    return tuple(proposed)


def _first(
    subject: Subject, versions: Mapping[str | None, Versions], mutant: Mutant, number: int
) -> Proposal | None:
    """A case on which the policy and a mutant rule apart, tried out before both."""
    settings = ((at, each) for at in mutant.editions for each in versions[at].settings(mutant.subject))
    for edition, setting in settings:
        raw = case_data(subject.here, setting.values)
        if edition is not None:
            raw["dates"] = {"ruling": _day_of(subject, edition)}
        elif subject.policy.region.policy.transition is not None:
            raw["dates"] = {"act": _day_of(subject, None)}  # an earlier act would be left to another text
        try:
            apart = _apart(subject, mutant, _case(subject, raw), setting)
        except InputError:
            continue
        if apart:
            called = re.sub(r"\W+", "_", mutant.owner).strip("_")
            name = f"proposed_{number:02}_{called}"
            return Proposal(name=name, setting=setting, raw=raw, notices=(mutant,), keys=apart)
    return None


def _day_of(subject: Subject, edition: str | None) -> str:
    """A day on which a version had begun; one by which it was reported where no more is known."""
    text = next(text for text in subject.texts if text.edition == edition)
    begun = start(text).high
    return (FIRST_DAY if begun is None else datetime.date.fromordinal(begun)).isoformat()


def _case(subject: Subject, raw: dict[str, Any]) -> Case:
    return case_from(raw, "", subject.vocabulary, frozenset([subject.policy.plugin]))


def _apart(subject: Subject, mutant: Mutant, case: Case, setting: Setting) -> tuple[str, ...]:
    """In what a policy and a mutant rule apart, of what a case can expect; all of it where the mutant refuses.

    Raises InputError where the policy itself refuses the case.
    """
    one = _ruling(subject, case, setting)
    try:
        other = _ruling(mutant.subject, case, setting)
    except InputError:
        return ("verdict",)
    differ = [
        key
        for key in ("verdict", "decided_by", "tiers", "unaddressed")
        if ruled_value(one, key) != ruled_value(other, key)
    ]
    states = [{state.id: state.state for state in ruling.clauses} for ruling in (one, other)]
    # the states of what decides show in the answer
    listed = {state.id for state in one.clauses if state.kind in ("mitigation", "aggravation", "accusation")}
    for key in ("met", "not_met"):
        if any((states[0].get(name) == key) != (states[1].get(name) == key) for name in listed):
            differ.append(key)
    if setting.reading is not None:
        name, _, option = setting.reading.partition("=")
        wanted = {name: {option: ()}}
        if ruled_value(one, "readings", wanted) != ruled_value(other, "readings", wanted):
            differ.append("readings")
    return tuple(differ)


def _ruling(subject: Subject, case: Case, setting: Setting) -> Ruling:
    return rule(subject.here, subject.prepare(case), setting.question)


# A setting as a case


def case_text(proposal: Proposal, subject: Subject, language: Language) -> str:
    """A case file with everything but the answer."""
    raw, region = proposal.raw, subject.here.id
    lines = [f"# {say(language, 'propose.head')}", f"# {say(language, 'propose.notices')}"]
    lines += [
        f"#   {mutant.owner} {mutant.key}: {landing.comment(mutant.becomes)}" for mutant in proposal.notices
    ]
    title = {"zh": "……（虚构）", "en": "… (constructed)"}
    lines += ["", *case_lines({**raw, "title": title})]
    return "\n".join([*lines, "", *_expected(proposal, region, language)]) + "\n"


def _expected(proposal: Proposal, region: str, language: Language) -> Iterator[str]:
    """What a person fills in; as comments, so that nobody's answer is there until somebody gives one."""
    yield f"# {say(language, 'propose.fill_in')}"
    yield f"# [expect.{region}]"
    yield '# verdict = "…"'
    yield "# decided_by = []"
    if proposal.setting.question != _posed(proposal.raw):
        yield f'# question = "{proposal.setting.question}"'
    for key in proposal.keys:
        if key == "readings" and proposal.setting.reading is not None:
            name, _, option = proposal.setting.reading.partition("=")
            yield f'# readings = {{ "{name}" = {{ {option} = ["…"] }} }}'
        else:
            yield f"# {key} = []"
    yield '# why = { zh = "…", en = "…" }'


def _posed(raw: dict[str, Any]) -> str:
    if raw["facts"].get("stage") == "planned":
        return "filing"
    return "clarification" if "report_outcome" in raw["facts"] else "tolerance"
