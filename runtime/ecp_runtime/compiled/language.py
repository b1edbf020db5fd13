"""What all generated text for one jurisdiction shares."""

from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled import dated, given, readers
from ecp_runtime.compiled.conditions import Condition
from ecp_runtime.compiled.dated import Memberships
from ecp_runtime.compiled.leaves import Leaves
from ecp_runtime.compiled.names import Names
from ecp_runtime.compiled.parties import Parties
from ecp_runtime.compiled.reads import SPACE
from ecp_runtime.prepare import Prepared

Asked: TypeAlias = ir.Expr | ir.Provision
"""What the reference evaluator may be asked: a condition, or how a provision stands."""


def space_of(prepared: Prepared) -> dict[str, Any]:
    """Return the namespace in which the text for a program runs, but for what the text names."""
    return {
        "AMOUNTS": readers.numbers(prepared, ir.NumberType()),
        "RATIOS": readers.numbers(prepared, ir.PercentType()),
        **SPACE,
        "said": readers.said(prepared),
        "said_or_missing": given.said(prepared),
        "on": dated.on,
        "on_or_open": dated.on_or_open,
        "OPEN": dated.OPEN,
    }


class Language:
    """What is shared by all text for one jurisdiction: names, look-ups, questions put aside."""

    def __init__(
        self,
        prepared: Prepared,
        jurisdiction: ir.Jurisdiction,
        names: Names,
        asked: "list[tuple[ir.Jurisdiction, Asked]]",
        *,
        ranged: bool = False,
        is_adopting: bool = False,
    ) -> None:
        """Speak of one jurisdiction; `asked` takes up what is left to the reference.

        With `ranged`, the date of the act is a range, and all text is three-valued. With
        `is_adopting`, what a transaction does not answer is asked of its profile.
        """
        self.ranged = ranged
        self.is_adopting = is_adopting
        self.prepared = prepared
        self.jurisdiction = jurisdiction
        self.names = names
        zone = jurisdiction.time_zone
        self.days = names.made(("days", zone), "d", readers.days(prepared, zone))
        self._asked = asked
        self._numbers: dict[object, int] = {}
        self.memberships = Memberships(prepared, jurisdiction)
        self.parties = Parties(prepared, self.memberships)
        self.leaves = Leaves(prepared, jurisdiction, names, ranged=ranged)
        self.helpers: list[str] = []
        self._quantified: dict[tuple[Condition, bool], str] = {}

    def question(self, asked: "Asked", key: object = None) -> int:
        """Number something that is left to the reference; the same `key` says the same."""
        known = id(asked) if key is None else key
        if known not in self._numbers:
            self._numbers[known] = len(self._asked)
            self._asked.append((self.jurisdiction, asked))
        return self._numbers[known]

    @property
    def is_asking(self) -> bool:
        """Whether anything is left to the reference."""
        return bool(self._asked)

    def next(self) -> int:
        """Number a function; numbers differ between jurisdictions as well."""
        return self.names.number()

    def quantified(self, over: Condition, three: bool) -> str | None:
        """Return the name of the function for a condition, if it was written."""
        return self._quantified.get((over, three))

    def write_quantified(self, over: Condition, three: bool, name: str, text: str) -> None:
        """Keep the function for a condition."""
        self._quantified[over, three] = name
        self.helpers.append(text)
