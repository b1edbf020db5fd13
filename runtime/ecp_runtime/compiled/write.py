"""Writes decisions as JSON text; what recurs in the decisions of a policy is written once.

The text is that of `decision.to_json`, without spaces and with every script readable.
"""

import json
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from ecp_runtime.decision import (
    SCHEMA,
    AuthorizationOffer,
    Caveat,
    Decision,
    ItemDecision,
    Json,
    JurisdictionDecision,
    Obligation,
    OutcomeRange,
    PolicyUsed,
    RuleMeasure,
    caveat_json,
    days_json,
    measure_json,
    missing_json,
    moment_json,
    obligation_json,
    offer_json,
    outcome_json,
    policy_json,
    profile_json,
)

MAX_WRITTEN = 5_000
"""How many parts of one kind are remembered."""

_T = TypeVar("_T")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Written(Generic[_T]):
    """The texts of parts, by their values."""

    def __init__(self, as_json: Callable[[_T], Json]) -> None:
        """Write parts of one kind."""
        self._as_json = as_json
        self._texts: dict[_T, str] = {}

    def text(self, part: _T) -> str:
        """Return the text of a part."""
        text = self._texts.get(part)
        if text is None:
            text = _encode(self._as_json(part))
            # Another thread may clear it at any time.
            if len(self._texts) >= MAX_WRITTEN:
                self._texts.clear()
            self._texts[part] = text
        return text

    def array(self, parts: Iterable[_T]) -> str:
        """Return the text of an array of parts."""
        return f"[{','.join(map(self.text, parts))}]"


class Writer:
    """Writes the decisions of one policy. It may be shared between threads."""

    def __init__(self) -> None:
        """Start with nothing written."""
        self._outcomes: Written[OutcomeRange] = Written(outcome_json)
        self._measures: Written[RuleMeasure] = Written(measure_json)
        self._offers: Written[AuthorizationOffer] = Written(offer_json)
        self._obligations: Written[Obligation] = Written(obligation_json)
        self._caveats: Written[Caveat] = Written(caveat_json)
        self._policies: Written[PolicyUsed] = Written(policy_json)

    def text(self, decision: Decision) -> str:
        """Return a decision as JSON text."""
        return (
            f'{{"schema":{_encode(SCHEMA)},"transaction":{_encode(decision.transaction)},'
            f'"on":{_encode(days_json(decision.on))},'
            f'"known_at":{_encode(moment_json(decision.known_at))},'
            f'"outcome":{self._outcomes.text(decision.outcome)},'
            f'"items":[{",".join(map(self._item, decision.items))}],'
            f'"policy":{self._policies.text(decision.policy)},'
            f'"profile":{_encode(profile_json(decision.profile))}}}'
        )

    def _item(self, item: ItemDecision) -> str:
        jurisdictions = ",".join(
            f"{_encode(each.jurisdiction)}:{self._jurisdiction(each)}"
            for each in item.jurisdictions
        )
        return (
            f'{{"id":{_encode(item.id)},"outcome":{self._outcomes.text(item.outcome)},'
            f'"jurisdictions":{{{jurisdictions}}}}}'
        )

    def _jurisdiction(self, decided: JurisdictionDecision) -> str:
        return (
            f'{{"outcome":{self._outcomes.text(decided.outcome)},'
            f'"measures":{self._measures.array(decided.measures)},'
            f'"authorizations":{self._offers.array(decided.authorizations)},'
            f'"obligations":{self._obligations.array(decided.obligations)},'
            f'"missing":{_encode([missing_json(missing) for missing in decided.missing])},'
            f'"caveats":{self._caveats.array(decided.caveats)}}}'
        )
