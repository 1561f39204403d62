"""`rongcuo serve`: the pages, until it is stopped."""

from __future__ import annotations

import secrets
import socket
from ipaddress import ip_address
from pathlib import Path

import click

from rongcuo.cli.output import Setting, command
from rongcuo.cli.writing import warn
from rongcuo.facts.problems import InputError, Problem

#: Where it listens unless told otherwise.
HOST, PORT = "127.0.0.1", 8210


@click.command()
@click.option("--host", default=HOST)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT)
@click.option("--name", multiple=True)
@click.option("--db", type=click.Path(path_type=Path))
@click.option("--access", type=click.Path(path_type=Path))
@command
def serve(
    setting: Setting, host: str, port: int, name: tuple[str, ...], db: Path | None, access: Path | None
) -> None:
    import uvicorn

    from ..pages import ADDRESSES
    from ..pages.frame import failed
    from ..serving.app import application
    from ..serving.sessions import Sessions
    from ..serving.site import Site
    from ..serving.users import read_access

    users = None if access is None else read_access(access)
    if users is None and not _is_local(host):
        raise InputError(Problem("web_needs_access"))
    if db is not None and not db.exists():
        raise InputError(Problem("registry_none_yet", {}, file=str(db)))
    setting.registry.need_ruling_region()
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    code = secrets.token_urlsafe(16) if users is None and db is not None else None
    site = Site(setting=setting, sessions=Sessions(code=code), db=db, access=users)
    names = [host, *name, *(users.hosts if users else ())]
    if _is_local(host):
        names += ["127.0.0.1", "localhost", "[::1]"]
    hosts = {each if ":" in each.rpartition("]")[2] else f"{each}:{port}" for each in names} | {*names}
    server = uvicorn.Server(
        uvicorn.Config(
            application(site, ADDRESSES, failed, hosts),
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
        )
    )
    words = setting.words
    warn(words.say("web.serving", url=f"http://{names[0]}:{port}/"))
    if code is not None:
        warn(words.say("web.code", code=code))
    server.run(sockets=[listening])


def _is_local(host: str) -> bool:
    """Whether an address is this machine's own, that no other can open."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    """The socket, before anything is said to be served.  Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise InputError(Problem("web_port_taken", {"port": port})) from None
    return made
