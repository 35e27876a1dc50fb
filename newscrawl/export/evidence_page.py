"""The report of an evidence bundle: one HTML file without scripts, pictures or addresses to load, made for printing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newscrawl import __version__
from newscrawl.plaintext import plain
from newscrawl.query import RowKind

if TYPE_CHECKING:
    from newscrawl.export.evidence import Case
    from newscrawl.query.dossier import Dossier, Origin
    from newscrawl.query.side_by_side import Comparison, Row

_STYLE = """
:root { color-scheme: light } * { box-sizing: border-box }
body { font: 15px/1.5 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff; max-width: 72rem;
  margin: 2rem auto; padding: 0 1.5rem }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem;
  border-bottom: 1px solid #999; padding-bottom: .2rem } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem }
a { color: #0b4a8f; overflow-wrap: anywhere } .answer { font-size: 1.15rem; border-left: 4px solid #0b4a8f;
  padding: .2rem 0 .2rem 1rem; margin: 1rem 0 } .note, small { color: #555 }
table { border-collapse: collapse; width: 100%; font-size: .93rem } th, td { text-align: left; vertical-align: top;
  padding: .45rem .6rem; border-bottom: 1px solid #ddd } th { background: #f2f2f0; font-weight: 600 }
.times td:first-child { white-space: nowrap } .times td:last-child { overflow-wrap: anywhere }
td.kind { width: 7rem; font-size: .8rem; font-family: system-ui, sans-serif; font-weight: 600 }
.pair td:nth-child(2), .pair td:nth-child(3) { width: 45% }
.kept td.kind { color: #14532d } .reworded td.kind { color: #7a4a00 } .translated td.kind { color: #0b4a8f }
.dropped td.kind { color: #9b1c1c } .added td.kind { color: #6b21a8 }
.kept { background: #f0f7f1 } .translated { background: #f0f5fb } .reworded { background: #fcf6ea }
code { font: .8rem ui-monospace, monospace; overflow-wrap: anywhere }
ul { padding-left: 1.2rem } li { margin: .25rem 0 }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt } h2 { break-after: avoid } tr, li { break-inside:
  avoid } thead { display: table-header-group } a { color: inherit; text-decoration: none }
  @page { margin: 18mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif } } }
"""


def page(case: Case, quotes: list[dict[str, Any]]) -> str:
    """The report. quotes: what is quoted and the record that holds it, as the manifest has them."""
    title = f"Evidence: {_say(case.copy.text.title if case.copy.text else None) or _say(case.copy.page.url)}"
    parts = (_head(case), *_comparisons(case), *_origins(case), _credits(case), _timeline(case), _sources(case, quotes))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>\n{''.join(parts)}</main></body></html>\n"
    )


def _head(case: Case) -> str:
    text = case.copy.text
    assert text is not None
    return (
        f"<h1>{_say(text.title) or 'Article without a headline'}</h1>\n"
        f"<p>{_link(case.copy.page.url)}<br><small>{_say(text.publisher_name or case.copy.page.site)} · language "
        f"{_say(text.language) or 'unknown'} · claims {_time(text.published_at)}</small></p>\n"
        f'<p class="answer">{_say(case.why.answer)}</p>\n'
        f'<p class="note">Made by newscrawl {__version__} on {_time(case.made_at)} from archived pages, which are '
        "enclosed. All times are UTC and what pages claim; the earliest page in a database need not be the first one "
        "published. A machine concluded this: it is evidence to be judged, not a judgement.</p>\n"
    )


def _comparisons(case: Case) -> Iterator[str]:
    for found in case.comparison.comparisons:
        counts = ", ".join(f"{n} {kind}" for kind in RowKind if (n := found.count(kind)))
        shares = ""
        if found.copy_coverage is not None and found.original_coverage is not None:
            shares = (
                f"<p><strong>{found.copy_coverage:.0%}</strong> of the copy's sentences stand in the original, "
                f"<strong>{found.original_coverage:.0%}</strong> of the original's in the copy "
                f"({counts}).</p>\n"
            )
        yield (
            f"<h2>Side by side with {_say(found.origin_name)}</h2>\n<p>{_say(found.original_title)}<br>"
            f"{_link(found.original_url)}</p>\n{shares}{_cut(found)}"
            f'<table class="pair"><thead><tr><th>what it is</th><th>copy ({_say(case.comparison.language) or "?"})</th>'
            f"<th>original ({_say(found.original_language) or '?'})</th></tr></thead><tbody>\n"
            f"{''.join(map(_row, found.rows))}</tbody></table>\n"
        )
    if not case.comparison.comparisons:
        yield "<h2>Side by side</h2>\n<p>No stored article was found that this one was made from.</p>\n"


def _cut(found: Comparison) -> str:
    told = (
        ("Credits of the original that the copy lacks", found.credits_cut),
        ("that it keeps", found.credits_kept),
        ("Caveats of the original that the copy leaves out", tuple(row.original or "" for row in found.caveats_cut)),
    )
    return "".join(f"<p>{what}: {'; '.join(f'“{_say(q)}”' for q in quotes)}</p>\n" for what, quotes in told if quotes)


def _row(row: Row) -> str:
    kind = f"{row.kind}, moved" if row.moved else str(row.kind)
    kind += f"<br>caveat: {_say(row.caveat.kind)}" if row.caveat else ""
    cells = f'<td class="kind">{kind}</td><td>{_say(row.copy)}</td><td>{_say(row.original)}</td>'
    return f'<tr class="{row.kind}">{cells}</tr>\n'


def _origins(case: Case) -> Iterator[str]:
    yield "<h2>Evidence for and against</h2>\n"
    if not case.copy.origins:
        yield "<p>Nothing names an origin.</p>\n"
    for origin in case.copy.origins:
        yield f"<h3>{origin.rank}. {_say(origin.origin_name)}: {_say(origin.relation)}, {origin.confidence:.2f}</h3>\n"
        yield f'<p class="note">{_say(_basis(origin))}</p>\n<ul>\n'
        for proof in sorted(origin.evidence, key=lambda p: (p.polarity != "supports", -p.weight)):
            sign = "for" if proof.polarity == "supports" else "against"
            where = f", at <code>{_say(proof.locator)}</code>" if proof.locator else ""
            yield (
                f"<li><strong>{sign}</strong> ({proof.weight:.2f}): “{_say(proof.quote)}” <small>{_say(proof.kind)}, "
                f"rule {_say(proof.rule)}{where}</small></li>\n"
            )
        yield "</ul>\n"
    yield f"<ul>\n{''.join(f'<li>{_say(line)}</li>' for line in case.why.looked_at)}</ul>\n"


def _basis(origin: Origin) -> str:
    rests = {"page": "what the page says", "text": "the compared texts", "page+text": "the page and the compared texts"}
    told = [f"rests on {rests.get(origin.basis, origin.basis)}", f"concluded by {origin.tracer}"]
    told += [f"who copied whom is told by: {origin.direction}"] if origin.direction else []
    if origin.review and origin.reviewed_at:
        told.append(f"{origin.review} by {origin.reviewer} on {origin.reviewed_at:%Y-%m-%d}")
    return "; ".join(told)


def _credits(case: Case) -> str:
    rows = "".join(
        f"<tr><td>{name}</td><td>{_say(credit.kind)}</td><td>“{_say(credit.quote)}”</td>"
        f"<td>{_say(' / '.join(f'{n.name} ({n.role})' for n in credit.names))}</td></tr>\n"
        for name, dossier in (("copy", case.copy), *(("original", o) for o in case.originals))
        for credit in dossier.credits
    )
    head = "<tr><th>page</th><th>for</th><th>as written</th><th>names</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>\n{rows}</tbody></table>\n" if rows else "<p>No page shows any.</p>\n"
    return f"<h2>Credits on the pages</h2>\n{table}"


def _timeline(case: Case) -> str:
    events: list[tuple[datetime, str]] = []
    for name, dossier in (("the copy", case.copy), *(("an original", o) for o in case.originals)):
        events += _events(name, dossier)
    for version in case.history.versions[1:]:
        changed = ", ".join(change.what for change in version.changes) or "nothing that is listed"
        events.append((version.first_seen_at, f"version {version.number} of the copy was seen: {changed}"))
    rows = "".join(f"<tr><td>{_time(at)}</td><td>{_say(what)}</td></tr>\n" for at, what in sorted(events))
    return f"<h2>Timeline</h2>\n<table class='times'><tbody>\n{rows}</tbody></table>\n"


def _events(name: str, dossier: Dossier) -> Iterator[tuple[datetime, str]]:
    url = dossier.page.url
    for claim in dossier.dates:
        chosen = ", which was believed" if claim.chosen else ""
        zone = "" if claim.zoned else ", without a zone"
        yield claim.value_at, f"{claim.kind}, as {claim.source} of {name} claims (“{claim.raw}”{zone}{chosen}): {url}"
    for sighting in dossier.sightings:
        where = sighting.found_on or "an operator"
        yield sighting.first_seen_at, f"{name} was first listed by {where}"
    if dossier.text:
        yield dossier.text.first_seen_at, f"{name} was first stored here: {url}"


def _sources(case: Case, quotes: list[dict[str, Any]]) -> str:
    found = sum(quote["offset"] is not None for quote in quotes)
    missing = [quote for quote in quotes if quote["offset"] is None]
    rows = "".join(
        f"<tr><td>{_time(d.fetched_at)}</td><td>{_link(d.url)}</td><td>{d.status or _say(d.error)}</td>"
        f"<td><code>{_say(d.sha256)}</code></td></tr>\n"
        for dossier in (case.copy, *case.originals)
        for d in dossier.downloads
    )
    listed = "".join(f"<li>“{_say(quote['text'])}” ({_say(quote['kind'])})</li>\n" for quote in missing)
    lacking = f"<p>Not found word for word in an enclosed page:</p><ul>{listed}</ul>\n" if listed else ""
    return (
        "<h2>Archived pages</h2>\n<p>The bytes as they were received are in <code>pages.warc.gz</code>; "
        f"<code>manifest.json</code> has their hashes. {found} of {len(quotes)} quotes were found word for word in "
        f"them.</p>\n{lacking}<table class='times'><thead><tr><th>fetched</th><th>address</th><th>answer</th>"
        f"<th>SHA-256 of the body</th></tr></thead><tbody>\n{rows}</tbody></table>\n"
    )


def _say(value: object) -> str:
    return escape(plain(value))


def _time(value: datetime | None) -> str:
    return "no time" if value is None else f"{value:%Y-%m-%d %H:%M}"


def _link(url: str) -> str:
    """A link where that is safe to click, else the address alone."""
    said = _say(url)
    is_web = urlsplit(url).scheme in ("http", "https")
    return f'<a rel="noreferrer noopener" href="{escape(url, quote=True)}">{said}</a>' if is_web else said
