"""Tables in which generated code looks rules up: by a code and what it is within, and by a value.

What a code leads to is merged from all that it is within when it is first seen, once.

# Invariant: entries are pure functions of their keys, so threads may share a table.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import frozen

from ecp_runtime import ir
from ecp_runtime.compiled.given import options
from ecp_runtime.compiled.readers import MISSING, Learnt, Unsure
from ecp_runtime.hierarchy import ancestors

_T = TypeVar("_T")

Row: TypeAlias = tuple[Any, ...]
"""First day, day after the last, test, what to do, what to note, rank."""

Rows: TypeAlias = "tuple[Row, ...] | Learnt[tuple[Row, ...]]"

Groups: TypeAlias = tuple[tuple[tuple[Any, list[Any], int], ...], tuple[Row, ...]]
"""A test, what to note where it may hold, and the highest rank; then rows that are more to do."""

MAX_DAYS = 1_000
"""How many days a cell remembers by themselves: orders of a season, not of a century."""

MANY_ROWS = 16
"""A cell with more rows than this keeps them by day."""

MAX_OPTIONAL = 2_000
"""How many pairs of facts with several options a table remembers."""

NO_ROWS: tuple[Row, ...] = ()
NO_CELLS: dict[str, Rows] = {}


Settles: TypeAlias = Literal["each", "one", "test"]
"""What settles that a row is meant where a fact is one of several options.

`each` of them has to lead to it, only `one` option can, or its test says so in any case.
"""


@frozen
class Entry:
    """A row with the values that lead to it, and what settles that of several ones."""

    first: frozenset[str]
    second: frozenset[str]
    row: Row
    settles: tuple[Settles, ...] = ("test", "test")


class Cells:
    """The rows of a table by what they are looked up by."""

    def __init__(
        self, entries: Sequence[Entry], scheme: ir.Scheme | None, *, single: bool, three: bool
    ) -> None:
        """Index entries; `single` ones are looked up by just one fact."""
        self._entries = entries
        self._scheme = scheme
        self._single = single
        self._three = three
        self._by_key: dict[str, list[int]] = {}
        self._below: dict[str, set[int]] = {}
        self._merged: dict[tuple[int, ...], Any] = {}
        for number, entry in enumerate(entries):
            for key in sorted(entry.first):
                self._by_key.setdefault(key, []).append(number)
                for ancestor in ancestors(scheme, key):
                    self._below.setdefault(ancestor, set()).add(number)

    def certain(self) -> Learnt[Any]:
        """Return the look-up for codes that are fine enough."""

        def learn(raw: object) -> Any:
            if raw is None:
                return self._merge(())
            if not isinstance(raw, str):
                raise Unsure
            if self._coarse(raw) and not self._three:
                raise Unsure
            return self._merge(self._matching(raw))

        return Learnt(learn)

    def possible(self) -> Learnt[Any]:
        """Return the look-up for what finer codes than a given one would lead to."""

        def learn(raw: object) -> Any:
            return self._merge(self._coarse(raw) if isinstance(raw, str) else ())

        return Learnt(learn)

    def all(self) -> Any:
        """Return what codes that are not given may lead to."""
        return self._merge(tuple(range(len(self._entries))))

    def reached(self, raw: Any) -> dict[int, bool | None]:
        """List the entries that are, or may be, meant by a fact that is not one plain value."""
        if raw is MISSING:
            return dict.fromkeys(range(len(self._entries)))
        if raw is None:
            return {}
        found = [
            dict.fromkeys(self._coarse(option)) | dict.fromkeys(self._matching(option), True)
            for option in options(raw)
        ]
        return {
            number: _settled(
                self._entries[number].settles[0], [each.get(number, False) for each in found]
            )
            for number in sorted({number for each in found for number in each})
        }

    def _matching(self, raw: str) -> tuple[int, ...]:
        targets = (*ancestors(self._scheme, raw), raw)
        return tuple(sorted({n for key in targets for n in self._by_key.get(key, ())}))

    def _coarse(self, raw: str) -> tuple[int, ...]:
        if self._scheme is not None and raw in self._scheme.results:
            return ()
        below = self._below.get(raw)
        return () if not below else tuple(sorted(below - set(self._matching(raw))))

    def _merge(self, numbers: tuple[int, ...]) -> Any:
        """Lay rows out by their second value; equal selections share one layout."""
        if numbers not in self._merged:
            chosen = [self._entries[number] for number in numbers]
            if self._single:
                self._merged[numbers] = _by_day(tuple(entry.row for entry in chosen))
            else:
                cells: dict[str, list[Row]] = {}
                for entry in chosen:
                    for value in entry.second:
                        cells.setdefault(value, []).append(entry.row)
                laid = {value: _by_day(tuple(rows)) for value, rows in cells.items()}
                self._merged[numbers] = laid
        return self._merged[numbers]


class Loose:
    """A table for facts that may not be given."""

    def __init__(self, entries: Sequence[Entry], scheme: ir.Scheme | None, *, single: bool) -> None:
        """Index entries for the three-valued path."""
        self._entries = entries
        self._scheme = scheme
        self._single = single
        self._made: tuple[Cells, Learnt[Any], Learnt[Any], Any] | None = None
        self._rows: dict[int, Rows] = {}
        self._groups: dict[int, Learnt[Groups]] = {}
        self._options: Learnt[tuple[Sequence[tuple[bool, Any]], ...]] = Learnt(
            self._of_options, MAX_OPTIONAL
        )

    def rows(self, first: object, second: object = None) -> Sequence[tuple[bool, Rows]]:
        """List rows; true with those of which it is unknown whether they are meant."""
        if first.__class__ is frozenset or second.__class__ is frozenset:
            return self._options[first, second][0]
        _, certainly, possibly, everything = self._made or self._make()
        found: Sequence[tuple[bool, Any]]
        if first is MISSING:
            found = ((True, everything),)
        else:
            certain, possible = certainly[first], possibly[first]
            if not (possible or self._single or second is MISSING):
                return ((False, certain.get(second, NO_ROWS)),)
            found = ((False, certain), (True, possible)) if possible else ((False, certain),)
        if self._single:
            return found
        if second is MISSING:
            return [(True, self._distinct(cells)) for _, cells in found]
        return [(maybe, cells.get(second, NO_ROWS)) for maybe, cells in found]

    def weighed(self, first: object, second: object = None) -> Iterable[tuple[bool, Any]]:
        """List rows as `rows` does, but those that may be meant by day and by what they test."""
        if first.__class__ is frozenset or second.__class__ is frozenset:
            return self._options[first, second][1]
        found = self.rows(first, second)
        if len(found) == 1 and not found[0][0]:
            return found
        return [(maybe, self._grouped(rows) if maybe else rows) for maybe, rows in found]

    def _grouped(self, rows: Rows) -> "Learnt[Groups]":
        """Group rows that may be meant; they live as long as the table."""
        if id(rows) not in self._groups:
            every = rows if isinstance(rows, tuple) else rows[0]
            self._groups[id(rows)] = _of_days(every, lambda day: _group(every, day))
        return self._groups[id(rows)]

    def _distinct(self, cells: dict[str, Rows]) -> Rows:
        """All rows of some cells, each once; the cells live as long as the table."""
        if id(cells) not in self._rows:
            found: dict[int, Row] = {}
            for rows in cells.values():
                for row in rows if isinstance(rows, tuple) else rows[0]:
                    found[id(row)] = row
            self._rows[id(cells)] = _by_day(tuple(found.values()))
        return self._rows[id(cells)]

    def _of_options(self, facts: tuple[Any, Any]) -> tuple[Sequence[tuple[bool, Any]], ...]:
        """List rows for facts of which at least one has several options, both ways."""
        cells = (self._made or self._make())[0]
        first, second = facts
        chosen: dict[bool, list[Row]] = {False: [], True: []}
        for number, truth in cells.reached(first).items():
            entry = self._entries[number]
            also = True if self._single else _leads(entry, second)
            if also is not False:
                chosen[truth is None or also is None].append(entry.row)
        certain, possible = (tuple(chosen[maybe]) for maybe in (False, True))
        grouped = _of_days(possible, lambda day: _group(possible, day))
        sure = (False, _by_day(certain))
        return (sure, (True, _by_day(possible))), (sure, (True, grouped))

    def _make(self) -> tuple[Cells, Learnt[Any], Learnt[Any], Any]:
        """Index the entries, once something is missing; two threads would make the same."""
        cells = Cells(self._entries, self._scheme, single=self._single, three=True)
        self._made = cells, cells.certain(), cells.possible(), cells.all()
        return self._made


def _leads(entry: Entry, second: Any) -> bool | None:
    """Whether a second fact leads to an entry."""
    if second is MISSING:
        return None
    if second is None:
        return False
    return _settled(entry.settles[1], [option in entry.second for option in options(second)])


def _settled(settles: Settles, truths: Sequence[bool | None]) -> bool | None:
    """Say what it comes to that options lead to an entry, or may."""
    if len(truths) == 1:
        return truths[0]
    if not any(truth is not False for truth in truths):
        return False
    if settles == "test":
        return True
    return True if settles == "each" and all(truths) else None


def _group(rows: tuple[Row, ...], day: int) -> Groups:
    """Put together what can only be noted as possible: hundreds of rows may share a test."""
    noted: dict[Any, tuple[list[Any], list[int]]] = {}
    left: list[Row] = []
    for row in rows:
        start, stop, test, finish, hit, rank = row
        if start <= day < stop:
            if finish is not None:
                left.append(row)
                continue
            hits, ranks = noted.setdefault(test, ([], []))
            hits.append(hit[1])
            ranks.append(rank)
    groups = tuple((test, hits, max(ranks)) for test, (hits, ranks) in noted.items())
    return groups, tuple(left)


def _by_day(rows: tuple[Row, ...]) -> Rows:
    """Keep a few rows as they are, and many by day; no day at all gives all of them."""
    if len(rows) <= MANY_ROWS:
        return rows

    def on(day: int) -> tuple[Row, ...]:
        return tuple(row for row in rows if not day or row[0] <= day < row[1])

    return _of_days(rows, on)


def _of_days(rows: tuple[Row, ...], find: Callable[[int], _T]) -> Learnt[_T]:
    """Remember by day what is the same on all days between those on which rows begin or end."""
    edges = sorted({0, 1, *(edge for row in rows for edge in row[:2])})
    found: dict[int, _T] = {}

    def learn(day: int) -> _T:
        number = bisect_right(edges, day)
        if number not in found:
            found[number] = find(day)
        return found[number]

    return Learnt(learn, MAX_DAYS)
