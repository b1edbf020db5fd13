"""The values of a fact that a policy tells apart, and the facts whose values may narrow a range.

Whether the values of a fact are listed depends on the policy and on what is known of that fact:
never on another fact, so that less knowledge cannot free anything for another fact.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeAlias
from weakref import proxy

from attrs import field, frozen

from ecp_runtime import ir
from ecp_runtime.hierarchy import ancestors, relate
from ecp_runtime.outcome import Bound, Bounds, bound_of
from ecp_runtime.prepare import Prepared
from ecp_runtime.situation import Assumption, Listing, listings
from ecp_runtime.tested import BOTH, ELEMENT, NEGATIVE, POSITIVE, Tested, Tests, Uses, scheme_of
from ecp_runtime.together import Marks, Signature, Together, any_of_them, marks, one_of_each
from ecp_runtime.unknown import Gap
from ecp_runtime.values import Absent, Record, Several, Symbols, Value
from ecp_runtime.words import Words

MAX_VALUES = 16
"""Of how many values, or classes of values that a policy does not tell apart, each is tried."""

NOT_NAMED = "(none of those named)"
"""Stands for any text or code, or any finer code, that no policy names."""

Standing: TypeAlias = tuple[ir.Rule, bool, bool | None]
"""A rule that may apply, whether it certainly does, and whether it is covered; None if unknown."""


@frozen
class Narrowing:
    """The facts of which each value may lead to less than a range.

    Attributes:
        least: Those that may raise the lower end where nothing is given of them.
        least_in_part: Those that may where something is.
        most: Those that may lower the upper end.
        names: All of them.
    """

    least: frozenset[Gap]
    least_in_part: frozenset[Gap]
    most: frozenset[Gap]
    names: tuple[Gap, ...] = field(init=False)

    @names.default
    def _names(self) -> tuple[Gap, ...]:
        return tuple(sorted(self.least_in_part | self.most))


def distinctions(prepared: Prepared, jurisdiction: ir.Jurisdiction) -> "Distinctions":
    """Return what a jurisdiction tells apart, found out when it is first asked for."""
    found = prepared.told_apart.get(jurisdiction.id)
    if not isinstance(found, Distinctions):
        # Two threads may both make one; they are the same. They go with their program at once, so
        # they may not hold its indexes.
        found = prepared.told_apart[jurisdiction.id] = Distinctions(proxy(prepared), jurisdiction)
    return found


class Distinctions:
    """What one jurisdiction tells apart. It may be shared between threads."""

    def __init__(self, prepared: Prepared, jurisdiction: ir.Jurisdiction) -> None:
        """Look at what the provisions of a jurisdiction test."""
        self._prepared = prepared
        self._tested = Tested(prepared, jurisdiction)
        self._narrowings: dict[tuple[object, ...], Narrowing] = {}
        self._members: dict[tuple[Gap, str], tuple[tuple[str, ...], ...]] = {}
        self._signatures: dict[tuple[Gap, str], object] = {}
        self._coarse: dict[str, frozenset[str]] = {}
        self._classes: dict[tuple[Gap, frozenset[str] | None], tuple[str, ...] | None] = {}

    def is_looked_up(self, name: Gap) -> bool:
        """Whether a party is looked up on lists by its name, as it is named here."""
        return any(tests.screened for tests in (self._tested.tests.get(name),) if tests)

    def screened(self, name: Gap) -> frozenset[str]:
        """Return the lists on which a party is looked up, by its name as it is named here."""
        tests = self._tested.tests.get(name)
        return frozenset() if tests is None or tests.is_compared else frozenset(tests.screened)

    def decides_listings(self, gap: Gap) -> bool:
        """Whether who is on a list of parties depends on a gap, by suspensions of its members."""
        name = self.gap_of(gap)
        lists = {each for tests in self._tested.tests.values() for each in tests.screened}
        return any(gap == name for each in lists for gap, _ in self._tested.of_list(each))

    def subject(self, gap: Gap) -> Gap:
        """Return whose values are tried for a gap: those of a party, where its name is looked up.

        What is given of a party besides its name may say, too, on which lists it is.
        """
        return holder_of(gap) if self.screened(self.gap_of(gap)) else gap

    def may_exist_unsaid(self, party: Gap) -> bool:
        """Whether it is the same if a party is there, or if nothing at all is said of it."""
        tests = self._tested.tests.get(self.gap_of(party))
        return tests is None or not tests.is_absence

    def gap_of(self, gap: Gap) -> Gap:
        """Name what stands in a gap, as it is named here."""
        return self._tested.gap_of(gap)

    # Values

    def values(self, gap: Gap, given: Assumption | None) -> tuple[Assumption, ...] | None:
        """List the values to try for a gap, one for each class that is told apart.

        Args:
            gap: The gap.
            given: What is given of the subject, if anything is.

        Returns:
            The values; None where there are too many of them, or no end of them.
        """
        name = self._tested.gap_of(gap)
        screened = self.screened(name)
        if screened:
            return listings(screened, given, MAX_VALUES)
        # A value that is not known is tried like one that is not given.
        if isinstance(given, bool | Absent | Record | Listing):
            return ()
        if gap.kind == "judgement":
            # Asked about several subjects, a question has an answer about each of them.
            return None if gap.path in self._prepared.asked_of_several else (False, True)
        if gap.kind == "law":
            # Parameters and calendars may be open law, too.
            question = self._prepared.questions.get(gap.path)
            readings = () if question is None else question.readings
            values = tuple(Symbols(frozenset({each.name})) for each in readings)
            return values if len(values) <= MAX_VALUES else None
        tests = self._tested.tests.get(name)
        if tests is None or name.path == "date":
            return None
        if isinstance(given, Symbols) and all(map(given.is_word, given.options)):
            return self._symbols(gap, self._single(name, given.options), tests)
        if isinstance(given, Several):
            return self._symbols(gap, self._together(name, tests, given), tests)
        absent = Absent(gap.path, tests.type)
        match tests.type:
            case ir.YesNoType():
                return (False, absent, True)
            case ir.EntityType(entity):
                return (absent, Record(entity, gap.path, {})) if tests.is_absence else None
            case ir.EnumType() | ir.TextType() | ir.CodeType():
                any_ = self._together(name, tests) if tests.is_classified else self._single(name)
                found = self._symbols(gap, any_, tests)
                is_certain = found is None or _is_there(name, tests)
                # What most often narrows nothing comes first, and last; see `precision`.
                return found if is_certain or found is None else (*found[:1], absent, *found[1:])
            case _:
                return None

    def _symbols(
        self, gap: Gap, classes: Sequence[Together] | None, tests: Tests
    ) -> tuple[Value, ...] | None:
        if classes is None:
            return None
        scheme, origin = scheme_of(tests.type), frozenset({gap})
        words = tests.type if isinstance(tests.type, Words) else None
        every = (tuple(Symbols(one, scheme, origin, words) for one in each) for each in classes)
        return tuple(each[0] if len(each) == 1 else Several(each) for each in every)

    def _single(
        self, name: Gap, options: frozenset[str] | None = None
    ) -> Sequence[Together] | None:
        found = self.classes(name, options)
        return None if found is None else [(frozenset({code}),) for code in found]

    def _together(
        self, name: Gap, tests: Tests, given: Several | None = None
    ) -> Sequence[Together] | None:
        """List what a classification may be; where nothing is given, it may be several codes."""
        scheme = self._prepared.schemes.get(scheme_of(tests.type) or "")
        found: list[dict[str, Marks]] = []
        for options in (None,) if given is None else (code.options for code in given.codes):
            codes = self.classes(name, options)
            if codes is None:
                return None
            signatures = {code: self._signature(code, tests, scheme) for code in codes}
            found.append({code: marks(each, code, tests) for code, each in signatures.items()})
        if given is None:
            return any_of_them(found[0], () if scheme is None else scheme.results)
        # What may be too much is tried as if nothing were given: so knowing less narrows no more.
        return one_of_each(found, MAX_VALUES) or self._together(name, tests)

    def classes(self, name: Gap, options: frozenset[str] | None) -> tuple[str, ...] | None:
        """List one text or code for each class that is told apart; None for too many of them.

        Args:
            name: The fact, as it is named here.
            options: Which texts or codes are possible, coarse ones included; None for any.
        """
        key = name, options
        if key not in self._classes:
            if len(self._classes) >= _KEPT:
                self._classes.clear()
            self._classes[key] = self._divide(self._tested.tests[name], options)
        return self._classes[key]

    def members(self, name: Gap, list_id: str, options: frozenset[str] | None) -> tuple[str, ...]:
        """List a code of each class of those that are on a list on any day.

        Args:
            name: The fact, as it is named here.
            list_id: The list.
            options: Which codes are possible, coarse ones included; None for any.
        """
        tests = self._tested.tests[name]
        scheme = self._prepared.schemes.get(scheme_of(tests.type) or "")
        key = name, list_id
        if key not in self._members:
            keys = frozenset(self._named(Tests(tests.type, lists={list_id})))
            named = (*sorted(keys), *(set(self._named(tests)) - keys))
            codes = (
                code
                for code in self._universe(tests, scheme, named, "")
                if code in keys or not keys.isdisjoint(ancestors(scheme, code))
            )
            found: dict[object, list[str]] = {}
            for code in codes:
                if (name, code) not in self._signatures:
                    self._signatures[name, code] = self._signature(code, tests, scheme)
                found.setdefault(self._signatures[name, code], []).append(code)
            self._members[key] = tuple(map(tuple, found.values()))
        chosen: list[str] = []
        for alike in self._members[key]:
            possible = (
                code
                for code in alike
                if options is None or not options.isdisjoint((code, *ancestors(scheme, code)))
            )
            every = list(possible) if tests.is_free else [*islice(possible, 1)]
            chosen += every
        return tuple(chosen)

    def _divide(self, tests: Tests, options: frozenset[str] | None) -> tuple[str, ...] | None:
        scheme = self._prepared.schemes.get(scheme_of(tests.type) or "")
        named = self._named(tests)
        found: dict[object, str] = {}
        if options is not None:
            possible: Iterable[str] = (
                code for option in sorted(options) for code in self._within(option, tests, named)
            )
        elif tests.is_free and not _is_closed(tests.type, scheme):
            return None
        else:
            possible = self._universe(tests, scheme, named, "")
        for code in possible:
            found.setdefault(code if tests.is_free else self._signature(code, tests, scheme), code)
            if len(found) > MAX_VALUES:
                return None
        return tuple(found.values())

    def _within(self, option: str, tests: Tests, named: tuple[str, ...]) -> Iterable[str]:
        """List what a text or code may turn out to be, itself if it is nothing finer."""
        scheme = self._prepared.schemes.get(scheme_of(tests.type) or "")
        if not self._is_coarse(option, tests, scheme):
            return (option,)
        finer = [
            code
            for code in self._universe(tests, scheme, named, option)
            if code == option or option in ancestors(scheme, code)
        ]
        return finer or (option,)

    def _universe(
        self, tests: Tests, scheme: ir.Scheme | None, named: tuple[str, ...], within: str
    ) -> Iterator[str]:
        """List a code of each class: those that a code may be as far as this policy can say."""
        possible: Iterable[str]
        if isinstance(tests.type, ir.EnumType):
            possible = tests.type.values
        elif isinstance(tests.type, Words):
            # Of a text that is no word nothing is known, and it is as good as not given.
            possible = chain(tests.type.ordinary[:1] or (NOT_NAMED,), named)
        elif scheme is not None and scheme.closed:
            possible = chain((code for code, _ in scheme.codes), scheme.results)
        elif scheme is None or scheme.hierarchy == "flat":
            results = () if scheme is None else scheme.results
            possible = chain((NOT_NAMED,), results, named)
        else:
            sign = scheme.separator if scheme.hierarchy == "separator" else ""
            above = (within,) if within else ()
            others = ((code + sign if code else "") + NOT_NAMED for code in ("", *above, *named))
            possible = chain(others, scheme.results, named)
        for code in possible:
            if not self._is_coarse(code, tests, scheme) or code in tests.equal:
                yield code

    def _named(self, tests: Tests) -> tuple[str, ...]:
        """List the texts and codes that are named in tests, by themselves or in lists."""
        lists: dict[str, None] = dict.fromkeys(sorted(tests.lists))
        named = dict.fromkeys(sorted(tests.equal | tests.within))
        pending = list(lists)
        while pending:
            definition = self._prepared.lists.get(pending.pop())
            for part in () if definition is None else definition.parts:
                named.update(dict.fromkeys(member.key for member in part.members))
                inner = [each.list for each in part.inclusions if each.list not in lists]
                lists.update(dict.fromkeys(inner))
                pending += inner
        return tuple(named)

    def _is_coarse(self, code: str, tests: Tests, scheme: ir.Scheme | None) -> bool:
        """Whether it leaves a test open that a finer code would decide."""
        if scheme is None or scheme.hierarchy == "flat":
            return False
        named = chain(tests.within, tests.equal)
        return any(relate(scheme, code, each) == "coarser" for each in named) or any(
            code in self._coarse_codes(list_id) for list_id in tests.lists
        )

    def _coarse_codes(self, list_id: str) -> frozenset[str]:
        """List the codes of which a finer one may be on a list, or on one that it includes."""
        found = self._coarse.get(list_id)
        if found is None:
            codes: set[str] = set()
            pending, through = [list_id], {list_id}
            while pending:
                each = pending.pop()
                for index in self._prepared.parts(each) if each in self._prepared.lists else ():
                    codes.update(index.below)
                    inner = {inclusion.list for inclusion in index.part.inclusions} - through
                    through |= inner
                    pending += inner
            found = self._coarse[list_id] = frozenset(codes)
        return found

    def _signature(self, code: str, tests: Tests, scheme: ir.Scheme | None) -> Signature:
        """What all tests come to, with the lives of members left open."""
        above = frozenset((code, *ancestors(scheme, code)))
        return (
            code if code in tests.equal else None,
            frozenset(k for k in tests.equal if relate(scheme, code, k) == "coarser"),
            frozenset(above & tests.within),
            tests.is_entry and scheme is not None and code in scheme.results,
            tuple(self._lives(above, list_id, ()) for list_id in sorted(tests.lists)),
        )

    def _lives(
        self, codes: frozenset[str], list_id: str, through: tuple[str, ...]
    ) -> tuple[object, ...]:
        """The lives on which it depends whether a code is on a list, by identity."""
        if list_id in through or list_id not in self._prepared.lists:
            return ()
        found: list[object] = []
        for number, index in enumerate(self._prepared.parts(list_id)):
            members = frozenset(
                None if member.life is None else id(member.life)
                for code in codes
                for member in index.by_code.get(code, ())
            )
            if members:
                found.append((number, members))
            for place, inclusion in enumerate(index.part.inclusions):
                inner = self._lives(codes, inclusion.list, (*through, list_id))
                if inner:
                    found.append((number, place, inner))
        return tuple(found)

    def type_of(self, name: Gap) -> ir.Type | None:
        """Return the type of a fact that is tested, named as it is here."""
        tests = self._tested.tests.get(name)
        return None if tests is None else tests.type

    def is_classified(self, name: Gap) -> bool:
        """Whether a fact is a code of a classification, named as it is here."""
        return self._tested.tests[name].is_classified

    # What may narrow

    def narrowing(
        self, found: Bounds, is_reach_open: bool, standings: Iterable[Standing]
    ) -> Narrowing:
        """Choose the facts of which each value may lead to less than a range.

        A fact that is tested but once leaves open what it leaves open whatever it is; so does one
        that is tested with one sign only, by the value that is no to all tests, or yes.

        Args:
            found: The range.
            is_reach_open: Whether it is open if the act falls under the jurisdiction.
            standings: The rules that apply or may apply.
        """
        listed = tuple(standings)
        # By identity: the program keeps its rules.
        stand = tuple((id(rule), certain, covered) for rule, certain, covered in listed)
        key = found.at_least.rank, found.at_most.rank, is_reach_open, stand
        known = self._narrowings.get(key)
        if known is None:
            if len(self._narrowings) >= _KEPT:
                self._narrowings.clear()
            known = self._narrowings[key] = self._narrowing(found, is_reach_open, listed)
        return known

    def _narrowing(
        self, found: Bounds, is_reach_open: bool, standings: Iterable[Standing]
    ) -> Narrowing:
        least: list[Uses] = [self._tested.reach] if is_reach_open else []
        most: list[Uses] = []
        if is_reach_open and found.at_most == _FREE:
            most.append(self._tested.reach)
        is_high = False
        for rule, is_certain, is_covered in standings:
            bound = bound_of(rule)
            if bound is None:
                continue
            is_open = not is_certain or (is_covered is None and bool(self._offered(rule)))
            if bound.rank > found.at_least.rank and is_open:
                least.append(self._tested.of_rule(rule))
            if bound.rank == found.at_most.rank and (
                is_covered is False or not self._offered(rule)
            ):
                is_high |= not is_open
                most.append(self._tested.of_rule(rule))
        raising = self._several(least, POSITIVE)
        upper = [self._several([uses], NEGATIVE) for uses in most] or [
            self._several(least, NEGATIVE)
        ]
        return Narrowing(
            least=frozenset(gap for gap, has_a_no in raising.items() if not has_a_no),
            least_in_part=frozenset(raising),
            most=frozenset() if is_high else frozenset.intersection(*map(frozenset, upper)),
        )

    def _offered(self, rule: ir.Rule) -> tuple[ir.Authorization, ...]:
        return self._prepared.offered(rule)

    def _several(self, parts: Iterable[Uses], against: int) -> dict[Gap, bool]:
        """Choose what is tested several times and has no value at which nothing is gained.

        Such a value is one that is no to all tests that count where they are yes, and yes to the
        others. With `NEGATIVE`, it is the other way about.

        Returns:
            The facts, with whether there is such a value where nothing is given of them.
        """
        times: dict[Gap, int] = {}
        signs: dict[Gap, dict[str, int]] = {}
        for uses in parts:
            for (gap, reading), (many, sign) in uses.items():
                times[gap] = times.get(gap, 0) + many
                of_gap = signs.setdefault(gap, {})
                of_gap[reading] = of_gap.get(reading, 0) | sign
        found: dict[Gap, bool] = {}
        for gap, many in times.items():
            if many > 1:
                has_a_no, is_always = self._has_a_no(gap, signs[gap], against)
                if not (has_a_no and is_always):
                    found[gap] = has_a_no
        return found

    def _has_a_no(self, gap: Gap, signs: Mapping[str, int], against: int) -> tuple[bool, bool]:
        """Whether there is a value at which nothing is gained, and whatever is given of a fact."""
        if gap.kind == "law":
            opposite = {reading for reading, sign in signs.items() if sign != against}
            readings = {each.name for each in self._prepared.questions[gap.path].readings}
            mixed = any(sign == BOTH for sign in signs.values())
            return not mixed and len(opposite) <= 1 and not (
                readings <= signs.keys() - opposite
            ), True
        tests = self._tested.tests.get(gap)
        if tests is not None and tests.screened:
            # A party may be on any of the lists and on no other.
            return ("" not in signs and BOTH not in signs.values(),) * 2
        sign = signs[""]
        if gap.kind == "judgement" or (tests is not None and isinstance(tests.type, ir.YesNoType)):
            return sign != BOTH, True
        if tests is None or sign != against:
            return False, False
        scheme = self._prepared.schemes.get(scheme_of(tests.type) or "")
        return not (scheme is not None and scheme.closed and _is_there(gap, tests)), False


def holder_of(name: Gap) -> Gap:
    """Return the gap of the party that a name is the name of."""
    return Gap("fact", name.path.removesuffix(".name"))


_KEPT = 10_000
_FREE = Bound("no_license_required")


def _is_closed(type_: ir.Type | None, scheme: ir.Scheme | None) -> bool:
    return isinstance(type_, ir.EnumType) or (scheme is not None and scheme.closed)


def _is_there(name: Gap, tests: Tests) -> bool:
    """Whether a fact cannot be said not to exist: a code in the classification of an element."""
    if not isinstance(tests.type, ir.CodeType) or not tests.is_classified:
        return False
    holder = name.path.removesuffix("." + tests.type.scheme)
    return holder.rpartition(".")[0].endswith(ELEMENT)
