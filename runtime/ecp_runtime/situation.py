"""One line of a transaction as one jurisdiction sees it: facts, answers, rates and lives.

Everything that is unknown becomes known as unknown here, with the gap that names it. Assumptions
stand in for gaps: that is how the evaluator tries what an answer would change.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, combinations
from typing import TypeAlias

from attrs import evolve, field, frozen

from ecp_runtime import ir
from ecp_runtime.answers import Why, holds, why_not
from ecp_runtime.facts import Line, Transaction
from ecp_runtime.first_day import is_covered
from ecp_runtime.life import local_dates
from ecp_runtime.places import ITEM_FIELD, ITEMS_FIELD, PARTY
from ecp_runtime.prepare import Prepared
from ecp_runtime.rates import Rates
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import (
    Absent,
    ClassificationValue,
    DateRange,
    Fact,
    ListValue,
    MomentRange,
    Record,
    Symbols,
    Truth,
    Value,
    unknown_fact,
)

DATE_GAP = Gap("fact", "date")


@frozen
class Listing:
    """Assumes on which lists a party is.

    Attributes:
        on: The lists on which the party is.
        is_all: Whether the party is on no other list of parties.
    """

    on: frozenset[str] = frozenset()
    is_all: bool = True


Assumption: TypeAlias = Value | Listing


@frozen(eq=False, kw_only=True)
class Situation:
    """What an evaluation stands on.

    Attributes:
        prepared: The policy.
        transaction: The facts.
        line: The line that is `item`.
        jurisdiction: Whose law and whose local time.
        day: The date of the act, in local time.
        known: The last day whose acts are known.
        is_known_at_instant: Whether that day follows from an instant and the time zone.
        adopted: What the profile says, by question.
        assumptions: What stands in for gaps.
        implied: The paths of records that are there if what is assumed of their facts is so.
        rate: The exchange rates on the day of the act.
    """

    prepared: Prepared
    transaction: Transaction
    line: Line
    jurisdiction: ir.Jurisdiction
    day: DateRange
    known: date
    is_known_at_instant: bool = False
    adopted: Mapping[str, ir.Adoption]
    assumptions: Mapping[Gap, Assumption]
    implied: frozenset[str] = field(init=False)
    rate: Rates = field(init=False)

    @property
    def first_day(self) -> date | None:
        """The first day that the rulebook of the jurisdiction covers."""
        return self.prepared.first_days.get(self.jurisdiction.id)

    @property
    def is_covered(self) -> bool:
        """Whether the rulebook covers every possible date of the act."""
        return is_covered(self.day, self.first_day)

    @implied.default
    def _implied(self) -> frozenset[str]:
        # Of nobody it may be said, too, that he is on no list, and has no facts.
        return frozenset(
            holder
            for gap, assumption in self.assumptions.items()
            if gap.kind == "fact" and not isinstance(assumption, Absent | Listing)
            for holder in _holders(gap.path)
        )

    @rate.default
    def _rate(self) -> Rates:
        listed = self.transaction.rates
        return Rates(lambda: ((r.base, r.to, r.date, r.rate) for r in listed), self.day.exact)

    def closes(self, gaps: frozenset[Gap]) -> bool:
        """Whether the assumptions close any of some gaps.

        A record closes those of its facts, and a fact that of its record. On which lists a party
        is may have been left open by anything: by another name, by the date, by the law.
        """
        assumed = self.assumptions
        if not assumed.keys().isdisjoint(gaps):
            return True
        if any(isinstance(each, Listing) for each in assumed.values()):
            return True
        above = tuple(f"{gap.path}{sign}" for gap in assumed if gap.kind == "fact" for sign in ".[")
        return any(
            gap.kind == "fact" and (gap.path in self.implied or gap.path.startswith(above))
            for gap in gaps
        )

    def field(self, record: Record, name: str) -> tuple[Value, Fact | None]:
        """Return a field of a record, with the fact where one is given."""
        if record is self.transaction.header:
            return self._header(name)
        definition = self.prepared.fields.get(record.entity, {}).get(name)
        key = name if definition is None else definition.key
        return self._settle(record.facts.get(name), f"{record.path}.{key}", _type(definition))

    def field_of_unknown(self, record: Unknown, name: str) -> Value:
        """Return a field of a record that is not known."""
        definition = self._definition(record.type, name)
        type_ = _type(definition)
        if record.path is None:
            return Unknown(record.gaps, None, type_)
        key = name if definition is None else definition.key
        return self._settle(None, f"{record.path}.{key}", type_)[0]

    def field_of_absent(self, record: Absent, name: str) -> Absent:
        """Return a field of a record that does not exist: it does not exist either."""
        definition = self._definition(record.type, name)
        key = name if definition is None else definition.key
        path = None if record.path is None else f"{record.path}.{key}"
        return Absent(path, _type(definition))

    def elements(self, listed: ListValue) -> tuple[Value, ...]:
        """Return the elements that a list is given with."""
        if not self.assumptions:
            return listed.elements
        return tuple(
            element if assumed is None or isinstance(assumed, Listing) else assumed
            for index, element in enumerate(listed.elements)
            for assumed in [self.assumptions.get(Gap("fact", f"{listed.path}[{index}]"))]
        )

    def code(self, fact: Fact | None, path: str, scheme: str) -> tuple[Value, Fact | None]:
        """Return the code that a classification gives in a scheme."""
        return self._settle(fact, f"{path}.{scheme}", ir.CodeType(scheme))

    def answer(self, question: ir.Question) -> tuple[Value, Fact | None]:
        """Return the answer to a question: of the transaction, else of the profile.

        An answer of the transaction counts for one subject, and not where several are asked about;
        what a profile adopts holds for all of them.
        """
        gap = Gap("judgement" if question.kind == "fact" else "law", question.id)
        assumed = self.assumptions.get(gap)
        if assumed is not None and not isinstance(assumed, Listing):
            return assumed, None
        unanswered = Unknown(frozenset({gap}), None, ir.YesNoType())
        for fact in self.own_answers(question):
            valid = self._holds(question, fact.as_of)
            if valid is True:
                return fact.value, fact
            # Of another date, an answer leaves room for another one. Without a date it may hold.
            if isinstance(valid, Unknown) or fact.as_of is None:
                more = valid.gaps if isinstance(valid, Unknown) else frozenset()
                return Unknown(more | {gap}, None, ir.YesNoType()), None
        value = self.adopted_answer(question)
        if value is None or isinstance(value, Unknown):
            return unanswered if value is None else evolve(value, gaps=value.gaps | {gap}), None
        on = self.adopted[question.id].on
        return value, Fact(value, f"answers.{question.id}", "profile", on)

    def own_answers(self, question: ir.Question) -> tuple[Fact, ...]:
        """List the answers of the transaction that are about the subject on this line."""
        if question.id in self.prepared.asked_of_several:
            return ()
        given = self.given_answers(question)
        return tuple(fact for fact in given if not self.is_of_another(question, fact))

    def given_answers(self, question: ir.Question) -> tuple[Fact, ...]:
        """List the answers of the transaction to a question; that of the line comes first."""
        both = self.line.answers, self.transaction.answers
        found = (answers.get(question.id) for answers in both)
        return tuple(fact for fact in found if fact is not None)

    def is_of_another(self, question: ir.Question, answer: Fact) -> bool:
        """Whether an answer of the header is about what the line has of its own.

        That is its item, where there are several lines, and its records of parties and end use.
        """
        if self.line.answers.get(question.id) is answer:
            return False
        own = {*self.line.parties, *self.line.overrides}
        own |= {ITEM_FIELD} if len(self.transaction.lines) > 1 else set()
        return not own.isdisjoint(self.prepared.asked_about.get(question.id, ()))

    def why_not(self, question: ir.Question, as_of: date | None) -> Why | None:
        """Say why an answer of a day does not hold for certain on the date of the act, if so."""
        return why_not(question, as_of, self.day, self._working(question))

    def adopted_answer(self, question: ir.Question) -> bool | Symbols | Unknown | None:
        """Return what the profile says on a question, if anything that holds."""
        adoption = self.adopted.get(question.id)
        if adoption is None:
            return None
        valid = self._holds(question, adoption.on)
        if valid is not True:
            return valid or None
        if question.kind == "fact":
            return {"yes": True, "no": False}.get(adoption.reading)
        known = any(reading.name == adoption.reading for reading in question.readings)
        return Symbols(frozenset({adoption.reading})) if known else None

    def is_replaced(self, gap: Gap) -> bool:
        """Whether an assumption about a gap replaces a code or a text that is given."""
        if gap.kind != "fact":
            return False
        given = self.given(gap)
        return isinstance(given, Symbols) and len(given.options) == 1

    def given(self, gap: Gap) -> Value | None:
        """Return what is given, or assumed, of a fact that is not known exactly."""
        assumed = self.assumptions.get(gap)
        if assumed is not None:
            return None if isinstance(assumed, Listing) else assumed
        if gap.kind != "fact":
            return None
        if gap.path in self.implied:
            return Record("", gap.path, {})
        if any(isinstance(v, Absent) and gap.is_inside(g) for g, v in self.assumptions.items()):
            return Absent(gap.path)
        transaction, line = self.transaction, self.line
        facts = [*transaction.header.facts.values(), *transaction.parties.values()]
        facts += [*line.parties.values(), *line.overrides.values()]
        facts += [fact for each in transaction.lines for fact in each.item.facts.values()]
        return _at(gap.path, facts)

    def records(self) -> Iterator[Record]:
        """List all that is said of anything on this line: the header, the item, the parties."""
        transaction, line = self.transaction, self.line
        parties = {**transaction.parties, **line.parties}
        header = {**transaction.header.facts, **line.overrides}
        yield from _records(line.item)
        for fact in (*parties.values(), *header.values()):
            yield from _records(fact.value)

    def has_instants(self) -> bool:
        """Tell whether a moment is given for this line whose local date depends on a time zone."""
        if self.is_known_at_instant:
            return True
        header = {**self.transaction.header.facts, **self.line.overrides}
        facts = (*header.values(), *(f for record in self.records() for f in record.facts.values()))
        return any(isinstance(fact.value, MomentRange) for fact in facts)

    def calendar(self, duration: ir.Duration) -> ir.Calendar | None:
        """Return the calendar in which a duration counts working days."""
        id_ = duration.calendar or self.jurisdiction.calendar
        return None if id_ is None else self.prepared.calendars.get(id_)

    def local(self, value: Value) -> Value:
        """Bring instants to the jurisdiction's local dates."""
        if not isinstance(value, MomentRange):
            return value
        low, high = local_dates(value.low, value.high, self.jurisdiction.time_zone)
        return DateRange(low, high, value.origin)

    def _header(self, name: str) -> tuple[Value, Fact | None]:
        transaction, line, prepared = self.transaction, self.line, self.prepared
        if name == ITEM_FIELD:
            return line.item, None
        if name == ITEMS_FIELD:
            items = tuple(each.item for each in transaction.lines)
            return ListValue(ITEMS_FIELD, ir.EntityType(line.item.entity), items, True), None
        if name == "date":
            return self._date()
        definition = prepared.fields.get(transaction.header.entity, {}).get(name)
        if definition is None and name in prepared.actors:
            party: ir.Type = ir.EntityType(PARTY)
            type_ = ir.ListType(party) if prepared.actors[name].many else party
            fact = line.parties.get(name) or transaction.parties.get(name)
            return self._settle(fact, f"parties.{name}", type_)
        fact = line.overrides.get(name) or transaction.header.facts.get(name)
        key = name if definition is None else definition.key
        return self._settle(fact, key, _type(definition))

    def _date(self) -> tuple[Value, Fact | None]:
        fact = self.transaction.header.facts.get("date")
        if (self.day.low, self.day.high) == (None, None):
            return unknown_fact("date", ir.DateType()), None
        return self.day, fact

    def _settle(
        self, fact: Fact | None, path: str, type_: ir.Type | None
    ) -> tuple[Value, Fact | None]:
        assumed = self.assumptions.get(Gap("fact", fact.path if fact is not None else path))
        if assumed is not None and not isinstance(assumed, Listing):
            return assumed, fact
        if fact is None and path in self.implied:
            return _empty(path, type_), None
        if fact is None:
            return unknown_fact(path, type_), None
        return self.local(fact.value), fact

    def _definition(self, type_: ir.Type | None, name: str) -> ir.FieldDefinition | None:
        if not isinstance(type_, ir.EntityType):
            return None
        return self.prepared.fields.get(type_.name, {}).get(name)

    def _holds(self, question: ir.Question, as_of: date | None) -> Truth:
        return holds(question, as_of, self.day, self._working(question))

    def _working(self, question: ir.Question) -> ir.Calendar | None:
        return None if question.valid_for is None else self.calendar(question.valid_for)


def listings(
    screened: frozenset[str], given: Assumption | None, most: int
) -> tuple[Listing, ...] | None:
    """List on which lists a party may be: on all of those of which nothing is said, or on some.

    None for more than `most`.
    """
    on: frozenset[str] = frozenset()
    if isinstance(given, Listing):
        on = screened if given.is_all else given.on
    elif isinstance(given, Absent):
        on = screened
    elif isinstance(given, Record):
        screened -= given.listings.keys()
    others = sorted(screened - on)
    if not others:
        return ()
    if 2 ** len(others) > most:
        return None
    chosen = chain.from_iterable(combinations(others, n) for n in range(len(others) + 1))
    return tuple(Listing(on | {*each}) for each in chosen)


def _at(path: str, facts: Iterable[Fact]) -> Value | None:
    """Return what is given at a path, if anything is."""
    for fact in facts:
        if fact.path == path:
            return fact.value
        if path.startswith((f"{fact.path}.", f"{fact.path}[")):
            return _inside(path, fact.value)
    return None


def _inside(path: str, value: Value) -> Value | None:
    match value:
        case Record():
            return _at(path, value.facts.values())
        case ClassificationValue():
            return _at(path, value.codes.values())
        case ListValue():
            index, _, rest = path[len(value.path) + 1 :].partition("]")
            element = value.elements[int(index)]
            return _inside(path, element) if rest else element
        case _:
            return None


def _holders(path: str) -> Iterator[str]:
    """List the paths of what a fact stands in."""
    place = path.rfind(".")
    while place > 0:
        yield path[:place]
        place = path.rfind(".", 0, place)


def _empty(path: str, type_: ir.Type | None) -> Value:
    """A record of which nothing is given but that it is there."""
    match type_:
        case ir.EntityType(name):
            return Record(name, path, {})
        case ir.ClassificationType():
            return ClassificationValue(path, {})
        case _:
            return unknown_fact(path, type_)


def _records(value: Value) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
        for fact in value.facts.values():
            yield from _records(fact.value)
    elif isinstance(value, ListValue):
        for element in value.elements:
            yield from _records(element)


def _type(definition: ir.FieldDefinition | None) -> ir.Type | None:
    return None if definition is None else definition.type
