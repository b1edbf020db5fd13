"""What is written beside a name of a party: a branch, a place, another name of the same party.

A name ends with its legal form. So what stands behind a form and a mark, such as a comma, a slash
or a bracket, is not part of the name, and may be another name of the party. Without a form, only
words that say so part two names (“doing business as”).
"""

import re
from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from ecp_runtime.folding import UNSPACED

_MARKS = re.compile(
    r"""
    (?P<names>
        [\s(\[{（［]+(?: d[/.]?b[/.]?a | [afn][/.]?k[/.]?a | t[/.]a | c[/.]o | o[/.]b[/.]o )\.?\s
        | [\s(\[{（［]+(?: doing\ business\ as
            | also\ known\ as | formerly\ known\ as | now\ known\ as
            | trading\ as | formerly | previously | on\ behalf\ of | care\ of )\s
        | 又名 | 曾用名 | 原名 | 旧称 | 旧名 | 又称
    )
    | (?P<label> [:：] )
    | [,;/|\\({\[\n，、；／（【〔［｛] | \s[-–—]\s
    """,
    re.IGNORECASE | re.VERBOSE,
)
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

_MOST = 12
"""More marks in one name are not looked at, the first ones aside."""


@frozen
class Cut:
    """Where a text may be parted.

    Attributes:
        head: What stands before; empty where that is no name.
        tail: What stands behind; empty where that is no name.
        is_sure: Whether these are names even where the head does not end with a legal form.
        is_comma: Whether a comma stands there, behind which a legal form may go on (“Co., Ltd.”).
    """

    head: str
    tail: str
    is_sure: bool
    is_comma: bool = False


def cuts(text: str) -> Iterator[Cut]:
    """Yield where what is written beside a name may begin or end, in a text."""
    for mark in islice(_MARKS.finditer(text), _MOST):
        head = "" if mark["label"] else text[: mark.start()]
        is_sure = mark.lastgroup is not None
        yield Cut(head, text[mark.end() :], is_sure, is_comma=mark[0] in ",，")
    if not text.isascii():
        for mark in islice(_SCRIPTS.finditer(text), _MOST):
            yield Cut(text[: mark.start()], text[mark.end() :], is_sure=False)
    if _BRANCH.search(text) is not None:
        for place in islice(_PLACES.finditer(text), _MOST):
            yield Cut(text[: place.start()], "", is_sure=False)
