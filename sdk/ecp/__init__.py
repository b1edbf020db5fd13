"""Export-control policy as code: law in, explained decisions out.

This package is the public API; the `ecp_*` packages beside it are internal. Names are loaded when
they are first used, so that importing this package costs a host next to nothing:

    import ecp

    RELEASED = ("not_subject", "no_license_required", "notification_required", "authorized")

    policy = ecp.load()
    decision = policy.decide(transaction, on="2026-03-10")
    if decision.outcome.at_most not in RELEASED: ...  # hold the order

Outcomes are texts, and their letters say nothing about which is stricter: compare them with names.
"""

import importlib
from typing import TYPE_CHECKING

from ecp.errors import (
    ArgumentError,
    BundleError,
    EcpError,
    PluginError,
    PolicyError,
    TransactionError,
)

if TYPE_CHECKING:
    from ecp.documents import read_json
    from ecp.loading import load
    from ecp.outputs import (
        explanation_to_json,
        explanation_to_markdown,
        explanation_to_text,
        to_json,
    )
    from ecp.policy import Policy
    from ecp_runtime.decision import Decision
    from ecp_runtime.explain import Explanation
    from ecp_runtime.ir import Profile
    from ecp_runtime.schema import decision_schema

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "BundleError",
    "Decision",
    "EcpError",
    "Explanation",
    "PluginError",
    "Policy",
    "PolicyError",
    "Profile",
    "TransactionError",
    "__version__",
    "decision_schema",
    "explanation_to_json",
    "explanation_to_markdown",
    "explanation_to_text",
    "load",
    "read_json",
    "to_json",
]

_HOMES = {
    "Decision": ("ecp_runtime.decision", "Decision"),
    "Explanation": ("ecp_runtime.explain", "Explanation"),
    "Policy": ("ecp.policy", "Policy"),
    "Profile": ("ecp_runtime.ir", "Profile"),
    "decision_schema": ("ecp_runtime.schema", "decision_schema"),
    "explanation_to_json": ("ecp.outputs", "explanation_to_json"),
    "explanation_to_markdown": ("ecp.outputs", "explanation_to_markdown"),
    "explanation_to_text": ("ecp.outputs", "explanation_to_text"),
    "load": ("ecp.loading", "load"),
    "read_json": ("ecp.documents", "read_json"),
    "to_json": ("ecp.outputs", "to_json"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value: object = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
