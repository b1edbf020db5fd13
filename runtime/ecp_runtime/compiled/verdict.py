"""Verdicts: what a host acts on, with the ids of the rules behind it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.plan import RANKS
from ecp_runtime.decision import Decision, Status

if TYPE_CHECKING:
    from ecp_runtime.compiled.engine import Engine

Stand: TypeAlias = tuple[str, Status]
"""The id of a rule and how it stands."""

Hit: TypeAlias = tuple[int, Stand, tuple[Stand]]
"""The place of a rule in a decision, how it stands, and that as all there is to report."""

Part: TypeAlias = tuple[int, str, int, int, list[Hit]]
"""The number of a line, a jurisdiction, the ranks of the range, and the rules."""


def hit(position: int, rule: str, status: Status) -> Hit:
    """Note how a rule stands."""
    return position, (rule, status), ((rule, status),)


@frozen
class LineVerdict:
    """What one jurisdiction's law says about one line."""

    item: int
    jurisdiction: str
    at_least: ir.Outcome
    at_most: ir.Outcome
    determined: bool
    rules: tuple[Stand, ...]


class Verdict(NamedTuple):
    """The range of outcomes of a transaction, and the rules it comes from.

    A host acts on `at_most`. The transaction must not be changed while a verdict of it may still
    be asked for its `decision`.

    Attributes:
        at_least: The least restrictive outcome that the facts allow.
        at_most: The most restrictive outcome that the facts allow: the one to act on.
        ranks: Both as numbers, the review policy included.
        rules: The rules that apply, may apply, are lifted or suspended, as a decision lists them.
        engine: What gave the verdict.
        transaction: What it was given on.
        on: The date of the act, where it is not the transaction's own.
        parts: The same for each line and jurisdiction, in the form of generated code.
    """

    at_least: ir.Outcome
    at_most: ir.Outcome
    ranks: tuple[int, int]
    rules: tuple[Stand, ...]
    engine: "Engine"
    transaction: Mapping[str, Any]
    on: date | None
    parts: "tuple[Part, ...] | list[Hit]"

    def __repr__(self) -> str:
        """Return the range and the rules, for logs."""
        return f"<Verdict {self.at_least} to {self.at_most}: {self.rules}>"

    @property
    def review_at_least(self) -> ir.Review | None:
        """The review policy of the least restrictive outcome, where one is stated."""
        return RANKS[self.ranks[0]].review

    @property
    def review_at_most(self) -> ir.Review | None:
        """The review policy of the most restrictive outcome, where one is stated."""
        return RANKS[self.ranks[1]].review

    @property
    def determined(self) -> bool:
        """Whether both ends of the range are the same."""
        return self.ranks[0] >> 1 == self.ranks[1] >> 1

    @property
    def lines(self) -> tuple[LineVerdict, ...]:
        """The same for each line and each jurisdiction."""
        parts = self.parts
        if isinstance(parts, list):
            only = self.engine.prepared.jurisdictions[0].id
            parts = ((0, only, *self.ranks, parts),)
        return tuple(
            LineVerdict(
                item=item,
                jurisdiction=jurisdiction,
                at_least=RANKS[least].outcome,
                at_most=RANKS[most].outcome,
                determined=least >> 1 == most >> 1,
                rules=tuple(found[1] for found in hits),
            )
            for item, jurisdiction, least, most, hits in parts
        )

    @property
    def decision(self) -> Decision:
        """The whole decision on the same facts."""
        return self.engine.decide(self.transaction, on=self.on)


OUTCOMES: Mapping[tuple[int, int], tuple[ir.Outcome, ir.Outcome]] = {
    (least, most): (RANKS[least].outcome, RANKS[most].outcome) for least in RANKS for most in RANKS
}
"""The ends of a range, by their numbers."""

SETTLED: Mapping[int, tuple[ir.Outcome, tuple[int, int]]] = {
    rank: (bound.outcome, (rank, rank)) for rank, bound in RANKS.items()
}
"""Both ends of a range without width, and their numbers."""


def reported(hits: list[Hit]) -> tuple[Stand, ...]:
    """List rules as a verdict reports them, and sort what was noted of them."""
    if not hits:
        return ()
    if len(hits) == 1:
        return hits[0][2]
    hits.sort()
    return tuple([found[1] for found in hits])


def verdict_of(
    parts: tuple[Part, ...],
    engine: "Engine",
    transaction: Mapping[str, Any],
    on: date | None,
    ranks: tuple[int, int],
) -> Verdict:
    """Sum up what was found line by line and jurisdiction by jurisdiction."""
    rules = tuple(dict.fromkeys([found[1] for part in parts for found in part[4]]))
    return Verdict(*OUTCOMES[ranks], ranks, rules, engine, transaction, on, parts)
