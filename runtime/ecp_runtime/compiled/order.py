"""Orders what must hold together: cheap tests that often fail come first.

Nothing is known about the traffic, so chances are guessed from the shape of a test. A wrong guess
costs time and never changes an answer.
"""

from collections.abc import Callable
from typing import assert_never

from ecp_runtime.compiled.conditions import (
    Absence,
    All,
    Among,
    Answered,
    Beyond,
    ByAct,
    Compares,
    Condition,
    Dated,
    During,
    Entry,
    Fixed,
    Holds,
    Inverse,
    Lies,
    Limit,
    Listed,
    Named,
    Over,
    Path,
    Same,
    Some,
    Within,
    all_of,
    conjuncts,
    some_of,
)

MIN_BRANCHES = 3
"""Fewer branches are tested as fast as what they have in common."""


def order(condition: Condition) -> Condition:
    """Order conjunctions by cost for each failure, and disjunctions by cost for each success."""
    match condition:
        case All(parts):
            failing_first = tuple(sorted(map(order, parts), key=_cost_of_failing))
            # Leaves stay as they are, so that nothing can have become equal or settled.
            return All(failing_first) if all(map(_is_leaf, parts)) else all_of(failing_first)
        case Some(parts):
            ordered = sorted((order(part) for part in parts), key=_cost_of_holding)
            return all_of((*_needed(parts), some_of(tuple(ordered))))
        case Inverse(part):
            return Inverse(order(part))
        case Over(kind, path, variable, part):
            return Over(kind, path, variable, order(part))
        case _:
            return condition


def _is_leaf(condition: Condition) -> bool:
    return not isinstance(condition, All | Some | Inverse | Over)


def _needed(branches: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What every branch of a disjunction asks of one fact: seldom met, it spares the branches.

    Of the tests that a branch makes of a fact, one counts. The union over all branches holds where
    a branch holds, and is open at least where a branch is open, so that it changes no truth. (What
    two tests of a branch have in common would not do: it may be nothing, and certainly fail, while
    the branch is open for lack of the fact.)
    """
    if len(branches) < MIN_BRANCHES:
        return ()
    asked = [_asked(branch) for branch in branches]
    return tuple(
        Among(path, frozenset().union(*(values[path] for values in asked)))
        for path in asked[0]
        if all(path in values for values in asked)
    )


def _asked(branch: Condition) -> dict[Path, frozenset[str]]:
    """List the facts of which a branch asks for certain values, each with the fewest."""
    found: dict[Path, frozenset[str]] = {}
    for part in conjuncts(branch):
        if isinstance(part, Among):
            before = found.get(part.path)
            if before is None or len(part.values) < len(before):
                found[part.path] = part.values
    return found


def chance(condition: Condition) -> float:
    """Guess how often something holds."""
    match condition:
        case Fixed(value):
            return 1.0 if value else 0.0
        case Holds():
            return 0.25
        case Among(_, values):
            return min(0.06 * len(values), 0.5)
        case Within(_, _, codes, _):
            return min(0.03 * len(codes), 0.5)
        case Entry():
            return 0.7
        case Listed():
            return 0.2
        case Limit() | Dated() | Compares():
            return 0.45
        case Same():
            return 0.15
        case Named():
            return 0.05
        case Answered() | ByAct():
            return 0.5
        case Absence():
            return 0.1
        case Over():
            return 0.3
        case During(start, stop) | Lies(_, start, stop, _):
            return 0.5 if start is not None and stop is not None else 0.75
        case Beyond():
            return 0.5
        case Inverse(part):
            return 1 - chance(part)
        case All(parts):
            result = 1.0
            for part in parts:
                result *= chance(part)
            return result
        case Some(parts):
            none = 1.0
            for part in parts:
                none *= 1 - chance(part)
            return 1 - none
        case _:
            assert_never(condition)


def cost(condition: Condition) -> float:
    """Guess what a test takes, in nanoseconds."""
    match condition:
        case Fixed():
            return 0.1
        case During():
            return 20.0
        case Holds():
            return 40.0
        case Among() | Entry():
            return 55.0
        case Within() | Absence() | Dated() | ByAct():
            return 90.0
        case Limit():
            return 130.0
        case Same():
            return 150.0
        case Listed():
            return 200.0
        case Named():
            return 900.0
        case Answered():
            return 400.0
        case Over(_, _, _, part):
            return 150.0 + 3 * cost(part)
        case Compares() | Lies():
            return 20_000.0
        case Beyond():
            return 1e6
        case Inverse(part):
            return cost(part) + 1
        case All(parts):
            return _expected(parts, chance)
        case Some(parts):
            return _expected(parts, lambda part: 1 - chance(part))
        case _:
            assert_never(condition)


def _expected(parts: tuple[Condition, ...], going_on: Callable[[Condition], float]) -> float:
    total, reached = 0.0, 1.0
    for part in parts:
        total += reached * cost(part)
        reached *= going_on(part)
    return total


def _cost_of_failing(condition: Condition) -> float:
    return cost(condition) / max(1 - chance(condition), 1e-6)


def _cost_of_holding(condition: Condition) -> float:
    return cost(condition) / max(chance(condition), 1e-6)
