"""Orders of which some facts are open, with all the worlds that the facts given allow."""

import itertools
import random
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from attrs import field, frozen
from tests.oracle.meaning import Meaning, Stated, World, path_of
from tests.oracle.policies import DAYS, LAWS, PARTY_LISTS, QUESTIONS

from ecp_runtime import ir
from ecp_runtime.tree import nodes

MOST_WORLDS = 2_500
"""An order with more worlds than this has more of its facts given."""

NAMES = ("Evil Corp", "Grey Works", "Good GmbH", "Twin AG")
COUNTRIES = ("AA", "BB", "CC", None)
DATES = tuple(sorted({day + timedelta(days=n) for day in DAYS for n in (-1, 0, 1)}))

TOGETHER = ("1A.a.1", "1A.a.2", "1A.b", "2B.a", "3C")
"""Codes of which an item may have several together."""

DOMAINS: Mapping[str, Sequence[object]] = {
    "date": DATES,
    "destination": COUNTRIES,
    "item.origin": COUNTRIES,
    "end_user.country": COUNTRIES,
    "end_user.kind": ("person", "company", "military", None),
    "end_use.military": (True, False, None),
    "end_use.purpose": ("radar", "weapons", "farming", None),
    "item.classification.ctl": (
        *("1A.a.1", "1A.a.2", "1A.a.3", "1A.b", "1A.c", "2B.a", "2B.b", "3C", "NOT_LISTED"),
        *(
            frozenset(codes)
            for many in range(2, len(TOGETHER) + 1)
            for codes in itertools.combinations(TOGETHER, many)
        ),
    ),
    "item.weight": (Fraction(4), Fraction(5), Fraction(7), Fraction(10), Fraction(12), None),
    "item.value": (*((n, "USD") for n in (50, 100, 500, 1000, 2000)), None),
    "end_user": (
        *NAMES,
        *(
            Stated(frozenset(lists))
            for many in range(len(PARTY_LISTS) + 1)
            for lists in itertools.combinations(PARTY_LISTS, many)
        ),
    ),
    **{f"q.{question.id}": (True, False) for question in QUESTIONS},
    **{f"q.{law.id}": tuple(reading.name for reading in law.readings) for law in LAWS},
}
"""All that each fact may be, as far as the policies of the oracle can tell."""

RATE = Fraction(9, 10)

_PLACES = {
    "date": "date",
    "destination": "destination",
    "item.origin": "items[0].origin",
    "end_user.country": "parties.end_user.country",
    "end_user.kind": "parties.end_user.kind",
    "end_use.military": "end_use.military",
    "end_use.purpose": "end_use.purpose",
    "item.classification.ctl": "items[0].classification.ctl",
    "item.weight": "items[0].weight",
    "item.value": "items[0].value",
    "end_user": "parties.end_user.name",
}
PATHS = {place: path for path, place in _PLACES.items()} | {
    question.id: f"q.{question.id}" for question in (*QUESTIONS, *LAWS)
}
"""The facts by the paths under which decisions ask for them."""


@frozen(eq=False)
class Order:
    """An order, by what is known of each fact: the values that it may have, as they are given.

    Attributes:
        known: For each fact the values that are possible, and how that is written; a fact that is
            not written may have any value.
    """

    known: Mapping[str, tuple[tuple[object, ...], Any]]
    open: tuple[str, ...] = field(init=False)

    @open.default
    def _open(self) -> tuple[str, ...]:
        return tuple(path for path, (values, _) in self.known.items() if len(values) > 1)

    @property
    def count(self) -> int:
        """The number of its worlds."""
        count = 1
        for values, _ in self.known.values():
            count *= len(values)
        return count

    def worlds(self) -> Iterator[World]:
        """List all worlds that the facts allow."""
        paths = tuple(self.known)
        for values in itertools.product(*(self.known[path][0] for path in paths)):
            yield {"rate": RATE, **dict(zip(paths, values, strict=True))}

    def transaction(self) -> dict[str, Any]:
        """Write the order as a host would."""
        item: dict[str, Any] = {}
        written: dict[str, Any] = {"parties": {"end_user": {}}, "items": [item]}
        written["rates"] = [{"from": "EUR", "to": "USD", "rate": "0.9", "date": "2026-01-01"}]
        holders = {"item": item, "end_user": written["parties"]["end_user"]}
        for path, (_, raw) in self.known.items():
            if raw is UNWRITTEN:
                continue
            first, _, rest = path.partition(".")
            if first == "q":
                written.setdefault("answers", {})[rest] = raw
            elif path == "end_user":
                holders["end_user"]["name"] = raw
            elif path == "item.classification.ctl":
                item["classification"] = {"ctl": raw}
            elif first == "end_use":
                written.setdefault("end_use", {})[rest] = raw
            elif rest:
                holders[first][rest] = raw
            else:
                written[first] = raw
        return written

    def but(self, path: str, values: tuple[object, ...], raw: Any) -> "Order":
        """Return the order with something else known of a fact."""
        return Order({**self.known, path: (values, raw)})


UNWRITTEN: Any = type("Unwritten", (), {"__slots__": ()})()


_WORDS = {"radar", "weapons"}
"""Purposes of which a policy that does not name them says nothing: given, they are not known."""


def left_out(path: str) -> tuple[tuple[object, ...], Any]:
    """What is known of a fact that is not given."""
    return tuple(DOMAINS[path]), UNWRITTEN


def read_by(program: ir.Program) -> tuple[str, ...]:
    """List the facts that the provisions and lists of a policy read."""
    found: set[str] = {"date"}
    for node in nodes(program):
        match node:
            case ir.Ask(question, _) | ir.ReadingIs(question, _):
                found.add(f"q.{question}")
            case ir.WithinList(ir.Field(ir.Transaction(), "end_user")):
                found.add("end_user")
            case ir.Field() | ir.CodeIn():
                found.add(path_of(node))
    return tuple(path for path in DOMAINS if path in found)


def _given(values: Sequence[object], unnamed: Collection[object]) -> Sequence[object]:
    """Leave out what is not written as a value: words of no rule, and what is stated of a party."""
    return [each for each in values if each not in unnamed and not isinstance(each, Stated)]


def _texts_of(program: ir.Program) -> set[object]:
    """List the texts that a policy names."""
    return {node.value for node in nodes(program) if isinstance(node, ir.Text)}


def order(program: ir.Program, seed: int) -> Order:
    """Make an order; of every third, four facts and more that the policy reads are left out."""
    chance = random.Random(f"oracle order {seed}")
    read = read_by(program)
    unnamed = _WORDS - _texts_of(program)
    known = {
        path: _exact(chance.choice(_given(values, unnamed)), chance)
        for path, values in DOMAINS.items()
    }
    most = len(read) - 1
    many = chance.randint(min(4, most), min(6, most)) if seed % 3 == 0 else chance.randint(0, 3)
    facts = [path for path in read if path != "date"]
    chosen = chance.sample(facts, min(many, len(facts)))
    for path in chosen:
        known[path] = left_out(path)
    others = [path for path in read if path not in chosen]
    for path in others:
        if chance.random() < 0.12:
            known[path] = _in_part(path, chance, unnamed)
    made = Order(known)
    while made.count > MOST_WORLDS:
        path = max(made.open, key=lambda each: (len(made.known[each][0]), each))
        made = made.but(path, *_exact(made.known[path][0][0], chance))
    return made


def _exact(value: object, chance: random.Random) -> tuple[tuple[object, ...], Any]:
    match value:
        case Fraction():
            return (value,), {"value": str(value), "unit": "KGM"}
        case (amount, currency):
            if chance.random() < 0.3:
                euros = Fraction(str(amount)) / RATE
                exact = euros.limit_denominator(10**6)
                if exact == euros and 10**6 % euros.denominator == 0:
                    return (value,), {"amount": _decimal(euros), "currency": "EUR"}
            return (value,), {"amount": str(amount), "currency": currency}
        case date():
            return (value,), value.isoformat()
        case frozenset():
            return (value,), {"codes": sorted(value)}
        case _:
            return (value,), value


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value * 10**6, 1)
    assert rest == 0
    return f"{whole // 10**6}.{whole % 10**6:06d}"


def _in_part(
    path: str, chance: random.Random, unnamed: Collection[object]
) -> tuple[tuple[object, ...], Any]:
    values = [value for value in _given(DOMAINS[path], unnamed) if value is not None]
    if len(values) < 2:
        return left_out(path)
    match path:
        case "item.classification.ctl":
            coarse = chance.choice(("1A", "1A.a", "2B"))
            finer = tuple(v for v in values if str(v).startswith(coarse + "."))
            if chance.random() < 0.3:
                together = tuple(frozenset({"3C", str(code)}) for code in finer)
                return together, {"codes": [coarse, "3C"]}
            return finer, coarse
        case "item.weight":
            low, high = sorted(chance.sample(range(len(values)), 2))
            ends = [{"value": str(values[n]), "unit": "KGM"} for n in (low, high)]
            return tuple(values[low : high + 1]), {"at_least": ends[0], "at_most": ends[1]}
        case "item.value":
            low, high = sorted(chance.sample(range(len(values)), 2))
            raw = {"at_least": str(values[low][0]), "at_most": str(values[high][0])}  # type: ignore[index]  # amounts are pairs
            return tuple(values[low : high + 1]), {"amount": raw, "currency": "USD"}
        case "date":
            low, high = sorted(chance.sample(range(len(values)), 2))
            raw = {"at_least": str(values[low]), "at_most": str(values[high])}
            return tuple(values[low : high + 1]), raw
        case _ if path.startswith("q.") or path == "end_use.military":
            return left_out(path)
        case _:
            some = sorted(chance.sample(values, 2), key=str)
            return tuple(some), {"one_of": some}


# Answers that a decision proposes

_LIMIT = re.compile(r"(<|<=|=|>|>=) ([0-9.]+) (kg|USD)")


def matching(
    meaning: Meaning, path: str, labels: Sequence[str], label: str
) -> Callable[[World], bool]:
    """Return whether a world is one in which a proposed answer is given: one code, not several."""
    is_it = _matching(meaning, path, labels, label)
    return lambda world: not isinstance(world[path], frozenset) and is_it(world)


def _matching(
    meaning: Meaning, path: str, labels: Sequence[str], label: str
) -> Callable[[World], bool]:
    if label == "other":
        named = [_matching(meaning, path, labels, each) for each in labels if each != label]
        return lambda world: world[path] is not None and not any(is_it(world) for is_it in named)
    if label in ("yes", "no"):
        return lambda world: world[path] is (label == "yes")
    if label == "none":
        return lambda world: world[path] is None
    if label.startswith("within "):
        list_id = label.partition(" ")[2]
        return lambda world: meaning.holds_list(world[path], list_id, world)
    if label == "not listed":
        return lambda world: (
            not any(meaning.holds_list(world[path], each, world) for each in PARTY_LISTS)
        )
    if label.startswith("listed in "):
        list_id = label.rpartition(" ")[2]
        return lambda world: meaning.holds_list(world[path], list_id, world)
    if path == "date":
        day = date.fromisoformat(label.removeprefix("before ").removesuffix(" or later"))
        if label.startswith("before "):
            return lambda world: world[path] < day  # type: ignore[operator]  # dates are dates
        return lambda world: world[path] >= day  # type: ignore[operator]  # as above
    limit = _LIMIT.fullmatch(label)
    if limit is not None:
        number = Fraction(limit[2])
        return lambda world: meaning.compares(limit[1], world[path], number, world)
    return lambda world: meaning.is_code(world[path], label)


def written(path: str, label: str) -> tuple[bool, Any]:
    """Return whether a proposed answer is one exact value, and how it is written."""
    if path == "end_user" or path == "date":
        return False, None
    if label in ("yes", "no"):
        return True, label == "yes"
    if label in DOMAINS[path]:
        return True, label
    return False, None
