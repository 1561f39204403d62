"""Keeping the case on the form: as a new case of the registry, or in the place of the one that was opened there."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from rongcuo.facts.problems import InputError, Problem
from rongcuo_documents.markup import element
from rongcuo_registry.doubts import of_adding

from ...form.fields import BEFORE, KEPT
from ...form.filled import Filled
from ...form.keeping import mark_of
from ...serving.address import Address, Visit
from ..frame import page
from .asked import actor


def keep(visit: Visit) -> Response:
    """Adds the case, or puts it in the place of the one that it was.  Raises InputError with nothing written."""
    raw = Filled.of(visit.fields, visit.site.policies).draft.data()
    kept = visit.fields.get(KEPT)
    with visit.site.cases(readonly=False) as registry:
        if not kept:
            (case,) = registry.add([raw], actor(visit))
            doubts = of_adding(registry, [case])
        else:
            case, doubts = _number(kept), []
            before = registry.raw(registry.case(case))
            if mark_of(before) != visit.fields.get(BEFORE):
                raise InputError(Problem("case_changed_meanwhile", {"id": case}))
            registry.change(case, raw, actor(visit), before=before)
    if not doubts:
        return RedirectResponse(f"/registry/cases/{case}", 303)
    said = [element("li", each.message(visit.language)) for each in doubts]
    title = visit.say("registry.changed", id=case) if kept else visit.say("web.kept", id=case)
    way = element("p", element("a", visit.say("web.to_case", id=case), href=f"/registry/cases/{case}"))
    return page(visit, title, element("h1", title), element("ul", *said, class_="wrong", role="alert"), way)


def _number(said: str) -> int:
    """The number of a case that a form carries.  Raises InputError for one that it can't have."""
    if not said.isdecimal() or len(said) > 18:
        raise InputError(Problem("no_such_case", {"id": said[:18]}))
    return int(said)


ADDRESSES = (Address(path="/registry/keep", answer=keep, method="POST", right="actor", changes=True),)
