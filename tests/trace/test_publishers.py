"""Other publishers as the text's origin: notices, source lines, outlet lines, canonical addresses, links."""

from __future__ import annotations

import pytest

from newscrawl.extract.document import parse
from newscrawl.items import CreditKind, OriginRole, Relation
from newscrawl.sites import CreditRule, Site, SiteRole
from newscrawl.trace import judge, phrases, read_credits
from tests.trace.pages import PROSE, URL, article_in, attributed, credits_of, page

LONG = "https://grist.org/energy/how-a-port-burned-down-one-night/"

NOTICES = [
    (f'<p><em>This story originally appeared on <a href="{LONG}">Grist</a>.</em></p>', "Grist"),
    ('<p>This article was originally published by <a href="https://futurism.com/">Futurism</a>.</p>', "Futurism"),
    ('<p>This story was provided by <a href="https://spacenews.com">SpaceNews</a>.</p>', "SpaceNews"),
    ("<p>This article was originally published at nytimes.com.</p>", "The New York Times"),
    ("<p>This article first appeared in the Daily Harbour.</p>", "Daily Harbour"),
    ('<p>Dieser Artikel ist zuerst bei "Capital" erschienen.</p>', "Capital"),
    ("<p>Dieser Text erschien zuerst in der Berliner Morgenpost.</p>", "Berliner Morgenpost"),
    (
        "<p>Dies ist eine maschinelle Übersetzung eines Artikels unserer US-Kollegen von Business Insider.</p>",
        "Business Insider",
    ),
    ("<p>© The Financial Times Ltd. 2024</p>", "Financial Times"),
    ("<p>Copyright Boston Business Journal</p>", "Boston Business Journal"),
    ("<p>Cet article a été initialement publié sur Mediapart.</p>", "Mediapart"),
    ("<p>Este artículo fue publicado originalmente en El Periódico.</p>", "El Periódico"),
    ("<p>Post-ul Feuer am Hafen apare prima dată în Unica.md.</p>", "Unica.md"),
    ("<p>نشر موقع Middle East Eye البريطاني تقريراً عن الحريق في الميناء القديم.</p>", "Middle East Eye"),
    ("<p>«Հրապարակ» թերթը գրում է, որ հին նավահանգստում հրդեհ է եղել։</p>", "Հրապարակ"),
    ("<p>本文来源：新京报</p>", "新京报"),
    ("<p>The article Fire at the old port appeared first on The Daily Signal.</p>", "The Daily Signal"),
    ("<p>Republished with permission of The Conversation.</p>", "The Conversation"),
    ("<p>Dieser Artikel ist eine Übersetzung, im Original ist er in Haaretz erschienen.</p>", "Haaretz"),
    ("<p>Übersetzte und bearbeitete Fassung des Artikels »A Port« aus »Quanta Magazine«.</p>", "Quanta Magazine"),
    ("<p>【美国The Next Web作品的中文相关权益归本公司独家所有。未经授权，不得转载。】</p>", "The Next Web"),
    ("<p>Aus dem Englischen von Jan Dorn für Quanta Magazine.</p>", "Quanta Magazine"),
    ("<p>TNW中文站 10月14日报道</p>", "The Next Web"),
    ("<p>转载自：财新网</p>", "财新"),
    ("<p>来源：港口观察周刊</p>", "港口观察周刊"),
    (
        '<p>Fonte: <a href="https://mulher.example/porto/incendio-no-porto-antigo">Mulher do Porto</a></p>',
        "Mulher do Porto",
    ),
    (
        '<div id="partner"><h3>Originally published by:</h3><a href="http://foxnews.com"><img src="l.png"></a></div>',
        "Fox News",
    ),
    ("<p>© Provided by The Guardian</p>", "The Guardian"),
    ("<p>Aus dem Englischen von Jan Dorn<br>Copyright: Project Syndicate, 2025</p>", "Project Syndicate"),
    (
        '<p>From <a href="https://www.harpersbazaar.com/a">Harper\'s Bazaar</a> / Translation: A. B.</p>',
        "Harper's Bazaar",
    ),
    ("<p>Copyright ⓒ 뉴스타파</p>", "뉴스타파"),
    ("<p>Oorspronkelijk verschenen in de Volkskrant.</p>", "de Volkskrant"),
    ("<p>Artykuł ukazał się, pierwotnie opublikowany w Gazeta Wyborcza.</p>", "Gazeta Wyborcza"),
    ("<p>Впервые опубликовано на Медуза.</p>", "Meduza"),
    ("<p>Cet article provient de Mediapart.</p>", "Mediapart"),
    ("<p>Publicado originalmente em O Globo.</p>", "O Globo"),
    ("<p>Pubblicato originariamente su la Repubblica.</p>", "la Repubblica"),
    ("<p>Artikeln publicerades; ursprungligen publicerad i Dagens Nyheter.</p>", "Dagens Nyheter"),
    ("<p>Oprindeligt bragt i Politiken.</p>", "Politiken"),
    ("<p>Republished with permission from Inside Climate News.</p>", "Inside Climate News"),
]


@pytest.mark.parametrize(("closing", "expected"), NOTICES)
def test_notice_names_the_publisher(closing: str, expected: str) -> None:
    assert attributed(page(closing=closing)).origin_publisher == expected


@pytest.mark.parametrize(
    "closing",
    [
        "<p>Dieser Artikel ist zuerst bei tagblatt-beispiel.example erschienen.</p>",
        "<p>The study was first published in 2019 and covers several warehouses at the old port of the city.</p>",
        "<p>Quelle: Feuerwehr Hafenstadt</p>",
        '<p>Quelle: <a href="https://feuerwehr.example/meldungen/hafenbrand">Feuerwehr</a></p>',
        "<p>Read more: <a href='https://grist.org/a-story-about-ports'>This story originally appeared on Grist</a>",
        "<p>© 2024 Tagblatt-Beispiel. Alle Rechte vorbehalten.</p>",
        "<p>CNN</p>",
        "<p>This article was originally published on March 3, 2021 and has been updated since.</p>",
        "<p>The novel was originally published in Paris and is now out of print.</p>",
        "<p>Der Text wurde im Original veröffentlicht auf Englisch.</p>",
        "<p>Dieser Artikel erschien zuerst im Januar.</p>",
        "<p>Die Stadt setzt zuerst auf die Elektrifizierung, dann auf neue Hallen am alten Hafen.</p>",
        "<p>Dieser Artikel erschien zuerst in der TAGBLATT-BEISPIEL 10/26.</p>",
        "<p>From Crane Planning tools to real-time tables, technology is shifting the way ports work.</p>",
        "<p>Quelle: tagblatt-beispiel.example</p>",
        '<p>This story was first published on <a href="https://twitter.com/blatt/status/1234567890">Twitter</a>.</p>',
        '<p>Copyright © 2024 Blatt. <a href="https://goo.gl/forms/xyz123456789">Click here for reprints</a>.</p>',
    ],
)
def test_notices_that_name_nobody_else(closing: str) -> None:
    assert attributed(page(closing=closing)).origin_publisher is None


@pytest.mark.parametrize(
    ("opening", "first", "expected"),
    [
        ("<p>CNN</p>", PROSE[0], "CNN"),
        ("<p>BBC News</p>", PROSE[0], "BBC"),
        ("", f"CNN &nbsp;—&nbsp; {PROSE[0]}", "CNN"),
        ("", "Hong Kong (CNN Business)A fire destroyed several warehouses at the old port, nobody was hurt.", "CNN"),
        ("", "(CNN)President and ministers visited the port where a fire destroyed several warehouses.", "CNN"),
        ("", "CHICAGO (NewsNation Now) — A fire destroyed several warehouses at the old port overnight.", "NewsNation"),
        ("", "دمشق، سوريا (CNN) -- دمّر حريق عدة مستودعات في الميناء القديم خلال الليل ولم يصب أحد بأذى.", "CNN"),
    ],
)
def test_outlet_before_the_first_sentence(opening: str, first: str, expected: str) -> None:
    assert attributed(page(opening=opening, first=first)).origin_publisher == expected


@pytest.mark.parametrize(
    "opening",
    [
        "<h2>CNN</h2>",
        '<p><a href="/tag/cnn">CNN</a></p>',
        "<p>Stern</p>",
        "<p>Kommentar</p>",
        '<figure><img src="a.jpg"><figcaption>CNN</figcaption></figure>',
    ],
)
def test_lines_that_look_like_an_outlet(opening: str) -> None:
    assert attributed(page(opening=opening)).origin_publisher is None


def test_canonical_on_another_site_is_the_original() -> None:
    found = attributed(page(metas=f'<link rel="canonical" href="{LONG}">'))
    assert found.original_url == LONG
    assert found.origin_publisher == "Grist"


def test_a_broken_canonical_is_passed_over_and_the_page_is_read() -> None:
    found = attributed(page(metas=f'<link rel="canonical" href="http://[::1"><link rel="canonical" href="{LONG}">'))
    assert found.original_url == LONG


def test_canonical_of_a_moved_site_is_a_weak_origin() -> None:
    moved = "https://neues-blatt.example/politik/hafen-brand-123456.html"
    metas = f'<link rel="canonical" href="{moved}"><meta property="og:url" content="{moved}">'
    found = attributed(page(metas=metas))
    assert found.origin_publisher is None
    assert found.original_url == moved


@pytest.mark.parametrize(
    "canonical",
    [
        URL,
        "https://m.tagblatt-beispiel.example/politik/hafen-brand-123456.html",
        "/politik/hafen-brand-123456.html",
        "https://www-tagblatt.cdn.ampproject.org/c/s/tagblatt",
        "https://m.tagblatt-beispiel.com/politik/hafen-brand-123456.html",
    ],
)
def test_own_canonical_is_no_origin(canonical: str) -> None:
    found = attributed(page(metas=f'<link rel="canonical" href="{canonical}">'))
    assert found.original_url is None
    assert found.origin_publisher is None


def test_link_to_the_original() -> None:
    closing = f'<p><a href="{LONG}">Lire l’article original</a></p>'
    assert attributed(page(closing=closing)).original_url == LONG


def test_own_link_named_original_is_none() -> None:
    closing = f'<p><a href="{URL}?print=1">Lire l’article original</a></p>'
    assert attributed(page(closing=closing)).original_url is None


def test_relation_is_translated_where_the_languages_differ() -> None:
    document = page(closing=f'<p>Dieser Text erschien zuerst bei <a href="{LONG}">Grist</a>.</p>')
    credits = read_credits(document)
    translated = judge(article_in("de"), credits, url=URL)
    assert translated[0].relation is Relation.TRANSLATED
    assert judge(article_in("en"), credits, url=URL)[0].relation is Relation.REPUBLISHED


def test_machine_translation_notice_makes_a_translation() -> None:
    document = page(closing="<p>Maschinelle Übersetzung.</p><p>Dieser Text erschien zuerst bei Spiegel Online.</p>")
    assert credits_of(document, CreditKind.TRANSLATION)
    assert judge(article_in("de"), read_credits(document), url=URL)[0].relation is Relation.TRANSLATED


def test_agency_behind_a_publisher_is_the_ultimate_origin() -> None:
    document = page(head='<p class="author">dpa</p>', closing="<p>Dieser Artikel erschien zuerst bei Zeit Online.</p>")
    origins = judge(None, read_credits(document), url=URL)
    assert {(o.publisher_id, o.role) for o in origins} == {
        ("zeit", OriginRole.IMMEDIATE),
        ("dpa", OriginRole.ULTIMATE),
    }


def test_title_tells_whose_page_it_is_where_no_address_does() -> None:
    html = page(closing="<p>来源：澎湃新闻</p>", url=None).html
    assert attributed(parse(html)).origin_publisher == "澎湃新闻"
    own = html.replace("<title>Feuer am Hafen</title>", "<title>旧港火灾_科技湃_澎湃新闻-The Paper</title>")
    assert attributed(parse(own)).origin_publisher is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://hafenblatt.verlag.example/brand-am-hafen-123456", "https://www.hafenblatt.example/brand-123456"),
        ("https://blog.hafenstöße.example/brand-am-hafen", "https://blog.xn--hafenstsse-kcb.example/brand-am-hafen"),
    ],
)
def test_a_site_under_another_form_of_its_host_is_itself(url: str, canonical: str) -> None:
    assert attributed(page(metas=f'<link rel="canonical" href="{canonical}">', url=url)).origin_publisher is None


def test_the_title_names_a_site_that_declares_no_name() -> None:
    document = page(closing="<p>来源：港口网</p>")
    titled = parse(document.html.replace("<title>Feuer am Hafen", "<title>旧港夜间发生火灾-港口网"), url=URL)
    assert attributed(document).origin_publisher == "港口网"
    assert attributed(titled).origin_publisher is None


def test_site_is_never_its_own_origin() -> None:
    url = "https://www.livescience.com/a-fire-at-the-port.html"
    document = page(closing="<p>Originally published on Live Science.</p>", url=url)
    assert judge(None, read_credits(document), url=url) == ()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<p class="author">Spencer Hill, The Washington Post</p>', "The Washington Post"),
        ('<p class="author">VICTOR TANNER, FUTURISM</p>', "Futurism"),
        (
            '<div>Max Bloom<br><a href="https://thegrayzone.com/2024/06/a-port-burns/">The Grayzone</a></div>',
            "The Grayzone",
        ),
        ("<p>By Ann Bell, CNN</p>", "CNN"),
        ("<p>By Ann Bell, Tagblatt</p>", None),
        ('<p class="author">News Nation Bureau</p>', None),
        ('<p class="author">Howard Stern</p>', None),
        ('<p><a href="https://www.tagblatt-beispiel.example/cnn">CNN</a></p>', None),
    ],
)
def test_publishers_in_bylines(head: str, expected: str | None) -> None:
    assert attributed(page(head=head)).origin_publisher == expected


def test_dateline_via_an_agency_names_the_publisher_before_it() -> None:
    first = (
        '<a href="https://www.kveller.com/a">KVELLER via JTA</a> — A fire destroyed several warehouses at the old port.'
    )
    found = attributed(page(first=first))
    assert found.text_agencies == ("jta",)
    assert found.origin_publisher == "Kveller"


def test_portal_title_names_the_provider() -> None:
    html = page().html.replace("<title>Feuer am Hafen</title>", "<title>港の火災（CNET Japan） - 港ニュース</title>")
    html = html.replace("</head>", '<meta property="og:site_name" content="港ニュース"></head>')
    assert attributed(parse(html, url=URL)).origin_publisher == "CNET Japan"


def test_rules_of_the_site_are_read() -> None:
    site = Site(
        name="tagblatt",
        title="Tagblatt",
        role=SiteRole.AGGREGATOR,
        domains=("tagblatt-beispiel.example",),
        documented="written for this test",
        credit_rules=(CreditRule(kind="outlet", pattern=r"Aus dem Blatt (?P<name>[^.]+)", position="closing"),),
    )
    document = page(closing="<p>Aus dem Blatt Hafenkurier.</p>")
    origins = judge(None, read_credits(document, site=site), site=site, url=URL)
    assert [o.publisher for o in origins] == ["Hafenkurier"]
    assert judge(None, read_credits(document), url=URL) == ()


def test_every_notice_has_an_example_here() -> None:
    seen = {c.rule for closing, _ in NOTICES for c in read_credits(page(closing=closing))}
    known = phrases.load()
    assert {n.rule for n in (*known.notices, *known.notices_before)} - seen == set()


def declared(name: str, title: str, domain: str, gazetteer_id: str | None = None) -> dict[str, Site]:
    role = SiteRole.OUTLET
    return {name: Site(name=name, title=title, role=role, domains=(domain,), documented="x", gazetteer_id=gazetteer_id)}


DECLARED = [
    (
        declared("cnn_copy", "CNN (Kopie)", "cnn-copy.example", "cnn"),
        "https://edition.cnn-copy.example/a",
        "CNN",
        "cnn",
    ),
    (declared("bote", "Der Hafenbote", "bote.example"), "https://bote.example/a", "Der Hafenbote", "bote"),
    (declared("bote", "Der Hafenbote", "bote.example"), "https://apnews.com/a", "Associated Press", "ap"),
    (declared("cnn_own", "Eigenname", "cnn.com"), "https://cnn.com/a", "Eigenname", "cnn_own"),
]


@pytest.mark.parametrize(("sites", "canonical", "publisher", "ident"), DECLARED)
def test_hosts_of_declared_sites_name_their_publishers(
    sites: dict[str, Site], canonical: str, publisher: str, ident: str
) -> None:
    document = page(metas=f'<link rel="canonical" href="{canonical}">')
    origins = judge(None, read_credits(document, sites=sites), url=URL, sites=sites)
    assert [(o.publisher, o.publisher_id) for o in origins] == [(publisher, ident)]


def test_a_declared_site_is_not_the_origin_of_its_own_page() -> None:
    sites = declared("tagblatt", "Tagblatt", "tagblatt-beispiel.example") | declared("bote", "Bote", "bote.example")
    document = page(metas='<link rel="canonical" href="https://www.tagblatt-beispiel.example/sonst-wo">')
    assert not judge(None, read_credits(document, sites=sites), url=URL, sites=sites)


def test_sites_that_change_are_read_anew() -> None:
    document = page(metas='<link rel="canonical" href="https://bote.example/a">')
    sites = declared("zeitung", "Zeitung", "zeitung.example")
    read_credits(document, sites=sites)
    sites |= declared("bote", "Hafenbote", "bote.example")
    assert judge(None, read_credits(document, sites=sites), url=URL, sites=sites)[0].publisher == "Hafenbote"


TO_ORIGINAL = [
    "<a>Lesen Sie den Originalartikel</a>",
    "<a>Zum Originalartikel</a>",
    "Den Originalartikel finden Sie <a>hier</a>.",
    "<a>Read the original article on Grist</a>",
    "Read the original story <a>here</a>.",
    "→ <a>Read the original report</a>",
    "<a>Lire l’article original</a>",
    "<a>Lire l'article original sur Grist »</a>",
    "<a>Leer el artículo original</a>",
    "<a>Leggi l'articolo originale</a>",
    "<a>Leia a matéria original</a>",
    "<a>Przeczytaj oryginał</a>",
    "<a>Lees het originele artikel</a>",
    "<a>Läs originalartikeln här</a>",
    "<a>Читать оригинал статьи</a>",
    "<a>Haberin orijinali için tıklayın</a>",
]


@pytest.mark.parametrize("line", TO_ORIGINAL)
def test_a_line_that_leads_to_the_original_names_its_address_and_publisher(line: str) -> None:
    found = attributed(page(closing=f"<p>{line.replace('<a>', f'<a href={LONG!r}>')}</p>"))
    assert (found.original_url, found.origin_publisher) == (LONG, "Grist")


def test_a_link_to_the_original_is_no_teaser_though_teasers_follow() -> None:
    teasers = (
        '<p><a href="/a">Ein anderer Beitrag mit langem Titel</a></p><p><a href="/b">Noch ein solcher Beitrag</a></p>'
    )
    document = page(closing=f'<p><a href="{LONG}">Lesen Sie den Originalartikel</a></p>{teasers}')
    assert attributed(document).original_url == LONG


@pytest.mark.parametrize(
    "line",
    [
        f'<a href="{URL}">Lesen Sie den Originalartikel</a>',
        '<a href="https://www.facebook.com/hafen/posts/1234567890">Read the original article</a>',
        f'Die Prüfer verweisen auf <a href="{LONG}">den Originalbericht</a>, den sie im Frühjahr vorgelegt hatten.',
        f'<a href="{LONG}">Das Original</a> war <a href="{LONG}">besser</a>',
        f'<a href="{LONG}">Original und Fälschung</a>',
    ],
)
def test_words_about_originals_alone_name_no_address(line: str) -> None:
    found = attributed(page(closing=f"<p>{line}</p>"))
    assert (found.original_url, found.origin_publisher) == (None, None)
