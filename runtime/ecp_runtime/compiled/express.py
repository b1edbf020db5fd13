"""Expresses conditions as Python expressions, two-valued or three-valued.

Two-valued text is right only while everything that it reads is known; else it raises, and the
three-valued text takes over, in which None is unknown. Both stop where the answer is settled.
"""

from fractions import Fraction
from typing import TypeAlias, assert_never

from ecp_runtime import ir
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.answers import Answer
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
from ecp_runtime.compiled.names import Names
from ecp_runtime.compiled.parties import Parties
from ecp_runtime.prepare import Prepared

CONTEXT = "t, line, parties, day, n, scratch"
"""What every generated function is given: the transaction, the line, its parties, the day, the
number of the line, and a place to keep what the reference evaluator needs."""

Asked: TypeAlias = ir.Expr | ir.Provision
"""What the reference evaluator may be asked: a condition, or how a provision stands."""

MAX_NESTED = 20
"""How deep conditions nest in one expression; Python's own limit is not far above that."""

_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Language:
    """What is shared by all text for one jurisdiction: names, look-ups, questions put aside."""

    def __init__(
        self,
        prepared: Prepared,
        jurisdiction: ir.Jurisdiction,
        names: Names,
        asked: "list[tuple[ir.Jurisdiction, Asked]]",
        *,
        is_adopting: bool = False,
    ) -> None:
        """Speak of one jurisdiction; `asked` takes up what is left to the reference.

        With `is_adopting`, what a transaction does not answer is asked of its profile.
        """
        self.prepared = prepared
        self.jurisdiction = jurisdiction
        self.names = names
        zone = jurisdiction.time_zone
        self.days = names.made(("days", zone), "d", readers.days(prepared, zone))
        self._asked = asked
        self.is_adopting = is_adopting
        self.memberships = Memberships(prepared, jurisdiction)
        self.parties = Parties(prepared, self.memberships)
        self.helpers: list[str] = []
        self._quantified: dict[tuple[Over, bool], str] = {}

    def question(self, asked: "Asked") -> int:
        """Number something that is left to the reference."""
        entry = self.jurisdiction, asked
        for number, (by, known) in enumerate(self._asked):
            if known is asked and by is self.jurisdiction:
                return number
        self._asked.append(entry)
        return len(self._asked) - 1

    @property
    def is_asking(self) -> bool:
        """Whether anything is left to the reference."""
        return bool(self._asked)

    def next(self) -> int:
        """Number a function; numbers differ between jurisdictions as well."""
        return self.names.number()

    def quantified(self, over: Over, three: bool) -> str | None:
        """Return the name of the function for a quantified condition, if it was written."""
        return self._quantified.get((over, three))

    def write_quantified(self, over: Over, three: bool, name: str, text: str) -> None:
        """Keep the function for a quantified condition."""
        self._quantified[over, three] = name
        self.helpers.append(text)


class Expressions:
    """Expresses conditions in one function; facts that were read before have names."""

    def __init__(self, language: Language, *, three: bool) -> None:
        """Start a function in which no fact has been read."""
        self.language = language
        self.names = language.names
        self.three = three
        self.read: dict[object, str] = {}
        self.records: dict[object, str] = {}
        self._depth = 0
        self._temporaries = 0

    def condition(self, condition: Condition) -> str:
        """Express a condition; the text stands in parentheses where it needs them."""
        if self._depth >= MAX_NESTED and inner(condition) and not isinstance(condition, Over):
            return self._split(condition)
        self._depth += 1
        text = self._condition(condition)
        self._depth -= 1
        return text

    def _condition(self, condition: Condition) -> str:
        match condition:
            case Fixed(value):
                return str(value)
            case During(start, stop):
                return during(start, stop)
            case All(parts):
                return self._all(parts)
            case Some(parts):
                return self._some(parts)
            case Inverse(part):
                return self._inverse(part)
            case Holds(path):
                return self._holds(path)
            case Beyond(expr):
                return self._beyond(expr)
            case Over():
                return self._over(condition)
            case Dated(None, operator, day):
                return f"(day {_PYTHON[operator]} {day})"
            case _:
                return self._of_facts(condition)

    # Connectives

    def _all(self, parts: tuple[Condition, ...]) -> str:
        texts = [self.condition(part) for part in parts]
        if not self.three or all(map(_is_certain, parts)):
            return f"({' and '.join(texts)})"
        marks = [self.temporary() for _ in texts]
        fails = " or ".join(f"({m} := {t}) is False" for m, t in zip(marks, texts, strict=True))
        return f"(False if {fails} else ({' and '.join(marks)}) or None)"

    def _some(self, parts: tuple[Condition, ...]) -> str:
        texts = [self.condition(part) for part in parts]
        if not self.three or all(map(_is_certain, parts)):
            return f"({' or '.join(texts)})"
        marks = [self.temporary() for _ in texts]
        holds = " or ".join(f"({m} := {t})" for m, t in zip(marks, texts, strict=True))
        unknown = " or ".join(f"{m} is None" for m in marks)
        return f"(True if {holds} else None if {unknown} else False)"

    def _inverse(self, part: Condition) -> str:
        text = self.condition(part)
        if not self.three or _is_certain(part):
            return f"(not {text})"
        mark = self.temporary()
        return f"(None if ({mark} := {text}) is None else not {mark})"

    # Facts

    def fact(self, path: Path) -> str:
        """Express the raw value of a fact."""
        if path.place in self.read:
            return self.read[path.place]
        if not path.keys:
            if self.three and path.root == "party":
                return f"parties.get({self.names.constant(path.name)}, MISSING)"
            return self.record(path)
        record = self.record(path.holder, path.keys[0])
        key = self.names.constant(path.keys[-1])
        return f"{record}.get({key}, MISSING)" if self.three else f"{record}[{key}]"

    def record(self, path: Path, first: str = "") -> str:
        """Express the record at a path; `first` is the first key that is read of it."""
        if path.place in self.records:
            return self.records[path.place]
        if path.keys:
            record = self.record(path.holder, path.keys[0])
            key = self.names.constant(path.keys[-1])
            return f"{record}.get({key}, NOTHING)" if self.three else f"{record}[{key}]"
        match path.root:
            case "header":
                return "t"
            case "item":
                return "line"
            case "variable":
                return path.name
            case "override":
                return f"(line if {self.names.constant(first)} in line else t)"
            case "party":
                key = self.names.constant(path.name)
                if not self.three:
                    return f"parties[{key}]"
                return f"parties.get({key}, NOTHING)"
            case _:
                assert_never(path.root)

    def temporary(self) -> str:
        """Name a local variable."""
        self._temporaries += 1
        return f"v{self._temporaries}"

    def _given(self, path: Path, test: str) -> str:
        """Test a fact, which is `{}` in the text; one that is not given is unknown."""
        fact = self.fact(path)
        if not self.three or (path.root == "variable" and not path.keys):
            return f"({test.format(fact)})"
        if path.place in self.read:
            return f"(None if {fact} is MISSING else {test.format(fact)})"
        mark = self.temporary()
        return f"(None if ({mark} := {fact}) is MISSING else {test.format(mark)})"

    def _holds(self, path: Path) -> str:
        fact = self.fact(path)
        mark = fact if path.place in self.read else self.temporary()
        first = mark if path.place in self.read else f"({mark} := {fact})"
        if not self.three:
            return f"({first} is True or {mark} is not False and YES[{mark}])"
        return f"(None if {first} is MISSING else {mark} is True or YES[{mark}])"

    def _of_facts(self, condition: Condition) -> str:
        names, language, prepared = self.names, self.language, self.language.prepared
        match condition:
            case Among(path, values):
                return self._given(path, f"{{}} in {names.constant(values)}")
            case Entry(path, results):
                # Of what does not exist, no code is an entry.
                outside = names.constant(frozenset((*results, None, "none")))
                return self._given(path, f"{{}} not in {outside}")
            case Within(path, scheme, codes, exact):
                return self._given(path, f"{self._within(scheme, codes, exact)}[{{}}]")
            case Listed(path, list_id):
                known = self.language.memberships.of(list_id, three=self.three)
                name = names.made(("listed", id(known)), "l", known)
                return self._given(path, f"on({name}[{{}}], day)")
            case Named(path, list_id):
                is_named = language.parties.of(list_id, three=self.three)
                name = names.made(("named", id(is_named)), "p", is_named)
                return self._given(path, f"{name}({{}}, day)")
            case Answered(question, reading):
                key = ("answer", language.jurisdiction.id, question, reading, self.three)
                answer = Answer(
                    prepared, language.jurisdiction, question, reading, three=self.three
                )
                text = f"{names.made(key, 'q', answer)}(t, line, day)"
                return self._or_adopted(text, question, reading) if language.is_adopting else text
            case ByAct(path, operator):
                test = readers.by_act(operator, names.values[language.days])
                name = names.made(("by act", language.days, operator), "c", test)
                return self._given(path, f"{name}({{}}, day)")
            case Dated(path, operator, day) if path is not None:
                days = self.language.days
                return self._given(path, f"{days}[{{}}] {_PYTHON[operator]} {day}")
            case Absence(path):
                is_record = isinstance(path.type, ir.EntityType | ir.ClassificationType)
                return self._given(path, f"is_absent({{}}, {path.has_none}, {is_record})")
            case Same(left, right):
                return self._same(left, right)
            case Limit():
                return self._limit(condition)
            case _:
                raise AssertionError(f"no text for {condition!r} of {prepared!r}")

    def _or_adopted(self, text: str, question: str, reading: str | None) -> str:
        mark, names = self.temporary(), self.names
        asked = f"{names.constant(question)}, {names.constant(reading)}"
        return f"({mark} if ({mark} := {text}) is not None else adopted(scratch, {asked}))"

    def _within(self, scheme_id: str, codes: tuple[str, ...], exact: bool) -> str:
        key = ("within", scheme_id, codes, exact, self.three)
        name = self.names.known(key)
        if name is not None:
            return name
        truths = readers.within(self.language.prepared.schemes.get(scheme_id), codes, exact)
        look_up = truths if self.three else readers.only_known(truths)
        return self.names.made(key, "w", look_up)

    def _same(self, left: Path, right: Path) -> str:
        first, second = self.fact(left), self.fact(right)
        if not self.three:
            return f"same({first}, {second})"
        return f"same_or_unknown({first}, {second})"

    def _limit(self, condition: Limit) -> str:
        operator = _PYTHON[condition.operator]
        match condition.path.type, condition.limit:
            case (ir.MoneyType(), ir.Money(amount, currency)):
                name = self.names.constant(currency)
                limit = readers.scaled(Fraction(amount))
                test = (
                    f'(AMOUNTS[{{0}}["amount"] if {{1}}["currency"] == {name} else unsure()]'
                    f" {operator} {limit})"
                )
                return self._once(condition.path, test)
            case (ir.QuantityType(), ir.Amount(value, dimension)):
                limits = readers.limits_in_units(self.language.prepared, value, dimension)
                name = self.names.made(("limits", value, dimension), "u", limits)
                test = f'(AMOUNTS[{{1}}["value"]] {operator} {name}[{{0}}["unit"]])'
                return self._once(condition.path, test)
            case (ir.PercentType(), ir.Number(value)):
                limit = readers.scaled(Fraction(value))
                return self._given(condition.path, f"RATIOS[{{}}] {operator} {limit}")
            case (_, ir.Number(value)):
                limit = readers.scaled(Fraction(value))
                return self._given(condition.path, f"NUMBERS[{{}}] {operator} {limit}")
            case _:
                raise AssertionError("the translation makes no other limits")

    def _once(self, path: Path, test: str) -> str:
        """Test a fact that the test mentions more than once, first of all as `{1}`."""
        fact = self.fact(path)
        if path.place in self.read:
            text = test.format(fact, fact)
            return f"(None if {fact} is MISSING else {text})" if self.three else text
        mark = self.temporary()
        if self.three:
            return f"(None if ({mark} := {fact}) is MISSING else {test.format(mark, mark)})"
        return test.format(mark, f"({mark} := {fact})")

    def _split(self, condition: Condition) -> str:
        """Put a deeply nested condition into a function of its own."""
        own = Expressions(self.language, three=self.three)
        variables = dict.fromkeys(p.name for p in paths_in(condition) if p.root == "variable")
        more = "".join(f", {variable}" for variable in variables)
        name = f"{'three' if self.three else 'two'}_part_{self.language.next()}"
        text = own.condition(condition)
        self.language.helpers.append(f"def {name}({CONTEXT}{more}):\n    return {text}\n")
        return f"{name}({CONTEXT}{more})"

    # Collections, and what the reference is asked

    def _over(self, over: Over) -> str:
        name = self.language.quantified(over, self.three) or self._write_quantified(over)
        variables = {path.name: None for path in outer_variables(over)}
        more = "".join(f", {variable}" for variable in variables)
        return f"{name}({self.fact(over.path)}, {CONTEXT}{more})"

    def _write_quantified(self, over: Over) -> str:
        own = Expressions(self.language, three=self.three)
        test = own.condition(over.part)
        name = f"{'three' if self.three else 'two'}_{over.kind}_{self.language.next()}"
        variables = {path.name: None for path in outer_variables(over)}
        more = "".join(f", {variable}" for variable in variables)
        settled = over.kind == "any"
        lines = [f"def {name}(given, {CONTEXT}{more}):"]
        if self.three:
            lines += ["    if given is MISSING:", "        return None"]
        lines += [f"    answer = {not settled}", f"    for {over.variable} in elements(given):"]
        if self.three:
            lines += [
                f"        truth = {test}",
                f"        if truth is {settled}:",
                f"            return {settled}",
                "        if truth is None:",
                "            answer = None",
            ]
        else:
            negation = "" if settled else "not "
            lines += [f"        if {negation}{test}:", f"            return {settled}"]
        lines += ["    return answer", ""]
        self.language.write_quantified(over, self.three, name, "\n".join(lines))
        return name

    def _beyond(self, expr: ir.Expr) -> str:
        text = f"ask({CONTEXT}, {self.language.question(expr)})"
        return text if self.three else f"sure({text})"


def during(start: int | None, stop: int | None) -> str:
    """Express that the day lies in a stretch."""
    if start is None:
        return "True" if stop is None else f"(day < {stop})"
    return f"({start} <= day)" if stop is None else f"({start} <= day < {stop})"


def _is_certain(condition: Condition) -> bool:
    """Whether a condition has a certain truth even where facts are missing."""
    match condition:
        case Fixed() | During():
            return True
        case Dated(None):
            return True
        case Inverse(part):
            return _is_certain(part)
        case All(parts) | Some(parts):
            return all(map(_is_certain, parts))
        case _:
            return False
