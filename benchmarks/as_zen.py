"""The family for ZEN: one decision table with the hit policy `collect`, in its fastest form.

ZEN's table index takes exact texts only. So the code stands cut to each length that some rule asks
for, in a column of its own; the rules written by hand are free expressions in the last column.
"""

import json
from collections.abc import Callable
from typing import Any

import zen

from benchmarks.family import OUTCOMES, Family
from benchmarks.notation import WRITTEN, Notation, day_number, rows

_NEVER = 99_999_999


def engine(policy: Family) -> Callable[[dict[str, Any]], tuple[str, list[str]]]:
    """Load a policy, and return what decides a nested transaction."""
    table = rows(policy)
    lengths = sorted({len(row.prefix) for row in table})
    cuts = [(f"code_{length}", length) for length in lengths]
    content = zen.ZenDecisionContent(json.dumps(_graph(policy, [name for name, _ in cuts])))
    evaluate = zen.ZenEngine().create_decision(content).evaluate
    names = [rule.id for rule in policy.rules]
    severities = [rule.severity for rule in policy.rules]

    def decide(transaction: dict[str, Any]) -> tuple[str, list[str]]:
        asked = dict(transaction)
        asked["day"] = int(transaction["date"].replace("-", ""))
        code = transaction["item"]["code"]
        for name, length in cuts:
            asked[name] = code[:length]
        hits = [hit["rule"] for hit in evaluate(asked)["result"]]
        severity = max([severities[hit] for hit in hits], default=0)
        return OUTCOMES[severity], [names[hit] for hit in hits]

    return decide


def _graph(policy: Family, codes: list[str]) -> dict[str, Any]:
    columns = [*((name, name) for name in codes), ("at", "end_user.country"), ("day", "day")]
    columns.append(("test", ""))
    inputs = [{"id": i, "name": i, "type": "expression", "field": field} for i, field in columns]
    outputs = [{"id": "rule", "name": "rule", "type": "expression", "field": "rule"}]
    table = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": outputs,
        "rules": _rules(policy, [name for name, _ in columns]),
    }
    nodes = (
        {"id": "in", "type": "inputNode"},
        {"id": "table", "type": "decisionTableNode", "content": table},
        {"id": "out", "type": "outputNode"},
    )
    return {
        "nodes": [{**node, "name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes],
        "edges": [
            {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
            for source, target in (("in", "table"), ("table", "out"))
        ],
    }


def _rules(policy: Family, columns: list[str]) -> list[dict[str, str]]:
    notation = _notation(policy)
    blank = dict.fromkeys(columns, "")
    found = [
        {**blank, "test": notation.write(rule.when), "rule": str(number), "_id": rule.id}
        for number, rule in enumerate(policy.rules[:WRITTEN])
    ]
    for number, row in enumerate(rows(policy), WRITTEN):
        stop = _NEVER if row.stop is None else day_number(row.stop)
        found.append(
            {
                **blank,
                f"code_{len(row.prefix)}": json.dumps(row.prefix),
                "at": ", ".join(json.dumps(country) for country in row.countries),
                "day": f"[{day_number(row.start)}..{stop})",
                "test": "" if row.more is None else notation.write(row.more),
                "rule": str(number),
                "_id": row.rule.id,
            }
        )
    return found


def _notation(policy: Family) -> Notation:
    return Notation(
        field=lambda name: name,
        text=json.dumps,
        number=lambda _, limit: limit,
        day=lambda sign, day: f"day {sign} {day_number(day)}",
        member=lambda name, group: f"({name} in {json.dumps(policy.sets[group])})",
        prefix=lambda code: f"startsWith(item.code, {json.dumps(code)})",
        both=" and ",
        either=" or ",
        negation="not ",
    )
