"""`newscrawl sites`: which sites are declared, whether they still work, a file for a new one, and saved cases."""

from __future__ import annotations

import importlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from newscrawl.cli.shared.output import console, print_json, print_line, text
from newscrawl.cli.shared.project import log_level, project_settings
from newscrawl.cli.sites import cases, report
from newscrawl.discover import SourceError
from newscrawl.discover.check import Finding, check_site
from newscrawl.discover.plan import Plan
from newscrawl.discover.sitefile import render, with_verified
from newscrawl.discover.survey import Survey, survey_site
from newscrawl.errors import ConfigurationError
from newscrawl.plaintext import counted, plain
from newscrawl.sites import Site, SiteRole, load_site, load_sites

if TYPE_CHECKING:
    from scrapy.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="List, check, test and add sites. A site is one file in the package of sites."
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
LogLevel = Annotated[str, typer.Option(callback=log_level, help="DEBUG, INFO, WARNING or ERROR.")]


@app.command("list")
def list_sites(as_json: AsJson = False) -> None:
    """Show the declared sites.

    Example:

      newscrawl sites list
    """
    sites = load_sites(_settings()["NEWSCRAWL_SITES"])
    rows = [_row(site) for site in sites.values()]
    if as_json:
        print_json(rows)
        return
    whole = {"site", "domains", "verified"}
    names = ("site", "title", "role", "domains", "languages", "sources", "verified")
    columns = (Column(name, overflow="fold", no_wrap=name in whole) for name in names)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        sources = ", ".join(counted(count, _ONE[kind]) for kind, count in row["sources"].items() if count) or "none"
        table.add_row(
            row["name"],
            escape(plain(row["title"])),
            row["role"],
            "\n".join(row["domains"]),
            ", ".join(row["languages"]),
            sources,
            row["verified"] or "never",
        )
    console.print(table)


@app.command()
def check(
    names: Annotated[list[str], typer.Argument(help="Names of sites.")],
    as_json: AsJson = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write today's date into the file of a site that works.")
    ] = False,
    loglevel: LogLevel = "ERROR",
) -> None:
    """Try sites live: robots.txt, every declared source, and one article. Exit code 1 where something fails.

    Examples:

      newscrawl sites check securnews

      newscrawl sites check cnn reuters --json
    """
    settings = _settings(loglevel)
    module = settings["NEWSCRAWL_SITES"]
    sites = [load_site(module, name) for name in dict.fromkeys(names)]
    results = _run([check_site(site) for site in sites], settings)
    broken = Finding("check", "", False, "the check broke off; --loglevel INFO says why")
    findings = {site.name: result or (broken,) for site, result in zip(sites, results, strict=True)}
    working = [name for name, found in findings.items() if all(f.ok for f in found)]
    if write:
        for name in working:
            _mark_verified(module, name)
    if as_json:
        answer = {name: [asdict(f) for f in found] for name, found in findings.items()}
        print_json(answer)
    else:
        _print_findings(findings)
        if write:
            console.print(text(f"noted as verified today: {', '.join(working) or 'none'}"))
    if len(working) < len(findings):
        raise typer.Exit(1)


@app.command()
def new(
    url: Annotated[str, typer.Argument(help="The site's front page.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the site; made from its host where it is not given.")
    ] = None,
    role: Annotated[SiteRole, typer.Option(help="What the site is.")] = SiteRole.OUTLET,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the file instead of writing it.")] = False,
    loglevel: LogLevel = "ERROR",
) -> None:
    """Probe a site and write its file: feeds, sitemaps, WordPress interface, language, title, article pattern.

    An existing file is never overwritten. Read the file before the first crawl: a probe finds what a site
    declares, not what it means.

    Examples:

      newscrawl sites new https://example.org/ --name example --role aggregator

      newscrawl sites new https://example.org/ --stdout
    """
    settings = _settings(loglevel)
    if not stdout and settings["NEWSCRAWL_SITES"].startswith("newscrawl."):
        _fail("the demo's own sites come with the program: NEWSCRAWL_SITES=settings.sites writes into the project")
    folder = Path(importlib.import_module(settings["NEWSCRAWL_SITES"]).__path__[0])
    if name and not stdout:
        _refuse_existing(folder / f"{name}.py")
    documented = f"probed on {_today()} from {url}"
    survey = _run([_or_error(survey_site(url, name=name, role=role, documented=documented))], settings)[0]
    if not isinstance(survey, Survey):
        _fail(plain(survey) or "the probe broke off; --loglevel INFO says why")
    written = render(survey.site)
    for note in survey.notes:
        typer.echo(f"  {plain(note)}", err=True)
    typer.echo(f"platform: {plain(survey.platform) or 'unknown'}", err=True)
    if stdout:
        typer.echo(written, nl=False)
        return
    path = folder / f"{survey.site.name}.py"
    _refuse_existing(path)
    path.write_text(written, encoding="utf-8")
    typer.echo(f"wrote {path}; read it, then try: newscrawl sites check {survey.site.name}")


app.command("report")(report.report)
app.command("test")(cases.run_cases)
app.command("case")(cases.write_case)


def _settings(loglevel: str | None = None) -> Settings:
    settings = project_settings()
    if loglevel:
        settings.set("LOG_LEVEL", loglevel, priority="cmdline")
    return settings


def _run(plans: list[Plan[Any]], settings: Settings) -> list[Any]:
    from newscrawl.spiders.probe import run_plans

    return run_plans(plans, settings)


def _or_error(plan: Plan[Survey]) -> Plan[Survey | str]:
    """The plan's result, or in words why it has none."""
    try:
        return (yield from plan)
    except (SourceError, ConfigurationError, ValueError) as err:
        return str(err)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _refuse_existing(path: Path) -> None:
    if path.exists():
        _fail(f"{path} exists; choose another --name, or look at what a probe finds with --stdout")


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _mark_verified(module: str, name: str) -> None:
    path = Path(importlib.import_module(module).__path__[0]) / f"{name}.py"
    path.write_text(with_verified(path.read_text(encoding="utf-8"), datetime.now(UTC).date()), encoding="utf-8")


_ONE = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section", "api": "API"}


def _row(site: Site) -> dict[str, Any]:
    return {
        "name": site.name,
        "title": site.title,
        "role": site.role.value,
        "domains": list(site.domains),
        "languages": list(site.languages),
        "sources": {
            "feeds": len(site.feeds),
            "sitemaps": len(site.sitemaps),
            "sections": len(site.sections),
            "api": 1 if site.wordpress_api else 0,
        },
        "documented": site.documented,
        "verified": site.verified.isoformat() if site.verified else None,
    }


def _print_findings(findings: dict[str, tuple[Finding, ...]]) -> None:
    """What each part of each site said; an address stays in one piece."""
    for name, found in findings.items():
        console.print(text(name, "bold"))
        for finding in found:
            works = Text("  works  ", "green") if finding.ok else Text("  FAILS  ", "bold red")
            console.print(works + Text(f"{plain(finding.part):<8} ") + text(finding.said))
            if finding.url:
                print_line(finding.url, "cyan", indent=18)
