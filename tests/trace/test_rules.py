"""Every rule has a page on which it reads a credit and one, of nearly the same form, on which it must not."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import newscrawl.trace
from newscrawl.extract.document import Document, parse
from newscrawl.items import Discovery, Via
from newscrawl.sites import CreditRule, Site, SiteRole
from newscrawl.trace import bylines, credits_from_discoveries, phrases, read_credits
from tests.trace.pages import PROSE, URL, page

OWN = "Tagblatt Beispiel"
OUTLET = "https://grist.org/energy/how-a-port-burned-down-one-night/"
HERE = "https://www.tagblatt-beispiel.example/politik/ein-anderer-brand-am-hafen.html"
# Each notice with a name put in: of another publisher it is a credit, of the site itself it is none.
NOTICES = {
    "originally-published": ("<p>This story was originally published by {}.</p>", "Grist"),
    "first-published": ("<p>This article first appeared in {}.</p>", "Grist"),
    "appeared-first": ("<p>The article Fire at the old port appeared first on {}.</p>", "Grist"),
    "provided-by": ("<p>This story was provided by {}.</p>", "SpaceNews"),
    "republished-from": ("<p>Republished with permission from {}.</p>", "Inside Climate News"),
    "republished-permission": ("<p>Republished with permission of {}.</p>", "The Conversation"),
    "zuerst-erschienen": ("<p>Dieser Artikel ist zuerst bei „{}“ erschienen.</p>", "Capital"),
    "uebersetzung": ("<p>Dies ist eine maschinelle Übersetzung eines Artikels von {}.</p>", "Business Insider"),
    "im-original-erschienen": ("<p>Dieser Artikel ist eine Übersetzung, zu finden bei „{}“.</p>", "Haaretz"),
    "aus-dem-englischen": ("<p>Aus dem Englischen von Jan Dorn für {}.</p>", "Quanta Magazine"),
    "publie-initialement": ("<p>Cet article a été initialement publié sur {}.</p>", "Mediapart"),
    "cet-article-provient": ("<p>Cet article provient de {}.</p>", "Mediapart"),
    "publicado-originalmente": ("<p>Este artículo fue publicado por primera vez en «{}».</p>", "El Periódico"),
    "originalmente-publicado": ("<p>Este artigo foi originalmente publicado por {}.</p>", "O Globo"),
    "pubblicato-originariamente": ("<p>Pubblicato originariamente su {}.</p>", "la Repubblica"),
    "apare-prima-data": ("<p>Post-ul Feuer am Hafen apare prima dată în «{}».</p>", "Unica"),
    "pierwotnie-opublikowany": ("<p>Artykuł pierwotnie opublikowany przez {}.</p>", "Gazeta Wyborcza"),
    "oorspronkelijk-verschenen": ("<p>Oorspronkelijk verschenen bij {}.</p>", "de Volkskrant"),
    "ursprungligen-publicerad": ("<p>Artikeln är ursprungligen publicerad av {}.</p>", "Dagens Nyheter"),
    "oprindeligt-bragt": ("<p>Oprindeligt bragt af {}.</p>", "Politiken"),
    "vpervye-opublikovano": ("<p>Впервые опубликовано на «{}».</p>", "Медуза"),
    "nashara-mawqi": ("<p>نشر موقع {} تقريراً عن الحريق في الميناء القديم.</p>", "Middle East Eye"),
    "honyaku": ("<p>From {} / Translation: A. B.</p>", "Harper's Bazaar"),
    "zhuanzai": ("<p>转载自：{}</p>", "财新网"),
    "zhongwen-quanyi": ("<p>【美国{}作品的中文相关权益归本公司独家所有。未经授权，不得转载。】</p>", "The Next Web"),
    "hraparak-writes": ("<p>«{}» թերթը գրում է, որ հին նավահանգստում հրդեհ է եղել։</p>", "Հրապարակ"),
    "zhongwenzhan": ("<p>{}中文站 10月14日报道</p>", "TNW"),
}


def declared(**fields: object) -> str:
    """A JSON-LD script for the page's article."""
    node = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{node}</script>'


def canonical(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


def figure(caption: str, attributes: str = "") -> str:
    return f'<figure><img src="a.jpg" {attributes}><figcaption>{caption}</figcaption></figure>'


def portal(title: str, site_name: str) -> Document:
    """A page of another title, on a portal of this name."""
    plain = page().html.replace("<title>Feuer am Hafen</title>", f"<title>{title}</title>")
    return parse(plain.replace("</head>", f'<meta property="og:site_name" content="{site_name}"></head>'), url=URL)


CASES: dict[str, tuple[Document, Document]] = {
    "image-host": (
        page(middle='<figure><img src="https://media.cnn.com/images/tram.jpg"></figure>'),
        page(middle='<figure><img src="https://bilder.example/images/tram.jpg"></figure>'),
    ),
    "image-file-name": (
        page(middle='<figure><img src="/bilder/AP23089704030139-hafen.jpg"></figure>'),
        page(middle='<figure><img src="/bilder/AP-hafen.jpg"></figure>'),
    ),
    "meta-author": (
        page(metas='<meta name="author" content="dpa">'),
        page(metas='<meta name="description" content="dpa">'),
    ),
    "own-site": (
        page(metas='<meta property="og:site_name" content="РИА Новости">', url="https://ria.ru/20260101/port.html"),
        page(metas='<meta property="og:site_name" content="РИА Новости">'),
    ),
    **{
        f"jsonld-{key}": (
            page(metas=declared(**{key: {"@type": "Organization", "name": "Reuters"}})),
            page(metas=declared(**{key: {"@type": "Person", "name": "Markus Reuter"}})),
        )
        for key in bylines._AUTHOR_KEYS
    },
    "byline-container": (
        page(head='<div class="article-author">Von dpa</div>'),
        page(head='<div class="article-author">Jo Weber schreibt für dpa</div>'),
    ),
    "byline-line": (
        page(head="<p>Felix Schröder und Jörg Soldwisch, dpa</p>"),
        page(head="<p>Felix Schröder und Jörg Soldwisch treffen dpa</p>"),
    ),
    "outlet-line": (page(opening="<p>CNN</p>"), page(opening="<p>CNN</p>", url="https://edition.cnn.com/a/port.html")),
    "dateline-brackets": (
        page(first=f"HAMBURG (dpa) – {PROSE[0]}"),
        page(first=f"Die Partei der Afrikaner (AAP) teilte mit: {PROSE[0]}"),
    ),
    "dateline-slashes": (
        page(first="МОСКВА, 29 июня. /ТАСС/. Пожар уничтожил несколько складов в старом порту, никто не пострадал."),
        page(first=f"Foto: Jo Weber/AFP/ {PROSE[0]}"),
    ),
    "dateline-lenticular": (
        page(first="【6月18日 AFP】旧港で夜間に火災が発生し、複数の倉庫が焼失したが、けが人はなかった。原因は調査中。"),
        page(first="【ロンドン＝山田太郎】旧港で夜間に火災が発生し、複数の倉庫が焼失したが、けが人はなかった。"),
    ),
    "dateline-cable": (
        page(first="新华社北京11月17日电 旧港夜间发生火灾，数座仓库被烧毁，没有人员受伤，起火原因仍在调查之中。"),
        page(first="据新华社报道，旧港夜间发生火灾，数座仓库被烧毁，没有人员受伤，起火原因仍在调查之中，警方说。"),
    ),
    "dateline-bare": (
        page(first=f"ROMA, ANSA – {PROSE[0]}"),
        page(first=f"ANSA SULLA SITUAZIONE DEL PORTO VECCHIO – {PROSE[0]}"),
    ),
    "source-line": (
        page(closing="<p>Quelle: dpa</p>"),
        page(middle=figure("Quelle: dpa")),
    ),
    "source-line-open": (page(closing="<p>来源：港口观察周刊</p>"), page(closing="<p>Quelle: Hafenamt der Stadt</p>")),
    "source-link": (
        page(closing=f'<p>来源：<a href="{OUTLET}">Grist</a></p>'),
        page(closing=f'<p>来源：<a href="{HERE}">本网</a></p>'),
    ),
    "source-link-line": (
        page(head=f'<p><a href="{OUTLET}">Grist</a></p>'),
        page(head=f'<p><a href="{OUTLET}">Wie ein Hafen in einer Nacht abbrannte</a></p>'),
    ),
    "desk-line": (
        page(closing="<p>(Reporting by Ann Bell; Editing by Jo Weber)</p>"),
        page(closing="<p>(Reporting by Ann Bell)</p>"),
    ),
    "contribution": (
        page(closing="<p>The Associated Press contributed to this report.</p>"),
        page(closing="<p>The Harbour Society contributed to this report.</p>"),
    ),
    "copyright-mark": (
        page(closing="<p>© 2019 Associated Press. All rights reserved.</p>"),
        page(closing="<p>Rubrikbild: © KCNA/dpa</p>"),
    ),
    "title-provider": (
        portal("旧港で火災（CNET Japan） - Tagblatt", "Tagblatt"),
        portal("旧港で火災（CNET Japan） - Hafenkurier", "Tagblatt"),
    ),
    "closing-line": (page(closing="<p>sak/Reuters</p>"), page(closing="<p>Titelfoto: sak/Reuters</p>")),
    "closing-brackets": (page(last=f"{PROSE[3]} (dpa/gem)"), page(last=f"{PROSE[3]} (Foto: dpa)")),
    "closing-rest": (page(last=f"{PROSE[3]} PTI"), page(last=f"{PROSE[3]} Der große Brand [PTI]")),
    "credit-container": (
        page(middle='<div class="image-credit">Foto: Jo Weber</div>'),
        page(middle='<div class="image-credit">12. Mai, 14 min Lesezeit</div>'),
    ),
    "caption-line": (page(middle=figure("Reuters")), page(middle=figure("Reuters am Hafen fotografiert"))),
    "caption-brackets": (
        page(middle=figure("Der Hafen am Morgen (Foto: haus17maler / Pixabay)")),
        page(middle=figure("Der Hafen am Morgen (Foto: Hafenamt)")),
    ),
    "caption-rest": (
        page(middle=figure("Der Hafen brannte die ganze Nacht. Foto: AP")),
        page(middle=figure("Der Hafen brannte die ganze Nacht. Die AP war da")),
    ),
    "caption-start": (
        page(middle=figure("dpa/Jo Weber Die Hallen am alten Hafen standen die ganze Nacht in Flammen")),
        page(middle=figure("Die dpa/Jo Weber in den Hallen am alten Hafen standen die ganze Nacht in Flammen")),
    ),
    "caption-end": (
        page(middle=figure("Das Feuer fraß sich durch alte hölzerne Hallen EFE")),
        page(middle=figure("Das Feuer fraß sich durch alte hölzerne Hallen von EFE erbaut")),
    ),
    "stripped-credit": (page(middle="<p>KCNA/Reuters</p>"), page(middle="<p>KCNA</p>")),
    "image-attribute": (
        page(middle=figure("Der Hafen", 'data-copyright="Belga"')),
        page(middle=figure("Der Hafen", 'data-src="Belga"')),
    ),
    "image-description": (
        page(middle=figure("Der Hafen", 'alt="Der Hafen (Jo Weber/PA)"')),
        page(middle=figure("Der Hafen", 'alt="Der Hafen von Erie, PA"')),
    ),
    "jsonld-image": (
        page(metas=declared(image={"@type": "ImageObject", "creditText": "Jo Weber/dpa"})),
        page(metas=declared(image={"@type": "ImageObject", "caption": "Jo Weber/dpa"})),
    ),
    "canonical": (
        page(metas=canonical(OUTLET)),
        page(metas=canonical("https://tagblatt-beispiel.example/politik/hafen-brand-123456.html")),
    ),
    "canonical-and-og-url": (
        page(metas=f'{canonical(OUTLET)}<meta property="og:url" content="{OUTLET}">'),
        page(metas=f'{canonical(OUTLET)}<meta property="og:url" content="{URL}">'),
    ),
    "read-original": (
        page(closing=f'<p><a href="{OUTLET}">Read the original article</a></p>'),
        page(closing=f'<p><a href="{HERE}">Read the original article</a></p>'),
    ),
    "translation-notice": (
        page(closing="<p>Dieser Text wurde automatisch übersetzt.</p>"),
        page(closing="<p>Dieser Text wurde automatisch gespeichert.</p>"),
    ),
    "cited": (
        page(last=f"Das Feuer ist laut dpa gelöscht, {PROSE[3]}"),
        page(last=f"Bloomberg said he was sorry for the port and its people, {PROSE[3]}"),
    ),
    **{
        rule: (page(closing=text.format(name)), page(closing=text.format(OWN)))
        for rule, (text, name) in NOTICES.items()
    },
}
# Modules that conclude from texts and headlines; what they call a rule gives no credit.
NO_CREDITS = {"combine", "headlines", "reviews"}
# Rules that read more than the page; their cases stand below.
OTHER_INPUT = {"site-rule", "feed-source", "image-metadata"}


def _constant(node: ast.AST | None) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _constant(node.body) | _constant(node.orelse)
    if isinstance(node, ast.JoinedStr):
        prefix = next(iter(_constant(node.values[0])))
        return {f"{prefix}{key}" for key in bylines._AUTHOR_KEYS}
    return set()


def _ids(node: ast.AST) -> set[str]:
    """The rule ids that a piece of code gives to credits."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("credit", "attribute")
    ):
        return _constant(node.args[4]) if len(node.args) > 4 else set()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_yield":
        return _constant(node.args[3])
    if isinstance(node, ast.keyword) and node.arg == "rule":
        return _constant(node.value)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "rule":
        return _constant(node.value)
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        first = _constant(node.value.elts[0])
        return {name for name in first if "-" in name}
    return set()


def known_rules() -> set[str]:
    """Rule ids of the code, read from its syntax, and of the phrase table."""
    folder = Path(newscrawl.trace.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py") if path.stem not in NO_CREDITS)
    code = {rule for tree in trees for node in ast.walk(tree) for rule in _ids(node)}
    return code | {n.rule for n in (*phrases.load().notices, *phrases.load().notices_before)}


def rules_on(document: Document, site: Site | None = None) -> set[str]:
    return {credit.rule for credit in read_credits(document, site=site)}


def test_every_rule_has_its_cases() -> None:
    assert len(known_rules()) > 60
    assert known_rules() == CASES.keys() | OTHER_INPUT


def test_every_rule_is_described() -> None:
    described = (Path(__file__).parents[2] / "docs" / "credits.md").read_text(encoding="utf-8")
    assert [rule for rule in sorted(known_rules()) if f"`{rule}`" not in described] == []


@pytest.mark.parametrize("rule", sorted(CASES))
def test_rule_reads_its_form_and_not_the_one_beside_it(rule: str) -> None:
    positive, negative = CASES[rule]
    assert rule in rules_on(positive)
    assert rule not in rules_on(negative)


def test_a_site_s_own_rule_reads_its_form_in_its_place() -> None:
    rule = CreditRule(kind="outlet", pattern=r"Aus dem Blatt (?P<name>[^.]+)", position="closing")
    site = Site(
        name="tagblatt",
        title="Tagblatt",
        role=SiteRole.AGGREGATOR,
        domains=("tagblatt-beispiel.example",),
        documented="written for this test",
        credit_rules=(rule,),
    )
    assert "site-rule" in rules_on(page(closing="<p>Aus dem Blatt Hafenkurier.</p>"), site)
    assert "site-rule" not in rules_on(page(head="<p>Aus dem Blatt Hafenkurier.</p>"), site)


def test_a_feed_s_source_is_a_credit_only_where_it_can_be_found_again() -> None:
    def entry(locator: str | None) -> Discovery:
        return Discovery(url=URL, via=Via.FEED, found_on="https://a.example/feed", source_name="Grist", locator=locator)

    assert [c.rule for c in credits_from_discoveries([entry("entries[0]")])] == ["feed-source"]
    assert credits_from_discoveries([entry(None)]) == ()
