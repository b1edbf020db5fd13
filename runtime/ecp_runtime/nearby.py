"""What is near to a line that nothing stands in the way of: rules that fail, law that begins soon.

Every rule is looked at and more than one day is decided, so this is a part of explanations only.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.conditions import condition_tree, deciding
from ecp_runtime.decision import Effect, Ground, Status, Tested
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.grounds import Grounds
from ecp_runtime.hints import Hints
from ecp_runtime.outcome import bound_of, effect_of
from ecp_runtime.prepare import Prepared
from ecp_runtime.provisions import Provisions
from ecp_runtime.tree import nodes

MAX_NEAREST = 3
"""How many rules that do not apply are told."""

SOON = timedelta(days=60)
"""How long after the act law counts as beginning soon."""

MAX_DAYS = 12
"""On how many days in that time, at most, the line is decided again."""


@frozen(kw_only=True)
class NearRule:
    """A rule that is in force and does not apply: the fewer conditions fail, the nearer it is."""

    rule: str
    title: str
    effect: Effect
    failing: tuple[Tested, ...]
    citations: tuple[Ground, ...]


@frozen(kw_only=True)
class ComingRule:
    """A rule that applies, or may, on a day soon after the act, and not on the day of the act."""

    on: date
    rule: str
    title: str
    effect: Effect
    status: Status
    citations: tuple[Ground, ...]


def nearest(provisions: Provisions, grounds: Grounds) -> tuple[NearRule, ...]:
    """List the rules with an effect that come nearest to applying, and the conditions that fail."""
    evaluator = provisions.evaluator
    outer = evaluator.hints, evaluator.is_screened
    evaluator.hints = Hints(provisions.situation.prepared)
    ranked = []
    for rule in provisions.rules:
        standing, bound = provisions.standing(rule), bound_of(rule)
        if standing is None or bound is None or standing.in_force is False:
            continue
        if standing.reach is not False and standing.condition is False:
            outcome, review = bound.rank
            ranked.append((_failing(provisions, rule), -outcome, -review, rule.id, rule))
    ranked.sort(key=lambda each: each[:4])
    found = tuple(
        NearRule(
            rule=rule.id,
            title=rule.title,
            effect=effect_of(rule),
            failing=tuple(
                dict.fromkeys(deciding(condition_tree(evaluator, rule.condition, NO_ENV)))
            ),
            citations=grounds.of(rule),
        )
        for *_, rule in ranked[:MAX_NEAREST]
    )
    evaluator.hints, evaluator.is_screened = outer
    return found


def _failing(provisions: Provisions, rule: ir.Rule) -> int:
    condition = rule.condition
    parts = condition.operands if isinstance(condition, ir.And) else (condition,)
    return sum(provisions.evaluator.truth(part, NO_ENV) is False for part in parts)


def upcoming(provisions: Provisions) -> tuple[ComingRule, ...]:
    """List the rules that come to apply, or may, within `SOON`, under acts that are known."""
    day = provisions.situation.day.exact
    if day is None or day > date.max - SOON:
        return ()
    now = {rule.id for rule, _ in _live(provisions)}
    found: dict[str, ComingRule] = {}
    for later in [d for d in edges(provisions.situation.prepared) if day < d <= day + SOON][
        :MAX_DAYS
    ]:
        then = provisions.on(later)
        if then.reach() is False:
            continue
        grounds = Grounds(then)
        for rule, status in _live(then):
            if rule.id not in now and rule.id not in found:
                found[rule.id] = ComingRule(
                    on=later,
                    rule=rule.id,
                    title=rule.title,
                    effect=effect_of(rule),
                    status=status,
                    citations=grounds.of(rule),
                )
    return tuple(found.values())


def _live(provisions: Provisions) -> Iterator[tuple[ir.Rule, Status]]:
    for rule in provisions.rules:
        standing = provisions.standing(rule)
        if standing is not None and standing.value is not False and bound_of(rule) is not None:
            yield rule, standing.status


def edges(prepared: Prepared) -> tuple[date, ...]:
    """List the days on which anything of the law of a policy begins, or has just ended."""
    if prepared.edges is None:
        days: set[date] = set()
        for node in nodes(prepared.program):
            if isinstance(node, ir.Period):
                days |= {node.start} if node.start is not None else set()
                if node.end is not None and node.end < date.max:
                    days.add(node.end + timedelta(days=1))
            elif isinstance(node, ir.Ending):
                days.add(node.start)
        prepared.edges = tuple(sorted(days))
    return prepared.edges
