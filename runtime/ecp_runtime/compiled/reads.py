"""Texts that read facts where they stand, two-valued and three-valued.

Two-valued text reads what is there and raises where it is not. Three-valued text reads everything
in the form of `given`.
"""

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any, assert_never

from ecp_runtime import ir
from ecp_runtime.compiled import given, readers, tallies, truths
from ecp_runtime.compiled.conditions import Path
from ecp_runtime.compiled.given import SCALARS
from ecp_runtime.compiled.names import Names
from ecp_runtime.words import Words

CONTEXT = "t, line, parties, day, n, scratch"
"""What every generated function is given: the transaction, the line, its parties, the day, the
number of the line, and a place to keep what the reference evaluator needs."""


SPACE: Mapping[str, Any] = {
    **readers.SPACE,
    **tallies.SPACE,
    "given": given.given,
    "record": given.record,
    "classification": given.classification,
    "opened": given.opened,
    "among": truths.among,
    "entry": truths.entry,
    "alike": truths.alike,
    "inf": inf,
    "lies": truths.lies,
    "judged": truths.judged,
    "AGAINST": truths.AGAINST,
}
"""What generated text calls by its own name."""

RANGE = "*scratch[2]"
"""The first and the last day of the act where its date is a range."""


def lies(start: int | None, stop: int | None) -> str:
    """Express that the date of the act, which is a range, lies in a stretch of days."""
    return f"lies({RANGE}, {stretch(start, stop)})"


def stretch(start: int | None, stop: int | None) -> str:
    """Write the first day of a stretch and the day after its last."""
    return f"{'-inf' if start is None else start}, {'inf' if stop is None else stop}"


class Reads:
    """The facts that one function reads.

    Attributes:
        read: The names of facts that were read before, by their places.
        records: The same for records.
    """

    def __init__(self, names: Names, *, three: bool) -> None:
        """Start a function in which nothing has been read."""
        self.read: dict[object, str] = {}
        self.records: dict[object, str] = {}
        self._lines: list[str] = []
        self._scalars: list[str] = []
        self._worded: list[str] = []
        self._names = names
        self._three = three
        self._temporaries = 0

    def temporary(self) -> str:
        """Name a local variable."""
        self._temporaries += 1
        return f"v{self._temporaries}"

    def is_read(self, path: Path) -> bool:
        """Whether a fact has a name."""
        return path.place in self.read or (path.root == "variable" and not path.keys)

    def fact(self, path: Path) -> str:
        """Express a fact."""
        if path.place in self.read:
            return self.read[path.place]
        if path.root == "variable" and not path.keys:
            return path.name if self._three else self._word(path.name, path.type)
        if not self._three:
            return self._word(self._two(path), path.type)
        return self._scalar(self._raw(path), path.type)

    def record(self, path: Path, first: str = "") -> str:
        """Express the record at a path; `first` is the first key that is read of it."""
        if path.place in self.records:
            return self.records[path.place]
        if not path.keys:
            match path.root:
                case "header":
                    return "t"
                case "item":
                    return "line"
                case "variable":
                    return path.name
                case "override":
                    return f"(line if {self._names.constant(first)} in line else t)"
                case "party":
                    key = self._names.constant(path.name)
                    if not self._three:
                        return f"parties[{key}]"
                    return self._known(f"parties.get({key}, NOTHING)", path.type)
                case _:
                    assert_never(path.root)
        if not self._three:
            return self._two(path)
        record = self.record(path.holder, path.keys[0])
        key = self._names.constant(path.keys[-1])
        return self._known(f"{record}.get({key}, NOTHING)", path.type)

    def element(self, variable: str, type_: ir.Type) -> str | None:
        """Return the line that brings the element of a list into form, if it takes one."""
        if isinstance(type_, SCALARS):
            return f"{variable} = {self._scalar(variable, type_)}"
        if isinstance(type_, ir.EntityType):
            return f"{variable} = {self._known(variable, type_)}"
        return None

    def ahead(self, needed: Iterable[Path]) -> None:
        """Read facts before anything is tested, each once."""
        for path in needed:
            if self.is_read(path):
                continue
            if path.keys:
                self._hold(path.holder, path.keys[0])
            name = f"f{len(self.read)}"
            self._lines.append(f"{name} = {self._raw(path)}")
            self.read[path.place] = name
            if isinstance(path.type, SCALARS):
                self._scalars.append(name)
            if isinstance(path.type, ir.TextType):
                self._worded.append(f"{name} = {self._word(name, path.type)}")

    @property
    def lines(self) -> list[str]:
        """The text that reads what `ahead` was given, and brings it into form."""
        if not self._scalars:
            return self._lines
        # What cannot be looked up cannot be hashed either, and most facts can.
        names = ", ".join(self._scalars)
        return [
            *self._lines,
            "try:",
            f"    hash(({names},))",
            "except TypeError:",
            f"    {names}, = map(given, ({names},))",
            *self._worded,
        ]

    def _hold(self, path: Path, first: str) -> None:
        """Give a record that has to be looked for a name."""
        if path.place in self.records or not (path.keys or path.root == "party"):
            return
        if path.keys:
            self._hold(path.holder, path.keys[0])
        name = f"r{len(self.records)}"
        self._lines.append(f"{name} = {self.record(path, first)}")
        self.records[path.place] = name

    def _two(self, path: Path) -> str:
        if not path.keys:
            return self.record(path)
        record = self.record(path.holder, path.keys[0])
        return f"{record}[{self._names.constant(path.keys[-1])}]"

    def _raw(self, path: Path) -> str:
        if path.keys:
            record = self.record(path.holder, path.keys[0])
            return f"{record}.get({self._names.constant(path.keys[-1])}, MISSING)"
        if path.root == "party":
            return f"parties.get({self._names.constant(path.name)}, MISSING)"
        return self.record(path)

    def _scalar(self, text: str, type_: ir.Type) -> str:
        if not isinstance(type_, SCALARS):
            return text
        mark = self.temporary()
        read = f"({mark} if ({mark} := {text}).__class__ is not dict else given({mark}))"
        return self._word(read, type_)

    def _word(self, text: str, type_: ir.Type) -> str:
        """Express a text that counts only where it says anything, and is a word where it has to."""
        if not isinstance(type_, Words):
            reader = "said_or_missing" if self._three else "said"
            return f"{reader}({text})" if isinstance(type_, ir.TextType) else text
        key = "words", id(type_), self._three
        look_up = self._names.known(key)
        if look_up is None:
            made = given.words(type_) if self._three else readers.words(type_)
            look_up = self._names.made(key, "w", made)
        return f"{look_up}[{text}]"

    def _known(self, text: str, type_: ir.Type) -> str:
        """Express a record that may not exist."""
        mark = self.temporary()
        if isinstance(type_, ir.ClassificationType):
            return f'({mark} if "value" not in ({mark} := {text}) else classification({mark}))'
        return f"({mark} if ({mark} := {text}).__class__ is dict else record({mark}))"
