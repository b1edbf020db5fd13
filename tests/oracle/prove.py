"""Holds decisions against all completions of their open facts, policy by policy.

`python -m tests.oracle.prove --seeds 100` prints what was counted. `run_batch` does one policy, for
scripts that run for hours.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from attrs import define, field
from tests.oracle.meaning import Meaning, Rank, World
from tests.oracle.orders import DOMAINS, PATHS, Order, left_out, matching, order, written
from tests.oracle.policies import policy

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.decision import Missing, OutcomeRange

ORDERS = 12
"""Orders for each policy."""

Judged: TypeAlias = list[tuple[World, Rank]]


def run_batch(seed: int) -> tuple[Counter[str], list[str]]:
    """Hold the decisions on some orders under one policy against all their completions.

    Args:
        seed: Chooses the policy and the orders.

    Returns:
        Counts: `orders`, `completions`, `open` decisions; completions `outside` a range; answers
        (`if`) and how many of them are untrue (`false_if`); open decisions `wider` than what the
        completions come to; entries (`missing`) and how many cannot matter (`pointless`); facts
        `deleted` or given in part, and how often that narrowed a range (`narrowed`). And what went
        wrong, in words, with the seed.
    """
    return _Batch(seed).run()


@define(eq=False)
class _Batch:
    seed: int
    counts: Counter[str] = field(factory=Counter)
    failures: list[str] = field(factory=list)
    program: ir.Program = field(init=False)
    meaning: Meaning = field(init=False)
    engine: Engine = field(init=False)

    def run(self) -> tuple[Counter[str], list[str]]:
        self.program = policy(self.seed)
        self.meaning, self.engine = Meaning(self.program), Engine(self.program)
        for number in range(ORDERS):
            self._order(number, order(self.program, self.seed * ORDERS + number))
        return self.counts, self.failures

    def _order(self, number: int, asked: Order) -> None:
        counts = self.counts
        decision = self.engine.decide(asked.transaction())
        least, most = ranks(decision.outcome)
        judged = [(world, self.meaning.outcome(world)) for world in asked.worlds()]
        counts["orders"] += 1
        counts["completions"] += len(judged)
        counts["four left out"] += (
            sum(raw is left_out(p)[1] for p, (_, raw) in asked.known.items()) >= 4
        )
        outside = [world for world, rank in judged if not least <= rank <= most]
        counts["outside"] += len(outside)
        if outside:
            self._fail(number, f"outside {decision.outcome}: {outside[0]}")
        if not decision.outcome.determined:
            counts["open"] += 1
            found = [rank for _, rank in judged]
            if (min(found), max(found)) != (least, most):
                counts["wider"] += 1
                counts[f"wider, {_ends(found, least, most)}"] += 1
                self._fail(
                    number, f"wider: {least}..{most} for {min(found)}..{max(found)}", "wider"
                )
        missing = decision.items[0].jurisdictions[0].missing
        for entry in missing:
            self._entry(number, asked, entry, judged)
        listed = {PATHS.get(entry.path) for entry in missing}
        for path in asked.open:
            if path not in listed and _matters(path, judged):
                counts["unlisted"] += 1
                counts[f"unlisted {path}"] += 1
                self._fail(number, f"unlisted: {path}", "unlisted")
        self._less(number, asked, (least, most))

    def _entry(self, number: int, asked: Order, entry: Missing, judged: Judged) -> None:
        path = PATHS.get(entry.path)
        if path is None:
            self.counts["unknown paths"] += 1
            return
        self.counts["missing"] += 1
        if not _matters(path, judged):
            self.counts["pointless"] += 1
            self.counts[f"pointless {path}"] += 1
            self._fail(number, f"pointless: {entry.path} {entry.answers}", "pointless")
        labels = [label for label, _ in entry.answers]
        for label, outcome in entry.answers:
            self.counts["if"] += 1
            least, most = ranks(outcome)
            is_it = matching(self.meaning, path, labels, label)
            untrue = [(w, rank) for w, rank in judged if is_it(w) and not least <= rank <= most]
            if untrue:
                self.counts["false_if"] += 1
                self._fail(number, f"untrue: {entry.path} {label}: {outcome}, but {untrue[0]}")
            is_exact, raw = written(path, label)
            if is_exact and not untrue:
                given = asked.but(path, (raw,), raw)
                told = self.engine.decide(given.transaction()).outcome
                if ranks(told) != (least, most):
                    self.counts["false_if"] += 1
                    self._fail(number, f"untrue: {entry.path} {label}: {outcome}, but {told}")

    def _less(self, number: int, asked: Order, before: tuple[Rank, Rank]) -> None:
        """Leave out one fact at a time: nothing may become narrower."""
        for path, (_, raw) in asked.known.items():
            less = left_out(path)
            if raw is less[1] or path == "end_user":
                continue
            self.counts["deleted"] += 1
            after = self._range(Order({**asked.known, path: less}))
            if after[0] > before[0] or after[1] < before[1]:
                self.counts["narrowed"] += 1
                self._fail(number, f"narrowed without {path}: {before} to {after}")

    def _range(self, asked: Order) -> tuple[Rank, Rank]:
        verdict = self.engine.verdict({"parties": {}, **asked.transaction()})
        return (
            _rank(verdict.at_least, verdict.review_at_least),
            _rank(verdict.at_most, verdict.review_at_most),
        )

    def _fail(self, number: int, text: str, kind: str = "") -> None:
        self.failures.append(f"[{kind or 'FAILED'}] seed {self.seed} order {number}: {text}")


def _matters(path: str, judged: Judged) -> bool:
    """Whether two completions that differ in a fact alone come to different outcomes."""
    together: dict[tuple[object, ...], Rank] = {}
    others = [each for each in DOMAINS if each != path]
    for world, rank in judged:
        if together.setdefault(tuple(world[each] for each in others), rank) != rank:
            return True
    return False


def ranks(outcome: OutcomeRange) -> tuple[Rank, Rank]:
    """Return both ends of a range by their places in the order."""
    return (
        _rank(outcome.at_least, outcome.review_at_least),
        _rank(outcome.at_most, outcome.review_at_most),
    )


def _rank(outcome: ir.Outcome, review: ir.Review | None) -> Rank:
    return ir.OUTCOMES.index(outcome), ir.REVIEWS.index(review or "case_by_case")


def _ends(found: Sequence[Rank], least: Rank, most: Rank) -> str:
    both = min(found) != least, max(found) != most
    return {(True, True): "both ends", (True, False): "lower end"}.get(both, "upper end")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run some seeds and print what was counted."""
    parser = argparse.ArgumentParser(prog="tests.oracle.prove")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--show", type=int, default=5, help="failures to print of each kind")
    chosen = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    shown: dict[str, int] = defaultdict(int)
    start = time.perf_counter()
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        counts, failures = run_batch(seed)
        total += counts
        for text in failures:
            kind = text.partition("]")[0]
            shown[kind] += 1
            if shown[kind] <= chosen.show:
                print(text)
    print(f"{time.perf_counter() - start:.0f} s")
    print(summary(total))
    return 1 if any(total[name] for name in ("outside", "false_if", "narrowed")) else 0


def summary(counts: Counter[str]) -> str:
    """Say what was counted, the shares with their distribution."""

    def lines() -> Iterator[str]:
        for name in ("orders", "four left out", "completions", "open", "deleted"):
            yield f"{name}: {counts[name]:,}"
        for name in ("outside", "narrowed", "unlisted", "unknown paths"):
            yield f"{name}: {counts[name]:,}"
        for name, of in (("false_if", "if"), ("wider", "open"), ("pointless", "missing")):
            share = counts[name] / counts[of] if counts[of] else 0.0
            yield f"{name}: {counts[name]:,} of {counts[of]:,} {of} ({share:.1%})"
            parts = [(n, m) for n, m in counts.most_common() if n.startswith(name) and n != name]
            for part, many in parts:
                yield f"  {part}: {many:,}"

    return "\n".join(lines())


if __name__ == "__main__":
    sys.exit(main())
