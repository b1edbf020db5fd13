"""Resolved, typed declarations: what `check` produces and `lower` reads.

Expressions are already those of the IR; declarations still know where they stand, and acts on
earlier provisions are not yet worked into their lives.
"""

from datetime import date
from typing import Literal, TypeAlias

from attrs import frozen

from ecp_compiler.resolve import Symbol
from ecp_dsl import syntax
from ecp_dsl.source import Span
from ecp_runtime import ir


def part_key(list_id: str, module: str, instrument: str) -> str:
    """Return the name under which acts find what an instrument contributes to a list."""
    return f"{list_id}@{module}:{instrument}"


DemandKind: TypeAlias = Literal["when", "condition", "limit"]


@frozen
class Demand:
    """A clause that must hold for a provision to apply; `words` are what its author says it is."""

    kind: DemandKind
    expression: ir.Expr
    words: str | None = None


@frozen(kw_only=True)
class Provision:
    """A rule, exemption, authorization or bar, before any later act.

    `demands` are in the order written; all of them must hold.
    """

    symbol: Symbol
    jurisdiction: str
    title: str
    citations: tuple[ir.Citation, ...]
    period: ir.Period
    judged_at: ir.Expr | None
    demands: tuple[Demand, ...]
    guidance: tuple[ir.Guidance, ...]
    duties: tuple[ir.Duty, ...]
    confidence: str | None
    governs: tuple[str, ...]
    effect: ir.Effect | None
    kind: str | None
    even_prohibition: bool
    targets: tuple[syntax.Path, ...]
    span: Span

    @property
    def id(self) -> str:
        """The full name."""
        return self.symbol.id

    @property
    def condition(self) -> ir.Expr:
        """The conjunction of all demands; yes where there are none."""
        expressions = tuple(demand.expression for demand in self.demands)
        match expressions:
            case ():
                return ir.Truth(True)
            case (only,):
                return only
            case _:
                return ir.And(expressions)


@frozen(kw_only=True)
class Member:
    """A member of a list part, with its own period and citation if it has them.

    `ended_by` is the act that sets the end of the period, where it is not that of the beginning.
    """

    member: ir.ListMember
    period: ir.Period | None
    ended_by: ir.Citation | None
    span: Span


@frozen(kw_only=True)
class Inclusion:
    """All members of another list."""

    list: str
    period: ir.Period | None
    span: Span


@frozen(kw_only=True)
class Removal:
    """A member that leaves."""

    key: str
    start: date
    span: Span


@frozen(kw_only=True)
class ListPart:
    """What one declaration contributes to a list."""

    list: str
    module: str
    citation: ir.Citation
    period: ir.Period
    members: tuple[Member, ...]
    inclusions: tuple[Inclusion, ...]
    removals: tuple[Removal, ...]
    span: Span

    @property
    def key(self) -> str:
        """The name under which acts find it."""
        return part_key(self.list, self.module, self.citation.instrument)


@frozen(kw_only=True)
class ListHead:
    """A list without its members."""

    id: str
    title: str
    kind: Literal["party", "code"]
    scheme: str | None
    jurisdiction: str | None
    guidance: tuple[ir.Guidance, ...]
    span: Span


@frozen(kw_only=True)
class ParameterValue:
    """One dated value, and how the policy has it.

    `ended_by` is the act that sets the end of the period, where it is not that of the beginning.
    """

    value: ir.Constant
    written: str
    period: ir.Period
    citation: ir.Citation
    ended_by: ir.Citation | None
    span: Span


@frozen(kw_only=True)
class Parameter:
    """A parameter with the values that its own declaration gives."""

    id: str
    title: str
    values: tuple[ParameterValue, ...]
    span: Span


@frozen(kw_only=True)
class Changes:
    """What an amendment says anew; what it does not name stays as it was.

    Attributes:
        clauses: As written, to say which of them the amended provision cannot have.
        dropped: The names of the clauses that the amended text no longer has.
        title: The new title, if any; likewise the others.
    """

    clauses: tuple[syntax.Clause, ...]
    dropped: frozenset[str]
    title: str | None
    demands: tuple[Demand, ...]
    effect: ir.Effect | None
    governs: tuple[str, ...] | None
    judged_at: ir.Expr | None
    duties: tuple[ir.Duty, ...]
    guidance: tuple[ir.Guidance, ...]
    confidence: str | None
    kind: str | None
    values: tuple[ParameterValue, ...]


_NOUNS = {
    "suspend": "suspension",
    "resume": "resumption",
    "repeal": "repeal",
    "amend": "amendment",
}


@frozen(kw_only=True)
class Act:
    """What a later instrument does to earlier provisions, lists and parameters."""

    kind: Literal["suspend", "resume", "repeal", "amend"]
    targets: tuple[syntax.Path, ...]
    module: str
    citation: ir.Citation
    period: ir.Period
    condition: ir.Expr | None
    changes: Changes | None
    span: Span

    @property
    def noun(self) -> str:
        """What it is called in messages."""
        return _NOUNS[self.kind]


@frozen(kw_only=True)
class Policy:
    """Everything that the checker found sound."""

    modules: tuple[ir.Module, ...]
    entities: tuple[ir.Entity, ...]
    actors: tuple[ir.Actor, ...]
    schemes: tuple[ir.Scheme, ...]
    materials: tuple[ir.Material, ...]
    jurisdictions: tuple[ir.Jurisdiction, ...]
    instruments: tuple[ir.Instrument, ...]
    lists: tuple[ListHead, ...]
    parts: tuple[ListPart, ...]
    parameters: tuple[Parameter, ...]
    written_out: tuple[ir.Definition, ...]
    """All definitions, each after those that it uses."""
    questions: tuple[ir.Question, ...]
    provisions: tuple[Provision, ...]
    acts: tuple[Act, ...]
    profiles: tuple[ir.Profile, ...]


def duties_of(policy: Policy) -> tuple[ir.Duty, ...]:
    """Return all duties of a policy, with those that amendments bring in."""
    of_provisions = (duty for provision in policy.provisions for duty in provision.duties)
    changes = (act.changes for act in policy.acts if act.changes is not None)
    of_changes = (duty for change in changes for duty in change.duties or ())
    return (*of_provisions, *of_changes)
