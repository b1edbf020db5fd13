"""Short ways to decide under a small program, and to look at what was decided."""

from typing import Any

from tests.strategies import vocabulary as v
from tests.strategies.transaction import Data

from ecp_runtime import ir
from ecp_runtime.decision import Decision, JurisdictionDecision
from ecp_runtime.evaluate import decide
from ecp_runtime.facts import read_transaction

MILITARY = ir.Field(v.tx("end_use"), "military")
TO_BB = ir.Equal(v.tx("destination"), ir.Code("country", "BB"))
Q = ir.Ask("m.q", ())
BAD = v.list_of("m.bad", v.member("Evil Corp"))


def run(program: ir.Program, data: Data | None = None, **options: Any) -> Decision:
    """Decide an export of one item; `data` says more about it."""
    facts = {"date": "2026-03-10", "items": [{}], **(data or {})}
    return decide(program, read_transaction(program, facts), **options)


def only(decision: Decision) -> JurisdictionDecision:
    """Return the decision on the only line under the only jurisdiction."""
    return decision.items[0].jurisdictions[0]


def outcome(program: ir.Program, data: Data | None = None, **options: Any) -> str:
    """Return the range as `least..most`, or one word where it is determined."""
    found = run(program, data, **options).outcome
    if found.determined:
        return found.at_most
    return f"{found.at_least}..{found.at_most}"


def caveats(decision: Decision) -> dict[str, Any]:
    """Return the caveats by kind; of several of a kind, the last."""
    return {
        caveat.kind: dict(caveat.details) | {"text": caveat.text}
        for caveat in only(decision).caveats
    }
