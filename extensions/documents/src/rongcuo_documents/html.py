"""A report as one HTML file: no script, nothing fetched, every text escaped, for a phone, a screen and A4."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import rongcuo
from rongcuo.cli.output import Result, Setting
from rongcuo.facts.text import say

from .markup import Markup, element, markup
from .reading import checksum, words_of_html
from .report import Report, report


def write(result: Result, setting: Setting) -> bytes:
    """The file that `-o report.html` writes."""
    return page(report(result, setting)).encode("utf-8", "backslashreplace")


def page(report: Report) -> str:
    """The whole file."""
    main = element(
        "main",
        element("h1", report.title),
        element("section", *markup(report.first), class_="first"),
        element("section", *markup(report.further)),
    )
    parts = [_head(report), element("body", main, _foot(report, main), class_="wide" if report.wide else "")]
    language = "zh-CN" if report.language == "zh" else "en"
    return f"<!doctype html>\n{element('html', *parts, lang=language)}\n"


def _head(report: Report) -> Markup:
    style = Markup((files(__package__) / "data" / "report.css").read_text("utf-8"))
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    named = {
        "viewport": "width=device-width, initial-scale=1",
        "referrer": "no-referrer",
        "color-scheme": "light",
        "format-detection": "telephone=no, date=no, address=no, email=no",
        "generator": f"rongcuo {rongcuo.__version__}",
    }
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        *(element("meta", name=name, content=content) for name, content in named.items()),
        element("title", " ".join(report.title.split())),
        element("style", style),
    )


def _foot(report: Report, main: Markup) -> Markup:
    lines = report.fingerprint.lines(checksum(words_of_html(main)), report.language)
    return element(
        "footer",
        element("h2", say(report.language, "report.fingerprint_title")),
        element("p", say(report.language, "report.fingerprint")),
        element("p", element("code", report.check)),
        element("pre", "\n".join(lines)),
        element("p", say(report.language, "report.made_by", version=rongcuo.__version__)),
    )
