"""Verdicts: what a host acts on, with the ids of the rules behind it."""

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.plan import RANKS
from ecp_runtime.decision import Decision, Status

if TYPE_CHECKING:
    from ecp_runtime.compiled.engine import Engine

Hit: TypeAlias = tuple[int, tuple[str, Status]]
"""The place of a rule in a decision; its id and how it stands."""

Part: TypeAlias = tuple[int, str, int, int, list[Hit]]
"""The number of a line, a jurisdiction, the ranks of the range, and the rules."""


@frozen
class LineVerdict:
    """What one jurisdiction's law says about one line."""

    item: int
    jurisdiction: str
    at_least: ir.Outcome
    at_most: ir.Outcome
    determined: bool
    rules: tuple[tuple[str, Status], ...]


class Verdict(tuple[Any, ...]):
    """The range of outcomes of a transaction, and the rules it comes from.

    A host acts on `at_most`. The transaction must not be changed while a verdict of it may still
    be asked for its `decision`. That it is a tuple is for speed; what it holds is internal.
    """

    # Engine, transaction, date, least, most, rules of the only part or None, parts or None.
    __slots__ = ()

    def __repr__(self) -> str:
        """Return the range and the rules, for logs."""
        return f"<Verdict {self.at_least} to {self.at_most}: {self.rules}>"

    @property
    def at_least(self) -> ir.Outcome:
        """The least restrictive outcome that the facts allow."""
        return _OUTCOMES[self[3]]

    @property
    def at_most(self) -> ir.Outcome:
        """The most restrictive outcome that the facts allow: the one to act on."""
        return _OUTCOMES[self[4]]

    @property
    def review_at_least(self) -> ir.Review | None:
        """The review policy of the least restrictive outcome, where one is stated."""
        return RANKS[self[3]].review

    @property
    def review_at_most(self) -> ir.Review | None:
        """The review policy of the most restrictive outcome, where one is stated."""
        return RANKS[self[4]].review

    @property
    def determined(self) -> bool:
        """Whether both ends of the range are the same."""
        return bool(self[3] >> 1 == self[4] >> 1)

    @property
    def rules(self) -> tuple[tuple[str, Status], ...]:
        """The rules that apply, may apply, are lifted or suspended, as a decision lists them."""
        hits: list[Hit] | None = self[5]
        if not hits and hits is not None:
            return ()
        if hits is not None:
            return tuple([hit[1] for hit in hits])
        return tuple(dict.fromkeys([hit[1] for part in self[6] for hit in part[4]]))

    @property
    def lines(self) -> tuple[LineVerdict, ...]:
        """The same for each line and each jurisdiction."""
        return tuple(
            LineVerdict(
                item=item,
                jurisdiction=jurisdiction,
                at_least=_OUTCOMES[least],
                at_most=_OUTCOMES[most],
                determined=least >> 1 == most >> 1,
                rules=tuple(hit[1] for hit in hits),
            )
            for item, jurisdiction, least, most, hits in self._parts()
        )

    @property
    def decision(self) -> Decision:
        """The whole decision on the same facts."""
        engine: Engine = self[0]
        return engine.decide(self[1], on=self[2])

    def _parts(self) -> tuple[Part, ...]:
        if self[5] is None:
            parts: tuple[Part, ...] = self[6]
            return parts
        only: ir.Jurisdiction = self[0].prepared.jurisdictions[0]
        return ((0, only.id, self[3], self[4], self[5]),)


_OUTCOMES: dict[int, ir.Outcome] = {rank: bound.outcome for rank, bound in RANKS.items()}
