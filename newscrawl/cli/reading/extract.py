"""`newscrawl extract`: pages in, JSON Lines out. Needs no database, no settings and no project folder."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscrawl.errors import NewscrawlError
from newscrawl.extract import extract_article, parse
from newscrawl.items import Article, Block, BlockKind, DateClaim
from newscrawl.plaintext import escaped, plain
from newscrawl.trace import attribution, authors_of, credit_lines, judge, read_credits

if TYPE_CHECKING:
    from newscrawl.sites import Site

_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".gz"})

EPILOG = """
Examples:

  newscrawl extract page.html

  newscrawl extract saved-pages/ > articles.jsonl

  newscrawl extract < pages.jsonl      (each line {"id": 1, "url": null, "html": "<html>…"})

  newscrawl extract page.html --markdown      (the text alone)

  newscrawl extract page.html --site securnews      (with the site's own rules; in the project folder)
"""


def extract(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="HTML files, or folders of them; none: standard input.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print headline and text as Markdown; --- between pages.")
    ] = False,
    site: Annotated[
        str | None, typer.Option(help="Read the pages by this declared site's layouts, credit rules and time zone.")
    ] = None,
) -> None:
    """Read articles, their credits and their origins from HTML and print one line of JSON for each page.

    Standard input is JSON Lines, {"id", "url", "html"} with url perhaps null; each line is answered at once. A file's
    id is its path. A page that fails is answered by {"id", "error"} and the next one is read; exit code 1 where files
    were named and none could be read. With --markdown errors go to standard error: exit code 1 where there was one.
    """
    own, sites = _declared(site)
    requests = _from_files(paths) if paths else _from_lines(sys.stdin.buffer)
    answers = (_answer(request, own, sites) for request in requests)
    if markdown:
        _print_markdown(answers)
        return
    read_any = False
    for answer in answers:
        read_any = read_any or "error" not in answer
        sys.stdout.write(_line(answer))
        sys.stdout.flush()
    if paths and not read_any:
        raise typer.Exit(1)


def _declared(name: str | None) -> tuple[Site | None, Mapping[str, Site]]:
    """The named site and all declared ones; none without a name, as only then a project folder is needed."""
    if name is None:
        return None, {}
    from newscrawl.cli.shared.project import project_settings
    from newscrawl.sites import load_site, load_sites

    module = project_settings()["NEWSCRAWL_SITES"]
    return load_site(module, name), load_sites(module)


def _print_markdown(answers: Iterable[dict[str, Any]]) -> None:
    from newscrawl.cli.shared.markdown import print_markdown

    failed = printed = False
    for answer in answers:
        if "error" in answer:
            print(f"newscrawl: {plain(answer['id'])}: {plain(answer['error'])}", file=sys.stderr)
            failed = True
            continue
        if printed:
            print("\n---\n")
        kinds = (Block(kind=BlockKind(b["kind"]), level=b["level"], text=line) for b, line in _blocks(answer))
        print_markdown(answer["title"], kinds)
        printed = True
    if failed:
        raise typer.Exit(1)


def _blocks(answer: dict[str, Any]) -> Iterable[tuple[dict[str, Any], str]]:
    return zip(answer["blocks"], answer["body"].split("\n"), strict=False)


def _line(answer: dict[str, Any]) -> str:
    """One line of JSON; ASCII where the output can't hold the answer, such as half a surrogate pair or a file name."""
    line = escaped(json.dumps(answer, ensure_ascii=False))
    try:
        line.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        line = json.dumps(answer)
    return line + "\n"


def _from_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        request: Any = None
        try:
            request = json.loads(line)
            if not isinstance(request, dict) or not isinstance(request.get("html"), str):
                raise ValueError('each line must be an object with "html"')
        except (ValueError, RecursionError) as err:
            known = request.get("id") if isinstance(request, dict) else None
            # The decoder's own message counts lines within this one.
            said = f"no JSON: {err.msg} at character {err.pos + 1}" if isinstance(err, json.JSONDecodeError) else err
            request = {"id": known, "error": f"line {number}: {said}"}
        yield request


def _from_files(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
        if not files:
            print(f"newscrawl: no HTML files ({', '.join(sorted(_SUFFIXES))}) in {path}", file=sys.stderr)
        for file in files:
            try:
                yield {"id": str(file), "url": None, "html": _bytes(file)}
            except (OSError, EOFError, zlib.error) as err:  # the last two: a gzip file that is cut off or broken
                yield {"id": str(file), "error": f"can't be read: {getattr(err, 'strerror', None) or err}"}


def _bytes(file: Path) -> bytes:
    if file.suffix == ".gz":
        import gzip

        return gzip.decompress(file.read_bytes())
    return file.read_bytes()


def _answer(request: dict[str, Any], site: Site | None, sites: Mapping[str, Site]) -> dict[str, Any]:
    ident = request.get("id")
    if "error" in request:
        return {"id": ident, "error": request["error"]}
    url = request.get("url")
    try:
        return {"id": ident, **read(request["html"], url if isinstance(url, str) else None, site, sites)}
    except NewscrawlError as err:
        return {"id": ident, "error": str(err)}
    # One page in a stream of thousands must not end it, whatever broke.
    except Exception as err:
        return {"id": ident, "error": f"{type(err).__name__}: {err}"}


def read(
    page: str | bytes, url: str | None, site: Site | None = None, sites: Mapping[str, Site] | None = None
) -> dict[str, Any]:
    """The answer's fields for one page, by its site's rules. Raises UnreadablePage where there is nothing to parse."""
    document = parse(page, url=url)
    credits = read_credits(document, site=site, sites=sites or {})
    timezone, layouts = (site.timezone, site.layouts) if site else (None, ())
    article = extract_article(document, credit_lines=credit_lines(credits), timezone=timezone, layouts=layouts)
    sources = attribution(credits, judge(article, credits, site=site, url=url, sites=sites or {}))
    return {
        "url": url,
        **_article_fields(article),
        "text_agencies": list(sources.text_agencies),
        "cited_agencies": list(sources.cited_agencies),
        "image_agencies": list(sources.image_agencies),
        "origin_publisher": sources.origin_publisher,
        "original_url": sources.original_url,
        "evidence": list(sources.evidence),
    }


def _article_fields(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "date": _written(article.published) if article.published else None,
        "date_claims": [_claim(claim) for claim in article.dates],
        "authors": list(article.authors),
        "writers": [asdict(author) for author in authors_of(article.bylines, article.site_name)],
        "language": article.language,
        "is_article": article.is_article,
        "page_type": article.page_type,
        "page_type_signs": [asdict(sign) for sign in article.page_type_signs],
        "access": article.access,
        "access_signs": [asdict(sign) for sign in article.access_signs],
        "labels": [asdict(label) for label in article.labels],
        "videos": [asdict(video) for video in article.videos],
        "twins": [asdict(twin) for twin in article.twins],
        "layout_signs": [asdict(sign) for sign in article.layout_signs],
        "blocks": [{"kind": block.kind, "level": block.level} for block in article.blocks],
        "images": [
            {"url": image.url, "caption": image.caption, "credits": [image.credit] if image.credit else []}
            for image in article.images
        ],
    }


def _written(claim: DateClaim) -> str:
    """ISO 8601; the day alone where no time is known."""
    value: datetime = claim.value
    return value.date().isoformat() if claim.precision == "day" else value.isoformat()


def _claim(claim: DateClaim) -> dict[str, Any]:
    return {
        "kind": claim.kind.value,
        "value": _written(claim),
        "source": claim.source,
        "raw": claim.raw,
        "locator": claim.locator,
    }


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog=EPILOG)(extract)
    app()
