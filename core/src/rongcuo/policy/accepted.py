"""Accepted: warnings and mutants that a plugin's author has looked at and leaves, each with the reason."""

from __future__ import annotations

from attrs import evolve, frozen

from ..facts.text import Text
from .policy import Policy

#: The code of the warning that a worse fact may help, which a ruling tells of too.
WORSE_MAY_HELP = "RC208"


@frozen(kw_only=True)
class AcceptedMutant:
    """One mutant that no case notices, named as `rongcuo test` names it."""

    clause: str
    key: str
    becomes: str
    reason: Text

    @property
    def name(self) -> tuple[str, str, str]:
        return (self.clause, self.key, self.becomes)


@frozen(kw_only=True)
class AcceptedWarning:
    """The warnings of a code about one clause, or whatever else `rongcuo check` names as the place."""

    code: str
    clause: str
    why: Text


@frozen(kw_only=True)
class Accepted:
    """What `accepted.toml` holds."""

    mutant: tuple[AcceptedMutant, ...] = ()
    warning: tuple[AcceptedWarning, ...] = ()

    def told_in(self, policy: Policy) -> Policy:
        """A policy whose clauses say, in every version, why a worse fact may help by them."""
        reasons = {entry.clause: entry.why for entry in self.warning if entry.code == WORSE_MAY_HELP}
        if not reasons:
            return policy
        rules = tuple(
            evolve(rule, worse_meant=reasons[rule.clause.id]) if rule.clause.id in reasons else rule
            for rule in policy.rules
        )
        earlier = (
            f if f.policy is None else evolve(f, policy=self.told_in(f.policy)) for f in policy.earlier
        )
        return evolve(policy, rules=rules, earlier=tuple(earlier))
