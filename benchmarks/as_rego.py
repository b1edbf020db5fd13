"""The family for regorus: Rego text for its virtual machine, in the form that it runs fastest.

The rules written by hand are rules; the made ones are data, indexed by code and country as an
author of Rego would have to do it. One rule for each of them exceeds the machine's instructions.
"""

import json
from collections.abc import Callable
from typing import Any

import regorus

from benchmarks.family import OUTCOMES, Condition, Family
from benchmarks.notation import WRITTEN, Notation, rows

_ENTRY = "data.xctrl.fired"
_KINDS = {"item.value_usd": 1, "end_use": 2, "end_user.military": 3, "item.content_pct": 4}
_HEAD = "package xctrl\n\nimport rego.v1\n"
_WALK = """
holds(row) if row.kind == 0
holds(row) if { row.kind == 1; input.item.value_usd > row.limit }
holds(row) if { row.kind == 2; input.end_use in set_warlike }
holds(row) if { row.kind == 3; input.end_user.military == true }
holds(row) if { row.kind == 4; input.item.content_pct >= row.limit }

fired contains row.number if {
  some length in data.lengths
  some row in data.cells[substring(input.item.code, 0, length)][input.end_user.country]
  input.date >= row.start
  input.date < row.stop
  holds(row)
}
"""


def engine(policy: Family) -> Callable[[dict[str, Any]], tuple[str, list[str]]]:
    """Load a policy, and return what decides a nested transaction."""
    data = json.dumps(_data(policy))
    modules = [("xctrl.rego", _text(policy))]
    machine = regorus.Rvm()
    machine.load_program(regorus.Program.compile_from_modules(data, modules, [_ENTRY]))
    machine.set_data_json(data)
    names = [rule.id for rule in policy.rules]
    severities = [rule.severity for rule in policy.rules]
    write, read = json.dumps, json.loads
    give, run = machine.set_input_json, machine.execute_entry_point

    def decide(transaction: dict[str, Any]) -> tuple[str, list[str]]:
        give(write(transaction))
        hits = sorted(read(run(_ENTRY)))
        severity = max([severities[hit] for hit in hits], default=0)
        return OUTCOMES[severity], [names[hit] for hit in hits]

    return decide


def _data(policy: Family) -> dict[str, Any]:
    cells: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for number, row in enumerate(rows(policy), WRITTEN):
        kind, limit = 0, 0.0
        if row.more is not None:
            kind = _KINDS[row.more[1]]
            limit = float(row.more[2]) if kind in (1, 4) else 0.0
        entry = {
            "number": number,
            "start": row.start,
            "stop": row.stop or "~",
            "kind": kind,
            "limit": limit,
        }
        for country in row.countries:
            cells.setdefault(row.prefix, {}).setdefault(country, []).append(entry)
    return {"cells": cells, "lengths": sorted({len(prefix) for prefix in cells})}


def _text(policy: Family) -> str:
    sets = "".join(
        f"set_{name} := {{{', '.join(map(json.dumps, members))}}}\n"
        for name, members in policy.sets.items()
    )
    body = _Body()
    fired = [
        f"fired contains {number} if {{ {'; '.join(body.statements(rule.when))} }}\n"
        for number, rule in enumerate(policy.rules[:WRITTEN])
    ]
    return "".join((_HEAD, sets, *body.extra, *fired, _WALK))


class _Body:
    """Writes bodies of rules. Alternatives and negations become rules of their own in Rego."""

    def __init__(self) -> None:
        self.extra: list[str] = []
        self._names = 0
        self._notation = Notation(
            field=lambda name: f"input.{name}",
            text=json.dumps,
            number=lambda _, limit: limit,
            day=lambda sign, day: f"input.date {sign} {json.dumps(day)}",
            member=lambda name, group: f"input.{name} in set_{group}",
            prefix=lambda code: f"startswith(input.item.code, {json.dumps(code)})",
        )

    def statements(self, when: Condition) -> list[str]:
        match when:
            case ("and", *parts):
                return [written for part in parts for written in self.statements(part)]
            case ("or", *parts):
                return [self._rule(*parts)]
            case ("not", ("yes", field)):
                return [f"input.{field} == false"]
            case ("not", part):
                return [f"not {self._rule(part)}"]
            case _:
                return [self._notation.write(when)]

    def _rule(self, *alternatives: Condition) -> str:
        self._names += 1
        name = f"part_{self._names}"
        for condition in alternatives:
            body = "; ".join(self.statements(condition))
            self.extra.append(f"{name} if {{ {body} }}\n")
        return name
