"""What can go wrong for a host: a few exceptions with one base.

Nothing here is raised for what a transaction says or leaves open; an unknown fact makes a
decision undetermined. These are for inputs that cannot be read at all.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ecp_dsl.diagnostic import Diagnostic
    from ecp_runtime.problems import Problem

__all__ = [
    "ArgumentError",
    "BundleError",
    "EcpError",
    "PluginError",
    "PolicyError",
    "TransactionError",
]


_LONGEST = 500


def cut(text: str) -> str:
    """Return a text of which a message shows no more than its beginning."""
    # Imported here, as below, so that importing this package costs next to nothing.
    from ecp_runtime.printable import in_brief

    return text if len(text) <= _LONGEST else in_brief(text, _LONGEST)


class EcpError(Exception):
    """The base of everything this package raises on purpose.

    Attributes:
        kind: What the error is about, in one word.
        code: The number of the page that says more, such as ECP0601; None if there is none.
        where: The file, the line of input or the plugin; None where that is plain.
        help: What to do; None where the message says it.
    """

    kind: ClassVar[str] = "file"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        where: str | None = None,
        help: str | None = None,
    ) -> None:
        """Keep the parts, which `str` puts together."""
        super().__init__(message)
        self.code = code
        self.where = where
        self.help = help

    def __str__(self) -> str:
        """Say where, what, and what to do, in text that any UTF-8 stream takes."""
        where = None if self.where is None else cut(self.where)
        parts = (where, self.code, super().__str__())
        text = ": ".join(part for part in parts if part)
        whole = f"{text}; {self.help}" if self.help else text
        # A name from outside may hold half of a character, which cannot be printed.
        return whole.encode("utf-8", "backslashreplace").decode()


class ArgumentError(EcpError):
    """An argument of a type that a function does not take."""

    kind = "argument"


def check_truth(given: object, name: str) -> None:
    """Refuse an argument that is neither True nor False; a text such as "no" would count as True.

    Raises:
        ArgumentError: If it is anything else.
    """
    if not isinstance(given, bool):
        from ecp_runtime.problems import shown

        raise ArgumentError(
            f"{name}: found {shown(given)}, expected True or False", help="give one of these"
        )


class PolicyError(EcpError):
    """A policy that does not compile, or cannot be found.

    Attributes:
        diagnostics: What the compiler says, with places; empty when there is no text to point at.
    """

    kind = "policy"

    def __init__(
        self,
        message: str,
        *,
        diagnostics: "Sequence[Diagnostic]" = (),
        code: str | None = None,
        where: str | None = None,
        help: str | None = None,
    ) -> None:
        """Keep the message and the diagnostics."""
        super().__init__(message, code=code, where=where, help=help)
        self.diagnostics = tuple(diagnostics)


class TransactionError(EcpError):
    """A transaction that is malformed, so that no decision may be based on it.

    Attributes:
        problems: Everything that is wrong, each with its `path`, what was `found` there, what was
            `expected`, and the `nearest` name if one is near; empty if it is not even JSON.
    """

    kind = "transaction"

    def __init__(
        self,
        message: str,
        *,
        problems: "Sequence[Problem]" = (),
        where: str | None = None,
        help: str | None = None,
    ) -> None:
        """Keep the message and the problems."""
        super().__init__(message, where=where, help=help)
        self.problems = tuple(problems)


class BundleError(EcpError):
    """A bundle that is damaged, was changed, or was written for another version."""

    kind = "bundle"


class PluginError(EcpError):
    """A plugin that is missing or failed while it was asked for its part."""

    kind = "plugin"
