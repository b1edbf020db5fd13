"""Makes a case on which two evaluators differ smaller, as long as they still do."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import attrs
from tests.strategies.agreement import Asked, compare
from tests.strategies.generated.transactions import places

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

_T = TypeVar("_T")

_PROVISIONS = ("rules", "exemptions", "authorizations", "bars")
_DROPPED = (*_PROVISIONS, "profiles", "lists", "definitions", "parameters", "questions")


def smallest(
    program: ir.Program, asked: Asked, *, keep_program: bool = False
) -> tuple[ir.Program, Asked]:
    """Leave out, greedily, what the difference does not need.

    A program that lost what it refers to lets both evaluators fail: that is another difference.
    """
    fails = _fails(_difference(program, asked))

    def is_alike(difference: str | None) -> bool:
        return difference is not None and _fails(difference) == fails

    if not keep_program:
        program = _smallest_program(program, lambda each: is_alike(_difference(each, asked)))
    engine = Engine(program)
    asked = _smallest_asked(asked, lambda each: is_alike(compare(engine, each).difference))
    return program, asked


def _difference(program: ir.Program, asked: Asked) -> str | None:
    """Return how the evaluators differ; a program that is refused has nothing to differ on."""
    try:
        return compare(Engine(program), asked).difference
    except ValueError:
        return None


def _fails(difference: str | None) -> bool:
    return difference is not None and difference.startswith("the reference raised")


def _smallest_asked(asked: Asked, still: Callable[[Asked], bool]) -> Asked:
    for option in ("profile", "known_at", "on"):
        other = attrs.evolve(asked, **{option: None})
        if other != asked and still(other):
            asked = other
    number = 0
    while number < _size(asked.transaction):
        less: Any = copy.deepcopy(asked.transaction)
        holder, key = list(places(less))[number]
        del holder[key]
        other = attrs.evolve(asked, transaction=less)
        if still(other):
            asked = other
        else:
            number += 1
    return asked


def _size(transaction: object) -> int:
    return sum(1 for _ in places(transaction)) if isinstance(transaction, dict | list) else 0


def _smallest_program(program: ir.Program, still: Callable[[ir.Program], bool]) -> ir.Program:
    def changed(name: str, nodes: tuple[Any, ...]) -> ir.Program:
        changes: dict[str, Any] = {name: nodes}
        return attrs.evolve(program, **changes)

    for name in (*_DROPPED, "jurisdictions"):
        fewer = _fewest(getattr(program, name), lambda nodes, n=name: still(changed(n, nodes)))  # type: ignore[misc]  # a lambda with a default
        program = changed(name, fewer)
    for name in _PROVISIONS:
        number = 0
        while number < len(nodes := getattr(program, name)):
            for simpler in _simpler(nodes[number]):
                other = changed(name, (*nodes[:number], simpler, *nodes[number + 1 :]))
                if still(other):
                    program = other
                    break
            else:
                number += 1
    return program


def _fewest(nodes: tuple[_T, ...], still: Callable[[tuple[_T, ...]], bool]) -> tuple[_T, ...]:
    """Drop halves, then quarters, down to single ones."""
    size = len(nodes)
    while size:
        start = 0
        while start < len(nodes):
            fewer = (*nodes[:start], *nodes[start + size :])
            if still(fewer):
                nodes = fewer
            else:
                start += size
        size //= 2
    return nodes


def _simpler(provision: ir.Provision) -> Iterator[ir.Provision]:
    plain = ir.Period(None, None)
    life = ir.Life(
        period=plain, issued_under=provision.life.issued_under, suspensions=(), endings=()
    )
    for change in ({"life": life}, {"duties": ()}, {"judged_at": None}, {"guidance": ()}):
        simpler = attrs.evolve(provision, **change)
        if simpler != provision:
            yield simpler
    for condition in _simpler_conditions(provision.condition):
        yield attrs.evolve(provision, condition=condition)


def _simpler_conditions(condition: ir.Expr) -> Iterator[ir.Expr]:
    match condition:
        case ir.Not(operand):
            yield operand
            for inner in _simpler_conditions(operand):
                yield ir.Not(inner)
        case ir.And(operands) | ir.Or(operands):
            yield from operands
            for number, operand in enumerate(operands):
                before, after = operands[:number], operands[number + 1 :]
                yield type(condition)((*before, *after))
                for inner in _simpler_conditions(operand):
                    yield type(condition)((*before, inner, *after))
        case ir.Quantified():
            for inner in _simpler_conditions(condition.body):
                yield attrs.evolve(condition, body=inner)
        case _:
            pass
