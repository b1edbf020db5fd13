"""Shows at scale that both evaluators agree, and that no answer is more lenient than the facts.

`python scripts/prove.py --jobs 2` compares compiled code with the reference evaluator on policies
of the tests' generators, and holds ranges and proposed answers against all completions of what is
not known (`tests/oracle`). It goes on until there are as many as asked for since the last commit
that changed compiler or runtime. Each batch is a line of the log, so that a run that is stopped,
or a later one, goes on where it ended. `--report` only sums up the log.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from attrs import asdict, frozen

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.strategies.compared import TURNS, as_case, compare_policy, tasks  # noqa: E402
from tests.strategies.smallest import smallest  # noqa: E402

Kind: TypeAlias = Literal["comparisons", "completions"]

KINDS: tuple[Kind, ...] = ("comparisons", "completions")
CHANGING = ("dsl", "compiler", "runtime", "plugins")
"""A change to one of these may change an answer."""

POLICIES = 10
"""So many policies of the oracle make a batch."""

WRONG = ("differences", "outside", "false_if")
"""What there may be none of."""


@frozen(kw_only=True)
class Batch:
    """A line of the log.

    Attributes:
        kind: What was counted.
        seed: Which batch of its kind; a log has each once.
        commit: The commit that was checked out, with `+` where files differed from it.
        changed: The last commit up to it that changed what is proved, marked in the same way.
        counts: What came of it.
        failures: What was found wrong, in words.
        seconds: What it took of one core.
    """

    kind: Kind
    seed: int
    commit: str
    changed: str
    counts: dict[str, int]
    failures: list[str]
    seconds: float


def main() -> int:
    """Go on until there is enough, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--log", type=Path, default=Path("proofs.jsonl"))
    parser.add_argument("--report", action="store_true", help="sum up the log and prove nothing")
    chosen = parser.parse_args()
    log = _read(chosen.log)
    commit, changed = _commits()
    if not chosen.report:
        goals: dict[Kind, int] = {kind: getattr(chosen, kind) for kind in KINDS}
        with chosen.log.open("a", encoding="utf-8") as file:
            for batch in _run(log, goals, chosen.jobs, commit, changed):
                log.append(batch)
                file.write(json.dumps(asdict(batch), ensure_ascii=False) + "\n")
                file.flush()
                _show_progress(log, goals, changed)
        print()
    return _sum_up(log, commit, changed)


# Running


def _run(
    log: list[Batch], goals: dict[Kind, int], jobs: int, commit: str, changed: str
) -> Iterator[Batch]:
    """Keep all cores at work on whatever is farthest from its goal."""
    following = {
        kind: max((b.seed for b in log if b.kind == kind), default=-1) + 1 for kind in KINDS
    }
    counted = {kind: _total(log, kind, changed) for kind in KINDS}
    size: Counter[Kind] = Counter()
    pending: dict[Future[Batch], Kind] = {}
    with ProcessPoolExecutor(jobs) as pool:
        while True:
            while len(pending) < jobs:
                on_the_way = {k: size[k] * list(pending.values()).count(k) for k in KINDS}
                open_ = [k for k in KINDS if counted[k] + on_the_way[k] < goals[k]]
                if not open_:
                    break
                kind = min(open_, key=lambda k: (counted[k] + on_the_way[k]) / goals[k])
                pending[pool.submit(_batch, kind, following[kind], commit, changed)] = kind
                following[kind] += 1
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for each in done:
                kind = pending.pop(each)
                batch = each.result()
                size[kind] = batch.counts[kind]
                counted[kind] += batch.counts[kind]
                yield batch


def _batch(kind: Kind, seed: int, commit: str, changed: str) -> Batch:
    start = time.process_time()
    counts, failures = _compared(seed) if kind == "comparisons" else _completed(seed)
    return Batch(
        kind=kind,
        seed=seed,
        commit=commit,
        changed=changed,
        counts={kind: 0, **counts},
        failures=failures,
        seconds=round(time.process_time() - start, 2),
    )


def _compared(seed: int) -> tuple[Counter[str], list[str]]:
    """Compare on one turn of all sources; write out what differs, made smaller."""
    counts: Counter[str] = Counter(differences=0)
    failures: list[str] = []
    for done in map(compare_policy, islice(tasks(seed * len(TURNS)), len(TURNS))):
        counts.update(done.counts)
        if done.failure is None:
            continue
        is_made = done.source in ("small", "generated")
        made, asked = smallest(done.failure.program, done.failure.asked, keep_program=not is_made)
        place = Path(f"disagreement-{done.source}-{done.number}.json")
        place.write_text(as_case(done, made, asked), encoding="utf-8")
        counts["differences"] += 1
        failures.append(f"{done.source} policy {done.number}, see {place}")
    return counts, failures


def _completed(seed: int) -> tuple[Counter[str], list[str]]:
    """Hold decisions of some policies of the oracle against all completions."""
    from tests.oracle.prove import run_batch

    counts: Counter[str] = Counter()
    failures: list[str] = []
    for each in range(seed * POLICIES, (seed + 1) * POLICIES):
        found, said = run_batch(each)
        counts.update(found)
        counts["oracle_policies"] += 1
        # What is imprecise is counted, and is nothing wrong.
        failures += [each for each in said if each.startswith("[FAILED]")]
    return counts, failures


def _commits() -> tuple[str, str]:
    """Return the commit that is checked out, and the last one that changed what is proved."""
    commit = _git("log", "-1", "--format=%h")
    changed = _git("log", "-1", "--format=%h", "--", *CHANGING)
    marks = ["+" if _git("status", "--porcelain", "--", *of) else "" for of in ((), CHANGING)]
    return commit + marks[0], changed + marks[1]


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


# Summing up


def _read(log: Path) -> list[Batch]:
    if not log.exists():
        return []
    lines = log.read_text(encoding="utf-8").splitlines()
    return [Batch(**json.loads(line)) for line in lines]


def _total(log: list[Batch], kind: Kind, changed: str) -> int:
    return sum(b.counts[kind] for b in log if b.kind == kind and b.changed == changed)


def _show_progress(log: list[Batch], goals: dict[Kind, int], changed: str) -> None:
    told = (f"{_total(log, kind, changed):,} of {goals[kind]:,} {kind}" for kind in KINDS)
    wrong = sum(len(batch.failures) for batch in log if batch.changed == changed)
    print(f"\r{', '.join(told)}, {wrong} wrong", end="", flush=True)


def _sum_up(log: list[Batch], commit: str, changed: str) -> int:
    """Print totals by commit and since the last change, with what they were counted over."""
    for each in dict.fromkeys(batch.commit for batch in log):
        print(f"{each}: {_told([batch for batch in log if batch.commit == each])}")
    since = [batch for batch in log if batch.changed == changed]
    print(f"\nsince {changed}, the last change to {', '.join(CHANGING)} (now at {commit}):")
    print(_told(since))
    for kind in KINDS:
        of_kind = [batch for batch in since if batch.kind == kind]
        counts, whole = _counts(of_kind), _total(of_kind, kind, changed)
        seconds = sum(batch.seconds for batch in of_kind)
        print(f"\n{kind}: {whole:,}, {seconds:,.0f} s of one core")
        for name, count in sorted(counts.items()):
            share = f"{count / whole:8.2%} of {kind}" if whole else ""
            print(f"  {name:48} {count:12,}  {share}")
    for failure in (failure for batch in since for failure in batch.failures):
        print(f"WRONG: {failure}")
    counts = _counts(since)
    return 1 if any(batch.failures for batch in since) or any(counts[n] for n in WRONG) else 0


def _counts(batches: list[Batch]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for batch in batches:
        counts.update(batch.counts)
    return counts


def _told(batches: list[Batch]) -> str:
    counts = _counts(batches)
    parts = [f"{counts[name]:,} {name.replace('_', ' ')}" for name in (*KINDS, *WRONG)]
    for part, whole, what in (
        ("wider", "open", "of open ranges wider than the union"),
        ("pointless", "missing", "of missing entries that cannot matter"),
    ):
        if counts[whole]:
            parts.append(f"{counts[part] / counts[whole]:.1%} {what}")
    return ", ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
