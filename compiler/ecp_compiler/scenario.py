"""`test` blocks: the facts as a transaction, and the decision that is expected of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

from attrs import frozen

from ecp_compiler import types
from ecp_compiler.definitions import adoption
from ecp_compiler.environment import Environment
from ecp_compiler.given import Facts, Json, read_facts
from ecp_compiler.names import symbol
from ecp_compiler.resolve import Kind, nearest
from ecp_dsl import syntax
from ecp_dsl.source import Span
from ecp_runtime import ir


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
        because: Provisions on which the decision is expected to rest, as `reasons` has it.
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
    facts: Facts
    profile: ir.Profile | None
    expectations: tuple[Expectation, ...]

    @property
    def transaction(self) -> Mapping[str, Json]:
        """The facts in the shape of the JSON contract."""
        return self.facts.transaction


def scenarios(
    modules: Sequence[syntax.Module],
    environments: Mapping[str, Environment],
    duties: Iterable[ir.Duty],
) -> tuple[Scenario, ...]:
    """Read all `test` blocks; names in them are checked like names elsewhere.

    Args:
        modules: The modules of the policy.
        environments: What names mean in each module; takes what is wrong.
        duties: All duties of the policy, which `expect duty` may name.
    """
    named = {name for duty in duties for name in (duty.kind, duty.document) if name is not None}
    return tuple(
        _scenario(environments[str(module.name)], declared, frozenset(named))
        for module in modules
        for declared in module.declarations
        if isinstance(declared, syntax.Test)
    )


def _scenario(env: Environment, declared: syntax.Test, duties: frozenset[str]) -> Scenario:
    facts = Facts({}, {"": declared.span})
    expectations: list[Expectation] = []
    adoptions: list[ir.Adoption] = []
    for clause in declared.clauses:
        match clause:
            case syntax.Given(written):
                facts = read_facts(env, written)
            case syntax.Expect():
                expectations.append(_expectation(env, clause, duties))
            case syntax.Adopt():
                adopted = adoption(env, clause)
                if adopted is not None:
                    adoptions.append(adopted)
    return Scenario(
        name=declared.name,
        module=env.module,
        file=declared.span.file.name,
        line=declared.span.line,
        facts=facts,
        profile=ir.Profile("", declared.name, tuple(adoptions)) if adoptions else None,
        expectations=tuple(expectations),
    )


# Expectations


def _expectation(env: Environment, expect: syntax.Expect, duties: frozenset[str]) -> Expectation:
    verdict = expect.verdict
    at_least = at_most = below = None
    review: ir.Review | None = None
    missing: tuple[str, ...] = ()
    duty: str | None = None
    match verdict:
        case syntax.ExpectOutcome(outcome, policy):
            at_least = at_most = _outcome(env, outcome, verdict.span)
            review = _review(env, policy, verdict)
        case syntax.ExpectRange(lower, upper):
            at_least, at_most = _outcomes(env, lower, upper, verdict.span)
        case syntax.ExpectNot(outcome):
            below = _below(env, outcome, verdict.span)
        case syntax.ExpectMissing(paths):
            missing = tuple(_missing_name(env, path) for path in paths)
        case syntax.ExpectDuty(name):
            duty = name
            _check_duty(env, name, duties, verdict.span)
    _check_jurisdiction(env, expect)
    because = (_provision(env, path) for path in expect.because)
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
        because=tuple(id_ for id_ in because if id_ is not None),
        text=" ".join(expect.span.file.text[expect.span.start : expect.span.end].split()),
        line=expect.span.line,
    )


def _check_jurisdiction(env: Environment, expect: syntax.Expect) -> None:
    known = [s.id for s in env.table.of_kind(Kind.JURISDICTION)]
    if expect.jurisdiction is not None and expect.jurisdiction not in known:
        env.report(
            "ECP0102",
            f"there is no jurisdiction `{expect.jurisdiction}`",
            expect.span,
            help=nearest(expect.jurisdiction, known)
            or f"the jurisdictions of the policy are {', '.join(known) or 'none'}",
        )


def _provision(env: Environment, path: syntax.Path) -> str | None:
    found = symbol(env, path)
    if found is None:
        return None
    if found.kind not in (Kind.RULE, Kind.AUTHORIZATION):
        env.report(
            "ECP0105",
            f"`{path}` is {found.kind.value}, not a rule or an authorization",
            path.span,
            help="after `because` come the rules and authorizations that the decision rests on",
        )
        return None
    return found.id


def _check_duty(env: Environment, name: str, duties: frozenset[str], span: Span) -> None:
    if name not in duties:
        env.report(
            "ECP0102",
            f"no rule obliges to `{name}`",
            span,
            help=nearest(name, sorted(duties))
            or f"the duties of the policy are {', '.join(sorted(duties)) or 'none'}",
        )


# What would settle a decision


def _missing_name(env: Environment, path: syntax.Path) -> str:
    """Return the path or the question expected among what is missing; report an unknown one."""
    found = symbol(env, path, quiet=True)
    if found is not None and found.kind in (Kind.QUESTION, Kind.PARAMETER):
        return found.id
    calendars = {calendar.id for calendar in env.vocabulary.calendars}
    if str(path) in calendars or _is_fact(env, path.parts):
        return str(path)
    facts = [*env.shapes.names(types.TRANSACTION), "parties"]
    questions = [s.id for s in env.table.of_kind(Kind.QUESTION)]
    own = [s.node.name for s in env.table.of_kind(Kind.QUESTION) if s.module == env.module]
    env.report(
        "ECP0102",
        f"there is no fact or question `{path}`",
        path.span,
        "so it is never among what is missing",
        help=nearest(str(path), [*facts, *own, *questions, *_paths_beside(env, path.parts)])
        or "name a fact by its path, as in `end_use.military`, or a question",
    )
    return str(path)


def _is_fact(env: Environment, parts: Sequence[str]) -> bool:
    """Return whether a path, or the end of one, is that of a fact."""
    if parts[0] == "parties":
        return len(parts) == 1 or _is_field_of(env, types.TRANSACTION, parts[1:])
    return any(_is_field_of(env, entity, parts) for entity in env.shapes.entities)


def _is_field_of(env: Environment, entity: str, parts: Sequence[str]) -> bool:
    for name in env.shapes.names(entity):
        found = env.shapes.field(entity, name)
        if found is not None and parts[0] in (found.name, found.key):
            return _goes_on(env, found.type, parts[1:])
    return parts[0] == "listed" and entity == types.PARTY


def _goes_on(env: Environment, type_: ir.Type, rest: Sequence[str]) -> bool:
    if not rest:
        return True
    match type_:
        case ir.EntityType(entity):
            return _is_field_of(env, entity, rest)
        case ir.ListType(element):
            return _goes_on(env, element, rest)
        case ir.ClassificationType():
            return ".".join(rest) in env.schemes
        case _:
            return False


def _paths_beside(env: Environment, parts: Sequence[str]) -> list[str]:
    """Return the paths of the facts in the record in which a path should end."""
    *before, _ = parts
    start = before[1:] if before[:1] == ["parties"] else before
    entity: str | None = types.TRANSACTION
    for name in start:
        found = None if entity is None else env.shapes.field(entity, name)
        type_ = None if found is None else found.type
        type_ = type_.element if isinstance(type_, ir.ListType) else type_
        entity = type_.name if isinstance(type_, ir.EntityType) else None
    return [] if entity is None else [".".join((*before, n)) for n in env.shapes.names(entity)]


# Outcomes


def _outcomes(
    env: Environment, lower: str, upper: str, span: Span
) -> tuple[ir.Outcome | None, ir.Outcome | None]:
    at_least, at_most = _outcome(env, lower, span), _outcome(env, upper, span)
    if at_least is None or at_most is None:
        return None, None
    if ir.OUTCOMES.index(at_least) > ir.OUTCOMES.index(at_most):
        env.report(
            "ECP0212",
            f"no decision reaches from `{lower}` to `{upper}`",
            span,
            "the first outcome is the stricter one",
            help=f"write `{upper} to {lower}`",
        )
    return at_least, at_most


def _below(env: Environment, name: str, span: Span) -> ir.Outcome | None:
    below = _outcome(env, name, span)
    if below == ir.OUTCOMES[0]:
        env.report(
            "ECP0212",
            f"every decision is at least `{name}`",
            span,
            "no decision is below the least outcome",
            help="`not …` names an outcome that must not be reached, such as `not prohibited`",
        )
    return below


def _outcome(env: Environment, name: str, span: Span) -> ir.Outcome | None:
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
            outcomes: tuple[str, ...] = get_args(ir.Outcome)
            env.report(
                "ECP0206",
                f"`{other}` is not an outcome",
                span,
                help=nearest(other, outcomes) or f"the outcomes are {', '.join(outcomes)}",
            )
            return None


def _review(env: Environment, name: str | None, verdict: syntax.ExpectOutcome) -> ir.Review | None:
    match name:
        case None:
            return None
        case "approval_presumed" | "case_by_case" | "denial_presumed":
            if verdict.outcome != "license_required":
                env.report(
                    "ECP0212",
                    f"`{verdict.outcome}` never comes with a review policy",
                    verdict.span,
                    "only applications for a license are reviewed",
                    help=f"remove `review {name}`, or expect `license_required`",
                )
            return name
        case other:
            env.report(
                "ECP0206",
                f"`{other}` is not a review policy",
                verdict.span,
                help=nearest(other, ir.REVIEWS) or f"the policies are {', '.join(ir.REVIEWS)}",
            )
            return None
