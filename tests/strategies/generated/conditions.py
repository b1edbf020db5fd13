"""Conditions and quantities of every kind, well typed, from a random number generator."""

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from tests.strategies import vocabulary as v
from tests.strategies.generated import words as w

from ecp_runtime import ir

Scope: TypeAlias = tuple[tuple[str, ir.Type], ...]
"""The variables in scope with their types, the innermost last."""

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Maker: TypeAlias = "Callable[[Scope, int], ir.Expr]"
_T = TypeVar("_T")

OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
AMOUNTS = ("0", "1", "5", "10", "10.5", "50")
RATIOS = ("0", "0.001", "0.25", "0.5", "1")
YES = ir.YesNoType()
NUMBER, PERCENT, MONEY, MASS = (
    ir.NumberType(),
    ir.PercentType(),
    ir.MoneyType(),
    ir.QuantityType("mass"),
)
DATE, DURATION = ir.DateType(), ir.DurationType()
PLAIN: tuple[ir.Type, ...] = (NUMBER, PERCENT)
WITH_UNITS: tuple[ir.Type, ...] = (MONEY, MASS)
MEASURED: tuple[ir.Type, ...] = (NUMBER, PERCENT, MONEY, MASS, DATE, DURATION)
UNITS: tuple[Literal["day", "month", "year", "working_day"], ...] = (
    "day",
    "month",
    "year",
    "working_day",
)


class Conditions:
    """Makes expressions; what it may name besides facts is added to it as it is declared.

    Attributes:
        definitions: Definitions that may be called, by the type of what they give.
        parameters: Ids of parameters by type.
    """

    def __init__(self, chance: random.Random) -> None:
        """Draw from a generator of random numbers."""
        self.chance = chance
        self.definitions: dict[ir.Type, list[tuple[str, tuple[ir.Type, ...]]]] = {}
        self.parameters: Mapping[ir.Type, str] = {}
        self._tests: tuple[tuple[int, Maker], ...] = (
            (10, self._code_test),
            (3, self._text_test),
            (3, self._truth_test),
            (6, self._limit),
            (2, self._absence),
            (2, self._containment),
            (3, self._screening),
            (2, self._answer),
            (2, self._reading),
            (4, self._quantified),
            (2, self._call_test),
        )

    def pick(self, options: "tuple[_T, ...] | list[_T]") -> _T:
        """Choose one."""
        return options[int(self.chance.random() * len(options))]

    def often(self, probability: float) -> bool:
        """Say yes with a probability."""
        return self.chance.random() < probability

    # Conditions

    def condition(self, scope: Scope = (), depth: int = 2) -> ir.Expr:
        """Make a condition that nests at most so deep."""
        roll = self.chance.random()
        if depth <= 0 or roll < 0.55:
            return self.test(scope, depth)
        if roll < 0.65:
            return ir.Not(self.condition(scope, depth - 1))
        parts = tuple(
            self.condition(scope, depth - 1) for _ in range(self.chance.choice((1, 2, 2, 3)))
        )
        return ir.And(parts) if roll < 0.85 else ir.Or(parts)

    def indexable(self) -> ir.Expr:
        """Make a conjunction as laws are made: codes, countries and kinds, then the rest."""
        pick = self.pick
        parts: list[ir.Expr] = []
        if self.often(0.7):
            parts.append(self._codes(v.control_code(), "ctl"))
        if self.often(0.6):
            parts.append(self._codes(v.tx("destination"), "country"))
        if self.often(0.3):
            kind = pick(("person", "company", "military"))
            parts.append(ir.Equal(v.party("end_user", "kind"), ir.Text(kind)))
        if self.often(0.3):
            parts.append(ir.Compare(pick(OPERATORS), v.tx("date"), ir.Date(pick(w.DAYS))))
        if self.often(0.6) or not parts:
            parts.append(self.condition(depth=1))
        self.chance.shuffle(parts)
        return ir.And(tuple(parts)) if len(parts) > 1 or self.often(0.5) else parts[0]

    def provision(self) -> ir.Expr:
        """Make the condition of a provision."""
        roll = self.chance.random()
        if roll < 0.5:
            return self.indexable()
        if roll < 0.6:
            return ir.Or((self.indexable(), self.indexable()))
        if roll < 0.65:
            return ir.And(()) if self.often(0.5) else ir.Truth(self.often(0.7))
        return self.condition()

    def test(self, scope: Scope, depth: int) -> ir.Expr:
        """Make a condition that is not made of others, save inside a quantifier or an amount."""
        makers = [maker for _, maker in self._tests]
        weights = [weight for weight, _ in self._tests]
        return self.chance.choices(makers, weights)[0](scope, depth)

    def _read(self, type_: ir.Type, scope: Scope) -> w.Path | None:
        """Choose a fact of a type, rather of the innermost variable than of what is outside."""
        within = scope
        if scope and self.often(0.2):
            within = scope[:-1]
        options = w.paths(within).get(type_) or w.paths(()).get(type_)
        return self.pick(options) if options else None

    def _code_test(self, scope: Scope, depth: int) -> ir.Expr:
        scheme = self.pick(("ctl", "ctl", "country", "country", "hs", "x.mil"))
        read = self._read(ir.CodeType(scheme), scope)
        assert read is not None
        code = read[0]
        if self.definitions.get(ir.CodeType(scheme)) and self.often(0.1):
            code = self._call(ir.CodeType(scheme), scope, depth)
        if scheme == "country" and self.often(0.1):
            other = self._read(ir.CodeType(scheme), scope)
            return ir.Equal(code, v.tx("destination") if other is None else other[0])
        return self._codes(code, scheme)

    def _codes(self, code: ir.Expr, scheme: str) -> ir.Expr:
        # Few codes are named often, as in transactions, so that conditions are met.
        named = w.SCHEMES[scheme][:5] if self.often(0.6) else w.SCHEMES[scheme]
        literal = ir.Code(scheme, self.pick(named))
        lists = [id_ for id_, of in w.CODE_LISTS if of == scheme]
        roll = self.chance.random()
        if roll < 0.3:
            return ir.WithinCode(code, literal)
        if roll < 0.5:
            return ir.Equal(code, literal)
        if roll < 0.75:
            several = self.chance.sample(named, self.chance.randint(1, 3))
            return ir.OneOf(code, tuple(ir.Code(scheme, each) for each in several))
        if roll < 0.85 or not lists:
            return ir.WithinScheme(code, scheme)
        return ir.WithinList(code, self.pick(lists))

    def _text_test(self, scope: Scope, depth: int) -> ir.Expr:
        if self.often(0.5):
            read = self._read(ir.EnumType(()), scope)
            assert read is not None and isinstance(read[1], ir.EnumType)
            values = read[1].values
        else:
            read = self._read(ir.TextType(), scope)
            assert read is not None
            values = w.TEXTS
        if self.often(0.6):
            return ir.Equal(read[0], ir.Text(self.pick(values)))
        several = self.chance.sample(values, self.chance.randint(1, 2))
        return ir.OneOf(read[0], tuple(ir.Text(each) for each in several))

    def _truth_test(self, scope: Scope, depth: int) -> ir.Expr:
        read = self._read(YES, scope)
        assert read is not None
        roll = self.chance.random()
        if roll < 0.7:
            return read[0]
        if roll < 0.85:
            return ir.Equal(read[0], ir.Truth(self.often(0.5)))
        return ir.Equal(read[0], ir.Ask(self.pick(w.QUESTIONS_OF_FACT), ()))

    def _limit(self, scope: Scope, depth: int) -> ir.Expr:
        type_ = self.pick(MEASURED)
        left, right = self.amount(type_, scope, depth), self.amount(type_, scope, 0)
        if type_ == PERCENT:
            left, right = self.amount(self.pick(PLAIN), scope, depth), self._ratio()
        if self.often(0.15):
            left, right = right, left
        return ir.Compare(self.pick(OPERATORS), left, right)

    def _absence(self, scope: Scope, depth: int) -> ir.Expr:
        kinds = list(w.paths(scope))
        return ir.IsAbsent(self.pick(w.paths(scope)[self.pick(kinds)])[0])

    def _containment(self, scope: Scope, depth: int) -> ir.Expr:
        if self.often(0.5):
            read = self._read(ir.ListType(v.COUNTRY), scope)
            assert read is not None
            wanted: ir.Expr = ir.Code("country", self.pick(w.COUNTRIES))
            if self.often(0.3):
                wanted = v.tx("destination")
            return ir.Contains(read[0], wanted)
        return ir.Contains(v.tx("documents"), ir.Text(self.pick(w.DOCUMENTS)))

    def _screening(self, scope: Scope, depth: int) -> ir.Expr:
        read = self._read(w.PARTY, scope)
        assert read is not None
        return ir.WithinList(read[0], self.pick(w.PARTY_LISTS))

    def _answer(self, scope: Scope, depth: int) -> ir.Expr:
        about = (ir.Field(ir.Transaction(), "item"),) if self.often(0.3) else ()
        return ir.Ask(self.pick(w.QUESTIONS_OF_FACT), about)

    def _reading(self, scope: Scope, depth: int) -> ir.Expr:
        question = self.pick(tuple(w.QUESTIONS_OF_LAW))
        return ir.ReadingIs(question, self.pick(w.QUESTIONS_OF_LAW[question]))

    def _quantified(self, scope: Scope, depth: int) -> ir.Expr:
        collection, inner = self._collection(scope)
        body = self._inside(inner, depth)
        return ir.Quantified("any" if self.often(0.5) else "every", inner[-1][0], collection, body)

    def _inside(self, inner: Scope, depth: int) -> ir.Expr:
        """Make a condition on the elements; one on what does not depend on them is rare."""
        name, type_ = inner[-1]
        match type_:
            case ir.CodeType(scheme):
                return self._codes(ir.Variable(name), scheme)
            case ir.TextType():
                return ir.Equal(ir.Variable(name), ir.Text(self.pick(w.DOCUMENTS)))
            case _:
                return self.condition(inner, depth - 1) if depth > 0 else self._leaf(inner)

    def _leaf(self, scope: Scope) -> ir.Expr:
        makers = (self._code_test, self._text_test, self._screening, self._absence)
        return self.pick(makers)(scope, 0)

    def _collection(self, scope: Scope, *, records: bool = False) -> tuple[ir.Expr, Scope]:
        options = [
            path
            for kind, reads in w.paths(scope if self.often(0.8) else ()).items()
            if isinstance(kind, ir.ListType)
            and (not records or isinstance(kind.element, ir.EntityType))
            for path in reads
        ] or [(v.of_item("components"), v.COMPONENTS)]
        expr, type_ = self.pick(options)
        assert isinstance(type_, ir.ListType)
        return expr, (*scope, (f"v{len(scope)}", type_.element))

    def _call_test(self, scope: Scope, depth: int) -> ir.Expr:
        if not self.definitions.get(YES):
            return self._answer(scope, depth)
        return self._call(YES, scope, depth)

    def _call(self, gives: ir.Type, scope: Scope, depth: int) -> ir.Expr:
        name, takes = self.pick(self.definitions[gives])
        arguments: list[ir.Expr] = []
        for type_ in takes:
            read = self._read(type_, scope)
            if type_ in MEASURED and self.often(0.5):
                arguments.append(self.amount(type_, scope, 0))
            else:
                assert read is not None
                arguments.append(read[0])
        return ir.Call(name, tuple(arguments))

    # Quantities

    def amount(self, type_: ir.Type, scope: Scope, depth: int) -> ir.Expr:
        """Make an expression of a type that has an order."""
        roll = self.chance.random()
        if depth <= 0 or roll < 0.35:
            read = self._read(type_, scope) if self.often(0.6) else None
            if read is not None:
                return read[0]
            if type_ in self.parameters and self.often(0.4):
                return ir.ParameterValue(self.parameters[type_])
            return self.constant(type_)
        if roll < 0.45 and self.definitions.get(type_):
            return self._call(type_, scope, depth - 1)
        if type_ == DATE:
            duration = self.amount(DURATION, scope, 0)
            return ir.Shift(self.amount(DATE, scope, depth - 1), duration, self.often(0.3))
        if type_ == DURATION:
            return ir.DaysBetween(self.amount(DATE, scope, 0), self.amount(DATE, scope, 0))
        return self._combined(type_, scope, depth)

    def _combined(self, type_: ir.Type, scope: Scope, depth: int) -> ir.Expr:
        roll = self.chance.random()
        if type_ in (NUMBER, PERCENT) and roll < 0.5:
            return self._counted(scope, depth)
        if roll < 0.5:
            return self._sum(type_, scope, depth)
        if type_ == NUMBER and roll < 0.6:
            kind = self.pick(WITH_UNITS)
            return ir.Arithmetic("/", self.amount(kind, scope, 0), self.amount(kind, scope, 0))
        left = self.amount(type_, scope, depth - 1)
        if roll < 0.75:
            return ir.Arithmetic(
                "+" if self.often(0.6) else "-", left, self.amount(type_, scope, 0)
            )
        factor = self.amount(NUMBER, scope, 0)
        return ir.Arithmetic("*" if self.often(0.6) else "/", left, factor)

    def _counted(self, scope: Scope, depth: int) -> ir.Expr:
        if self.often(0.4):
            collection, inner = self._collection(scope)
            return ir.Count(inner[-1][0], collection, self._inside(inner, depth - 1))
        if self.often(0.2):
            return self._sum(NUMBER, scope, depth)
        measure = self.pick(("value", "weight", "level"))
        inner = (*scope, (f"v{len(scope)}", v.COMPONENTS.element))
        over = v.of_item(measure) if self.often(0.5) else None
        where = self._inside(inner, depth - 1)
        counted = ir.Field(ir.Variable(inner[-1][0]), measure)
        return ir.Share(counted, inner[-1][0], v.of_item("components"), where, over)

    def _sum(self, type_: ir.Type, scope: Scope, depth: int) -> ir.Expr:
        collection, inner = self._collection(scope, records=True)
        name = inner[-1][0]
        options = w.paths(inner).get(type_)
        value = self.pick(options)[0] if options else self.constant(type_)
        if self.often(0.2):
            value = ir.Arithmetic("*", value, self.amount(NUMBER, inner, 0))
        return ir.Sum(value, name, collection, self._inside(inner, depth - 1))

    def _ratio(self) -> ir.Expr:
        return ir.Number(Decimal(self.pick(RATIOS)))

    def constant(self, type_: ir.Type) -> ir.Constant:
        """Make a constant of a type that has an order."""
        amount = Decimal(self.pick(AMOUNTS))
        match type_:
            case ir.MoneyType():
                return ir.Money(amount, self.pick(w.CURRENCIES))
            case ir.QuantityType(dimension):
                return ir.Amount(amount, dimension)
            case ir.DateType():
                return ir.Date(self.pick(w.DAYS))
            case ir.DurationType():
                unit = self.pick(UNITS)
                own = "cal" if unit == "working_day" and self.often(0.3) else None
                return ir.Duration(self.chance.randrange(25), unit, own)
            case ir.PercentType():
                return ir.Number(Decimal(self.pick(RATIOS)))
            case _:
                return ir.Number(amount)
