"""Rates of exchange, as a transaction gives them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from ecp_runtime.places import MAX_LIST
from ecp_runtime.scalars import ScalarReader


@frozen
class Rate:
    """How many of `to` one of `base` was worth on a date."""

    base: str
    to: str
    rate: Fraction
    date: date


def read_rates(raw: object, scalars: ScalarReader) -> tuple[Rate, ...]:
    """Read the rates of a transaction; what is wrong goes to the problems of the reader."""
    if not isinstance(raw, list) or len(raw) > MAX_LIST:
        scalars.problems.add("rates", raw, f"an array of at most {MAX_LIST} rates")
        return ()
    found: dict[tuple[str, str, date], Rate] = {}
    for index, entry in enumerate(raw):
        path = f"rates[{index}]"
        rate = _rate(entry, path, scalars)
        if rate is None:
            continue
        for key in ((rate.base, rate.to, rate.date), (rate.to, rate.base, rate.date)):
            if key in found and found[key] != rate:
                scalars.problems.add(path, entry, "one rate for each pair of currencies and day")
        found[rate.base, rate.to, rate.date] = rate
    return tuple(sorted(found.values(), key=lambda rate: (rate.base, rate.to, rate.date)))


def _rate(entry: object, path: str, scalars: ScalarReader) -> Rate | None:
    shape = '{"from": "EUR", "to": "USD", "rate": "1.10", "date": "2026-03-10"}'
    if not isinstance(entry, Mapping) or entry.keys() != {"from", "to", "rate", "date"}:
        scalars.problems.add(path, entry, shape)
        return None
    for key in ("from", "to"):
        scalars.currency(entry[key], f"{path}.{key}")
    rate = scalars.decimal(entry["rate"], f"{path}.rate")
    day = scalars.plain_day(entry["date"], f"{path}.date")
    if rate is None or day is None:
        return None
    if rate <= 0:
        scalars.problems.add(f"{path}.rate", entry["rate"], "a rate above zero")
        return None
    if entry["from"] == entry["to"]:
        scalars.problems.add(f"{path}.to", entry["to"], "another currency than `from`")
        return None
    return Rate(str(entry["from"]), str(entry["to"]), rate, day)
