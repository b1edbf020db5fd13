"""Generated programs hold every construct, and both evaluators say the same of them."""

import random
from collections import defaultdict
from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.agreement import compare
from tests.strategies.compared import compare_policy
from tests.strategies.generated.programs import program
from tests.strategies.generated.small import SIZES, Small, question, small
from tests.strategies.generated.transactions import asked, names_read

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine
from ecp_runtime.tree import children

PER_PROGRAM = 12

NEVER_GIVEN = {
    "Amount.written",
    "FieldDefinition.title",
    "Guidance.source",
    "ListMember.citation",
    "Material.group",
    "ParameterVersion.written",
    "Reading.held_by",
}
"""What only texts show, and generated programs leave out."""

CHOICES = {
    "Arithmetic.operator": {"+", "-", "*", "/"},
    "Compare.operator": {"=", "!=", "<", "<=", ">", ">="},
    "Duration.unit": {"day", "month", "year", "working_day"},
    "Ending.kind": {"repeal", "amendment", "resumption", "removal"},
    "Exemption.even_prohibition": {True, False},
    "LicenseRequirement.review": {None, *ir.REVIEWS},
    "ListDefinition.kind": {"party", "code"},
    "Quantified.kind": {"any", "every"},
    "Question.kind": {"fact", "law"},
    "Scheme.closed": {True, False},
    "Scheme.hierarchy": {"separator", "prefix", "flat"},
    "Shift.backward": {True, False},
    "Truth.value": {True, False},
}


def nodes(node: attrs.AttrsInstance) -> Iterator[attrs.AttrsInstance]:
    """List a node and all nodes inside it."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(children(found))


def test_every_construct_occurs_with_and_without_what_it_may_leave_out() -> None:
    seen: set[type] = set()
    filled: set[str] = set()
    empty: set[str] = set()
    values: dict[str, set[object]] = defaultdict(set)
    for seed in range(200):
        for node in nodes(program(seed)):
            seen.add(type(node))
            for field in attrs.fields(type(node)):
                name = f"{type(node).__name__}.{field.name}"
                value = getattr(node, field.name)
                (empty if value is None or value == () else filled).add(name)
                if name in CHOICES:
                    values[name].add(value)
    declared = {each for each in vars(ir).values() if isinstance(each, type) and attrs.has(each)}
    assert declared - seen == {ir.Provision}
    assert empty - filled == NEVER_GIVEN
    assert values == CHOICES


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_fixed_seeds(first: int) -> None:
    determined: set[object] = set()
    for seed in range(first, first + 10):
        engine = Engine(program(seed))
        names = names_read(engine.program)
        for number in range(PER_PROGRAM):
            compared = compare(engine, asked((seed, number), engine.program, names))
            assert compared.difference is None, (seed, number, compared.difference)
            if compared.decision is None:
                determined.add("refused")
            else:
                determined.add(compared.decision.outcome.determined)
    assert determined >= {True, False}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9), st.integers(1, 60), st.lists(st.integers(0, 10**6), max_size=5))
def test_any_seed(seed: int, most_rules: int, numbers: list[int]) -> None:
    made = program(seed, most_rules)
    engine, names = Engine(made), names_read(made)
    for number in numbers:
        difference = compare(engine, asked(number, made, names)).difference
        assert difference is None, difference


# Small programs


def test_small_programs_are_of_every_size_and_shape() -> None:
    made = [small(seed) for seed in range(300)]
    for low, high in SIZES:
        assert any(low <= len(each.program.rules) <= high for each in made)
    for provisions in ("exemptions", "authorizations", "bars"):
        assert any(getattr(each.program, provisions) for each in made)
    for fewest in (3, 8):
        assert any(len(each.operands) >= fewest for each in _disjunctions(made))
    # The shape in which a branch that asks twice could be taken for one that does not ask.
    assert sum(map(_asks_twice_and_not_at_all, _disjunctions(made))) > 300


def _disjunctions(made: list[Small]) -> list[ir.Or]:
    return [n for each in made for n in nodes(each.program) if isinstance(n, ir.Or)]


def _asks_twice_and_not_at_all(disjunction: ir.Or) -> bool:
    asked = [
        [n.operand for n in _tests(branch) if isinstance(n, ir.OneOf)]
        + [n.left for n in _tests(branch) if isinstance(n, ir.Equal)]
        for branch in disjunction.operands
    ]
    facts = {fact for each in asked for fact in each}
    return any(
        any(each.count(fact) > 1 for each in asked) and any(fact not in each for each in asked)
        for fact in facts
    )


def _tests(branch: ir.Expr) -> tuple[ir.Expr, ...]:
    return branch.operands if isinstance(branch, ir.And) else (branch,)


@pytest.mark.parametrize("seed", range(48))
def test_small_programs_of_fixed_seeds(seed: int) -> None:
    made, chance = small(seed), random.Random(seed)
    engine = Engine(made.program)
    for number in range(40 if len(made.program.rules) < 12 else 12):
        compared = compare(engine, question(chance, made).asked)
        assert compared.difference is None, (number, compared.difference)
        assert compared.decision is not None


# A coarse code that equals itself, a record that an assumed fact implies, and another answer than
# the given one: generated code took each for more knowledge, or for possible, when it was neither.
@pytest.mark.parametrize("number", [171, 179, 256, 387, 395, 2272, 2414, 2853])
def test_what_is_tried_is_possible(number: int) -> None:
    assert compare_policy(("small", number)).failure is None


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_small_programs_of_any_seed(seed: int, asking: int) -> None:
    made, chance = small(seed), random.Random(asking)
    engine = Engine(made.program)
    for _ in range(10):
        difference = compare(engine, question(chance, made).asked).difference
        assert difference is None, difference
