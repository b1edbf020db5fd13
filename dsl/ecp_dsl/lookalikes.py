"""Characters that look like those of the language, or cannot be seen, with what is meant."""

import re
from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u00d7": "*",
    "\u3001": ",",
}
"""Signs, each with the sign of the language that is read for it."""

INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060"
"""Characters of no width, which a word seems not to have."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]+"
)
"""What no text may hold: controls, halves of surrogate pairs, and the marks that make text read in
another order than it is stored."""

DATE = re.compile(
    r"[0-9]{4}(?:-|(?P<dash>[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]))[0-9]{2}"
    r"(?:-|[\u2010-\u2015\u2212\ufe58\ufe63\uff0d])[0-9]{2}(?!\w)"
)
"""A date in which any dashes may stand."""

GROUPED = re.compile(r"[0-9]{1,3}(?:['_\u2019][0-9]{3})+(?:\.[0-9]+)?(?![\w'])")
"""A number with its digits in groups, by signs that cannot be read as anything else."""

_OPENING = "\u201c\u201d\u201e\u00ab\uff02\u300a\u300c\u300e"
_CLOSING = '\u201c\u201d\u00bb\uff02\u300b\u300d\u300f"'
QUOTED = re.compile(
    rf"[{_OPENING}]([^{_CLOSING}\n]{{0,500}})[{_CLOSING}]"
    # An apostrophe within a word does not close a text.
    "|['`\u2018\u201a]((?:[^'`\u2019\n]|['\u2019](?=\\w)){0,500})['`\u2019](?!\\w)"
)
"""A text between quotation marks of another kind."""

SINGLE_QUOTES = frozenset("'`\u2018\u201a")
"""Marks that begin a text elsewhere, and may be apostrophes."""

WORD = re.compile(rf"[\w{INVISIBLE}]+")
"""A word in any script, with what cannot be seen in it."""

INVISIBLE_DIGITS = re.compile(rf"[0-9]+[{INVISIBLE}]")
"""A number that seems to go on, or to end, where something invisible stands."""

# Letters of other scripts that are drawn like a Latin one.
_LETTERS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcyxijshdABEKMHOPCTXIJSoABEZHIKMNOPTYX",
)
_INVISIBLE = str.maketrans("", "", INVISIBLE)
_NAME = re.compile(r"[A-Za-z0-9_]+")


def plain_word(word: str) -> str | None:
    """Return the word of the language that another looks like; None where it looks like none.

    A word that is all in another script is a word of that script, whatever it looks like.
    """
    seen = "".join(_half_width(char) for char in word.translate(_INVISIBLE))
    is_latin = any(char < "\x7f" for char in seen)
    plain = seen.translate(_LETTERS)
    return plain if is_latin and _NAME.fullmatch(plain) else None


def plain_sign(char: str) -> str | None:
    """Return the sign of the language that another looks like; None where it looks like none."""
    half = _half_width(char)
    return SIGNS.get(char) or (half if half != char and not half.isalnum() else None)


def _half_width(char: str) -> str:
    """Return the plain form of a character that is as wide as a Chinese one."""
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char


def stand_in(match: re.Match[str]) -> str:
    """Return what is read for forbidden characters: nothing within a word, else spaces."""
    text, start, end = match.string, match.start(), match.end()
    is_within = start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()
    return ("\u2060" if is_within else " ") * (end - start)


def length_of_open_text(text: str, start: int) -> int:
    """Return how far a text without a closing mark reaches: to a brace at the end of its line."""
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end].rstrip()
    before_comment = line.partition("#")[0].rstrip()
    if before_comment.endswith(("{", "}")):
        return len(before_comment[:-1].rstrip())
    return len(line)
