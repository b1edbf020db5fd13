"""The parts of JSON Schemas: texts, numbers and dates as they are read, and the shapes around them.

Patterns are read alike by Python and ECMAScript, and no text makes a matcher try many ways.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

from ecp_runtime.scalars import DURATION_UNITS, MAX_DURATION, MAX_OPTIONS, MAX_TEXT

Schema: TypeAlias = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def matching(pattern: str) -> Schema:
    """Allow texts that match a pattern as a whole."""
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def object_of(properties: Mapping[str, object], *, required: tuple[str, ...] = ()) -> Schema:
    """Allow objects of these properties only."""
    made: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def shared_object_of(properties: Mapping[str, object]) -> Schema:
    """Allow objects of these properties, and of those that only other policies know."""
    homes = sorted({name.partition(".")[0].casefold() for name in properties})
    known = "|".join("".join(map(_in_any_case, home)) for home in homes)
    foreign = rf"^(?!(?:{known})\.)[^.]*\." if homes else r"\."
    return {**object_of(properties), "patternProperties": {foreign: True}}


def _in_any_case(letter: str) -> str:
    lower, upper = letter.lower(), letter.upper()
    return re.escape(letter) if lower == upper else f"[{lower}{upper}]"


_LIMIT = 10**30
_DECIMALS = r"(?:\.[0-9]{1,20})?"
_NO_DECIMALS = r"(?:\.0{1,20})?"
_ZERO_BELOW = f"-0{{1,30}}{_NO_DECIMALS}"

TEXT: Schema = {"type": "string", "maxLength": MAX_TEXT}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NOT_BLANK: Schema = {**TEXT, "pattern": r"\S"}
BOOLEAN: Schema = {"type": "boolean"}
ABSENT: tuple[Schema, ...] = ({"type": "null"}, {"const": "none"})

DECIMAL: Schema = {
    "anyOf": [
        matching(f"-?[0-9]{{1,30}}{_DECIMALS}"),
        {"type": "number", "exclusiveMinimum": -_LIMIT, "exclusiveMaximum": _LIMIT},
    ]
}
AMOUNT: Schema = {
    "anyOf": [
        matching(f"[0-9]{{1,30}}{_DECIMALS}|{_ZERO_BELOW}"),
        {"type": "number", "minimum": 0, "exclusiveMaximum": _LIMIT},
    ]
}
RATE: Schema = {
    "anyOf": [
        {**matching(f"[0-9]{{1,30}}{_DECIMALS}"), "not": {"pattern": r"^[0.]*$"}},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": _LIMIT},
    ]
}
PERCENT: Schema = matching(
    f"(?:0{{0,28}}[0-9]{{1,2}}{_DECIMALS}|0{{0,27}}100{_NO_DECIMALS}|{_ZERO_BELOW}) ?%"
)
DURATION_LENGTH: Schema = object_of(
    {
        "value": {
            "anyOf": [
                matching(
                    f"0{{0,25}}[0-9]{{1,5}}{_NO_DECIMALS}|0{{0,24}}{MAX_DURATION}{_NO_DECIMALS}"
                    f"|{_ZERO_BELOW}"
                ),
                {"type": "integer", "minimum": 0, "maximum": MAX_DURATION},
            ]
        },
        "unit": {"enum": list(DURATION_UNITS)},
    },
    required=("value", "unit"),
)

# Days that exist in the years that are read, and those that stand for "no end".
_REAL_DAY = (
    "(?:19|20|21)[0-9]{2}-"
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|(?:(?:19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))-02-29"
)
_NO_END = "(?:2999|[3-9][0-9]{3})-(?:12-3[01]|01-01)"
_TIME = (
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
)
DAY: Schema = matching(f"{_REAL_DAY}|{_NO_END}")
INSTANT: Schema = matching(f"(?:{_REAL_DAY}|{_NO_END}){_TIME}")
NO_END: Schema = matching(f"{_NO_END}(?:{_TIME})?")

_PROVENANCE: Schema = {"source": TEXT, "as_of": DAY}


def wrapped(value: Schema) -> Schema:
    """Allow a value to say where it came from."""
    return {"anyOf": [value, object_of({"value": value, **_PROVENANCE}, required=("value",))]}


def together(code: Schema) -> Schema:
    """Describe a code of a classification, several of which one holds, or that hold together."""
    several = {"type": "array", "maxItems": MAX_OPTIONS, "items": one_of(code)}
    return {"anyOf": [one_of(code), object_of({"codes": several}, required=("codes",))]}


def one_of(value: Schema) -> Schema:
    """Allow several values of which one holds."""
    several: Schema = {"type": "array", "minItems": 1, "maxItems": MAX_OPTIONS, "items": value}
    return {"anyOf": [value, object_of({"one_of": several}, required=("one_of",))]}


def ranged(value: Schema) -> Schema:
    """Allow a value, several, or a range."""
    ends = {**object_of({"at_least": value, "at_most": value}), "minProperties": 1}
    return {"anyOf": [one_of(value), ends]}


def united(amount: str, unit: str, units: Schema) -> Schema:
    """Allow an amount with its unit, where either the amount or the whole is a range."""
    keys = (amount, unit)
    whole = object_of({amount: AMOUNT, unit: units}, required=keys)
    inside = object_of({amount: ranged(AMOUNT), unit: units}, required=keys)
    return {"anyOf": [inside, ranged(whole)]}
