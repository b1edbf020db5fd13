"""What generated code looks raw values up in: dictionaries that learn a value at first sight.

A value that is not a single, plain one (a range, several options, a wrapper with its source) is
never looked up with success: it is unhashable, or the dictionary raises `Unsure`. Then the caller
takes the slower path that knows what to do with it.

# Invariant: entries are pure functions of their keys, so threads may share the dictionaries.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import as_number
from ecp_runtime.hierarchy import relate
from ecp_runtime.life import local_dates
from ecp_runtime.measures import Measure, Operator
from ecp_runtime.prepare import Prepared
from ecp_runtime.problems import Problems
from ecp_runtime.scalars import ScalarReader
from ecp_runtime.values import DateRange, MomentRange
from ecp_runtime.words import Words

MAX_LEARNT = 50_000
"""How many values a dictionary remembers before it starts anew."""

_T = TypeVar("_T")


class Unsure(Exception):
    """Raised where the two-valued path cannot say."""


UNSURE = (
    Unsure,
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    IndexError,
    ArithmeticError,
)
"""What generated code raises where a fact is missing, or is not one plain value."""


class Learnt(dict[Any, _T]):
    """A dictionary that works out what it does not hold yet."""

    __slots__ = ("_learn", "_most")

    def __init__(self, learn: Callable[[Any], _T], most: int = MAX_LEARNT) -> None:
        """Learn with a function, which may raise `Unsure`; remember no more than `most` values."""
        super().__init__()
        self._learn = learn
        self._most = most

    def __bool__(self) -> bool:
        """Hold something, even if nobody has asked for it yet."""
        return True

    def __missing__(self, key: Any) -> _T:
        """Work out an entry and keep it."""
        value = self._learn(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value


YES: dict[object, bool] = {
    True: True,
    False: False,
    None: False,
    "yes": True,
    "no": False,
    "none": False,
}
"""What a yes-or-no fact says; of what does not exist, nothing is so."""

MISSING: Any = type("Missing", (), {"__slots__": (), "__repr__": lambda _: "MISSING"})()
"""Stands for a fact that is not given."""

NOTHING: dict[str, object] = {}
"""A record of which nothing is given."""


_WRAPPER = frozenset({"value", "source", "as_of"})


def plain(raw: Any) -> Any:
    """Return a value without the source it is given with."""
    if raw.__class__ is dict and "value" in raw and raw.keys() <= _WRAPPER:
        return raw["value"]
    return raw


def record(raw: Any) -> Any:
    """Return a record; of anything else, no field counts as given."""
    return raw if raw.__class__ is dict else NOTHING


def unsure() -> Any:
    """Leave the two-valued path."""
    raise Unsure


def numbers(prepared: Prepared, type_: ir.Type) -> Learnt[int]:
    """Read numbers, percentages (as ratios) or bare amounts, in the form of `scaled`."""

    def learn(raw: object) -> int:
        if raw is None or isinstance(raw, bool):
            raise Unsure
        problems = Problems()
        reader = ScalarReader(prepared, problems)
        if isinstance(type_, ir.PercentType):
            value = reader.percent(raw, "")
        else:
            value = reader.number(raw, "")
        if problems.found or not isinstance(value, Measure) or not value.is_exact:
            raise Unsure
        exact = value.parts[0][1].low
        if exact is None:
            raise Unsure
        return scaled(exact)

    return Learnt(learn)


def limits_in_units(prepared: Prepared, value: Decimal, dimension: str) -> dict[str, int]:
    """Write a limit in each unit of its dimension, in the form of `scaled`, where it has one."""
    in_units = {
        unit.code: Fraction(value) / Fraction(unit.factor)
        for unit in prepared.units.values()
        if unit.dimension == dimension
    }
    return {code: scaled(least) for code, least in in_units.items() if is_scalable(least)}


def by_act(operator: Operator, days: Learnt[int]) -> Callable[[Any, int], bool]:
    """Return the test whether a date compares so with the date of the act."""
    compare = _COMPARES[operator]

    def test(raw: object, day: int) -> bool:
        if raw is None or raw == "none":
            return operator == "!="
        return compare(days[raw], day)

    return test


_COMPARES: dict[Operator, Callable[[int, int], bool]] = {
    "=": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}

SCALE = 10**6
"""Limits are compared in millionths; one that is not a whole number of them is left alone."""


def is_scalable(limit: Fraction) -> bool:
    """Whether a limit can be compared with in millionths."""
    return (limit * SCALE).denominator == 1


def scaled(exact: Fraction) -> int:
    """Write a number such that it compares as a whole number with every scaled limit.

    The last bit says that there is something beyond the millionths, and nobody asks how much.
    """
    whole, rest = divmod(exact * SCALE, 1)
    return int(whole) * 2 + (rest > 0)


def words(of: Words) -> Mapping[object, object]:
    """Look texts up that rules compare with words: only a word says what it means."""
    return {**{word: word for word in of.known}, None: None, "none": "none"}


def days(prepared: Prepared, zone: str) -> Learnt[int]:
    """Read dates and instants, as the local date in the form of `conditions.as_number`."""

    def learn(raw: object) -> int:
        problems = Problems()
        value = ScalarReader(prepared, problems).day(raw, "")
        if problems.found or not isinstance(value, DateRange | MomentRange):
            raise Unsure
        if value.low is None or value.low != value.high:
            raise Unsure
        first, last = local_dates(value.low, value.low, zone)
        if first is None or first != last:
            raise Unsure
        return as_number(first)

    return Learnt(learn)


def within(scheme: ir.Scheme | None, codes: tuple[str, ...], exact: bool) -> Learnt[bool]:
    """Say whether codes are, or are within, some codes; refuse one that is too coarse to say."""
    wanted = frozenset(codes)

    def learn(raw: object) -> bool:
        if raw is None or raw == "none":
            return False
        if not isinstance(raw, str):
            raise Unsure
        if raw in wanted:
            return True
        relations = {relate(scheme, raw, code) for code in codes}
        if "within" in relations and not exact:
            return True
        if "coarser" in relations:
            raise Unsure
        return False

    return Learnt(learn)


def said(prepared: Prepared) -> Callable[[Any], Any]:
    """Make a reader of texts; a blank one, or a placeholder, says nothing."""
    says_nothing = prepared.names.says_nothing

    def read(raw: Any) -> Any:
        if raw.__class__ is str and says_nothing(raw):
            raise Unsure
        return raw

    return read


def same(left: object, right: object) -> bool:
    """Compare two texts; of what does not exist, nothing is equal."""
    if left.__class__ is str and right.__class__ is str:
        return left == right and left != "none"
    if left is None or right is None:
        return False
    raise Unsure


def sure(truth: bool | None) -> bool:
    """Refuse what is unknown."""
    if truth is None:
        raise Unsure
    return truth


def is_absent(raw: object, has_none: bool, is_record: bool) -> bool:
    """Whether something is known not to exist; an empty list is as good as none."""
    if raw is None:
        return True
    if raw.__class__ is str:
        return raw == "none" and not has_none
    if raw.__class__ is list:
        return raw == []
    if is_record or raw.__class__ is bool or raw.__class__ is int:
        return False
    raise Unsure


def elements(raw: object) -> Any:
    """List the elements of a list that is complete."""
    if raw is None or raw == "none":
        return ()
    if raw.__class__ is list:
        return raw
    raise Unsure


SPACE: Mapping[str, Any] = {
    "YES": YES,
    "MISSING": MISSING,
    "NOTHING": NOTHING,
    "UNSURE": UNSURE,
    "unsure": unsure,
    "sure": sure,
    "same": same,
    "is_absent": is_absent,
    "elements": elements,
}
"""What generated text calls by its own name."""
