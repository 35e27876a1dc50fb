"""`newscrawl serve`: the explorer and its JSON API."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.cli.shared.database import DatabaseOption, open_current
from newscrawl.errors import ConfigurationError

if TYPE_CHECKING:
    from newscrawl.web.guard import Guard

HELP = """Serve the explorer, and its JSON API under /api/v1: search, articles with evidence, copies beside originals.

It is read by whoever reaches it, and by default only this machine does. With NEWSCRAWL_WEB_TOKEN set (16 characters or
more), people may review origins after signing in with it. For others, put a server that speaks TLS in front of it, and
name the host that people type in NEWSCRAWL_WEB_HOSTS. Such a name, or another --host than this machine's own, is
refused without the token, and with it nothing is shown to anybody who did not sign in.

Examples:

  newscrawl serve

  newscrawl serve --database sqlite:///data/demo/newscrawl.db --archive data/demo/archive

  NEWSCRAWL_WEB_TOKEN=$(python3 -c 'import secrets; print(secrets.token_urlsafe())') newscrawl serve

  curl -s 'http://127.0.0.1:8780/api/v1/articles?origin=unknown'
"""
_OWN = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any that is free.")] = 8780,
    archive: Annotated[
        Path | None, typer.Option(help="Folder of the archived pages; default: NEWSCRAWL_ARCHIVE_DIR.")
    ] = None,
    watches: Annotated[
        Path | None, typer.Option(help="File of saved searches; default: settings/watches.toml of the project.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Serve the explorer and its JSON API."""
    try:
        import uvicorn

        from newscrawl.web.app import create_app
    except ModuleNotFoundError as err:
        raise ConfigurationError(
            f"serve needs what is not installed ({err.name}): pip install 'newscrawl[web]'"
        ) from None
    engine = open_current(database)
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    token, hosts = _setting("NEWSCRAWL_WEB_TOKEN") or None, _hosts(_setting("NEWSCRAWL_WEB_HOSTS"))
    # Other names reach loopback by a server in front, behind which everybody would read without being asked.
    is_private = host not in _OWN or bool(hosts)
    if is_private and not token:
        what = f"--host {host} is" if host not in _OWN else f"{', '.join(hosts)} (NEWSCRAWL_WEB_HOSTS) is"
        raise ConfigurationError(
            f"{what} reached by others: set NEWSCRAWL_WEB_TOKEN, which they must give to read and to review"
        )
    folder = archive or Path(_setting("NEWSCRAWL_ARCHIVE_DIR") or "data/archive")
    hosts += [host] if host not in _OWN else []
    app: Guard = create_app(
        url, token=token, is_private=is_private, hosts=hosts, archive=folder, watches=watches or _saved()
    )
    with _listening(host, port) as listening:
        bound = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        typer.echo(f"The explorer is at http://{name}:{bound}/ (Ctrl-C ends it).")
        typer.echo("People with the token may review." if token else "Read-only: NEWSCRAWL_WEB_TOKEN is not set.")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none")
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Raises ConfigurationError where the address can't be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as err:
        raise ConfigurationError(
            f"can't listen on {host}, port {port} ({err.strerror}): choose another --port"
        ) from None


def _setting(name: str) -> Any:
    """From the environment, else the settings of the project that the current folder is in, if any."""
    from scrapy.utils.conf import closest_scrapy_cfg

    from newscrawl.cli.shared.project import project_settings

    if given := os.environ.get(name):
        return given
    return project_settings().get(name) if closest_scrapy_cfg() else None


def _saved() -> Path | None:
    """The project's saved searches, where the current folder is in one."""
    from scrapy.utils.conf import closest_scrapy_cfg

    found = closest_scrapy_cfg()
    return Path(found).parent / "settings" / "watches.toml" if found else None


def _hosts(given: Any) -> list[str]:
    names = given.split(",") if isinstance(given, str) else given or []
    return [name.strip() for name in names if name.strip()]
