"""What people write by the habits of other languages, with what is meant here."""

import re
from collections.abc import Mapping

from attrs import frozen

OPERATORS: Mapping[str, tuple[str, str]] = {
    "&&": ("and", "write `and`"),
    "&": ("and", "write `and`"),
    "||": ("or", "write `or`"),
    "|": ("or", "write `or`"),
    "==": ("=", "write `is`, or `=` between amounts"),
    "===": ("=", "write `is`, or `=` between amounts"),
    "<>": ("!=", "write `is not`, or `!=` between amounts"),
    "!": ("not", "write `not`"),
    "=>": (">=", "write `>=`"),
    "=<": ("<=", "write `<=`"),
}
"""Signs of other languages, each with the word or sign that is read for it, and the advice."""

OPERATOR = re.compile(r"===?|&&?|\|\|?|<>|=>|=<|!(?!=)")

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*|--(?=\s)[^\n]*", re.DOTALL)

WORDS: Mapping[str, str] = {
    "true": "write `yes`",
    "false": "write `no`",
    "null": "write `none` for what is known to be absent; what is not known is left out",
    "nil": "write `none` for what is known to be absent; what is not known is left out",
    "undefined": "what is not known is left out, and is never compared",
    "unless": "write `and not` with the condition in parentheses",
    "except": "write `and not` with the condition in parentheses",
    "but": "write `and`",
    "equals": "write `is`, or `=` between amounts",
    "isnt": "write `is not`",
    "xor": "write `(a and not b) or (b and not a)`",
}
"""Words of other languages, in lower case, with the advice."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I),
)
_NUMBERS = (
    (re.compile(r"\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b"), ",", "."),
    (re.compile(r"\b\d{1,3}(?:\.\d{3})+,\d+\b"), ".", ","),
    (re.compile(r"\b\d+,\d+\b"), "", ","),
)


@frozen
class _Reading:
    start: int
    end: int
    advice: str


def advice_on_word(word: str) -> str | None:
    """Return what to write instead of a word of another language."""
    return WORDS.get(word.casefold())


def advice_on_line(line: str, column: int) -> str | None:
    """Return what to write instead of a date or a number that covers a column of a line."""
    for reading in (*_dates(line), *_numbers(line)):
        if reading.start <= column <= reading.end:
            return reading.advice
    return None


def _dates(line: str) -> list[_Reading]:
    found: list[_Reading] = []
    for pattern in _DATES:
        for match in pattern.finditer(line):
            month = _MONTHS.index(match["month"].lower()) + 1
            written = f"{match['year']}-{month:02}-{int(match['day']):02}"
            advice = f"a date is written year-month-day: `{written}`"
            found.append(_Reading(match.start(), match.end(), advice))
    return found


def _numbers(line: str) -> list[_Reading]:
    found: list[_Reading] = []
    for pattern, grouping, point in _NUMBERS:
        for match in pattern.finditer(line):
            plain = match.group().replace(grouping, "") if grouping else match.group()
            advice = f"write `{plain.replace(point, '.')}`: digits are not grouped, and a point "
            advice += "stands before decimals"
            found.append(_Reading(match.start(), match.end(), advice))
    return found
