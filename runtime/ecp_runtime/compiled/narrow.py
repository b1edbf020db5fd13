"""Narrows the rules of a jurisdiction to those whose conditions may hold for a line.

The generated text errs on one side only: a rule that it leaves out certainly does not apply, is
not suspended, lifted or lapsed either, and so leaves no trace in a decision. Dates of law, names on
lists, questions and whatever else needs the reference evaluator count as open, and so does a fact
that is not given. That is why it holds for every profile and every state of knowledge.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from ecp_runtime import ir
from ecp_runtime.compiled import readers
from ecp_runtime.compiled.conditions import (
    ALWAYS,
    FOREVER,
    Condition,
    Fixed,
    all_of,
    as_number,
    paths,
)
from ecp_runtime.compiled.index import Indexed, Table, find_indexes, scheme_of
from ecp_runtime.compiled.language import space_of
from ecp_runtime.compiled.names import Names, keep_text, name_text
from ecp_runtime.compiled.order import order
from ecp_runtime.compiled.plan import Planned, PlannedRule
from ecp_runtime.compiled.possible import Possible
from ecp_runtime.compiled.reads import CONTEXT
from ecp_runtime.compiled.tables import Entry, Loose
from ecp_runtime.compiled.translate import Translator
from ecp_runtime.prepare import Prepared

Space = dict[str, Any]

Context: TypeAlias = tuple[Mapping[str, Any], Any, Any, int | None, int, Any]
"""A transaction, a line, its parties, the day, the number of the line, and room for a helper."""


class Narrowing:
    """The rules of one jurisdiction, and the text that chooses among them."""

    def __init__(
        self, prepared: Prepared, translator: Translator, jurisdiction: ir.Jurisdiction
    ) -> None:
        """Write the text for a jurisdiction and run it."""
        self._prepared = prepared
        self._jurisdiction = jurisdiction
        self._rules = prepared.rules[jurisdiction.id]
        self._names = Names()
        self._possible = Possible(prepared, jurisdiction, self._names)
        self._tests: dict[Condition, str] = {}
        self._days = readers.days(prepared, jurisdiction.time_zone)
        planned = tuple(
            _planned(rule, position, self._condition(translator, rule))
            for position, rule in enumerate(self._rules)
        )
        self._indexed = find_indexes(planned, prepared)
        self.text = self._text(self._indexed)
        space = self._space()
        name = name_text(self, prepared.known_hash, f"narrowing {jurisdiction.id} ")
        name = keep_text(self, name, self.text)
        exec(compile(self.text, name, "exec", dont_inherit=True), space)  # see `names`
        for number, table in enumerate(self._indexed.tables):
            space[f"table_{number}"] = self._table(table, space)
        self._may_hold: Callable[..., list[int]] = space["may_hold"]

    def context(
        self, transaction: Mapping[str, Any], number: int, on: date | None
    ) -> Context | None:
        """Return what generated code is given for a line (see `express.CONTEXT`).

        Args:
            transaction: The raw transaction, which was read without errors.
            number: The number of one of its lines.
            on: The date of the act, where it is not the transaction's own.

        Returns:
            The context, with no day where that is not certain; None where its parties are not
            written out.
        """
        day = self._day(transaction.get("date")) if on is None else as_number(on)
        return context_of(transaction, number, day)

    def rules(self, context: Context | None) -> tuple[ir.Rule, ...]:
        """List the rules that may hold."""
        if context is None:
            return self._rules
        try:
            found = self._may_hold(*context)
        except readers.UNSURE:
            return self._rules
        found.sort()
        return tuple([self._rules[position] for position in found])

    def _day(self, raw: object) -> int | None:
        """Return the date of the act as a number, where it is certain."""
        try:
            return self._days[raw]
        except readers.UNSURE:
            return None

    def _condition(self, translator: Translator, rule: ir.Rule) -> Condition:
        reach = translator.reach(self._jurisdiction, rule.governs)
        return order(all_of((reach, translator.translate(rule.condition))))

    # The text

    def _text(self, indexed: Indexed) -> str:
        read = self._possible.reading()
        body = ["found = []"]
        for table in indexed.tables:
            read.ahead((table.first, *(() if table.second is None else (table.second,))))
        for rule in indexed.residual:
            read.ahead(paths(rule.own.condition))
        body += read.lines
        for rule in indexed.residual:
            text = self._possible.condition(rule.own.condition, read)
            if text != "False":
                body += [f"if {text}:", f"    found.append({rule.position})"]
        for number, table in enumerate(indexed.tables):
            second = "" if table.second is None else f", {read.fact(table.second)}"
            body += [
                f"for _, rows in table_{number}.rows({read.fact(table.first)}{second}):",
                "    for _, _, test, position in rows if rows.__class__ is tuple else rows[0]:",
                f"        if test is None or test({CONTEXT}):",
                "            found.append(position)",
            ]
            for candidate in table.candidates:
                self._test(candidate.rest)
        body.append("return found")
        lines = [f"def may_hold({CONTEXT}):", *(f"    {line}" for line in body), ""]
        return "\n".join([*self._possible.functions, *lines])

    def _test(self, rest: Condition) -> str | None:
        """Name the function that tests what the look-up leaves open; rows share them."""
        if rest == Fixed(True):
            return None
        if rest not in self._tests:
            name = f"test_{len(self._tests)}"
            read = self._possible.reading()
            read.ahead(paths(rest))
            lines = [f"    {line}" for line in read.lines]
            text = self._possible.condition(rest, read)
            self._possible.functions.append(
                "\n".join([f"def {name}({CONTEXT}):", *lines, f"    return {text}", ""])
            )
            self._tests[rest] = name
        return self._tests[rest]

    # Running it

    def _table(self, table: Table, space: Space) -> Loose:
        entries = []
        for candidate in table.candidates:
            name = self._test(candidate.rest)
            row = (0, FOREVER, None if name is None else space[name], candidate.rule.position)
            entries.append(Entry(candidate.first, candidate.second, row))
        scheme = scheme_of(table, self._prepared)
        return Loose(tuple(entries), scheme, single=table.second is None)

    def _space(self) -> Space:
        return {
            **space_of(self._prepared),
            **self._names.values,
        }


def context_of(transaction: Mapping[str, Any], number: int, day: int | None) -> Context | None:
    """Return what generated code is given for a line; None where its parties are not written."""
    line = transaction["items"][number]
    parties = readers.record(transaction.get("parties"))
    if "parties" in line:
        if line["parties"].__class__ is not dict:
            return None
        parties = {**parties, **line["parties"]}
    return transaction, line, parties, day, number, None


def _planned(rule: ir.Rule, position: int, condition: Condition) -> PlannedRule:
    """Wrap a condition as indexing takes it, without what depends on days."""
    own = Planned(
        number=position,
        id=rule.id,
        own=ALWAYS,
        pauses=(),
        condition=condition,
        lifting=(),
        is_asked=False,
        provision=rule,
    )
    return PlannedRule(own=own, position=position, rank=None, authorizations=())
