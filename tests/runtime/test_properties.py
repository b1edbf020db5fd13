"""What holds for every program and every transaction."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.program import conditions, programs, tests, vocabulary_only
from tests.strategies.transaction import Data, transactions, weakenings

from ecp_runtime import ir
from ecp_runtime.codec import canonical_bytes, content_hash, decode, encode
from ecp_runtime.decision import Decision, OutcomeRange, to_json
from ecp_runtime.describe import describe
from ecp_runtime.evaluate import decide, inquire
from ecp_runtime.explain import explain
from ecp_runtime.explanation_text import to_json as explanation_json
from ecp_runtime.explanation_text import to_markdown, to_text
from ecp_runtime.expressions import NO_ENV, Evaluator
from ecp_runtime.facts import read_transaction
from ecp_runtime.unknown import Unknown

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

Rank = tuple[int, int]


def ranks(outcome: OutcomeRange) -> tuple[Rank, Rank]:
    def rank(name: ir.Outcome, review: ir.Review | None) -> Rank:
        return ir.OUTCOMES.index(name), ir.REVIEWS.index(review or "case_by_case")

    return (
        rank(outcome.at_least, outcome.review_at_least),
        rank(outcome.at_most, outcome.review_at_most),
    )


def ranges(decision: Decision) -> dict[str, tuple[Rank, Rank]]:
    found = {"": ranks(decision.outcome)}
    for index, item in enumerate(decision.items):
        found[f"{index}"] = ranks(item.outcome)
        for each in item.jurisdictions:
            found[f"{index} {each.jurisdiction}"] = ranks(each.outcome)
    return found


def run(program: ir.Program, data: Data) -> Decision:
    return decide(program, read_transaction(program, data))


@SLOW
@given(programs(), transactions())
def test_knowing_less_never_narrows(program: ir.Program, data: Data) -> None:
    before = ranges(run(program, data))
    for path, less in weakenings(data):
        after = ranges(run(program, less))
        for part, (least, most) in before.items():
            assert after[part][0] <= least, f"{path} narrows at_least of {part!r}"
            assert after[part][1] >= most, f"{path} narrows at_most of {part!r}"


def truths(program: ir.Program, data: Data, tested: list[ir.Expr]) -> list[list[bool | Unknown]]:
    """Evaluate conditions for each line and jurisdiction."""
    transaction = read_transaction(program, data)
    inquiry = inquire(program, transaction)
    evaluators = [
        Evaluator(inquiry.situation(line, jurisdiction))
        for line in transaction.lines
        for jurisdiction in program.jurisdictions
    ]
    return [[evaluator.truth(expr, NO_ENV) for expr in tested] for evaluator in evaluators]


VOCABULARY = vocabulary_only()


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(transactions(), st.lists(tests | conditions, min_size=15, max_size=15))
def test_what_is_certain_stays_so(data: Data, tested: list[ir.Expr]) -> None:
    before = truths(VOCABULARY, data, tested)
    for path, less in weakenings(data):
        for old, new in zip(before, truths(VOCABULARY, less, tested), strict=True):
            for expr, known, weaker in zip(tested, old, new, strict=True):
                assert isinstance(weaker, Unknown) or weaker is known, (path, describe(expr))


@SLOW
@given(programs(), transactions())
def test_least_is_never_above_most(program: ir.Program, data: Data) -> None:
    for least, most in ranges(run(program, data)).values():
        assert least <= most


@SLOW
@given(programs(), transactions(), st.randoms(use_true_random=False))
def test_order_of_declarations_does_not_matter(
    program: ir.Program, data: Data, random: Any
) -> None:
    changes: dict[str, Any] = {}
    for field in attrs.fields(ir.Program):
        value = getattr(program, field.name)
        if isinstance(value, tuple):
            changes[field.name] = tuple(random.sample(value, len(value)))
    shuffled = attrs.evolve(program, **changes)
    assert to_json(run(shuffled, data)) == to_json(run(program, data))
    assert content_hash(shuffled) == content_hash(program)


@SLOW
@given(programs())
def test_programs_survive_json(program: ir.Program) -> None:
    again = decode(json.loads(canonical_bytes(encode(program))))
    assert again == program
    assert content_hash(again) == content_hash(program)


@SLOW
@given(programs(), transactions())
def test_the_same_question_gets_the_same_bytes(program: ir.Program, data: Data) -> None:
    copy = decode(encode(program))
    first, second = (canonical_bytes(to_json(run(each, data))) for each in (program, copy))
    assert first == second


@SLOW
@given(programs(), transactions())
def test_answers_lead_into_the_range(program: ir.Program, data: Data) -> None:
    """An answer that is proposed never leads outside the range it is meant to narrow."""
    decision = run(program, data)
    for item in decision.items:
        for each in item.jurisdictions:
            least, most = ranks(each.outcome)
            is_covered = all(caveat.kind != "not_covered" for caveat in each.caveats)
            assert each.outcome.determined or each.missing or not is_covered
            for missing in each.missing:
                for label, outcome in missing.answers:
                    low, high = ranks(outcome)
                    assert least <= low <= high <= most, f"{missing.path}: {label}"


@SLOW
@given(programs(), transactions())
def test_every_decision_can_be_explained(program: ir.Program, data: Data) -> None:
    transaction = read_transaction(program, data)
    explanation = explain(program, transaction, everything=True)
    assert to_text(explanation) and to_markdown(explanation)
    canonical_bytes(explanation_json(explanation))
    decided = [
        (item.id, each.jurisdiction, each.outcome)
        for item in decide(program, transaction).items
        for each in item.jurisdictions
    ]
    assert decided == [(part.item, part.jurisdiction, part.outcome) for part in explanation.parts]


FRESH = """
import json, sys
from ecp_runtime.codec import canonical_bytes, decode
from ecp_runtime.decision import to_json
from ecp_runtime.describe import describe
from ecp_runtime.evaluate import decide, inquire
from ecp_runtime.expressions import NO_ENV, Evaluator
from ecp_runtime.facts import read_transaction
from ecp_runtime.unknown import Unknown
for line in sys.stdin:
    value, data = json.loads(line)
    program = decode(value)
    decision = decide(program, read_transaction(program, data))
    sys.stdout.buffer.write(canonical_bytes(to_json(decision)) + b"\\n")
"""


@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(programs(), transactions()), min_size=3, max_size=3))
def test_a_fresh_process_gives_the_same_bytes(cases: list[tuple[ir.Program, Data]]) -> None:
    lines = "".join(json.dumps([encode(program), data]) + "\n" for program, data in cases)
    expected = b"".join(canonical_bytes(to_json(run(p, d))) + b"\n" for p, d in cases)
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", FRESH],
            input=lines.encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path("runtime").resolve())},
        )
        assert done.stdout == expected
