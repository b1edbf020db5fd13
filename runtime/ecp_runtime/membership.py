"""Codes within codes and lists, parties on lists, and when two symbols are the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ecp_runtime import ir
from ecp_runtime.hierarchy import ancestors, relate
from ecp_runtime.hints import Hints
from ecp_runtime.prepare import PartIndex
from ecp_runtime.situation import Listing
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import (
    Absent,
    Record,
    Several,
    Symbols,
    Truth,
    Value,
    agree,
    all_of,
    any_of,
    negate,
    until_mixed,
)
from ecp_runtime.who import Who, read_who

if TYPE_CHECKING:
    from ecp_runtime.expressions import Evaluator


Test: TypeAlias = Callable[[str], Truth]

_K = TypeVar("_K")


Noted: TypeAlias = tuple[tuple[ir.ListMember, Truth], ...]
"""Members that match, and whether each is on its list."""

OPEN_SCREENING = Gap("screening", "")
"""Assumed, it leaves open whatever was looked up by name."""

Screening: TypeAlias = tuple[str, str]
"""The path of a party, and the list on which it was looked up by name."""


class Membership:
    """Tests of membership, for one evaluator.

    Attributes:
        left_open: The look-ups by name that were left open, by what stands for them in a truth.
        noted: The members that matched, and whether each is on its list, while it is not None.
    """

    def __init__(self, evaluator: "Evaluator") -> None:
        """Serve an evaluator."""
        self._evaluator = evaluator
        self._situation = evaluator.situation
        self._prepared = evaluator.situation.prepared
        self.left_open: dict[Gap, Screening] = {}
        self._known: dict[str, Who] = {}
        self.noted: list[tuple[ir.ListMember, Truth]] | None = None
        self._found: dict[tuple[str, ...], tuple[Truth, Hints, bool]] = {}

    # Codes

    def same(self, left: Symbols | Several, right: Symbols | Several) -> Truth:
        """Whether two symbols are the same; a coarse code may yet turn out to be."""
        if isinstance(left, Several):
            return self._of_one(left, lambda code: self.same(code, right))
        if isinstance(right, Several):
            return self._of_one(right, lambda code: self.same(left, code))
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
        return agree(until_mixed(one(a, b) for a, b in pairs), origin)

    def within_code(self, value: Value, code: ir.Code) -> Truth:
        """Whether a code equals, or is finer than, another."""
        if isinstance(value, Several):
            return self._of_one(value, lambda each: self.within_code(each, code))
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
        if isinstance(value, Several):
            return self._of_one(value, lambda code: self.within_scheme(code, scheme_id))
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
        if isinstance(value, Several):
            return self._of_one(value, lambda code: self.within_list(code, list_id))
        if isinstance(value, Unknown):
            # On a day without a member, no code is on the list.
            has_members = self._once(("any", list_id), lambda: self._has_members(list_id, ()))
            result = all_of((value, has_members))
        else:
            coarse = _too_coarse(value)
            fact = ("code", *(gap.path for gap in sorted(coarse.gaps)))
            result = self._each_option(
                value,
                lambda option: self._once(
                    (*fact, list_id, option),
                    lambda: self._code_on_list(option, list_id, (), coarse),
                ),
            )
        if isinstance(result, Unknown):
            self._evaluator.hints.listed_code(value, list_id)
        return result

    def _has_members(self, list_id: str, through: tuple[str, ...]) -> Truth:
        """Whether a list has any member on the date of the act, its own or an included one."""
        if list_id in through or list_id not in self._prepared.lists:
            return False
        in_force = self._evaluator.life_in_force

        def part_has_members(part: ir.ListPart) -> Truth:
            own = (in_force(member.life) for member in part.members)
            included = (
                all_of(
                    (
                        in_force(inclusion.life),
                        self._has_members(inclusion.list, (*through, list_id)),
                    )
                )
                for inclusion in part.inclusions
            )
            return all_of((in_force(part.life), any_of(chain(own, included))))

        return any_of(part_has_members(index.part) for index in self._prepared.parts(list_id))

    def _of_one(self, value: Several, test: Callable[[Symbols], Truth]) -> Truth:
        """Whether something is so of one of several codes.

        No answer is proposed for one of them: it would say nothing of the others.
        """
        outer, self._evaluator.hints = self._evaluator.hints, Hints(self._prepared)
        found = any_of([test(code) for code in value.codes])
        self._evaluator.hints = outer
        return found

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
                return agree(until_mixed(test(option) for option in sorted(options)), origin)
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

    def noting(self, value: Value, list_id: str) -> tuple[Truth, Noted]:
        """Say whether a code or a party is on a list, and note the members that match.

        The members are noted with whether each is on its list, parts and inclusions left aside;
        none is noted where the transaction itself says it, and none after one that settles it.
        """
        outer, self.noted = self.noted, []
        truth = self.within_list(value, list_id)
        noted, self.noted = tuple(self.noted), outer
        return truth, noted

    def _listed(self, member: ir.ListMember) -> Truth:
        truth = self._evaluator.life_in_force(member.life)
        if self.noted is not None:
            self.noted.append((member, truth))
        return truth

    def _once(self, key: tuple[str, ...], find: Callable[[], Truth]) -> Truth:
        """Look up what many conditions ask, once; again only to note what was read."""
        evaluator = self._evaluator
        if key not in self._found or evaluator.reads is not None or self.noted is not None:
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
                assumed = self._assumed(path)
                unnamed = partial(self._unnamed, path, list_id)
                return self._stated(assumed, path, list_id, unnamed) if assumed else unnamed()
            case Record():
                return self._record_on_list(value, list_id)
            case _:
                return Unknown()

    def _record_on_list(self, party: Record, list_id: str) -> Truth:
        statements = self._assumed(party.path)
        for stated, fact in party.listings.items():
            if isinstance(fact.value, bool):
                statements[stated] = fact.value
        if not statements:
            return self.by_name(party, list_id)
        if self._evaluator.reads is not None:
            for stated, fact in party.listings.items():
                if stated == list_id or stated in self._prepared.inclusions.akin[list_id]:
                    self._evaluator.reads[fact.path] = fact
        return self._stated(statements, party.path, list_id, partial(self.by_name, party, list_id))

    def _assumed(self, path: str) -> dict[str, bool]:
        """Return the statements on lists that are assumed of a party of whom no name is known."""
        assumed = self._situation.assumptions.get(Gap("fact", f"{path}.name"))
        return (
            self._prepared.inclusions.statements(assumed.on, is_all=assumed.is_all)
            if isinstance(assumed, Listing)
            else {}
        )

    def _stated(
        self, statements: Mapping[str, bool], path: str, list_id: str, look_up: Callable[[], Truth]
    ) -> Truth:
        """Whether a party is on a list, by what is stated of it on this and on other lists.

        Who is on a list is on all that include it; who is on none of a list is on none that it
        includes. Who is on a list may be on any of those that it includes. Where statements
        contradict each other, yes counts.
        """
        own = statements.get(list_id)
        if own is True:
            return True
        inclusions = self._prepared.inclusions
        parts, wholes = inclusions.parts[list_id], inclusions.wholes[list_id]
        on_part = any_of(
            self._includes(list_id, part) for part in sorted(parts) if statements.get(part) is True
        )
        if on_part is True or own is False:
            return on_part
        stated = {whole: statements[whole] for whole in sorted(wholes) if whole in statements}
        on_no_whole = any_of(self._includes(w, list_id) for w, on in stated.items() if not on)
        if on_no_whole is True:
            return on_part
        on_whole = any_of(self._includes(w, list_id) for w, on in stated.items() if on)
        found = look_up()
        if on_whole is not False:
            found = any_of((found, all_of((on_whole, self._unstated(path, list_id)))))
        return any_of((on_part, all_of((found, negate(on_no_whole)))))

    def _includes(self, whole: str, part: str) -> Truth:
        """Whether a list includes another one on the date of the act."""
        return self._reaches(whole, part, ())

    def _reaches(self, whole: str, part: str, through: tuple[str, ...]) -> Truth:
        if whole == part:
            return True
        if whole in through or part not in self._prepared.inclusions.parts.get(whole, ()):
            return False
        in_force = self._evaluator.life_in_force
        return any_of(
            all_of(
                (
                    in_force(index.part.life),
                    in_force(inclusion.life),
                    self._reaches(inclusion.list, part, (*through, whole)),
                )
            )
            for index in self._prepared.parts(whole)
            for inclusion in index.part.inclusions
        )

    def _unstated(self, path: str, list_id: str) -> Truth:
        """Whether a party is on a list where only its statement could say so."""
        gap = Gap("fact", f"{path}.listed.{list_id}")
        assumed = self._situation.assumptions.get(gap)
        if isinstance(assumed, bool):
            return assumed
        self._evaluator.hints.truths_of(gap)
        return Unknown(frozenset({gap}))

    def is_open(self, party: Record, list_id: str) -> bool:
        """Whether it is not known if a party is on a list; nothing is noted of the look-up."""
        evaluator = self._evaluator
        outer = evaluator.hints, evaluator.is_screened
        evaluator.hints = Hints(self._prepared)
        found = self._record_on_list(party, list_id)
        evaluator.hints, evaluator.is_screened = outer
        return isinstance(found, Unknown)

    def is_denied(self, party: Record, list_id: str) -> bool:
        """Whether statements deny that a party is on a list on which its name is."""
        if not any(fact.value is False for fact in party.listings.values()):
            return False
        if self._match(self._who(party), list_id, ()) is not True:
            return False
        return self._record_on_list(party, list_id) is False

    def by_name(self, party: Record, list_id: str) -> Truth:
        """Look a party up by names and identifiers; finding no name counts as not listed."""
        who = self._who(party)
        if not who.is_named:
            found = self._look_up(party, who, list_id)
            if found is not True:
                return any_of((found, self._unnamed(party.path, list_id)))
        self._evaluator.is_screened = True
        if OPEN_SCREENING in self._situation.assumptions:
            screening = party.path, list_id
            gap = Gap("screening", repr(screening))
            self.left_open[gap] = screening
            return Unknown(frozenset({gap}))
        return self._look_up(party, who, list_id)

    def _look_up(self, party: Record, who: Who, list_id: str) -> Truth:
        if not who.names and not who.identifiers:
            return False
        found = self._once(("party", party.path, list_id), lambda: self._match(who, list_id, ()))
        if isinstance(found, Unknown):
            for gap in found.gaps & who.open_schemes:
                self._evaluator.hints.wanted[gap] = self._prepared.identifiers.wanted
            for gap in found.gaps & who.parted:
                self._evaluator.hints.wanted[gap] = self._name_alone(list_id)
        return found

    def _name_alone(self, list_id: str) -> str:
        title = self._prepared.lists[list_id].title
        return f"the name of the party alone, since a part of the text is a name on “{title}”"

    def _unnamed(self, path: str, list_id: str) -> Truth:
        gap = Gap("fact", f"{path}.name")
        self._evaluator.hints.listing(gap, list_id)
        return Unknown(frozenset({gap}))

    def _match(self, who: Who, list_id: str, through: tuple[str, ...]) -> Truth:
        if list_id in through or list_id not in self._prepared.lists:
            return False

        def part_holds(index: PartIndex) -> Truth:
            found = any_of(
                (
                    *(self._any_spelled(index.by_name, *name) for name in who.names),
                    *(self._any_spelled(index.by_identifier, *each) for each in who.identifiers),
                    *(
                        all_of(
                            (
                                self._evaluator.life_in_force(inclusion.life),
                                self._match(who, inclusion.list, (*through, list_id)),
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

    def _any_spelled(
        self,
        members: Mapping[_K, Sequence[ir.ListMember]],
        spellings: Iterable[tuple[_K, ...]],
        origin: frozenset[Gap],
    ) -> Truth:
        """Whether each of the spellings that a name may have is that of somebody listed."""
        found = [
            any_of(self._listed(member) for key in keys for member in members.get(key, ()))
            for keys in spellings
        ]
        # What is given exactly is not to blame for what else is open.
        return found[0] if len(found) == 1 else agree(found, origin)

    def _who(self, party: Record) -> Who:
        """The names and identifiers of a party."""
        who = self._known.get(party.path)
        if who is None or self._evaluator.reads is not None:
            who = self._known[party.path] = read_who(self._evaluator, party)
        return who


def _too_coarse(value: Value) -> Unknown:
    """The answer for a code that would have to be more precise: its own fact is what is missing."""
    return Unknown(value.origin) if isinstance(value, Symbols) else Unknown()
