"""The range of a decision: that of Kleene logic, narrowed by each open fact alone.

A range of Kleene logic can be wider than what the values of the facts lead to: it does not see
that a fact has one value wherever it is tested. So the values of each open fact are tried, one
fact at a time, and the ranges that come of it are intersected.

# Invariant: whether the values of a fact are tried depends on the policy and on that fact alone.
So a fact that is left out never lowers the upper end, and never raises the lower one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.distinctions import Distinctions, Narrowing, Standing, distinctions
from ecp_runtime.outcome import Bound, Bounds, bounds, combine, coverage
from ecp_runtime.provisions import Provisions
from ecp_runtime.situation import Assumption, Listing
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import Absent, Record, Several, Symbols, Value, any_of

Assumed: TypeAlias = frozenset[tuple[Gap, Assumption]]
"""What is assumed, gap by gap."""

_NOTHING: Assumed = frozenset()


class Weighed(Protocol):
    """What the rules come to in Kleene logic, for one line and one jurisdiction."""

    @property
    def found(self) -> Bounds:
        """The range."""

    @property
    def narrowing(self) -> Narrowing:
        """What may narrow the range."""

    def given(self, gap: Gap) -> Assumption | None:
        """Return what is given, or assumed, of the subject of a gap; see `Distinctions`."""

    def is_answered(self, gap: Gap) -> bool:
        """Whether there is any answer to a question, one that no longer holds included."""


def narrowed(
    weighed: Weighed,
    distinctions: Distinctions,
    gaps: Iterable[Gap],
    trying: Callable[[Iterable[tuple[Gap, Assumption]]], Weighed],
) -> Bounds:
    """Narrow a range by the values of each fact, one at a time.

    Args:
        weighed: What the rules come to.
        distinctions: What the jurisdiction tells apart.
        gaps: The facts that may be open, at least all that leave a rule open.
        trying: Weighs the rules again for some values.
    """
    found = weighed.found
    if found.determined:
        return found
    may = weighed.narrowing
    raising: dict[Gap, Sequence[Assumption]] = {}
    lowering: dict[Gap, Sequence[Assumption]] = {}
    for gap in gaps if may.names else ():
        name = distinctions.gap_of(gap)
        if name not in may.least_in_part and name not in may.most:
            continue
        given = weighed.given(gap)
        values = distinctions.values(gap, given)
        if not values or (len(values) == 1 and _is(given, values[0])):
            continue
        if name in (may.least if given is None else may.least_in_part):
            raising[gap] = values
        if name in may.most:
            lowering[gap] = values
    # More knowledge only narrows: what one value of each fact together does not narrow, none does.
    # A value other than the given one is other knowledge: such facts are tried by themselves.
    opens = {gap for gap in (*raising, *lowering) if _is_open(weighed, gap)}
    first = _possible({gap: values[0] for gap, values in raising.items() if gap in opens})
    if first and trying(first.items()).found.at_least.rank <= found.at_least.rank:
        raising = {gap: values for gap, values in raising.items() if gap not in first}
    last = _possible({gap: values[-1] for gap, values in lowering.items() if gap in opens})
    if last and trying(last.items()).found.at_most.rank >= found.at_most.rank:
        lowering = {gap: values for gap, values in lowering.items() if gap not in last}
    least, most = found.at_least, found.at_most
    for gap, tried in raising.items():
        low = _lowest(found, (trying([(gap, value)]) for value in tried))
        least = low if low.rank > least.rank else least
    for gap, tried in lowering.items():
        high = _highest(found, (trying([(gap, value)]) for value in reversed(tried)))
        most = high if high.rank < most.rank else most
    return Bounds(least, most)


def _lowest(found: Bounds, tried: Iterable[Weighed]) -> Bound:
    """Return the least restrictive outcome of any value, no further than it may matter."""
    lowest: Bound | None = None
    for each in tried:
        low = each.found.at_least
        lowest = low if lowest is None or low.rank < lowest.rank else lowest
        if lowest.rank <= found.at_least.rank:
            break
    return found.at_least if lowest is None else lowest


def _highest(found: Bounds, tried: Iterable[Weighed]) -> Bound:
    """Return the most restrictive outcome of any value, no further than it may matter."""
    highest: Bound | None = None
    for each in tried:
        high = each.found.at_most
        highest = high if highest is None or high.rank > highest.rank else highest
        if highest.rank >= found.at_most.rank:
            break
    return found.at_most if highest is None else highest


def _possible(values: Mapping[Gap, Assumption]) -> Mapping[Gap, Assumption]:
    """Leave out the facts of what does not exist."""
    absent = [gap for gap, value in values.items() if isinstance(value, Absent)]
    return {
        gap: value
        for gap, value in values.items()
        if not any(gap.is_inside(holder) for holder in absent)
    }


def _is_open(weighed: Weighed, gap: Gap) -> bool:
    """Whether any value of a fact is more knowledge.

    A code that is given may equal itself only, and a party that is given may be on lists already.
    """
    given = weighed.given(gap)
    is_code = isinstance(given, Several) or (isinstance(given, Symbols) and len(given.options) == 1)
    return not is_code and not isinstance(given, Record) and not weighed.is_answered(gap)


def _is(given: Assumption | None, value: Assumption) -> bool:
    if not (isinstance(given, Symbols) and isinstance(value, Symbols)):
        return False
    return given.options == value.options


@frozen(eq=False)
class _ByProvisions:
    """What the reference evaluator says of some rules, with what the others certainly come to."""

    distinctions: Distinctions
    provisions: Provisions
    rules: tuple[ir.Rule, ...]
    found: Bounds

    @property
    def live(self) -> tuple[ir.Rule, ...]:
        """The rules that apply or may apply."""
        return tuple(rule for rule in self.rules if self.provisions.value(rule) is not False)

    @property
    def narrowing(self) -> Narrowing:
        is_reach_open = isinstance(self.provisions.reach(), Unknown)
        return self.distinctions.narrowing(self.found, is_reach_open, self._standings())

    def _standings(self) -> Iterable[Standing]:
        for rule in self.rules:
            value = self.provisions.value(rule)
            if value is not False:
                covered = any_of(coverage(self.provisions, rule))
                yield rule, value is True, None if isinstance(covered, Unknown) else covered

    def given(self, gap: Gap) -> Assumption | None:
        situation = self.provisions.situation
        assumed = situation.assumptions.get(gap)
        if isinstance(assumed, Listing):
            return assumed
        return situation.given(self.distinctions.subject(gap))

    def is_answered(self, gap: Gap) -> bool:
        situation = self.provisions.situation
        question = situation.prepared.questions.get(gap.path) if gap.kind != "fact" else None
        return question is not None and bool(situation.given_answers(question))


class Ranges:
    """The ranges for one line and one jurisdiction, as it is and under assumptions.

    What is certain stays so whatever becomes known: only the other rules are weighed again. All are
    where a code that is given is replaced by a finer one.
    """

    def __init__(self, provisions: Provisions) -> None:
        """Weigh the rules of a line."""
        situation = provisions.situation
        self._distinctions = distinctions(situation.prepared, situation.jurisdiction)
        self._root = provisions
        open_: list[ir.Rule] = []
        certain: list[ir.Rule] = []
        gaps: set[Gap] = set()
        for rule in provisions.rules:
            value = provisions.value(rule)
            if value is False:
                continue
            unknown = [t for t in (value, *coverage(provisions, rule)) if isinstance(t, Unknown)]
            gaps.update(*(truth.gaps for truth in unknown))
            (open_ if unknown else certain).append(rule)
        reach = provisions.reach()
        if isinstance(reach, Unknown):
            gaps |= reach.gaps
        # What leaves any rule open.
        self._gaps = tuple(sorted(gaps))
        self._open = tuple(open_)
        self._certain = bounds(provisions, certain) if certain else None
        found = _ByProvisions(self._distinctions, provisions, self._open, bounds(provisions))
        self._weighed: dict[Assumed, _ByProvisions] = {_NOTHING: found}

    def range(self, assumed: Assumed = _NOTHING) -> Bounds:
        """Return the range under assumptions, of which none is needed."""

        def trying(values: Iterable[tuple[Gap, Assumption]]) -> Weighed:
            tried = dict(values)
            others = (each for each in assumed if each[0] not in tried)
            return self._weigh(frozenset((*others, *tried.items())))

        weighed = self._weigh(assumed)
        if weighed.found.determined:
            return weighed.found
        return narrowed(weighed, self._distinctions, (*self._gaps, *self._screened), trying)

    @cached_property
    def _screened(self) -> tuple[Gap, ...]:
        """The names of the parties of which it is not known on which lists they are.

        What leaves that open may be something else than the name: another name, or the law.
        """
        situation, membership = self._root.situation, self._root.evaluator.membership
        found: list[Gap] = []
        for record in situation.records():
            gap = Gap("fact", f"{record.path}.name")
            lists = sorted(self._distinctions.screened(self._distinctions.gap_of(gap)))
            if gap not in self._gaps and any(membership.is_open(record, each) for each in lists):
                found.append(gap)
        return tuple(found)

    @property
    def open_count(self) -> int:
        """The number of rules that are open."""
        return len(self._open)

    def plain(self, assumed: Assumed) -> Bounds:
        """Return the range of Kleene logic under assumptions."""
        return self._weigh(assumed).found

    def values(self, gap: Gap) -> Sequence[Assumption]:
        """List the values to try for a gap; none where they are not tried."""
        return self._distinctions.values(gap, self._weighed[_NOTHING].given(gap)) or ()

    def decides_listings(self, gap: Gap) -> bool:
        """Whether who is on a list of parties depends on a gap."""
        return self._distinctions.decides_listings(gap)

    def given(self, gap: Gap) -> Value | None:
        """Return what is given of a fact that is not known exactly."""
        return self._root.situation.given(gap)

    def is_name_given(self, gap: Gap) -> bool:
        """Whether a gap is the name of a party that is given, and no word that a rule names.

        The party was looked up by its name, so no other name is tried.
        """
        name = self._distinctions.gap_of(gap)
        return self._distinctions.is_looked_up(name) and isinstance(self.given(gap), Symbols)

    def on_list(self, gap: Gap, list_id: str) -> Symbols | None:
        """Return a code of each class that may be on a list; None where there is none."""
        situation = self._root.situation
        given = situation.given(gap)
        codes = self._distinctions.members(
            self._distinctions.gap_of(gap),
            list_id,
            given.options if isinstance(given, Symbols) else None,
        )
        scheme, origin = situation.prepared.lists[list_id].scheme, frozenset({gap})
        within_list = self._root.evaluator.membership.within_list
        on_it = frozenset(
            code
            for code in codes
            if within_list(Symbols(frozenset({code}), scheme, origin), list_id) is not False
        )
        return Symbols(on_it, scheme, origin) if on_it else None

    def _weigh(self, assumed: Assumed) -> _ByProvisions:
        """Return what the rules come to under assumptions."""
        known = self._weighed.get(assumed)
        if known is None:
            provisions, rules, certain = self._root, self._open, self._certain
            is_anew = any(provisions.situation.is_replaced(gap) for gap, _ in assumed)
            if is_anew:
                # Rules that certainly do not hold of what is given may hold of what replaces it.
                situation = provisions.situation
                rules, certain = situation.prepared.rules[situation.jurisdiction.id], None
            for each in assumed if len(assumed) > 1 and not is_anew else ():
                # What does not apply under one assumption does not under more of them.
                part = self._weighed.get(frozenset({each}))
                rules = rules if part is None else min(rules, part.live, key=len)
            for gap, value in sorted(assumed, key=_gap):
                provisions = provisions.trying(gap, value, rules)
            found = bounds(provisions)
            # A rule that certainly applies is certainly reached.
            if certain is not None:
                found = combine((found, certain))
            known = _ByProvisions(self._distinctions, provisions, rules, found)
            self._weighed[assumed] = known
        return known


def _gap(assumed: tuple[Gap, Assumption]) -> Gap:
    return assumed[0]
