"""The credit forms of 25 languages on pages with all that stands around real ones: each with a twin that credits nobody."""

# Markup is kept on one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.extract.document import Document, parse
from newscrawl.trace import judge, read_credits
from tests.trace.pages import PROSE, URL

# What surrounds articles: menus, share buttons, teasers with credits of their own, newsletter box, comments, legal foot.
FRAME = """<!doctype html><html lang="{lang}"><head><title>Feuer am alten Hafen - Tagblatt Beispiel</title>
<meta property="og:site_name" content="Tagblatt Beispiel">{metas}</head><body>
<header><a href="/">Tagblatt Beispiel</a><nav><ul><li><a href="/reuters">Reuters</a></li><li><a href="/afp">AFP</a></li>
</ul></nav></header>
<main><article><p class="kicker">Hafen</p><h1>Feuer am alten Hafen zerstört mehrere Lagerhallen</h1>{head}
<div class="share-buttons"><a href="https://x.com/share">X</a> <a href="https://facebook.com/sharer">Facebook</a></div>
<figure><img src="/hafen.jpg" alt="Der Hafen"><figcaption>Der Hafen am Morgen. Foto: Jo Weber/EPA</figcaption></figure>
<div class="article-body"><p>{first}</p><p>{second}</p><div class="teaser"><a href="/a">Lesen Sie auch: Brand in Erle (dpa)</a></div>
<p>{third}</p><p>{last}</p>{closing}</div>
<div class="tags"><a href="/t/reuters">Reuters</a> <a href="/t/ap">AP</a></div></article>
<aside class="related"><h3>Mehr zum Thema</h3><div class="teaser"><p class="author">Von AFP</p><p>{second} (dpa)</p></div>
</aside><section id="comments"><p>Laut Reuters war es anders. (dpa)</p></section></main>
<div class="newsletter">Der Tag, zusammengestellt mit Material von AFP.</div>
<footer><p>Alle Rechte vorbehalten. © 2026 dpa, AFP, Reuters, AP. The Associated Press contributed to this site.</p></footer>
</body></html>"""


def page_with(slot: str, markup: str, lang: str) -> Document:
    """The page with markup in one slot: `first` and `last` are beginnings and ends of a paragraph."""
    fill = {"head": "", "metas": "", "closing": "", "first": PROSE[0], "last": PROSE[3]}
    fill[slot] = {"first": f"{markup}{PROSE[0]}", "last": f"{PROSE[3]}{markup}"}.get(slot, markup)
    return parse(FRAME.format(lang=lang, second=PROSE[1], third=PROSE[2], **fill), url=URL)


def origins(document: Document) -> set[str]:
    found = judge(None, read_credits(document), url=document.url)
    return {o.publisher_id or o.publisher for o in found}


# Slot, language, form, its origins (ids, or names that no list knows), twin of nearly the same form that has none.
FORMS: tuple[tuple[str, str, str, str, str], ...] = (
    # Datelines
    ("first", "en", "PORTLAND, Maine (AP) — ", "ap", "PORTLAND, Maine (KXYZ) — "),
    ("first", "en", "LAGOS, March 3 (Xinhua) -- ", "xinhua", "LAGOS, March 3 -- "),
    ("first", "en", "Taipei, Nov. 17 (CNA) ", "cna", "Taipei, Nov. 17 (updated) "),
    ("first", "en", "(<em>Reuters</em>) — ", "reuters", "(<em>Updated</em>) — "),
    ("first", "en", "London, Jun 11 (efe-epa).- ", "efe", "London, Jun 11.- "),
    ("first", "en", "Hong Kong (CNN Business)", "cnn", "Hong Kong (Central Business)"),
    ("first", "en", "<a>HAFENBLATT via JTA</a> — ", "HAFENBLATT jta", "<a>HAFENBLATT</a> — "),
    ("first", "en", "NEW DELHI, Oct 2 (PTI): ", "pti", "NEW DELHI: The Tehreek-e-Insaf (PTI) said "),
    ("first", "de", "Frankfurt/Main (dpa) - ", "dpa", "Kiel (dpo) - "),
    ("first", "de", "Hamburg (dpa/lno) – ", "dpa", "Hamburg (red/lno) – "),
    ("first", "de", "Montpellier (SID) – ", "sid", "Montpellier – "),
    ("first", "de", "Wiesbaden (KNA/iz). ", "kna", "Wiesbaden (iz). "),
    ("first", "de", "Wien (APA) - ", "apa", "Wien (OTS) - "),
    ("first", "de", "Bern (sda) - ", "sda", "Bern (bz) - "),
    ("first", "es", "Bruselas, 7 oct (EFE).- ", "efe", "Bruselas, 7 oct.- "),
    ("first", "es", "Madrid, 3 mar. (EUROPA PRESS) - ", "europapress", "Madrid, 3 mar. (Redacción) - "),
    ("first", "es", "BUENOS AIRES (Télam) - ", "telam", "BUENOS AIRES (Corresponsal) - "),
    ("first", "fr", "PARIS, 4 mars (Reuters) - ", "reuters", "PARIS, 4 mars - "),
    ("first", "fr", "Genève (ats) - ", "sda", "Genève (red) - "),
    ("first", "it", "(ANSA) - ROMA, 28 LUG - ", "ansa", "(Aggiornato) - ROMA, 28 LUG - "),
    ("first", "it", "Roma, 3 mar. (Adnkronos) - ", "adnkronos", "Roma, 3 mar. (Redazione) - "),
    ("first", "pt", "Lisboa, 17 nov 2025 (Lusa) – ", "lusa", "Lisboa, 17 nov 2025 – "),
    ("first", "ru", "МОСКВА, 29 июня. /ТАСС/. ", "tass", "МОСКВА, 29 июня. "),
    ("first", "ru", "МОСКВА, 3 мар — РИА Новости. ", "ria", "МОСКВА, 3 мар — Погода. "),
    ("first", "ru", "ПЕТРОПАВЛОВСК. КАЗИНФОРМ – ", "kazinform", "ПЕТРОПАВЛОВСК. ВЧЕРА – "),
    ("first", "uk", "Київ. 3 березня. ІНТЕРФАКС-УКРАЇНА - ", "interfax-ukraine", "Київ. 3 березня. НАЖИВО - "),
    ("first", "zh", "新华社北京11月17日电 ", "xinhua", "据新华社报道，"),
    ("first", "zh", "（中央社記者溫貴香台北21日電）", "cna", "（記者溫貴香台北21日報導）"),
    ("first", "zh", "中新网北京3月4日电 ", "chinanews", "本报北京3月4日电 "),
    ("first", "ja", "【6月18日 AFP】", "afp", "【ロンドン＝岡田浩幸】"),
    ("first", "ja", "[東京 3日 ロイター] - ", "reuters", "[東京 3日] - "),
    ("first", "ja", "【ワシントン共同】", "kyodo", "【ワシントン特派員】"),
    ("first", "ko", "(서울=연합뉴스) 홍길동 기자 = ", "yonhap", "(서울=본지) 홍길동 기자 = "),
    ("first", "ko", "[서울=뉴시스] 홍길동 기자 = ", "newsis", "[서울] 홍길동 기자 = "),
    ("first", "tr", "ANKARA (AA) - ", "anadolu", "ANKARA (Muhabir) - "),
    ("first", "id", "Jakarta (ANTARA) - ", "antara", "Jakarta (Redaksi) - "),
    ("first", "ms", "KUALA LUMPUR, 22 Nov (Bernama) -- ", "bernama", "PUTRAJAYA, 22 Nov -- "),
    ("first", "ar", "دمشق، سوريا (CNN) -- ", "cnn", "دمشق، سوريا -- "),
    ("first", "ar", "القاهرة (رويترز) - ", "reuters", "القاهرة (خاص) - "),
    # Bylines
    ("head", "de", '<span class="article-heading__author">Von dpa</span>', "dpa", '<span class="author">Von Ann Dorn</span>'),
    ("head", "de", '<div class="author">Jo Weber und Ann Dorn, dpa</div>', "dpa", '<div class="author">Jo Weber, Bonn</div>'),
    ("head", "de", "<p>Von: det/dpa</p>", "dpa", "<p>Von: det/red</p>"),
    ("head", "de", "<h5>Reuters/kra Frankfurt</h5>", "reuters", "<h5>Redaktion/kra Frankfurt</h5>"),
    ("head", "de", "<p>von dpa, unserer Redaktion</p>", "dpa", "<p>von unserer Redaktion</p>"),
    ("head", "en", "<p>AFP, MANILA</p>", "afp", "<p>STAFF, MANILA</p>"),
    ("head", "en", '<p class="byline">Associated Press in Valencia</p>', "ap", '<p class="byline">Ann Bell in Valencia</p>'),
    ("head", "en", '<p class="byline">By Ann Bell, AP Harbour Writer</p>', "ap", '<p class="byline">By Ann Bell, formerly of the AP</p>'),
    ("head", "en", '<p class="byline">ANN BELL and JO WEBER - AP Technology Writers</p>', "ap", '<p class="byline">Ann Bell covered Asia for Reuters</p>'),
    ("head", "en", '<p class="byline">Ann B. Bell, The Washington Post</p>', "washington-post", '<p class="byline">Ann B. Bell, Harbour Desk</p>'),
    ("head", "en", "<p>Adam Bell and AP</p>", "ap", "<p>Adam Bell and staff</p>"),
    ("head", "en", "<p>By Hafenblatt with Agencies</p>", "agencies", "<p>By Hafenblatt with pictures</p>"),
    ("head", "en", "<p>Hafenblatt wire services</p>", "agencies", "<p>Hafenblatt podcast services</p>"),
    ("head", "fr", "<p>Par Le Figaro et AFP</p>", "afp", "<p>Par Anne Morel</p>"),
    ("head", "fr", "<p>Par Le Journal avec AFP</p>", "afp", "<p>Par Le Journal avec photos</p>"),
    ("head", "fr", '<span class="author">Par AFP agence</span>', "afp", '<span class="author">Par agence</span>'),
    ("head", "es", "<p><em><strong>Por Agencia EFE</strong></em></p>", "efe", "<p><em>Por Agencia de Noticias del Puerto</em></p>"),
    ("head", "it", '<div class="autore">di Redazione ANSA</div>', "ansa", '<div class="autore">di Redazione</div>'),
    ("head", "da", "<p>Af Ritzau</p>", "ritzau", "<p>Af Redaktionen</p>"),
    ("head", "no", '<div class="byline">NTB</div>', "ntb", '<div class="byline">Redaksjonen</div>'),
    ("head", "sv", '<div class="byline">Av TT</div>', "tt", '<div class="byline">Av Redaktionen</div>'),
    ("head", "fi", '<div class="author">STT</div>', "stt", '<div class="author">Toimitus</div>'),
    ("head", "nl", '<div class="author">Door ANP</div>', "anp", '<div class="author">Door de redactie</div>'),
    ("head", "nl", '<div class="author">Belga</div>', "belga", '<div class="author">Redactie</div>'),
    ("head", "pl", '<span class="author">PAP</span>', "pap", '<span class="author">Redakcja</span>'),
    ("head", "cs", '<div class="author">ČTK</div>', "ctk", '<div class="author">Redakce</div>'),
    ("head", "sk", '<div class="author">TASR, SITA</div>', "tasr sita", '<div class="author">Redakcia</div>'),
    ("head", "hu", '<div class="author">MTI</div>', "mti", '<div class="author">Szerkesztőség</div>'),
    ("head", "hr", '<div class="author">Hina</div>', "hina", '<div class="author">Uredništvo</div>'),
    ("head", "ro", '<div class="author">Agerpres</div>', "agerpres", '<div class="author">Redacția</div>'),
    ("head", "lt", "<p><strong>BNS</strong></p>", "bns", "<p><strong>Redakcija</strong></p>"),
    ("head", "el", '<div class="author">ΑΠΕ-ΜΠΕ</div>', "ana-mpa", '<div class="author">Συντακτική ομάδα</div>'),
    ("head", "zh", "<p>新华社</p>", "xinhua", "<p>本报讯</p>"),
    ("head", "vi", '<div class="author">Theo TTXVN</div>', "vna", '<div class="author">Theo Ban biên tập</div>'),
    # Declared
    ("metas", "fr", '<meta name="author" content="Le Journal avec AFP">', "afp", '<meta name="author" content="Le Journal">'),
    ("metas", "en", '<meta name="author" content="Associated Press">', "ap", '<meta name="author" content="Press Association of Ports">'),
    # Source lines
    ("head", "de", "<p>Quelle: dpa Sport</p>", "dpa", "<p>Quelle: Hafenamt</p>"),
    ("closing", "de", "<p>Quelle: dpa-AFX</p>", "dpa", "<p>Quelle: Tagblatt Beispiel</p>"),
    ("closing", "de", "<p>Quelle: tagblatt-beispiel.example, ino/dpa</p>", "dpa", "<p>Quelle: tagblatt-beispiel.example, ino</p>"),
    ("closing", "pl", "<p>Źródło: PAP</p>", "pap", "<p>Źródło: urząd portu</p>"),
    ("closing", "pt", "<p>Fonte: Agência Brasil</p>", "agencia-brasil", "<p>Fonte: Capitania do porto</p>"),
    ("closing", "es", "<p>Fuente: Europa Press</p>", "europapress", "<p>Fuente: Capitanía del puerto</p>"),
    ("closing", "ru", "<p>Источник: Интерфакс</p>", "interfax", "<p>Источник: управление порта</p>"),
    ("head", "zh", '<span class="source">来源：<a href="http://www.news.cn/">新华社</a></span>', "xinhua", '<span class="source">来源：本网</span>'),
    ("head", "zh", "<p>2019-09-07 13:43:45　来源: 港口周刊</p>", "港口周刊", "<p>2019-09-07 13:43:45　来源: Tagblatt Beispiel</p>"),
    ("head", "en", "<p>| Source: <span>PTI</span></p>", "pti", "<p>| Source: <span>Opta</span></p>"),
    ("closing", "tr", "<p>Kaynak: İHA</p>", "iha", "<p>Kaynak: Liman</p>"),
    # Closings
    ("last", "de", " (dpa)", "dpa", " (Foto: dpa)"),
    ("last", "de", " (APA/sda/dpa)", "apa sda dpa", " (Grafik: APA)"),
    ("last", "de", " (FR mit dpa)", "dpa", " (FR mit Video)"),
    ("last", "de", " (KNA 19.11.21)", "kna", " (Stand 19.11.21)"),
    ("closing", "de", "<p>sak/Reuters</p>", "reuters", "<p>sak/Foto: Reuters</p>"),
    ("closing", "de", "<p>SDA/sep</p>", "sda", "<p>red/sep</p>"),
    ("closing", "de", "<p>© dpa-infocom, dpa:240516-99-53606/3</p>", "dpa", "<p>© Tagblatt Beispiel 240516</p>"),
    ("closing", "de", "<p>© 2012 APA/AP</p>", "apa ap", "<p>© 2012 Tagblatt Beispiel</p>"),
    ("closing", "de", "<p>red, Tagblatt.at/Agenturen</p>", "agencies", "<p>red, Tagblatt.at</p>"),
    ("closing", "de", "<p>Mit Agenturmaterial.</p>", "agencies", "<p>Mit Bildmaterial.</p>"),
    ("closing", "de", "<p>Weitere Quellen • AP</p>", "ap", "<p>Weitere Quellen • Hafenamt</p>"),
    ("closing", "de", "<p>Mit Informationen der Nachrichtenagenturen AFP und KNA</p>", "afp agencies kna", "<p>Informationen der Agentur AFP liegen der Redaktion nicht vor.</p>"),
    ("closing", "en", "<p>(Reporting by Ann Bell; Editing by Jo Weber)</p>", "reuters", "<p>(Photos by Ann Bell; Graphics by Jo Weber)</p>"),
    ("closing", "en", "<p>© Thomson Reuters 2020</p>", "reuters", "<p>Market data by Refinitiv. © 2020 LSEG. All rights reserved.</p>"),
    ("closing", "en", "<p>With files from The Canadian Press</p>", "cp", "<p>With photos from The Canadian Press</p>"),
    ("closing", "en", "<p>Additional reporting from PA.</p>", "pa", "<p>Additional reporting from the newsroom.</p>"),
    ("closing", "en", "<p>Contributing: Ann Bell, Associated Press.</p>", "ap", "<p>Contributing: Ann Bell, staff.</p>"),
    ("closing", "en", "<p>(With inputs from agencies)</p>", "agencies", "<p>(With inputs from readers)</p>"),
    ("closing", "en", "<p>SOURCE: News agencies</p>", "agencies", "<p>SOURCE: Port agencies survey</p>"),
    ("closing", "en", "<p>With Post wires</p>", "agencies", "<p>With copper wires</p>"),
    ("last", "en", " — AFP", "afp", " — AFP pic"),
    ("last", "en", " PTI", "pti", " said PTI"),
    ("closing", "en", "<p>The-CNN-Wire ™ &amp; © 2013 Cable News Network, Inc.</p>", "cnn-wire", "<p>™ &amp; © 2013 Tagblatt Beispiel, Inc.</p>"),
    ("closing", "en", "<p>© 2019 Associated Press. All Rights Reserved. This material may not be published.</p>", "ap", "<p>Our Standards: The Thomson Reuters Trust Principles.</p>"),
    ("last", "fr", " (ats/nxp)", "sda", " (red/nxp)"),
    ("closing", "fr", "<p>(Avec AFP)</p>", "afp", "<p>(Avec photos AFP)</p>"),
    ("closing", "es", "<p>(Con información de AFP, EFE y Reuters)</p>", "afp efe reuters", "<p>(Con fotos de AFP, EFE y Reuters)</p>"),
    ("last", "es", " EFE", "efe", " Foto: EFE"),
    ("last", "it", " (ANSA).", "ansa", " (foto ANSA)."),
    ("closing", "pt", "<p>Com informações da Agência Brasil</p>", "agencia-brasil", "<p>Com imagens da Agência Brasil</p>"),
    ("closing", "pl", "<p>aja/PAP</p>", "pap", "<p>aja/red</p>"),
    ("closing", "cs", "<p>(ČTK)</p>", "ctk", "<p>(Foto: ČTK)</p>"),
    ("last", "ar", " --(بترا)", "petra", " --(خاص)"),
    ("closing", "en", "<p>agrarheute/Mit Material vom MDR, dpa</p>", "dpa", "<p>agrarheute/Mit Fotos vom MDR</p>"),
    ("head", "zh", "<p>新华社</p>", "xinhua", "<p>新华社发</p>"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "lang", "form", "names", "twin"), FORMS, ids=[f"{f[1]}-{i}" for i, f in enumerate(FORMS)]
)
def test_form_and_twin(slot: str, lang: str, form: str, names: str, twin: str) -> None:
    assert origins(page_with(slot, form, lang)) == set(names.split())
    assert origins(page_with(slot, twin, lang)) == set()


# Who prints it, how it is signed, whose it is: names that several agencies have.
SHARED = (
    ("https://www.beispiel.example/hafen.html", "zh", "Taipei, Nov. 17 (CNA) ", "cna"),
    ("https://www.beispiel.com.cy/limani.html", "en", "NICOSIA, Nov. 17 (CNA) ", "cyprus-news"),
    ("https://www.beispiel.example/limani.html", "el", "NICOSIA, Nov. 17 (CNA) ", "cyprus-news"),
    ("https://www.beispiel.az/liman.html", "en", "Baku, 17 November, (APA) - ", "apa-azerbaijan"),
    ("https://www.beispiel.at/hafen.html", "de", "Wien (APA) - ", "apa"),
    ("https://www.beispiel.az/liman.html", "en", "Baku, 17 November, (dpa) - ", "dpa"),
)


@pytest.mark.parametrize(("url", "lang", "form", "agency"), SHARED)
def test_a_shared_name_is_the_agency_of_the_site_s_country_or_language(
    url: str, lang: str, form: str, agency: str
) -> None:
    found = page_with("first", form, lang)
    assert origins(parse_at(found, url)) == {agency}


def parse_at(document: Document, url: str) -> Document:
    """The same page under another address."""
    return replace(document, url=url)


@pytest.mark.parametrize("around", ['<div class="rail-tall">{}</div>', "<aside>{}</aside>"])
def test_paragraphs_may_be_blocks_in_a_part_named_like_a_teaser(around: str) -> None:
    text = "".join(f"<div class='paragraph'>{p}</div>" for p in (f"Hamburg (dpa) - {PROSE[0]}", *PROSE[1:]))
    html = f"<html><body><h1>Feuer am Hafen</h1>{around.format(text)}<p>Impressum und Datenschutz</p></body></html>"
    assert origins(parse(html, url=URL)) == {"dpa"}
    teaser = f"<div class='rail-tall'><div>Hamburg (dpa) - {PROSE[0]}</div></div>"
    page = f"<html><body><h1>Feuer</h1>{''.join(f'<p>{p}</p>' for p in PROSE)}{teaser}</body></html>"
    assert origins(parse(page, url=URL)) == set()
