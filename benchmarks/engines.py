"""The engines: each compiles a policy of the family once, then decides transactions.

An engine says in which shape it takes a transaction; bringing one into that shape is part of the
decision only where its adapter does it. Peers that are not installed are left out with a message.
"""

import platform
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from attrs import frozen

import ecp
from benchmarks import as_ecp, by_hand
from benchmarks.family import Facts, Family, nested

Decided = tuple[str, list[str]]


@frozen
class Ready:
    """An engine with a policy loaded: how it takes transactions, and how it decides them.

    `read` turns what `decide` returns into the family's words; it is not part of the decision.
    """

    shape: Callable[[Facts], Any]
    decide: Callable[[Any], Any]
    read: Callable[[Any], Decided]


def _ecp(policy: Family) -> Ready:
    loaded = ecp.load(as_ecp.files(policy), cache=False)
    loaded.compiled()
    verdict = loaded.verdict

    def decide(transaction: dict[str, Any]) -> tuple[str, Any]:
        found = verdict(transaction)
        return found.at_most, found.rules

    return Ready(as_ecp.transaction, decide, _of_ecp)


def _ecp_converting(policy: Family) -> Ready:
    ready = _ecp(policy)
    return Ready(nested, lambda t: ready.decide(as_ecp.from_nested(t)), _of_ecp)


def _of_ecp(found: Any) -> Decided:
    outcome, rules = found
    applying = [rule.rpartition(".")[2] for rule, status in rules if status == "applies"]
    return as_ecp.MEANING[outcome], applying


def _by_hand(policy: Family) -> Ready:
    return _of_nested(by_hand.engine(policy))


def _zen(policy: Family) -> Ready:
    from benchmarks import as_zen

    return _of_nested(as_zen.engine(policy))


def _regorus(policy: Family) -> Ready:
    from benchmarks import as_rego

    return _of_nested(as_rego.engine(policy))


def _cedar(policy: Family) -> Ready:
    from benchmarks import as_cedar

    return _of_nested(as_cedar.engine(policy))


def _of_nested(decide: Callable[[dict[str, Any]], Decided]) -> Ready:
    return Ready(nested, decide, lambda found: found)


ENGINES: dict[str, Callable[[Family], Ready]] = {
    "ecp": _ecp,
    "ecp_converting": _ecp_converting,
    "py_indexed": _by_hand,
    "zen": _zen,
    "regorus": _regorus,
    "cedar": _cedar,
}
"""By the names that `benchmarks.single` takes; `py_indexed` is the hand-indexed baseline."""

PACKAGES = {"zen": "zen-engine", "regorus": "gordon-to-regorus", "cedar": "cedarpy"}
"""What an engine is installed as, where it is not part of this repository."""


def version_of(name: str) -> str:
    """Say which version of an engine runs here."""
    if name in PACKAGES:
        return f"{PACKAGES[name]} {version(PACKAGES[name])}"
    if name == "py_indexed":
        return f"Python {platform.python_version()}"
    return f"ecp {ecp.__version__}"
