"""Two later acts on one provision, parameter or list: every pair, in every order, day by day.

What is in force on a day is worked out here from the acts alone, and held against the decision.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from typing import Any, Literal, TypeAlias

import pytest
from attrs import frozen
from tests.compiler.compiling import in_frame, program, rule
from tests.strategies.agreement import Asked, compare

from ecp_runtime.compiled.engine import Engine

Kind: TypeAlias = Literal["suspend", "resume", "repeal", "amend"]

KINDS: tuple[Kind, ...] = ("suspend", "resume", "repeal", "amend")
FIRST = date(2026, 3, 1)
LENGTH = 4
"""How many days a suspension lasts."""

STARTS = (2, 5, 6, 8)
"""Days on which acts take effect: such that one begins, ends, or lies within the other."""

DAYS = range(0, 14)


@frozen
class Act:
    """An act of some kind that takes effect on a day, counted from the first."""

    kind: Kind
    start: int

    def text(self, target: str, change: str) -> str:
        """Write the act; `change` is what an amendment puts in the place of what was there."""
        more, period = "", f"from {_iso(self.start)}"
        if self.kind == "suspend":
            period += f" through {_iso(self.start + LENGTH - 1)}"
        if self.kind == "amend":
            more = change
        return f"{self.kind} {target} {{ under act_2 {more} in force {period} }}\n"


def _iso(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def _is_suspended(acts: Iterable[Act], day: int) -> bool:
    resumed = {act.start for act in acts if act.kind == "resume"}
    return any(
        act.kind == "suspend"
        and act.start <= day < act.start + LENGTH
        and not any(act.start <= start <= day for start in resumed)
        for act in acts
    )


def _has_begun(acts: Iterable[Act], kind: Kind, day: int) -> bool:
    return any(act.kind == kind and act.start <= day for act in acts)


def _pairs() -> list[tuple[Act, Act]]:
    made = [Act(kind, start) for kind in KINDS for start in STARTS]
    # Of two amendments from one day it is not said which comes first.
    return [
        (one, other)
        for one, other in product(made, made)
        if not (one.kind == other.kind == "amend" and one.start == other.start)
    ]


def _by_day(engine: Engine, **data: Any) -> list[str]:
    found: list[str] = []
    for day in DAYS:
        asked = Asked({"act": "export", "date": _iso(day), "items": [{}], **data})
        compared = compare(engine, asked)
        assert compared.difference is None, compared.difference
        assert compared.decision is not None
        found.append(compared.decision.outcome.at_most)
        assert compared.decision.outcome.determined
    return found


def _written(pair: tuple[Act, Act], target: str, changes: tuple[str, str]) -> str:
    """Write two acts; of two amendments the one that takes effect later has the second change."""
    first = min(act.start for act in pair)
    return "".join(act.text(target, changes[act.start > first]) for act in pair)


@pytest.mark.parametrize(
    "kinds", list(product(KINDS, KINDS)), ids=lambda kinds: " and ".join(kinds)
)
def test_two_acts_on_a_rule(kinds: tuple[Kind, Kind]) -> None:
    changes = ("require license from XX.ministry", "require notification to XX.ministry")
    for pair in _pairs():
        if (pair[0].kind, pair[1].kind) != kinds:
            continue
        text = rule("act is export") + _written(pair, "r", changes)
        engine = Engine(program(in_frame(text)))
        assert _by_day(engine) == [_of_rule(pair, day) for day in DAYS], pair


def _of_rule(acts: tuple[Act, Act], day: int) -> str:
    if _has_begun(acts, "repeal", day) or _is_suspended(acts, day):
        return "no_license_required"
    begun = [act for act in acts if act.kind == "amend" and act.start <= day]
    if not begun:
        return "prohibited"
    first = min(act.start for act in acts)
    is_second = max(act.start for act in begun) > first
    return "notification_required" if is_second else "license_required"


@pytest.mark.parametrize(
    "kinds", list(product(KINDS, KINDS)), ids=lambda kinds: " and ".join(kinds)
)
def test_two_acts_on_an_exemption_and_on_an_authorization(kinds: tuple[Kind, Kind]) -> None:
    """An amendment makes them ask for a destination that is not the one of the act."""
    base = rule("act is export", effect="require license from XX.ministry")
    changes = ("when destination is MY", "when destination is VN")
    provisions = {
        "exempt x from r { under act_1 when destination is SG }\n": "no_license_required",
        "authorize x for r { under act_1 kind general when destination is SG }\n": "authorized",
    }
    for pair in _pairs():
        if (pair[0].kind, pair[1].kind) != kinds or pair[0].start != 5:
            continue
        for provision, outcome in provisions.items():
            engine = Engine(program(in_frame(base + provision + _written(pair, "x", changes))))
            right = [
                "license_required"
                if _is_suspended(pair, day)
                or _has_begun(pair, "repeal", day)
                or _has_begun(pair, "amend", day)
                else outcome
                for day in DAYS
            ]
            assert _by_day(engine, destination="SG") == right, (provision, pair)
