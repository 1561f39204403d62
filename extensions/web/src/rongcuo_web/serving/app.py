"""The application: every address behind the guard, its answers made in a few threads."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial
from importlib.resources import files
from urllib.parse import parse_qsl

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rongcuo.cli.writing import warn
from rongcuo.facts.problems import InputError, Problem
from rongcuo.facts.text import Language, chosen_language

from .address import Address, Fields, Upload, Visit
from .guard import Guard, TooLarge
from .sessions import Login
from .site import Site

#: The cookies: which browser it is, and the language that was chosen.
BROWSER, LANGUAGE = "rongcuo", "rongcuo_language"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
#: The field of a form that chooses the language.
_CHOSEN = "language"
#: So many answers are made at a time; others wait.
AT_ONCE = 4
#: So many fields may a form have, and so many files; a text of a form may have so many bytes.
MOST_FIELDS, MOST_FILES, LARGEST_FIELD = 4_000, 20, 2 * 2**20

#: Says what is wrong, as a page or as JSON.
Failed = Callable[[Visit, int, list[Problem]], Response]


def application(
    site: Site, addresses: Iterable[Address], failed: Failed, hosts: Collection[str]
) -> Starlette:
    """Serves these addresses to these hosts; `failed` says what is wrong with a request."""
    limiter = anyio.CapacityLimiter(AT_ONCE)
    methods: dict[str, dict[str, Address]] = {}
    for address in addresses:
        methods.setdefault(address.path, {})[address.method] = address
    routes: list[Route | Mount] = []
    for path, by_method in methods.items():
        answer = partial(_answer, site, by_method, failed, limiter)
        routes.append(Route(path, _endpoint(answer), methods=[*by_method]))
    style = StaticFiles(packages=[("rongcuo_documents", "data")])
    own = StaticFiles(directory=str(files("rongcuo_web") / "static"))
    return Starlette(
        routes=[*routes, Mount("/static/documents", style), Mount("/static", own)],
        middleware=[Middleware(Guard, hosts=hosts), Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={HTTPException: partial(_not_here, site, failed)},
    )


def _endpoint(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await answer(request)

    return endpoint


async def _answer(
    site: Site,
    by_method: dict[str, Address],
    failed: Failed,
    limiter: anyio.CapacityLimiter,
    request: Request,
) -> Response:
    address = by_method["GET" if request.method == "HEAD" else request.method]
    if "lang" in request.query_params and request.method == "GET":
        return _in_language(request)
    try:
        visit = await _visit(site, request, address)
    except (TooLarge, MultiPartException, HTTPException):
        visit = _bare(site, request, address)
        return failed(visit, 413, [Problem("web_too_large")])
    response = await anyio.to_thread.run_sync(_made, visit, address, failed, limiter=limiter)
    if visit.fields.get(_CHOSEN) in LANGUAGES:
        _keep_language(response, visit.language)
    if request.cookies.get(BROWSER) != visit.browser and BROWSER not in response.headers.get(
        "set-cookie", ""
    ):
        keep(response, visit.browser, https=site.https)
    return response


def _made(visit: Visit, address: Address, failed: Failed) -> Response:
    """The answer, or what is wrong: nothing of a request is ever written to a log."""
    status, problem = _not_allowed(visit, address)
    if problem is not None:
        return failed(visit, status, [problem])
    try:
        return address.answer(visit)
    except InputError as error:
        return failed(visit, 422, list(error.problems))
    except HTTPException as error:
        return failed(visit, error.status_code, [Problem("web_not_here")])
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
        warn(f"rongcuo: {type(error).__name__} at {where} ({address.method} {address.path})")
        return failed(visit, 500, [Problem("web_fault", {"why": f"{type(error).__name__} {where}"})])


def _not_allowed(visit: Visit, address: Address) -> tuple[int, Problem | None]:
    if address.right != "everyone":
        if visit.login is None:
            return 401, Problem("web_login_first")
        if address.right == "actor" and not visit.login.user.roles:
            return 403, Problem("web_no_role")
    if address.changes and not visit.site.sessions.is_token(visit.browser, visit.fields.get("token")):
        return 403, Problem("web_old_form")
    return 200, None


async def _visit(site: Site, request: Request, address: Address) -> Visit:
    """What a request asks.  Raises TooLarge, MultiPartException and HTTPException for what can't be a form."""
    pairs: list[tuple[str, str]] = []
    uploads: dict[str, list[Upload]] = {}
    body = b""
    if request.method == "POST" and address.api:
        body = await request.body()
    elif request.method == "POST":
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)
        for name, value in form.multi_items():
            if isinstance(value, str):
                pairs.append((name, value))
            elif value.filename:
                content = await value.read()
                uploads.setdefault(name, []).append(Upload(name=value.filename, content=content))
        await form.close()
    return _bare(site, request, address, Fields.of(pairs), uploads, body)


def _bare(
    site: Site,
    request: Request,
    address: Address,
    fields: Fields | None = None,
    uploads: dict[str, list[Upload]] | None = None,
    body: bytes = b"",
) -> Visit:
    cookie = request.cookies.get(BROWSER)
    browser = cookie if cookie and cookie.isascii() and len(cookie) < 100 else site.sessions.new_id()
    return Visit(
        site=site,
        language=_language(request, fields),
        address=request.url.path,
        path={name: str(value) for name, value in request.path_params.items()},
        query=Fields.of(parse_qsl(request.url.query, keep_blank_values=True)),
        fields=fields or Fields.of(()),
        uploads=uploads or {},
        browser=browser,
        token=site.sessions.token(browser),
        login=_login(site, request, browser),
        posted=request.method == "POST",
        partial=request.headers.get("hx-request") == "true",
        body=body,
    )


def _login(site: Site, request: Request, browser: str) -> Login | None:
    """Who asks: whom a proxy names, or who has logged in with this browser."""
    access, client = site.access, request.client
    proxy = None if access is None else access.proxy
    if access is not None and proxy is not None and client is not None and client.host in proxy.addresses:
        name = request.headers.get(proxy.header, "")
        user = access.user.get(name)
        return None if user is None else Login(login=name, user=user)
    return site.sessions.login(browser)


def _language(request: Request, fields: Fields | None) -> Language:
    """The language that a form chooses, or was chosen before, or the browser prefers."""
    chosen = fields.get(_CHOSEN) if fields is not None else ""
    for language in LANGUAGES:
        if language == (chosen or request.cookies.get(LANGUAGE)):
            return language
    accepted = request.headers.get("accept-language", "")
    return chosen_language(accepted.split(",")[0].strip()) if accepted else "zh"


def _in_language(request: Request) -> Response:
    """The same address again, in the language that was chosen."""
    rest = "&".join(part for part in request.url.query.split("&") if not part.startswith("lang="))
    response = RedirectResponse(f"{request.url.path}?{rest}".rstrip("?"), 303)
    chosen = request.query_params["lang"]
    if chosen in LANGUAGES:
        _keep_language(response, chosen)
    return response


def _keep_language(response: Response, language: str) -> None:
    response.set_cookie(LANGUAGE, language, max_age=365 * 86400, httponly=True, samesite="strict")


def keep(response: Response, browser: str, *, https: bool = False) -> None:
    """Gives a browser its id."""
    response.set_cookie(BROWSER, browser, httponly=True, samesite="strict", secure=https)


async def _not_here(site: Site, failed: Failed, request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    nowhere = Address(path=request.url.path, answer=lambda visit: Response())
    return failed(_bare(site, request, nowhere), error.status_code, [Problem("web_not_here")])
