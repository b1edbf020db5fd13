"""Verdicts: what a host acts on, with the ids of the rules behind it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.plan import RANKS
from ecp_runtime.decision import Decision, Status

if TYPE_CHECKING:
    from ecp_runtime.compiled.engine import Engine

Hit: TypeAlias = tuple[int, str, Status]
"""The place of a rule in a decision, its id, and how it stands."""

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


class Verdict:
    """The range of outcomes of a transaction, and the rules it comes from.

    A host acts on `at_most`. The transaction must not be changed while a verdict of it may still
    be asked for its `decision`.
    """

    __slots__ = ("_engine", "_least", "_most", "_on", "_parts", "_transaction")

    def __init__(
        self,
        engine: "Engine",
        transaction: Mapping[str, object],
        on: date | None,
        least: int,
        most: int,
        parts: tuple[Part, ...],
    ) -> None:
        """Keep what was found; everything else is worked out when it is asked for."""
        self._engine = engine
        self._transaction = transaction
        self._on = on
        self._least = least
        self._most = most
        self._parts = parts

    def __repr__(self) -> str:
        """Return the range and the rules, for logs."""
        return f"<Verdict {self.at_least} to {self.at_most}: {self.rules}>"

    @property
    def at_least(self) -> ir.Outcome:
        """The least restrictive outcome that the facts allow."""
        return RANKS[self._least].outcome

    @property
    def at_most(self) -> ir.Outcome:
        """The most restrictive outcome that the facts allow: the one to act on."""
        return RANKS[self._most].outcome

    @property
    def review_at_least(self) -> ir.Review | None:
        """The review policy of the least restrictive outcome, where one is stated."""
        return RANKS[self._least].review

    @property
    def review_at_most(self) -> ir.Review | None:
        """The review policy of the most restrictive outcome, where one is stated."""
        return RANKS[self._most].review

    @property
    def determined(self) -> bool:
        """Whether both ends of the range are the same."""
        return self._least >> 1 == self._most >> 1

    @property
    def rules(self) -> tuple[tuple[str, Status], ...]:
        """The rules that apply, may apply, are lifted or suspended, as a decision lists them."""
        if len(self._parts) == 1:
            return tuple([hit[1:] for hit in self._parts[0][4]])
        found = (hit[1:] for part in self._parts for hit in part[4])
        return tuple(dict.fromkeys(found))

    @property
    def lines(self) -> tuple[LineVerdict, ...]:
        """The same for each line and each jurisdiction."""
        return tuple(
            LineVerdict(
                item=item,
                jurisdiction=jurisdiction,
                at_least=RANKS[least].outcome,
                at_most=RANKS[most].outcome,
                determined=least >> 1 == most >> 1,
                rules=tuple(hit[1:] for hit in hits),
            )
            for item, jurisdiction, least, most, hits in self._parts
        )

    @property
    def decision(self) -> Decision:
        """The whole decision, from the reference evaluator on the same facts."""
        return self._engine.decide(self._transaction, self._on)
