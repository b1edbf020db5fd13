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
_YEAR_FIRST = re.compile(
    r"(?<![\w.])(?P<year>\d{4})(?P<sign>[./-])(?P<a>\d\d?)(?P=sign)(?P<b>\d\d?)\b"
)
_YEAR_LAST = re.compile(
    r"(?<![\w.])(?P<a>\d\d?)(?P<sign>[./-])(?P<b>\d\d?)(?P=sign)(?P<year>\d{4})\b"
)
_UNIT_FIRST = re.compile(
    r"\b(?P<unit>[A-Z]{3})\s{0,9}(?P<amount>\d+(?:[ ,.\u00a0\u2009\u202f]\d+)*)"
)
PLAIN_DIGITS = "digits are not grouped, and a point stands before decimals"
"""What is said of a number that is written in another way."""

_NUMBERS = (
    (re.compile(r"\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b"), ",", "."),
    (re.compile(r"\b\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?\b"), " ", "."),
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
    for reading in (*_dates(line), *_amounts(line), *_numbers(line)):
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
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        for match in pattern.finditer(line):
            possible = _possible_dates(match, day_first=pattern is _YEAR_LAST)
            if possible:
                advice = f"a date is written year-month-day: {' or '.join(possible)}"
                found.append(_Reading(match.start(), match.end(), advice))
    return found


def _possible_dates(match: re.Match[str], *, day_first: bool) -> list[str]:
    """Return the days that a date in digits may mean, the likeliest first; none if it is right.

    Only with `/` is it open which of the two is the month.
    """
    if match["sign"] == "-" and len(match["year"] + match["a"] + match["b"]) == 8 and not day_first:
        return []
    first, second = int(match["a"]), int(match["b"])
    orders = [(second, first)] if day_first else [(first, second)]
    if day_first and (match["sign"] == "/" or second > 12) and first != second:
        orders.append((first, second))
    return [
        f"`{match['year']}-{month:02}-{day:02}`"
        for month, day in orders
        if 1 <= month <= 12 and 1 <= day <= 31
    ]


def _amounts(line: str) -> list[_Reading]:
    found: list[_Reading] = []
    for match in _UNIT_FIRST.finditer(line):
        advice = f"write `{plain_number(match['amount'])} {match['unit']}`: "
        advice += "the unit stands behind the number"
        found.append(_Reading(match.start(), match.end(), advice))
    return found


def plain_number(written: str) -> str:
    """Return a number without what groups its digits, and with a point before decimals."""
    for pattern, grouping, point in _NUMBERS:
        if pattern.fullmatch(written):
            return _ungrouped(written, grouping, point)
    return "".join(char for char in written if char.isdigit() or char == ".")


def _ungrouped(written: str, grouping: str, point: str) -> str:
    whole, _, decimals = written.partition(point)
    if grouping:
        whole = "".join(filter(str.isdigit, whole))
    return f"{whole}.{decimals}" if decimals else whole


def _numbers(line: str) -> list[_Reading]:
    found: list[_Reading] = []
    for pattern, grouping, point in _NUMBERS:
        for match in pattern.finditer(line):
            plain = _ungrouped(match.group(), grouping, point)
            advice = f"write `{plain}`: {PLAIN_DIGITS}"
            found.append(_Reading(match.start(), match.end(), advice))
    return found
