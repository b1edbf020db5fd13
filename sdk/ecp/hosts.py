"""Transactions as hosts hold them: Python values with an exact meaning, in the shape of JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

__all__ = ["in_json"]

MAX_DEPTH = 50
"""Deeper values are left alone; reading refuses them."""


def in_json(transaction: Any) -> Any:
    """Return a transaction with dates, instants, UUIDs, members of enumerations and tuples as JSON.

    A `datetime` without an offset is left alone, since nobody knows which instant it is, and so is
    whatever else has no exact meaning, such as a `float`. Where nothing is to be changed, the
    transaction itself is returned.
    """
    return _plain(transaction, 0, {})


def _plain(value: Any, depth: int, seen: dict[int, Any]) -> Any:
    match value:
        case Enum():
            return _plain(value.value, depth, seen)
        case datetime():
            return value if value.utcoffset() is None else value.isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping() | list() | tuple() if depth < MAX_DEPTH:
            if id(value) not in seen:
                # What stands in itself is left alone inside.
                seen[id(value)] = value
                seen[id(value)] = _inside(value, depth + 1, seen)
            return seen[id(value)]
        case _:
            return value


def _inside(value: Any, depth: int, seen: dict[int, Any]) -> Any:
    if isinstance(value, Mapping):
        made = {key: _plain(each, depth, seen) for key, each in value.items()}
        is_same = all(made[key] is each for key, each in value.items())
        return value if is_same else made
    listed = [_plain(each, depth, seen) for each in value]
    is_same = isinstance(value, list) and all(a is b for a, b in zip(listed, value, strict=True))
    return value if is_same else listed
