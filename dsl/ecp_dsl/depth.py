"""How deeply a text nests, counted on tokens before anything else sees them."""

from collections.abc import Iterable
from typing import Any

from ecp_dsl.lexicon import Token

MAX_BRACKETS = 50
MAX_OPERATORS = 100

_OPENING = frozenset({"LPAR", "LBRACE", "LSQB"})
_CLOSING = frozenset({"RPAR", "RBRACE", "RSQB"})
_PREFIXES = frozenset({"NOT", "MINUS", "LIST_OF"})
_OPERATORS = frozenset({"PLUS_MINUS", "TIMES_DIVIDED"})
_COMPARING = frozenset({"COMPARISON", "IS", "IN", "WITHIN"})
_OPERANDS = frozenset(
    {"NAME", "NUMBER", "CODE", "STRING", "DATE", "DOT", "PERCENT", "WORKING", "YES", "NO", "NONE"}
)


class Depth:
    """Counts open brackets, and within each the chain of operators that nest."""

    def __init__(self) -> None:
        """Start outside all brackets."""
        self._levels = [0]
        self._sum = 0

    def count(self, token: Token) -> bool:
        """Count a token; return False if what it begins is nested too deeply."""
        kind = token.type
        if kind in _OPERANDS:
            return True
        if kind in _OPENING:
            self._levels.append(0)
        elif kind in _CLOSING:
            if len(self._levels) > 1:
                self._sum -= self._levels.pop()
        elif kind in _PREFIXES or kind in _OPERATORS:
            self._levels[-1] += 1
            self._sum += 1
        elif kind not in _COMPARING:
            self._sum -= self._levels[-1]
            self._levels[-1] = 0
        return len(self._levels) <= MAX_BRACKETS + 1 and self._sum <= MAX_OPERATORS

    def restart(self, values: Iterable[Any]) -> None:
        """Count again from what is left on the parser's stack."""
        self._levels = [0]
        self._sum = 0
        for value in values:
            if type(value) is Token and value.type in _OPENING:
                self._levels.append(0)
