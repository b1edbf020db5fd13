"""Decides transactions with generated code: what a host's `decide` runs.

The rules are narrowed first; what is certain about those that are left is settled by text of their
own; and what follows from how provisions stand is remembered. The decision itself is assembled by
the code of the reference evaluator, which also weighs whatever is open. So both say the same, byte
for byte.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ecp_runtime import ir
from ecp_runtime.bearing import Bearing, bearing, standings
from ecp_runtime.compiled.assume import Assuming
from ecp_runtime.compiled.narrow import Narrowing
from ecp_runtime.compiled.readers import UNSURE
from ecp_runtime.compiled.settle import SettledLine, Settlement
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.compiled.write import Writer
from ecp_runtime.decision import Decision
from ecp_runtime.evaluate import Inquiry, Weighing, decide, inquire
from ecp_runtime.facts import Transaction, read_transaction
from ecp_runtime.membership import Screening
from ecp_runtime.prepare import prepare
from ecp_runtime.provisions import Provisions, Standing
from ecp_runtime.situation import Situation

MAX_REMEMBERED = 2_000
"""How many ways in which provisions stand together are remembered."""


class Decider:
    """Decides under one program. It may be shared between threads.

    Attributes:
        program: The policy.
        prepared: Its indexes.
        translator: Translates its conditions.
        writer: Writes its decisions as JSON text.
    """

    def __init__(self, program: ir.Program) -> None:
        """Serve a program; text is generated when it is first needed."""
        self.program = program
        self.prepared = prepare(program)
        self.translator = Translator(self.prepared)
        self._narrowings: dict[str, Narrowing] = {}
        self._settlements: dict[str, Settlement] = {}
        self.writer = Writer()
        self._assuming = Assuming(self.prepared)
        self._bearings: dict[tuple[str, tuple[Standing | None, ...]], Bearing] = {}

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
        weighing = Compiled(self, self.spelled(transaction, facts), on)
        return decide(
            self.program, facts, on=on, known_at=known_at, profile=profile, weighing=weighing
        )

    def spelled(self, transaction: Mapping[str, Any], facts: Transaction) -> Mapping[str, Any]:
        """Write the codes of a transaction as they were read; generated code knows no others."""
        for each in facts.respelled:
            if each.fact:
                transaction = self._assuming.spelled(transaction, each.path, each.fact)
        return transaction

    def narrowing(self, jurisdiction: ir.Jurisdiction) -> Narrowing:
        """Return what chooses among the rules of a jurisdiction."""
        made = self._narrowings.get(jurisdiction.id)
        if made is None:
            # Two threads may both make one; they are the same.
            made = Narrowing(self.prepared, self.translator, jurisdiction)
            self._narrowings[jurisdiction.id] = made
        return made

    def settlement(self, jurisdiction: ir.Jurisdiction) -> Settlement:
        """Return what settles how the provisions of a jurisdiction stand."""
        made = self._settlements.get(jurisdiction.id)
        if made is None:
            # Two threads may both make one, with standings of its own; the last one stays.
            made = Settlement(self.prepared, self.translator, jurisdiction)
            self._settlements[jurisdiction.id] = made
        return made

    def bearing(self, provisions: Provisions) -> Bearing:
        """Work out what bears on a line, once for all lines on which provisions stand alike."""
        listed = tuple(standings(provisions))
        key = provisions.situation.jurisdiction.id, listed
        found = self._bearings.get(key)
        if found is None:
            found = bearing(provisions)
            # A standing with anything open in it is an object of its own, and never seen again.
            if not any(standing is not None and standing.is_open for standing in listed):
                if len(self._bearings) >= MAX_REMEMBERED:
                    self._bearings.clear()
                self._bearings[key] = found
        return found


class Compiled(Weighing):
    """Weighs provisions with generated code, for one transaction."""

    def __init__(self, decider: Decider, transaction: Mapping[str, Any], on: date | None) -> None:
        """Weigh for a transaction that was read without errors."""
        self._decider = decider
        self._transaction = transaction
        self._on = on

    def provisions(self, number: int, situation: Situation) -> Provisions:
        """Look at the rules that may hold."""
        jurisdiction = situation.jurisdiction
        narrowing = self._decider.narrowing(jurisdiction)
        context = narrowing.context(self._transaction, number, self._on)
        rules = narrowing.rules(context)
        settlement = self._decider.settlement(jurisdiction)
        day = situation.day.exact
        if context is None or day is None or context[3] is None:
            return Provisions(situation, rules)
        if situation.known != settlement.known:
            return Provisions(situation, rules)
        return Provisions(situation, rules, settled=SettledLine(settlement, context, day))

    def bearing(self, provisions: Provisions) -> Bearing:
        """Work out what bears on the line, or remember it."""
        if provisions.settled is None:
            return bearing(provisions)
        return self._decider.bearing(provisions)

    def screenings(self, provisions: Provisions) -> Iterable[Screening]:
        """List the look-ups by name that decide what applies."""
        settled = provisions.settled
        if isinstance(settled, SettledLine):
            try:
                return settled.screenings(provisions)
            except UNSURE:
                pass
        return super().screenings(provisions)


class Asking:
    """The standings of provisions for one transaction, each line and jurisdiction once.

    Attributes:
        answers: What was answered, by the line and by the number of what was asked.
    """

    def __init__(self, decider: Decider, transaction: Mapping[str, Any], on: date | None) -> None:
        """Read the transaction.

        Raises:
            TransactionError: If it is malformed.
        """
        facts = read_transaction(decider.program, transaction)
        self._weighing = Compiled(decider, decider.spelled(transaction, facts), on)
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
        return self._weighing.provisions(line, self._situation(line, jurisdiction))

    def _situation(self, line: int, jurisdiction: ir.Jurisdiction) -> Situation:
        return self._inquiry.situation(self._inquiry.transaction.lines[line], jurisdiction)
