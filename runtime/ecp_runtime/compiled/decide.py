"""Decides transactions with the rules narrowed first: what a host's `decide` runs.

The decision is assembled by the code of the reference evaluator, from the rules that generated text
could not rule out; so both say the same, byte for byte.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ecp_runtime import ir
from ecp_runtime.compiled.lazy import read_lazily
from ecp_runtime.compiled.narrow import Narrowing
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.decision import Decision
from ecp_runtime.evaluate import Inquiry, decide, inquire
from ecp_runtime.facts import TransactionError, read_transaction
from ecp_runtime.prepare import prepare
from ecp_runtime.provisions import Provisions
from ecp_runtime.situation import Situation


class Decider:
    """Decides under one program. It may be shared between threads.

    Attributes:
        program: The policy.
        prepared: Its indexes.
        translator: Translates its conditions.
    """

    def __init__(self, program: ir.Program) -> None:
        """Serve a program; text is generated when it is first needed."""
        self.program = program
        self.prepared = prepare(program)
        self.translator = Translator(self.prepared)
        self._narrowings: dict[str, Narrowing] = {}

    def decide(
        self,
        transaction: Mapping[str, object],
        *,
        on: date | None = None,
        known_at: date | None = None,
        profile: ir.Profile | None = None,
    ) -> Decision:
        """Decide a transaction; takes and returns what `evaluate.decide` does.

        Raises:
            TransactionError: If the transaction is malformed.
        """
        facts = read_transaction(self.program, transaction)

        def narrow(line: int, jurisdiction: ir.Jurisdiction) -> tuple[ir.Rule, ...]:
            return self.narrowing(jurisdiction).rules(transaction, line, on)

        return decide(self.program, facts, on=on, known_at=known_at, profile=profile, narrow=narrow)

    def narrowing(self, jurisdiction: ir.Jurisdiction) -> Narrowing:
        """Return what chooses among the rules of a jurisdiction."""
        made = self._narrowings.get(jurisdiction.id)
        if made is None:
            # Two threads may both make one; they are the same.
            made = Narrowing(self.prepared, self.translator, jurisdiction)
            self._narrowings[jurisdiction.id] = made
        return made


class Asking:
    """The standings of provisions for one transaction, each line and jurisdiction once.

    Attributes:
        answers: What was answered, by the line and by the number of what was asked.
    """

    def __init__(self, decider: Decider, transaction: Mapping[str, Any], on: date | None) -> None:
        """Read no more of the transaction than where its facts stand."""
        self._decider = decider
        self._transaction = transaction
        self._on = on
        facts, self._problems = read_lazily(decider.prepared, transaction)
        self._inquiry: Inquiry = inquire(decider.program, facts, on=on)
        self._provisions: dict[tuple[int, str], Provisions] = {}
        self.answers: dict[tuple[int, int], bool | None] = {}

    def provisions(self, line: int, jurisdiction: ir.Jurisdiction) -> Provisions:
        """Return the standings of provisions for a line under a jurisdiction.

        Which rules there are is not among what may be asked of them; see `narrowed`.
        """
        key = line, jurisdiction.id
        if key not in self._provisions:
            self._provisions[key] = Provisions(self._situation(line, jurisdiction), ())
        return self._provisions[key]

    def narrowed(self, line: int, jurisdiction: ir.Jurisdiction) -> Provisions:
        """Return the standings of the rules that may bear on a line."""
        narrowing = self._decider.narrowing(jurisdiction)
        rules = narrowing.rules(self._transaction, line, self._on)
        return Provisions(self._situation(line, jurisdiction), rules)

    def _situation(self, line: int, jurisdiction: ir.Jurisdiction) -> Situation:
        return self._inquiry.situation(self._inquiry.transaction.lines[line], jurisdiction)

    def check(self) -> None:
        """Refuse the transaction if what was read of it is malformed.

        Raises:
            TransactionError: With everything that is wrong.
        """
        if self._problems.found:
            read_transaction(self._decider.program, self._transaction)
            raise TransactionError(self._problems.found)
