"""The family for Cedar: one `forbid` for each rule, found again as a determining policy.

Cedar compares neither fractions nor texts by order, so limits are scaled to whole numbers and days
are written as numbers; a transaction is brought into that form as part of its decision.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import cedarpy

from benchmarks.family import OUTCOMES, Family
from benchmarks.notation import Notation, day_number

_SCALES = {"item.content_pct": 100, "end_user.parent_share": 100, "item.mass_kg": 1000}
_ASKED = {"principal": 'Exporter::"it"', "action": 'Action::"export"', "resource": 'Item::"it"'}


def engine(policy: Family) -> Callable[[dict[str, Any]], tuple[str, list[str]]]:
    """Load a policy, and return what decides a nested transaction."""
    notation = _notation(policy)
    head = "(principal, action, resource)"
    lines = [f"forbid {head} when {{ {notation.write(rule.when)} }};" for rule in policy.rules]
    policies = cedarpy.PolicySet.from_str("\n".join((*lines, f"permit {head};")))
    entities = cedarpy.Entities.from_json_str("[]")
    names = [rule.id for rule in policy.rules]
    severities = [rule.severity for rule in policy.rules]
    ask, unnamed = cedarpy.is_authorized, len("policy")

    def decide(transaction: dict[str, Any]) -> tuple[str, list[str]]:
        item, user = transaction["item"], transaction["end_user"]
        context = {
            "day": int(transaction["date"].replace("-", "")),
            "exporter": transaction["exporter"],
            "consignee": transaction["consignee"],
            "end_use": transaction["end_use"],
            "end_user": {**user, "parent_share": round(user["parent_share"] * 100)},
            "item": {
                **item,
                "content_pct": round(item["content_pct"] * 100),
                "mass_kg": round(item["mass_kg"] * 1000),
            },
        }
        found = ask({**_ASKED, "context": context}, policies, entities)
        if found.diagnostics.errors:
            raise RuntimeError(found.diagnostics.errors)
        if found.allowed:
            return OUTCOMES[0], []
        # Cedar names a policy by its place in the text.
        hits = sorted([int(reason[unnamed:]) for reason in found.diagnostics.reasons])
        return OUTCOMES[max([severities[hit] for hit in hits])], [names[hit] for hit in hits]

    return decide


def _notation(policy: Family) -> Notation:
    return Notation(
        field=lambda name: f"context.{name}",
        text=json.dumps,
        number=lambda name, limit: str(int(Decimal(limit) * _SCALES.get(name, 1))),
        day=lambda sign, day: f"context.day {sign} {day_number(day)}",
        member=lambda name, group: f"{json.dumps(policy.sets[group])}.contains(context.{name})",
        prefix=lambda code: f'context.item.code like "{code}*"',
    )
