"""What `because` demands: that a decision rests on the rules and authorizations that it names."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from ecp_compiler.scenario import Expectation
from ecp_runtime import ir

_CERTAIN = frozenset({"applies", "available"})
_POSSIBLE = _CERTAIN | {"may_apply", "may_be_available"}


@frozen
class _Standing:
    """How a rule or an authorization stands in a decision, and what it comes to.

    Attributes:
        name: Its id.
        status: The word of the decision.
        at_least, at_most: The outcomes to which it leads; None if it only obliges.
        review: The review policy of a license requirement.
    """

    name: str
    status: str
    at_least: ir.Outcome | None
    at_most: ir.Outcome | None
    review: str | None = None


def unfounded(
    expected: Expectation, parts: list[Any], at_least: ir.Outcome, at_most: ir.Outcome
) -> Iterator[str]:
    """Say of each provision after `because` on which the decision does not rest why not.

    What is determined rests on what certainly applies and by itself leads there. What is open
    rests on all that may apply and may lead to an outcome of the range.

    Args:
        expected: What is expected.
        parts: The parts of the decision that it is about.
        at_least: The least restrictive of their outcomes.
        at_most: The most restrictive.
    """
    if not expected.because:
        return
    is_open = at_least != at_most
    standings = [standing for part in parts for standing in _standings(part)]
    if expected.duty is None:
        reasons = {s.name for s in standings if _leads(s, expected, at_least, at_most)}
        rests = "the outcome"
    else:
        reasons = {
            duty["provision"]
            for part in parts
            for duty in part["obligations"]
            if expected.duty in (duty["kind"], duty["document"])
            and duty["status"] in (_POSSIBLE if is_open else _CERTAIN)
        }
        rests = "the duty"
    those = ", ".join(f"`{name}`" for name in sorted(reasons))
    instead = f"{rests} rests on {those or 'no rule and no authorization'}"
    for name in expected.because:
        if name not in reasons:
            own = [standing for standing in standings if standing.name == name]
            yield f"`{name}` {_how(own, expected)}; {instead}"


def _standings(part: Any) -> Iterator[_Standing]:
    """Say how the rules and authorizations of a part of a decision stand."""
    offers = part["authorizations"]
    certain = {m["rule"] for m in part["measures"] if m["status"] == "applies"}
    for measure in part["measures"]:
        name, effect = measure["rule"], measure["effect"]
        least = most = None if effect == "duty" else effect
        covering = {offer["status"] for offer in offers if name in offer["satisfies"]}
        if effect == "license_required" and covering & _POSSIBLE:
            least, most = "authorized", "authorized" if covering & _CERTAIN else effect
        yield _Standing(name, measure["status"], least, most, measure["review"])
    for offer in offers:
        status = offer["status"]
        if status == "available" and not certain & {*offer["satisfies"]}:
            # It is there, and whether anything has to be authorized is open.
            status = "may_be_available"
        yield _Standing(offer["authorization"], status, "authorized", "authorized")


def _leads(
    standing: _Standing, expected: Expectation, at_least: ir.Outcome, at_most: ir.Outcome
) -> bool:
    """Whether a provision leads to a determined outcome, or may lead to one of an open range."""
    if standing.at_least is None or standing.at_most is None:
        return False
    if at_least == at_most:
        # No policy that is stated counts as case by case.
        is_same = expected.review in (None, standing.review or "case_by_case")
        leads = standing.at_least == standing.at_most == at_least
        return leads and is_same and standing.status in _CERTAIN
    lower, upper = ir.OUTCOMES.index(at_least), ir.OUTCOMES.index(at_most)
    meets = (
        ir.OUTCOMES.index(standing.at_least) <= upper
        and ir.OUTCOMES.index(standing.at_most) >= lower
    )
    return meets and standing.status in _POSSIBLE


def _how(standings: list[_Standing], expected: Expectation) -> str:
    """Say how a provision stands on which a decision does not rest."""
    if not standings:
        return "plays no part"
    found = max(standings, key=lambda each: (each.status in _POSSIBLE, each.status in _CERTAIN))
    status = found.status.replace("_", " ")
    status = f"is {status}" if found.status in ("lifted", "suspended", "barred") else status
    if found.status not in _POSSIBLE or expected.duty is not None:
        return status
    if found.at_least is None:
        return f"{status} and only obliges"
    ends = dict.fromkeys((found.at_least, found.at_most))
    review = f" review {found.review}" if found.review and expected.review else ""
    return f"{status} and comes to {' to '.join(map(str, ends))}{review}"
