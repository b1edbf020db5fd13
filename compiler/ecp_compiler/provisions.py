"""Rules, exemptions, authorizations, bars, and the acts that later change them."""

from collections.abc import Sequence
from typing import Literal, TypeVar

from attrs import evolve

from ecp_compiler import hir, types
from ecp_compiler.environment import Environment, Typed
from ecp_compiler.expressions import condition, elaborate
from ecp_compiler.instruments import authority, citation, confidence, guidance, period
from ecp_compiler.literals import quantity
from ecp_compiler.resolve import Symbol, nearest
from ecp_dsl import syntax
from ecp_dsl.format_expression import flat
from ecp_runtime import ir

ProvisionNode = syntax.Rule | syntax.Exempt | syntax.Authorize | syntax.Bar
ActNode = syntax.Suspend | syntax.Resume | syntax.Repeal | syntax.Amend

ALWAYS = ir.Period(None, None)

_ClauseType = TypeVar("_ClauseType")


def _first(clauses: Sequence[object], kind: type[_ClauseType]) -> _ClauseType | None:
    return next((c for c in clauses if isinstance(c, kind)), None)


def provision(
    env: Environment, symbol: Symbol, node: ProvisionNode, jurisdiction: ir.Jurisdiction
) -> hir.Provision:
    """Check one provision; one without a sound citation is reported."""
    clauses = node.clauses
    citations = _citations(env, clauses)
    if not citations:
        if not any(isinstance(c, syntax.Under) for c in clauses):
            env.report(
                "ECP0401",
                f"`{node.name}` cites no instrument",
                node.span,
                help="add `under …` with the instrument and the clause",
            )
        # What aims at it would else be told that there is nothing to aim at.
        citations = (ir.Citation("", None),)
    return hir.Provision(
        symbol=symbol,
        jurisdiction=jurisdiction.id,
        title=_title(clauses) or node.name.replace("_", " "),
        citations=citations,
        period=_period(env, clauses),
        judged_at=_judged_at(env, clauses),
        demands=_demands(env, clauses),
        guidance=guidance(clauses),
        duties=_duties(env, clauses),
        confidence=confidence(env, clauses),
        governs=_governs(env, clauses, jurisdiction) or (),
        effect=effect(env, clauses),
        kind=_kind(clauses),
        even_prohibition=_first(clauses, syntax.EvenProhibition) is not None,
        targets=() if isinstance(node, syntax.Rule) else node.targets,
        span=node.span,
    )


def _citations(env: Environment, clauses: Sequence[syntax.Clause]) -> tuple[ir.Citation, ...]:
    found = (citation(env, c) for c in clauses if isinstance(c, syntax.Under))
    return tuple(c for c in found if c is not None)


def _title(clauses: Sequence[syntax.Clause]) -> str | None:
    title = _first(clauses, syntax.Title)
    return None if title is None else title.text


def _kind(clauses: Sequence[syntax.Clause]) -> str | None:
    kind = _first(clauses, syntax.Kind)
    return None if kind is None else kind.name


def _period(env: Environment, clauses: Sequence[syntax.Clause]) -> ir.Period:
    in_force = _first(clauses, syntax.InForce)
    return ALWAYS if in_force is None else period(env, in_force.period)


def _demands(env: Environment, clauses: Sequence[syntax.Clause]) -> tuple[hir.Demand, ...]:
    """Return `when`, `condition` and `limit`: all of them must hold."""
    found: list[hir.Demand] = []
    for clause in clauses:
        match clause:
            case syntax.When(expression):
                found.append(hir.Demand("when", condition(env, expression)))
            case syntax.Condition(expression, text):
                found.append(hir.Demand("condition", condition(env, expression), text))
            case syntax.Limit(expression, text):
                found.append(hir.Demand("limit", condition(env, expression), text))
            case _:
                pass
    return tuple(found)


def _judged_at(env: Environment, clauses: Sequence[syntax.Clause]) -> ir.Expr | None:
    clause = _first(clauses, syntax.JudgedAt)
    if clause is None:
        return None
    typed = elaborate(env, clause.event)
    if typed is None:
        return None
    if typed.type != types.DATE:
        env.report(
            "ECP0202",
            "the event at which a rule is judged must be a date",
            clause.event.span,
            f"this is {types.describe(typed.type)}",
        )
        return None
    return typed.expression


def _governs(
    env: Environment, clauses: Sequence[syntax.Clause], jurisdiction: ir.Jurisdiction
) -> tuple[str, ...] | None:
    clause = _first(clauses, syntax.Governs)
    if clause is None:
        return None
    reached = [r.act for r in jurisdiction.reaches]
    for act in clause.acts:
        if act not in reached:
            env.report(
                "ECP0206",
                f"`{jurisdiction.id}` does not say when it reaches `{act}`",
                clause.span,
                help=nearest(act, reached)
                or f"its acts are {', '.join(dict.fromkeys(reached))}; "
                "add `reaches … when …` to the jurisdiction",
            )
    return tuple(sorted(clause.acts))


def effect(env: Environment, clauses: Sequence[syntax.Clause]) -> ir.Effect | None:
    """Return the effect on the outcome, if the clauses state one."""
    for clause in clauses:
        match clause:
            case syntax.Prohibit():
                return ir.Prohibition()
            case syntax.RequireLicense(path, review):
                licensing = None if path is None else authority(env, path)
                return ir.LicenseRequirement(licensing, _review(env, review, clause))
            case syntax.RequireNotification(path, within):
                notified = None if path is None else authority(env, path)
                return ir.NotificationRequirement(notified, _deadline(env, within))
            case _:
                pass
    return None


def _review(
    env: Environment, review: str | None, clause: syntax.RequireLicense
) -> ir.Review | None:
    match review:
        case None | "approval_presumed" | "case_by_case" | "denial_presumed":
            return review
        case other:
            env.report(
                "ECP0206",
                f"`{other}` is not a review policy",
                clause.span,
                help=nearest(other, ir.REVIEWS) or f"the policies are {', '.join(ir.REVIEWS)}",
            )
            return None


def _deadline(env: Environment, written: syntax.Quantity | None) -> ir.Duration | None:
    if written is None:
        return None
    typed = quantity(env, written)
    match typed:
        case Typed(ir.Duration() as duration, _):
            return duration
        case Typed():
            env.report(
                "ECP0203",
                "a deadline is a length of time",
                written.span,
                help="as in `within 30 days` or `within 45 working days`",
            )
            return None
        case _:
            return None


def _duties(env: Environment, clauses: Sequence[syntax.Clause]) -> tuple[ir.Duty, ...]:
    return tuple(
        ir.Duty(
            kind=clause.duty,
            authority=None if clause.authority is None else authority(env, clause.authority),
            text=clause.text,
            document=clause.document,
            within=_deadline(env, clause.within),
        )
        for clause in clauses
        if isinstance(clause, syntax.Oblige)
    )


def act(env: Environment, node: ActNode, jurisdiction: ir.Jurisdiction) -> hir.Act | None:
    """Check one act on earlier provisions. Its targets are found later, once all are known."""
    clauses = node.clauses
    citations = _citations(env, clauses)
    if not citations:
        if not any(isinstance(c, syntax.Under) for c in clauses):
            env.report(
                "ECP0401",
                "the act cites no instrument",
                node.span,
                help="add `under …` with the instrument and the clause",
            )
        return None
    only_if = _first(clauses, syntax.If)
    kind: Literal["suspend", "resume", "repeal", "amend"]
    match node:
        case syntax.Suspend():
            kind = "suspend"
        case syntax.Resume():
            kind = "resume"
        case syntax.Repeal():
            kind = "repeal"
        case syntax.Amend():
            kind = "amend"
    span_of_force = _period(env, clauses)
    if span_of_force.start is None:
        # The parser has asked for `in force from …`.
        return None
    return hir.Act(
        kind=kind,
        targets=(node.target,) if isinstance(node, syntax.Amend) else node.targets,
        module=env.module,
        citation=citations[0],
        period=span_of_force,
        condition=None if only_if is None else condition(env, only_if.condition),
        changes=_changes(env, node, jurisdiction, citations[0], span_of_force)
        if isinstance(node, syntax.Amend)
        else None,
        span=node.span,
    )


def _changes(
    env: Environment,
    node: syntax.Amend,
    jurisdiction: ir.Jurisdiction,
    cited: ir.Citation,
    in_force: ir.Period,
) -> hir.Changes:
    clauses = node.clauses
    widened = _first(clauses, syntax.EvenProhibition)
    if widened is not None:
        env.report(
            "ECP0012",
            "an amendment cannot make an exemption lift prohibitions",
            widened.span,
            help="write a further exemption with `even prohibition`, in force from that day",
        )
    return hir.Changes(
        clauses=clauses,
        dropped=frozenset(
            name for c in clauses if isinstance(c, syntax.Without) for name in c.names
        ),
        title=_title(clauses),
        demands=_demands(env, clauses),
        effect=effect(env, clauses),
        governs=_governs(env, clauses, jurisdiction),
        judged_at=_judged_at(env, clauses),
        duties=_duties(env, clauses),
        guidance=guidance(clauses),
        confidence=confidence(env, clauses),
        kind=_kind(clauses),
        values=tuple(
            value
            for clause in clauses
            if isinstance(clause, syntax.Value)
            for value in (parameter_value(env, clause, cited, in_force),)
            if value is not None
        ),
    )


def parameter_value(
    env: Environment, clause: syntax.Value, cited: ir.Citation | None, default: ir.Period
) -> hir.ParameterValue | None:
    """Check one dated value of a parameter."""
    own = citation(env, clause.under) if clause.under is not None else cited
    if own is None:
        if clause.under is None:
            env.report(
                "ECP0401",
                "the value cites no instrument",
                clause.span,
                help="add `under …` with the instrument and the clause",
            )
        return None
    typed = elaborate(env, clause.value)
    if typed is None:
        return None
    if not isinstance(typed.expression, ir.Constant):
        env.report(
            "ECP0210",
            "the value of a parameter is written out, not computed",
            clause.value.span,
        )
        return None
    dated = default if clause.period is None else period(env, clause.period)
    ended_by = None
    only_ends = dated.start is None and dated.end is not None
    if clause.under is not None and cited is not None and only_ends:
        # The act cited for nothing but an end is not the one that set the value.
        own, ended_by = cited, own
    if dated.start is None and default.start is not None:
        dated = ir.Period(default.start, dated.end)
    return hir.ParameterValue(
        value=typed.expression,
        written=flat(clause.value),
        period=dated,
        citation=own,
        ended_by=ended_by,
        span=clause.span,
    )


def parameter_type(env: Environment, declared: syntax.Parameter) -> ir.Type | None:
    """Return the type that all values of a parameter share.

    Values that are wrong in themselves are reported by `parameter`.
    """
    quiet = evolve(env, diagnostics=[])
    found: ir.Type | None = None
    for clause in declared.clauses:
        if not isinstance(clause, syntax.Value):
            continue
        typed = elaborate(quiet, clause.value)
        if typed is None:
            continue
        if found is None:
            found = typed.type
        elif typed.type != found:
            env.report(
                "ECP0203",
                f"the values of `{declared.name}` are of different kinds",
                clause.value.span,
                f"this is {types.describe(typed.type)}, an earlier one {types.describe(found)}",
            )
    if found is None and not any(isinstance(c, syntax.Value) for c in declared.clauses):
        env.report(
            "ECP0011",
            f"the parameter `{declared.name}` has no value",
            declared.span,
            help="add `value … from … under …`",
        )
    return found


def parameter(env: Environment, id_: str, declared: syntax.Parameter) -> hir.Parameter:
    """Check a parameter with the values of its own declaration."""
    under = _first(declared.clauses, syntax.Under)
    cited = None if under is None else citation(env, under)
    default = _period(env, declared.clauses)
    values = (
        parameter_value(env, c, cited, default)
        for c in declared.clauses
        if isinstance(c, syntax.Value)
    )
    return hir.Parameter(
        id=id_,
        title=declared.title,
        values=tuple(v for v in values if v is not None),
        span=declared.span,
    )
