"""The texts: every region's policy, one clause beside its source, the matrix and the timeline."""

from __future__ import annotations

from starlette.responses import Response

from rongcuo.cli.show import one_of
from rongcuo.comparing.alignment import columns
from rongcuo.comparing.alignment import matrix as align
from rongcuo.render.clauses import clause_page
from rongcuo.render.deployment import origin
from rongcuo.render.matrix import matrix_page
from rongcuo.render.policies import region_page
from rongcuo.render.timeline import timeline_page
from rongcuo.ruling.clocks import NEWEST, of_day
from rongcuo_documents.markup import element, markup

from ..serving.address import Address, Visit
from .frame import page, shown


def regions(visit: Visit) -> Response:
    """The regions, each with the way to its text."""
    words = visit.words
    rows = [
        element(
            "li",
            element("a", words.pick(here.region.name), href=f"/regions/{here.id}"),
            " ",
            element("span", words.pick(here.region.policy.title), class_="hint"),
        )
        for here in visit.site.policies.regions.values()
    ]
    broken = [
        element(
            "li",
            words.labelled(words.region(name), words.joined(p.message(visit.language) for p in problems)),
        )
        for name, problems in visit.site.policies.failed.items()
    ]
    title = visit.say("web.nav_regions")
    content = [element("h1", title), element("ul", *rows, class_="list")]
    if broken:
        content.append(element("ul", *broken, role="alert"))
    return page(visit, title, *content, *markup([origin(words)]))


def region(visit: Visit) -> Response:
    """What one region's policy says.  Raises InputError."""
    here, _ = one_of(visit.path["region"], None, visit.site.setting)
    return shown(visit, [*region_page(here, visit.words), origin(visit.words)])


def clause(visit: Visit) -> Response:
    """One clause whole, with its source.  Raises InputError."""
    here, full = one_of(visit.path["region"], visit.path["clause"], visit.site.setting)
    assert full is not None
    return shown(visit, [*clause_page(here.by_id[full], visit.words), origin(visit.words)])


def matrix(visit: Visit) -> Response:
    """Topics by regions.  Raises InputError."""
    registry = visit.site.policies
    grid = align(registry, columns(registry, ()), (), clock=of_day(NEWEST, None), every_topic=False)
    return shown(visit, matrix_page(grid, visit.words), wide=True)


def timeline(visit: Visit) -> Response:
    """When each region adopted what.  Raises InputError."""
    visit.site.policies.need_region()
    return shown(visit, timeline_page(visit.words, []))


ADDRESSES = (
    Address(path="/regions", answer=regions),
    Address(path="/regions/{region}", answer=region),
    Address(path="/regions/{region}/{clause}", answer=clause),
    Address(path="/matrix", answer=matrix),
    Address(path="/timeline", answer=timeline),
)
