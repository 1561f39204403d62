"""Leads: where the words over a list deny what it lists, or say what follows for those whom they name."""

from __future__ import annotations

import re

from .cues import LISTED, wide

#: Between a denial and what it denies.
_HOW = "(?:曾|得|能|应|宜|会|再|同时|全部|完全|都|均|经|按(?:照)?(?:规定|要求|程序|时)|依法|依规|严格|如实|及时)*"
_IS = (
    "(?:存在|出现|发生|具有|具备|符合|满足|达到|属于|属|涉及|涉嫌|触犯|触及|触碰|包括|包含|含有?|涵盖|构成|违反|适用于?"
    "|做到|履行|遵守|落实|完成|在|是|有|为)"
)
_DENIES = f"(?:[不未毋]{_HOW}{_IS}|没有?{_HOW}{_IS}?|[无非]|并非|缺[少乏]|违反|排除|避免)"
_TIED = "(?:任何|一切|上述|有|于|了|过|(?:本|第|前|上级)[^，。；：]{1,12}的)*"
#: What denies a list, makes an exception of it, or speaks of what isn't on it.
_EXCEPTED = re.compile(
    rf"{_DENIES}{_TIED}{LISTED}"
    rf"|(?<![免解消扣])除[^，。；]{{0,12}}{LISTED}|{LISTED}[^。]{{0,20}}除外|不适用(?:前|本|第.{{1,3}})[款条项]"
    rf"|{LISTED}[^，。；：]{{0,8}}?(?:均|都|皆|全|也)*(?:不存在|没有|未(?:曾)?(?:有|发生|出现|具备|达到|满足)|不(?:具备|符合|满足|具有|成立|发生))的?(?=[，。；：]|$)"
    rf"|{LISTED}[^，。；：]{{0,8}}?[之以]外"
)  # fmt: skip
#: What may stand between 下列 and what the list is of.
_COUNTED = (
    f"{LISTED}(?:[一二两三四五六七八九十几各0-9]*[个种类项条])?"
    "(?:具体|主要|相应|有关|相关|基本|必要|书面|激励|关爱)*"
)
_CASE = re.compile(f"{_COUNTED}(?:情形|情节|情况|行为|问题)")
#: What a list may be of that is no case: what is done, how, with what, and what comes of it.
_NO_CASES = re.compile(
    f"{_COUNTED}(?:措施|方式|方法|办法|程序|步骤|流程|环节|材料|资料|文件|手续|权利|待遇|影响|后果|内容|原则|标准|责任|处理|处分|处罚|问责"
    "|时限|期限|渠道|途径|形式|部门|机关|机构)"
)
_PERSONS = "(?:干部|单位|人员|个人|同志|对象|当事人|党员|企业|部门|机构)"
#: What goes on behind a cue where it only says for whom, or whereof, something follows.
_FOLLOWS = re.compile(
    rf"的[^，。；：]{{0,6}}?{_PERSONS}"
    "|[^，。；：]{0,12}，[^，。；：]{0,8}?(?:在[^，。；：]{1,12}(?:方面|中|上)|按照?|依照|由|采取|享受|不受|告知|提交|接受|履行|办理|给予)"
)
#: What undoes a tolerance, or stands outside of it.
_UNDOES = re.compile("撤销|取消|[终中停]止|暂停|收回|驳回|拒绝|例外|除外|[以之]外|非(?=容错|免责)")
_NO_FILING = re.compile(
    "(?:[不未无毋](?:得|能|予|可以?|应|宜|必|需|须|用|纳入|列入|实行|经|曾)*|禁止|免于|免予)(?:事前|事先|进行)*(?:备案|报备)"
)
#: How much before a cue may undo it.
_BEFORE = 3
#: The kinds that are cases in which something holds.
_CASES = frozenset(["red_line", "situation", "mitigation", "aggravation", "trigger", "accusation", "scope"])


def excepted(words: str) -> re.Match[str] | None:
    """The words that make a list one of what isn't to be there: “不存在下列情形的”, “除下列情形外”."""
    return _EXCEPTED.search(wide(words))


def undoes(words: str) -> bool:
    """Whether words that tell of a tolerance take it back, or make an exception to it."""
    return _UNDOES.search(words) is not None


def of_cases(kind: str, words: str, cue: re.Match[str]) -> bool:
    """Whether what stands below these words can be of a kind that a cue in them tells.

    It can't where they undo what they name, or say what follows for those to whom it applies; and what is
    below a list of cases is no step.
    """
    if kind == "step":
        return not _CASE.search(words) or _NO_CASES.search(words) is not None
    if kind not in _CASES:
        return True
    if _NO_CASES.search(words) or (kind == "scope" and _NO_FILING.search(words)):
        return False
    if kind == "situation" and undoes(words[max(0, cue.start() - _BEFORE) : cue.end()]):
        return False
    return kind in ("trigger", "accusation", "scope") or _FOLLOWS.match(words, cue.end()) is None
