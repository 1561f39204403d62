"""A random sample as a case that can be changed and asked about again."""

from __future__ import annotations

from rongcuo.policy.cases import case_from
from rongcuo.policy.policy import facts_of
from rongcuo_analysis.answering import Asking

from ..strategies import Sample


def asking_of(sample: Sample) -> Asking:
    vocabulary = facts_of(sample.policies)
    names = frozenset(policy.plugin for policy in sample.policies)
    case = case_from(sample.case, "sample", vocabulary, names)
    return Asking(sample.jurisdiction, sample.policies, vocabulary, case, sample.question, None)  # type: ignore[arg-type]
