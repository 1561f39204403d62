"""Cues: the words that tell which kind of clause a provision is."""

from __future__ import annotations

import re

from attrs import frozen

#: Marks of punctuation as Chinese texts have them, for those that were typed as Latin ones.
_WIDE = str.maketrans(",;:()", "，；：（）")


def wide(text: str) -> str:
    """A text with Chinese punctuation and without blanks."""
    return re.sub(r"\s", "", text.translate(_WIDE))


def plain(text: str) -> str:
    """A text in which the cues are looked for: a wide one, without what 除…外 or a denied refusal takes out."""
    return _NOT_REFUSED.sub("", re.sub(r"除[^，。；]{1,40}?[外之]，", "", wide(text)))


@frozen
class Rule:
    """A kind, and the words that tell of it: over a list or in a heading, and in a sentence of its own."""

    kind: str
    topic: str
    above: str
    own: str = ""


_LIABLE = "(?:责任|问责|追责|处理|处分|处罚)"
#: What a tolerated mistake is spared, and what is refused to one that isn't.
_SPARED = f"(?:容错|免责|免[予于除去]?[^，。；的不]{{0,8}}?{_LIABLE}|(?:不作|不做)负面评价)"
_NOT_PURSUED = f"(?:不(?:予|承担|负|追究)[^，。；的不]{{0,16}}?{_LIABLE}|不(?:予)?(?:问责|追责|处分))"
_TOLERATE = f"(?:{_SPARED}|{_NOT_PURSUED})"
_REFUSE = (
    "(?:不予|不得|不能|不应|不可|不适用|不纳入|不列入|不属于|不在|不给予|不再|不宜|严禁"
    "|(?:一律|均|概|坚决|绝|决)不|不(?=容错(?!过)))"
)
#: What speaks of refusing as a decision to be made or told, not as what follows.
_DECIDED = "(?:是否|决定|认定|建议|认为|结论|意见|理由|告知|通知|说明|申请|要求|提出|名义|为由|研究)"
_FILE = "(?:备案|报备)"
_FACTORS = "(?:情形|情节|因素|情况)"
LISTED = "(?:下列|以下|如下)"
#: What is said of a decision that was made, or is to be, instead of making it.
_OF_A_DECISION = "(?![^，。；]{0,4}(?:的[，、]|决定|结论|建议|意见|申请|名义|为由|为名))"
#: In this order: a text that speaks of two things is of the first.
RULES = (
    Rule(
        "accusation", "false_accusation",
        "诬告(?![^。]{0,20}(?:从重|加重))",
        "诬告陷害[^。]{0,40}(?:处理|处分|移送|追究)",
    ),
    Rule(
        "red_line", "other_red_line",
        rf"{_REFUSE}[^，。]{{0,6}}(?<!以){_SPARED}(?!的，)|{_REFUSE}本(?:办法|规定|细则|意见|条例)(?!第)|负面清单|红线",
        rf"(?:的|，)[^，。；]{{0,8}}(?:不予|不得|不能|一律不)[^，。以]{{0,4}}{_SPARED}{_OF_A_DECISION}"
        rf"|(?:^|[，。；])(?![^，。；]*{_DECIDED})[^，。；]{{2,40}}?{_REFUSE}(?:给予|予以)?{_SPARED}(?:范围|处理)?(?=[，。；]|$)",
    ),
    Rule(
        "filing_condition", "filing_condition",
        rf"{_FILE}[^。]{{0,12}}条件|条件[^。]{{0,12}}{_FILE}",
        rf"不得(?:事前|事先)?{_FILE}",
    ),
    Rule(
        "scope", "filing_scope",
        rf"(?<!不)(?:可以|可|纳入|实行)[^，。]{{0,8}}{_FILE}|{_FILE}[^。]{{0,6}}(?:事项|范围|情形)",
        rf"(?<!不)可以[^，。]{{0,8}}{_FILE}",
    ),
    Rule(
        "condition", "other_condition",
        rf"{LISTED}[^，。]{{0,6}}条件|(?:符合|具备|满足)(?![第前上])[^，。第前]{{0,10}}条件|{_TOLERATE}[^。]{{0,6}}条件",
    ),
    Rule(
        "trigger", "clear_name",
        "澄清[^。]{0,4}(?:情形|范围)|(?:情形|的，)[^，。不]{0,12}澄清",
        "(?:失实|不实|查无实据)[^。]{0,80}[，的][^，。；不]{0,16}澄清",
    ),
    Rule(
        "mitigation", "mitigation",
        rf"{_FACTORS}[^。]{{0,12}}(?:从轻|减轻|从宽)|(?:从轻|减轻|从宽)[^。]{{0,6}}{_FACTORS}",
        rf"(?:的|，)[^，。；不]{{0,24}}(?:从轻|减轻|从宽)[^，。；]{{0,10}}(?:追究|{_LIABLE})(?!的)",
    ),
    Rule(
        "aggravation", "aggravation",
        rf"{_FACTORS}[^。]{{0,12}}(?:从重|加重|从严)|(?:从重|加重|从严)[^。]{{0,6}}{_FACTORS}",
        rf"的，[^，。；不]{{0,12}}(?:从重|加重)[^，。；]{{0,10}}(?:追究|{_LIABLE})(?!的)",
    ),
    Rule(
        "situation", "other_situation",
        rf"(?<!不)(?:可以|可|应当|予以|给予|准予|适用)[^，。不]{{0,10}}{_SPARED}(?!的，)|，{_TOLERATE}$|{_NOT_PURSUED}$"
        rf"|(?<!不)(?:可以|可|应当)[^，。不]{{0,4}}{_NOT_PURSUED}|{_SPARED}[^。]{{0,4}}(?:情形|范围|事项)",
        rf"的，[^，。；]{{0,12}}(?:(?<!不)(?:可以|可予|应当|予以|准予)[^，。]{{0,6}}{_TOLERATE}|(?<!不){_NOT_PURSUED}"
        rf"){_OF_A_DECISION}|的，(?![^，。；]{{0,6}}(?:撤销|取消))[^，。；不]{{0,12}}{_SPARED}{_OF_A_DECISION}|的，[^。；]{{4,60}}，免[予于][^，。；]{{0,10}}{_LIABLE}(?=[。；]|$)",
    ),
    Rule("measure", "incentive", "(?:激励|关爱|配套)措施|重新使用"),
    Rule(
        "decider", "tolerance_decider",
        "认定(?:主体|机关|机构)",
        "^(?:容错|免责)[^，。；不]{0,10}由[^，。；]{1,30}(?:认定|决定)",
    ),
    Rule("effect", "effects", "结果运用|容错结果|备案效力"),
    Rule("step", "tolerance_procedure", "程序|步骤|流程"),
)  # fmt: skip
READ = [(rule, re.compile(rule.above), re.compile(rule.own) if rule.own else None) for rule in RULES]
#: The file of a kind that may stand in any, by the words over it, and its topics there.
ANYWHERE = (
    ("tolerance.toml", re.compile("容错|免责"), {"step": "tolerance_procedure", "effect": "effects"}),
    (
        "filing.toml", re.compile(_FILE),
        {"step": "filing_procedure", "duty": "filing_duty", "effect": "filing_worth"},
    ),
    (
        "clarification.toml", re.compile("澄清|诬告|失实"),
        dict.fromkeys(("step", "duty", "effect"), "clarification_form"),
    ),
)  # fmt: skip
FILES = {
    "red_line": "red_lines.toml",
    **dict.fromkeys(("scope", "filing_condition"), "filing.toml"),
    **dict.fromkeys(("trigger", "accusation"), "clarification.toml"),
    "measure": "measures.toml",
    **dict.fromkeys(("situation", "condition", "mitigation", "aggravation", "decider"), "tolerance.toml"),
}
#: How a catch-all item reads: it begins so, or it is what another text or body adds.
CATCH_ALL = re.compile("其[他它]|[^，。；]*(?:规定|认为|认定|确定)[^，。；]{0,12}的其[他它]")
#: A title that names two kinds decides neither.
NAMED = re.compile("情形|情节|条件|范围|程序|步骤|流程|主体|结果|红线|清单|备案|报备|澄清|措施")
AND = re.compile("[与和及、]")
#: How a paragraph reads that only makes an exception to one above it.
EXCEPTION = re.compile(
    "^但(?:是)?|^[^，。]{0,4}(?:前[一二三]?[款条项]|上述|第.{1,3}款)[^。]*?(?:除外|不适用|不在此限|不受|(?:可以|予以)容错)"
    "|(?:不影响|不适用)(?:前[一二三]?[款条项]|第.{1,3}[款条项])"
)
#: How one reads that says what stands in for a requirement, if it says nothing else.
DEEMED = re.compile("视为(?:符合|满足)")
#: A refusal, wherever it stands: no chapter makes a situation of one.
REFUSED = re.compile(rf"{_REFUSE}[^，。；]{{0,6}}{_SPARED}")
#: A refusal that is said not to be one: “不属于不予容错情形的”.
_NOT_REFUSED = re.compile(
    rf"(?:不属于|不是|不存在|不具有|不在|不符合|没有|无|未(?:出现|发生|有))[^，。；]{{0,16}}?{_REFUSE}[^，。；]{{0,6}}?{_SPARED}的?"
    "(?:情形|情况|行为|范围|条件|规定|事项)(?:之一|之列)?"
)
#: A paragraph that closes a document or says what a word means; the title of its chapter tells nothing of it.
GENERAL = re.compile(
    "^[^，。；]{0,12}[自从于][^，。；]{1,30}[起后](?:正式)?(?:施行|实施|实行|执行|试行|生效)(?=[，。；（]|$)"
    "|由[^，。；]{2,40}解释(?=[，。；]|$)|(?:同时|即行|自行|一并)废止|有效期(?:限)?(?:[为至自]|[0-9一二两三五十])"
    "|^(?:前[一二三]?[款条项]|本[^，。；]{1,4}|第[^，。；]{1,8}[条款项])[^，。；]{0,6}所(?:称|指)"
    "|所称[^。；]{1,40}?(?:是指|系指|指的是|[，,]指|包括)|未尽事宜"
)
#: A sentence that says what a word means.
DEFINES = re.compile("所称|是指|系指|指的是")
