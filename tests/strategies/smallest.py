"""Makes a case on which two evaluators differ smaller, as long as they still do."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import attrs
from tests.strategies.agreement import Asked, compare
from tests.strategies.generated.transactions import places

from ecp_runtime import ir
from ecp_runtime.compiled.engine import Engine

Differ: TypeAlias = Callable[[ir.Program, Asked], bool]

_PROVISIONS = ("rules", "exemptions", "authorizations", "bars")
_DROPPED = (*_PROVISIONS, "profiles", "lists", "definitions", "parameters", "questions")


def differ(program: ir.Program, asked: Asked) -> bool:
    """Whether the evaluators differ; a program that is refused has nothing to differ on."""
    try:
        return compare(Engine(program), asked).difference is not None
    except ValueError:
        return False


def smallest(
    program: ir.Program, asked: Asked, *, keep_program: bool = False
) -> tuple[ir.Program, Asked]:
    """Leave out, greedily, what the difference does not need."""
    engine = Engine(program)
    asked = _smallest_asked(asked, lambda each: compare(engine, each).difference is not None)
    if keep_program:
        return program, asked
    found = True
    while found:
        found = False
        for candidate in _smaller_programs(program):
            if differ(candidate, asked):
                program, found = candidate, True
                break
    engine = Engine(program)
    return program, _smallest_asked(
        asked, lambda each: compare(engine, each).difference is not None
    )


def _smallest_asked(asked: Asked, still: Callable[[Asked], bool]) -> Asked:
    found = True
    while found:
        found = False
        for candidate in _less_asked(asked):
            if still(candidate):
                asked, found = candidate, True
                break
    return asked


def _less_asked(asked: Asked) -> Iterator[Asked]:
    for option in ("profile", "known_at", "on"):
        if getattr(asked, option) is not None:
            yield attrs.evolve(asked, **{option: None})
    if not isinstance(asked.transaction, dict | list):
        return
    for number in range(sum(1 for _ in places(asked.transaction))):
        less: Any = copy.deepcopy(asked.transaction)
        holder, key = list(places(less))[number]
        del holder[key]
        yield attrs.evolve(asked, transaction=less)


def _smaller_programs(program: ir.Program) -> Iterator[ir.Program]:
    changes: dict[str, Any]
    for name in _DROPPED:
        nodes = getattr(program, name)
        for number in range(len(nodes)):
            fewer = (*nodes[:number], *nodes[number + 1 :])
            changes = {name: fewer}
            yield attrs.evolve(program, **changes)
    if len(program.jurisdictions) > 1:
        for kept in program.jurisdictions:
            yield attrs.evolve(program, jurisdictions=(kept,))
    for name in _PROVISIONS:
        nodes = getattr(program, name)
        for number, node in enumerate(nodes):
            for simpler in _simpler(node):
                changes = {name: (*nodes[:number], simpler, *nodes[number + 1 :])}
                yield attrs.evolve(program, **changes)


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
