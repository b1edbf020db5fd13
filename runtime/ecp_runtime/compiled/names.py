"""Names for everything that generated text refers to.

# Invariant: no text of a policy becomes part of generated code. Texts, keys and look-ups are values
# in the namespace in which the code runs; the code knows them by numbered names.
"""

import linecache
import sys
import weakref
from typing import Any

from attrs import field, frozen


@frozen(eq=False)
class Names:
    """The namespace of generated code; equal constants share a name."""

    values: dict[str, Any] = field(factory=dict)
    _known: dict[tuple[object, ...], str] = field(factory=dict)

    def constant(self, value: object) -> str:
        """Name a constant, which must be hashable; texts are interned, to compare fast."""
        if isinstance(value, str):
            value = sys.intern(value)
        elif isinstance(value, frozenset):
            value = frozenset(sys.intern(v) if type(v) is str else v for v in value)
        return self.made(("constant", type(value), value), "k", value)

    def made(self, key: tuple[object, ...], letter: str, value: object) -> str:
        """Name a value that `key` describes."""
        name = self._known.get(key)
        if name is None:
            name = f"{letter}{len(self._known)}"
            self._known[key] = name
            self.values[name] = value
        return name

    def number(self) -> int:
        """Return a number that no name has."""
        self._known["number", len(self._known)] = ""
        return len(self._known)

    def known(self, key: tuple[object, ...]) -> str | None:
        """Return the name of what a key describes, if it has one."""
        return self._known.get(key)


def keep_text(of: object, name: str, text: str) -> None:
    """Let tracebacks show generated text, as long as there is what it was generated for."""
    lines = text.splitlines(keepends=True)
    linecache.cache[name] = (len(text), None, lines, name)
    weakref.finalize(of, linecache.cache.pop, name, None)
