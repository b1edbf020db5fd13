"""Expresses three-valued tests of single facts, which are read in the form of `given`."""

from collections.abc import Callable
from fractions import Fraction

from ecp_runtime import ir
from ecp_runtime.compiled import given, readers, tallies, truths
from ecp_runtime.compiled.conditions import (
    Absence,
    Among,
    Condition,
    Dated,
    Entry,
    Holds,
    Limit,
    Path,
    Same,
    Within,
)
from ecp_runtime.compiled.names import Names
from ecp_runtime.compiled.reads import Reads
from ecp_runtime.life import known_day
from ecp_runtime.measures import Operator
from ecp_runtime.prepare import Prepared
from ecp_runtime.values import Value


class Leaves:
    """Expresses tests for one jurisdiction; equal tests share one look-up."""

    def __init__(
        self,
        prepared: Prepared,
        jurisdiction: ir.Jurisdiction,
        names: Names,
        *,
        ranged: bool = False,
    ) -> None:
        """Name look-ups as they are needed; with `ranged`, the date of the act is a range."""
        self._rate_day = "None" if ranged else "day"
        self._prepared = prepared
        self._jurisdiction = jurisdiction
        self._zone = jurisdiction.time_zone
        self._names = names

    def text(self, condition: Condition, reads: Reads) -> str | None:
        """Express whether a condition on single facts holds; None for any other condition."""
        names = self._names
        match condition:
            case Holds(path):
                values = self.values(path.type)
                truth = self._made(("holds",), lambda: truths.holding(values))
                return f"{truth}[{reads.fact(path)}]"
            case Among(path, texts):
                first, fact = _twice(path, reads)
                among = names.constant(texts)
                plain = f"{fact} in {among} if {first}.__class__ is str"
                return f"({plain} else among({fact}, {among}))"
            case Entry(path, results):
                # Of what does not exist, no code is an entry.
                outside = names.constant(frozenset((*results, None, "none")))
                first, fact = _twice(path, reads)
                plain = f"{fact} not in {outside} if {first}.__class__ is str"
                return f"({plain} else entry({fact}, {outside}))"
            case Within(path, scheme_id, codes, exact):
                scheme = self._prepared.schemes.get(scheme_id)
                truth = self._made(
                    ("within", scheme_id, codes, exact),
                    lambda: truths.within(scheme, codes, exact),
                )
                return f"{truth}[{reads.fact(path)}]"
            case Same(left, right):
                return f"alike({reads.fact(left)}, {reads.fact(right)})"
            case Absence(path):
                absence = truths.absence(path.type)
                test = self._made(("absence", path.type), lambda: absence)
                return f"{test}({reads.fact(path)})"
            case Dated(path, operator, day) if path is not None:
                days = self.ends(path.type)
                test = self._made(
                    ("compares", "day", operator, day),
                    lambda: truths.compares(operator, days, truths.DAY, day),
                )
                return f"{test}({reads.fact(path)})"
            case Limit(path, operator, limit):
                return self._limit(path, operator, limit, reads)
            case _:
                return None

    def _limit(
        self, path: Path, operator: Operator, limit: ir.Number | ir.Money | ir.Amount, reads: Reads
    ) -> str:
        found = self.ends(path.type)
        key = "compares", path.type, operator, limit
        amounts = self._numbers()
        if isinstance(limit, ir.Money):
            money, values = limit, self.values(path.type)
            test = self._made(
                key, lambda: truths.compares_money(operator, amounts, found, values, money)
            )
            return f"{test}({reads.fact(path)}, t, {self._rate_day})"
        value = readers.scaled(Fraction(limit.value))
        wide = truths.compares(operator, found, truths.label(truths.unit_of(limit)), value)
        if isinstance(limit, ir.Number):
            return f"{self._made(key, lambda: wide)}({reads.fact(path)})"
        limits = readers.limits_in_units(self._prepared, limit.value, limit.dimension)
        test = self._made(key, lambda: truths.compares_amounts(operator, amounts, limits, wide))
        return f"{test}({reads.fact(path)})"

    def possible(self, condition: Condition, reads: Reads, *, holds: bool) -> str | None:
        """Express whether a condition on single facts may hold, or fail.

        All facts have to be read. What is plain, or not given, is told apart first.
        """
        match condition:
            case Among(path, texts):
                fact, among, word = reads.fact(path), self._names.constant(texts), "in"
                wide = f"among({fact}, {among})"
            case Entry(path, results):
                fact, word = reads.fact(path), "not in"
                outside = self._names.constant(frozenset((*results, None, "none")))
                among, wide = outside, f"entry({fact}, {outside})"
            case _:
                truth = self.text(condition, reads)
                return None if truth is None else f"({truth} is not {not holds})"
        if not holds:
            word = "in" if word == "not in" else "not in"
        plain = f"{fact} {word} {among} if {fact}.__class__ is str"
        return f"({fact} is MISSING or ({plain} else {wide} is not {not holds}))"

    def _numbers(self) -> readers.Learnt[int]:
        """Return what reads bare amounts."""
        name = self._made(("amounts",), lambda: readers.numbers(self._prepared, ir.NumberType()))
        found: readers.Learnt[int] = self._names.values[name]
        return found

    def reader(self, type_: ir.Type) -> str:
        """Name what reads facts of a type."""
        return self._made(
            ("values", type_, self._zone),
            lambda: given.values(self._prepared, type_, self._zone),
        )

    def parameter(self, id_: str) -> str:
        """Name what a parameter comes to by day."""
        known = known_day(self._prepared.horizon, self._zone)
        return self._made(
            ("parameter", id_, known), lambda: tallies.parameter(self._prepared, id_, known)
        )

    def shifts(self) -> str:
        """Name what moves dates."""
        return self._made(
            ("shifts", self._jurisdiction.id),
            lambda: tallies.shifts(self._prepared, self._jurisdiction),
        )

    def values(self, type_: ir.Type) -> readers.Learnt[Value]:
        """Return what reads facts of a type."""
        name = self.reader(type_)
        found: readers.Learnt[Value] = self._names.values[name]
        return found

    def ends(self, type_: ir.Type) -> readers.Learnt[truths.Ends | None]:
        """Return what reads facts of a type as ranges."""
        name = self._made(("ends", type_, self._zone), lambda: truths.ends(self.values(type_)))
        found: readers.Learnt[truths.Ends | None] = self._names.values[name]
        return found

    def _made(self, key: tuple[object, ...], make: Callable[[], object]) -> str:
        """Name what a key describes, and make it the first time."""
        of = "three", *key
        return self._names.known(of) or self._names.made(of, "x", make())


def _twice(path: Path, reads: Reads) -> tuple[str, str]:
    """Express a fact that is named twice, where it is named first and after that."""
    if reads.is_read(path):
        fact = reads.fact(path)
        return fact, fact
    mark = reads.temporary()
    return f"({mark} := {reads.fact(path)})", mark
