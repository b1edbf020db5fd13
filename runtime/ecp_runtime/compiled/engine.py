"""The compiled form of a program: text generated, run once, and asked for verdicts.

# Invariant: an engine never changes what it answers. What it learns on the way (the dictionaries
# of `readers` and `tables`) depends on nothing but the program, so threads may share one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from math import inf
from threading import Lock
from typing import Any

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.accept import Accepting
from ecp_runtime.compiled.conditions import as_number
from ecp_runtime.compiled.decide import Asking, Decider
from ecp_runtime.compiled.emit import Emitter, Space
from ecp_runtime.compiled.given import given
from ecp_runtime.compiled.index import Indexed, find_indexes
from ecp_runtime.compiled.language import Asked, Language, space_of
from ecp_runtime.compiled.names import Names, keep_text, name_text
from ecp_runtime.compiled.narrow import Context
from ecp_runtime.compiled.plan import (
    NOT_SUBJECT,
    PROHIBITED,
    STATUSES,
    Plan,
    Planner,
    first_covered,
    rank_of,
)
from ecp_runtime.compiled.precise import Precise
from ecp_runtime.compiled.templates import SEVERAL
from ecp_runtime.compiled.truths import OPEN, Ends
from ecp_runtime.compiled.verdict import (
    OUTCOMES,
    SETTLED,
    Hit,
    Part,
    Verdict,
    hit,
    reported,
    verdict_of,
)
from ecp_runtime.expressions import NO_ENV
from ecp_runtime.facts import read_transaction
from ecp_runtime.life import known_day
from ecp_runtime.outcome import bounds
from ecp_runtime.precision import Ranges
from ecp_runtime.report import shown_rules
from ecp_runtime.unknown import Unknown
from ecp_runtime.values import Value


@frozen(eq=False)
class Compiled:
    """One jurisdiction: its plan, its indexes, its functions, and the first day it covers."""

    plan: Plan
    indexed: Indexed
    two: Any
    three: Any
    days: readers.Learnt[int]
    ends: readers.Learnt[Ends | None]
    precise: Precise
    first: float


@frozen(eq=False)
class Ranged:
    """One jurisdiction for dates of the act that are ranges."""

    plan: Plan
    decide: Any


class Engine:
    """A program, ready to give verdicts. It may be shared between threads.

    Attributes:
        program: What it was made from.
        decide: Decides a transaction; see `Decider.decide`.
        decider: Decides where a verdict is not enough, or cannot be given by itself.
        prepared: The program's indexes.
        text: The generated Python.
        name: The file name under which tracebacks show the text.
        verdict: Gives the verdict on a transaction that is well formed. What the two-valued path
            cannot answer is looked at again. A value outside a closed choice or scheme raises
            `TransactionError`, as in `decide`; not every malformed transaction does.
    """

    def __init__(self, program: ir.Program, decider: Decider | None = None) -> None:
        """Run all passes and the text that they lead to; `decider` decides under the program."""
        self.program = program
        self.decider = Decider(program) if decider is None else decider
        self.decide = self.decider.decide
        self.prepared = self.decider.prepared
        self._accepting = Accepting(self.prepared)
        self._asked: list[tuple[ir.Jurisdiction, Asked]] = []
        self._names = Names()
        translator = self.decider.translator
        texts: list[str] = []
        tables: list[tuple[str, Callable[[Space], object]]] = []
        plans: list[tuple[Plan, Indexed, Language]] = []
        for number, jurisdiction in enumerate(self.prepared.jurisdictions):
            known = known_day(self.prepared.horizon, jurisdiction.time_zone)
            plan = Planner(self.prepared, translator, jurisdiction, known).plan()
            indexed = find_indexes(plan.rules, self.prepared)
            language = Language(self.prepared, jurisdiction, self._names, self._asked)
            emitters = [Emitter(plan, language, number, three=three) for three in (False, True)]
            functions = [emitter.emit(indexed) for emitter in emitters]
            texts += [*language.helpers, *functions]
            tables += [table for emitter in emitters for table in emitter.tables]
            plans.append((plan, indexed, language))
            only = emitters[0]
        texts.append(only.emit_verdict() if len(plans) == 1 else SEVERAL)
        self.text = "\n".join(texts)
        name = name_text(self, self.prepared.known_hash)
        self.name = keep_text(self, name, self.text)
        space = self._run(self.text, self.name, tables)
        self._compiled = tuple(
            Compiled(
                plan,
                indexed,
                space[f"two_{n}"],
                space[f"three_{n}"],
                space[language.days],
                language.leaves.ends(ir.DateType()),
                Precise(self.prepared, plan, language.parties),
                -inf if first is None else first,
            )
            for n, (plan, indexed, language) in enumerate(plans)
            for first in (first_covered(self.prepared, plan.jurisdiction),)
        )
        self.verdict: Callable[[Mapping[str, object]], Verdict] = space["verdict"]
        self._ranged: dict[str, Ranged] = {}
        self._making = Lock()

    def verdict_on(self, transaction: Mapping[str, object], on: date) -> Verdict:
        """Give a verdict for another date of the act than the transaction's."""
        if not self._accepting.transaction(transaction):
            return self._carefully(transaction, on)
        return self._general(transaction, on)

    def _carefully(self, transaction: Mapping[str, object], on: date | None = None) -> Verdict:
        """Give a verdict on a transaction of which a value is not plainly right.

        It is read, which may refuse it, and its codes are written as they were read.
        """
        facts = read_transaction(self.program, transaction)
        spelled = self.decider.spelled(transaction, facts)
        verdict = self._general(spelled, on)
        return verdict if spelled is transaction else verdict._replace(transaction=transaction)

    def _general(self, transaction: Mapping[str, object], on: date | None = None) -> Verdict:
        """Give a verdict line by line and jurisdiction by jurisdiction."""
        scratch: list[Any] = [None, on, None]
        parts: list[Part] = []
        lines = transaction.get("items") if isinstance(transaction, Mapping) else None
        if not isinstance(lines, list) or not lines:
            # The reference says what is wrong.
            read_transaction(self.program, transaction)
            lines = []
        for n, line in enumerate(lines):
            for compiled in self._compiled:
                parts.append(self._part(compiled, transaction, line, n, scratch))
        if any(part[3] == PROHIBITED and not part[4] for part in parts):
            # Of a day that is not covered no fact is looked at: nothing else notices what is wrong.
            read_transaction(self.program, transaction)
        least = max((part[2] for part in parts), default=NOT_SUBJECT)
        most = max((part[3] for part in parts), default=NOT_SUBJECT)
        return verdict_of(tuple(parts), self, transaction, on, (least, most))

    def _part(
        self,
        compiled: Compiled,
        transaction: Mapping[str, Any],
        line: Any,
        n: int,
        scratch: list[Any],
    ) -> Part:
        id_ = compiled.plan.jurisdiction.id
        try:
            on = scratch[1]
            day = self._day(compiled, transaction) if on is None else as_number(on)
            if (day[0] if day.__class__ is tuple else day) < compiled.first:
                # No fact is looked at, so that nothing else would notice what is malformed.
                self._asking(transaction, scratch)
                return n, id_, NOT_SUBJECT, PROHIBITED, []
            parties = transaction.get("parties", readers.NOTHING)
            if "parties" in line:
                parties = {**parties, **line["parties"]}
            if day.__class__ is tuple:
                scratch[2] = day
                hits: list[Hit] = []
                ranged = self._for_ranges(compiled).decide
                ranks = ranged(transaction, line, parties, 1, n, scratch, hits)
                hits.sort()
                if ranks[0] >> 1 != ranks[1] >> 1:
                    ranks = self._precisely(
                        compiled, transaction, line, parties, day, n, scratch, ranks, hits
                    )
                return n, id_, *ranks, hits
        except readers.UNSURE:
            return self._by_reference(compiled, transaction, n, scratch)
        hits = []
        try:
            rank = compiled.two(transaction, line, parties, day, n, scratch, hits)
            hits.sort()
            return n, id_, rank, rank, hits
        except readers.UNSURE:
            hits = []
        try:
            least, most = compiled.three(transaction, line, parties, day, n, scratch, hits)
        except readers.UNSURE:
            return self._by_reference(compiled, transaction, n, scratch)
        hits.sort()
        if least >> 1 != most >> 1:
            least, most = self._precisely(
                compiled, transaction, line, parties, day, n, scratch, (least, most), hits
            )
        return n, id_, least, most, hits

    def _precisely(
        self,
        compiled: Compiled,
        transaction: Mapping[str, Any],
        line: Any,
        parties: Any,
        day: Any,
        n: int,
        scratch: list[Any],
        ranks: tuple[int, int],
        hits: list[Hit],
    ) -> tuple[int, int]:
        """Narrow an open range by the open facts; see `precision`."""

        def weigh(context: Context) -> tuple[int, int]:
            t, its_line, its_parties, *_ = context
            fresh = [None, scratch[1], day]
            if day.__class__ is tuple:
                ranged = self._for_ranges(compiled).decide
                found: tuple[int, int] = ranged(t, its_line, its_parties, 1, n, fresh, [])
            else:
                found = compiled.three(t, its_line, its_parties, day, n, fresh, [])
            return found

        try:
            context = transaction, line, parties, None, n, None
            return compiled.precise.range(context, ranks, hits, weigh)
        except readers.UNSURE:
            provisions = self._asking(transaction, scratch).narrowed(n, compiled.plan.jurisdiction)
            found = Ranges(provisions).range()
            return rank_of(found.at_least), rank_of(found.at_most)

    def _narrowed(self, number: int, *given: Any) -> tuple[int, int]:
        return self._precisely(self._compiled[number], *given)

    def _day(self, compiled: Compiled, transaction: Mapping[str, Any]) -> Any:
        """Return the date of the act as a number, or as the first and the last of its days."""
        try:
            return compiled.days[transaction["date"]]
        except readers.UNSURE:
            found = compiled.ends[given(transaction.get("date", readers.MISSING))]
        _, first, last = OPEN if found is None else found
        return first if first == last else (first, last)

    def _for_ranges(self, compiled: Compiled) -> Ranged:
        """Write what decides for ranges of days, when it is first needed."""
        jurisdiction = compiled.plan.jurisdiction
        with self._making:
            made = self._ranged.get(jurisdiction.id)
            if made is None:
                known = known_day(self.prepared.horizon, jurisdiction.time_zone)
                translator = self.decider.translator
                planner = Planner(self.prepared, translator, jurisdiction, known, ranged=True)
                plan = planner.plan()
                language = Language(
                    self.prepared, jurisdiction, self._names, self._asked, ranged=True
                )
                number = self._compiled.index(compiled)
                emitter = Emitter(plan, language, number, three=True)
                function = emitter.emit(find_indexes(plan.rules, self.prepared))
                text = "\n".join([*language.helpers, function])
                name = name_text(self, self.prepared.known_hash, f"ranged {number} ")
                name = keep_text(self, name, text)
                space = self._run(text, name, emitter.tables)
                made = self._ranged[jurisdiction.id] = Ranged(plan, space[f"ranged_{number}"])
            return made

    def _by_reference(
        self, compiled: Compiled, transaction: Mapping[str, Any], n: int, scratch: list[Any]
    ) -> Part:
        jurisdiction = compiled.plan.jurisdiction
        asking = self._asking(transaction, scratch)
        provisions = asking.narrowed(n, jurisdiction)
        found = bounds(provisions)
        if not found.determined and provisions.situation.is_covered:
            found = Ranges(provisions).range()
        hits: list[Hit] = []
        if provisions.situation.is_covered and provisions.reach() is not False:
            shown = shown_rules(provisions)
            hits = [
                hit(position, rule.id, standing.status)
                for position, (rule, standing) in enumerate(shown)
                if standing.status in STATUSES
            ]
        return n, jurisdiction.id, rank_of(found.at_least), rank_of(found.at_most), hits

    # What generated code asks

    def _asking(self, transaction: Mapping[str, object], scratch: list[Any]) -> Asking:
        if scratch[0] is None:
            scratch[0] = Asking(self.decider, transaction, scratch[1])
        asking = scratch[0]
        assert isinstance(asking, Asking)
        return asking

    def _ask(
        self,
        t: Mapping[str, object],
        line: object,
        parties: object,
        day: object,
        n: int,
        scratch: list[Any],
        number: int,
    ) -> bool | None:
        asking = self._asking(t, scratch)
        if (n, number) not in asking.answers:
            jurisdiction, asked = self._asked[number]
            provisions = asking.provisions(n, jurisdiction)
            if isinstance(asked, ir.Provision):
                truth = provisions.value(asked)
            else:
                truth = provisions.evaluator.truth(asked, NO_ENV)
            asking.answers[n, number] = None if isinstance(truth, Unknown) else truth
        return asking.answers[n, number]

    def _value_of(
        self,
        t: Mapping[str, object],
        line: object,
        parties: object,
        day: object,
        n: int,
        scratch: list[Any],
        number: int,
    ) -> Value:
        jurisdiction, asked = self._asked[number]
        assert not isinstance(asked, ir.Provision)
        asking = self._asking(t, scratch)
        return asking.provisions(n, jurisdiction).evaluator.value(asked, NO_ENV)

    def _note(
        self,
        t: Mapping[str, object],
        line: object,
        parties: object,
        day: object,
        n: int,
        scratch: list[Any],
        number: int,
        noted: tuple[int, str],
        hits: list[Hit],
    ) -> bool | None:
        jurisdiction, asked = self._asked[number]
        asking = self._asking(t, scratch)
        provisions = asking.provisions(n, jurisdiction)
        assert isinstance(asked, ir.Provision)
        standing = provisions.standing(asked)
        if standing is None:
            return False
        if standing.status in STATUSES and standing.is_relevant:
            hits.append(hit(noted[0], noted[1], standing.status))
        return None if isinstance(standing.value, Unknown) else standing.value

    # Running the text

    def _run(
        self, text: str, name: str, tables: "list[tuple[str, Callable[[Space], object]]]"
    ) -> dict[str, Any]:
        space: dict[str, Any] = {
            **space_of(self.prepared),
            "ask": self._ask,
            "note": self._note,
            "value_of": self._value_of,
            "engine": self,
            "general": self._general,
            "narrowed": self._narrowed,
            "accepts": self._accepting.transaction,
            "carefully": self._carefully,
            "new": tuple.__new__,
            "Verdict": Verdict,
            "reported": reported,
            "OUTCOMES": OUTCOMES,
            "SETTLED": SETTLED,
            **self._names.values,
        }
        code = compile(text, name, "exec", dont_inherit=True)
        exec(code, space)  # The text is made of nothing but the IR: see `names`.
        for table, fill in tables:
            space[table] = fill(space)
        return space
