"""Texts folded for comparison: case, width, script variants and invisible characters do not matter.

What is folded is a property of writing, whatever the language: a capital letter, a full-width
form, a traditional character, a vowel mark that may be left out. Letters that are merely alike in
shape, such as Latin A and Cyrillic А, stay apart. Letters keep their accents here; how a text is
written without them is a further key of a name.
"""

import re
import unicodedata
from collections.abc import Mapping
from itertools import product

from ecp_runtime.han import HAN

_REMEMBERED = 20_000
"""How many characters are remembered with what they fold to."""


def _ranges(*ranges: int | tuple[int, int]) -> frozenset[int]:
    spans = (each if isinstance(each, tuple) else (each, each) for each in ranges)
    return frozenset(code for first, last in spans for code in range(first, last + 1))


_APOSTROPHES = (
    *_ranges(0x27, 0x60, 0xB4, 0xB7, (0x2B9, 0x2BF), 0x2C8, (0x2CA, 0x2CB), 0x2EE, 0x374, 0x384),
    *_ranges(0x55A, 0x5F3, (0x7F4, 0x7F5), (0x1FBD, 0x1FC0), (0x1FCD, 0x1FCF), (0x1FDD, 0x1FDF)),
    *_ranges((0x1FED, 0x1FEF), (0x1FFD, 0x1FFE), (0x2018, 0x201B), (0x2032, 0x2037), 0x2057),
    *_ranges((0xA78B, 0xA78C), 0xFF07, 0xFF40),
)
"""Marks of apostrophes, primes and accents that stand alone, and the dot in Catalan `l·l`."""

_INVISIBLE = (
    *_ranges(0x34F, (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), 0x3164, 0xFFA0),
    *_ranges((0xFE00, 0xFE0F), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)),
)
"""What Unicode calls default ignorable, beside the formatting characters of category Cf."""

_OPTIONAL = (
    *_ranges(0x640, (0x64B, 0x65F), 0x670, (0x6D6, 0x6DC), (0x591, 0x5BD), 0x5BF),
    *_ranges((0x5C1, 0x5C2), (0x5C4, 0x5C5), 0x5C7),
)
"""Marks of Arabic and Hebrew that writers leave out: the stretching line, vowels, accents."""

_LETTERS = {
    "ı": "i",
    "ё": "е",  # Cyrillic
    **dict.fromkeys("أإآٱ", "ا"),  # Arabic
    **dict.fromkeys("یى", "ي"),
    "ک": "ك",
    **dict.fromkeys("ھہەة", "ه"),  # Arabic
}
"""Letters that keyboards and habits exchange for one another within one script."""

_UNACCENTED: Mapping[str, tuple[str, ...]] = {
    **{"ä": ("a", "ae"), "ö": ("o", "oe"), "ü": ("u", "ue"), "å": ("a", "aa"), "ø": ("o", "oe")},
    **{"æ": ("ae",), "œ": ("oe",), "ł": ("l",), "đ": ("d",), "ð": ("d",), "þ": ("th",)},
    **{"ħ": ("h",), "ŋ": ("n", "ng"), "ə": ("e", "a"), "ŧ": ("t",), "ĳ": ("ij",)},
}
"""Latin letters as they are written where no key has them: without their mark, or spelled out."""

_MOST_SPELLED = 4
"""So many different letters of these in one text are spelled in every way, and others in one."""

_GREEK = _ranges((0x370, 0x3FF), (0x1F00, 0x1FFF))
_GREEK_ACCENTS = frozenset("\u0300\u0301\u0313\u0314\u0342\u0345")

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u318f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Scripts that put no spaces between words, and Hangul, which may leave them out."""

_BETWEEN_SCRIPTS = re.compile(
    f"(?<=[{UNSPACED}])(?=[^{UNSPACED} ])|(?<=[^{UNSPACED} ])(?=[{UNSPACED}])"
)
_FIRST_UNSPACED = "\u0e00"
_ABBREVIATED = re.compile(r"(?<![^ .])([^ .])\.(?=\w(?:[ .]|$))")
"""A single letter with a full stop, and a single letter after it."""

_ALL_UNSPACED = re.compile(f"[{UNSPACED}]+")

_NOT_WRITTEN = dict.fromkeys((*_APOSTROPHES, *_INVISIBLE, 0x2120, 0x2122), "")
"""Left out before compatibility forms are taken apart: some of these become a space with a mark."""


class _Folding(dict[int, str]):
    """What each character folds to: letters, a space or a full stop between words, or nothing.

    # Invariant: entries are pure functions of their keys, so threads may share the dictionary.
    """

    def __missing__(self, code: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        folded = self[code] = _folded(code)
        return folded


def _folded(code: int) -> str:
    mark = chr(code)
    category = unicodedata.category(mark)
    if code in _NOT_WRITTEN or code in _OPTIONAL or mark in _LETTERS:
        return _LETTERS.get(mark, "")
    if code in HAN:
        return HAN[code]
    if mark == ".":
        return "."
    if category == "Nd":
        return str(unicodedata.decimal(mark))
    if category == "Me" or unicodedata.combining(mark) == 1:
        return ""
    if code in _GREEK:
        parts = unicodedata.normalize("NFD", mark)
        return unicodedata.normalize("NFC", "".join(p for p in parts if p not in _GREEK_ACCENTS))
    if category[0] in "LMN":
        return mark
    return "" if category[0] == "C" and not mark.isspace() else " "


_FOLDING = _Folding()


def words(text: str) -> tuple[str, ...]:
    """Split a text into words without case, width, punctuation and invisible characters.

    Characters of a script without spaces begin a word after another script and end it before one.
    Full stops part words too, but for those between single letters: `S.A.` is one word.
    """
    if text.isascii():
        folded = text.lower().translate(_FOLDING)
    else:
        folded = unicodedata.normalize("NFKC", text.translate(_NOT_WRITTEN)).casefold()
        folded = unicodedata.normalize("NFKC", folded).replace("i\u0307", "i")
        folded = folded.translate(_FOLDING)
        if not unicodedata.is_normalized("NFC", folded):
            # What is left out may have stood between a letter and its accent.
            folded = unicodedata.normalize("NFC", folded).translate(_FOLDING)
    if "." in folded:
        folded = _ABBREVIATED.sub(r"\1", folded).replace(".", " ")
    if folded and max(folded) >= _FIRST_UNSPACED:
        folded = _BETWEEN_SCRIPTS.sub(" ", folded)
    return tuple(folded.split())


def unaccented(folded: str) -> frozenset[str]:
    """List how a folded text in Latin letters is written where no key has its accents; else none.

    The accents are left out, or letters with them are spelled out: `ö` is `o` or `oe`.
    """
    if folded.isascii():
        return frozenset()
    marked = sorted(_UNACCENTED.keys() & folded)
    ways = [_UNACCENTED[mark][: 1 if n >= _MOST_SPELLED else None] for n, mark in enumerate(marked)]
    found = set()
    for way in product(*ways):
        text = folded.translate(dict(zip(map(ord, marked), way, strict=True)))
        letters = unicodedata.normalize("NFD", text)
        found.add("".join(each for each in letters if not "\u0300" <= each <= "\u036f"))
    return frozenset(text for text in found if text.isascii())


def is_blank(text: str) -> bool:
    """Whether a text holds nothing that can be seen: white space and invisible characters only."""
    # Some letters are made to fill a place and are not seen, but none of ASCII.
    return not (text[:1].isascii() and text[:1].isalnum()) and all(map(_is_unseen, text))


def _is_unseen(mark: str) -> bool:
    code = ord(mark)
    return code in _UNSEEN or mark.isspace() or unicodedata.category(mark) in ("Cc", "Cf")


_UNSEEN = frozenset((*_INVISIBLE, 0x2800))


def is_unspaced(text: str) -> bool:
    """Whether a text is wholly of scripts that put no spaces between words."""
    return _ALL_UNSPACED.fullmatch(text) is not None
