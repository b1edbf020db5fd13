"""`test` blocks: the facts as a transaction, the expected decision, and whether they meet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias, get_args

from attrs import frozen

from ecp_compiler import types
from ecp_compiler.definitions import adoption
from ecp_compiler.environment import Environment
from ecp_compiler.names import symbol
from ecp_compiler.resolve import Kind, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic
from ecp_runtime import ir

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


@frozen(kw_only=True)
class Expectation:
    """One `expect`: what must be true of the decision.

    Attributes:
        on: Replaces the date of the transaction.
        known_at: Replays what was known then.
        jurisdiction: None means the overall outcome.
        at_least, at_most: The exact range, if one is expected.
        review: The review policy expected along with the outcome.
        below: The outcome that must not be possible, nor a stricter one.
        missing: Names expected among what would settle it.
        duty: A duty word or document expected among the obligations.
        because: Provisions expected to apply, or to be possible where the range is undetermined.
        text: The expectation as written, in one line.
        line: Where it stands.
    """

    on: date | None
    known_at: date | None
    jurisdiction: str | None
    at_least: ir.Outcome | None = None
    at_most: ir.Outcome | None = None
    review: ir.Review | None = None
    below: ir.Outcome | None = None
    missing: tuple[str, ...] = ()
    duty: str | None = None
    because: tuple[str, ...] = ()
    text: str
    line: int


@frozen(kw_only=True)
class Scenario:
    """A `test` block."""

    name: str
    module: str
    file: str
    line: int
    transaction: Mapping[str, Json]
    profile: ir.Profile | None
    expectations: tuple[Expectation, ...]


def scenarios(
    modules: Sequence[syntax.Module],
    environments: Mapping[str, Environment],
    diagnostics: list[Diagnostic],
) -> tuple[Scenario, ...]:
    """Read all `test` blocks; names in them are checked like names elsewhere."""
    return tuple(
        _scenario(environments[str(module.name)], declared)
        for module in modules
        for declared in module.declarations
        if isinstance(declared, syntax.Test)
    )


def _scenario(env: Environment, declared: syntax.Test) -> Scenario:
    transaction: dict[str, Json] = {}
    expectations: list[Expectation] = []
    adoptions: list[ir.Adoption] = []
    for clause in declared.clauses:
        match clause:
            case syntax.Given(facts):
                transaction = _transaction(env, facts)
            case syntax.Expect():
                expectations.append(_expectation(env, clause))
            case syntax.Adopt():
                adopted = adoption(env, clause)
                if adopted is not None:
                    adoptions.append(adopted)
    return Scenario(
        name=declared.name,
        module=env.module,
        file=declared.span.file.name,
        line=declared.span.line,
        transaction=transaction,
        profile=ir.Profile("", declared.name, tuple(adoptions)) if adoptions else None,
        expectations=tuple(expectations),
    )


# Facts


def _transaction(env: Environment, facts: syntax.Record) -> dict[str, Json]:
    """Return the facts in the shape of the JSON contract.

    A role stands for `parties.<role>`, `item` for a list of one item.
    """
    made: dict[str, Json] = {}
    parties: dict[str, Json] = {}
    roles = {s.node.name for s in env.table.of_kind(Kind.ACTOR)}
    for entry in facts.entries:
        if entry.key in roles:
            parties[entry.key] = _fact(env, entry.value, _field_type(env, entry.key))
        elif entry.key == "item":
            item = _fact(env, entry.value, ir.EntityType("Item"))
            made["items"] = [item]
        elif entry.key == "parties" and isinstance(entry.value, syntax.Record):
            for inner in entry.value.entries:
                parties[inner.key] = _fact(env, inner.value, _field_type(env, inner.key))
        else:
            found = env.shapes.field(types.TRANSACTION, entry.key)
            key = entry.key if found is None else found.key
            made[key] = _fact(env, entry.value, _type_of_key(env, types.TRANSACTION, entry.key))
    if parties:
        made["parties"] = parties
    return made


def _field_type(env: Environment, name: str) -> ir.Type | None:
    found = env.shapes.field(types.TRANSACTION, name)
    return None if found is None else found.type


def _type_of_key(env: Environment, entity: str, key: str) -> ir.Type | None:
    for name in env.shapes.names(entity):
        found = env.shapes.field(entity, name)
        if found is not None and key in (found.name, found.key):
            return found.type
    return None


def _fact(env: Environment, fact: syntax.Fact | syntax.Expr, type_: ir.Type | None) -> Json:
    match fact:
        case syntax.Record(entries):
            return _record(env, entries, type_)
        case syntax.FactList(values):
            element = type_.element if isinstance(type_, ir.ListType) else None
            return [_fact(env, v, element) for v in values]
        case syntax.YesNo(value):
            return value if type_ == types.YES_NO else ("yes" if value else "no")
        case syntax.Absent():
            named = isinstance(type_, ir.EnumType) and "none" in type_.values
            return "none" if named else None
        case syntax.Number(value):
            return str(value)
        case syntax.Percent(value):
            return f"{value}%"
        case syntax.Quantity(value, unit):
            return _measured(env, str(value), unit)
        case syntax.DateLiteral(value):
            return value.isoformat()
        case syntax.Text(value) | syntax.Code(value):
            return value
        case syntax.Path():
            return str(fact)
        case syntax.Negative(operand):
            return _negative(_fact(env, operand, type_))
        case other:
            raise AssertionError(f"not a fact: {other}")


def _negative(value: Json) -> Json:
    match value:
        case str():
            return f"-{value}"
        case dict():
            return {k: _negative(v) if k in ("amount", "value") else v for k, v in value.items()}
        case _:
            return value


def _measured(env: Environment, value: str, unit: str) -> Json:
    if unit in env.vocabulary.currencies:
        return {"amount": value, "currency": unit}
    for known in env.vocabulary.units:
        if unit in (known.symbol, known.code):
            return {"value": value, "unit": known.code}
    return {"value": value, "unit": unit}


def _record(
    env: Environment, entries: Sequence[syntax.Entry], type_: ir.Type | None
) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for entry in entries:
        match type_:
            case ir.EntityType(entity):
                inner = _type_of_key(env, entity, entry.key)
                if inner is None and entity == "Item":
                    inner = _type_of_key(env, types.TRANSACTION, entry.key)
                key = _key_of(env, entity, entry.key)
            case ir.ListType(element) if entry.key == "items":
                inner, key = ir.ListType(element), entry.key
            case _ if entry.key in ("at_least", "at_most", "value", "one_of"):
                inner = ir.ListType(type_) if entry.key == "one_of" and type_ else type_
                key = entry.key
            case _:
                inner, key = None, entry.key
        if entry.key == "listed" and isinstance(entry.value, syntax.Record):
            made[key] = {e.key: _fact(env, e.value, types.YES_NO) for e in entry.value.entries}
        elif entry.key == "complete":
            made[key] = _fact(env, entry.value, types.YES_NO)
        else:
            made[key] = _fact(env, entry.value, inner)
    return made


def _key_of(env: Environment, entity: str, key: str) -> str:
    found = env.shapes.field(entity, key)
    return key if found is None else found.key


# Expectations


def _expectation(env: Environment, expect: syntax.Expect) -> Expectation:
    verdict = expect.verdict
    outcomes: tuple[str, ...] = get_args(ir.Outcome)
    at_least = at_most = below = None
    review: ir.Review | None = None
    missing: tuple[str, ...] = ()
    duty: str | None = None
    match verdict:
        case syntax.ExpectOutcome(outcome, policy):
            at_least = at_most = _outcome(env, outcome, verdict, outcomes)
            review = _review(env, policy, verdict)
        case syntax.ExpectRange(lower, upper):
            at_least = _outcome(env, lower, verdict, outcomes)
            at_most = _outcome(env, upper, verdict, outcomes)
        case syntax.ExpectNot(outcome):
            below = _outcome(env, outcome, verdict, outcomes)
        case syntax.ExpectMissing(paths):
            missing = tuple(_missing_name(env, path) for path in paths)
        case syntax.ExpectDuty(name):
            duty = name
    if expect.jurisdiction is not None:
        known = [s.id for s in env.table.of_kind(Kind.JURISDICTION)]
        if expect.jurisdiction not in known:
            env.report(
                "ECP0102",
                f"there is no jurisdiction `{expect.jurisdiction}`",
                expect.span,
                help=nearest(expect.jurisdiction, known),
            )
    because = (symbol(env, path) for path in expect.because)
    return Expectation(
        on=expect.on,
        known_at=expect.known_at,
        jurisdiction=expect.jurisdiction,
        at_least=at_least,
        at_most=at_most,
        review=review,
        below=below,
        missing=missing,
        duty=duty,
        because=tuple(s.id for s in because if s is not None),
        text=" ".join(expect.span.file.text[expect.span.start : expect.span.end].split()),
        line=expect.span.line,
    )


def _missing_name(env: Environment, path: syntax.Path) -> str:
    found = symbol(env, path, quiet=True)
    return found.id if found is not None and found.kind is Kind.QUESTION else str(path)


def _outcome(
    env: Environment, name: str, verdict: syntax.Verdict, outcomes: Sequence[str]
) -> ir.Outcome | None:
    match name:
        case (
            "not_subject"
            | "no_license_required"
            | "notification_required"
            | "authorized"
            | "license_required"
            | "prohibited"
        ):
            return name
        case other:
            env.report(
                "ECP0206",
                f"`{other}` is not an outcome",
                verdict.span,
                help=nearest(other, outcomes) or f"the outcomes are {', '.join(outcomes)}",
            )
            return None


def _review(env: Environment, name: str | None, verdict: syntax.Verdict) -> ir.Review | None:
    match name:
        case None | "approval_presumed" | "case_by_case" | "denial_presumed":
            return name
        case other:
            env.report(
                "ECP0206",
                f"`{other}` is not a review policy",
                verdict.span,
                help=nearest(other, ir.REVIEWS) or f"the policies are {', '.join(ir.REVIEWS)}",
            )
            return None
