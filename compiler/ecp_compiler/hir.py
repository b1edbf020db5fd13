"""Resolved, typed declarations: what `check` produces and `lower` reads.

Expressions are already those of the IR; declarations still know where they stand, and acts on
earlier provisions are not yet worked into their lives.
"""

from datetime import date
from typing import Literal

from attrs import frozen

from ecp_compiler.resolve import Symbol
from ecp_dsl import syntax
from ecp_dsl.source import Span
from ecp_runtime import ir


def part_key(list_id: str, module: str) -> str:
    """Return the name under which acts find what a module contributes to a list."""
    return f"{list_id}@{module}"


@frozen(kw_only=True)
class Provision:
    """A rule, exemption, authorization or bar, before any later act."""

    symbol: Symbol
    jurisdiction: str
    title: str
    citations: tuple[ir.Citation, ...]
    period: ir.Period
    judged_at: ir.Expr | None
    condition: ir.Expr
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


@frozen(kw_only=True)
class Member:
    """A member of a list part, with its own period and citation if it has them."""

    member: ir.ListMember
    period: ir.Period | None
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
        return part_key(self.list, self.module)


@frozen(kw_only=True)
class ListHead:
    """A list without its members."""

    id: str
    title: str
    kind: Literal["party", "code"]
    scheme: str | None
    guidance: tuple[ir.Guidance, ...]
    span: Span


@frozen(kw_only=True)
class ParameterValue:
    """One dated value."""

    value: ir.Constant
    period: ir.Period
    citation: ir.Citation
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
    """What an amendment says anew; None leaves the earlier version as it is."""

    title: str | None
    condition: ir.Expr | None
    effect: ir.Effect | None
    governs: tuple[str, ...] | None
    judged_at: ir.Expr | None
    duties: tuple[ir.Duty, ...] | None
    guidance: tuple[ir.Guidance, ...]
    confidence: str | None
    kind: str | None
    values: tuple[ParameterValue, ...]


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
