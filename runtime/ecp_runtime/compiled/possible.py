"""Expresses whether conditions may hold, erring on one side only: a `False` is certain.

Dates of law, names on lists, questions and whatever else needs the reference evaluator count as
open, and so does a fact that is not given. The text is two-valued and needs no second path.
"""

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    ActDate,
    All,
    Answered,
    Beyond,
    ByAct,
    Compares,
    Condition,
    Dated,
    During,
    Fixed,
    Inverse,
    Lies,
    Listed,
    Named,
    Over,
    Some,
    inner,
    outer_variables,
    paths_in,
)
from ecp_runtime.compiled.dated import Memberships
from ecp_runtime.compiled.leaves import Leaves
from ecp_runtime.compiled.names import Names
from ecp_runtime.compiled.reads import CONTEXT, Reads, lies
from ecp_runtime.prepare import Prepared

MAX_NESTED = 30
"""Deeper conditions count as open: Python nests expressions only so far."""


class Possible:
    """Expresses what may hold, for one jurisdiction.

    Attributes:
        functions: The text of loops over lists, which conditions call.
    """

    def __init__(
        self,
        prepared: Prepared,
        jurisdiction: ir.Jurisdiction,
        names: Names,
        *,
        ranged: bool = False,
    ) -> None:
        """Name what the text needs; with `ranged`, the date of the act is a range."""
        self._ranged = ranged
        self.functions: list[str] = []
        self._names = names
        self._leaves = Leaves(prepared, jurisdiction, names, ranged=ranged)
        self._memberships = Memberships(prepared, jurisdiction)

    def reading(self) -> Reads:
        """Start a function in which no fact has been read."""
        return Reads(self._names, three=True)

    def condition(self, condition: Condition, read: Reads) -> str:
        """Express whether a condition may hold; its facts must be among those that are read."""
        return self._may(condition, read, holds=True, depth=0)

    def failure(self, condition: Condition, read: Reads) -> str:
        """Express whether a condition may fail."""
        return self._may(condition, read, holds=False, depth=0)

    def is_exact(self, condition: Condition) -> bool:
        """Whether one that cannot fail holds for certain, and one that can is truly unknown.

        In three-valued logic, a conjunction can fail where a part can, and hold where all parts
        can; only what is left open without a look makes a difference.
        """
        return _depth(condition) < MAX_NESTED and not self._is_left_open(condition)

    def _may(self, condition: Condition, read: Reads, *, holds: bool, depth: int) -> str:
        """Express whether a condition may hold, or may fail."""
        if depth > MAX_NESTED and inner(condition):
            return "True"
        match condition:
            case Fixed(value):
                return str(value is holds)
            case Inverse(part):
                return self._may(part, read, holds=not holds, depth=depth)
            case All(parts) | Some(parts):
                texts = [self._may(part, read, holds=holds, depth=depth + 1) for part in parts]
                return _joined(texts, every=isinstance(condition, All) is holds)
            case Over():
                return self._over(condition, read, holds=holds, depth=depth)
            case _:
                return self._leaf(condition, read, holds=holds)

    def _leaf(self, condition: Condition, read: Reads, *, holds: bool) -> str:
        match condition:
            case Listed(path, list_id) if holds:
                ever = self._memberships.ever(list_id)
                return f"{self._names.made(('ever', list_id), 'e', ever)}[{read.fact(path)}]"
            case Dated(None) if self._ranged:
                return "True"
            case Lies(ActDate(), start, stop, _) if self._ranged and holds:
                return f"({lies(start, stop)} is not False)"
            case Dated(None, operator, day):
                text = f"day {'==' if operator == '=' else operator} {day}"
                return f"(day is None or {text if holds else f'not {text}'})"
            case _:
                return self._leaves.possible(condition, read, holds=holds) or "True"

    def _is_left_open(self, condition: Condition) -> bool:
        match condition:
            case Listed() | Named() | Answered() | ByAct() | During() | Lies() | Compares():
                return True
            case Beyond():
                return True
            case Dated(None):
                return self._ranged
            case _:
                return any(map(self._is_left_open, inner(condition)))

    def _over(self, over: Over, read: Reads, *, holds: bool, depth: int) -> str:
        """Write the loop over a list as a function; it answers whether the condition may be so."""
        outer = sorted({path.name for path in outer_variables(over)})
        given = read.fact(over.path)
        name = f"over_{self._names.number()}"
        inside = self.reading()
        element = inside.element(over.variable, over.element)
        inside.ahead(paths_in(over.part))
        test = self._may(over.part, inside, holds=holds, depth=depth + 1)
        one_settles = (over.kind == "any") is holds
        lines = [
            f"def {name}(listed, {', '.join((CONTEXT, *outer))}):",
            "    found, is_open = opened(listed)",
            f"    for {over.variable} in found:",
            *(f"        {line}" for line in ([] if element is None else [element])),
            *(f"        {line}" for line in inside.lines),
            f"        if {test if one_settles else f'not {test}'}:",
            f"            return {one_settles}",
            f"    return {'is_open' if one_settles else 'True'}",
            "",
        ]
        self.functions.append("\n".join(lines))
        return f"{name}({', '.join((given, CONTEXT, *outer))})"


def _depth(condition: Condition) -> int:
    return 1 + max((_depth(part) for part in inner(condition)), default=0)


def _joined(texts: list[str], *, every: bool) -> str:
    """Join parts that all have to hold, or any of which may; constants settle or drop out."""
    settles, neutral = ("False", "True") if every else ("True", "False")
    if settles in texts:
        return settles
    kept = [text for text in dict.fromkeys(texts) if text != neutral]
    if not kept:
        return neutral
    return f"({(' and ' if every else ' or ').join(kept)})" if len(kept) > 1 else kept[0]
