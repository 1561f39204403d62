"""Fills a form: values by the ids of fields into a Word template, in which nothing but these names may stand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import fromstring  # type: ignore[import-untyped]

from rongcuo.facts.days import today
from rongcuo.facts.problems import InputError, Problem, Problems, nearest
from rongcuo.facts.text import Language
from rongcuo.render.landing import on_one_line

from ..layout import tell_about
from ..showing import shown
from .kinds import Form, forms

#: Values by the ids of fields; of several lines a text with line ends, or a list.
Values = Mapping[str, str | list[str]]
#: The largest template, in megabytes: as a file, and unpacked.
_LARGEST, _LARGEST_UNPACKED = 5, 50
#: All that may stand in a template: names of fields, and whether one of them is filled in.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
#: What docxtpl takes for a new paragraph like the one before it.
_PARAGRAPH = "\a"


def fill(
    form: Form, values: Values, language: Language = "zh", template: bytes | None = None, name: str = ""
) -> bytes:
    """The form as a .docx file; a field without a value stays blank.

    `template` is a Word file in place of ours, `name` what a message calls it.  A value for a field that another
    form has is left out.  Raises InputError for a name that no form has, and for a template that isn't one.
    """
    texts = _texts(form, values)
    own = files(__package__).joinpath("templates", language, f"{form.id}.docx")
    made, sources = _opened(own.read_bytes() if template is None else template, name)
    surroundings = SandboxedEnvironment(undefined=StrictUndefined)
    _check(sources, surroundings, form, name)
    out = io.BytesIO()
    try:
        made.render(texts, surroundings)
        tell_about(made.docx, form.title[language], language, today())
        made.save(out)
    except Exception:  # most often an `if` that ends in another place than it begins
        if template is None:
            raise
        raise InputError(Problem("form_template_torn", file=name)) from None
    return out.getvalue()


# Values


def _texts(form: Form, values: Values) -> dict[str, str]:
    """What stands in the places of a template, for every field of the form."""
    problems = Problems()
    anywhere = {field.id for each in forms().values() for field in each.every_field}
    for key, value in values.items():
        if key not in anywhere:
            known = sorted(field.id for field in form.every_field)
            problems.add("form_field", key, name=key, near=nearest(key, known), choices=", ".join(known))
        elif not _is_value(value):
            problems.add("wrong_type", key, expected="expected.string")
    problems.raise_any()
    whole = {field.id: _whole(values.get(field.id, "")) for field in form.every_field}
    if form.layout == "letter":  # its fields are parts of sentences
        whole = {name: on_one_line(text) for name, text in whole.items()}
    return {name: _in_xml(text) for name, text in whole.items()}


def _is_value(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )


def _whole(value: str | list[str]) -> str:
    """A value as it is shown, without lines that are empty."""
    lines = shown(value if isinstance(value, str) else "\n".join(value)).split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def _in_xml(text: str) -> str:
    """A text as it may stand inside of a run: text, whatever it says, each line a paragraph."""
    # docxtpl takes some signs with braces for its own
    return escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("\n", _PARAGRAPH)


# Templates


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template whose properties and footnotes hold no names, and whose text stays well-formed."""

    def build_xml(self, context: Any, jinja_env: Any = None) -> str:
        xml: str = super().build_xml(context, jinja_env)
        fromstring(xml)  # what reads it next would mend it, by leaving out what it can't read
        return xml

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        pass

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        pass

    def sources(self) -> Iterator[str]:
        """The text with names in it: of the body, the headers and the footers; each paragraph begins a line."""
        parts = [self.get_xml()]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            parts += [self.get_part_xml(part) for _, part in self.get_headers_footers(uri)]
        for part in parts:
            yield re.sub(r"<w:p([ >])", r"\n<w:p\1", self.patch_xml(part))


def _opened(template: bytes, name: str) -> tuple[_Template, list[str]]:
    """A Word file, read, and its text with names in it.  Raises InputError."""
    if len(template) > _LARGEST * 1_000_000:
        raise InputError(Problem("form_template_large", {"most": _LARGEST}, file=name))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            unpacked = sum(info.file_size for info in packed.infolist())
        if unpacked <= _LARGEST_UNPACKED * 1_000_000:
            made = _Template(io.BytesIO(template))
            made.render_init()
            return made, [*made.sources()]
    except Exception:  # whatever it is that keeps a file from being a document of Word
        raise InputError(Problem("form_template_unread", file=name)) from None
    raise InputError(Problem("form_template_large", {"most": _LARGEST_UNPACKED}, file=name))


def _check(sources: Iterable[str], surroundings: SandboxedEnvironment, form: Form, name: str) -> None:
    """Raises InputError with everything in a template that may not stand there."""
    problems = Problems()
    known = sorted(field.id for field in form.every_field)
    for source in sources:
        lines = source.split("\n")
        try:
            tree = surroundings.parse(source)
            every = [*_every(tree)]
        except RecursionError:
            problems.add("form_template_large", most=_LARGEST)
            continue
        except TemplateError as error:
            place = lines[getattr(error, "lineno", 1) - 1]
            problems.add("form_template_broken", text=_words(place), why=str(error.message))
            continue
        for node in every:
            text = _words(lines[node.lineno - 1])
            if not isinstance(node, _ALLOWED):
                problems.add("form_template_statement", text=text)
            elif isinstance(node, nodes.Name) and node.name not in known:
                near = nearest(node.name, known)
                problems.add("form_template_name", name=node.name, near=near, choices=", ".join(known))
    problems.raise_any(name)


def _every(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and what is below it; nothing below what may not stand there."""
    yield node
    if isinstance(node, _ALLOWED):
        for child in node.iter_child_nodes():
            yield from _every(child)


def _words(xml: str) -> str:
    """The words of a paragraph, without its markup."""
    return re.sub(r"<[^>]+>", "", xml).strip()
