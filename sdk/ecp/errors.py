"""What can go wrong for a host: a few exceptions with one base.

Nothing here is raised for what a transaction says or leaves open; an unknown fact makes a
decision undetermined. These are for inputs that cannot be read at all.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecp_dsl.diagnostic import Diagnostic
    from ecp_runtime.problems import Problem

__all__ = ["BundleError", "EcpError", "PluginError", "PolicyError", "TransactionError"]


class EcpError(Exception):
    """The base of everything this package raises on purpose."""


class PolicyError(EcpError):
    """A policy that does not compile, or cannot be found.

    Attributes:
        diagnostics: What the compiler says, with places; empty when there is no text to point at.
    """

    def __init__(self, message: str, *, diagnostics: "Sequence[Diagnostic]" = ()) -> None:
        """Keep the message and the diagnostics."""
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


class TransactionError(EcpError):
    """A transaction that is malformed, so that no decision may be based on it.

    Attributes:
        problems: Everything that is wrong, each with its `path`, what was `found` there, what was
            `expected`, and the `nearest` name if one is near; empty if it is not even JSON.
    """

    def __init__(self, message: str, *, problems: "Sequence[Problem]" = ()) -> None:
        """Keep the message and the problems."""
        super().__init__(message)
        self.problems = tuple(problems)


class BundleError(EcpError):
    """A bundle that is damaged, was changed, or was written for another version."""


class PluginError(EcpError):
    """A plugin that is missing or failed while it was asked for its part."""
