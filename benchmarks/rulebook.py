"""Measures the standard library: `python -m benchmarks.rulebook --json out.json`.

Orders of three items, known, partly unknown and ranged, are asked for verdicts, for decisions, for
JSON from JSON where there is such an entry point, and given to the reference evaluator. Before
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
from benchmarks.timing import interleave
from ecp_runtime.decision import Decision, to_json
from ecp_runtime.evaluate import decide

KINDS = {
    "known": orders.known,
    "partly_unknown": orders.partly_unknown,
    "ranged": orders.ranged,
}


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


def _turns(
    policy: ecp.Policy, asked: Sequence[orders.Order]
) -> dict[str, tuple[Callable[[Any], Any], Sequence[Any]]]:
    turns: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        "verdict": (_verdict(policy), asked),
        "decide": (policy.decide, asked),
        "reference": (_reference(policy), asked),
    }
    from_json = _decide_json(policy)
    if from_json is not None:
        turns["decide_json"] = from_json, [_bytes(order) for order in asked]
    return turns


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


def _decide_json(policy: ecp.Policy) -> Callable[[bytes], bytes] | None:
    found: Callable[[bytes], bytes] | None = getattr(policy, "decide_json", None)
    return found


def _bytes(order: orders.Order) -> bytes:
    return json.dumps(order, ensure_ascii=False).encode()


def _wrong(policy: ecp.Policy, checked: Sequence[orders.Order]) -> dict[str, int]:
    """Count by call how often something else is said than by the reference evaluator."""
    wrong = {"verdict": 0, "decide": 0, "reference": 0, "decide_json": 0}
    reference, from_json = _reference(policy), _decide_json(policy)
    for order in checked:
        right = reference(order)
        shown = to_json(right)
        verdict, outcome = policy.verdict(order), right.outcome
        said = verdict.at_least, verdict.at_most, verdict.determined
        wrong["verdict"] += said != (outcome.at_least, outcome.at_most, outcome.determined)
        wrong["decide"] += to_json(policy.decide(order)) != shown
        if from_json is not None:
            wrong["decide_json"] += json.loads(from_json(_bytes(order))) != json.loads(
                json.dumps(shown)
            )
    return wrong


if __name__ == "__main__":
    sys.exit(main())
