"""Expresses conditions as Python expressions, two-valued or three-valued.

Two-valued text is right only while everything that it reads is known; else it raises, and the
three-valued text takes over, in which None is unknown. Both stop where the answer is settled.
"""

from fractions import Fraction
from typing import assert_never

from ecp_runtime import ir
from ecp_runtime.compiled import readers, truths
from ecp_runtime.compiled.answers import Answer
from ecp_runtime.compiled.conditions import (
    Absence,
    ActDate,
    All,
    Among,
    Amount,
    Answered,
    Between,
    Beyond,
    ByAct,
    Calculated,
    Compares,
    Condition,
    Constant,
    Dated,
    During,
    Entry,
    Fact,
    Fixed,
    Holds,
    Inverse,
    Lies,
    Limit,
    Listed,
    Named,
    Over,
    Parameter,
    Path,
    Same,
    Shifted,
    Some,
    Tally,
    Within,
    inner,
    outer_variables,
    paths_in,
    variables_in,
)
from ecp_runtime.compiled.given import UNITED
from ecp_runtime.compiled.language import Language
from ecp_runtime.compiled.reads import CONTEXT, RANGE, Reads, lies, stretch
from ecp_runtime.measures import Operator

MAX_NESTED = 20
"""How deep conditions nest in one expression; Python's own limit is not far above that."""

_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Expressions:
    """Expresses conditions in one function; facts that were read before have names."""

    def __init__(self, language: Language, *, three: bool) -> None:
        """Start a function in which no fact has been read."""
        self.language = language
        self.names = language.names
        self.three = three
        self.reads = Reads(language.names, three=three)
        self._depth = 0

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
                return lies(start, stop) if self.language.ranged else during(start, stop)
            case Lies():
                return self._lies(condition)
            case All(parts):
                return self._all(parts)
            case Some(parts):
                return self._some(parts)
            case Inverse(part):
                return self._inverse(part)
            case Beyond(expr):
                return self._beyond(expr)
            case Over():
                return self._over(condition)
            case Compares():
                return self._compares(condition)
            case Dated(None, operator, day):
                if self.language.ranged:
                    return f"AGAINST[{operator!r}]({RANGE}, {day})"
                return f"(day {_PYTHON[operator]} {day})"
            case _:
                return self._of_facts(condition)

    # Connectives

    def _all(self, parts: tuple[Condition, ...]) -> str:
        texts = [self.condition(part) for part in parts]
        if not self.three or all(map(self._is_certain, parts)):
            return f"({' and '.join(texts)})"
        marks = [self.reads.temporary() for _ in texts]
        fails = " or ".join(f"({m} := {t}) is False" for m, t in zip(marks, texts, strict=True))
        return f"(False if {fails} else ({' and '.join(marks)}) or None)"

    def _some(self, parts: tuple[Condition, ...]) -> str:
        texts = [self.condition(part) for part in parts]
        if not self.three or all(map(self._is_certain, parts)):
            return f"({' or '.join(texts)})"
        marks = [self.reads.temporary() for _ in texts]
        holds = " or ".join(f"({m} := {t})" for m, t in zip(marks, texts, strict=True))
        unknown = " or ".join(f"{m} is None" for m in marks)
        return f"(True if {holds} else None if {unknown} else False)"

    def _inverse(self, part: Condition) -> str:
        text = self.condition(part)
        if not self.three or self._is_certain(part):
            return f"(not {text})"
        mark = self.reads.temporary()
        return f"(None if ({mark} := {text}) is None else not {mark})"

    def _is_certain(self, condition: Condition) -> bool:
        """Whether a condition has a certain truth even where facts are missing."""
        match condition:
            case Fixed():
                return True
            case During() | Dated(None):
                return not self.language.ranged
            case Inverse(part):
                return self._is_certain(part)
            case All(parts) | Some(parts):
                return all(map(self._is_certain, parts))
            case _:
                return False

    # Facts

    def _of_facts(self, condition: Condition) -> str:
        text = self.language.leaves.text(condition, self.reads) if self.three else None
        if text is not None:
            return text
        language, fact = self.language, self.reads.fact
        match condition:
            case Listed(path, list_id) if language.ranged:
                ever = language.memberships.ever(list_id)
                look_up = self.names.made(("ever", list_id), "e", ever)
                return f"({self._asked(condition)} if {look_up}[{fact(path)}] else False)"
            case Named(path, list_id) if language.ranged:
                is_named = language.parties.of(list_id, three=True)
                name = self.names.made(("named", id(is_named)), "p", is_named)
                return self._or_ask(self._given(path, f"{name}.ever({{}})"), condition)
            case Answered(question, reading) if (
                language.ranged and language.prepared.questions[question].valid_for is not None
            ):
                # Whether an answer still holds depends on the day.
                if reading is None:
                    return self._beyond(ir.Ask(question, ()), condition)
                return self._beyond(ir.ReadingIs(question, reading), condition)
            case Listed(path, list_id):
                known = language.memberships.of(list_id, three=self.three)
                name = self.names.made(("listed", id(known)), "l", known)
                look_up = "on_or_open" if self.three else "on"
                return self._or_ask(f"{look_up}({name}[{fact(path)}], day)", condition)
            case Named(path, list_id):
                is_named = language.parties.of(list_id, three=self.three)
                name = self.names.made(("named", id(is_named)), "p", is_named)
                return self._or_ask(self._given(path, f"{name}({{}}, day)"), condition)
            case Answered(question, reading):
                key = ("answer", language.jurisdiction.id, question, reading, self.three)
                answer = Answer(
                    language.prepared,
                    language.jurisdiction,
                    question,
                    reading,
                    three=self.three,
                )
                text = f"{self.names.made(key, 'q', answer)}(t, line, day)"
                return self._or_adopted(text, question, reading) if language.is_adopting else text
            case ByAct(path, operator):
                days = RANGE if language.ranged else "day"
                return f"{self._by_act(path.type, operator)}({fact(path)}, {days})"
            case _:
                return self._two(condition)

    def _or_ask(self, text: str, leaf: Listed | Named) -> str:
        """Leave to the reference what depends on more than a look-up can say."""
        if not self.three:
            return text
        mark = self.reads.temporary()
        return f"({self._asked(leaf)} if ({mark} := {text}) is OPEN else {mark})"

    def _asked(self, leaf: Listed | Named) -> str:
        return "unsure()" if leaf.expr is None else self._beyond(leaf.expr, leaf)

    def _given(self, path: Path, test: str) -> str:
        """Test a fact, which is `{}` in the text; one that is not given is unknown."""
        fact = self.reads.fact(path)
        if not self.three:
            return f"({test.format(fact)})"
        if self.reads.is_read(path):
            return f"(None if {fact} is MISSING else {test.format(fact)})"
        mark = self.reads.temporary()
        return f"(None if ({mark} := {fact}) is MISSING else {test.format(mark)})"

    def _by_act(self, type_: ir.Type, operator: Operator) -> str:
        language = self.language
        key = "by act", language.days, operator, self.three
        if self.three:
            return self.names.made(key, "c", truths.by_act(operator, language.leaves.ends(type_)))
        return self.names.made(key, "c", readers.by_act(operator, self.names.values[language.days]))

    # Two-valued tests

    def _two(self, condition: Condition) -> str:
        names, language, fact = self.names, self.language, self.reads.fact
        match condition:
            case Holds(path):
                return self._holds(path)
            case Among(path, values):
                return f"({fact(path)} in {names.constant(values)})"
            case Entry(path, results):
                # Of what does not exist, no code is an entry.
                outside = names.constant(frozenset((*results, None, "none")))
                return f"({fact(path)} not in {outside})"
            case Within(path, scheme, codes, exact):
                return f"({self._within(scheme, codes, exact)}[{fact(path)}])"
            case Dated(path, operator, day) if path is not None:
                return f"({language.days}[{fact(path)}] {_PYTHON[operator]} {day})"
            case Absence(path):
                is_record = isinstance(path.type, ir.EntityType | ir.ClassificationType)
                return f"(is_absent({fact(path)}, {path.has_none}, {is_record}))"
            case Same(left, right):
                return f"same({fact(left)}, {fact(right)})"
            case Limit():
                return self._limit(condition)
            case _:
                raise AssertionError(f"no text for {condition!r}")

    def _holds(self, path: Path) -> str:
        fact = self.reads.fact(path)
        if self.reads.is_read(path):
            return f"({fact} is True or {fact} is not False and YES[{fact}])"
        mark = self.reads.temporary()
        return f"(({mark} := {fact}) is True or {mark} is not False and YES[{mark}])"

    def _or_adopted(self, text: str, question: str, reading: str | None) -> str:
        mark, names = self.reads.temporary(), self.names
        asked = f"{names.constant(question)}, {names.constant(reading)}"
        return f"({mark} if ({mark} := {text}) is not None else adopted(scratch, {asked}))"

    def _within(self, scheme_id: str, codes: tuple[str, ...], exact: bool) -> str:
        key = ("within", scheme_id, codes, exact)
        name = self.names.known(key)
        if name is not None:
            return name
        look_up = readers.within(self.language.prepared.schemes.get(scheme_id), codes, exact)
        return self.names.made(key, "w", look_up)

    def _limit(self, condition: Limit) -> str:
        path, operator = condition.path, _PYTHON[condition.operator]
        match path.type, condition.limit:
            case (ir.MoneyType(), ir.Money(amount, currency)):
                name = self.names.constant(currency)
                first, fact = self._twice(path)
                amount_of = f'AMOUNTS[{fact}["amount"] if {first}["currency"] == {name}'
                return f"({amount_of} else unsure()] {operator} {readers.scaled(Fraction(amount))})"
            case (ir.QuantityType(), ir.Amount(value, dimension)):
                limits = readers.limits_in_units(self.language.prepared, value, dimension)
                name = self.names.made(("limits", value, dimension), "u", limits)
                first, fact = self._twice(path)
                return f'(AMOUNTS[{first}["value"]] {operator} {name}[{fact}["unit"]])'
            case (type_, ir.Number(value)):
                numbers = "RATIOS" if isinstance(type_, ir.PercentType) else "AMOUNTS"
                limit = readers.scaled(Fraction(value))
                return f"({numbers}[{self.reads.fact(path)}] {operator} {limit})"
            case _:
                raise AssertionError("the translation makes no other limits")

    def _twice(self, path: Path) -> tuple[str, str]:
        """Express a fact that is named twice, where it is named first and after that."""
        fact = self.reads.fact(path)
        if self.reads.is_read(path):
            return fact, fact
        mark = self.reads.temporary()
        return f"({mark} := {fact})", mark

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
        return f"{name}({self.reads.fact(over.path)}, {CONTEXT}{more})"

    def _write_quantified(self, over: Over) -> str:
        own = Expressions(self.language, three=self.three)
        test = own.condition(over.part)
        name = f"{'three' if self.three else 'two'}_{over.kind}_{self.language.next()}"
        variables = {path.name: None for path in outer_variables(over)}
        more = "".join(f", {variable}" for variable in variables)
        settled = over.kind == "any"
        each = f"    for {over.variable} in"
        if self.three:
            element = own.reads.element(over.variable, over.element)
            lines = [
                "    found, is_open = opened(listed)",
                f"    answer = None if is_open else {not settled}",
                f"{each} found:",
                *([] if element is None else [f"        {element}"]),
                f"        truth = {test}",
                f"        if truth is {settled}:",
                f"            return {settled}",
                "        if truth is None:",
                "            answer = None",
                "    return answer",
            ]
        else:
            negation = "" if settled else "not "
            lines = [
                f"{each} elements(listed):",
                f"        if {negation}{test}:",
                f"            return {settled}",
                f"    return {not settled}",
            ]
        lines = [f"def {name}(listed, {CONTEXT}{more}):", *lines, ""]
        self.language.write_quantified(over, self.three, name, "\n".join(lines))
        return name

    def _compares(self, condition: Compares) -> str:
        """Compare amounts in a function of its own, which is always three-valued."""
        language = self.language
        name = language.quantified(condition, True)
        more = "".join(f", {v}" for v in dict.fromkeys(p.name for p in paths_in(condition)))
        if name is None:
            own = Expressions(language, three=True)
            left, right = own.amount(condition.left), own.amount(condition.right)
            rated = f"t, {self._rate_day}"
            test = f"compares({condition.operator!r}, {left}, {right}, {rated})"
            if condition.operator == "equal":
                test = f"equals({left}, {right}, {rated})"
            name = f"compare_{language.next()}"
            text = f"def {name}({CONTEXT}{more}):\n    return {test}\n"
            language.write_quantified(condition, True, name, text)
        call = f"{name}({CONTEXT}{more})"
        return call if self.three else f"sure({call})"

    def _lies(self, asked: Lies) -> str:
        """Ask whether the date that a provision is judged at lies in a stretch of days."""
        date, start, stop = asked.date, asked.start, asked.stop
        if self.language.ranged and isinstance(date, ActDate):
            return lies(start, stop)
        name = self.language.quantified(asked, True)
        if name is None:
            own = Expressions(self.language, three=True)
            days = RANGE if self.language.ranged else "day, day"
            covered = "-inf" if asked.covered is None else asked.covered
            test = f"judged({own.amount(date)}, {days}, {stretch(start, stop)}, {covered})"
            name = f"lies_{self.language.next()}"
            text = f"def {name}({CONTEXT}):\n    return {test}\n"
            self.language.write_quantified(asked, True, name, text)
        call = f"{name}({CONTEXT})"
        return call if self.three else f"sure({call})"

    @property
    def _rate_day(self) -> str:
        """The day whose rates convert money; there are none for a range of days."""
        return "None" if self.language.ranged else "day"

    def amount(self, amount: Amount) -> str:
        """Express the value of an amount."""
        names, leaves = self.names, self.language.leaves
        match amount:
            case Fact(path):
                fact = self.reads.fact(path)
                key = f"given({fact})" if isinstance(path.type, UNITED) else fact
                return f"{leaves.reader(path.type)}[{key}]"
            case Constant(value):
                return names.constant(value)
            case ActDate():
                return f"act_dates({RANGE})" if self.language.ranged else "act_date(day)"
            case Parameter(id_):
                if self.language.ranged:
                    number = self.language.question(ir.ParameterValue(id_), amount)
                    return f"value_of({CONTEXT}, {number})"
                return f"{leaves.parameter(id_)}[day]"
            case Calculated(operator, left, right):
                both = f"{self.amount(left)}, {self.amount(right)}"
                return f"calculated({operator!r}, {both}, t, {self._rate_day})"
            case Shifted(day, duration, backward):
                both = f"{self.amount(day)}, {self.amount(duration)}"
                return f"{leaves.shifts()}({both}, {backward})"
            case Between(later, earlier):
                return f"days_between({self.amount(later)}, {self.amount(earlier)})"
            case Tally():
                return self._tally(amount)
            case _:
                assert_never(amount)

    def _tally(self, tally: Tally) -> str:
        """Weigh the elements of a list in a function of its own."""
        language, variable = self.language, tally.variable
        own = Expressions(language, three=True)
        test = own.condition(tally.where)
        each = test if tally.amount is None else f"({test}, {own.amount(tally.amount)})"
        element = own.reads.element(variable, tally.element)
        more = "".join(f", {v}" for v in dict.fromkeys(p.name for p in variables_in(tally)))
        name = f"tally_{language.next()}"
        missing = "NOTHING" if isinstance(tally.element, ir.EntityType) else "MISSING"
        body = [
            "found, is_open = opened(listed)",
            "weighed = []",
            f"for {variable} in found:",
            *([] if element is None else [f"    {element}"]),
            f"    weighed.append({each})",
        ]
        if tally.kind == "count":
            body.append("return counted(weighed, is_open)")
        else:
            body += [
                "rest = None",
                "if is_open:",
                f"    {variable} = {missing}",
                f"    rest = {each}",
                f"return tallied({tally.kind!r}, weighed, rest, base, t, {self._rate_day})",
            ]
        head = f"def {name}(listed, base, {CONTEXT}{more}):"
        language.helpers.append("\n".join([head, *(f"    {line}" for line in body), ""]))
        base = "None" if tally.base is None else self.amount(tally.base)
        return f"{name}({self.reads.fact(tally.path)}, {base}, {CONTEXT}{more})"

    def _beyond(self, expr: ir.Expr, key: object = None) -> str:
        text = f"ask({CONTEXT}, {self.language.question(expr, key)})"
        return text if self.three else f"sure({text})"


def during(start: int | None, stop: int | None) -> str:
    """Express that the day lies in a stretch."""
    if start is None:
        return "True" if stop is None else f"(day < {stop})"
    return f"({start} <= day)" if stop is None else f"({start} <= day < {stop})"
