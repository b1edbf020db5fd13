"""Narrows the rules of a jurisdiction to those whose conditions may hold for a line.

The generated text errs on one side only: a rule that it leaves out certainly does not apply, is
not suspended, lifted or lapsed either, and so leaves no trace in a decision. Dates of law, names on
lists, questions and whatever else needs the reference evaluator count as open, and so does a fact
that is not one plain value. That is why it holds for every profile and every state of knowledge.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from ecp_runtime import ir
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.conditions import (
    ALWAYS,
    FOREVER,
    Absence,
    All,
    Among,
    Condition,
    Dated,
    Entry,
    Fixed,
    Holds,
    Inverse,
    Limit,
    Listed,
    Over,
    Path,
    Same,
    Some,
    Within,
    all_of,
    as_number,
    inner,
    outer_variables,
    paths,
    paths_in,
    some_of,
)
from ecp_runtime.compiled.dated import Memberships
from ecp_runtime.compiled.index import Indexed, Table, find_indexes, scheme_of
from ecp_runtime.compiled.names import Names
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.plan import Planned, PlannedRule
from ecp_runtime.compiled.tables import Entry as Indexing
from ecp_runtime.compiled.tables import Loose
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.prepare import Prepared

CONTEXT = "t, line, parties, day"
"""The transaction, the line, its parties, the day as a number; None is a day that is not known."""

MAX_NESTED = 30
"""Deeper conditions count as open: Python nests expressions only so far."""

Space = dict[str, Any]


class Narrowing:
    """The rules of one jurisdiction, and the text that chooses among them."""

    def __init__(
        self, prepared: Prepared, translator: Translator, jurisdiction: ir.Jurisdiction
    ) -> None:
        """Write the text for a jurisdiction and run it."""
        self._prepared = prepared
        self._jurisdiction = jurisdiction
        self._rules = prepared.rules[jurisdiction.id]
        self._names = Names()
        self._functions: list[str] = []
        self._tests: dict[Condition, str] = {}
        self._days = readers.days(prepared, jurisdiction.time_zone)
        self._amounts = readers.numbers(prepared, ir.NumberType())
        self._ratios = readers.numbers(prepared, ir.PercentType())
        self._memberships = Memberships(prepared, jurisdiction)
        planned = tuple(
            _planned(rule, position, self._condition(translator, rule))
            for position, rule in enumerate(self._rules)
        )
        self._indexed = find_indexes(planned, prepared)
        self.text = self._text(self._indexed)
        space = self._space()
        exec(compile(self.text, "<ecp narrowing>", "exec", dont_inherit=True), space)  # see `names`
        for number, table in enumerate(self._indexed.tables):
            space[f"table_{number}"] = self._table(table, space)
        self._may_hold: Callable[..., list[int]] = space["may_hold"]

    def rules(
        self, transaction: Mapping[str, Any], number: int, on: date | None
    ) -> tuple[ir.Rule, ...]:
        """List the rules that may hold for a line of a transaction that was read without errors.

        Args:
            transaction: The raw transaction.
            number: The number of one of its lines.
            on: The date of the act, where it is not the transaction's own.
        """
        line = transaction["items"][number]
        parties = readers.record(transaction.get("parties"))
        if "parties" in line:
            if line["parties"].__class__ is not dict:
                return self._rules
            parties = {**parties, **line["parties"]}
        day = self._day(transaction.get("date")) if on is None else as_number(on)
        try:
            found = self._may_hold(transaction, line, parties, day)
        except readers.UNSURE:
            return self._rules
        found.sort()
        return tuple([self._rules[position] for position in found])

    def _day(self, raw: object) -> int | None:
        """Return the date of the act as a number, where it is certain."""
        try:
            return self._days[raw]
        except readers.UNSURE:
            return None

    def _condition(self, translator: Translator, rule: ir.Rule) -> Condition:
        reaches = tuple(
            translator.translate(reach.condition)
            for reach in sorted(self._jurisdiction.reaches, key=lambda reach: reach.act)
            if not rule.governs or reach.act in rule.governs
        )
        return order(all_of((some_of(reaches), translator.translate(rule.condition))))

    # The text

    def _text(self, indexed: Indexed) -> str:
        read = _Read(self._names)
        body = ["found = []"]
        for table in indexed.tables:
            read.add((table.first, *(() if table.second is None else (table.second,))))
        for rule in indexed.residual:
            read.add(paths(rule.own.condition))
        body += read.lines
        for rule in indexed.residual:
            text = self._may(rule.own.condition, read, holds=True, depth=0)
            if text != "False":
                body += [f"if {text}:", f"    found.append({rule.position})"]
        for number, table in enumerate(indexed.tables):
            second = "" if table.second is None else f", {read.name(table.second)}"
            body += [
                f"for _, rows in table_{number}.rows({read.name(table.first)}{second}):",
                "    for _, _, test, position in rows if rows.__class__ is tuple else rows[0]:",
                f"        if test is None or test({CONTEXT}):",
                "            found.append(position)",
            ]
            for candidate in table.candidates:
                self._test(candidate.rest)
        body.append("return found")
        lines = [f"def may_hold({CONTEXT}):", *(f"    {line}" for line in body), ""]
        return "\n".join([*self._functions, *lines])

    def _test(self, rest: Condition) -> str | None:
        """Name the function that tests what the look-up leaves open; rows share them."""
        if rest == Fixed(True):
            return None
        if rest not in self._tests:
            name = f"test_{len(self._tests)}"
            read = _Read(self._names)
            read.add(paths(rest))
            lines = [f"    {line}" for line in read.lines]
            text = self._may(rest, read, holds=True, depth=0)
            self._functions.append(
                "\n".join([f"def {name}({CONTEXT}):", *lines, f"    return {text}", ""])
            )
            self._tests[rest] = name
        return self._tests[rest]

    def _may(self, condition: Condition, read: "_Read", *, holds: bool, depth: int) -> str:
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

    def _leaf(self, condition: Condition, read: "_Read", *, holds: bool) -> str:
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
                test = f"day {'==' if operator == '=' else operator} {day}"
                return f"(day is None or {test if holds else f'not {test}'})"
            case Dated(path, operator, day) if path is not None:
                later = readers.compares(operator, self._days.__getitem__, day)
                name = names.made(("dated", operator, day), "c", later)
                return f"({name}({read.name(path)}) {unlike})"
            case Limit(path, operator, limit):
                asked = ("limit", path.type, operator, limit)
                name = names.known(asked) or names.made(asked, "c", self._limit(condition))
                return f"({name}({read.name(path)}) {unlike})"
            case Absence(path):
                is_record = isinstance(path.type, ir.EntityType | ir.ClassificationType)
                absent = f"may_be_absent({read.name(path)}, {path.has_none}, {is_record})"
                return f"({absent} {unlike})"
            case Same(left, right):
                return f"(same_or_unknown({read.name(left)}, {read.name(right)}) {unlike})"
            case _:
                return "True"

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

    def _over(self, over: Over, read: "_Read", *, holds: bool, depth: int) -> str:
        """Write the loop over a list as a function; it answers whether the condition may be so."""
        outer = sorted({path.name for path in outer_variables(over)})
        given = read.name(over.path)
        name = f"over_{self._names.number()}"
        inside = _Read(self._names)
        inside.add(paths_in(over.part))
        test = self._may(over.part, inside, holds=holds, depth=depth + 1)
        one_settles = (over.kind == "any") is holds
        lines = [
            f"def {name}(given, {', '.join((CONTEXT, *outer))}):",
            "    if given is None or given == 'none':",
            f"        return {(over.kind == 'every') is holds}",
            "    if given.__class__ is not list:",
            "        return True",
            f"    for {over.variable} in given:",
            *(f"        {line}" for line in inside.lines),
            f"        if {test if one_settles else f'not {test}'}:",
            f"            return {one_settles}",
            f"    return {not one_settles}",
            "",
        ]
        self._functions.append("\n".join(lines))
        return f"{name}({', '.join((given, CONTEXT, *outer))})"

    # Running it

    def _table(self, table: Table, space: Space) -> Loose:
        entries = []
        for candidate in table.candidates:
            name = self._test(candidate.rest)
            row = (0, FOREVER, None if name is None else space[name], candidate.rule.position)
            entries.append(Indexing(candidate.first, candidate.second, row))
        scheme = scheme_of(table, self._prepared)
        return Loose(tuple(entries), scheme, single=table.second is None)

    def _space(self) -> Space:
        return {
            "MISSING": readers.MISSING,
            "NOTHING": readers.NOTHING,
            "YES": readers.YES,
            "record": readers.record,
            "scalar": readers.scalar,
            "plain": readers.plain,
            "same_or_unknown": readers.same_or_unknown,
            "may_be_absent": readers.may_be_absent,
            **self._names.values,
        }


class _Read:
    """The facts that a function reads before it tests anything, each once."""

    def __init__(self, names: Names) -> None:
        self.lines: list[str] = []
        self._names = names
        self._known: dict[object, str] = {}

    def add(self, needed: Iterable[Path]) -> None:
        """Read facts."""
        for path in needed:
            if path.place not in self._known:
                name = f"f{len(self._known)}"
                reader = "scalar" if isinstance(path.type, _SCALAR_TYPES) else "plain"
                self.lines.append(f"{name} = {reader}({self._fact(path)})")
                self._known[path.place] = name

    def name(self, path: Path) -> str:
        """Return the name of a fact that is read."""
        return self._known[path.place]

    def _fact(self, path: Path) -> str:
        if path.keys:
            key = self._names.constant(path.keys[-1])
            return f"{self._record(path.holder, path.keys[0])}.get({key}, MISSING)"
        if path.root == "party":
            return f"parties.get({self._names.constant(path.name)}, MISSING)"
        return path.name if path.root == "variable" else self._record(path, "")

    def _record(self, path: Path, first: str) -> str:
        if path.keys:
            key = self._names.constant(path.keys[-1])
            return f"record({self._record(path.holder, path.keys[0])}.get({key}, NOTHING))"
        match path.root:
            case "header":
                return "t"
            case "item":
                return "line"
            case "override":
                return f"(line if {self._names.constant(first)} in line else t)"
            case "party":
                return f"record(parties.get({self._names.constant(path.name)}, NOTHING))"
            case "variable":
                return f"record({path.name})"
            case _:
                assert_never(path.root)


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


def _planned(rule: ir.Rule, position: int, condition: Condition) -> PlannedRule:
    """Wrap a condition as indexing takes it, without what depends on days."""
    own = Planned(
        number=position,
        id=rule.id,
        own=ALWAYS,
        pauses=(),
        condition=condition,
        lifting=(),
        is_asked=False,
        provision=rule,
    )
    return PlannedRule(own=own, position=position, rank=None, authorizations=())
