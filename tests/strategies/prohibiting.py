"""Policies of one prohibition, and whether it applies: both evaluators are asked."""

from datetime import date, timedelta
from typing import Any, TypeAlias

from tests.strategies import vocabulary as v
from tests.strategies.agreement import Asked, compare

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import Decision

Data: TypeAlias = dict[str, Any]

DAY = date(2026, 3, 10)
"""The day of the act, where nothing else is said."""

ONE = timedelta(days=1)
AROUND = (DAY - ONE, DAY, DAY + ONE)


def decided(engine: Engine, data: Data, **options: Any) -> Decision:
    """Return the decision, on which both evaluators and the verdict agree."""
    compared = compare(engine, Asked({"date": "2026-03-10", "items": [{}], **data}, **options))
    assert compared.difference is None, compared.difference
    assert compared.decision is not None
    return compared.decision


def applies(engine: Engine, data: Data, **options: Any) -> str:
    """Say whether the only rule, a prohibition, applies: yes, no, or open."""
    outcome = decided(engine, data, **options).outcome
    if not outcome.determined:
        return "open"
    return "yes" if outcome.at_most == "prohibited" else "no"


def prohibiting(condition: ir.Expr = v.ALWAYS, **parts: Any) -> Engine:
    """Make a policy of one prohibition, and of a rule that covers all days and never applies."""
    life = parts.pop("life_", None)
    earlier = v.rule("m.earlier", ir.Prohibition(), v.NEVER, life_=v.life(date(2020, 1, 1)))
    rules = (v.rule("m.r", ir.Prohibition(), condition, life_=life), earlier)
    return Engine(v.program(rules=rules, **parts))


def on_days(engine: Engine, *days: date, **data: Any) -> list[str]:
    """Say of each day of the act whether the prohibition applies."""
    return [applies(engine, {**data, "date": day.isoformat()}) for day in days]


def one_item(**facts: Any) -> Data:
    """Make a transaction of one item."""
    return {"items": [facts]}
