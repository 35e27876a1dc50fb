"""Text credits by their place and form, each with look-alikes that credit nobody."""

from __future__ import annotations

import pytest

from newscrawl.trace import judge, read_credits
from tests.trace.pages import PROSE, attributed, page

DATELINES = [
    (
        "PORT CITY, Calif. (AP) — A fire destroyed several warehouses at the old port overnight, nobody was hurt.",
        ["ap"],
    ),
    (
        "KATHMANDU, April 25 (Reuters) - A fire destroyed several warehouses at the old port, nobody was hurt.",
        ["reuters"],
    ),
    (
        "(<em>Reuters</em>) — A fire destroyed several warehouses at the old port overnight, nobody was hurt.",
        ["reuters"],
    ),
    ("SEOUL, Aug. 20 (Yonhap) -- A fire destroyed several warehouses at the old port, nobody was hurt.", ["yonhap"]),
    ("Taipei, Nov. 17 (CNA) A fire destroyed several warehouses at the old port overnight, nobody was hurt.", ["cna"]),
    ("London, Jun 11 (efe-epa).- A fire destroyed several warehouses at the old port, nobody was hurt.", ["efe"]),
    ('VENICE, Italy (AP) " A fire destroyed several warehouses at the old port overnight, nobody was hurt.', ["ap"]),
    (
        "Frankfurt/Main (dpa) - Ein Feuer hat in der Nacht mehrere Lagerhallen zerstört, verletzt wurde niemand.",
        ["dpa"],
    ),
    ("Hamburg (dpa/lno) – Ein Feuer hat in der Nacht mehrere Lagerhallen zerstört, verletzt wurde niemand.", ["dpa"]),
    ("Montpellier (SID) – Ein Feuer hat in der Nacht mehrere Lagerhallen zerstört, verletzt wurde niemand.", ["sid"]),
    ("Wiesbaden (KNA/iz). Ein Feuer hat in der Nacht mehrere Lagerhallen zerstört, verletzt wurde niemand.", ["kna"]),
    ("(EFE).- Un incendio destruyó varios almacenes del antiguo puerto durante la noche, sin heridos.", ["efe"]),
    ("Bruselas, 7 oct (EFE).- Un incendio destruyó varios almacenes del antiguo puerto, sin heridos.", ["efe"]),
    ("PARIS, 4 mars (Reuters) - Un incendie a détruit plusieurs entrepôts du vieux port pendant la nuit.", ["reuters"]),
    ("(ANSA) - ROMA, 28 LUG - Un incendio ha distrutto diversi magazzini del vecchio porto nella notte.", ["ansa"]),
    ("МОСКВА, 29 июня. /ТАСС/. Пожар уничтожил несколько складов в старом порту, никто не пострадал.", ["tass"]),
    ("ПЕТРОПАВЛОВСК. КАЗИНФОРМ – Пожар уничтожил несколько складов в старом порту, никто не пострадал.", ["kazinform"]),
    ("新华社北京11月17日电 旧港夜间发生火灾，数座仓库被烧毁，没有人员受伤，起火原因仍在调查之中。", ["xinhua"]),
    ("（中央社記者陳大文台北21日電）舊港夜間發生火災，數座倉庫燒毀，沒有人員受傷，起火原因仍在調查之中。", ["cna"]),
    ("【6月18日 AFP】旧港で夜間に火災が発生し、複数の倉庫が焼失したが、けが人はなかった。原因は調査中。", ["afp"]),
]


@pytest.mark.parametrize(("first", "expected"), DATELINES)
def test_dateline_credits_the_agency(first: str, expected: list[str]) -> None:
    assert list(attributed(page(first=first)).text_agencies) == expected


@pytest.mark.parametrize(
    "first",
    [
        "PUTRAJAYA, Nov 22 — A fire destroyed several warehouses at the old port overnight, nobody was hurt there.",
        "TEGUCIGALPA, HONDURAS.- Un incendio destruyó varios almacenes del antiguo puerto durante la noche.",
        "Kiel (dpo) - Ein Feuer hat in der Nacht mehrere Lagerhallen zerstört, verletzt wurde dabei niemand.",
        "【ロンドン＝山田太郎】旧港で夜間に火災が発生し、複数の倉庫が焼失したが、けが人はなかった。原因は調査中。",
        "The Tehreek-e-Insaf party (PTI) said that a fire destroyed several warehouses at the old port overnight.",
        "Die Afrikanische Partei (AAP) teilte mit, ein Feuer habe in der Nacht mehrere Lagerhallen zerstört.",
        "LE POINT SUR LA SITUATION - Un incendie a détruit plusieurs entrepôts du vieux port pendant la nuit.",
    ],
)
def test_other_openings_credit_nobody(first: str) -> None:
    found = attributed(page(first=first))
    assert found.text_agencies == ()
    assert found.origin_publisher is None


BYLINES = [
    ("<p><em><strong>Por Agencia EFE</strong></em></p>", ["efe"]),
    ("<h5>Reuters/kra Frankfurt</h5>", ["reuters"]),
    ('<div class="meta"><span class="article-heading__author">Von dpa</span></div>', ["dpa"]),
    ('<div itemprop="author" class="author-wrap"> dpa </div>', ["dpa"]),
    ("<p>AFP, MANILA</p>", ["afp"]),
    ('<div class="byline"><a href="/profile/ap">Associated Press in Valencia</a></div>', ["ap"]),
    ('<div class="author">Af Ritzau</div>', ["ritzau"]),
    ('<div class="aut">SID</div>', ["sid"]),
    ("<strong>BNS</strong>", ["bns"]),
    ('<p class="byline">Par AFP agence</p>', ["afp"]),
    ("<p>新华社</p>", ["xinhua"]),
    ('<p class="author">Felix Weber und Jörg Lang, dpa</p>', ["dpa"]),
    ('<p class="byline">Tom Weaver, Ap Auto Writer</p>', ["ap"]),
    ('<p class="byline">Fatima Osei, The Associated Press</p>', ["ap"]),
    ('<p class="byline">JORDAN FIELD and RACHEL MOOR - AP Technology Writers</p>', ["ap"]),
    (
        '<p><span class="article__author-name">Ana Ruiz</span> <span class="article__author-credit">EFE</span></p>',
        ["efe"],
    ),
    ('<span class="c-byline__source">Reuters</span>', ["reuters"]),
    ('<p class="author">Par Le Figaro et AFP</p>', ["afp"]),
    ('<p class="author">Le Monde avec AFP</p>', ["afp"]),
    ('<p class="author">AFP/The Local</p>', ["afp"]),
    ('<p class="datum">Von: det/dpa</p>', ["dpa"]),
    ('<p class="author">Adam Vidal and AP</p>', ["ap"]),
    ('<p class="author">By Euronews with Agencies</p>', ["agencies"]),
    ('<p class="author">von dpa, unserer Redaktion</p>', ["dpa"]),
    ('<a class="autor" href="/verfasser/dpa.html">dpa</a>', ["dpa"]),
    ('<ul class="credits"><li><span id="autor">AFP</span></li></ul>', ["afp"]),
    ("<dl><dt>Źródło:</dt><dd>PAP</dd></dl>", ["pap"]),
    ('<div class="metadata__source">Quelle: dpa Sport</div>', ["dpa"]),
    ("<p>Quelle: dpa-AFX</p>", ["dpa"]),
    ("<p>Jan 3, 2020 | Source: <span>PTI</span></p>", ["pti"]),
    ("<p>Fonte: Agência Brasil</p>", ["agencia-brasil"]),
    (
        '<div class="post_source">2020-03-01 来源：<a id="article_source" href="http://news.example/">新华社</a></div>',
        ["xinhua"],
    ),
]


@pytest.mark.parametrize(("head", "expected"), BYLINES)
def test_byline_credits_the_agency(head: str, expected: list[str]) -> None:
    assert list(attributed(page(head=head)).text_agencies) == expected


@pytest.mark.parametrize(
    "head",
    [
        '<p class="author">Von Jonas Keller</p>',
        '<div class="author-bio">Jonas Keller previously worked for Reuters and AFP in Berlin.</div>',
        '<ul class="toolbar"><li>AA</li></ul>',
        '<ul class="tags"><li><a href="/thema/dpa">dpa</a></li></ul>',
        '<figure><img src="a.jpg"><figcaption>EFE</figcaption></figure>',
        '<figure><img src="a.jpg"><figcaption>Löscharbeiten am Hafen. Quelle: dpa</figcaption></figure>',
        "<p>Quelle: Feuerwehr</p>",
        '<aside class="related"><p class="byline">By REUTERS</p></aside>',
        '<p class="author">Jacob Zuma</p>',
        '<p class="author">Markus Reuter</p>',
        '<p class="byline">From: The Tagblatt Beispiel</p>',
        "<div><span>AA</span></div>",
        "<p>MAP</p>",
        '<p><a href="https://www.tagblatt-beispiel.example/tag/reuters">Reuters</a></p>',
        '<div><img src="a.jpg"><span class="source">Jo Weber/REUTERS</span><span class="caption">Hafen</span></div>',
        '<div><figure><img src="a.jpg"></figure><span class="author">EFE</span></div>',
        '<div itemprop="publisher">Nachrichten und Radio von tagblatt-beispiel.example</div>',
    ],
)
def test_heads_that_credit_nobody(head: str) -> None:
    found = attributed(page(head=head))
    assert found.text_agencies == ()
    assert found.origin_publisher is None


CLOSINGS = [
    ("<p>(dpa)</p>", ["dpa"]),
    ("<p>(dpa/gem)</p>", ["dpa"]),
    ("<p>sak/Reuters</p>", ["reuters"]),
    ('<p><a href="https://www.reuters.com/world/">Reuters</a></p>', ["reuters"]),
    ("<p>Dzięki uprzejmości: PAP - Nauka w Polsce</p>", ["pap"]),
    ("<p>SDA/sep</p>", ["sda"]),
    ("<p>FMW/Bloomberg</p>", ["bloomberg"]),
    ("<p>mit dpa</p>", ["dpa"]),
    ("<p>(FR mit dpa)</p>", ["dpa"]),
    ("<p>(KNA 19.11.21)</p>", ["kna"]),
    ("<p>Quelle: tagblatt-beispiel.example, ino/dpa</p>", ["dpa"]),
    ("<p>Quelle: sid/dpa</p>", ["sid", "dpa"]),
    ("<p>(Quelle: APA/sda/dpa)</p>", ["apa", "sda", "dpa"]),
    ("<p>© dpa-infocom, dpa:240516-99-53606/3</p>", ["dpa"]),
    ("<p>© 2012 APA/AP</p>", ["apa", "ap"]),
    ("<p>Mit Agenturmaterial.</p>", ["agencies"]),
    ("<p>red, ORF.at/Agenturen</p>", ["agencies"]),
    ("<p>Weitere Quellen • AP</p>", ["ap"]),
    ("<p>Mit Informationen der Nachrichtenagenturen AFP, AP, dpa und KNA</p>", ["agencies", "afp", "ap", "dpa", "kna"]),
    ("<p>Diese Meldung wurde automatisch von der Deutschen Presse-Agentur (dpa) übernommen.</p>", ["dpa"]),
    ("<p>(Reporting by Ann Bell; Editing by Carl Dorn)</p>", ["reuters"]),
    ("<p>© Thomson Reuters 2020</p>", ["reuters"]),
    ("<p>With files from The Associated Press</p>", ["ap"]),
    ("<p>Additional reporting from PA</p>", ["pa"]),
    ("<p>The Associated Press contributed to this report.</p>", ["ap"]),
    ("<p>Associated Press writers Jo Reed in Mobile, Ala., and Al Field contributed to this report.</p>", ["ap"]),
    ("<p><b>Contributing</b>: Kim Lane, <em>Associated</em> Press.</p>", ["ap"]),
    ("<p>(With inputs from agencies)</p>", ["agencies"]),
    ("<p>SOURCE: News agencies</p>", ["agencies"]),
    ("<p>— AFP</p>", ["afp"]),
    ("<p>© 2019 Associated Press. All Rights Reserved. This material may not be published.</p>", ["ap"]),
    ("<p>(ats/nxp)</p>", ["sda"]),
    ("<p>(Con información de AFP, EFE y Reuters)</p>", ["afp", "efe", "reuters"]),
    ("<p>(ANSA).</p>", ["ansa"]),
    ("<p>aja/PAP</p>", ["pap"]),
    ("<p>--(بترا)</p>", ["petra"]),
    ("<p>The-CNN-Wire ™ & © 2013 Cable News Network</p>", ["cnn-wire"]),
    ("<p>Rédigé par Anne Bell, édité par Carl Dorn</p>", ["reuters"]),
    ("<p>Detroit News wire services</p>", ["agencies"]),
]


@pytest.mark.parametrize(("closing", "expected"), CLOSINGS)
def test_closing_credits_the_agency(closing: str, expected: list[str]) -> None:
    assert list(attributed(page(closing=closing)).text_agencies) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (f"{PROSE[3]} (dpa)", ["dpa"]),
        (f"{PROSE[3]} PTI", ["pti"]),
        ("Der Minister sprach von einem «klaren Zeichen per Dekret». EFE", ["efe"]),
        (f"{PROSE[3]} — AFP", ["afp"]),
        (f"{PROSE[3][:-1]} (afp/dpa).", ["afp", "dpa"]),
    ],
)
def test_credit_behind_the_last_sentence(last: str, expected: list[str]) -> None:
    assert list(attributed(page(last=last)).text_agencies) == expected


@pytest.mark.parametrize(
    "closing",
    [
        "<p>ap/kam/bfi/an/eg</p>",
        "<p>Der Vorsitzende der Tehreek-e-Insaf (PTI)</p>",
        '<p>Siehe auch <a href="/x">Was AFP am Montag meldete</a></p>',
        '<div class="related"><h3>Mehr</h3><p>(dpa)</p></div>',
        "<h1>Nächster Artikel</h1><p>Berlin (dpa) - Ein anderer Text beginnt hier und gehört nicht dazu.</p>",
        "<p>Associated Press articles: Copyright and terms of use of this site apply to everything you read here.</p>",
        '<figure><img src="b.jpg"><figcaption>Ein Kran (dpa)</figcaption></figure>',
        '<img src="b.jpg"><p>© AFP / Marco Bertoldi</p>',
        "<p>(END)</p>",
        "<p>APP</p>",
        "<p>Rubriklistenbild: © KCNA/dpa</p>",
        '<p><a href="https://zeitung.example/a">So brannte der Hafen</a> [Bloomberg]</p>',
        "<p>„Die Hallen waren alt.“ sagt Reuter</p>",
    ],
)
def test_tails_that_credit_nobody(closing: str) -> None:
    assert attributed(page(closing=closing)).text_agencies == ()


@pytest.mark.parametrize(
    ("metas", "expected"),
    [
        ('<meta name="author" content="dpa">', ["dpa"]),
        ('<meta property="article:author" content="AFP">', ["afp"]),
        ('<meta name="author" content="Jonas Keller">', []),
        ('<meta name="keywords" content="Reuters, AFP">', []),
        ('<meta property="article:author" content="https://www.facebook.com/Reuters">', []),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"@type": "Person", "name": '
            '"Le Figaro avec AFP"}]}</script>',
            ["afp"],
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "author": {"name": "AFP"}}]}</script>',
            [],
        ),
    ],
)
def test_declared_authors(metas: str, expected: list[str]) -> None:
    assert list(attributed(page(metas=metas)).text_agencies) == expected


def test_neighbours_of_an_endless_page_credit_nothing() -> None:
    metas = (
        '<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "Feuer am alten Hafen zerstört '
        'Lagerhallen", "author": {"name": "Jonas Keller"}}, {"@type": "NewsArticle", "headline": "Ein anderer Text", '
        '"author": {"name": "Reuters"}}]</script>'
    )
    around = (
        '<article><h1>Ein anderer Text</h1><p class="author">Von dpa</p>'
        f"<p>Berlin (dpa) - {PROSE[1]}</p><p>(dpa)</p></article>"
    )
    assert attributed(page(metas=metas, around=around)).text_agencies == ()


def test_picture_credit_behind_the_last_sentence_is_no_text_credit() -> None:
    found = attributed(page(last=f"{PROSE[3]} Foto: dpa"))
    assert found.text_agencies == ()


@pytest.mark.parametrize(
    "last",
    [
        "Die Firma äußerte sich zunächst nicht zu weiteren Fragen mit Informationen aus der Zentrale von Reuters.",
        "The mayor, a former reporter of The Associated Press, contributed to the campaign with his own money.",
    ],
)
def test_sentences_that_are_no_contribution_lines(last: str) -> None:
    assert attributed(page(last=last)).text_agencies == ()


def test_agency_is_the_author_on_its_own_site() -> None:
    metas = '<meta property="og:site_name" content="Ukrinform">'
    own = page(metas=metas, url="https://www.ukrinform.net/rubric-society/a-fire.html")
    assert attributed(own).text_agencies == ("ukrinform",)
    assert judge(None, read_credits(own), url=own.url) == ()
    assert attributed(page(metas=metas)).text_agencies == ()


def test_legal_footer_and_navigation_credit_nobody() -> None:
    found = attributed(page())
    assert found.text_agencies == ()
    assert found.cited_agencies == ()
    assert found.image_agencies == ()
    assert found.origin_publisher is None
