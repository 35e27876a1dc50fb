"""Sentences of 25 languages that cite an agency, on a page with teasers and comments that do too; and some that do not."""

from __future__ import annotations

import pytest

from newscrawl.items import CreditKind
from newscrawl.trace import read_credits
from tests.trace.test_forms import origins, page_with

# Sentences are kept on one line, however long.
# ruff: noqa: E501
CITING = (
    ("en", "Reuters quoted a port official as saying the fire had been put out.", "reuters"),
    ("en", "The fire was put out in the morning, the AP news agency said.", "ap"),
    ("en", "Officials, in comments carried by state news agency SANA, called it an accident.", "sana"),
    ("en", "Three sources familiar with the matter told AFP about the fire.", "afp"),
    ("en", "Citing an unnamed official, Xinhua said the fire was out.", "xinhua"),
    ("en", "The fire, first reported by Bloomberg News, was out by noon.", "bloomberg"),
    ("en", "Yonhap News Agency reported the fire had been put out.", "yonhap"),
    ("en", "In an interview with Reuters, he called the fire an accident.", "reuters"),
    ("en", "The IRNA news agency quoted him as saying it was an accident.", "irna"),
    ("de", "Wie die Nachrichtenagentur AFP berichtet, war das Feuer am Morgen gelöscht.", "afp"),
    ("de", "Das sagte er der Deutschen Presse-Agentur am Mittwoch am Hafen.", "dpa"),
    ("de", "Laut Nachrichtenagentur Reuters war das Feuer am Morgen gelöscht.", "reuters"),
    ("de", "Das Feuer war am Morgen gelöscht, wie Tass unter Berufung auf Behörden meldete.", "tass"),
    ("de", "Medienberichten der staatlichen Agentur Belta zufolge war es ein Unfall.", "belta"),
    ("de", "Ein Sprecher bestätigte der APA den Brand am alten Hafen am Morgen.", "apa"),
    ("fr", "Le feu était éteint au matin, a déclaré le maire à l'AFP.", "afp"),
    ("fr", "Selon l'agence Reuters, le feu était éteint au matin dans le vieux port.", "reuters"),
    ("fr", "L'agence officielle Chine nouvelle a annoncé que le feu était éteint.", "xinhua"),
    ("es", "Así lo explicó a EFE el alcalde, que pidió calma a los vecinos del puerto.", "efe"),
    ("es", "Según la agencia Reuters, el fuego estaba apagado por la mañana.", "reuters"),
    ("es", "El fuego estaba apagado, informó la agencia estatal Xinhua por la mañana.", "xinhua"),
    ("es", "en declaraciones a Europa Press, el alcalde ha pedido calma a los vecinos", "europapress"),
    ("it", "Lo ha detto all'ANSA il sindaco, che ha chiesto calma agli abitanti.", "ansa"),
    ("it", "Lo riferisce l'agenzia Reuters, citando fonti del porto vecchio.", "reuters"),
    ("it", "Secondo l'Adnkronos il fuoco era spento già al mattino.", "adnkronos"),
    ("pt", "O fogo estava apagado, disse à Lusa o comandante dos bombeiros do porto.", "lusa"),
    ("pt", "Segundo a agência Reuters, o fogo estava apagado pela manhã.", "reuters"),
    ("pt", "em declarações à agência Lusa, o presidente pediu calma aos moradores", "lusa"),
    ("nl", "Dat meldt persbureau Reuters op basis van bronnen in de oude haven.", "reuters"),
    ("nl", "Volgens het ANP was de brand in de ochtend onder controle.", "anp"),
    ("nl", "De brand is onder controle, zegt de burgemeester tegen Belga in de haven.", "belga"),
    ("sv", "Branden var släckt på morgonen, säger han till TT i hamnen.", "tt"),
    ("sv", "Enligt nyhetsbyrån Reuters var branden släckt på morgonen.", "reuters"),
    ("da", "Branden var slukket om morgenen, siger han til Ritzau i havnen.", "ritzau"),
    ("da", "Det skriver nyhedsbureauet Reuters om branden i den gamle havn.", "reuters"),
    ("no", "Brannen var slukket om morgenen, sier han til NTB i havna.", "ntb"),
    ("no", "Ifølge nyhetsbyrået AFP var brannen slukket om morgenen.", "afp"),
    ("fi", "Palo oli sammutettu aamulla, kertoo uutistoimisto Reuters satamasta.", "reuters"),
    ("fi", "Uutistoimisto AFP:n mukaan palo oli sammutettu jo aamulla.", "afp"),
    ("pl", "Pożar ugaszono rano, powiedział PAP komendant straży pożarnej.", "pap"),
    ("pl", "Jak podała agencja Reutera, pożar ugaszono rano w starym porcie.", "reuters"),
    ("pl", "Agencja TASS poinformowała, że pożar ugaszono rano w porcie.", "tass"),
    ("cs", "Oheň byl ráno uhašen, řekl ČTK mluvčí hasičů ve starém přístavu.", "ctk"),
    ("cs", "Informovala o tom agentura Reuters s odkazem na úřady přístavu.", "reuters"),
    ("sk", "Oheň uhasili ráno, povedal pre TASR hovorca hasičov v prístave.", "tasr"),
    ("sk", "Podľa agentúry Reuters uhasili oheň ráno v starom prístave.", "reuters"),
    ("hu", "A tüzet reggelre eloltották, közölte az MTI a kikötőből szerdán.", "mti"),
    ("hu", "A Reuters hírügynökség szerint a tüzet reggelre eloltották.", "reuters"),
    ("ro", "Focul a fost stins dimineața, a declarat pentru Agerpres primarul.", "agerpres"),
    ("ro", "Potrivit Reuters, focul a fost stins dimineața în portul vechi.", "reuters"),
    ("ro", "Focul a fost stins, transmite AFP, citând surse din portul vechi.", "afp"),
    ("hr", "Požar je ugašen ujutro, rekao je za Hinu zapovjednik vatrogasaca.", "hina"),
    ("hr", "Kako javlja Reuters, požar je ugašen ujutro u staroj luci.", "reuters"),
    ("sr", "Požar je ugašen ujutru, prenosi Tanjug iz stare luke u sredu.", "tanjug"),
    ("ru", "Об этом сообщает ТАСС со ссылкой на управление старого порта.", "tass"),
    ("ru", "Как сообщили РИА Новости в управлении порта, пожар потушен.", "ria"),
    ("ru", "По данным агентства Рейтер, пожар потушен утром в старом порту.", "reuters"),
    ("ru", "Пожар потушен, заявил он Интерфаксу утром в старом порту.", "interfax"),
    ("uk", "Про це повідомляє Укрінформ з посиланням на управління порту.", "ukrinform"),
    ("uk", "Як пише Reuters, пожежу загасили вранці у старому порту.", "reuters"),
    ("bg", "Пожарът е потушен сутринта, предава БТА от старото пристанище.", "bta"),
    ("tr", "AA muhabirinin edindiği bilgiye göre yangın sabah söndürüldü.", "anadolu"),
    ("tr", "Reuters haber ajansının haberine göre yangın sabah söndürüldü.", "reuters"),
    ("tr", "Reuters'a konuşan yetkili yangının sabah söndürüldüğünü söyledi.", "reuters"),
    ("el", "Όπως μεταδίδει το Reuters, η φωτιά έσβησε το πρωί στο λιμάνι.", "reuters"),
    ("el", "Σύμφωνα με το πρακτορείο AFP, η φωτιά έσβησε το πρωί στο λιμάνι.", "afp"),
    ("id", "Api sudah padam pagi ini, kata dia kepada ANTARA di pelabuhan lama.", "antara"),
    ("id", "Menurut Reuters, api sudah padam pagi ini di pelabuhan lama.", "reuters"),
    ("id", "Seperti dilansir AFP, api sudah padam pagi ini di pelabuhan lama.", "afp"),
    ("vi", "Theo hãng tin Reuters, đám cháy đã được dập tắt vào buổi sáng.", "reuters"),
    ("ar", "وقال المسؤول لوكالة رويترز إن الحريق أخمد صباحا في الميناء القديم", "reuters"),
    ("ar", "وبحسب وكالة فرانس برس أخمد الحريق صباحا في الميناء القديم", "afp"),
    ("ar", "ونقلت وكالة الأنباء السورية سانا عن المسؤول أن الحريق أخمد", "sana"),
    ("fa", "به گزارش خبرگزاری ایرنا، آتش\u200cسوزی صبح امروز در بندر مهار شد", "irna"),
    ("he", "כך דיווחה סוכנות הידיעות רויטרס על השריפה בנמל הישן בבוקר", "reuters"),
    ("hi", "समाचार एजेंसी पीटीआई के मुताबिक आग सुबह तक बुझा दी गई थी", "pti"),
    ("zh", "据新华社报道，旧港的大火已于清晨被扑灭，没有人员伤亡，原因正在调查之中。", "xinhua"),
    ("zh", "法新社援引官员的话说，旧港的大火已于清晨被扑灭，没有人员伤亡。", "afp"),
    ("zh", "路透社引述消息人士指，舊港的大火已於清晨被撲滅，沒有人員傷亡。", "reuters"),
    ("ja", "ロイター通信によると、旧港の火災は朝までに消し止められ、けが人はいなかった。", "reuters"),
    ("ja", "ＡＦＰ通信が報じた。旧港の火災は朝までに消し止められ、けが人はいなかったという。", "afp"),
    ("ja", "共同通信の取材に対し、港の担当者は火災が消し止められたと述べ、けが人はいないとした。", "kyodo"),
    ("ko", "로이터통신에 따르면 옛 항구의 화재는 아침에 진압됐으며 다친 사람은 없었다고 한다.", "reuters"),
    ("ko", "연합뉴스는 옛 항구의 화재가 아침에 진압됐다고 보도했으며 다친 사람은 없었다고 전했다.", "yonhap"),
)
NOT_CITING = (
    ("en", "The AP party held a rally at the old port that morning."),
    ("en", "He studied at SANA and liked the old port very much."),
    ("de", "Der AFP-Fonds fiel, der Hafen blieb am Morgen geschlossen."),
    ("es", "Las AFP cobran comisiones a los afiliados del puerto viejo."),
    ("pl", "Maska PAP pomaga w nocy, mówi lekarz ze starego portu."),
    ("en", "A Reuters reporter saw the smoke over the old port in the morning."),
)


def cited(lang: str, sentence: str) -> list[str | None]:
    credits = read_credits(page_with("last", f" {sentence}", lang))
    return [name.agency for c in credits if c.kind is CreditKind.CITED for name in c.names]


@pytest.mark.parametrize(("lang", "sentence", "agency"), CITING)
def test_the_agency_is_cited_and_no_origin(lang: str, sentence: str, agency: str) -> None:
    assert cited(lang, sentence) == [agency]
    assert origins(page_with("last", f" {sentence}", lang)) == set()


@pytest.mark.parametrize(("lang", "sentence"), NOT_CITING)
def test_initials_that_mean_something_else_are_not_cited(lang: str, sentence: str) -> None:
    assert cited(lang, sentence) == []
