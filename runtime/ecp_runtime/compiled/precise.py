"""Narrows the ranges of verdicts with generated code; see `precision`.

Values are written into the transaction, and three-valued text weighs it again. Where that cannot
say, the reference evaluator is asked instead.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeGuard

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.assume import Assuming
from ecp_runtime.compiled.narrow import Context, context_of
from ecp_runtime.compiled.parties import LISTED, Parties
from ecp_runtime.compiled.plan import RANKS, Plan, rank_of
from ecp_runtime.compiled.readers import MISSING, Unsure, plain
from ecp_runtime.compiled.verdict import Hit
from ecp_runtime.distinctions import Distinctions, Narrowing, distinctions, holder_of
from ecp_runtime.folding import is_blank
from ecp_runtime.outcome import Bounds
from ecp_runtime.places import ITEMS_FIELD, LINE_OVERRIDES, PARTY, join
from ecp_runtime.precision import narrowed
from ecp_runtime.prepare import Prepared
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.tested import ELEMENT
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Absent, Fact, Record, Symbols, Value
from ecp_runtime.words import Words

MAX_REMEMBERED = 5_000
"""For how many ways in which rules stand together it is remembered what may narrow the range."""

Weigh: TypeAlias = Callable[[Context], tuple[int, int]]
"""Returns both ends of a range, by their numbers."""

_LINE = ITEMS_FIELD + ELEMENT
_ITEMS = Gap("fact", ITEMS_FIELD)


@frozen(eq=False)
class ByText:
    """What generated text says of a line.

    Attributes:
        found: The range.
        narrowing: What may narrow it.
    """

    found: Bounds
    narrowing: Narrowing
    _given: Mapping[Gap, Value | None]
    _answered: Container[str]

    def given(self, gap: Gap) -> Value | None:
        """Return what is given of the subject of a gap; see `Distinctions`."""
        return self._given[gap]

    def is_answered(self, gap: Gap) -> bool:
        """Whether there is any answer to a question."""
        return gap.kind != "fact" and gap.path in self._answered


class Precise:
    """Narrows the verdicts of one jurisdiction. It may be shared between threads."""

    def __init__(self, prepared: Prepared, plan: Plan, parties: Parties) -> None:
        """Serve a plan; what is told apart is found out when it is first needed."""
        self._prepared = prepared
        self._parties = parties
        self._jurisdiction = plan.jurisdiction
        self._rules = {rule.position: rule.own.provision for rule in plan.rules}
        self._assuming = Assuming(prepared)
        self._found: dict[tuple[object, ...], Narrowing] = {}

    def range(
        self, context: Context, ranks: tuple[int, int], hits: Sequence[Hit], weigh: Weigh
    ) -> tuple[int, int]:
        """Narrow an open range.

        Args:
            context: What generated code is given; the day is of no account.
            ranks: Both ends of the range, by their numbers.
            hits: How rules stand.
            weigh: Weighs the rules again for another transaction.

        Raises:
            Unsure: If the reference evaluator has to say.
        """
        narrowing = self._narrowing(ranks, hits)
        if not narrowing.names:
            return ranks
        given = dict(self._open(narrowing, context))
        answered = self._answered(context)
        weighed = ByText(_bounds(ranks), narrowing, given, answered)
        if not given:
            return ranks

        def trying(values: Iterable[tuple[Gap, Assumption]]) -> ByText:
            bounds = _bounds(weigh(self._written(values, context)))
            return ByText(bounds, narrowing, given, answered)

        found = narrowed(weighed, self._distinctions, given, trying)
        return rank_of(found.at_least), rank_of(found.at_most)

    def _written(self, values: Iterable[tuple[Gap, Assumption]], context: Context) -> Context:
        transaction, _, _, _, number, _ = context
        for gap, value in values:
            may_make = isinstance(value, Listing) and self._distinctions.may_exist_unsaid(
                holder_of(gap)
            )
            written = self._assuming.written(transaction, number, gap, value, may_make=may_make)
            if written is None:
                raise Unsure
            transaction = written
        tried = context_of(transaction, number, None)
        if tried is None:
            raise Unsure
        return tried

    def _answered(self, context: Context) -> frozenset[str]:
        """List the questions to which there is any answer."""
        holders, ids = context[:2], self._prepared.answered
        names = (name for holder in holders for name in holder.get("answers") or ())
        return frozenset(ids.get(name, name) for name in names)

    @property
    def _distinctions(self) -> Distinctions:
        return distinctions(self._prepared, self._jurisdiction)

    def _narrowing(self, ranks: tuple[int, int], hits: Sequence[Hit]) -> Narrowing:
        key = (ranks, *hits)
        found = self._found.get(key)
        if found is None:
            bounds = _bounds(ranks)
            standings = (
                (rule, status == "applies", None)
                for position, (_, status), _ in hits
                if status in ("applies", "may_apply")
                and isinstance(rule := self._rules[position], ir.Rule)
            )
            is_reach_open = bounds.at_least.outcome == "not_subject"
            found = self._distinctions.narrowing(bounds, is_reach_open, standings)
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found

    def _open(self, narrowing: Narrowing, context: Context) -> Iterator[tuple[Gap, Value | None]]:
        """List the facts that may narrow a range and are not known exactly, with what is given.

        Nothing changes where one is among them that is known: its value is among those tried.
        """
        if len(context[0][ITEMS_FIELD]) > 1 and self._distinctions.type_of(_ITEMS) is not None:
            raise Unsure  # The facts of one line may matter for another.
        for name in narrowing.names:
            if name.kind != "fact":
                yield name, None
                continue
            screened = self._distinctions.screened(name)
            if screened:
                for path, raw in _facts(holder_of(name).path, context, None):
                    if not self._is_looked_up(raw, screened):
                        party = None if raw is MISSING else _party(path, raw)
                        yield Gap("fact", f"{path}.name"), party
                continue
            type_ = self._distinctions.type_of(name)
            if not isinstance(type_, _TRIED):
                continue
            scheme = type_.scheme if isinstance(type_, ir.CodeType) else None
            scheme = scheme if self._distinctions.is_classified(name) else None
            for path, raw in _facts(name.path, context, scheme):
                given = None if raw is MISSING else self._read(plain(raw), type_)
                if not isinstance(given, bool | Absent | Record):
                    yield Gap("fact", path), given

    def _is_looked_up(self, raw: Any, lists: Iterable[str]) -> bool:
        """Whether it is certain, whatever the day, that a party is on none of some lists."""
        return all(self._parties.of(each, three=True).ever(raw) is False for each in lists)

    def _read(self, raw: Any, type_: ir.Type) -> Value | None:
        if isinstance(type_, ir.EntityType):
            return Record(type_.name, "", {})
        if raw is None or raw.__class__ is bool:
            return Absent() if raw is None else bool(raw)
        if isinstance(type_, ir.YesNoType):
            return None
        options = raw["one_of"] if raw.__class__ is dict and raw.keys() == {"one_of"} else [raw]
        scheme = type_.scheme if isinstance(type_, ir.CodeType) else None
        words = type_ if isinstance(type_, Words) else None
        is_open = self._prepared.names.says_nothing if words is None else is_blank
        if isinstance(type_, ir.TextType) and any(map(is_open, filter(_is_text, options))):
            return None
        has_none = isinstance(type_, ir.EnumType) and "none" in type_.values
        if all(each.__class__ is str and (each != "none" or has_none) for each in options):
            return Symbols(frozenset(options), scheme, frozenset(), words)
        raise Unsure


def _party(path: str, raw: Any) -> Record:
    """Read of a party on which lists it says that it is."""
    if not isinstance(raw, Mapping):
        raise Unsure
    stated = ((each, plain(value)) for each, value in (raw.get(LISTED) or {}).items())
    listings = {
        each: Fact(value, join(join(path, LISTED), each))
        for each, value in stated
        if value.__class__ is bool
    }
    return Record(PARTY, path, {}, listings)


_TRIED = ir.YesNoType | ir.EnumType | ir.TextType | ir.CodeType | ir.EntityType


def _is_text(raw: object) -> TypeGuard[str]:
    return raw.__class__ is str


def _bounds(ranks: tuple[int, int]) -> Bounds:
    return Bounds(RANKS[ranks[0]], RANKS[ranks[1]])


def _facts(name: str, context: Context, scheme: str | None) -> Iterator[tuple[str, Any]]:
    """List the facts of a name, with their paths; those in lists that are given.

    `scheme` is that of a code of a classification.
    """
    transaction, line, parties, _, number, _ = context
    own = f"{ITEMS_FIELD}[{number}]"
    if name.startswith(_LINE):
        yield from _inside(line, own, name[len(_LINE) + 1 :], scheme)
        return
    first, _, rest = name.partition(".")
    if first == "parties":
        role = rest.partition(".")[0].partition("[")[0]
        at = f"{own}.parties" if role in line.get("parties", ()) else "parties"
        yield from _inside(parties, at, rest, scheme)
    elif first in LINE_OVERRIDES and first in line:
        yield from _inside(line, own, name, scheme)
    else:
        yield from _inside(transaction, "", name, scheme)


def _inside(holder: Any, at: str, rest: str, scheme: str | None) -> Iterator[tuple[str, Any]]:
    if rest.startswith(ELEMENT):
        holder = plain(holder)
        if holder.__class__ is dict:
            holder = holder.get("items", ())
        for number, each in enumerate(holder if isinstance(holder, list) else ()):
            inner = rest[len(ELEMENT) :].lstrip(".")
            yield from _inside(each, f"{at}[{number}]", inner, scheme)
    elif not rest:
        yield at, holder
    else:
        # A record is not wrapped as a whole, and it may have a field called `value`.
        holder = plain(holder) if rest == scheme else holder
        if isinstance(holder, Mapping):
            key = rest if rest == scheme else rest.partition(".")[0].partition("[")[0]
            if key in holder:
                inner = rest[len(key) :].lstrip(".")
                yield from _inside(holder[key], join(at, key), inner, scheme)
            elif ELEMENT not in rest:
                yield join(at, rest), MISSING
