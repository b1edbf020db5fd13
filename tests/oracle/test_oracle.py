"""Decisions hold against all completions of the facts left open: a slice of what `prove` does."""

from collections import Counter

from tests.oracle.prove import run_batch, summary

SEEDS = (2, 3, 7)


def test_no_completion_leads_elsewhere() -> None:
    total: Counter[str] = Counter()
    failed: list[str] = []
    for seed in SEEDS:
        counts, failures = run_batch(seed)
        total += counts
        failed += [text for text in failures if text.startswith("[FAILED]")]
    assert not failed, "\n".join(failed)
    assert total["completions"] > 1_000 and total["open"] > 0, summary(total)
    assert total["wider"] <= 0.05 * total["open"], summary(total)
