"""The baseline: Python as a programmer with time would write it, for this family and no other.

The hand-written rules are straight code; the made ones stand in a dictionary by code and country of
the end user. It knows the family's four kinds of extra test by heart, which no general engine does.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.family import OUTCOMES, RARE_EARTHS, SETS, Family

Nested = dict[str, Any]
Row = tuple[str, str, int, float, str, int]

WARLIKE = frozenset(SETS["warlike"])
HARMLESS = frozenset(SETS["harmless"])
WATCHED = frozenset(SETS["watched"])
EMBARGOED = frozenset(SETS["embargoed"])
ALLIED = frozenset(SETS["allied"])
KINDS = {"item.value_usd": 1, "end_use": 2, "end_user.military": 3, "item.content_pct": 4}
MAX_LEARNT = 200_000


def engine(policy: Family) -> Callable[[Nested], tuple[str, list[str]]]:
    """Index a policy and return what decides a nested transaction (`family.nested`)."""
    by_prefix: dict[str, list[tuple[Row, tuple[str, ...]]]] = {}
    for rule in policy.rules[12:]:
        prefix, countries, row = _row(rule.id, rule.severity, rule.when[1:], policy)
        by_prefix.setdefault(prefix, []).append((row, countries))
    lengths = sorted({len(prefix) for prefix in by_prefix})
    learnt: dict[str, dict[str, list[Row]]] = {}

    def learn(code: str) -> dict[str, list[Row]]:
        cells: dict[str, list[Row]] = {}
        for length in lengths:
            if len(code) >= length:
                for row, countries in by_prefix.get(code[:length], ()):
                    for country in countries:
                        cells.setdefault(country, []).append(row)
        for rows in cells.values():
            rows.sort(key=lambda row: row[4])
        if len(learnt) > MAX_LEARNT:
            learnt.clear()
        learnt[code] = cells
        return cells

    def decide(t: Nested) -> tuple[str, list[str]]:
        item, user, consignee = t["item"], t["end_user"], t["consignee"]
        date, use = t["date"], t["end_use"]
        home = t["exporter"]["country"]
        at, to = user["country"], consignee["country"]
        military, dual, code = user["military"], item["dual_use"], item["code"]
        reasons: list[str] = []
        severity = 0
        if home == "CN":
            if (
                dual
                and date >= "2026-01-06"
                and (at == "JP" or to == "JP")
                and (military or use in WARLIKE or consignee["military"])
            ):
                reasons.append("S01")
                severity = 2
            entry = RARE_EARTHS.get(item["material"])
            if entry and code.startswith(entry) and date >= "2025-04-04" and to != "CN":
                medical = use == "medical" and item["mass_kg"] <= 1 and not user["entity_list"]
                reasons.append("S03" if medical else "S02")
                if not medical and severity < 1:
                    severity = 1
        elif dual:
            content = item["content_pct"]
            # From 2025-12-01, but suspended until 2026-11-10.
            if content >= 0.1 and home != to and item["origin"] != "CN" and date >= "2026-11-10":
                reasons.append("S04")
                severity = 1
                if military or use in WARLIKE:
                    reasons.append("S05")
                    severity = 2
        if dual and user["entity_list"] and date >= "2024-01-01":
            reasons.append("S06")
            severity = 2
        if (
            user["parent_share"] >= 50
            and date >= "2025-09-29"
            and not user["entity_list"]
            and not "2025-11-10" <= date < "2026-11-10"
        ):
            reasons.append("S07")
            severity = 2
        if use == "wmd":
            reasons.append("S08")
            severity = 2
        if dual and at in WATCHED:
            if use == "military" or military:
                reasons.append("S09")
                severity = severity or 1
            if home != "CN":
                content = item["content_pct"]
                if content >= 25 or (content >= 10 and at in EMBARGOED):
                    reasons.append("S10")
                    severity = severity or 1
        if (
            use in HARMLESS
            and code.startswith("3A001")
            and item["value_usd"] <= 1500
            and at in ALLIED
        ):
            reasons.append("S11")
        if dual and use == "undeclared" and item["value_usd"] > 50_000 and at not in ALLIED:
            reasons.append("S12")
            if severity < 1:
                severity = 1
        cells = learnt.get(code)
        if cells is None:
            cells = learn(code)
        rows = cells.get(at)
        if rows is not None:
            for start, stop, kind, limit, name, weight in rows:
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

    return decide


def _row(
    name: str, severity: int, parts: tuple[Any, ...], policy: Family
) -> tuple[str, tuple[str, ...], Row]:
    countries: tuple[str, ...] = ()
    prefix, start, stop, kind, limit = "", "", "~", 0, 0.0
    for part in parts:
        match part:
            case ("prefix", code):
                prefix = code
            case ("in", "end_user.country", group):
                countries = policy.sets[group]
            case ("from", day):
                start = day
            case ("before", day):
                stop = day
            case ("above" | "at least", field, number):
                kind, limit = KINDS[field], float(number)
            case (_, field, *_):
                kind = KINDS[field]
    return prefix, countries, (start, stop, kind, limit, name, severity)
