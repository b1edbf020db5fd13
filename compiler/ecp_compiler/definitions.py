"""Definitions, classes of end users and end uses, questions and profiles."""

from collections.abc import Iterator, Mapping

from attrs import evolve

from ecp_compiler import types
from ecp_compiler.environment import Environment, Signature, Typed
from ecp_compiler.expressions import condition, elaborate, named
from ecp_compiler.instruments import citation, guidance, period
from ecp_compiler.literals import quantity
from ecp_compiler.names import fact_root, symbol
from ecp_compiler.resolve import Kind, Symbol, SymbolTable, nearest
from ecp_dsl import syntax
from ecp_dsl.diagnostic import Diagnostic, Label, diagnostic
from ecp_dsl.walk import descend
from ecp_runtime import ir

DEFINITIONS = (Kind.DEFINITION, Kind.END_USER, Kind.END_USE)


def order(
    table: SymbolTable, environments: Mapping[str, Environment], diagnostics: list[Diagnostic]
) -> tuple[Symbol, ...]:
    """Return all definitions so that each comes after those it uses; report circles.

    Those on a circle are left out.
    """
    found = {s.id: s for s in table.of_kind(*DEFINITIONS)}
    uses = {id_: _used_by(table, environments[s.module], s) for id_, s in found.items()}
    ordered: list[Symbol] = []
    state: dict[str, str] = {}
    for start in sorted(found):
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(uses[start]))]
        if start in state:
            continue
        state[start] = "open"
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                if state[name] == "open":
                    state[name] = "done"
                    ordered.append(found[name])
            elif following not in state:
                state[following] = "open"
                stack.append((following, iter(uses[following])))
            elif state[following] in ("open", "circle"):
                on_stack = [n for n, _ in stack]
                if following in on_stack:
                    circle = on_stack[on_stack.index(following) :]
                    diagnostics.append(_circle(found, circle))
                    state.update(dict.fromkeys(circle, "circle"))
    return tuple(ordered)


def _used_by(table: SymbolTable, env: Environment, user: Symbol) -> tuple[str, ...]:
    ids: set[str] = set()
    values = _values_in(env, user)
    paths = (node for node in descend(user.node) if isinstance(node, syntax.Path))
    for path in paths:
        if id(path) in values:
            continue
        for candidate in table.candidates(user.module, path):
            if candidate.kind in DEFINITIONS:
                ids.add(candidate.id)
    return tuple(sorted(ids))


def _values_in(env: Environment, user: Symbol) -> set[int]:
    """Return the names that stand for a value of the fact on their left, not for a definition."""
    quiet = evolve(env, diagnostics=[], facts={})
    declared = signature(quiet, user, types.YES_NO)
    for name, type_ in () if declared is None else declared.parameters:
        quiet = quiet.bind(name, type_)
    found: set[int] = set()
    for node in descend(user.node):
        match node:
            case (
                syntax.Quantifier(variable=variable, collection=collection)
                | syntax.Count(variable=variable, collection=collection)
                | syntax.Sum(variable=variable, collection=collection)
                | syntax.Share(variable=variable, collection=collection)
            ):
                typed = _fact(quiet, collection)
                if typed is not None and isinstance(typed.type, ir.ListType):
                    quiet = quiet.bind(variable, typed.type.element)
            case (
                syntax.Membership(left=syntax.Path() as left, right=right)
                | syntax.Compare(left=syntax.Path() as left, right=right)
            ):
                typed = _fact(quiet, left)
                members = right.members if isinstance(right, syntax.SetOf) else (right,)
                if typed is not None:
                    found |= {id(m) for m in members if _is_value(quiet, typed.type, m)}
            case _:
                pass
    return found


def _fact(env: Environment, path: syntax.Path) -> Typed | None:
    return None if fact_root(env, path.parts[0]) is None else named(env, path)


def _is_value(env: Environment, type_: ir.Type, member: syntax.Expr) -> bool:
    if not isinstance(member, syntax.Path):
        return False
    match type_:
        case ir.EnumType(values):
            return str(member) in values
        case ir.CodeType(scheme):
            known = env.schemes[scheme]
            return any(str(member) == code for code, _ in known.codes)
        case _:
            return False


def _circle(found: Mapping[str, Symbol], circle: list[str]) -> Diagnostic:
    first = found[circle[0]]
    chain = " → ".join(f"`{found[i].node.name}`" for i in [*circle, circle[0]])
    return diagnostic(
        "ECP0107",
        f"`{first.node.name}` is defined by way of itself",
        first.span,
        chain,
        secondary=tuple(Label(found[i].span, "part of the circle") for i in circle[1:]),
        help="a definition may use others, but never itself, so that evaluation always ends",
    )


def signature(env: Environment, found: Symbol, result: ir.Type) -> Signature | None:
    """Return what a definition or question takes."""
    match found.node:
        case syntax.EndUserClass():
            return Signature((("party", ir.EntityType(types.PARTY)),), result)
        case syntax.EndUseClass():
            return Signature((("use", ir.EntityType(types.END_USE)),), result)
        case syntax.Define(_, parameters) | syntax.Question(_, parameters):
            typed: list[tuple[str, ir.Type]] = []
            for declared in parameters:
                type_ = _parameter_type(env, declared)
                if type_ is None:
                    return None
                typed.append((declared.name, type_))
            return Signature(tuple(typed), result)
        case _:
            return None


def _parameter_type(env: Environment, declared: syntax.ParameterOfFunction) -> ir.Type | None:
    dimensions = {u.dimension for u in env.vocabulary.units}
    if declared.type in types.BUILT_IN:
        return types.BUILT_IN[declared.type]
    if declared.type in dimensions:
        return ir.QuantityType(declared.type)
    if declared.type in env.shapes.entities:
        return ir.EntityType(declared.type)
    names = [*types.BUILT_IN, *dimensions, *env.shapes.entities]
    env.report(
        "ECP0209",
        f"there is no type `{declared.type}`",
        declared.span,
        help=nearest(declared.type, names) or f"types are {', '.join(sorted(names))}",
    )
    return None


def definition(env: Environment, found: Symbol) -> tuple[ir.Definition, Signature] | None:
    """Check a definition or class whose uses have been checked before."""
    parameters = signature(env, found, types.YES_NO)
    if parameters is None:
        return None
    inner = env
    for name, type_ in parameters.parameters:
        inner = inner.bind(name, type_)
    match found.node:
        case syntax.EndUserClass(_, title, body) | syntax.EndUseClass(_, title, body):
            expression: ir.Expr = condition(inner, body)
            result: ir.Type = types.YES_NO
            shown: str | None = title
        case syntax.Define(_, _, title_of_definition, body):
            typed = elaborate(inner, body)
            if typed is None:
                return None
            expression, result, shown = typed.expression, typed.type, title_of_definition
        case _:
            return None
    names = tuple(name for name, _ in parameters.parameters)
    return (
        ir.Definition(id=found.id, title=shown, parameters=names, body=expression),
        Signature(parameters.parameters, result),
    )


def question_signature(env: Environment, found: Symbol) -> Signature | None:
    """Return what a question takes, and whether its answer is yes or no, or a reading."""
    assert isinstance(found.node, syntax.Question)
    readings = tuple(c.name for c in found.node.clauses if isinstance(c, syntax.Reading))
    is_law = any(isinstance(c, syntax.OfLaw) for c in found.node.clauses)
    return signature(env, found, ir.EnumType(readings) if is_law else types.YES_NO)


def question(env: Environment, found: Symbol, jurisdiction: str | None) -> ir.Question:
    """Check a question."""
    node = found.node
    assert isinstance(node, syntax.Question)
    is_law = any(isinstance(c, syntax.OfLaw) for c in node.clauses)
    readings: list[ir.Reading] = []
    asked_of: str | None = None
    valid_for: ir.Duration | None = None
    over: ir.Period | None = None
    cited: list[ir.Citation] = []
    for clause in node.clauses:
        match clause:
            case syntax.Under():
                found_act = citation(env, clause)
                if found_act is not None:
                    cited.append(found_act)
            case syntax.Reading(name, text, held_by):
                readings.append(ir.Reading(name, text, held_by))
            case syntax.AskedOf(role):
                asked_of = role
            case syntax.AnswerValidFor(duration):
                valid_for = _validity(env, duration)
            case syntax.Over(written):
                over = period(env, written)
            case _:
                pass
    _check_question(env, node, is_law=is_law, readings=readings)
    return ir.Question(
        id=found.id,
        kind="law" if is_law else "fact",
        text=node.text,
        asked_of=asked_of,
        valid_for=valid_for,
        guidance=guidance(node.clauses),
        readings=tuple(readings),
        over=over,
        jurisdiction=jurisdiction,
        citations=tuple(cited),
    )


def _validity(env: Environment, duration: syntax.Quantity) -> ir.Duration | None:
    typed = quantity(env, duration)
    if typed is None:
        return None
    if isinstance(typed.expression, ir.Duration):
        return typed.expression
    env.report(
        "ECP0203",
        "an answer is valid for a length of time",
        duration.span,
        help="as in `12 months`",
    )
    return None


def _check_question(
    env: Environment, node: syntax.Question, *, is_law: bool, readings: list[ir.Reading]
) -> None:
    if is_law and len(readings) < 2:
        env.report(
            "ECP0011",
            "a question of law has at least two readings",
            node.span,
            help='add `reading … "…"` for each way to read the law',
        )
    if not is_law and readings:
        env.report(
            "ECP0012",
            "a question of fact has no readings",
            node.span,
            help="its answers are yes and no; a question with readings is `of law`",
        )
    first: dict[str, syntax.Reading] = {}
    for clause in node.clauses:
        if not isinstance(clause, syntax.Reading):
            continue
        earlier = first.setdefault(clause.name, clause)
        if earlier is not clause:
            env.report(
                "ECP0103",
                f"the reading `{clause.name}` is given twice",
                clause.span,
                "given again here",
                secondary=(Label(earlier.span, "first given here"),),
            )


def profile(env: Environment, id_: str, declared: syntax.Profile) -> ir.Profile:
    """Check a profile: each question exists, and has the reading adopted."""
    adoptions = (adoption(env, clause) for clause in declared.clauses)
    return ir.Profile(id_, declared.title, tuple(a for a in adoptions if a is not None))


def adoption(env: Environment, clause: syntax.Adopt) -> ir.Adoption | None:
    """Check one adopted reading or answer."""
    found = symbol(env, clause.question)
    if found is None:
        return None
    if found.kind is not Kind.QUESTION or found.id not in env.signatures:
        env.report(
            "ECP0105",
            f"`{clause.question}` is {found.kind.value}, not a question",
            clause.question.span,
        )
        return None
    result = env.signatures[found.id].result
    answers = result.values if isinstance(result, ir.EnumType) else ("yes", "no")
    if clause.reading not in answers:
        env.report(
            "ECP0206",
            f"`{clause.question}` has no reading `{clause.reading}`",
            clause.span,
            help=nearest(clause.reading, answers) or f"possible are {', '.join(answers)}",
            secondary=(Label(found.span, "declared here"),),
        )
        return None
    return ir.Adoption(found.id, clause.reading, clause.by, clause.on, clause.reason)
