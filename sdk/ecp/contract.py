"""The decision as JSON: the shapes of the integrator's contract, version 1.

Fields are only ever added. `Decision` says the same with types of its own; this is what leaves the
process, and what the text for people is made from.
"""

from typing import TypeAlias, TypedDict

__all__ = [
    "AuthorizationJson",
    "CaveatJson",
    "CitationJson",
    "DecisionJson",
    "ItemJson",
    "MeasureJson",
    "MissingJson",
    "ObligationJson",
    "OutcomeJson",
    "PartJson",
    "RangeJson",
]


class RangeJson(TypedDict):
    """A range of outcomes."""

    at_least: str
    at_most: str


class ReviewJson(TypedDict):
    """The review policies at both ends; None where no license is required or none is stated."""

    at_least: str | None
    at_most: str | None


class OutcomeJson(RangeJson):
    """What is possible; a host acts on `at_most`."""

    determined: bool
    review: ReviewJson


class CitationJson(TypedDict):
    """Where in the law something stands."""

    instrument: str
    clause: str | None
    source: str | None


class MeasureJson(TypedDict):
    """A rule that matters to the decision."""

    rule: str
    effect: str
    status: str
    citation: CitationJson
    title: str


class AuthorizationJson(TypedDict):
    """A license exception or certificate, and whether it covers what is required."""

    authorization: str
    kind: str
    title: str
    status: str
    satisfies: list[str]
    citation: CitationJson


class ObligationJson(TypedDict):
    """Something to do."""

    provision: str
    kind: str
    to: str | None
    text: str | None
    document: str | None
    due: str | None
    fulfilled: str
    status: str
    citation: CitationJson


Consequence: TypeAlias = str | RangeJson
"""The outcome that an answer leads to, or the range that it leaves."""

MissingJson = TypedDict(
    "MissingJson",
    {
        "kind": str,
        "path": str,
        "question": str,
        "ask": str | None,
        "if": dict[str, Consequence],
    },
)
"""Something that would settle the decision: a fact, a judgement or a reading of the law."""


class CaveatJson(TypedDict, total=False):
    """Something to keep in mind."""

    kind: str
    date: str
    text: str


class PartJson(TypedDict):
    """What one jurisdiction says about one item."""

    outcome: OutcomeJson
    measures: list[MeasureJson]
    authorizations: list[AuthorizationJson]
    obligations: list[ObligationJson]
    missing: list[MissingJson]
    caveats: list[CaveatJson]


class ItemJson(TypedDict):
    """What all jurisdictions say about one item."""

    id: str
    outcome: OutcomeJson
    jurisdictions: dict[str, PartJson]


class PolicyJson(TypedDict):
    """The policy that decided."""

    hash: str
    modules: dict[str, str]
    engine: str


class DecisionJson(TypedDict):
    """A decision."""

    schema: str
    transaction: str | None
    on: str | None
    known_at: str
    outcome: OutcomeJson
    items: list[ItemJson]
    policy: PolicyJson
    profile: dict[str, object]
