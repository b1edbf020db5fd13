"""Policies from several sources, each held against the reference evaluator by many transactions."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, TypeAlias

from attrs import field, frozen
from benchmarks import as_ecp, family
from tests.strategies.agreement import Asked, compare
from tests.strategies.generated.programs import program
from tests.strategies.generated.small import question, small
from tests.strategies.generated.transactions import asked, names_read, spoiled
from tests.strategies.less import less

from ecp.compiling import compile_inputs, of_texts, standard_library
from ecp_compiler.pipeline import Compiled
from ecp_runtime import ir
from ecp_runtime.codec import encode
from ecp_runtime.compiled.engine import Engine

Source: TypeAlias = Literal["small", "generated", "family", "library"]
Task: TypeAlias = tuple[Source, int]
"""Where a policy comes from, and its number there."""

Questions: TypeAlias = Iterator[tuple[Asked, tuple[str, ...]]]
"""What is asked, each with what it counts as."""

PER_POLICY: dict[Source, int] = {"small": 200, "generated": 60, "family": 120, "library": 10}
"""Transactions for each policy before the next one is made."""

TURNS: tuple[Source, ...] = (*("small",) * 24, *("generated",) * 6, "family", "library")
"""Where policies come from, one after the other."""

FAMILY_SIZES = (12, 12, 20, 40, 80)
MANY_RULES, MANY_LEFT_OUT = 6, 4


@frozen
class Failure:
    """A disagreement: the policy, what was asked, and the diff of what was said."""

    program: ir.Program
    asked: Asked
    difference: str


@frozen(kw_only=True)
class Done:
    """What came of one policy, and how many seconds of one core it took."""

    source: Source
    number: int
    counts: Counter[str]
    seconds: float
    failure: Failure | None = field(default=None)


def tasks(first: int, only: Source | None = None) -> Iterator[Task]:
    """Number policies from a first one on, without end."""
    number = first
    while True:
        source = TURNS[number % len(TURNS)]
        if only in (None, source):
            yield source, number
        number += 1


def compare_policy(task: Task) -> Done:
    """Compare all questions to one policy; stop at a disagreement."""
    source, number = task
    start = time.process_time()
    counts: Counter[str] = Counter(policies=1)
    engine, questions = _MAKERS[source](number)
    made = engine.program
    shape = ["many_rules"] if len(made.rules) >= MANY_RULES else []
    if shape and made.exemptions and made.authorizations:
        shape.append("many_rules_with_exemptions_and_authorizations")
    failure: Failure | None = None
    for each, labels in questions:
        compared = compare(engine, each)
        counts["comparisons"] += 1
        counts.update((*shape, *labels))
        if compared.decision is None:
            counts["refused"] += 1
        else:
            outcome = compared.decision.outcome
            counts["determined" if outcome.determined else "undetermined"] += 1
            counts[f"at_most_{outcome.at_most}"] += 1
            counts["lines"] += sum(len(item.jurisdictions) for item in compared.decision.items)
        if compared.difference is not None:
            failure = Failure(made, each, compared.difference)
            break
    seconds = time.process_time() - start
    return Done(source=source, number=number, counts=counts, seconds=seconds, failure=failure)


def as_case(done: Done, made: ir.Program, asked_of: Asked) -> str:
    """Write a disagreement as JSON that `scripts/differential.py --case` reads."""
    on, known_at = asked_of.on, asked_of.known_at
    case = {
        "source": done.source,
        "number": done.number,
        "transaction": asked_of.transaction,
        "on": None if on is None else on.isoformat(),
        "known_at": None if known_at is None else known_at.isoformat(),
        "profile": None if asked_of.profile is None else asked_of.profile.id,
        "program": encode(made),
    }
    return json.dumps(case, indent=1, ensure_ascii=False)


# Policies and what is asked of them


def _small(number: int) -> tuple[Engine, Questions]:
    made = small(number)
    chance = random.Random(f"of small {number}")
    # A policy of many rules takes as long as several others.
    count = PER_POLICY["small"] // (1 if len(made.program.rules) < MANY_RULES else 4)

    def questions() -> Questions:
        for _ in range(count):
            each = question(chance, made)
            yield each.asked, ("four_left_out",) if each.left_out >= MANY_LEFT_OUT else ()

    return Engine(made.program), questions()


def _generated(number: int) -> tuple[Engine, Questions]:
    made = program(number)
    names = names_read(made)
    count = PER_POLICY["generated"]
    return Engine(made), ((asked((number, n), made, names), ()) for n in range(count))


def _of_family(number: int) -> tuple[Engine, Questions]:
    chance = random.Random(f"family {number}")
    made = family.family(str(chance.choice(FAMILY_SIZES)), number)
    compiled = compile_inputs(of_texts([("xctrl.ecp", as_ecp.text(made))]))
    assert compiled.program is not None
    facts = family.transactions(PER_POLICY["family"], number)
    transactions = (less(as_ecp.transaction(f), chance, chance.randrange(5)) for f in facts)
    return Engine(compiled.program), (_asked(t, compiled.program, chance) for t in transactions)


@cache
def _library() -> tuple[Compiled, Engine]:
    compiled = compile_inputs(standard_library())
    assert compiled.program is not None
    return compiled, Engine(compiled.program)


def _of_library(number: int) -> tuple[Engine, Questions]:
    compiled, engine = _library()
    chance = random.Random(f"library {number}")
    cases = chance.choices(compiled.scenarios, k=PER_POLICY["library"])
    transactions = (less(case.transaction, chance, chance.randrange(6)) for case in cases)
    return engine, (_asked(t, engine.program, chance) for t in transactions)


_MAKERS = {
    "small": _small,
    "generated": _generated,
    "family": _of_family,
    "library": _of_library,
}


def _asked(
    transaction: dict[str, Any], of: ir.Program, chance: random.Random
) -> tuple[Asked, tuple[str, ...]]:
    asked_of: Any = spoiled(transaction, chance) if chance.random() < 0.02 else transaction
    on = known_at = profile = None
    if chance.random() < 0.1:
        on = date(2024, 6, 1) + timedelta(days=chance.randrange(900))
    if chance.random() < 0.1:
        known_at = date(2024, 6, 1) + timedelta(days=chance.randrange(900))
    if of.profiles and chance.random() < 0.1:
        profile = chance.choice(of.profiles)
    return Asked(asked_of, on, known_at, profile), ()
