"""Ordering, sharing and indexing change what is tested when, and never what is true.

Conditions are drawn at random over few facts, so that branches repeat, share and omit facts, and
are held against their three-valued truth for every state of knowledge of these facts.
"""

import random
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product
from typing import TypeAlias

import pytest
import tests.strategies.vocabulary as make

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    ALWAYS,
    All,
    Among,
    Condition,
    Fixed,
    Holds,
    Inverse,
    Path,
    Some,
    all_of,
    conjuncts,
    inverse,
    some_of,
)
from ecp_runtime.compiled.index import find_indexes
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.plan import Planned, PlannedRule
from ecp_runtime.compiled.readers import MISSING
from ecp_runtime.compiled.share import Gate, Step, share
from ecp_runtime.compiled.tables import Entry, Loose
from ecp_runtime.prepare import prepare

Options: TypeAlias = frozenset[str]
"""What a fact may be: one value where it is known, all of them where it is not given."""

State: TypeAlias = Mapping[Path, Options]

VALUES = ("a", "b", "c")
TEXTS = tuple(
    Path("item", "", (name,), ir.TextType()) for name in ("description", "origin", "model")
)
MILITARY = Path("override", "", ("end_use", "military"), ir.YesNoType())
SEEDS = range(0, 800)


def _subsets(values: tuple[str, ...]) -> tuple[Options, ...]:
    sizes = range(1, len(values) + 1)
    return tuple(frozenset(s) for s in chain.from_iterable(combinations(values, n) for n in sizes))


STATES: tuple[State, ...] = tuple(
    dict(zip((*TEXTS[:2], MILITARY), options, strict=True)) | {TEXTS[2]: frozenset("a")}
    for options in product(_subsets(VALUES), _subsets(VALUES), _subsets(("yes", "no")))
)
MANY_VALUES = ("a", "b", "c", "d", "e", "f")
"""Enough of them that a disjunction may ask for less than half."""

FEW_OPTIONS = (
    *(frozenset((value,)) for value in MANY_VALUES),
    *(frozenset(pair) for pair in ("ab", "bc", "ad")),
    frozenset(MANY_VALUES),
)
STATES_OF_MANY: tuple[State, ...] = tuple(
    dict(zip((*TEXTS[:2], MILITARY), options, strict=True))
    for options in product(FEW_OPTIONS, FEW_OPTIONS, _subsets(("yes", "no"))[::2])
)
KNOWN = tuple(state for state in STATES if all(len(options) == 1 for options in state.values()))


def _truth(condition: Condition, state: State) -> bool | None:
    match condition:
        case Fixed(value):
            return value
        case Holds(path):
            return _among(state[path], frozenset({"yes"}))
        case Among(path, values):
            return _among(state[path], values)
        case Inverse(part):
            truth = _truth(part, state)
            return None if truth is None else not truth
        case All(parts):
            return _least([_truth(part, state) for part in parts])
        case Some(parts):
            least = _least([_truth(Inverse(part), state) for part in parts])
            return None if least is None else not least
        case _:
            raise AssertionError(condition)


def _among(options: Options, values: frozenset[str]) -> bool | None:
    # Each value is asked for by itself, and so two options are never certain to be one of them.
    return False if not options & values else True if len(options) == 1 else None


def _least(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _condition(chance: random.Random, depth: int) -> Condition:
    roll = chance.random()
    if depth == 0 or roll < 0.15:
        return _leaf(chance)
    if roll < 0.25:
        return inverse(_condition(chance, depth - 1))
    if roll < 0.6:
        return all_of(tuple(_condition(chance, depth - 1) for _ in range(chance.choice((2, 2, 3)))))
    many = chance.randint(3, 8) if chance.random() < 0.7 else 2
    return some_of(tuple(_condition(chance, depth - 1) for _ in range(many)))


def _disjunction(chance: random.Random, depth: int) -> Condition:
    """Make a disjunction; half of them ask one fact in every branch, some branches twice."""
    branches = [_condition(chance, depth - 1) for _ in range(chance.randint(3, 8))]
    if chance.random() < 0.5:
        branches = [all_of((_test(chance, TEXTS[0]), branch)) for branch in branches]
    return some_of(tuple(branches))


def _leaf(chance: random.Random) -> Condition:
    if chance.random() < 0.2:
        return Holds(MILITARY)
    return _test(chance, chance.choice(TEXTS[:2]))


def _test(chance: random.Random, path: Path, values: tuple[str, ...] = VALUES) -> Condition:
    return Among(path, frozenset(chance.sample(values, chance.choice((1, 1, 1, 2)))))


def _rule(position: int, condition: Condition) -> PlannedRule:
    rule = make.rule(f"m.r{position}", ir.Prohibition())
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
    return PlannedRule(own=own, position=position, rank=1, authorizations=())


@pytest.mark.parametrize("depth", [2, 3])
def test_order_keeps_the_truth(depth: int) -> None:
    guarded = 0
    for seed in SEEDS:
        condition = _disjunction(random.Random(seed), depth)
        ordered = order(condition)
        guarded += isinstance(condition, Some) and isinstance(ordered, All)
        for state in STATES[seed % 7 :: 7]:
            assert _truth(ordered, state) is _truth(condition, state), (seed, condition, state)
    # What every branch of a disjunction asks was put before it often enough to tell.
    assert guarded > 50


def test_a_branch_that_asks_a_fact_twice_leaves_the_others_alone() -> None:
    kind, place = TEXTS[:2]
    never = all_of((Among(kind, frozenset("a")), Among(kind, frozenset("b"))))
    condition = some_of((Among(kind, frozenset("c")), Among(place, frozenset("a")), never))
    here = {**KNOWN[0], kind: frozenset("d"), place: frozenset("a")}
    assert _truth(order(condition), here) is True
    # Unknown, though no value could make all three branches of one fact hold.
    open_ = {**here, kind: frozenset({"a", "b"})}
    again = some_of((never, all_of((never, Holds(MILITARY))), Among(kind, frozenset("c"))))
    for state in (open_, {**open_, MILITARY: frozenset({"yes", "no"})}):
        assert _truth(order(again), state) is None


def _passing(steps: tuple[Step, ...], state: State) -> Iterator[int]:
    for step in steps:
        if isinstance(step, Gate):
            holds = _truth(step.condition, state)
            yield from _passing(step.then if holds else step.otherwise, state)
        elif _truth(step.rest, state):
            yield step.rule.position


def test_sharing_keeps_the_truth() -> None:
    gates = 0
    for seed in SEEDS:
        chance = random.Random(seed)
        pool = [_condition(chance, chance.randrange(2)) for _ in range(5)]
        conditions = [
            order(all_of(tuple(_turned(chance.choice(pool), chance) for _ in range(3))))
            for _ in range(chance.randint(2, 8))
        ]
        rules = tuple(_rule(position, each) for position, each in enumerate(conditions))
        steps = share(rules)
        gates += any(isinstance(step, Gate) for step in steps)
        for state in KNOWN:
            right = [n for n, condition in enumerate(conditions) if _truth(condition, state)]
            assert sorted(_passing(steps, state)) == right, (seed, conditions, state)
    assert gates > 250


def _turned(part: Condition, chance: random.Random) -> Condition:
    return inverse(part) if chance.random() < 0.3 else part


def test_indexing_keeps_the_truth() -> None:
    prepared = prepare(make.program())
    tables = pairs = 0
    for seed in SEEDS[::8]:
        chance = random.Random(seed)
        conditions = [_indexable(chance) for _ in range(chance.randint(8, 24))]
        rules = tuple(_rule(position, each) for position, each in enumerate(conditions))
        indexed = find_indexes(rules, prepared)
        placed = [c.rule.position for table in indexed.tables for c in table.candidates]
        left = [rule.position for rule in indexed.residual]
        assert sorted((*placed, *left)) == list(range(len(rules)))
        for table in indexed.tables:
            tables += 1
            pairs += table.second is not None
            loose = Loose(
                tuple(
                    Entry(c.first, c.second, (0, 0, None, None, None, number), c.settles)
                    for number, c in enumerate(table.candidates)
                ),
                None,
                single=table.second is None,
            )
            for state in STATES_OF_MANY:
                facts = [_given(state[path]) for path in (table.first, table.second) if path]
                found = {
                    row[-1]: maybe
                    for maybe, rows in loose.rows(*facts)
                    for row in (rows if isinstance(rows, tuple) else rows[0])
                }
                for number, candidate in enumerate(table.candidates):
                    truth = _truth(candidate.rest, state) if number in found else False
                    truth = None if truth and found[number] else truth
                    right = _truth(candidate.rule.own.condition, state)
                    assert truth is right, (seed, candidate.rule.own.condition, state)
    assert tables > pairs > 20


def _indexable(chance: random.Random) -> Condition:
    """Make a conjunction of single tests, and of disjunctions that ask a fact in each branch."""
    parts = [_test(chance, path, MANY_VALUES) for path in TEXTS[:2] if chance.random() < 0.7]
    if chance.random() < 0.5 or not parts:
        asked = chance.choice(TEXTS[:2])
        branches = [all_of((_test(chance, asked, MANY_VALUES), _leaf(chance))) for _ in range(3)]
        parts.append(some_of(tuple(branches)))
    return order(all_of(tuple(parts)))


def _given(options: Options) -> object:
    """Write a fact as look-ups take it."""
    if options == frozenset(MANY_VALUES):
        return MISSING
    return next(iter(options)) if len(options) == 1 else options


def test_what_is_left_of_a_conjunction_is_flat() -> None:
    for seed in SEEDS[::40]:
        ordered = order(_condition(random.Random(seed), 3))
        assert not any(isinstance(part, All) for part in conjuncts(ordered))
