"""Expresses whether conditions may hold, erring on one side only: a `False` is certain.

Dates of law, names on lists, questions and whatever else needs the reference evaluator count as
open, and so does a fact that is not given. The text is two-valued and needs no second path.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from ecp_runtime import ir
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.conditions import (
    Absence,
    All,
    Among,
    Answered,
    Beyond,
    ByAct,
    Condition,
    Dated,
    During,
    Entry,
    Fixed,
    Holds,
    Inverse,
    Limit,
    Listed,
    Named,
    Over,
    Path,
    Same,
    Some,
    Within,
    inner,
    outer_variables,
    paths_in,
)
from ecp_runtime.compiled.dated import Memberships
from ecp_runtime.compiled.express import CONTEXT
from ecp_runtime.compiled.names import Names
from ecp_runtime.prepare import Prepared

MAX_NESTED = 30
"""Deeper conditions count as open: Python nests expressions only so far."""


class Possible:
    """Expresses what may hold, for one jurisdiction.

    Attributes:
        functions: The text of loops over lists, which conditions call.
    """

    def __init__(
        self, prepared: Prepared, jurisdiction: ir.Jurisdiction, names: Names, *, wrapped: bool
    ) -> None:
        """Name what the text needs; with `wrapped`, facts may be given with their sources."""
        self.functions: list[str] = []
        self._prepared = prepared
        self._names = names
        self._wrapped = wrapped
        self._day = readers.days(prepared, jurisdiction.time_zone).__getitem__
        self._amounts = readers.numbers(prepared, ir.NumberType())
        self._ratios = readers.numbers(prepared, ir.PercentType())
        self._memberships = Memberships(prepared, jurisdiction)

    def reading(self) -> "Reading":
        """Start a function in which no fact has been read."""
        return Reading(self._names, wrapped=self._wrapped)

    def condition(self, condition: Condition, read: "Reading") -> str:
        """Express whether a condition may hold; its facts must be among those that are read."""
        return self._may(condition, read, holds=True, depth=0)

    def failure(self, condition: Condition, read: "Reading") -> str:
        """Express whether a condition may fail."""
        return self._may(condition, read, holds=False, depth=0)

    def is_exact(self, condition: Condition) -> bool:
        """Whether one that cannot fail holds for certain, and one that can is truly unknown.

        In three-valued logic, a conjunction can fail where a part can, and hold where all parts
        can; only what is left open without a look makes a difference.
        """
        return _depth(condition) < MAX_NESTED and not _is_left_open(condition)

    def _may(self, condition: Condition, read: "Reading", *, holds: bool, depth: int) -> str:
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

    def _leaf(self, condition: Condition, read: "Reading", *, holds: bool) -> str:
        names = self._names
        unlike = f"is not {not holds}"
        match condition:
            case Holds(path):
                return f"(YES.get({read.name(path)}) {unlike})"
            case Among(path, values):
                fact, word = read.name(path), "in" if holds else "not in"
                return f"({fact} is MISSING or {fact} {word} {names.constant(values)})"
            case Entry(path, results):
                fact, word = read.name(path), "not in" if holds else "in"
                outside = names.constant(frozenset((*results, None, "none")))
                return f"({fact} is MISSING or {fact} {word} {outside})"
            case Within(path, scheme_id, codes, exact):
                key = ("within", scheme_id, codes, exact)
                scheme = self._prepared.schemes.get(scheme_id)
                name = names.known(key) or names.made(
                    key, "w", readers.within(scheme, codes, exact)
                )
                fact = read.name(path)
                return f"({fact} is MISSING or {name}[{fact}] {unlike})"
            case Listed(path, list_id) if holds:
                ever = names.made(("ever", list_id), "e", self._memberships.ever(list_id))
                fact = read.name(path)
                return f"({fact} is MISSING or {ever}[{fact}])"
            case Dated(None, operator, day):
                text = f"day {'==' if operator == '=' else operator} {day}"
                return f"(day is None or {text if holds else f'not {text}'})"
            case Dated(path, operator, day) if path is not None:
                test = readers.compares(operator, self._day, day)
                return self._test(("dated", operator, day), test, read.name(path), unlike)
            case Limit(path, operator, limit):
                asked = "limit", path.type, operator, limit
                return self._test(asked, self._limit(condition), read.name(path), unlike)
            case Absence(path):
                is_record = isinstance(path.type, ir.EntityType | ir.ClassificationType)
                test = readers.absent(path.has_none, is_record)
                asked_of = "absent", path.has_none, is_record
                return self._test(asked_of, test, read.name(path), unlike)
            case Same(left, right):
                return f"(same_or_unknown({read.name(left)}, {read.name(right)}) {unlike})"
            case _:
                return "True"

    def _test(self, asked: tuple[object, ...], test: readers.Test, fact: str, unlike: str) -> str:
        """Name a test that is the same for the same question, and express what it says."""
        key = "test", self._wrapped, *asked
        name = self._names.made(key, "c", readers.or_unknown(test) if self._wrapped else test)
        return f"({name}({fact}) {unlike})"

    def _limit(self, condition: Limit) -> readers.Test:
        operator = condition.operator
        match condition.path.type, condition.limit:
            case _, ir.Money(amount, currency):
                read = readers.amount_in(currency, self._amounts)
                return readers.compares(operator, read, readers.scaled(Fraction(amount)))
            case _, ir.Amount(value, dimension):
                limits = readers.limits_in_units(self._prepared, value, dimension)
                return readers.compares_in_units(operator, self._amounts, limits)
            case type_, ir.Number(value):
                numbers = self._ratios if isinstance(type_, ir.PercentType) else self._amounts
                limit = readers.scaled(Fraction(value))
                return readers.compares(operator, numbers.__getitem__, limit)
            case _:
                assert_never(condition.limit)

    def _over(self, over: Over, read: "Reading", *, holds: bool, depth: int) -> str:
        """Write the loop over a list as a function; it answers whether the condition may be so."""
        outer = sorted({path.name for path in outer_variables(over)})
        given = read.name(over.path)
        name = f"over_{self._names.number()}"
        inside = self.reading()
        inside.add(paths_in(over.part))
        test = self._may(over.part, inside, holds=holds, depth=depth + 1)
        one_settles = (over.kind == "any") is holds
        lines = [
            f"def {name}(given, {', '.join((CONTEXT, *outer))}):",
            "    if given is None or given == 'none':",
            f"        return {(over.kind == 'every') is holds}",
            f"    if given{'.__class__ is not list' if self._wrapped else ' is MISSING'}:",
            "        return True",
            f"    for {over.variable} in {'given' if self._wrapped else 'elements(given)'}:",
            *(f"        {line}" for line in inside.lines),
            f"        if {test if one_settles else f'not {test}'}:",
            f"            return {one_settles}",
            f"    return {not one_settles}",
            "",
        ]
        self.functions.append("\n".join(lines))
        return f"{name}({', '.join((given, CONTEXT, *outer))})"


def _is_left_open(condition: Condition) -> bool:
    if isinstance(condition, Listed | Named | Answered | ByAct | During | Beyond):
        return True
    return any(_is_left_open(part) for part in inner(condition))


def _depth(condition: Condition) -> int:
    return 1 + max((_depth(part) for part in inner(condition)), default=0)


class Reading:
    """The facts that a function reads before it tests anything, each once.

    Attributes:
        lines: The text that reads them.
        names: The names that they have from then on, by their places.
    """

    def __init__(self, names: Names, *, wrapped: bool) -> None:
        """Start with nothing; with `wrapped`, what is not one plain value counts as not given."""
        self.lines: list[str] = []
        self.names: dict[object, str] = {}
        self._constants = names
        self._wrapped = wrapped
        self._records: dict[object, str] = {}

    def add(self, needed: Iterable[Path]) -> None:
        """Read facts."""
        for path in needed:
            if path.place in self.names:
                continue
            text = self._fact(path)
            if self._wrapped:
                reader = "scalar" if isinstance(path.type, _SCALAR_TYPES) else "plain"
                text = f"{reader}({text})"
            name = f"f{len(self.names)}"
            self.lines.append(f"{name} = {text}")
            self.names[path.place] = name

    def name(self, path: Path) -> str:
        """Return the name of a fact that is read."""
        return self.names[path.place]

    def _fact(self, path: Path) -> str:
        if path.keys:
            key = self._constants.constant(path.keys[-1])
            return f"{self._record(path.holder, path.keys[0])}.get({key}, MISSING)"
        if path.root == "party":
            return f"parties.get({self._constants.constant(path.name)}, MISSING)"
        return path.name if path.root == "variable" else self._record(path, "")

    def _record(self, path: Path, first: str) -> str:
        """Name the record at a path; `first` is the first key that is read of it."""
        if not path.keys and path.root in ("header", "item"):
            return "t" if path.root == "header" else "line"
        if not path.keys and path.root == "override":
            return f"(line if {self._constants.constant(first)} in line else t)"
        if path.place not in self._records:
            text = self._text(path)
            name = f"r{len(self._records)}"
            self.lines.append(f"{name} = {f'record({text})' if self._wrapped else text}")
            self._records[path.place] = name
        return self._records[path.place]

    def _text(self, path: Path) -> str:
        if path.keys:
            key = self._constants.constant(path.keys[-1])
            return f"{self._record(path.holder, path.keys[0])}.get({key}, NOTHING)"
        if path.root == "party":
            return f"parties.get({self._constants.constant(path.name)}, NOTHING)"
        return path.name


_SCALAR_TYPES = (
    ir.YesNoType,
    ir.TextType,
    ir.NumberType,
    ir.PercentType,
    ir.DateType,
    ir.EnumType,
    ir.CodeType,
)


def _joined(texts: list[str], *, every: bool) -> str:
    """Join parts that all have to hold, or any of which may; constants settle or drop out."""
    settles, neutral = ("False", "True") if every else ("True", "False")
    if settles in texts:
        return settles
    kept = [text for text in dict.fromkeys(texts) if text != neutral]
    if not kept:
        return neutral
    return f"({(' and ' if every else ' or ').join(kept)})" if len(kept) > 1 else kept[0]
