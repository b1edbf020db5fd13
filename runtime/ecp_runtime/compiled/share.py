"""Shares predicates: what several rules begin with is tested once, before all of them.

# Invariant: a rule's gates and its remaining condition together are its condition.
"""

from collections import Counter
from typing import TypeAlias

from attrs import frozen

from ecp_runtime.compiled.conditions import (
    ALWAYS,
    Condition,
    During,
    Fixed,
    Inverse,
    all_of,
    conjuncts,
)
from ecp_runtime.compiled.order import chance, cost
from ecp_runtime.compiled.plan import PlannedRule

MAX_DEPTH = 12
"""How deep gates may nest: deeper ones would share little and read badly."""


@frozen(eq=False)
class Check:
    """A rule, with what is left to test once all gates around it are passed."""

    rule: PlannedRule
    rest: Condition


@frozen(eq=False)
class Gate:
    """Steps for where a condition holds, and for where it does not."""

    condition: Condition
    then: "tuple[Step, ...]"
    otherwise: "tuple[Step, ...]"


Step: TypeAlias = Check | Gate


def share(rules: tuple[PlannedRule, ...]) -> tuple[Step, ...]:
    """Arrange rules under gates."""
    tests = [
        (rule, conjuncts(all_of((*_days(rule), rule.own.condition))))
        for rule in rules
        if rule.own.condition != Fixed(False)
    ]
    return _arrange(tests, MAX_DEPTH)


def _days(rule: PlannedRule) -> tuple[Condition, ...]:
    return () if rule.own.own == ALWAYS else (rule.own.own,)


_Open: TypeAlias = tuple[PlannedRule, tuple[Condition, ...]]


def _arrange(tests: list[_Open], depth: int) -> tuple[Step, ...]:
    # Comparing days costs nothing worth sharing, and a gate hides which facts are always read.
    uses = Counter(
        _positive(part) for _, parts in tests for part in parts if not isinstance(part, During)
    )
    groups: dict[Condition, list[_Open]] = {}
    alone: list[_Open] = []
    for rule, parts in tests:
        shared = [part for part in parts if uses[_positive(part)] > 1] if depth else []
        if shared:
            gate = max(shared, key=lambda part: _gain(part, uses[_positive(part)]))
            groups.setdefault(_positive(gate), []).append((rule, parts))
        else:
            alone.append((rule, parts))
    steps: list[Step] = []
    for condition, members in groups.items():
        if len(members) == 1:
            alone += members
            continue
        holds = [(r, _without(ps, condition)) for r, ps in members if condition in ps]
        fails = [(r, _without(ps, Inverse(condition))) for r, ps in members if condition not in ps]
        steps.append(Gate(condition, _arrange(holds, depth - 1), _arrange(fails, depth - 1)))
    rest = [Check(rule, _ordered(parts)) for rule, parts in alone]
    return (*steps, *rest)


def _positive(part: Condition) -> Condition:
    return part.part if isinstance(part, Inverse) else part


def _gain(part: Condition, uses: int) -> float:
    return (uses - 1) * (1 - chance(part))


def _without(parts: tuple[Condition, ...], one: Condition) -> tuple[Condition, ...]:
    return tuple(part for part in parts if part != one)


def _ordered(parts: tuple[Condition, ...]) -> Condition:
    return all_of(tuple(sorted(parts, key=lambda part: cost(part) / max(1 - chance(part), 1e-6))))
