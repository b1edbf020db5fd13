"""Reads scalar facts: exact numbers, dates, texts and codes, and ranges of them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from ecp_runtime import ir
from ecp_runtime.folding import is_blank
from ecp_runtime.measures import NUMBER, Interval, Measure, Unit, measure
from ecp_runtime.moments import OUR_YEARS, YEARS, has_form, is_no_end, is_of_our_time, read_moment
from ecp_runtime.prepare import Prepared
from ecp_runtime.problems import Problems
from ecp_runtime.spelling import Respelled, digits, in_full, is_code, respell
from ecp_runtime.unknown import Gap, Unknown
from ecp_runtime.values import DateRange, MomentRange, Symbols, Value, unknown_fact
from ecp_runtime.words import Words

MAX_TEXT = 20_000
"""The longest text, in characters."""

MAX_OPTIONS = 1_000
"""The most values in a `one_of`, and codes that hold together."""

ACT_DATE = "date"
"""The path of the date of the act: that day has to be one on which law can be known."""

MAX_DURATION = 100_000
"""The longest length of time, in its unit."""

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
_PERCENT = re.compile(r"(-?[0-9]{1,30}(?:\.[0-9]{1,20})?) ?%")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_RANGE_KEYS = frozenset({"at_least", "at_most"})
DURATION_UNITS: Mapping[str, tuple[Literal["day", "month", "year"], int]] = {
    "day": ("day", 1),
    "DAY": ("day", 1),
    "WEE": ("day", 7),
    "month": ("month", 1),
    "MON": ("month", 1),
    "year": ("year", 1),
    "ANN": ("year", 1),
}

_T = TypeVar("_T")
Bounds: TypeAlias = tuple[_T | None, _T | None]


@frozen
class ScalarReader:
    """Reads scalars of one program's types; what is wrong goes to `problems`.

    `respelled` are the codes that are read as others, or that were withdrawn.
    """

    prepared: Prepared
    problems: Problems
    respelled: list[Respelled] = field(factory=list)

    def truth(self, raw: object, path: str) -> Value | None:
        """Read yes or no."""
        options = self._options(raw, path, self._yes_or_no)
        if options is None:
            return None
        if len(set(options)) > 1:
            return Unknown(_origin(path), path, ir.YesNoType())
        return options[0]

    def symbols(
        self,
        raw: object,
        path: str,
        read: Callable[[object, str], str | None],
        scheme: str | None,
        words: Words | None = None,
    ) -> Value | None:
        """Read a text, enumerated value or code, or several of which one holds."""
        if isinstance(raw, (dict, Mapping)) and raw.keys() & _RANGE_KEYS:
            self.problems.add(path, raw, 'one value, or {"one_of": […]}')
            return None
        options = self._options(raw, path, read)
        if options is None:
            return None
        return Symbols(frozenset(options), scheme, _origin(path), words)

    def codes(self, raw: object, path: str, scheme_id: str) -> Value | None:
        """Read a code of a scheme, or several of which one holds, as the scheme spells them."""
        seen: list[Respelled] = []
        value = self.symbols(raw, path, self.code(scheme_id, seen), scheme_id)
        if not seen or not isinstance(value, Symbols):
            return value
        found = value.options.difference(*({each.given} - set(each.read) for each in seen))
        found = found.union(*(each.read for each in seen))
        value = Symbols(found, scheme_id, _origin(path))
        self.respelled.extend(evolve(each, path=path, fact=found) for each in seen)
        return value

    def said(self, raw: object, path: str, type_: ir.TextType) -> Value | None:
        """Read a text; where it may say nothing it is not known, and may be any other.

        Of a text that is compared with words, `Words` tells which say anything.
        """
        words = type_ if isinstance(type_, Words) else None
        value = self.symbols(raw, path, self.text, None, words)
        is_open = self.prepared.names.says_nothing if words is None else is_blank
        if isinstance(value, Symbols) and any(map(is_open, value.options)):
            named = frozenset(text for text in value.options if not is_open(text))
            return evolve(unknown_fact(path, type_), named=named)
        return value

    def text(self, raw: object, path: str) -> str | None:
        """Read a text."""
        if not isinstance(raw, str):
            self.problems.add(path, raw, "a text")
        elif len(raw) > MAX_TEXT:
            self.problems.add(path, raw, f"a text of at most {MAX_TEXT} characters")
        elif not is_sound(raw):
            self.problems.add(path, raw, "a text of whole characters, no lone surrogates")
        else:
            return raw
        return None

    def enumerated(self, values: tuple[str, ...]) -> Callable[[object, str], str | None]:
        """Make a reader of one of some words."""

        def read(raw: object, path: str) -> str | None:
            if isinstance(raw, str) and raw in values:
                return raw
            self.problems.add(path, raw, f"one of {', '.join(values)}", names=values)
            return None

        return read

    def code(
        self, scheme_id: str, respelled: list[Respelled]
    ) -> Callable[[object, str], str | None]:
        """Make a reader of codes of a scheme; those that are read as others are `respelled`."""
        scheme = self.prepared.schemes.get(scheme_id)

        def read(raw: object, path: str) -> str | None:
            text = self.text(digits(raw, scheme), path)
            if text is None or scheme is None:
                return text
            other_way = respell(self.prepared, scheme, text, is_number=text is not raw)
            if other_way is not None:
                respelled.append(other_way)
                return text
            if is_code(self.prepared, scheme, text):
                return text
            other = next(
                (t for t in (text.upper(), text.strip()) if is_code(self.prepared, scheme, t)), None
            )
            case = " in upper case" if other is not None and other == text.upper() else ""
            self.problems.add(
                path,
                raw,
                f"a code of {scheme.id} ({scheme.title}){case or in_full(scheme)}",
                names=scheme.results,
                codes=self.prepared.codes[scheme.id],
                nearest=other,
            )
            return None

        return read

    def number(self, raw: object, path: str) -> Value | None:
        """Read a plain number."""
        bounds = self._bounds(raw, path, self.decimal)
        return None if bounds is None else _measured(NUMBER, bounds, path)

    def percent(self, raw: object, path: str) -> Value | None:
        """Read a percentage from 0 % to 100 % as a ratio."""
        bounds = self._bounds(raw, path, self._one_percent)
        if bounds is None:
            return None
        low, high = bounds
        closed = (Fraction(0) if low is None else low, Fraction(1) if high is None else high)
        return _measured(NUMBER, closed, path)

    def money(self, raw: object, path: str) -> Value | None:
        """Read an amount of money; the amount, or the whole, may be a range."""
        exact = _plainly_united(raw, "amount", "currency")
        if exact is not None and exact[1] in self.prepared.current_currencies:
            return _measured(Unit("money", exact[1]), (exact[0], exact[0]), path)
        bounds = self._united(raw, path, "amount", "currency", self.currency)
        return None if bounds is None else _measured(Unit("money", bounds[0]), bounds[1], path)

    def quantity(self, raw: object, path: str, dimension: str) -> Value | None:
        """Read a quantity in the base unit of its dimension."""
        exact = _plainly_united(raw, "value", "unit")
        if exact is not None:
            amount, code = exact
            known = self.prepared.units.get(code)
            if known is not None and self._measures(known, dimension):
                factor = self.prepared.factors[code]
                amount = amount if factor == 1 else amount * factor
                return _measured(Unit("quantity", known.dimension), (amount, amount), path)
        seen: list[ir.Unit] = []

        def read_unit(code: object, where: str) -> str | None:
            unit = self.prepared.units.get(code) if isinstance(code, str) else None
            if unit is not None and self._measures(unit, dimension):
                seen.append(unit)
                return unit.code
            allowed = {
                u.code: u.symbol
                for u in self.prepared.units.values()
                if self._measures(u, dimension)
            }
            is_known = dimension in self.prepared.dimensions
            wanted = f"a unit of {dimension}" if is_known else "a unit"
            self.problems.add(
                where,
                code,
                f"{wanted} by its UN/ECE code",
                codes=allowed,
            )
            return None

        bounds = self._united(raw, path, "value", "unit", read_unit)
        if bounds is None:
            return None
        unit = seen[0]
        low, high = (
            None if end is None else end * self.prepared.factors[unit.code] for end in bounds[1]
        )
        return _measured(Unit("quantity", unit.dimension), (low, high), path)

    def _measures(self, unit: ir.Unit, dimension: str) -> bool:
        """Whether a unit measures a dimension; any does where no unit is of that dimension."""
        return unit.dimension == dimension or dimension not in self.prepared.dimensions

    def duration(self, raw: object, path: str) -> Value | None:
        """Read a length of time in whole days, weeks, months or years."""
        if isinstance(raw, (dict, Mapping)) and raw.keys() == {"value", "unit"}:
            count = self.decimal(raw["value"], f"{path}.value")
            unit = raw["unit"]
            if not isinstance(unit, str) or unit not in DURATION_UNITS:
                self.problems.add(f"{path}.unit", unit, f"one of {', '.join(DURATION_UNITS)}")
            elif count is not None:
                if count.denominator == 1 and 0 <= count <= MAX_DURATION:
                    name, times = DURATION_UNITS[unit]
                    return ir.Duration(int(count) * times, name)
                self.problems.add(f"{path}.value", raw["value"], "a whole number, not below zero")
            return None
        self.problems.add(path, raw, '{"value": "90", "unit": "DAY"}')
        return None

    def day(self, raw: object, path: str) -> Value | None:
        """Read a date, an instant with its offset, or a range of either."""
        bounds = self._bounds(raw, path, self.moment, _same_kind)
        if bounds is None:
            return None
        low, high = bounds
        origin = _origin(path)
        if isinstance(low, datetime) or isinstance(high, datetime):
            return MomentRange(low, high, origin)
        return DateRange(low, high, origin)

    def moment(self, raw: object, path: str) -> date | datetime | None:
        """Read one date or instant; one that stands for "no end" is the last day there is."""
        if isinstance(raw, str) and has_form(raw):
            found = read_moment(raw)
            if found is None:
                self.problems.add(path, raw, "a date that exists")
                return None
            if is_of_our_time(found):
                return found
            if is_no_end(found) and path != ACT_DATE:
                return found.replace(year=YEARS[-1], month=12, day=31)
            self.problems.add(path, raw, OUR_YEARS)
            return None
        self.problems.add(
            path, raw, 'a date such as "2026-03-10", or an instant with its offset from UTC'
        )
        return None

    def plain_day(self, raw: object, path: str) -> date | None:
        """Read a date that is no instant."""
        if isinstance(raw, str) and len(raw) == len("2026-03-10"):
            return self.moment(raw, path)
        self.problems.add(path, raw, 'a date such as "2026-03-10"')
        return None

    def decimal(self, raw: object, path: str) -> Fraction | None:
        """Read one exact number: a whole number, a decimal, or a text of one."""
        if isinstance(raw, float):
            self.problems.add(path, raw, f'an exact number; send it as text, such as "{raw!r}"')
            return None
        if isinstance(raw, int) and not isinstance(raw, bool) and raw.bit_length() <= 96:
            return Fraction(raw)
        if isinstance(raw, Decimal) and raw.is_finite() and _is_moderate(raw):
            return Fraction(raw)
        if isinstance(raw, str) and _NUMBER.fullmatch(raw):
            return _fraction(raw)
        self.problems.add(path, raw, 'a number such as "12.50", at most 30 digits before the point')
        return None

    def _yes_or_no(self, raw: object, path: str) -> bool | None:
        if isinstance(raw, bool):
            return raw
        if raw == "yes" or raw == "no":
            return raw == "yes"
        self.problems.add(path, raw, "true or false")
        return None

    def _one_percent(self, raw: object, path: str) -> Fraction | None:
        match = _PERCENT.fullmatch(raw) if isinstance(raw, str) else None
        if match is None:
            self.problems.add(path, raw, 'a percentage such as "0.1%"')
            return None
        ratio = _fraction(match[1]) / 100
        if 0 <= ratio <= 1:
            return ratio
        self.problems.add(path, raw, "a percentage from 0% to 100%")
        return None

    def currency(self, raw: object, path: str) -> str | None:
        """Read the code of a currency, also of one that was withdrawn."""
        currencies = self.prepared.program.currencies
        if isinstance(raw, str) and raw in currencies:
            return raw
        if isinstance(raw, str) and raw in self.prepared.former_currencies:
            former = self.prepared.former_currencies[raw]
            found = Respelled("withdrawn", raw, former.now, path=path, through=former.through)
            self.respelled.append(found)
            return raw
        self.problems.add(path, raw, "a currency by its ISO 4217 code", codes=currencies)
        return None

    def _nonnegative(self, raw: object, path: str) -> Fraction | None:
        found = self.decimal(raw, path)
        if found is None or found >= 0:
            return found
        self.problems.add(path, raw, "an amount not below zero")
        return None

    def _united(
        self,
        raw: object,
        path: str,
        amount_key: str,
        unit_key: str,
        read_unit: Callable[[object, str], str | None],
    ) -> tuple[str, Bounds[Fraction]] | None:
        """Read an amount with its unit, where either the amount or the whole is a range."""
        shape = f'{{"{amount_key}": "12.50", "{unit_key}": "…"}}'
        units: list[str] = []

        def read_whole(part: object, where: str) -> Fraction | None:
            if not isinstance(part, Mapping) or part.keys() != {amount_key, unit_key}:
                self.problems.add(where, part, shape)
                return None
            unit = read_unit(part[unit_key], f"{where}.{unit_key}")
            found = self._nonnegative(part[amount_key], f"{where}.{amount_key}")
            if unit is not None:
                units.append(unit)
            return found

        if isinstance(raw, (dict, Mapping)) and amount_key in raw:
            if raw.keys() != {amount_key, unit_key}:
                self.problems.add(path, raw, shape)
                return None
            unit = read_unit(raw[unit_key], f"{path}.{unit_key}")
            bounds = self._bounds(raw[amount_key], f"{path}.{amount_key}", self._nonnegative)
            if unit is not None:
                units.append(unit)
        else:
            bounds = self._bounds(raw, path, read_whole)
        if bounds is None or not units:
            return None
        if len(set(units)) > 1:
            self.problems.add(path, raw, f"the same {unit_key} throughout")
            return None
        low, high = bounds
        return units[0], (Fraction(0) if low is None else low, high)

    def _options(
        self, raw: object, path: str, read: Callable[[object, str], _T | None]
    ) -> list[_T] | None:
        """Read one value, or the values of a `one_of`; None where any is wrong."""
        if not (isinstance(raw, (dict, Mapping)) and "one_of" in raw):
            one = read(raw, path)
            return None if one is None else [one]
        options = raw["one_of"]
        if raw.keys() != {"one_of"} or not isinstance(options, list) or not options:
            self.problems.add(f"{path}.one_of", options, "an array of at least one value")
            return None
        if len(options) > MAX_OPTIONS:
            self.problems.add(f"{path}.one_of", options, f"at most {MAX_OPTIONS} values")
            return None
        found = [read(option, f"{path}.one_of[{i}]") for i, option in enumerate(options)]
        values = [option for option in found if option is not None]
        return values if len(values) == len(options) else None

    def _bounds(
        self,
        raw: object,
        path: str,
        read: Callable[[object, str], _T | None],
        agree: Callable[[_T, _T], bool] = lambda low, high: True,
    ) -> Bounds[_T] | None:
        """Read one value, a range, or a `one_of`, which counts as the range that holds it."""
        if isinstance(raw, (dict, Mapping)) and raw.keys() and raw.keys() <= _RANGE_KEYS:
            ends = {key: read(raw[key], f"{path}.{key}") for key in sorted(raw)}
            if None in ends.values():
                return None
            low, high = ends.get("at_least"), ends.get("at_most")
        else:
            options = self._options(raw, path, read)
            if options is None:
                return None
            if not all(agree(options[0], option) for option in options):
                self.problems.add(path, raw, "values of one kind")
                return None
            return min(options, key=_order), max(options, key=_order)
        if low is not None and high is not None:
            if not agree(low, high):
                self.problems.add(path, raw, "both ends of one kind")
                return None
            if _order(low) > _order(high):
                self.problems.add(path, raw, "`at_least` not above `at_most`")
                return None
        return low, high


def is_sound(text: str) -> bool:
    """Whether a text is short enough and holds no half of a character."""
    is_whole = text.isascii() or _LONE_SURROGATE.search(text) is None
    return len(text) <= MAX_TEXT and is_whole


def _order(value: Any) -> Any:
    # One kind of value at a time comes here, and all of them are ordered.
    return value


def _same_kind(left: date, right: date) -> bool:
    return isinstance(left, datetime) == isinstance(right, datetime)


def _origin(path: str) -> frozenset[Gap]:
    return frozenset({Gap("fact", path)})


def _measured(unit: Unit, bounds: Bounds[Fraction], path: str) -> Measure:
    return measure(unit, Interval(*bounds), _origin(path))


def _plainly_united(raw: object, amount_key: str, unit_key: str) -> tuple[Fraction, str] | None:
    """Read an amount with its unit where both are texts and nothing is wrong with the number."""
    if not isinstance(raw, dict) or len(raw) != 2:
        return None
    amount, unit = raw.get(amount_key), raw.get(unit_key)
    if not isinstance(amount, str) or not isinstance(unit, str):
        return None
    if amount[:1] == "-" or not _NUMBER.fullmatch(amount):
        return None
    return _fraction(amount), unit


def _fraction(text: str) -> Fraction:
    """Make a fraction of digits with at most one point; `Fraction` would parse them again."""
    whole, _, decimals = text.partition(".")
    return (
        Fraction(int(whole + decimals), 10 ** len(decimals)) if decimals else Fraction(int(whole))
    )


def _is_moderate(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -20 and value.adjusted() < 30
