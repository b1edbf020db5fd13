"""What is written beside a name of a party: a branch, a place, another name of the same party.

A name has its legal form at one of its ends. So what stands behind such a name and a mark, as a
comma, a slash or a bracket, is not part of it, and may be another name of the party. Without a
form, only words that say so part two names (“doing business as”).
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from ecp_runtime.folding import UNSPACED

_OPENING = r"(\[{<‹«“„‘「『《〈⟨【〔⦅"
_MARKS = re.compile(
    rf"""
    (?P<names>
        (?: ^ | [\s,;/{_OPENING}] ) [{_OPENING}\s]*
        (?: (?: d[/.]?\s?b[/.]?\s?a | [afn][/.]?\s?k[/.]?\s?a | t\s?[/.]\s?a | c\s?[/.]\s?o
            | o\s?[/.]\s?b\s?[/.]\s?o ) (?: \.\s* | :\s* | \s+ )
        | (?: doing\s+business\s+as | also\s+known\s+as | formerly\s+known\s+as
            | now\s+known\s+as | trading\s+as | formerly | previously | on\s+behalf\s+of
            | care\s+of )\s )
        | 又名 | 曾用名 | 原名 | 旧称 | 旧名 | 又称
    )
    | (?P<label> : )
    | [,;/|\\\n،؛、⁄∕—―{_OPENING}] | \s[-–‐−]+\s
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LINES = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
_SCRIPTS = re.compile(
    rf"(?<=[{UNSPACED}])\s*(?=[^{UNSPACED}\s])|(?<=[^{UNSPACED}\s])\s*(?=[{UNSPACED}])"
)
_BRANCH = re.compile(
    r"""
    (?: \b(?: branch(?:\ office)? | (?:head|liaison|regional|sales)\ office | headquarters | HQ
            | rep(?:\.|resentative)?\ office | niederlassung | zweigniederlassung | succursale
            | sucursal | филиал | представительство )
        | 分公司 | 办事处 | 代表处 | 支店 | 支社 | 지점 | 지사 )
    \W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PLACES = re.compile(r"\s|(?<=公司)|(?<=会社)|(?<=會社)")
"""Where the name of the party may end, if the text is that of its branch."""

_MOST = 24
"""More marks in one name are not looked at, the first ones aside."""


@frozen
class Cut:
    """Where a text may be parted.

    Attributes:
        head: What stands before; empty where that is no name.
        tail: What stands behind; empty where that is no name.
        is_sure: Whether these are names even where the head has no legal form at its ends.
        is_comma: Whether a comma stands there, behind which a legal form may go on (“Co., Ltd.”).
    """

    head: str
    tail: str
    is_sure: bool
    is_comma: bool = False


def cuts(text: str) -> Iterator[Cut]:
    """Yield where what is written beside a name may begin or end, in a text."""
    text = plain(text)
    for mark in islice(_MARKS.finditer(text), _MOST):
        head = "" if mark["label"] else text[: mark.start()]
        is_sure = mark.lastgroup is not None
        yield Cut(head, text[mark.end() :], is_sure, is_comma=mark[0] == ",")
    if not text.isascii():
        for mark in islice(_SCRIPTS.finditer(text), _MOST):
            yield Cut(text[: mark.start()], text[mark.end() :], is_sure=False)
    if _BRANCH.search(text) is not None:
        for place in islice(_PLACES.finditer(text), _MOST):
            yield Cut(text[: place.start()], "", is_sure=False)


def has_more_cuts(text: str) -> bool:
    """Whether there are more places where a text may be parted than are looked at."""
    text = plain(text)
    found = [_MARKS.finditer(text), _SCRIPTS.finditer(text)]
    if _BRANCH.search(text) is not None:
        found.append(_PLACES.finditer(text))
    return any(next(islice(marks, _MOST, None), None) is not None for marks in found)


def plain(text: str) -> str:
    """Write marks in one way: compatibility forms as what they are, and lines with one end."""
    text = text.translate(_LINES)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
