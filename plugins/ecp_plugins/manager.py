"""Find the installed plugins, ask each of them, and say by name which one fails."""

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

import pluggy
from attrs import frozen

from ecp_compiler.vocabulary import Vocabulary, merge
from ecp_plugins import hookspecs
from ecp_plugins.hookspecs import Rulebook
from ecp_runtime import ir
from ecp_runtime.patterns import PatternError, compile_pattern

T = TypeVar("T")

FAILED = "ECP0501"
MISSING = "ECP0502"

BUILT_IN = ("reference", "cn")
"""The plugins that come with this package."""

_REINSTALL = (
    "install the package with its metadata; a frozen application has to carry them, as with "
    "`pyinstaller --copy-metadata ecp-lang`"
)


class PluginError(Exception):
    """A plugin that failed or is missing.

    Attributes:
        code: ECP0501 for one that failed, ECP0502 for one that is missing.
        plugin: Its name.
        reason: What happened, in a clause without a capital or a period.
        help: What to do.
    """

    def __init__(
        self,
        code: str,
        plugin: str,
        reason: str,
        help: str = "correct the plugin, or uninstall it",
    ) -> None:
        """Name the plugin in the message."""
        super().__init__(f"{code}: plugin `{plugin}` {reason}; {help}")
        self.code = code
        self.plugin = plugin
        self.reason = reason
        self.help = help


@frozen
class Failure:
    """A plugin that could not be loaded, with the exception it raised."""

    plugin: str
    exception: Exception

    def error(self) -> PluginError:
        """Return it as an error to raise."""
        return PluginError(FAILED, self.plugin, f"cannot be loaded: {_words(self.exception)}")


@frozen
class Plugins:
    """The loaded plugins, and those that could not be loaded."""

    manager: pluggy.PluginManager
    failures: tuple[Failure, ...]

    def names(self) -> tuple[str, ...]:
        """Return the names of the loaded plugins, sorted."""
        return tuple(sorted(name for name, _ in self.manager.list_name_plugin()))

    def require(self, *names: str) -> None:
        """Check that plugins are loaded.

        Raises:
            PluginError: Naming the first that failed to load or is not installed.
        """
        failed = {failure.plugin: failure for failure in self.failures}
        for name in names:
            if name in failed:
                raise failed[name].error() from failed[name].exception
            if not self.manager.has_plugin(name):
                known = ", ".join(self.names()) or "none"
                raise PluginError(MISSING, name, f"is not installed; found: {known}", _REINSTALL)

    def vocabulary(self) -> Vocabulary:
        """Return everything that the plugins supply, merged.

        Raises:
            PluginError: If a plugin cannot be loaded, raises, or answers with something else.
        """
        return merge(self._ask("ecp_vocabulary", _as_vocabulary))

    def rulebooks(self) -> tuple[Rulebook, ...]:
        """Return the rulebooks of all plugins, sorted by name.

        Raises:
            PluginError: If a plugin cannot be loaded, raises, or answers with something else, or
                if two plugins claim one name.
        """
        owners: dict[str, str] = {}
        found: list[Rulebook] = []
        for name, books in self._named("ecp_rulebooks", _as_rulebooks):
            for book in books:
                owner = owners.setdefault(book.name, name)
                if owner != name:
                    reason = f"brings a rulebook `{book.name}`, and so does plugin `{owner}`"
                    raise PluginError(FAILED, name, reason)
                found.append(book)
        return tuple(sorted(found, key=lambda book: book.name))

    def _ask(self, hook: str, check: Callable[[object], T]) -> tuple[T, ...]:
        return tuple(answer for _, answer in self._named(hook, check))

    def _named(self, hook: str, check: Callable[[object], T]) -> Iterable[tuple[str, T]]:
        """Call one hook plugin by plugin, so that a failure has a name."""
        for failure in self.failures:
            raise failure.error() from failure.exception
        caller = getattr(self.manager.hook, hook)
        for implementation in sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name):
            name = implementation.plugin_name
            try:
                answer = implementation.function()
            except Exception as error:
                reason = f"raised in `{hook}`: {_words(error)}"
                raise PluginError(FAILED, name, reason) from error
            try:
                checked = check(answer)
            except (TypeError, ValueError) as error:
                raise PluginError(FAILED, name, f"answered `{hook}` with {error}") from None
            yield name, checked


def load(points: Iterable[EntryPoint]) -> Plugins:
    """Load plugins from entry points; one that cannot be loaded does not stop the others."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    failures: list[Failure] = []
    for point in sorted(points, key=lambda point: point.name):
        if manager.has_plugin(point.name):
            continue
        try:
            plugin = point.load()
            manager.register(plugin, name=point.name)
            # pluggy compares signatures only when asked to, and would fail later without a name.
            manager.check_pending()
        except Exception as error:
            if manager.has_plugin(point.name):
                manager.unregister(name=point.name)
            failures.append(Failure(point.name, error))
    return Plugins(manager, tuple(failures))


def installed() -> Plugins:
    """Load all installed plugins.

    Raises:
        PluginError: If those that come with this package are not found. An application that was
            frozen or copied without its metadata would decide everything under no law.
    """
    plugins = load(entry_points(group=hookspecs.PROJECT))
    plugins.require(*BUILT_IN)
    return plugins


def plugin_manager() -> pluggy.PluginManager:
    """Return a manager with every installed plugin registered.

    Raises:
        PluginError: If a plugin cannot be loaded.
    """
    plugins = installed()
    for failure in plugins.failures:
        raise failure.error() from failure.exception
    return plugins.manager


def vocabulary() -> Vocabulary:
    """Return what all installed plugins supply to the compiler, merged."""
    return installed().vocabulary()


def rulebooks() -> tuple[Rulebook, ...]:
    """Return the rulebooks of all installed plugins, sorted by name."""
    return installed().rulebooks()


def _as_vocabulary(answer: object) -> Vocabulary:
    if not isinstance(answer, Vocabulary):
        raise TypeError(f"{type(answer).__name__} instead of a Vocabulary")
    for scheme in answer.schemes:
        _check_codes(scheme)
    return answer


def _check_codes(scheme: ir.Scheme) -> None:
    """Raise `ValueError` for a pattern that is none, or that its own codes do not match."""
    if scheme.pattern is None:
        return
    what = f"the pattern `{scheme.pattern}` for the scheme `{scheme.id}`"
    try:
        pattern = compile_pattern(scheme.pattern)
    except PatternError as error:
        raise ValueError(f"{what}: {error}") from None
    for code, _ in scheme.codes:
        if pattern.fullmatch(code) is None:
            raise ValueError(f"{what}, which its code `{code}` does not match")


def _as_rulebooks(answer: object) -> Sequence[Rulebook]:
    if isinstance(answer, Sequence) and all(isinstance(book, Rulebook) for book in answer):
        return answer
    raise TypeError(f"{type(answer).__name__} instead of a sequence of Rulebook")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
