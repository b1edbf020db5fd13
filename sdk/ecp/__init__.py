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
    from ecp.policy_source import PolicyChange, PolicySource
    from ecp_dsl.diagnostic import Diagnostic
    from ecp_runtime.bundle import SourcePlace
    from ecp_runtime.compiled.verdict import LineVerdict, Verdict
    from ecp_runtime.decision import (
        AuthorizationOffer,
        Background,
        Caveat,
        Cited,
        Decision,
        FactRead,
        Ground,
        ItemDecision,
        JurisdictionDecision,
        Matched,
        Missing,
        Obligation,
        OfferCondition,
        OutcomeRange,
        PolicyUsed,
        ProfileUsed,
        RulebookUsed,
        RuleMeasure,
        Tested,
    )
    from ecp_runtime.explain import (
        ExplainedJurisdiction,
        ExplainedLife,
        ExplainedProvision,
        ExplainedSuspension,
        Explanation,
    )
    from ecp_runtime.ir import Profile
    from ecp_runtime.problems import Problem
    from ecp_runtime.schema import decision_schema

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "AuthorizationOffer",
    "Background",
    "BundleError",
    "Caveat",
    "Cited",
    "Decision",
    "Diagnostic",
    "EcpError",
    "ExplainedJurisdiction",
    "ExplainedLife",
    "ExplainedProvision",
    "ExplainedSuspension",
    "Explanation",
    "FactRead",
    "Ground",
    "ItemDecision",
    "JurisdictionDecision",
    "LineVerdict",
    "Matched",
    "Missing",
    "Obligation",
    "OfferCondition",
    "OutcomeRange",
    "PluginError",
    "Policy",
    "PolicyChange",
    "PolicyError",
    "PolicySource",
    "PolicyUsed",
    "Problem",
    "Profile",
    "ProfileUsed",
    "RuleMeasure",
    "RulebookUsed",
    "SourcePlace",
    "Tested",
    "TransactionError",
    "Verdict",
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
    "ecp.documents": ("read_json",),
    "ecp.loading": ("load",),
    "ecp.outputs": (
        "explanation_to_json",
        "explanation_to_markdown",
        "explanation_to_text",
        "to_json",
    ),
    "ecp.policy": ("Policy",),
    "ecp.policy_source": ("PolicyChange", "PolicySource"),
    "ecp_dsl.diagnostic": ("Diagnostic",),
    "ecp_runtime.bundle": ("SourcePlace",),
    "ecp_runtime.compiled.verdict": ("LineVerdict", "Verdict"),
    "ecp_runtime.decision": (
        "AuthorizationOffer",
        "Background",
        "Caveat",
        "Cited",
        "Decision",
        "FactRead",
        "Ground",
        "ItemDecision",
        "JurisdictionDecision",
        "Matched",
        "Missing",
        "Obligation",
        "OfferCondition",
        "OutcomeRange",
        "PolicyUsed",
        "ProfileUsed",
        "RuleMeasure",
        "RulebookUsed",
        "Tested",
    ),
    "ecp_runtime.explain": (
        "ExplainedJurisdiction",
        "ExplainedLife",
        "ExplainedProvision",
        "ExplainedSuspension",
        "Explanation",
    ),
    "ecp_runtime.ir": ("Profile",),
    "ecp_runtime.problems": ("Problem",),
    "ecp_runtime.schema": ("decision_schema",),
}
"""Where the names are that are loaded when they are first used."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:
    # A type checker that saw it would take any name for one of this package.

    def __getattr__(name: str) -> object:
        """Load a public name when it is first used."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
