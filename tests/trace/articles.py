"""Three short stories and copies of them, for tests of the matching."""

from __future__ import annotations

from newscrawl.trace.prepared import TextArticle

HARBOUR = (
    "The port of Larvendal will close for eleven days in March while divers inspect its 1,240 metre breakwater.",
    "Engineers found cracks in 36 concrete blocks after the storm of 9 January, Ingrid Solheim of the port said.",
    "Ferries to the islands of Tresko and Hamnarey will leave from a temporary pier near the old fish market.",
    "The town expects to pay 4.75 million crowns, half of which the ministry of transport has promised.",
    "Fishermen complained that nobody had asked them before the date was set.",
    "A final report is to be published before the summer holidays begin.",
)
HARBOUR_DE = (
    "Der Hafen von Larvendal wird im März elf Tage lang geschlossen, während Taucher seinen 1.240 Meter langen "
    "Wellenbrecher untersuchen.",
    "Ingenieure fanden nach dem Sturm vom 9. Januar Risse in 36 der Betonblöcke, sagte Ingrid Solheim vom Hafen.",
    "Die Fähren zu den Inseln Tresko und Hamnarey legen von einem provisorischen Anleger nahe dem alten Fischmarkt ab.",
    "Die Stadt rechnet mit Kosten von 4,75 Millionen Kronen, das Verkehrsministerium hat die Hälfte zugesagt.",
    "Die Fischer beklagten, dass sie vor der Festlegung des Termins niemand gefragt habe.",
    "Ein Abschlussbericht soll vor Beginn der Sommerferien veröffentlicht werden.",
)
LIBRARY = (
    "A retired teacher has given the library of Oberwald 8,300 books about mountaineering.",
    "Josef Brandner, 84, collected them over six decades in second-hand shops from Vienna to Kathmandu.",
    "The oldest volume was printed in 1779 and describes an early attempt on a glacier.",
    "Librarians need two years to catalogue the gift, and the reading room will be renamed after his wife.",
    "Climbing clubs from three countries have already asked to see the maps.",
)
ELECTION = (
    "Voters in the region of Castelmora rejected the new tram line by 52.4 to 47.6 per cent on Sunday.",
    "The mayor, Lucia Ferrante, said she respected the result but regretted a missed opportunity.",
    "Opponents had warned that the works would close the main shopping street for 30 months.",
    "Turnout was 61 per cent, the highest in a local referendum since 1995.",
    "The council will discuss cheaper bus lanes when it meets in October.",
)


def article(ident: str, paragraphs: tuple[str, ...], language: str = "en", title: str = "") -> TextArticle:
    return TextArticle(ident, language, title, paragraphs)


ORIGINALS = [article("harbour", HARBOUR), article("library", LIBRARY), article("election", ELECTION)]
