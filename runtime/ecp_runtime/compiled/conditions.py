"""Conditions over the raw facts of a transaction: what the passes of the back end work on.

A condition reads facts as the transaction writes them, by path, instead of values made of them
first. Its meaning is that of the expression it was translated from.
"""

from datetime import date
from typing import Literal, TypeAlias

from attrs import evolve, field, frozen

from ecp_runtime import ir
from ecp_runtime.measures import Operator
from ecp_runtime.values import Value

Root: TypeAlias = Literal["header", "override", "item", "party", "variable"]


@frozen(cache_hash=True)
class Path:
    """Where a fact stands in a transaction.

    Attributes:
        root: `header`, `item` (the line), `party` (a role, of the line or else of the header),
            `override` (a fact of the header that the line may replace), or `variable`.
        name: The role or the variable.
        keys: The keys from there, as in JSON.
        type: What is there.
        types: What the records on the way there are, the outermost first; the transaction, whose
            own facts paths begin with, is not among them.
    """

    root: Root
    name: str
    keys: tuple[str, ...]
    type: ir.Type
    types: tuple[ir.Type, ...] = field(default=(), eq=False)

    def down(self, key: str, type_: ir.Type) -> "Path":
        """Go one key further."""
        return evolve(self, keys=(*self.keys, key), type=type_, types=(*self.types, self.type))

    @property
    def place(self) -> tuple[str, str, tuple[str, ...]]:
        """The path without its type."""
        return self.root, self.name, self.keys

    @property
    def holder(self) -> "Path":
        """The record in which the fact stands."""
        type_ = self.types[-1] if self.types else self.type
        return evolve(self, keys=self.keys[:-1], type=type_, types=self.types[:-1])

    @property
    def has_none(self) -> bool:
        """Whether the word `none` is an ordinary value here."""
        return isinstance(self.type, ir.EnumType) and "none" in self.type.values


@frozen
class Fixed:
    """Always or never."""

    value: bool


@frozen
class All:
    """Every one holds."""

    parts: "tuple[Condition, ...]"


@frozen
class Some:
    """At least one holds."""

    parts: "tuple[Condition, ...]"


@frozen
class Inverse:
    """The opposite."""

    part: "Condition"


@frozen
class Holds:
    """A yes-or-no fact is yes."""

    path: Path


@frozen(cache_hash=True)
class Among:
    """A text, enumerated value or code of a flat scheme is one of some."""

    path: Path
    values: frozenset[str]


@frozen(cache_hash=True)
class Within:
    """A code is, or is finer than, one of some codes; `exact` asks for the same code."""

    path: Path
    scheme: str
    codes: tuple[str, ...]
    exact: bool


@frozen
class Entry:
    """A code is an entry of its scheme, not one of its results."""

    path: Path
    results: frozenset[str]


@frozen
class Listed:
    """A code is on a list, on the date of the act.

    `expr` asks the same of the reference evaluator, where no variable stands in the way.
    """

    path: Path
    list: str
    expr: ir.Expr | None = field(default=None, eq=False)


@frozen
class Named:
    """A party is on a list, on the date of the act, by what is asserted or by its names.

    `expr` asks the same of the reference evaluator, where no variable stands in the way.
    """

    path: Path
    list: str
    expr: ir.Expr | None = field(default=None, eq=False)


@frozen
class Answered:
    """A question of fact is answered with yes, or one of law with a reading."""

    question: str
    reading: str | None


@frozen
class ByAct:
    """A date compares so with the date of the act."""

    path: Path
    operator: Operator


@frozen
class Limit:
    """A number, percentage, amount of money or quantity compares so with a constant."""

    path: Path
    operator: Operator
    limit: "ir.Number | ir.Money | ir.Amount"


@frozen
class Dated:
    """A date compares so with a constant; no path is the date of the act."""

    path: Path | None
    operator: Operator
    day: int


@frozen
class Same:
    """Two texts, enumerated values or codes of a flat scheme are equal."""

    left: Path
    right: Path


@frozen
class Absence:
    """Something is known not to exist."""

    path: Path


@frozen
class Over:
    """`any` or `every` over a list."""

    kind: Literal["any", "every"]
    path: Path
    variable: str
    part: "Condition"

    @property
    def element(self) -> ir.Type:
        """What there is a list of."""
        return self.path.type.element if isinstance(self.path.type, ir.ListType) else self.path.type


@frozen
class During:
    """The date of the act lies in a stretch of days: from `start`, before `stop`.

    Days are written as numbers, 20260310 for 2026-03-10: they compare fastest.
    """

    start: int | None
    stop: int | None


@frozen
class Fact:
    """A fact that can be measured."""

    path: Path


@frozen
class Constant:
    """A number, money, quantity, date or length of time that the policy states."""

    value: Value


@frozen
class ActDate:
    """The date of the act."""


@frozen
class Parameter:
    """What a parameter comes to on the date of the act."""

    id: str


@frozen
class Calculated:
    """Two amounts, calculated with."""

    operator: Literal["+", "-", "*", "/"]
    left: "Amount"
    right: "Amount"


@frozen
class Shifted:
    """A date moved by a length of time."""

    day: "Amount"
    duration: "Amount"
    backward: bool


@frozen
class Between:
    """The days from one date to another."""

    later: "Amount"
    earlier: "Amount"


@frozen
class Tally:
    """How many elements of a list a condition holds for, or what they come to.

    A count has no `amount`; only a share may have a `base`.
    """

    kind: Literal["count", "sum", "share"]
    path: Path
    variable: str
    where: "Condition"
    amount: "Amount | None"
    base: "Amount | None"

    @property
    def element(self) -> ir.Type:
        """What there is a list of."""
        return self.path.type.element if isinstance(self.path.type, ir.ListType) else self.path.type


Amount: TypeAlias = Fact | Constant | ActDate | Parameter | Calculated | Shifted | Between | Tally


@frozen
class Lies:
    """A date lies in a stretch of days, as in `During`; of none, that of the act does.

    Before the day from which on days are `covered`, that is open.
    """

    date: Amount
    start: int | None
    stop: int | None
    covered: int | None


@frozen
class Compares:
    """Two amounts compare so; `equal` is about being equal, which nothing absent is."""

    operator: "Operator | Literal['equal']"
    left: Amount
    right: Amount


@frozen
class Beyond:
    """Something only the reference evaluator knows how to evaluate.

    It is `open` while it stands for something about each element of a collection; then it is the
    whole quantified condition that is asked.
    """

    expr: ir.Expr
    open: bool = False


Leaf: TypeAlias = (
    Fixed
    | Holds
    | Among
    | Within
    | Entry
    | Listed
    | Named
    | Answered
    | ByAct
    | Limit
    | Dated
    | Same
    | Absence
    | Over
    | During
    | Lies
    | Compares
    | Beyond
)
Condition: TypeAlias = Leaf | All | Some | Inverse


FOREVER = 99_999_999
"""Later than any day."""


def as_number(day: date) -> int:
    """Write a day as a number."""
    return day.year * 10_000 + day.month * 100 + day.day


def all_of(parts: "tuple[Condition, ...]") -> Condition:
    """Conjoin, without nesting and without what always holds."""
    flat: list[Condition] = []
    for part in parts:
        if isinstance(part, All):
            flat += part.parts
        elif not isinstance(part, Fixed):
            flat.append(part)
        elif not part.value:
            return part
    kept = tuple(dict.fromkeys(flat))
    return Fixed(True) if not kept else kept[0] if len(kept) == 1 else All(kept)


def some_of(parts: "tuple[Condition, ...]") -> Condition:
    """Disjoin, without nesting and without what never holds."""
    flat: list[Condition] = []
    for part in parts:
        if isinstance(part, Some):
            flat += part.parts
        elif not isinstance(part, Fixed):
            flat.append(part)
        elif part.value:
            return part
    kept = tuple(dict.fromkeys(flat))
    return Fixed(False) if not kept else kept[0] if len(kept) == 1 else Some(kept)


def inverse(part: Condition) -> Condition:
    """Turn around."""
    if isinstance(part, Fixed):
        return Fixed(not part.value)
    return part.part if isinstance(part, Inverse) else Inverse(part)


ALWAYS = During(None, None)


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """List what must hold together."""
    if isinstance(condition, All):
        return condition.parts
    return () if isinstance(condition, Fixed) and condition.value else (condition,)


def inner(condition: Condition) -> tuple[Condition, ...]:
    """List the conditions directly inside one."""
    match condition:
        case All(parts) | Some(parts):
            return parts
        case Inverse(part) | Over(_, _, _, part):
            return (part,)
        case Compares(_, left, right):
            return (*_counted(left), *_counted(right))
        case _:
            return ()


def _counted(amount: Amount) -> "tuple[Condition, ...]":
    """List the conditions on elements inside an amount."""
    found = tuple(each for part in parts_of(amount) for each in _counted(part))
    return (amount.where, *found) if isinstance(amount, Tally) else found


def parts_of(amount: Amount) -> tuple[Amount, ...]:
    """List the amounts directly inside one."""
    match amount:
        case Calculated(_, left, right) | Between(left, right) | Shifted(left, right):
            return (left, right)
        case Tally(_, _, _, _, one, base):
            return tuple(part for part in (one, base) if part is not None)
        case _:
            return ()


def variables_in(amount: Amount) -> tuple[Path, ...]:
    """List the facts of elements around it that an amount reads."""
    inside = tuple(path for part in parts_of(amount) for path in variables_in(part))
    match amount:
        case Fact(path):
            return (path,) if path.root == "variable" else ()
        case Tally(_, path, variable, where):
            inside = (*inside, *(p for p in paths_in(where) if p.root == "variable"))
            outer = (path,) if path.root == "variable" else ()
            return (*outer, *(p for p in inside if p.name != variable))
        case _:
            return inside


def paths(condition: Condition) -> tuple[Path, ...]:
    """List the facts that a condition may read, in the order in which it does."""
    match condition:
        case Holds(path) | Among(path) | Within(path) | Entry(path) | Listed(path) | Absence(path):
            return (path,)
        case Limit(path) | Named(path) | ByAct(path):
            return (path,)
        case Dated(path):
            return () if path is None else (path,)
        case Same(left, right):
            return (left, right)
        case Over(_, path, _, part):
            return (path, *(p for p in paths(part) if p.root != "variable"))
        case Compares() | Lies():
            # It is a function of its own, which reads what it needs.
            return ()
        case _:
            return tuple(path for part in inner(condition) for path in paths(part))


def outer_variables(over: Over) -> tuple[Path, ...]:
    """The variables of enclosing quantifiers that a quantified condition reads."""
    return tuple(
        path
        for path in (*paths_in(over.part), over.path)
        if path.root == "variable" and path.name != over.variable and path is not over.path
    )


def paths_in(condition: Condition) -> tuple[Path, ...]:
    """List the facts that a condition reads, variables of quantifiers around it included."""
    if isinstance(condition, Over):
        nested = [p for p in paths_in(condition.part) if p.name != condition.variable]
        return (condition.path, *nested)
    if isinstance(condition, Compares):
        return (*variables_in(condition.left), *variables_in(condition.right))
    if inner(condition):
        return tuple(path for part in inner(condition) for path in paths_in(part))
    return paths(condition)
