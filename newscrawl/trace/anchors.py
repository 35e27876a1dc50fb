"""What a translation leaves as it is: numbers, names and words of common root, as keys that are equal across scripts.

Words are romanised (anyascii) and reduced to the classes of their consonants, as phonetic codes such as Soundex do, so
that "Трамп", "ترامب" and "Trump" have one key. Two words of different meaning often share one; how rare a key is
decides what it is worth. Number words are not read: languages count too differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from anyascii import anyascii

# Keys of one sentence; a table pasted into a paragraph must not fill the index.
MOST = 120
# More of them lead to long texts that hold a few of everything: the original is among the 25 nearest for .942 of the
# copies by 40, for .932 by 100 (.984 in languages that the encoder lacks).
MOST_NAMES = 40
NAMES = "1"
"""Version of what is stored of them."""
_BYTES = 8
# Characters of a word that is worth remembering.
_SHORT = 40

# Ideographs are romanised one by one to Mandarin, which tells nothing of a name's sound.
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]+")
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")
_NUMBER = re.compile(r"\d{1,15}(?:[.,'\u2019\u00a0\u202f ]\d{3}(?!\d)){0,4}(?:[.,]\d{1,3}(?!\d))?")
_SCALES = {"万": 4, "萬": 4, "만": 4, "億": 8, "亿": 8, "억": 8, "兆": 12, "조": 12}
_WORD = re.compile(r"[A-Za-z]{3,40}")
_DIGRAPHS = (
    ("tsch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("cz", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("ts", "s"),
    ("dzh", "s"),
    ("kh", ""),
)
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bp", "p"),
        **dict.fromkeys("dt", "t"),
        **dict.fromkeys("cgkqx", "k"),
        **dict.fromkeys("fvw", "f"),
        **dict.fromkeys("jsz", "s"),
        **dict.fromkeys("lr", "l"),
        **dict.fromkeys("aeiouyh", ""),
    }
)
_TWICE = re.compile(r"(.)\1+")


def anchors(text: str) -> list[str]:
    """The keys of a sentence, each once: `#` numbers, `=` beginnings of words, `~` consonants of words."""
    keys = dict.fromkeys([*_numbers(text), *_words(text)])
    return list(keys)[:MOST]


def codes(text: str) -> list[int]:
    """The keys of a sentence as numbers, see `code`."""
    return [code(key) for key in anchors(text)]


def names(texts: Iterable[str]) -> list[int]:
    """Codes of what an article is found by: numbers, and words with a capital or of a script that has none.

    At most `MOST_NAMES`, those first that more of the texts hold; texts are its title and paragraphs.
    """
    held = Counter(key for text in texts for key in dict.fromkeys(codes(" ".join(filter(_is_name, text.split())))))
    return [key for key, _ in held.most_common(MOST_NAMES)]


def _is_name(word: str) -> bool:
    first = next((char for char in word if char.isalnum()), "a")
    return not first.islower()


@lru_cache(maxsize=1 << 16)
def code(key: str) -> int:
    """A key as a positive 63-bit number: its eight characters; of a longer one the first character and a digest."""
    raw = key.encode("ascii")
    if len(raw) > _BYTES:
        raw = raw[:1] + blake2b(raw, digest_size=_BYTES - 1).digest()
    return int.from_bytes(raw.ljust(_BYTES, b"\0"), "big")


def is_number(code: int) -> bool:
    return code >> 8 * (_BYTES - 1) == ord("#")


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(_latin_digits(text)):
        scale = _SCALES.get(text[found.end() : found.end() + 1], 0)
        if key := number_key(found[0], scale):
            yield key


def number_key(written: str, scale: int = 0) -> str | None:
    """`#` and the significant digits, so that "1.5 million", "1,5 Mio" and "150万" agree; None below two digits.

    A separator before exactly three digits groups them, whatever the locale: "1.660" and "1,660" are one number.
    """
    whole = re.sub(r"[.,'\u2019\u00a0\u202f ](?=\d{3}(?!\d))", "", written)
    digits, _, fraction = whole.replace(",", ".").partition(".")
    every = (digits + fraction).lstrip("0")
    significant = every.rstrip("0")
    if len(significant) >= 2:
        return f"#{significant}"
    size = len(digits.lstrip("0")) + scale
    return f"#{significant}e{size}" if significant and not fraction and size >= 2 else None


def _latin_digits(text: str) -> str:
    """Digits of all scripts as 0 to 9, one character for one."""
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _words(text: str) -> Iterator[str]:
    if not text.isascii():
        text = _HIRAGANA.sub(" ", _IDEOGRAPH.sub(" ", text))
    for word in text.split():
        yield from _known_word(word) if len(word) <= _SHORT else _word(word)


def _word(word: str) -> tuple[str, ...]:
    roman = (word if word.isascii() else anyascii(word)).replace("'", "")
    # Other scripts have no spelling to compare, only a sound.
    spelled = _is_latin(word)
    found = []
    for part in _WORD.findall(roman):
        lowered = part.lower()
        if spelled and len(lowered) >= 4:
            found.append(f"={lowered[:6]}")
        if len(sound := consonants(lowered)) >= 3:
            found.append(f"~{sound[:4]}")
    return tuple(found)


# Nine words of ten come again within a few articles. What is kept takes some 20 MB at most.
_known_word = lru_cache(maxsize=1 << 16)(_word)


def _is_latin(word: str) -> bool:
    return all(c < "\u0250" or not c.isalpha() for c in word)


def consonants(word: str) -> str:
    """The classes of a romanised word's consonants: `tlmp` for Trump and Tramb."""
    for digraph, sound in _DIGRAPHS:
        word = word.replace(digraph, sound)
    # Before a lip sound Japanese and Spanish write the m of other languages as n.
    return _TWICE.sub(r"\1", word.translate(_CLASSES)).replace("np", "mp")
