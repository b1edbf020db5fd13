"""Transactions of which less is known: facts left out, denied, wrapped, or given as ranges."""

import copy
import random
from collections.abc import Mapping
from typing import Any

_KEPT = frozenset({"items", "amount", "currency", "value", "unit", "id"})
_DROP = object()


def less(transaction: Mapping[str, Any], chance: random.Random, changes: int) -> dict[str, Any]:
    """Change some facts of a transaction; now and then the result is malformed."""
    changed = copy.deepcopy(dict(transaction))
    for _ in range(changes):
        places = list(_places(changed))
        if not places:
            break
        holder, key = chance.choice(places)
        other = _other(holder[key], chance)
        if other is _DROP:
            del holder[key]
        else:
            holder[key] = other
    return changed


def _places(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inside in value.items():
            if key not in _KEPT or isinstance(inside, dict):
                yield value, key
            yield from _places(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _places(inside)


def _other(value: Any, chance: random.Random) -> Any:
    options: list[Any] = [_DROP, _DROP, None]
    if isinstance(value, str | bool):
        options += [{"value": value, "source": "told"}, {"one_of": [value]}]
    if isinstance(value, str) and value.endswith("%"):
        options += [{"at_most": value}, {"at_least": "0.05%", "at_most": "60%"}, "0.1%"]
    if isinstance(value, str) and value.count(".") == 2:
        options += [value[:-2], value[:-4], {"one_of": [value, value[:-1] + "9"]}]
        options += [{"codes": [value, "1C107"]}, {"codes": [value[:-4], {"one_of": [value]}]}]
    if isinstance(value, dict) and "amount" in value:
        options += [{"amount": "1500.00", "currency": "USD"}, {"amount": 1500, "currency": "EUR"}]
        options += [{"amount": {"at_least": "1400"}, "currency": "USD"}]
    if isinstance(value, str) and value.startswith("202"):
        options += [{"at_least": value}, {"at_most": value}, f"{value}T23:30:00-05:00"]
    if isinstance(value, bool):
        options += ["yes", "no", "none"]
    return chance.choice(options)
