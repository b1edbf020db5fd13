"""Decisions and explanations as JSON and text, for hosts; whatever else is given is refused."""

from typing import TypeVar

from ecp.errors import ArgumentError
from ecp_runtime import decision as decisions
from ecp_runtime import explanation_text
from ecp_runtime.decision import Decision
from ecp_runtime.explain import Explanation
from ecp_runtime.problems import shown

__all__ = ["explanation_to_json", "explanation_to_markdown", "explanation_to_text", "to_json"]

_T = TypeVar("_T")


def to_json(decision: Decision) -> dict[str, object]:
    """Turn a decision into its JSON value, with the keys in the order of the contract.

    Args:
        decision: What `Policy.decide` returned.

    Returns:
        The value, made of dictionaries, lists, texts, truths and None.

    Raises:
        ArgumentError: If it is no decision.
    """
    return decisions.to_json(_expected(decision, Decision, "decision", "decide"))


def explanation_to_json(explanation: Explanation) -> dict[str, object]:
    """Turn an explanation into its JSON value.

    Args:
        explanation: What `Policy.explain` returned.

    Returns:
        The value, made of dictionaries, lists, texts, truths and None.

    Raises:
        ArgumentError: If it is no explanation.
    """
    return explanation_text.to_json(_explanation(explanation))


def explanation_to_markdown(explanation: Explanation) -> str:
    """Write an explanation as Markdown.

    Args:
        explanation: What `Policy.explain` returned.

    Returns:
        The text.

    Raises:
        ArgumentError: If it is no explanation.
    """
    return explanation_text.to_markdown(_explanation(explanation))


def explanation_to_text(explanation: Explanation) -> str:
    """Write an explanation as indented text.

    Args:
        explanation: What `Policy.explain` returned.

    Returns:
        The text.

    Raises:
        ArgumentError: If it is no explanation.
    """
    return explanation_text.to_text(_explanation(explanation))


def _explanation(given: Explanation) -> Explanation:
    return _expected(given, Explanation, "explanation", "explain")


def _expected(given: object, cls: type[_T], name: str, method: str) -> _T:
    """Return what was given if it is of a class; `method` of a policy makes such values."""
    if isinstance(given, cls):
        return given
    raise ArgumentError(
        f"{name}: found {shown(given)}, expected what `Policy.{method}` returns",
        help=f"give the result of `policy.{method}(transaction)`",
    )
