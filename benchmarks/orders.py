"""Made-up orders over the vocabulary of the standard library: known, partly unknown, ranged."""

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, TypeAlias

Order: TypeAlias = dict[str, Any]

ITEMS = 3
LEFT_OUT = 0.25
"""Of the facts of a partly unknown order, so many are left out."""
WIDENED = 0.25
"""Of the facts of a ranged order that can be ranges, so many are."""

_FIRST, _LAST = date(2025, 1, 1), date(2026, 12, 31)
_CODES = (
    *("1C902.a.4", "1C903.b", "1C904.a.1", "1C905.a.4", "1C908.b", "1C117.b", "2B005.a"),
    *("3C001", "3C004", "1C004", "6C002", "2E901", "3A001", "NOT_LISTED"),
)
_TARIFFS = ("850511", "280530", "284690", "811292", "381800", "854140")
_MATERIALS = (
    *("samarium", "gadolinium", "terbium", "dysprosium", "yttrium"),
    *("gallium", "germanium", "neodymium"),
)
_DESTINATIONS = ("JP", "US", "DE", "KR", "VN", "NL", "TW", "SG", "MY", "IN")
_PARTIES = (
    "Aozora Motors Corporation",
    "Hanbit Precision Co., Ltd.",
    "Example Antriebe GmbH",
    "Mitsubishi Heavy Industries, Ltd.",
    "Kitahama Logistics K.K.",
    "Example Naval Depot",
)
_PURPOSES = ("civil", "civil", "civil", "public_health", "advanced_logic_chips", "radar")
_QUESTIONS = (
    *("on_dual_use_list", "made_with_prc_technology", "overseas_supply_banned", "advanced_node"),
    *("annexed_drone_item", "prohibited_rare_earth_technology", "raises_military_strength"),
)
_WHOLE = frozenset({"amount", "at_least", "one_of", "unit"})
"""Keys of values that are given whole or not at all."""
_STRUCTURE = frozenset({"act", "date", "id", "parties", "items", "name"})
"""What an order says in any case: `name` is asked for by every screening."""


def known(count: int, seed: int) -> list[Order]:
    """Make orders that say everything."""
    chance = random.Random(f"orders {seed}")
    return [_order(number, chance) for number in range(count)]


def partly_unknown(count: int, seed: int) -> list[Order]:
    """Make the same orders with a part of their facts left out."""
    chance = random.Random(f"unknown {seed}")
    return [
        _changed(order, lambda: chance.random() < LEFT_OUT, None) for order in known(count, seed)
    ]


def ranged(count: int, seed: int) -> list[Order]:
    """Make the same orders with days, amounts, codes and countries given as ranges."""
    chance = random.Random(f"ranged {seed}")
    return [
        _changed(
            order, lambda: chance.random() < WIDENED, lambda key, value: _wide(key, value, chance)
        )
        for order in known(count, seed)
    ]


def _order(number: int, chance: random.Random) -> Order:
    at_home = chance.random() < 0.7
    destination = chance.choice(_DESTINATIONS)
    day = _FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days + 1))
    purpose = chance.choice(_PURPOSES)
    return {
        "id": f"SO-{number:04d}",
        "act": "export" if at_home else "reexport",
        "date": day.isoformat(),
        "from": "CN" if at_home else chance.choice(("VN", "MY", "TH")),
        "destination": destination,
        "route": [],
        "parties": {
            "exporter": _party("Ningbo Example Magnetics", "CN", chance),
            "reexporter": _party("Song Hong Metals Co., Ltd.", "VN", chance),
            "consignee": _party(chance.choice(_PARTIES), destination, chance),
            "end_user": _party(chance.choice(_PARTIES), destination, chance),
            "intermediate_consignees": [],
        },
        "items": [_item(line, chance) for line in range(1, ITEMS + 1)],
        "end_use": {"purpose": purpose, "military": purpose == "radar", "location": destination},
        "knowledge": {"level": chance.choice(("none", "none", "none", "suspected", "known"))},
        "documents": ["end_user_certificate"],
        "licenses": [],
        "answers": {question: chance.random() < 0.1 for question in _QUESTIONS},
        "dates": {"contract": (day - timedelta(days=90)).isoformat()},
    }


def _party(name: str, country: str, chance: random.Random) -> dict[str, Any]:
    kind = chance.choices(("company", "university", "military"), (90, 5, 5))[0]
    return {"name": name, "country": country, "kind": kind, "owners": []}


def _item(line: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": str(line),
        "nature": "goods",
        "classification": {"cn.dual_use": chance.choice(_CODES)},
        "hs": chance.choice(_TARIFFS),
        "origin": chance.choice(("CN", "CN", "CN", "VN", "JP")),
        "value": {"amount": f"{chance.randrange(100, 2_000_000) / 10:.2f}", "currency": "USD"},
        "quantity": {"value": str(chance.randrange(1, 5_000)), "unit": "KGM"},
        "materials": [chance.choice(_MATERIALS)],
        "components": [],
    }


def _changed(
    order: Order, chosen: Callable[[], bool], other: Callable[[str, Any], Any] | None
) -> Order:
    """Change the chosen facts, or leave them out."""
    changed = copy.deepcopy(order)
    for holder, key in list(_places(changed)):
        if (key == "date" and other is None) or not chosen():
            continue
        if other is None:
            del holder[key]
        else:
            holder[key] = other(key, holder[key])
    return changed


def _places(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(value, list):
        for inner in value:
            yield from _places(inner)
    elif isinstance(value, dict) and not value.keys() & _WHOLE:
        for key, inner in value.items():
            if (isinstance(inner, dict) and not inner.keys() & _WHOLE) or key in (
                "items",
                "parties",
            ):
                yield from _places(inner)
            elif key not in _STRUCTURE or key == "date":
                yield value, key


def _wide(key: str, value: Any, chance: random.Random) -> Any:
    """Give a value as a range or as a choice, where it can be one; otherwise as it is."""
    match key:
        case "date" | "contract":
            later = date.fromisoformat(value) + timedelta(days=chance.randrange(1, 120))
            return {"at_least": value, "at_most": later.isoformat()}
        case "value":
            low, high = value["amount"], f"{float(value['amount']) * 1.2:.2f}"
            return {**value, "amount": {"at_least": low, "at_most": high}}
        case "quantity":
            return {**value, "value": {"at_least": "1", "at_most": value["value"]}}
        case "destination" | "origin" | "country" | "location" | "from":
            return {"one_of": [value, chance.choice(_DESTINATIONS)]}
        case "cn.dual_use":
            return {"one_of": [value, chance.choice(_CODES)]}
        case _:
            return value
