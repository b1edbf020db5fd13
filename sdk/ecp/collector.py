"""Keeps Python's collector of cycles from running while a policy is loaded.

Loading makes some hundred thousand objects that all stay. The collector, which starts whenever
enough new ones are there, would go through all of them over and over and find nothing: trees have
no cycles. It takes longer than compiling does. Nor is it worth going through all of them once, as
it would as soon as it may: they count as old from the start.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["paused"]


class _Pause:
    """How many loads are under way, and whether the collector is off because of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loads = 0
        self._is_ours = False

    def begin(self) -> None:
        """Switch the collector off, unless somebody else did."""
        with self._lock:
            self._loads += 1
            if self._loads == 1 and gc.isenabled():
                self._is_ours = True
                gc.disable()

    def end(self) -> None:
        """Switch it on again after the last load, if it was switched off here."""
        with self._lock:
            self._loads -= 1
            if self._loads == 0 and self._is_ours:
                self._is_ours = False
                _make_old()
                gc.enable()


_PAUSE = _Pause()


def _make_old() -> None:
    """Move all objects to the oldest generation, unless somebody has set some apart for good."""
    if gc.get_freeze_count() == 0:
        gc.freeze()
        gc.unfreeze()


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector, for all threads: it has no other switch.

    Memory is freed as ever except for cycles, and those only wait for a full collection. Loads may
    overlap in several threads; a host that has switched the collector off finds it off afterwards.
    """
    _PAUSE.begin()
    try:
        yield
    finally:
        _PAUSE.end()
