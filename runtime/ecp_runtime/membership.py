"""Codes within codes and lists, parties on lists, and when two symbols are the same."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecp_runtime import ir
from ecp_runtime.hierarchy import ancestors, relate
from ecp_runtime.hints import Hints
from ecp_runtime.prepare import PartIndex
from ecp_runtime.screening import normalise_identifier
from ecp_runtime.situation import Listing
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import (
    Absent,
    ListValue,
    Record,
    Symbols,
    Truth,
    Value,
    agree,
    all_of,
    any_of,
)

if TYPE_CHECKING:
    from ecp_runtime.expressions import Evaluator


Test: TypeAlias = Callable[[str], Truth]

Names: TypeAlias = tuple[tuple[frozenset[str], frozenset[Gap]], ...]
"""The names of a party: the spellings that each may have, and where it is given."""


OPEN_SCREENING = Gap("screening", "")
"""Assumed, it leaves open whatever was looked up by name."""

Screening: TypeAlias = tuple[str, str]
"""The path of a party, and the list on which it was looked up by name."""


class Membership:
    """Tests of membership, for one evaluator.

    Attributes:
        left_open: The look-ups by name that were left open, by what stands for them in a truth.
    """

    def __init__(self, evaluator: "Evaluator") -> None:
        """Serve an evaluator."""
        self._evaluator = evaluator
        self._situation = evaluator.situation
        self._prepared = evaluator.situation.prepared
        self.left_open: dict[Gap, Screening] = {}
        self._names_of: dict[str, Names] = {}
        self._found: dict[tuple[str, ...], tuple[Truth, Hints, bool]] = {}

    # Codes

    def same(self, left: Symbols, right: Symbols) -> Truth:
        """Whether two symbols are the same; a coarse code may yet turn out to be."""
        scheme = self._prepared.schemes.get(left.scheme or right.scheme or "")
        origin = left.origin | right.origin

        def one(first: str, second: str) -> Truth:
            if first == second:
                return True
            if not (left.is_word(first) and right.is_word(second)):
                return Unknown(origin)
            # Only a fact can become more precise; a constant is what it is.
            coarser = (left.origin and relate(scheme, first, second) == "coarser") or (
                right.origin and relate(scheme, second, first) == "coarser"
            )
            return Unknown(origin) if coarser else False

        pairs = ((a, b) for a in sorted(left.options) for b in sorted(right.options))
        return agree(_until_mixed(one(a, b) for a, b in pairs), origin)

    def within_code(self, value: Value, code: ir.Code) -> Truth:
        """Whether a code equals, or is finer than, another."""
        scheme = self._prepared.schemes.get(code.scheme)
        coarse = _too_coarse(value)

        def one(option: str) -> Truth:
            relation = relate(scheme, option, code.value)
            return coarse if relation == "coarser" else relation == "within"

        result = self._each_option(value, one)
        if isinstance(result, Unknown):
            self._evaluator.hints.code(value, code.scheme, code.value)
        return result

    def within_scheme(self, value: Value, scheme_id: str) -> Truth:
        """Whether a code is an entry of its scheme."""
        scheme = self._prepared.schemes.get(scheme_id)
        results = () if scheme is None else scheme.results
        result = self._each_option(value, lambda option: option not in results)
        if isinstance(result, Unknown):
            self._evaluator.hints.entry(value, scheme_id)
        return result

    def within_list(self, value: Value, list_id: str) -> Truth:
        """Whether a code or a party is on a list, on the date of the act."""
        definition = self._prepared.lists.get(list_id)
        if definition is None:
            return Unknown()
        if definition.kind == "party":
            return self._party_on_list(value, list_id)
        coarse = _too_coarse(value)
        gaps = (gap.path for gap in sorted(coarse.gaps))
        fact = ("code", *gaps)
        result = self._each_option(
            value,
            lambda option: self._once(
                (*fact, list_id, option), lambda: self._code_on_list(option, list_id, (), coarse)
            ),
        )
        if isinstance(result, Unknown):
            self._evaluator.hints.listed_code(value, list_id)
        return result

    def _each_option(self, value: Value, test: Test) -> Truth:
        match value:
            case Unknown():
                return value
            case Absent():
                return False
            case Symbols(options, _, origin):
                if len(options) == 1:
                    # What is given exactly is not to blame for what else is open.
                    return test(next(iter(options)))
                return agree(_until_mixed(test(option) for option in sorted(options)), origin)
            case _:
                return Unknown()

    def _code_on_list(
        self, code: str, list_id: str, through: tuple[str, ...], coarse: Unknown
    ) -> Truth:
        definition = self._prepared.lists.get(list_id)
        if definition is None or list_id in through:
            return False
        scheme = self._prepared.schemes.get(definition.scheme or "")

        def part_holds(index: PartIndex) -> Truth:
            within = [
                member
                for target in (code, *ancestors(scheme, code))
                for member in index.by_code.get(target, ())
            ]
            coarser = index.below.get(code, ())
            found = any_of(
                (
                    *(self._listed(member) for member in within),
                    *(all_of((coarse, self._listed(member))) for member in coarser),
                    *(
                        all_of(
                            (
                                self._evaluator.life_in_force(inclusion.life),
                                self._code_on_list(
                                    code, inclusion.list, (*through, list_id), coarse
                                ),
                            )
                        )
                        for inclusion in index.part.inclusions
                    ),
                )
            )
            if found is False:
                return False
            return all_of((found, self._evaluator.life_in_force(index.part.life)))

        return any_of(part_holds(index) for index in self._prepared.parts(list_id))

    def _listed(self, member: ir.ListMember) -> Truth:
        return self._evaluator.life_in_force(member.life)

    def _once(self, key: tuple[str, ...], find: Callable[[], Truth]) -> Truth:
        """Look up what many conditions ask, once; again only to note what was read."""
        evaluator = self._evaluator
        if key not in self._found or evaluator.reads is not None:
            outer = evaluator.hints, evaluator.is_screened
            evaluator.hints, evaluator.is_screened = Hints(self._prepared), False
            self._found[key] = find(), evaluator.hints, evaluator.is_screened
            evaluator.hints, evaluator.is_screened = outer
        truth, hints, is_screened = self._found[key]
        evaluator.hints.take(hints)
        evaluator.is_screened |= is_screened
        return truth

    # Parties

    def _party_on_list(self, value: Value, list_id: str) -> Truth:
        match value:
            case Absent():
                return False
            case Unknown(gaps, None):
                return Unknown(gaps)
            case Unknown(_, str(path)):
                return self._unnamed(path, list_id)
            case Record():
                return self._record_on_list(value, list_id)
            case _:
                return Unknown()

    def _record_on_list(self, party: Record, list_id: str) -> Truth:
        asserted = party.listings.get(list_id)
        if asserted is not None and isinstance(asserted.value, bool):
            if self._evaluator.reads is not None:
                self._evaluator.reads[asserted.path] = asserted
            return asserted.value
        return self.by_name(party, list_id)

    def is_named(self, party: Record, list_id: str) -> Truth:
        """Whether a name or an identifier of a party is on a list, whatever is asserted."""
        return self._match(self._names(party), self._identifiers(party), list_id, ())

    def by_name(self, party: Record, list_id: str) -> Truth:
        """Look a party up by name and identifiers; finding nothing counts as not listed."""
        names, identifiers = self._names(party), self._identifiers(party)
        if not names and not identifiers:
            return self._unnamed(party.path, list_id)
        self._evaluator.is_screened = True
        if OPEN_SCREENING in self._situation.assumptions:
            screening = party.path, list_id
            gap = Gap("screening", repr(screening))
            self.left_open[gap] = screening
            return Unknown(frozenset({gap}))
        return self._once(
            ("party", party.path, list_id), lambda: self._match(names, identifiers, list_id, ())
        )

    def _unnamed(self, path: str, list_id: str) -> Truth:
        gap = Gap("fact", f"{path}.name")
        assumed = self._situation.assumptions.get(gap)
        if isinstance(assumed, Listing):
            return assumed.list == list_id
        self._evaluator.hints.listing(gap, list_id)
        return Unknown(frozenset({gap}))

    def _match(
        self,
        names: Names,
        identifiers: frozenset[tuple[str, str]],
        list_id: str,
        through: tuple[str, ...],
    ) -> Truth:
        if list_id in through or list_id not in self._prepared.lists:
            return False

        def part_holds(index: PartIndex) -> Truth:
            found = any_of(
                (
                    *(
                        agree(
                            (self._any_listed(index.by_name.get(n, ())) for n in sorted(options)),
                            origin,
                        )
                        for options, origin in names
                    ),
                    *(
                        self._any_listed(index.by_identifier.get(identifier, ()))
                        for identifier in sorted(identifiers)
                    ),
                    *(
                        all_of(
                            (
                                self._evaluator.life_in_force(inclusion.life),
                                self._match(
                                    names, identifiers, inclusion.list, (*through, list_id)
                                ),
                            )
                        )
                        for inclusion in index.part.inclusions
                    ),
                )
            )
            if found is False:
                return False
            return all_of((found, self._evaluator.life_in_force(index.part.life)))

        return any_of(part_holds(index) for index in self._prepared.parts(list_id))

    def _any_listed(self, members: Iterable[ir.ListMember]) -> Truth:
        return any_of(self._listed(member) for member in members)

    def _names(self, party: Record) -> Names:
        """The names of a party, each with its possible spellings, normalised."""
        names = self._names_of.get(party.path)
        if names is None or self._evaluator.reads is not None:
            names = self._names_of[party.path] = self._spelled(party)
        return names

    def _spelled(self, party: Record) -> Names:
        found: list[tuple[frozenset[str], frozenset[Gap]]] = []
        others = self._evaluator.field(party, "names")
        elements = self._elements(others)
        spellings = [
            self._evaluator.field(e, "value") if isinstance(e, Record) else e for e in elements
        ]
        for value in (self._evaluator.field(party, "name"), *spellings):
            if isinstance(value, Symbols):
                options = {self._prepared.normalised(option) for option in value.options} - {""}
                if options:
                    found.append((frozenset(options), value.origin))
        return tuple(found)

    def _elements(self, value: Value) -> tuple[Value, ...]:
        return self._situation.elements(value) if isinstance(value, ListValue) else ()

    def _identifiers(self, party: Record) -> frozenset[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        given = self._evaluator.field(party, "identifiers")
        for element in self._elements(given):
            if isinstance(element, Record):
                scheme = self._evaluator.field(element, "scheme")
                value = self._evaluator.field(element, "value")
                known = (*_only(scheme), *_only(value))
                if len(known) == 2:
                    found.add(normalise_identifier(*known))
        return frozenset(found)


def _only(value: Value) -> tuple[str, ...]:
    """The one option of a text, if it has just one."""
    return tuple(value.options) if isinstance(value, Symbols) and len(value.options) == 1 else ()


def _too_coarse(value: Value) -> Unknown:
    """The answer for a code that would have to be more precise: its own fact is what is missing."""
    return Unknown(value.origin) if isinstance(value, Symbols) else Unknown()


def _until_mixed(truths: Iterator[Truth]) -> Iterator[Truth]:
    """Stop when both a yes and a no were seen: more options change nothing."""
    seen: set[bool] = set()
    for truth in truths:
        yield truth
        if not isinstance(truth, Unknown):
            seen.add(truth)
            if len(seen) == 2:
                return
