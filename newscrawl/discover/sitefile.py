"""Site files as text: written for a new site, and marked when a site was tried live."""

from __future__ import annotations

import json
import re
from datetime import date

from newscrawl.errors import ConfigurationError
from newscrawl.sites import Site

_VERIFIED = re.compile(r"^(    verified=)[^\n]*,$", re.MULTILINE)
_IMPORT = "from datetime import date\n"


def render(site: Site) -> str:
    """A site file's text that loads as `site` (credit rules and limits of sections aside, which nobody can probe)."""
    names = "Section, Site, SiteRole" if site.sections else "Site, SiteRole"
    lines = [
        f'"""{_docstring(site.title)}"""\n\nfrom newscrawl.sites import {names}\n\nSITE = Site(',
        f"    name={_quoted(site.name)},",
        f"    title={_quoted(site.title)},",
        f"    role=SiteRole.{site.role.name},",
        f"    domains={_tuple(site.domains)},",
        f"    documented={_quoted(site.documented)},",
        "    verified=None,",
    ]
    for name in ("languages", "feeds", "sitemaps"):
        if values := getattr(site, name):
            lines.append(f"    {name}={_tuple(values)},")
    if site.sections:
        inner = "".join(f"Section(url={_quoted(s.url)}), " for s in site.sections)
        lines.append(f"    sections=({inner.rstrip(' ')}),")
    for name in ("wordpress_api", "article_pattern"):
        if value := getattr(site, name):
            lines.append(f"    {name}={_quoted(value)},")
    return "\n".join([*lines, ")", ""])


def with_verified(source: str, day: date) -> str:
    """The site file's text with `verified` set to that day; raises ConfigurationError where it has no such line."""
    value = f"date({day.year}, {day.month}, {day.day})"
    marked, count = _VERIFIED.subn(rf"\g<1>{value},", source)
    if count != 1:
        raise ConfigurationError(f"the site file has no single line `    verified=…,`; write verified={value} yourself")
    if _IMPORT not in marked:
        marked = marked.replace("\nfrom newscrawl.sites", f"\n{_IMPORT}\nfrom newscrawl.sites", 1)
    return marked


def _quoted(text: str) -> str:
    """A string literal in double quotes; JSON's escapes are Python's, and what is not ASCII stays readable."""
    return json.dumps(text, ensure_ascii=False)


def _tuple(values: tuple[str, ...]) -> str:
    inner = ", ".join(map(_quoted, values))
    if len(values) == 1:
        return f"({inner},)"
    if len(inner) < 90:
        return f"({inner})"
    return "(\n" + "".join(f"        {_quoted(v)},\n" for v in values) + "    )"


def _docstring(title: str) -> str:
    return re.sub(r'["\\]', "'", title).rstrip(". ") + "."
