"""Captions and their credits in many languages: the agencies in them are the picture's and never the text's."""

from __future__ import annotations

import pytest

from newscrawl.items import CreditKind
from newscrawl.trace import read_credits
from tests.trace.test_forms import origins, page_with

CAPTIONS = (
    ("ja", "旧港の火災＝ロイター", "reuters"),
    ("ja", "旧港の火災（写真＝ロイター）", "reuters"),
    ("ja", "旧港の火災（Ｃ）共同通信社", "kyodo"),
    ("ja", "旧港の火災＝共同", "kyodo"),
    ("ko", "옛 항구의 화재 연합뉴스", "yonhap"),
    ("ko", "옛 항구의 화재 [사진 출처 = 연합뉴스]", "yonhap"),
    ("ko", "옛 항구의 화재. 뉴시스", "newsis"),
    ("ko", "옛 항구의 화재. AP 연합뉴스", "ap yonhap"),
    ("zh", "旧港大火。新华社记者 才扬 摄", "xinhua"),
    ("zh", "旧港大火。新华社发（张三 摄）", "xinhua"),
    ("zh", "旧港大火 新华社发", "xinhua"),
    ("zh", "旧港大火（图片来源：路透社）", "reuters"),
    ("zh", "旧港大火（中新社记者 李四 摄）", "chinanews"),
    ("zh", "舊港大火（法新社）", "afp"),
    ("ms", "The old port in the morning. — AFP pic", "afp"),
    ("ms", "The old port in the morning – Bernama pic", "bernama"),
    ("bg", "Снимка: БТА", "bta"),
    ("tr", "Eski limanda yangın. Fotoğraf : AA", "anadolu"),
    ("tr", "Fotoğraf: Ahmet Yılmaz / AA", "anadolu"),
    ("es", "El puerto viejo (AP Foto/Juan Pérez)", "ap"),
    ("es", "El puerto viejo, vía AP", "ap"),
    ("fr", "Le vieux port. (Photo Jean Morel. AFP)", "afp"),
    ("fr", "Crédits photo : Jean Morel/AFP", "afp"),
    ("fr", "© Jean Morel, Reuters", "reuters"),
    ("de", "Der Hafen am Morgen. Quelle: dpa", "dpa"),
    ("de", "Der Hafen am Morgen. Bildrechte: dpa", "dpa"),
    ("de", "Der Hafen. Symbolfoto: Jo Weber/dpa", "dpa"),
    ("de", "Bild: KEYSTONE/EPA/Jo Weber", "keystone epa"),
    ("en", "The old port REUTERS/Ann Bell Purchase Licensing Rights", "reuters"),
    ("en", "REUTERS/Ann Bell Purchase Licensing Rights, opens new tab", "reuters"),
    ("en", "The old port. Photograph: Ann Bell/PA", "pa"),
    ("en", "The old port (PA Wire)", "pa"),
    ("en", "The old port. BRUCE BELL / AFP - Getty Images", "afp getty"),
    ("en", "The old port. Bloomberg | Getty Images", "bloomberg getty"),
    ("en", "Claude Bell/AP/SIPA", "ap sipa"),
    ("pl", "Stary port. Fot. Jan Nowak/PAP", "pap"),
    ("pl", "Foto: PAP/EPA", "pap epa"),
    ("cs", "Starý přístav. Foto: ČTK", "ctk"),
    ("cs", "Starý přístav | Foto: ČTK/AP", "ctk ap"),
    ("no", "Den gamle havna. Foto: Kari Berg / NTB", "ntb"),
    ("no", "Foto: Kari Berg / NTB scanpix", "ntb"),
    ("sv", "Gamla hamnen. Foto: Anna Berg/TT", "tt"),
    ("da", "Den gamle havn. Foto: Anna Berg/Ritzau Scanpix", "ritzau"),
    ("fi", "Vanha satama. Kuva: Lehtikuva", "lehtikuva"),
    ("nl", "De oude haven. © ANP", "anp"),
    ("nl", "De oude haven. Foto ANP", "anp"),
    ("pt", "O velho porto. Foto: João Silva/Lusa", "lusa"),
    ("it", "Il vecchio porto (foto ANSA)", "ansa"),
    ("ru", "Старый порт. Фото: ТАСС", "tass"),
    ("ru", "Старый порт. © РИА Новости / Иван Петров", "ria"),
    ("ru", "© Иван Петров/ТАСС", "tass"),
    ("uk", "Старий порт. Фото: Укрінформ", "ukrinform"),
    ("el", "Το παλιό λιμάνι. EUROKINISSI", "eurokinissi"),
    ("el", "(ΑΠΕ-ΜΠΕ)", "ana-mpa"),
    ("ar", "الميناء القديم (رويترز)", "reuters"),
    ("ar", "الميناء القديم - أ ف ب", "afp"),
    ("hu", "A régi kikötő. Fotó: MTI", "mti"),
    ("ro", "Portul vechi. Foto: Agerpres", "agerpres"),
    ("hr", "Stara luka. Foto: Hina", "hina"),
    ("id", "Pelabuhan lama. (ANTARA FOTO/Budi Santoso)", "antara"),
    ("vi", "Bến cảng cũ. Ảnh: Reuters", "reuters"),
    ("vi", "Bến cảng cũ. Ảnh: TTXVN", "vna"),
    ("th", "ภาพ: AFP", "afp"),
    ("hi", "फोटो: पीटीआई", "pti"),
    ("he", "צילום: רויטרס", "reuters"),
)
# The frame's own picture.
OTHER = "Jo Weber/EPA"


@pytest.mark.parametrize(("lang", "caption", "agencies"), CAPTIONS)
def test_a_caption_s_agencies_are_the_picture_s(lang: str, caption: str, agencies: str) -> None:
    page = page_with("closing", f'<figure><img src="/b.jpg"><figcaption>{caption}</figcaption></figure>', lang)
    photos = [c for c in read_credits(page) if c.kind is CreditKind.PHOTO and OTHER not in c.quote]
    assert {n.agency for c in photos for n in c.names if n.agency} == set(agencies.split())
    assert origins(page) == set()


@pytest.mark.parametrize(
    "caption", ["Der AP-Rat tagt am Hafen", "Die AFP im Test am alten Hafen", "Das SANA-Haus am alten Hafen"]
)
def test_initials_that_describe_the_picture_are_no_credit(caption: str) -> None:
    page = page_with("closing", f'<figure><img src="/b.jpg"><figcaption>{caption}</figcaption></figure>', "de")
    assert [c.quote for c in read_credits(page) if c.kind is CreditKind.PHOTO and OTHER not in c.quote] == []
