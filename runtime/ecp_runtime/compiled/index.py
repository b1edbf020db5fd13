"""Finds what rules can be looked up by, so that only those that may apply are looked at.

A rule can be looked up by a fact where its condition asks for certain values of it: a literal of
the conjunction, or one in every branch of a disjunction. Rules that are looked up by the same
two facts share a table; what their conditions ask beyond that is tested for each candidate.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.conditions import (
    All,
    Among,
    Condition,
    Fixed,
    Listed,
    Path,
    Some,
    Within,
    conjuncts,
)
from ecp_runtime.compiled.plan import PlannedRule
from ecp_runtime.compiled.tables import Settles
from ecp_runtime.prepare import Prepared

Fact: TypeAlias = tuple[Path, str | None]
"""A fact, with the scheme whose hierarchy counts, if one does."""

MAX_SHARE = 0.5
"""A key with more of the values that any rule asks for would select too little."""

MAX_CROWD = 0.5
"""A table in which one look-up finds more of the rules than this spares too few of them."""

MIN_RULES = 8
"""Fewer rules than this are tested one by one: a look-up costs as much."""

MAX_KEYS = 5_000
"""A rule with more keys than this is not looked up by them."""


@frozen
class Key:
    """What a rule is looked up by: values of one fact, with what tests exactly that, if needed.

    `scheme` is given where finer codes count as well. `literal` is the part of the condition that
    the look-up makes superfluous; None where it has to be tested nevertheless.
    """

    path: Path
    scheme: str | None
    values: frozenset[str]
    literal: Condition | None

    @property
    def settles(self) -> Settles:
        """What settles that a rule is meant where the fact is one of several options."""
        if self.literal is None:
            return "test"
        return "each" if isinstance(self.literal, Within) else "one"

    @property
    def fact(self) -> Fact:
        """What is looked up, whatever the values."""
        return self.path, self.scheme


@frozen(eq=False)
class Candidate:
    """A rule in a table, with its keys and what is left to test."""

    rule: PlannedRule
    first: frozenset[str]
    second: frozenset[str]
    rest: Condition
    settles: tuple[Settles, ...]


@frozen(eq=False, kw_only=True)
class Table:
    """Rules that are looked up by the same facts; `second` is None for just one fact."""

    first: Path
    scheme: str | None
    second: Path | None
    candidates: tuple[Candidate, ...]


@frozen(eq=False)
class Indexed:
    """The tables, and the rules that are tested one by one."""

    tables: tuple[Table, ...]
    residual: tuple[PlannedRule, ...]


def find_indexes(rules: tuple[PlannedRule, ...], prepared: Prepared) -> Indexed:
    """Divide rules into tables and what remains."""
    keys = selective_keys(rules, prepared)
    left = list(rules)
    tables: list[Table] = []
    for width in (2, 1):
        groups: defaultdict[tuple[Fact, ...], list[tuple[PlannedRule, list[Key]]]]
        groups = defaultdict(list)
        for rule in left:
            chosen = keys[rule.position][:width]
            if len(chosen) == width:
                chosen = _canonical(chosen)
                groups[tuple([key.fact for key in chosen])].append((rule, chosen))
        placed: set[int] = set()
        for group in groups.values():
            if len(group) >= MIN_RULES and _crowd(group) <= MAX_CROWD:
                tables.append(_table(group, width))
                placed |= {rule.position for rule, _ in group}
        left = [rule for rule in left if rule.position not in placed]
    return Indexed(tuple(tables), tuple(left))


def _crowd(rules: list[tuple[PlannedRule, list[Key]]]) -> float:
    """Guess the share of a table's rules that the most crowded of its cells holds."""
    share = 1.0
    for place in range(len(rules[0][1])):
        asked = Counter(value for _, keys in rules for value in keys[place].values)
        share *= max(asked.values()) / len(rules)
    return share


def selective_keys(rules: tuple[PlannedRule, ...], prepared: Prepared) -> Mapping[int, list[Key]]:
    """List by what each rule, named by its position, may be looked up; the best comes first."""
    found = {rule.position: all_keys(rule.own.condition, prepared) for rule in rules}
    universe: defaultdict[Fact, set[str]] = defaultdict(set)
    for choices in found.values():
        for key in choices:
            universe[key.fact] |= key.values
    sizes = {fact: len(values) for fact, values in universe.items()}
    return {position: _selective(choices, sizes) for position, choices in found.items()}


def _table(rules: list[tuple[PlannedRule, list[Key]]], width: int) -> Table:
    candidates: list[Candidate] = []
    for rule, keys in rules:
        second = keys[1].values if width == 2 else frozenset()
        rest = _without(rule.own.condition, [key.literal for key in keys])
        candidates.append(
            Candidate(rule, keys[0].values, second, rest, tuple(key.settles for key in keys))
        )
    _, chosen = rules[0]
    return Table(
        first=chosen[0].path,
        scheme=chosen[0].scheme,
        second=chosen[1].path if width == 2 else None,
        candidates=tuple(candidates),
    )


def _without(condition: Condition, covered: list[Condition | None]) -> Condition:
    """Leave out of a conjunction what looking up makes superfluous."""
    parts = conjuncts(condition)
    numbers = {id(literal) for literal in covered}
    left = tuple([part for part in parts if id(part) not in numbers])
    if len(left) == len(parts):
        return condition
    # What is left of a conjunction is flat, as the whole was.
    return All(left) if len(left) > 1 else left[0] if left else Fixed(True)


def _canonical(keys: list[Key]) -> list[Key]:
    """Put the code that finer codes count for first: only the first fact has a hierarchy."""
    if len(keys) == 1:
        return keys
    return sorted(keys, key=lambda key: (key.scheme is None, key.path.place))


def all_keys(condition: Condition, prepared: Prepared) -> tuple[Key, ...]:
    """List what a rule could be looked up by, each fact once, with as few values as possible."""
    found: dict[Path, Key] = {}
    for part in conjuncts(condition):
        for key in keys_of(part, prepared):
            before = found.get(key.path)
            usable = 0 < len(key.values) <= MAX_KEYS
            if usable and (before is None or len(key.values) < len(before.values)):
                found[key.path] = key
    return tuple(found.values())


def _selective(keys: tuple[Key, ...], sizes: Mapping[Fact, int]) -> list[Key]:
    """Rank keys by the share of all values, in any rule, that lead to this one.

    What asks for most of them selects nothing, such as a military end use where no rule asks for
    any other. At most one fact with a hierarchy is kept: a table follows just one.
    """
    shares = [(len(key.values) / sizes[key.fact], key.path.place) for key in keys]
    ranked: list[Key] = []
    has_hierarchy = False
    for number in sorted(range(len(keys)), key=shares.__getitem__):
        key = keys[number]
        if shares[number][0] <= MAX_SHARE and not (has_hierarchy and key.scheme is not None):
            ranked.append(key)
            has_hierarchy = has_hierarchy or key.scheme is not None
    return ranked


def keys_of(part: Condition, prepared: Prepared) -> list[Key]:
    """List what one part of a conjunction could be looked up by."""
    match part:
        case Within(path, scheme, codes, False):
            return [Key(path, scheme, frozenset(codes), part)]
        case Among(path, values) if path.root != "variable":
            return [Key(path, None, values, part)]
        case Listed(path, list_id):
            scheme_id = prepared.lists[list_id].scheme
            members = frozenset(_members(list_id, prepared))
            return [] if scheme_id is None else [Key(path, scheme_id, members, None)]
        case All(parts):
            return [key for inner_part in parts for key in keys_of(inner_part, prepared)]
        case Some(parts):
            return _in_every(parts, prepared)
        case _:
            return []


def _in_every(branches: tuple[Condition, ...], prepared: Prepared) -> list[Key]:
    """List the facts of which every branch asks for certain values, with all of those."""
    choices = [
        {(key.path, key.scheme): key for key in reversed(keys_of(branch, prepared))}
        for branch in branches
    ]
    shared = [fact for fact in choices[0] if all(fact in each for each in choices)]
    return [
        Key(path, scheme, frozenset().union(*(each[path, scheme].values for each in choices)), None)
        for path, scheme in shared
    ]


def _members(list_id: str, prepared: Prepared) -> Iterable[str]:
    """List the codes on a list and on all that it includes, each list once."""
    seen = {list_id}
    waiting = [list_id]
    for each in waiting:
        for part in prepared.lists[each].parts if each in prepared.lists else ():
            yield from (member.key for member in part.members)
            further = {inclusion.list for inclusion in part.inclusions} - seen
            seen |= further
            waiting += sorted(further)


def scheme_of(table: Table, prepared: Prepared) -> ir.Scheme | None:
    """Return the scheme whose hierarchy a table follows, if any."""
    return None if table.scheme is None else prepared.schemes.get(table.scheme)
