"""Strategies for transactions over the small vocabulary, and every way to know less of one."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeAlias

from hypothesis import strategies as st
from tests.strategies import vocabulary as v
from tests.strategies.program import NAMES, PARTY_LISTS, codes, days

Data: TypeAlias = dict[str, Any]

IDENTITY = frozenset({"name", "names", "identifiers", "listed"})
"""What identifies a party is one fact with the party's screening results: deleted whole."""

_SCALAR_KEYS = ({"amount", "currency"}, {"value", "unit"}, {"at_least"}, {"at_most"}, {"one_of"})


def _ranges(shape: Callable[[Any], Any]) -> st.SearchStrategy[Any]:
    numbers = st.integers(0, 20)
    pairs = st.tuples(numbers, numbers).map(sorted)
    return st.one_of(
        numbers.map(lambda n: shape(str(n))),
        pairs.map(lambda p: shape({"at_least": str(p[0]), "at_most": str(p[1])})),
        numbers.map(lambda n: shape({"at_least": str(n)})),
    )


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    one = st.sampled_from(values)
    several = st.lists(one, min_size=2, max_size=3, unique=True)
    return st.one_of(one, one, several.map(lambda many: {"one_of": many}))


def _or_none(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(strategy, strategy, strategy, strategy, st.none())


@st.composite
def _some(draw: st.DrawFn, /, **fields: st.SearchStrategy[Any]) -> Data:
    """A record with most of its fields: what is known decides, what is not only blurs."""
    return {name: draw(field) for name, field in fields.items() if draw(st.integers(0, 7))}


def _lists(element: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    full = st.lists(element, max_size=3)
    return st.one_of(full, full, full.map(lambda items: {"complete": False, "items": items}))


def _money(amount: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(("USD", "EUR")).map(lambda c: {"amount": amount, "currency": c})


percents = st.sampled_from(("0%", "0.1%", "25%", "50%", "100%")).flatmap(
    lambda p: st.sampled_from((p, {"at_most": p}, {"value": p, "source": "lab"}))
)
money = _or_none(_ranges(lambda amount: amount).flatmap(_money))
weights = _or_none(_ranges(lambda value: {"value": value, "unit": "KGM"}))
numbers = st.one_of(_ranges(lambda n: n), st.integers(-5, 5).map(str), st.none())
countries = _or_none(_one_of(*v.COUNTRIES))
iso_days = days.map(date.isoformat)
dates = st.one_of(
    iso_days,
    iso_days.map(lambda day: f"{day}T20:00:00+00:00"),
    st.tuples(iso_days, iso_days).map(lambda p: {"at_least": min(p), "at_most": max(p)}),
)
together = st.lists(_one_of(*v.CODES), max_size=3).map(lambda several: {"codes": several})
classifications = _some(ctl=st.one_of(codes, st.just("NOT_LISTED"), _one_of(*v.CODES), together))
components = _some(
    classification=classifications,
    origin=countries,
    value=money,
    weight=weights,
    level=numbers,
)
parties = _or_none(
    _some(
        name=_one_of(*NAMES, "TBD", " "),
        names=st.lists(st.sampled_from(NAMES).map(lambda n: {"value": n}), max_size=1),
        country=countries,
        kind=_one_of("person", "company", "military"),
        listed=st.dictionaries(st.sampled_from(PARTY_LISTS), st.booleans(), max_size=2),
    )
)
answers = _some(
    **{
        "m.q": st.sampled_from(("yes", "no")),
        "dated": st.builds(
            lambda answer, day: {"value": answer, "as_of": day},
            st.sampled_from(("yes", "no")),
            iso_days,
        ),
        "law": st.sampled_from(("extended", "lapsed")),
        "m.scope": st.sampled_from(("wide", "narrow")),
    }
)
end_uses = _or_none(
    _some(
        purpose=_one_of("civil", "other", ""),
        military=st.one_of(st.booleans(), st.none(), st.just({"one_of": [True, False]})),
    )
)
items = _some(
    classification=classifications,
    hs=_one_of("85", "8505", "850511", "8504"),
    origin=countries,
    value=money,
    weight=weights,
    purity=percents,
    level=numbers,
    components=_or_none(_lists(components)),
)
header = _some(
    act=_one_of("export", "reexport", "transfer"),
    date=dates,
    destination=countries,
    route=_or_none(_lists(st.sampled_from(v.COUNTRIES))),
    end_use=end_uses,
    documents=_lists(st.sampled_from(("certificate", "invoice"))),
    dates=_or_none(_some(contract=st.one_of(dates, st.none()))),
    parties=_some(end_user=parties, brokers=_or_none(_lists(parties.filter(bool)))),
    answers=answers,
    rates=st.just([{"from": "EUR", "to": "USD", "rate": "1.1", "date": "2026-01-01"}]),
)
overrides = st.sampled_from(("destination", "end_use", "parties", "answers", None, None))


@st.composite
def transactions(draw: st.DrawFn) -> Data:
    """A transaction of one or two lines, of which one may override the header."""
    data: Data = draw(header)
    lines: list[Data] = draw(st.lists(items, min_size=1, max_size=2))
    moved = draw(overrides)
    # A line falls back on the header, so what both give cannot be taken away from the line.
    if moved in data:
        lines[0] = {**lines[0], moved: data.pop(moved)}
    return {**data, "items": lines}


def _blurred(key: str, value: Any) -> Iterator[Any]:
    """Yield less precise forms of a value."""
    if not isinstance(value, str):
        return
    if value in v.CODES:
        yield {"one_of": [value, "2B.a"]}
        if "." in value:
            yield value.rpartition(".")[0]
    elif value in v.COUNTRIES:
        yield {"one_of": [value, "AA", "CC"]}
    elif key == "amount":
        yield {"at_least": value}
        yield {"at_least": "0", "at_most": value}
    elif key in ("date", "contract") and len(value) == len("2026-01-01"):
        yield {"at_least": min(value, "2026-02-10"), "at_most": max(value, "2026-02-10")}


def weakenings(data: Data) -> Iterator[tuple[str, Data]]:
    """Yield the transaction without, or with less of, each of its facts, at any depth."""
    yield from _without_one(data, "", frozenset({"items"}))


def _without_one(record: Data, path: str, kept: frozenset[str]) -> Iterator[tuple[str, Data]]:
    for key, value in record.items():
        where = f"{path}.{key}"
        if key not in kept:
            yield where, {name: fact for name, fact in record.items() if name != key}
        for less in _blurred(key, value):
            yield where, {**record, key: less}
        inner_kept = IDENTITY if _is_party(where) else frozenset()
        for deeper, less in _within(value, where, inner_kept):
            yield deeper, {**record, key: less}


def _within(value: Any, path: str, kept: frozenset[str]) -> Iterator[tuple[str, Any]]:
    if path.endswith((".rates", ".listed", ".names")):
        return
    if isinstance(value, list):
        yield from _within_list(value, path, kept)
    elif isinstance(value, dict) and value.keys() == {"complete", "items"}:
        for deeper, less in _within_list(value["items"], path, kept):
            yield deeper, less if isinstance(less, dict) else {"complete": False, "items": less}
    elif isinstance(value, dict) and value.keys() == {"codes"}:
        # Fewer codes would be another classification: it is not known to have no others.
        for index, code in enumerate(value["codes"]):
            for less in _blurred("ctl", code):
                several = [*value["codes"][:index], less, *value["codes"][index + 1 :]]
                yield f"{path}[{index}]", {"codes": several}
    elif isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        for less in _blurred("amount", value["amount"]):
            yield path, {**value, "amount": less}
    elif isinstance(value, dict) and not _is_scalar(value):
        yield from _without_one(value, path, kept)


def _within_list(value: list[Any], path: str, kept: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for index, element in enumerate(value):
        rest = [*value[:index], *value[index + 1 :]]
        if not path.endswith(".items"):
            yield f"{path}[{index}]", {"complete": False, "items": rest}
        for deeper, less in _within(element, f"{path}[{index}]", kept):
            yield deeper, [*value[:index], less, *value[index + 1 :]]


def _is_scalar(value: Data) -> bool:
    return (
        any(keys <= value.keys() for keys in _SCALAR_KEYS)
        or "as_of" in value
        or ("source" in value)
    )


def _is_party(path: str) -> bool:
    return path.endswith((".end_user", ".brokers"))
