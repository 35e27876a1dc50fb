"""Consent walls and block pages are named as such; articles about cookies and captchas stay articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.extract import extract_article, parse, text_at
from newscrawl.items import Fetch, PageType, RawPage, State, Story
from newscrawl.reading import read_page


def page(title: str, *lines: str, head: str = "", before: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title>{head}</head><body>{before}<div>{text}</div></body></html>"


BLOCKS = {
    "challenge without words": page("Just a moment..."),
    "challenge": page(
        "Just a moment...",
        "Checking if the site connection is secure",
        "port.example needs to review the security of your connection before proceeding.",
        "Enable JavaScript and cookies to continue",
    ),
    "firewall": page(
        "Attention Required! | Cloudflare",
        "Sorry, you have been blocked",
        "You are unable to access port.example",
        "Why have I been blocked?",
        "This website is using a security service to protect itself from online attacks. The action you just performed "
        "triggered the security solution.",
        "What can I do to resolve this?",
        "You can email the site owner to let them know you were blocked.",
        "Cloudflare Ray ID: 8a1b2c3d4e5f6071",
    ),
    "denied": page(
        "Access Denied",
        'You don\'t have permission to access "http&#58;//port.example/storm" on this server.',
        "Reference #18.5d4c1202.1718352000.1a2b3c4d",
        before="<h1>Access Denied</h1>",
    ),
    "press and hold": page(
        "Access to this page has been denied",
        "Press &amp; Hold to confirm you are a human (and not a bot).",
        "Reference ID 0b1c2d3e-aaaa-bbbb-cccc-0123456789ab",
    ),
    "robot": page(
        "Port Post - Are you a robot?",
        "We've detected unusual activity from your computer network",
        "To continue, please click the box below to let us know you're not a robot.",
        "Please make sure your browser supports JavaScript and cookies and that you are not blocking them.",
        "Block reference ID: 5f0e",
    ),
    "german": page(
        "Sicherheitsüberprüfung",
        "Bitte bestätigen Sie, dass Sie ein Mensch sind.",
        "Wir haben ungewöhnliche Zugriffe aus Ihrem Netz festgestellt.",
    ),
    "french": page("Accès refusé", "L'accès à cette page a été refusé, car votre navigateur ressemble à un robot."),
    "spanish": page("¿Eres un robot?", "Confirma que eres humano", "Hemos detectado un tráfico inusual de su red."),
    "russian": page(
        "Вы не робот?",
        "Подтвердите, что запросы отправляли вы, а не робот",
        "Нам очень жаль, но запросы с вашего устройства похожи на автоматические.",
    ),
    "chinese": page("安全验证", "请完成安全验证", "您的访问请求已被拦截，请稍后再试。"),
}
CONSENTS = {
    "before you continue": page(
        "Before you continue",
        "Before you continue to Port Post",
        "We use cookies and data to deliver and maintain our services, track outages and protect against spam.",
        "If you choose to “Accept all,” we will also use cookies and data to deliver and measure ads.",
        "If you choose to “Reject all,” we will not use cookies for these additional purposes.",
        "Reject all",
        "Accept all",
        "More options",
    ),
    "family of brands": page(
        "Port Post is part of the Harbour family of brands",
        "We, Port Post, are part of the Harbour family of brands.",
        "When you use our sites and apps, we use cookies to provide our services and to keep our users safe.",
        "If you click 'Accept all', we and our 238 partners will also store and/or access information on a device.",
        "You can withdraw your consent at any time by clicking on 'Privacy dashboard' in the menu of our sites.",
        "Accept all",
        "Reject all",
        "Manage privacy settings",
    ),
    "pay or consent": page(
        "Willkommen bei hafenpost.example",
        "Mit Werbung und Tracking weiterlesen",
        "Besuchen Sie hafenpost.example wie gewohnt mit Werbung und Tracking. Ihre Zustimmung können Sie jederzeit "
        "widerrufen.",
        "Akzeptieren und weiter",
        "Details zu Werbung und Tracking finden Sie in der Datenschutzerklärung oder im Privacy Center.",
        "Ohne Werbetracking mit dem Pur-Abo nutzen",
        "Bereits Pur-Abonnent? Hier anmelden und ohne Werbung und Tracking lesen.",
        before="<h1>Willkommen bei hafenpost.example</h1>",
    ),
    "french": page(
        "Gestion des cookies",
        "Continuer sans accepter",
        "Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et accéder à des informations.",
        "Vous pouvez à tout moment retirer votre consentement dans notre politique de confidentialité.",
        "Tout accepter",
    ),
    "spanish": page(
        "Port Post",
        "Con su acuerdo, nosotros y nuestros socios usamos cookies para almacenar y acceder a datos personales.",
        "Puede retirar su consentimiento en cualquier momento en la política de privacidad.",
        "Aceptar y continuar",
        "Rechazar y suscribirse",
    ),
    "italian": page(
        "Port Post",
        "Noi e terze parti selezionate utilizziamo cookie per finalità tecniche e, con il tuo consenso, pubblicità.",
        "Puoi revocare il consenso in qualsiasi momento nel pannello dei cookie.",
        "Accetta e continua",
    ),
    "dutch": page(
        "Jouw privacy",
        "Met jouw toestemming gebruiken wij en onze partners cookies om gepersonaliseerde advertenties te tonen.",
        "Wij en onze partners vragen toestemming voor cookies.",
        "Akkoord",
        "Instellen",
    ),
    "polish": page(
        "Szanujemy Twoją prywatność",
        "My i nasi partnerzy przechowujemy pliki cookies i przetwarzamy dane za Twoją zgodą.",
        "Klikając „Akceptuję”, wyrażasz zgodę na pliki cookies.",
        "Przejdź do serwisu",
    ),
}  # fmt: skip


@pytest.mark.parametrize("html", BLOCKS.values(), ids=BLOCKS)
def test_a_block_page_is_named(html: str) -> None:
    document = parse(html, url="https://port.example/2024/06/storm")
    article = extract_article(document)
    assert (article.page_type, article.is_article) == (PageType.BLOCK_PAGE, False)
    assert all(text_at(document, sign.locator) == sign.quote for sign in article.page_type_signs if sign.locator)


@pytest.mark.parametrize("html", CONSENTS.values(), ids=CONSENTS)
def test_a_consent_wall_is_named(html: str) -> None:
    article = extract_article(parse(html, url="https://port.example/2024/06/storm"))
    assert (article.page_type, article.is_article) == (PageType.CONSENT_WALL, False)
    assert article.page_type_signs


BANNER = (
    '<div class="cmp"><p>We and our 128 partners use cookies and process personal data.</p><p>Accept all</p>'
    "<p>Reject all</p><p>Manage preferences</p><p>You can withdraw your consent at any time.</p></div>"
)
NEWS = '<meta property="article:published_time" content="2024-06-14T08:00:00Z">'
ARTICLES = {
    "about consent banners": page(
        "Court: “Reject all” must stand beside “Accept all”",
        "Accept all, or nothing: that is how many sites greet their readers, and a court has had enough of it.",
        "Cookies may be stored only with consent, the judges said, and it is none where refusing takes nine clicks.",
        "The publishers’ association called the ruling on cookie banners a blow to small papers and will appeal.",
        "We value your privacy, says the banner of the very court’s own website, as a lawyer noted on Friday.",
    ),
    "about captchas": page(
        "Are you a robot? How the captcha lost its bite",
        "Confirm you are not a robot: for twenty years that little box has kept machines out and people annoyed.",
        "Now machines solve captchas faster than any human, a team from the university of Westport has measured.",
        "Three of four testers failed to find all the traffic lights, while the program needed half a second.",
        "The box will go, the authors expect; what replaces it will watch how a reader moves the mouse.",
    ),
    "about a blockade": page(
        "Zugriff gesperrt: Hacker legen Rathaus lahm",
        "Zugriff verweigert, stand am Montag auf allen Bildschirmen im Rathaus, und so blieb es drei Tage.",
        "Die Angreifer hatten eine Lücke im Browser eines Mitarbeiters genutzt, sagte die Polizei am Mittwoch.",
        "Wer einen Ausweis braucht, muss in den Nachbarort fahren, bis die Anlage neu aufgesetzt ist.",
    ),
    "a brief beside a banner": page(
        "Ferry back in service",
        "The ferry to Gull Rock sails again from Tuesday, the harbour office said. It had lost a rudder in the storm.",
        before=BANNER,
    ),
    "a dated brief of few words": page(
        "Just a moment", "The mayor asked for patience. The bridge stays shut until noon.", head=NEWS
    ),
    "a welcome": page(
        "Willkommen bei Hafenpost",
        "Seit neunzig Jahren berichtet die Hafenpost aus der Stadt und vom Meer, inzwischen mit vierzig Leuten.",
        "Unsere Redaktion sitzt in der alten Lotsenstation, wo früher die Schiffe gezählt wurden.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("html", ARTICLES.values(), ids=ARTICLES)
def test_an_article_stays_one(html: str) -> None:
    article = extract_article(parse(html, url="https://port.example/2024/06/storm"))
    assert (article.page_type, article.is_article) == (PageType.ARTICLE, True)


def read(html: str) -> Story:
    url = "https://port.example/2024/06/storm"
    raw = RawPage(url=url, body=html.encode(), content_type="text/html; charset=utf-8")
    fetch = Fetch(url=url, fetched_at=datetime(2024, 6, 14, tzinfo=UTC))
    return read_page(Story(site="port", url=url, page=raw, fetches=(fetch,)), None, {})


@pytest.mark.parametrize(
    ("html", "state", "reason"),
    [
        (BLOCKS["denied"], State.BLOCKED, "a block page, no article: “Access Denied”"),
        (CONSENTS["polish"], State.BLOCKED, "a consent wall, no article: “Szanujemy Twoją prywatność”"),
        (page("Storm closes harbour", head=NEWS), State.EMPTY, "the page has no article text"),
        (ARTICLES["about captchas"], State.STORED, None),
    ],
)
def test_a_wall_is_a_blocked_page_and_says_why(html: str, state: State, reason: str | None) -> None:
    story = read(html)
    assert (story.state, story.reason) == (state, reason)
