"""Codes that are not given as their scheme has them today, and what they are read as.

# Invariant: a code that may be more than one is all of them, so that no rule on any is cleared.
"""

from datetime import date
from typing import Literal, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.folding import is_blank
from ecp_runtime.patterns import compile_pattern
from ecp_runtime.prepare import Prepared

_MAX_CODE = 10**30

Spelling: TypeAlias = Literal["withdrawn", "lost_zero", "written"]
"""Why a code is read as another, or counts as one that is no longer given."""


@frozen
class Respelled:
    """A code as it is given, and the codes of which it is one.

    Attributes:
        why: What is unusual about it.
        given: What the transaction has.
        read: What it may stand for; of a currency, what there is now instead.
        path: The path of the fact.
        through: The last day on which a withdrawn code was valid.
        fact: All codes of which the fact is one; empty where it is no code of a scheme.
    """

    why: Spelling
    given: str
    read: tuple[str, ...]
    path: str = ""
    through: date | None = None
    fact: frozenset[str] = frozenset()


def respell(
    prepared: Prepared, scheme: ir.Scheme, text: str, *, is_number: bool
) -> Respelled | None:
    """Say what a text is read as that is none of the codes of today, or not only one."""
    former = prepared.former[scheme.id].get(text)
    if former is not None:
        return Respelled("withdrawn", text, former.now or (text,), through=former.through)
    if _is_written(scheme.lost_zero, text):
        own = (text,) if is_code(prepared, scheme, text) else ()
        return Respelled("lost_zero", text, (*own, f"0{text}"))
    if _is_written(scheme.written, text) and not is_code(prepared, scheme, text):
        return Respelled("written", text, ("".join(filter(str.isalnum, text)),))
    if is_number and is_code(prepared, scheme, text):
        # A national code with one digit more may have lost its zero, if its heading may have.
        full = f"0{text}"
        if _is_written(scheme.lost_zero, text[:-1]) and is_code(prepared, scheme, full):
            return Respelled("lost_zero", text, (text, full))
        return Respelled("written", text, (text,))
    return None


def is_code(prepared: Prepared, scheme: ir.Scheme, text: str) -> bool:
    """Whether a text is a code of a scheme as it stands, or holds some."""
    if text in scheme.results or text in prepared.codes[scheme.id]:
        return True
    if scheme.closed:
        return text in prepared.coarser[scheme.id]
    return not is_blank(text) and prepared.matches_pattern(scheme, text)


def digits(raw: object, scheme: ir.Scheme | None) -> object:
    """Return the digits of a whole number where a spreadsheet may have made one of a code."""
    if scheme is None or scheme.lost_zero is None or isinstance(raw, bool):
        return raw
    return str(raw) if isinstance(raw, int) and 0 <= raw < _MAX_CODE else raw


def in_full(scheme: ir.Scheme) -> str:
    """Say what a code has to have, for schemes of which digits get lost."""
    return ", with all its digits" if scheme.lost_zero is not None else ""


def _is_written(pattern: str | None, text: str) -> bool:
    return pattern is not None and compile_pattern(pattern).fullmatch(text) is not None
