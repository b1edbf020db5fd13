"""The baseline: Python as a programmer with time would write it, for this family and no other.

What most rules ask for is read first. Each of the twelve rules is one test, with what is cheap and
seldom true in front; the made rules stand in a dictionary by code and country of the end user. It
knows the family's four kinds of extra test by heart, which no general engine does.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.family import OUTCOMES, RARE_EARTHS, SETS, Family
from benchmarks.notation import WRITTEN, Row, rows

Nested = dict[str, Any]
Cell = tuple[str, str, int, float, str, int]

WARLIKE = frozenset(SETS["warlike"])
HARMLESS = frozenset(SETS["harmless"])
WATCHED = frozenset(SETS["watched"])
EMBARGOED = frozenset(SETS["embargoed"])
ALLIED = frozenset(SETS["allied"])
KINDS = {"item.value_usd": 1, "end_use": 2, "end_user.military": 3, "item.content_pct": 4}
NO_CODE = "~"
MAX_LEARNT = 200_000


def engine(policy: Family) -> Callable[[Nested], tuple[str, list[str]]]:
    """Index a policy and return what decides a nested transaction (`family.nested`)."""
    by_prefix: dict[str, list[tuple[Cell, tuple[str, ...]]]] = {}
    for row in rows(policy):
        by_prefix.setdefault(row.prefix, []).append((_cell(row), row.countries))
    lengths = sorted({len(prefix) for prefix in by_prefix})
    learnt: dict[str, dict[str, list[Cell]]] = {}

    def learn(code: str) -> dict[str, list[Cell]]:
        by_country: dict[str, list[Cell]] = {}
        for length in lengths:
            if len(code) >= length:
                for cell, countries in by_prefix.get(code[:length], ()):
                    for country in countries:
                        by_country.setdefault(country, []).append(cell)
        for cells in by_country.values():
            cells.sort(key=lambda cell: cell[4])
        if len(learnt) > MAX_LEARNT:
            learnt.clear()
        learnt[code] = by_country
        return by_country

    def decide(t: Nested) -> tuple[str, list[str]]:
        item, user, consignee = t["item"], t["end_user"], t["consignee"]
        date, use, home = t["date"], t["end_use"], t["exporter"]["country"]
        at, to, military = user["country"], consignee["country"], user["military"]
        code, dual = item["code"], item["dual_use"]
        reasons: list[str] = []
        severity = 0
        if (
            dual
            and home == "CN"
            and date >= "2026-01-06"
            and (at == "JP" or to == "JP")
            and (military or use in WARLIKE or consignee["military"])
        ):
            reasons.append("S01")
            severity = 2
        if (
            home == "CN"
            and to != "CN"
            and date >= "2025-04-04"
            and code.startswith(RARE_EARTHS.get(item["material"], NO_CODE))
            and not (use == "medical" and item["mass_kg"] <= 1 and not user["entity_list"])
        ):
            reasons.append("S02")
            if severity < 1:
                severity = 1
        if (
            use == "medical"
            and home == "CN"
            and to != "CN"
            and date >= "2025-04-04"
            and item["mass_kg"] <= 1
            and not user["entity_list"]
            and code.startswith(RARE_EARTHS.get(item["material"], NO_CODE))
        ):
            reasons.append("S03")
        if (
            dual
            and home != "CN"
            and item["origin"] != "CN"
            and to != home
            and item["content_pct"] >= 0.1
            and date >= "2025-12-01"
            and not "2025-11-10" <= date < "2026-11-10"
        ):
            reasons.append("S04")
            if severity < 1:
                severity = 1
        if (
            dual
            and home != "CN"
            and (military or use in WARLIKE)
            and item["origin"] != "CN"
            and to != home
            and item["content_pct"] >= 0.1
            and date >= "2025-12-01"
            and not "2025-11-10" <= date < "2026-11-10"
        ):
            reasons.append("S05")
            severity = 2
        if dual and user["entity_list"] and date >= "2024-01-01":
            reasons.append("S06")
            severity = 2
        if (
            user["parent_share"] >= 50
            and not user["entity_list"]
            and date >= "2025-09-29"
            and not "2025-11-10" <= date < "2026-11-10"
        ):
            reasons.append("S07")
            severity = 2
        if use == "wmd":
            reasons.append("S08")
            severity = 2
        if dual and at in WATCHED and (military or use == "military"):
            reasons.append("S09")
            if severity < 1:
                severity = 1
        if (
            dual
            and home != "CN"
            and (
                (at in WATCHED and item["content_pct"] >= 25)
                or (at in EMBARGOED and item["content_pct"] >= 10)
            )
        ):
            reasons.append("S10")
            if severity < 1:
                severity = 1
        if (
            use in HARMLESS
            and at in ALLIED
            and code.startswith("3A001")
            and item["value_usd"] <= 1500
        ):
            reasons.append("S11")
        if use == "private" and dual and at not in ALLIED and item["value_usd"] > 50_000:
            reasons.append("S12")
            if severity < 1:
                severity = 1
        by_country = learnt.get(code)
        if by_country is None:
            by_country = learn(code)
        cells = by_country.get(at)
        if cells is not None:
            for start, stop, kind, limit, name, weight in cells:
                if start <= date < stop:
                    if kind:
                        if kind == 1:
                            if item["value_usd"] <= limit:
                                continue
                        elif kind == 2:
                            if use not in WARLIKE:
                                continue
                        elif kind == 3:
                            if not military:
                                continue
                        elif item["content_pct"] < limit:
                            continue
                    reasons.append(name)
                    if weight > severity:
                        severity = weight
        return OUTCOMES[severity], reasons

    return decide if len(policy.rules) >= WRITTEN else _of_fewer(policy, decide)


def _cell(row: Row) -> Cell:
    kind, limit = 0, 0.0
    if row.more is not None:
        kind = KINDS[row.more[1]]
        limit = float(row.more[2]) if kind in (1, 4) else 0.0
    return row.start, row.stop or "~", kind, limit, row.rule.id, row.rule.severity


def _of_fewer(
    policy: Family, decide: Callable[[Nested], tuple[str, list[str]]]
) -> Callable[[Nested], tuple[str, list[str]]]:
    """Count only the rules of a policy that holds fewer than the twelve."""
    severities = {rule.id: rule.severity for rule in policy.rules}

    def decide_fewer(t: Nested) -> tuple[str, list[str]]:
        reasons = [name for name in decide(t)[1] if name in severities]
        return OUTCOMES[max([severities[name] for name in reasons], default=0)], reasons

    return decide_fewer
