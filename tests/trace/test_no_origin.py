"""Pages of their own newsroom that name agencies and other publishers in every other way: they have no origin."""

# Markup is kept on one line, however long.
# ruff: noqa: E501

from __future__ import annotations

import json

import pytest

from tests.trace.test_forms import origins, page_with

REUTERS = "https://www.reuters.com/world/fire-at-the-old-port-2026-11-03/"


def declared(**fields: object) -> str:
    """A JSON-LD script for the page's article."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Feuer am alten Hafen", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


# Slot of the page and what stands there.
NAMED_OTHERWISE: tuple[tuple[str, str], ...] = (
    ("head", '<p class="byline">By Ann Bell, formerly of Reuters</p>'),
    ("head", '<p class="byline">By Ann Bell | Follow on X via @AFP</p>'),
    ("head", '<p class="author">Ann Bell</p><p class="bio">Ann Bell is a former AP correspondent.</p>'),
    ("closing", '<div class="author-bio"><p>Ann Bell joined us from Reuters in 2019.</p></div>'),
    ("closing", "<p>Ann Bell previously worked for The Associated Press and CNN.</p>"),
    ("closing", "<p>As first reported by Reuters, the halls were empty.</p>"),
    ("closing", "<p>The fire was first reported by CNN.</p>"),
    ("closing", "<p>The news was first published by Bloomberg on Monday.</p>"),
    ("closing", "<table><tr><td>Possession</td><td>54</td></tr></table><p>Source: Opta</p>"),
    ("closing", "<p>Weather data: Source: Met Office / PA</p>"),
    (
        "closing",
        "<p>Stock quotes supplied by Refinitiv. Reuters content is the intellectual property of Thomson Reuters.</p>",
    ),
    ("closing", "<p>Quotes delayed at least 15 minutes. Market data provided by Reuters.</p>"),
    ("closing", "<p>Data provided by Refinitiv, a Reuters company. © Thomson Reuters market data</p>"),
    (
        "closing",
        '<blockquote class="twitter-tweet"><p>BREAKING: Fire at port.</p>— The Associated Press (@AP) <a href="https://twitter.com/AP/status/1">March 3, 2026</a></blockquote>',
    ),
    (
        "closing",
        '<blockquote class="twitter-tweet"><p lang="en">Fire at the old port, several halls destroyed and nobody hurt so far</p>&mdash; Reuters (@Reuters) <a href="https://twitter.com/Reuters/status/1">March 3</a></blockquote>',
    ),
    (
        "closing",
        '<div class="embed"><iframe src="https://www.youtube.com/embed/x" title="AFP"></iframe><p>Video: AFP</p></div>',
    ),
    ("closing", "<p>Video: Reuters</p>"),
    ("closing", "<p>Watch: AP video of the fire</p>"),
    ("closing", "<p>Graphic: dpa</p>"),
    ("closing", "<p>Karte: dpa-infografik</p>"),
    ("closing", "<p>Audio: dpa-AFX</p>"),
    ("metas", '<link rel="canonical" href="https://amp.tagblatt-beispiel.example/politik/hafen-brand-123456.html">'),
    (
        "metas",
        '<link rel="canonical" href="https://www-tagblatt--beispiel-example.cdn.ampproject.org/c/s/x/hafen-brand-123456.html">',
    ),
    ("metas", '<link rel="canonical" href="https://print.tagblatt-beispiel.example/hafen">'),
    ("metas", '<link rel="canonical" href="https://www.tagblatt-beispiel.test/politik/hafen-brand-123456.html">'),
    ("metas", '<link rel="canonical" href="https://www.facebook.com/tagblatt/posts/1">'),
    ("metas", '<meta name="syndication-source" content="' + REUTERS + '">'),
    (
        "metas",
        declared(
            author={"@type": "Person", "name": "Ann Bell"},
            publisher={"@type": "Organization", "name": "Tagblatt"},
            isBasedOn=REUTERS,
        ),
    ),
    (
        "metas",
        declared(
            author={"@type": "Person", "name": "Ann Bell"}, image={"@type": "ImageObject", "creditText": "Jo Weber/dpa"}
        ),
    ),
    (
        "metas",
        declared(
            mentions=[{"@type": "Organization", "name": "Reuters"}], about={"@type": "Organization", "name": "dpa"}
        ),
    ),
    ("metas", '<meta name="twitter:creator" content="@AFP"><meta name="keywords" content="Reuters, AP">'),
    ("closing", '<p>Partner: <a href="https://www.reuters.com/">Reuters</a> <a href="https://apnews.com/">AP</a></p>'),
    (
        "closing",
        '<ul class="partners"><li><a href="https://www.reuters.com/">Reuters</a></li><li><a href="https://apnews.com/">AP</a></li></ul>',
    ),
    (
        "closing",
        '<div class="widget"><h3>News from AP</h3><ul><li><a href="https://apnews.com/article/a1">Storm hits the coast of the far north again</a></li><li><a href="https://apnews.com/article/a2">Talks on the new port law will go on in May</a></li></ul></div>',
    ),
    ("closing", '<h3>Latest from Reuters</h3><p><a href="' + REUTERS + '">Fire at the old port</a></p>'),
    ("closing", '<p>Read more: <a href="' + REUTERS + '">Reuters on the fire</a></p>'),
    ("closing", '<p>See the <a href="' + REUTERS + '">Reuters report</a> for details of the fire.</p>'),
    ("closing", '<p>Mehr dazu bei <a href="https://www.zeit.de/hafen-brand-lange-adresse">ZEIT ONLINE</a></p>'),
    ("closing", "<p>Sources: Port authority; Reuters interviews; court documents.</p>"),
    ("closing", "<p>Anmerkung: In einer früheren Version hieß es, die dpa habe das Feuer gemeldet.</p>"),
    ("closing", "<p>Folgen Sie uns bei Google News, Apple News und MSN.</p>"),
    ("closing", "<p>Der Text erschien zuerst in unserer Ausgabe vom 3. März.</p>"),
    ("closing", "<p>This article was originally published on March 3 and has been updated.</p>"),
    ("closing", "<p>This article was amended on 3 March 2026. An earlier version misquoted Reuters.</p>"),
    ("closing", "<p>Dieser Artikel erschien zuerst bei Tagblatt Beispiel.</p>"),
    ("closing", "<p>Die Recherche entstand gemeinsam mit NDR und WDR.</p>"),
    ("closing", "<p>© 2026 Tagblatt Beispiel. Meldungen der AFP dürfen nicht weiterverbreitet werden.</p>"),
    ("closing", "<p>Foto: picture alliance / dpa / Jo Weber</p>"),
    ("closing", "<p>Bilder: AFP (2), Reuters</p>"),
    ("closing", "<p>Titelbild: dpa</p>"),
    ("closing", "<p>Photo: AP</p>"),
    ("closing", "<p>Fotos: EFE</p>"),
    ("closing", "<p>Zdjęcia: PAP</p>"),
    ("closing", "<p>Photo credit: Reuters/Ann Bell</p>"),
    ("closing", "<p>Lead image by AFP via Getty Images</p>"),
    ("closing", "<p>Image: AFP</p>"),
    ("closing", "<p>(Image: PA)</p>"),
    ("closing", "<p>Featured image: Reuters</p>"),
    ("closing", "<p>Cover photo: AFP</p>"),
    ("closing", "<p>Main picture: PA</p>"),
    ("closing", "<p>Header image: AP</p>"),
    ("closing", "<p>Fotografie: ČTK</p>"),
    ("closing", "<p>Ilustrační foto: ČTK</p>"),
    ("closing", "<p>Foto naslovna: Hina</p>"),
    ("closing", "<p>Fotó: MTI</p>"),
    ("closing", "<p>Imagem de capa: AFP</p>"),
    ("closing", "<p>Fotoğraf: AA</p>"),
    ("closing", "<p>Иллюстрация: РИА Новости</p>"),
    ("closing", "<p>Фото на обложке: ТАСС</p>"),
    ("closing", "<p>Schlagworte: dpa, Reuters</p>"),
    ("closing", "<p>Tags: AP, Reuters</p>"),
    ("closing", "<p>Themen: AFP</p>"),
    ("head", "<p>Bild: dpa</p>"),
    ("head", "<p>Symbolbild (dpa)</p>"),
    ("head", "<p>Foto: Jo Weber/dpa</p>"),
    ("head", "<p>Hören Sie den Text, gelesen von dpa-Stimmen</p>"),
    ("head", '<p class="source-badge">Google Preferred Source</p>'),
    ("last", " Das sagte er der dpa."),
    ("last", " he told Reuters."),
    ("last", " (AP war vor Ort)"),
    ("last", ", said the AP."),
    ("last", " “We will rebuild it,” he told AFP"),
    ("last", " Das berichtet Reuters."),
    ("last", " C’est ce que rapporte l’AFP."),
    ("last", " Así lo informó EFE."),
    ("last", " Lo riferisce l’ANSA."),
    ("last", " Poinformowała o tym PAP."),
    ("last", " Informuje o tym PAP."),
    ("last", " Про це повідомляє Укрінформ."),
    ("last", " Об этом сообщает ТАСС."),
    ("last", " Det skriver Ritzau."),
    ("last", " Det melder NTB."),
    ("last", " Dat meldt Belga."),
    ("last", " Dat meldt persbureau ANP."),
    ("last", " Informovala o tom ČTK."),
    ("last", " Bunu AA bildirdi."),
    ("last", " informou a Lusa."),
    ("first", "LONDON — "),
    ("first", "The Associated Press (AP) — the agency — says that "),
    ("first", "Reuters — the news agency — reports that "),
    ("first", "In Kairo (Reuters-Korrespondent vor Ort) - "),
    ("first", "Exclusive: AP has learned that — "),
    ("first", "The AP: "),
    ("first", "El presidente de la AFP (Administradora) — "),
    ("first", "Die CDU (dpa berichtete) - "),
    ("closing", "<p>The study was first published in Nature.</p>"),
    ("closing", "<p>Die Studie erschien zuerst im Fachblatt „The Lancet“.</p>"),
    ("closing", "<p>Her novel originally appeared in The New Yorker.</p>"),
    ("closing", "<p>The allegations were first published by The New York Times.</p>"),
    ("closing", "<p>L'étude a été initialement publiée dans Le Monde.</p>"),
    ("closing", "<p>El informe fue publicado por primera vez en El País.</p>"),
)


@pytest.mark.parametrize(("slot", "markup"), NAMED_OTHERWISE, ids=range(len(NAMED_OTHERWISE)))
def test_no_origin(slot: str, markup: str) -> None:
    assert origins(page_with(slot, markup, "en")) == set()
