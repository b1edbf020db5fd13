"""Remembers values that are costly to make again."""

from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class Remembered(Generic[_K, _V]):
    """Values by their keys, up to a number; when it is reached, it starts anew.

    # Invariant: equal keys have equal values, so threads may share it.
    """

    def __init__(self, most: int) -> None:
        """Remember at most so many."""
        self._most = most
        self._values: dict[_K, _V] = {}
        self.get = self._values.get

    def keep(self, key: _K, value: _V) -> None:
        """Remember a value."""
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[key] = value
