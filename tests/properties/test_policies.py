"""What must hold for every policy and every transaction, generated ones included."""

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.strategies.policy import Policy, policies, transactions

from ecp_compiler.pipeline import compile_policy
from ecp_dsl.diagnostic import Severity
from ecp_dsl.source import SourceFile
from ecp_plugins.manager import vocabulary
from ecp_runtime import ir
from ecp_runtime.codec import content_hash, decode, encode
from ecp_runtime.decision import Decision, to_json
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction
from ecp_stdlib import read_source

SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def _core() -> SourceFile:
    return SourceFile("core/module.ecp", read_source("core/module.ecp"))


def _compile(files: dict[str, str]) -> ir.Program:
    sources = [SourceFile(name, text) for name, text in files.items()]
    compiled = compile_policy(
        sources,
        vocabulary=vocabulary(),
        library=lambda name: _core() if name == "core" else None,
    )
    errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
    assert not errors, [(d.code, d.message, d.primary.span.line) for d in errors]
    assert compiled.program is not None
    return compiled.program


def _decide(program: ir.Program, transaction: dict[str, Any]) -> Decision:
    return decide(program, read_transaction(program, transaction))


def _rank(outcome: str, review: str | None) -> tuple[int, int]:
    outcomes: list[str] = [*ir.OUTCOMES]
    reviews: list[str] = [*ir.REVIEWS]
    return outcomes.index(outcome), 1 if review is None else reviews.index(review)


def _ranges(decision: Decision) -> dict[tuple[str, ...], tuple[tuple[int, int], tuple[int, int]]]:
    """All ranges of a decision: overall, per line, per line and jurisdiction."""
    document: Any = to_json(decision)
    found: dict[tuple[str, ...], Any] = {(): document["outcome"]}
    for item in document["items"]:
        found[(item["id"],)] = item["outcome"]
        for name, part in item["jurisdictions"].items():
            found[item["id"], name] = part["outcome"]
    return {
        key: (
            _rank(o["at_least"], o["review"]["at_least"]),
            _rank(o["at_most"], o["review"]["at_most"]),
        )
        for key, o in found.items()
    }


def _deletions(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all facts that can be left out: every entry of every record, at any depth."""
    if isinstance(value, dict):
        measured = {"amount", "currency", "at_least", "at_most", "one_of", "codes", "value", "unit"}
        for key, inner in value.items():
            if key not in ("items", "id", "complete") and not measured & value.keys():
                yield (*path, key)
            yield from _deletions(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _deletions(inner, (*path, index))


def _without(transaction: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(transaction)
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return changed


@given(policies(), transactions(), st.data())
@SLOW
def test_deleting_a_fact_never_narrows_the_range(
    policy: Policy, transaction: dict[str, Any], data: st.DataObject
) -> None:
    program = _compile(policy.as_files())
    paths = list(_deletions(transaction))
    assume(paths)
    path = data.draw(st.sampled_from(paths))
    # A party's identity and its screening are one fact: what the name alone says is not compared.
    if path[-1] == "name":
        path = path[:-1]
    full = _ranges(_decide(program, transaction))
    less = _ranges(_decide(program, _without(transaction, path)))
    for key, (at_least, at_most) in full.items():
        assert less[key][0] <= at_least, (key, path)
        assert less[key][1] >= at_most, (key, path)


@given(policies(), st.randoms(use_true_random=False), st.booleans())
@SLOW
def test_order_of_rules_files_and_modules_does_not_matter(
    policy: Policy, shuffler: random.Random, swap: bool
) -> None:
    order = list(range(len(policy.parts)))
    shuffler.shuffle(order)
    first = _compile(policy.as_files())
    files = policy.as_files(split=8 if swap else 1, order=order)
    second = _compile(dict(reversed(files.items())))
    assert content_hash(first) == content_hash(second)


@given(policies())
@SLOW
def test_the_ir_survives_its_codec(policy: Policy) -> None:
    program = _compile(policy.as_files())
    document = json.loads(json.dumps(encode(program)))
    again = decode(document)
    assert again == program
    assert content_hash(again) == content_hash(program)


@given(policies(), transactions())
@SLOW
def test_decisions_are_the_same_bytes_each_time(
    policy: Policy, transaction: dict[str, Any]
) -> None:
    first = _compile(policy.as_files())
    second = decode(encode(first))
    one = json.dumps(to_json(_decide(first, transaction)), ensure_ascii=False)
    other = json.dumps(to_json(_decide(second, copy.deepcopy(transaction))), ensure_ascii=False)
    assert one == other


@given(policies(), transactions())
@SLOW
def test_the_range_is_a_range(policy: Policy, transaction: dict[str, Any]) -> None:
    program = _compile(policy.as_files())
    decision = _decide(program, transaction)
    for at_least, at_most in _ranges(decision).values():
        assert at_least <= at_most
