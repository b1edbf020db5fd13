"""Measures the standard library: `python -m benchmarks.rulebook --json out.json`.

Orders of three items, known, partly unknown and ranged, are asked for verdicts, for decisions, for
JSON from JSON, and given to the reference evaluator. Before
that, all of them have to say what the reference says.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ecp
from benchmarks import orders
from benchmarks.timing import Turn, interleave
from ecp_runtime.decision import Decision, to_json
from ecp_runtime.evaluate import decide

KINDS = {
    "known": orders.known,
    "partly_unknown": orders.partly_unknown,
    "ranged": orders.ranged,
}


STATUSES = ("applies", "may_apply", "lifted", "suspended")
"""How the rules of a verdict stand; a decision also lists others."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with `--json`, write one row per kind of orders and per call."""
    parser = argparse.ArgumentParser(prog="benchmarks.rulebook")
    parser.add_argument("--orders", type=int, default=200, help="different orders of each kind")
    parser.add_argument("--check", type=int, default=40, help="how many of them are checked")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    policy = ecp.load()
    rows: list[dict[str, Any]] = []
    for kind, make in KINDS.items():
        asked = make(chosen.orders, chosen.seed)
        checked = asked[: chosen.check]
        wrong = _wrong(policy, checked)
        for call, times in interleave(_turns(policy, asked), chosen.rounds).items():
            row = {"orders": kind, "call": call, "items": orders.ITEMS, "seed": chosen.seed}
            row |= {"p50_us": times.p50, "p99_us": times.p99}
            rows.append({**row, "checked": len(checked), "wrong": wrong[call]})
            print(json.dumps(rows[-1]), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["wrong"] for row in rows) else 0


def _turns(policy: ecp.Policy, asked: Sequence[orders.Order]) -> dict[str, Turn]:
    return {
        "verdict": Turn(_verdict(policy), asked),
        "decide": Turn(policy.decide, asked),
        "decide_json": Turn(policy.decide_json, [_bytes(order) for order in asked]),
        "reference": Turn(_reference(policy), asked),
    }


def _verdict(policy: ecp.Policy) -> Callable[[orders.Order], Any]:
    policy.compiled()
    verdict = policy.verdict

    def ask(order: orders.Order) -> Any:
        found = verdict(order)
        return found.at_most, found.rules

    return ask


def _reference(policy: ecp.Policy) -> Callable[[orders.Order], Decision]:
    program, read = policy.program, policy.read
    return lambda order: decide(program, read(order))


def _bytes(order: orders.Order) -> bytes:
    return json.dumps(order, ensure_ascii=False).encode()


def _wrong(policy: ecp.Policy, checked: Sequence[orders.Order]) -> dict[str, int]:
    """Count by call how often something else is said than by the reference evaluator."""
    wrong = {"verdict": 0, "decide": 0, "reference": 0, "decide_json": 0}
    reference = _reference(policy)
    for order in checked:
        right = reference(order)
        shown = to_json(right)
        wrong["verdict"] += _of_verdict(policy, order) != _of_decision(right)
        wrong["decide"] += to_json(policy.decide(order)) != shown
        written = json.loads(policy.decide_json(_bytes(order)))
        wrong["decide_json"] += written != json.loads(json.dumps(shown))
    return wrong


def _of_verdict(policy: ecp.Policy, order: orders.Order) -> list[object]:
    """Lay out the range, and for each line and jurisdiction its range and rules."""
    found = policy.verdict(order)
    lines = [(line.at_least, line.at_most, line.rules) for line in found.lines]
    return [found.at_least, found.at_most, *lines]


def _of_decision(decision: Decision) -> list[object]:
    outcome = decision.outcome
    lines = [
        (
            part.outcome.at_least,
            part.outcome.at_most,
            tuple((m.rule, m.status) for m in part.measures if m.status in STATUSES),
        )
        for item in decision.items
        for part in item.jurisdictions
    ]
    return [outcome.at_least, outcome.at_most, *lines]


if __name__ == "__main__":
    sys.exit(main())
