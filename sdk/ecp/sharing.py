"""What policies with the same hash share, as long as one of them is there.

Nothing is kept alive here: a program, its indexes and the code generated for it go with the last
policy that uses them.
"""

import threading
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from ecp.collector import paused
from ecp_runtime import ir
from ecp_runtime.prepare import prepare

if TYPE_CHECKING:
    from ecp_runtime.compiled.decide import Decider
    from ecp_runtime.compiled.engine import Engine

__all__ = ["Shared", "find", "share"]

_LOCK = threading.RLock()
"""Held while something is looked up or put down, never while it is made."""


class Shared:
    """A program with what is made of it, for every policy that has its hash.

    Attributes:
        program: The program.
        prepared: Its indexes, which live as long as this.
    """

    __slots__ = ("__weakref__", "_decider", "_engine", "prepared", "program")

    def __init__(self, program: ir.Program, *, hash: str | None = None) -> None:
        """Index a program; raises `ValueError` if no decision can be based on it."""
        self.program = program
        self.prepared = prepare(program, hash=hash, keep=False)
        self._decider: Decider | None = None
        self._engine: Engine | None = None

    @property
    def hash(self) -> str:
        """The content hash of the program, worked out when it is first asked for."""
        known = self.prepared.known_hash
        if known is None:
            # Writing a large program out takes a while, and not every host asks.
            with paused():
                known = self.prepared.hash
            share(self, known)
        return known

    def decider(self) -> "Decider":
        """Return what decides under the program."""
        if self._decider is None:
            from ecp_runtime.compiled.decide import Decider

            made = Decider(self.program)
            with _LOCK:
                self._decider = self._decider or made
        return self._decider

    def engine(self) -> "Engine":
        """Return the compiled form of the program, made when it is first needed."""
        if self._engine is None:
            from ecp_runtime.compiled.engine import Engine

            # Two threads may both make one; they are equal, and all use the one that was first.
            with paused():
                made = Engine(self.program, self.decider())
            with _LOCK:
                self._engine = self._engine or made
        return self._engine


_SHARED: "WeakValueDictionary[str, Shared]" = WeakValueDictionary()


def find(hash: str) -> Shared | None:
    """Return what policies with a hash share, if there is one."""
    return _SHARED.get(hash)


def share(made: Shared, hash: str) -> Shared:
    """Let later policies with this hash use what was made, unless there is some; return that."""
    made.prepared.known_hash = hash
    with _LOCK:
        return _SHARED.setdefault(hash, made)
