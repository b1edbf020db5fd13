"""What is written beside a name of a party: a branch, a place, another name of the same party.

A name has its legal form at one of its ends. So what stands behind such a name and a mark, as a
comma, a slash, a bracket or an “and”, is not part of it, and may be another name of the party.
Without a form, only words that say so part two names (“doing business as”).
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from ecp_runtime.folding import UNSPACED

_OPENING = r"(\[{<‹«“„‘「『《〈⟨【〔⦅"
_CLOSING = r")\]}>›»”“’」』》〉⟩】〕⦆"
_ENCLOSED = re.compile(rf"[^{_OPENING}{_CLOSING}]+[{_CLOSING}]\W*")
_MARKS = re.compile(
    rf"""
    (?P<names>
        (?: ^ | [\s,;/{_OPENING}] ) [{_OPENING}\s]*
        (?: (?: d[/.]?\s?b[/.]?\s?a | [afn][/.]?\s?k[/.]?\s?a | t\s?[/.]\s?a | c\s?[/.]\s?o
            | o\s?[/.]\s?b\s?[/.]\s?o | f\s?/\s?a\s?/\s?o ) (?: \.\s* | :\s* | \s+ )
        | (?: doing\s+business\s+as | also\s+known\s+as | formerly\s+known\s+as
            | now\s+known\s+as | trading\s+as | formerly | previously | on\s+behalf\s+of | obo
            | for\s+(?: the\s+)? account\s+of | care\s+of | (?: attn | attention ) \.? )\s )
        | 又名 | 曾用名 | 原名 | 旧称 | 旧名 | 又称
    )
    | (?P<label> : | ^ \s* \(? \d{{1,3}} [.)] \s )
    | (?P<joined>
        \s (?: [&+] | and | und | et | og | och | ve | en | ja | i | y | e | и | و ) \s
        | 及び | および | ならびに | [&及和与與]
    )
    | (?P<bracket> [{_OPENING}] )
    | [,;/|\\\n،؛、⁄∕—―] | \s [-–‐−]+ \s | \s [#№]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LINES = str.maketrans(dict.fromkeys("\t\r\v\f\x85\u2028\u2029", "\n"))
_SCRIPTS = re.compile(
    rf"(?<=[{UNSPACED}])\s*(?=[^{UNSPACED}\s])|(?<=[^{UNSPACED}\s])\s*(?=[{UNSPACED}])"
)
_BRANCH = re.compile(
    r"""
    (?: \b(?: branch(?:\ office)? | (?:head|liaison|regional|sales)\ office | headquarters | HQ
            | rep(?:\.|resentative)?\ office | niederlassung | zweigniederlassung | succursale
            | sucursal | filial | filiale | филиал | представительство | şubesi | subesi )
        | 分公司 | 办事处 | 辦事處 | 代表处 | 代表處 | 支店 | 支社 | 営業所 | 出張所 | 事業所 | 工場
        | 本社 | 本店 | 지점 | 지사 | 영업소 | 사무소 | 본사 )
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
        may_go_on: Whether a legal form may go on behind the mark (“Co., Ltd.”, “GmbH & Co. KG”).
        is_joined: Whether a word for “and” stands there, which may be part of one name.
        is_enclosed: Whether the tail ends the text and stands in brackets.
    """

    head: str
    tail: str
    is_sure: bool = False
    may_go_on: bool = False
    is_joined: bool = False
    is_enclosed: bool = False


def cuts(text: str) -> Iterator[Cut]:
    """Yield where what is written beside a name may begin or end, in a text."""
    text = plain(text)
    for mark in islice(_MARKS.finditer(text), _MOST):
        kind = mark.lastgroup
        yield Cut(
            "" if kind == "label" else text[: mark.start()],
            text[mark.end() :],
            is_sure=kind in ("names", "label"),
            may_go_on=kind == "joined" or mark[0] == ",",
            is_joined=kind == "joined",
            is_enclosed=kind == "bracket" and _ENCLOSED.fullmatch(text, mark.end()) is not None,
        )
    if not text.isascii():
        # A branch is named in the letters of its place, behind the name of the party.
        is_sure = is_of_branch(text)
        for mark in islice(_SCRIPTS.finditer(text), _MOST):
            yield Cut(text[: mark.start()], text[mark.end() :], is_sure=is_sure)
    for place in islice(_before_branch(text), _MOST):
        yield Cut(text[: place.start()], "")


def is_of_branch(text: str) -> bool:
    """Whether a text ends in a word for a branch or an office, and is not the name of the party."""
    return _BRANCH.search(plain(text)) is not None


def _before_branch(text: str) -> Iterator[re.Match[str]]:
    """Yield where the name of a party may end, in the name of its branch."""
    branch = _BRANCH.search(text)
    return iter(()) if branch is None else _PLACES.finditer(text, 0, branch.start() + 1)


def has_more_cuts(text: str) -> bool:
    """Whether there are more places where a text may be parted than are looked at."""
    text = plain(text)
    found = (_MARKS.finditer(text), _SCRIPTS.finditer(text), _before_branch(text))
    return any(next(islice(marks, _MOST, None), None) is not None for marks in found)


def plain(text: str) -> str:
    """Write marks in one way: compatibility forms as what they are, and lines with one end."""
    text = text.translate(_LINES)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
