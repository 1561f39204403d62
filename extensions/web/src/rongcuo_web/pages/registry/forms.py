"""The official forms of a case, filled in with what the registry has."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rongcuo_documents.forms.filling import fill
from rongcuo_documents.forms.kinds import forms
from rongcuo_documents.forms.sources import template_for
from rongcuo_registry.forms import values_of

from ...serving.address import Address, Visit
from .asked import number, user

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def form(visit: Visit) -> Response:
    """A form as a Word file.  Raises InputError, and HTTPException for whoever may not see whom it names."""
    chosen = forms().get(visit.path["form"])
    if chosen is None:
        raise HTTPException(404)
    if not user(visit).personal:
        raise HTTPException(403)
    case = number(visit, "case")
    with visit.site.cases() as registry:
        values, region = values_of(registry, registry.case(case), chosen.id, visit.words)
    template = template_for(chosen, region, None, visit.site.setting)
    content = fill(chosen, values, visit.language, template.content, template.name)
    headers = {"Content-Disposition": f'attachment; filename="{chosen.id}-{case}.docx"'}
    return Response(content, media_type=_WORD, headers=headers)


ADDRESSES = (Address(path="/registry/cases/{case}/forms/{form}", answer=form, right="reader"),)
