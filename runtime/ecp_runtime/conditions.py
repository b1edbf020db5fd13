"""Conditions taken apart: what they consist of, the truth of each part, and the facts it read."""

from collections.abc import Iterator

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.decision import FactRead, Tested, YesNoUnknown
from ecp_runtime.describe import describe, describe_given, describe_value
from ecp_runtime.expressions import Env, Evaluator
from ecp_runtime.measures import Measure
from ecp_runtime.missing import describe_path
from ecp_runtime.prepare import Prepared
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Fact, Record, word

_ANSWERS = "answers."

MAX_ELEMENTS = 50
"""How many elements of a list are explained one by one."""


@frozen
class ExplainedCondition:
    """A condition, its truth, what it consists of, and the facts that it read itself."""

    text: str
    truth: YesNoUnknown
    parts: "tuple[ExplainedCondition, ...]"
    facts: tuple[FactRead, ...]


def condition_tree(evaluator: Evaluator, expr: ir.Expr, env: Env) -> ExplainedCondition:
    """Take a condition apart and evaluate each part."""
    parts: list[ExplainedCondition] = []
    match expr:
        case ir.And(operands) | ir.Or(operands):
            parts = [condition_tree(evaluator, operand, env) for operand in operands]
        case ir.Not(operand):
            parts = [condition_tree(evaluator, operand, env)]
        case ir.Quantified():
            parts = _element_parts(evaluator, expr, env)
        case ir.Call(name, arguments):
            definition = evaluator.situation.prepared.definitions.get(name)
            if definition is not None:
                scope = evaluator.bind(definition, arguments, env)
                parts = [condition_tree(evaluator, definition.body, scope)]
        case _:
            pass
    outer, evaluator.reads = evaluator.reads, {}
    truth = evaluator.truth(expr, env)
    reads, evaluator.reads = evaluator.reads, outer
    prepared = evaluator.situation.prepared
    facts = tuple(
        _read(prepared, path, fact)
        for path, fact in sorted(reads.items())
        if fact is None or not isinstance(fact.value, Record)
    )
    return ExplainedCondition(describe(expr), word(truth), tuple(parts), () if parts else facts)


def _element_parts(evaluator: Evaluator, expr: ir.Quantified, env: Env) -> list[ExplainedCondition]:
    elements, rest = evaluator.elements(evaluator.value(expr.collection, env))
    shown = elements[:MAX_ELEMENTS]
    parts = [
        condition_tree(evaluator, expr.body, {**env, expr.variable: element}) for element in shown
    ]
    if rest is not None:
        gaps = sorted(rest.gaps if isinstance(rest, Unknown) else ())
        prepared = evaluator.situation.prepared
        facts = tuple(_read(prepared, gap.path, None) for gap in gaps)
        parts.append(ExplainedCondition("elements that are not given", "unknown", (), facts))
    return parts


def _read(prepared: Prepared, path: str, fact: Fact | None) -> FactRead:
    title = _title(prepared, path)
    if fact is None:
        return FactRead(path=path, value=None, source=None, as_of=None, title=title)
    is_measured = isinstance(fact.value, Measure)
    given = describe_given(fact.given, prepared.symbols) if is_measured else None
    return FactRead(
        path=path,
        value=given or describe_value(fact.value),
        source=fact.source,
        as_of=fact.as_of,
        title=title,
    )


def _title(prepared: Prepared, path: str) -> str | None:
    """Say in words what the fact at a path is."""
    if path.startswith(_ANSWERS):
        question = prepared.questions.get(path.removeprefix(_ANSWERS))
        return None if question is None else question.text
    titled = prepared.path_titles.get(path)
    if titled is None:
        titled = describe_path(prepared, path)
        prepared.path_titles.keep(path, titled)
    return None if titled == path else titled


def deciding(condition: ExplainedCondition) -> Iterator[Tested]:
    """List the conditions without parts that give a condition its truth.

    A conjunction holds because of all its parts, a disjunction because of any that holds; where
    something is open, only what is open is listed.
    """
    if not condition.parts:
        yield Tested(text=condition.text, truth=condition.truth, facts=condition.facts)
        return
    alike = [part for part in condition.parts if part.truth == condition.truth]
    # A negation: its part has the opposite truth, and is told as the negation is written.
    inner = condition.parts[0]
    if not alike and len(condition.parts) == 1 and not inner.parts:
        yield Tested(text=condition.text, truth=condition.truth, facts=inner.facts)
        return
    for part in alike or condition.parts:
        yield from deciding(part)
