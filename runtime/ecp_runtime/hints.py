"""Notes what unknown facts were compared with, to propose answers that would make a difference."""

from datetime import date, timedelta
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.folding import is_blank
from ecp_runtime.measures import (
    MIRRORED,
    NUMBER,
    STEP,
    Interval,
    Measure,
    Operator,
    Unit,
    measure,
    plain_fraction,
)
from ecp_runtime.prepare import Prepared
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Absent, DateRange, Symbols, Value, is_nonnegative
from ecp_runtime.words import Words

OTHER = "other"
_NOT_NAMED = "(none of those named)"


@frozen
class OnList:
    """Any code that is on a list."""

    list: str


Answer: TypeAlias = Assumption | OnList
"""What may be assumed, or a class of it."""


class Hints:
    """Answers worth trying, by gap and by the words in which a decision shows them.

    Attributes:
        found: The answers.
        wanted: Of facts that are given, and in their form decide nothing, what form is wanted.
    """

    def __init__(self, prepared: Prepared) -> None:
        """Start with none."""
        self._prepared = prepared
        self.found: dict[Gap, dict[str, Answer]] = {}
        self.wanted: dict[Gap, str] = {}

    def take(self, others: "Hints") -> None:
        """Add what others hold."""
        self.wanted |= others.wanted
        for gap, answers in others.found.items():
            for label, assumption in answers.items():
                self._add(gap, label, assumption)

    def truths(self, value: Unknown) -> None:
        """A truth was asked for."""
        if value.path is not None and isinstance(value.type, ir.YesNoType | None):
            self.truths_of(Gap("fact", value.path))

    def truths_of(self, gap: Gap) -> None:
        """Yes or no would settle it."""
        self._add(gap, "yes", True)
        self._add(gap, "no", False)

    def readings(self, question: ir.Question) -> None:
        """One of the readings would settle it."""
        for reading in question.readings:
            self._add(Gap("law", question.id), reading.name, Symbols(frozenset({reading.name})))

    def absence(self, value: Unknown) -> None:
        """It was asked whether there is anything at all."""
        if value.path is not None:
            self._add(Gap("fact", value.path), "none", Absent(value.path, value.type))

    def same(self, left: Value, right: Value) -> None:
        """Two values were compared for equality."""
        for value, other in ((left, right), (right, left)):
            gap = _gap_of(value)
            if gap is None or not isinstance(other, Symbols | bool) or _gap_of(other) is not None:
                continue
            if isinstance(other, bool):
                self.truths_of(gap)
            elif isinstance(value, Unknown) and isinstance(value.type, ir.EnumType):
                for option in value.type.values:
                    self._add(gap, option, Symbols(frozenset({option})))
            elif not self._options(gap, value):
                self._results(gap, value)
                for option in sorted(other.options):
                    self._symbol(gap, option, other.scheme)
                self._other(gap, value, other.scheme)

    def code(self, value: Value, scheme: str, code: str) -> None:
        """It was asked whether a code is within another."""
        gap = _gap_of(value)
        if gap is not None and not self._options(gap, value):
            self._results(gap, value, scheme)
            self._symbol(gap, code, scheme)
            self._other(gap, value, scheme)

    def entry(self, value: Value, scheme: str) -> None:
        """It was asked whether a code is an entry of its scheme."""
        gap = _gap_of(value)
        if gap is not None and not self._options(gap, value):
            self._results(gap, value, scheme)
            self._other(gap, value, scheme)

    def listed_code(self, value: Value, list_id: str) -> None:
        """It was asked whether a code is on a list."""
        gap = _gap_of(value)
        if gap is None or self._options(gap, value):
            return
        scheme = self._prepared.lists[list_id].scheme
        self._results(gap, value, scheme)
        self._add(gap, f"within {list_id}", OnList(list_id))
        self._other(gap, value, scheme)

    def listing(self, gap: Gap, list_id: str) -> None:
        """It was asked whether a party is on a list."""
        self._add(gap, "not listed", Listing())
        self._add(gap, f"listed in {list_id}", Listing(frozenset({list_id}), is_all=False))

    def limit(
        self,
        operator: Operator,
        left: tuple[Value, ir.Type | None],
        right: tuple[Value, ir.Type | None],
    ) -> None:
        """A value was compared with a limit."""
        for (value, type_), (limit, _), seen in (
            (left, right, operator),
            (right, left, MIRRORED[operator]),
        ):
            gap = _gap_of(value)
            known = type_ or (value.type if isinstance(value, Unknown) else None)
            # A computed value is no fact that anyone could give.
            if gap is None or known is None:
                continue
            if isinstance(limit, Measure) and limit.is_exact and len(limit.parts) == 1:
                ((unit, interval),) = limit.parts
                self._limit(gap, known, seen, unit, interval.low or Fraction(0))
            elif isinstance(limit, DateRange) and limit.exact is not None:
                self._date_limit(gap, seen, limit.exact)
            elif isinstance(limit, Symbols | bool):
                self.same(value, limit)

    def _limit(
        self, gap: Gap, type_: ir.Type, operator: Operator, unit: Unit, limit: Fraction
    ) -> None:
        floor = Fraction(0) if is_nonnegative(type_) else None
        ceiling = Fraction(1) if isinstance(type_, ir.PercentType) else None
        shown = self._shown(type_, unit, limit)

        def add(label: str, low: Fraction | None, high: Fraction | None) -> None:
            if low is None or high is None or low <= high:
                self._add(gap, f"{label} {shown}", measure(unit, Interval(low, high)))

        if operator in ("<", ">="):
            add("<", floor, limit - STEP)
            add(">=", limit, ceiling)
        elif operator in ("<=", ">"):
            add("<=", floor, limit)
            add(">", limit + STEP, ceiling)
        else:
            add("<", floor, limit - STEP)
            add("=", limit, limit)
            add(">", limit + STEP, ceiling)

    def _date_limit(self, gap: Gap, operator: Operator, limit: date) -> None:
        if not date.min < limit < date.max:
            return
        split = limit + timedelta(days=1) if operator in ("<=", ">") else limit
        self._add(gap, f"before {split}", DateRange(None, split - timedelta(days=1)))
        self._add(gap, f"{split} or later", DateRange(split, None))

    def _shown(self, type_: ir.Type, unit: Unit, limit: Fraction) -> str:
        if isinstance(type_, ir.PercentType):
            return f"{plain_fraction(limit * 100)}%"
        if unit == NUMBER:
            return plain_fraction(limit)
        symbols = [
            u.symbol
            for u in self._prepared.program.units
            if u.dimension == unit.name and u.factor == 1
        ]
        return f"{plain_fraction(limit)} {symbols[0] if symbols else unit.name}"

    def _options(self, gap: Gap, value: Value) -> bool:
        """Where several values are possible, each of them is worth trying."""
        if not isinstance(value, Symbols) or len(value.options) < 2:
            return False
        for option in sorted(value.options):
            self._symbol(gap, option, value.scheme, words=value.words)
        return True

    def _results(self, gap: Gap, value: Value, scheme: str | None = None) -> None:
        """What a classification may end in; not for a code that is known in part."""
        if isinstance(value, Unknown):
            type_ = value.type
            known = scheme or (type_.scheme if isinstance(type_, ir.CodeType) else "")
            found = self._prepared.schemes.get(known)
            for result in () if found is None else found.results:
                self._symbol(gap, result, known)

    def _other(self, gap: Gap, value: Value, scheme: str | None) -> None:
        """None of the codes that are named; still one within what is known of it."""
        words = value.words if isinstance(value, Symbols) else getattr(value, "type", None)
        if isinstance(words, Words):
            # Of other texts, nothing would be known.
            for word in words.ordinary[:1]:
                self._symbol(gap, word, scheme, OTHER)
            return
        known = min(value.options) if isinstance(value, Symbols) else ""
        found = self._prepared.schemes.get(scheme or "")
        within = "" if found is None or not known else known + (found.separator or "")
        self._symbol(gap, within + _NOT_NAMED, scheme, OTHER)

    def _symbol(
        self,
        gap: Gap,
        option: str,
        scheme: str | None,
        label: str | None = None,
        words: Words | None = None,
    ) -> None:
        if is_blank(option):
            # Nobody can answer so: a blank text is not known.
            return
        value = Symbols(frozenset({option}), scheme, frozenset({gap}), words)
        self._add(gap, label or option, value)

    def _add(self, gap: Gap, label: str, assumption: Answer) -> None:
        self.found.setdefault(gap, {}).setdefault(label, assumption)


def _gap_of(value: Value) -> Gap | None:
    """The gap that a value is, where it is a fact and not computed from facts."""
    if isinstance(value, Unknown):
        return None if value.path is None else Gap("fact", value.path)
    if isinstance(value, Symbols | Measure | DateRange) and len(value.origin) == 1:
        return next(iter(value.origin))
    return None
