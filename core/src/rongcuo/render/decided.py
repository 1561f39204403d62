"""A decided matter in words: what was decided, who tells of it, and how much of that was read."""

from __future__ import annotations

from typing import Any

from ..policy.decided import Account, Decided
from .words import Words


def answer_of(matter: Decided, words: Words) -> str:
    """The outcome in a few words: the answer, how far and of what a person was spared, a false accusation."""
    outcome = matter.outcome
    if outcome.answer is None and outcome.accusation is not None:
        return words.say(f"outcome.accusation_{outcome.accusation}")
    said = [words.say(f"outcome.{outcome.answer or 'none'}")]
    about = words.listed(words.say(f"about.{subject}") for subject in outcome.about)
    tiers = words.listed(words.say(f"tier.{tier}") for tier in outcome.tiers)
    if tiers or about:
        said.append(words.about(tiers, outcome.about) if tiers and about else tiers or about)
    if outcome.accusation is not None:
        said.append(words.say(f"outcome.accusation_{outcome.accusation}"))
    return words.joined(said)


def account_line(account: Account, words: Words) -> str:
    """One account: its title, whose it is, when it was published, how much was read, and where it is."""
    about = [words.pick(account.publisher), account.date or words.say("say.no_date")]
    about.append(words.say(f"read.{account.read}"))
    line = words.aside(words.pick(account.title), words.joined(about))
    return f"{line} {account.address}" if account.address else line


def outcome_data(matter: Decided, words: Words) -> dict[str, Any]:
    """What was decided as plain data."""
    outcome = matter.outcome
    return {
        "answer": outcome.answer,
        "tiers": list(outcome.tiers),
        "about": list(outcome.about),
        "accusation": outcome.accusation,
        "by": words.pick(outcome.by) if outcome.by else None,
        "statement": words.pick(outcome.statement),
        "why": words.pick(outcome.why) if outcome.why else None,
        "left_out": words.pick(matter.left_out),
    }


def account_data(account: Account, words: Words) -> dict[str, Any]:
    """One account as plain data."""
    return {
        "title": words.pick(account.title),
        "publisher": words.pick(account.publisher),
        "date": account.date,
        "address": account.address,
        "read": account.read,
    }
