"""What the analysis says."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # What if
    "help.whatif": (
        "怎样才会改变结论：列出最少要改变哪些事实，一地的结论就会变为所要的结论。\n\n只看还来得及改变的事实（行为前如先备案、集体研究，行为后如补救、报告、整改）；加 --any 看全部事实。另列出现结论立足于哪些事实。",
        "What would change an answer: the fewest facts that would have to be otherwise for a region's answer to become the one that is wanted.\n\nOnly what can still be changed counts (before the act to file, to study it together; after it to remedy, to report, to correct); --any takes every fact. It tells as well which facts the answer stands on.",
    ),
    "option.whatif.region": ("就哪一地区的文本；不写时为案件所在地。", "By the texts of which region; without it, of the place of the case."),
    "option.whatif.question": ("要回答的问题；默认由案件内容决定。", "The question; the case chooses it by default."),
    "option.to": ("要变成的结论，如 tolerated；默认为可予容错（可予备案、应予澄清），已是的则为其他结论。", "The answer that is wanted, such as tolerated; by default that it is tolerated (may be filed, is cleared), and any other where it is already."),
    "option.any": ("不限于还来得及改变的事实。", "Take every fact, not only what can still be changed."),
    "option.whatif.most": ("一组至多改变几项事实。", "How many facts one set may change."),
    "problem.whatif_region": ("案件所在地“{where}”没有启用的文本；请用 --region 写明按哪一地区", "no text is on for the place of the case, \"{where}\"; name a region with --region"),
    "whatif.title": ("怎样才会成为“{wanted}”：{title}", "What would make it \"{wanted}\": {title}"),
    "whatif.checked": ("未写明的不利情节（{count} 项）按核查后均无计。", "{count} adverse facts of which the case says nothing are taken to be checked and absent."),
    "whatif.any_of_before": ("行为还没有做。下列 {count} 组，做到任何一组即可：", "The act is still to come. Any one of these will do ({count}):"),
    "whatif.any_of_after": ("行为已经做了。下列 {count} 组，做到任何一组即可：", "The act is done. Any one of these will do ({count}):"),
    "whatif.any_of_given": ("单靠还来得及做的不能确定，还要看尚未写明的情况。下列 {count} 组，任何一组属实（做到）即可：", "What can still be done doesn't settle it: it hangs on what the case leaves open. Any one of these will do ({count}):"),
    "whatif.any_of_any": ("下列 {count} 组，任何一组属实即可：", "Any one of these would do ({count}):"),
    "whatif.nothing_before": ("行为前还来得及做的，怎样做都不能确定为“{wanted}”。加 --any 看全部事实。", "Nothing that can still be done before the act makes it \"{wanted}\" for certain. --any takes every fact."),
    "whatif.nothing_after": ("行为后还来得及做的，怎样做都不能确定为“{wanted}”。加 --any 看全部事实。", "Nothing that can still be done after the act makes it \"{wanted}\" for certain. --any takes every fact."),
    "whatif.nothing_any": ("不论事实怎样改变，都不能确定为“{wanted}”（或者要改变的超过 --most 所限）。", "No change of facts makes it \"{wanted}\" for certain (or it takes more than --most allows)."),
    "whatif.more": ("另有 {count} 组，要改变的不少于以上各组；加 --json 也不列出，可用 --most 缩小范围。", "{count} more sets change no fewer facts than these; narrow them with --most."),
    "whatif.several_texts": ("有 {count} 个文本可能适用：以上各组在每个文本下都成立。", "{count} texts may rule: each of these sets does by every one of them."),
    "whatif.stands_on": ("现结论立足于（任何一项单独改变，结论即变）：{facts}", "The answer stands on (any one of them otherwise, and it changes): {facts}"),
    "whatif.with": ("有 {values}", "with {values}"),
    "whatif.without": ("没有 {values}", "without {values}"),
    "whatif.with_one": ("有 {values} 之一", "one of {values}"),
    "whatif.given": ("查明属实：{facts}", "so it is found: {facts}"),
    "whatif.set": ("{facts} → {then}", "{facts} → {then}"),
}
