"""Names for everything that generated text refers to.

# Invariant: no text of a policy becomes part of generated code. Texts, keys and look-ups are values
# in the namespace in which the code runs; the code knows them by numbered names.
"""

import linecache
import sys
import threading
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


def name_text(of: object, hash: str | None, part: str = "") -> str:
    """Return the file name for text generated from a program, by its hash if that is known."""
    return f"<ecp {part}{hash or f'{id(of):x}'}>"


def keep_text(of: object, name: str, text: str) -> str:
    """Let tracebacks show generated text, as long as there is what it was generated for.

    Returns the name under which it is shown: another one where other text has the name already.
    """
    with _LOCK:
        chosen, number = name, 1
        while (kept := _KEPT.get(chosen)) is not None and kept.text != text:
            number += 1
            chosen = f"{name[:-1]} {number}>"
        if kept is None:
            kept = _KEPT[chosen] = _Kept(text)
            entry = (len(text), None, text.splitlines(keepends=True), chosen)
            linecache.cache[chosen] = entry
            weakref.finalize(kept, _forget, chosen, entry)
    weakref.finalize(of, _let_go, kept)
    return chosen


@frozen(eq=False)
class _Kept:
    """Text that is shown while somebody holds this."""

    text: str


_LOCK = threading.RLock()
_KEPT: "weakref.WeakValueDictionary[str, _Kept]" = weakref.WeakValueDictionary()


def _let_go(kept: _Kept) -> None:
    """Do nothing: that this was called ends the last use of its argument."""


def _forget(name: str, entry: object) -> None:
    """Forget an entry, unless the name was given to new text by then."""
    if linecache.cache.get(name) is entry:
        linecache.cache.pop(name, None)
