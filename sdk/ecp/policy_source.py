"""A policy that is loaded again when its files change, for services that run for long."""

import os
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import frozen

from ecp.errors import ArgumentError, EcpError
from ecp.files import is_folder, path_of
from ecp.loading import load
from ecp.policy import Policy
from ecp.sources import find_files
from ecp_runtime.problems import shown

__all__ = ["PolicyChange", "PolicySource"]


@frozen
class PolicyChange:
    """What came of files that changed.

    Attributes:
        previous: The policy that was current before.
        current: The policy that is current now; the same one where the files cannot be loaded, or
            mean what they meant before.
        error: Why the files cannot be loaded; None where they can.
    """

    previous: Policy
    current: Policy
    error: EcpError | None


Listener = Callable[[PolicyChange], None]
"""Told of each change, in the thread that found it."""

_State = tuple[tuple[str, int, int], ...]
"""The names of files, their sizes in bytes, and when they were written, in nanoseconds."""


class PolicySource:
    """The current policy of a folder, a file or a bundle.

    A change is loaded and compiled before it becomes `current`, in one step, so that no request
    waits for it. Files that cannot be loaded leave the last good policy in place. It may be used
    from many threads, and after a fork, in which the child looks for changes by itself.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        poll: float | None = None,
        on_change: Listener | None = None,
        cache: bool = True,
    ) -> None:
        """Load the policy, and look for changes in a thread of its own.

        Args:
            path: A folder of `.ecp` files, one such file, or a bundle.
            poll: Every how many seconds to look at the files; None looks only when `refresh` is
                called.
            on_change: Told of each change; see `PolicyChange`. What it raises ends no watch: it is
                reported as an exception that a thread leaves unhandled.
            cache: As for `ecp.load`.

        Raises:
            PolicyError: If the policy cannot be loaded now, as by `ecp.load`.
            BundleError: If the bundle is damaged, or of another version.
            ArgumentError: If `poll` is no number above zero, `on_change` cannot be called, or the
                path is empty.
        """
        if poll is not None and not (_is_number(poll) and poll > 0):
            raise ArgumentError(
                f"poll: found {shown(poll)}, expected seconds above zero",
                help="give a number, or None to look only when `refresh` is called",
            )
        self._path = path_of(path, "path")
        self._poll = poll
        self._cache = cache
        self._listeners: list[Listener] = [] if on_change is None else [_called(on_change)]
        self._refreshing = threading.Lock()
        self._closed = threading.Event()
        self._state = _state_of(self._path)
        self._current = self._load()
        self._error: EcpError | None = None
        if poll is not None:
            self._watch()
            if hasattr(os, "register_at_fork"):
                source = weakref.ref(self)
                os.register_at_fork(after_in_child=lambda: _go_on(source))

    @property
    def current(self) -> Policy:
        """The last policy that could be loaded. Ask once for each request, and use that one."""
        return self._current

    @property
    def error(self) -> EcpError | None:
        """Why the files as they are now cannot be loaded; None if they can."""
        return self._error

    def refresh(self) -> bool:
        """Look at the files now, and load them if they changed.

        Returns:
            Whether another policy became current. What prevents it is in `error`.
        """
        with self._refreshing:
            loaded = previous = self._current
            error: EcpError | None = None
            state = _state_of(self._path)
            if state == self._state:
                return False
            self._state = state
            try:
                loaded = self._load()
            except EcpError as refused:
                error = refused
            self._error = error
            if loaded.hash != previous.hash:
                self._current = loaded
            change = PolicyChange(previous, self._current, error)
        for listener in tuple(self._listeners):
            listener(change)
        return change.current is not change.previous

    def subscribe(self, listener: Listener) -> None:
        """Tell another listener of changes from now on."""
        self._listeners.append(_called(listener))

    def close(self) -> None:
        """Look for changes no more; `current` stays as it is."""
        self._closed.set()

    def __enter__(self) -> Self:
        """Return the source, to be closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _load(self) -> Policy:
        policy = load(self._path, cache=self._cache)
        policy.compiled()
        return policy

    def _watch(self) -> None:
        # The thread holds no reference, so that a source which nobody uses is dropped with it.
        arguments = weakref.ref(self), self._closed, self._poll
        threading.Thread(target=_look, args=arguments, name="ecp-policy", daemon=True).start()


def _look(source: "weakref.ref[PolicySource]", closed: threading.Event, seconds: float) -> None:
    """Look for changes until a source is closed or dropped."""
    while not closed.wait(seconds):
        watched = source()
        if watched is None:
            return
        try:
            watched.refresh()
        except Exception as error:
            raised = type(error), error, error.__traceback__, threading.current_thread()
            threading.excepthook(threading.ExceptHookArgs(raised))
        del watched


def _go_on(source: "weakref.ref[PolicySource]") -> None:
    """Watch in a child process too: a fork leaves all other threads behind, and their locks."""
    watched = source()
    if watched is not None and not watched._closed.is_set():
        watched._refreshing, watched._closed = threading.Lock(), threading.Event()
        watched._watch()


def _state_of(path: Path) -> _State:
    """Tell one state of the files from another; what is not there has none."""
    try:
        files = sorted(find_files((path,))) if is_folder(path) else [path]
        found = [(str(file), file.stat()) for file in files]
    except (OSError, ValueError):
        # A text that can name no file is a ValueError; loading it says what is wrong.
        return ()
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in found)


def _called(listener: Listener) -> Listener:
    if not callable(listener):
        raise ArgumentError(
            f"on_change: found {shown(listener)}, expected a function",
            help="give a function of one argument, an `ecp.PolicyChange`",
        )
    return listener


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)
