"""How long one case takes, over the first four regions and over all, once the policies are loaded."""

from __future__ import annotations

from functools import partial

from interleaved import table

from rongcuo.comparing.comparison import compare
from rongcuo.facts.vocabulary import Fact, Vocabulary
from rongcuo.plugins.deployment import Deployment
from rongcuo.plugins.registry import load
from rongcuo.policy.cases import Case, case_from

#: The regions that the aims are about.
FOUR = ("hongze", "bincheng", "jingjiang", "haian")


def nothing_known(vocabulary: Vocabulary) -> Case:
    return case_from({"title": "-", "where": "-"}, "nothing known", vocabulary, frozenset())


def all_known(vocabulary: Vocabulary) -> Case:
    """Every scene there is, every requirement met, every adverse fact checked and not found."""
    facts = vocabulary.values()
    told = {fact.id: value(fact) for fact in facts if not fact.adverse and fact.id != "accident_role"}
    absent = [fact.id for fact in facts if fact.adverse]
    raw = {"title": "-", "where": "-", "facts": told, "absent": absent}
    return case_from(raw, "all known", vocabulary, frozenset())


def value(fact: Fact) -> object:
    if fact.type == "yes_no":
        return True
    if fact.type == "amount":
        return 1_000_000
    if fact.type == "set":
        return list(fact.values)
    return fact.values[-1]


def main() -> None:
    registry = load(Deployment())
    full, empty = all_known(registry.vocabulary), nothing_known(registry.vocabulary)
    print(f"all known is {len(full.facts)} of {len(registry.vocabulary)} facts")
    for regions, rounds in ((FOUR, 30), (tuple(registry.rows), 15)):
        compared = partial(compare, registry, questions=("tolerance",), regions=regions)
        ruled = partial(compared, explain_differences=False)
        table(
            f"one case over {len(regions)} regions, every clause explained",
            {
                "all known": partial(ruled, full),
                "nothing known": partial(ruled, empty),
                "all known, differences on top": partial(compared, full),
                "nothing known, differences on top": partial(compared, empty),
                f"loading the {len(registry.policies)} policies": partial(load, Deployment()),
            },
            rounds=rounds,
        )


if __name__ == "__main__":
    main()
