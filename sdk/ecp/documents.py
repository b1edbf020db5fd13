"""Transactions as JSON text: exact numbers, no repeated keys, places in complaints."""

import json
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from ecp.errors import ArgumentError, TransactionError
from ecp_runtime.problems import shown

__all__ = ["read_json", "to_utf8", "write_json"]

_MARK = "\ufeff"
"""May begin a text, and is no part of it."""

_DEEPEST = 200
"""Levels of nesting; far more than a transaction has, far less than the parser's stack."""

_LONGEST_NUMBER = 100
"""Digits of a number; a longer one is a mistake or an attack."""


def read_json(text: str, *, name: str = "transaction", line: int = 1) -> object:
    """Parse JSON text with exact decimals.

    Args:
        text: The JSON text.
        name: What to call it in a complaint, such as the name of the file; may be empty.
        line: The number of its first line in that file.

    Raises:
        TransactionError: If it is not JSON, nests too deeply, or gives a key twice.
        ArgumentError: If an argument is of another type.
    """
    _check_arguments(text, name, line)
    _check_depth(text, name, line)
    text = text.removeprefix(_MARK)
    try:
        if text.startswith(_MARK):
            raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1}, column {error.colno}"
        raise TransactionError(
            f"not valid JSON: {_plain(error.msg)}",
            where=f"{name}, {place}" if name else place,
            help="send one JSON object",
        ) from None
    except TransactionError as error:
        error.where = name or f"line {line}"
        raise


def write_json(value: object, *, indent: int | None = None) -> str:
    """Return JSON text with the keys in their given order and every script readable."""
    if indent is None:
        text = _ENCODER.encode(value)
    else:
        text = json.dumps(value, ensure_ascii=False, indent=indent, separators=(",", ": "))
    return to_utf8(text).decode()


def to_utf8(text: str) -> bytes:
    """Encode JSON text."""
    # Half a surrogate pair has no UTF-8; its escape in Python is the one that JSON has, too.
    return text.encode("utf-8", "backslashreplace")


def _check_arguments(text: object, name: object, line: object) -> None:
    """Refuse arguments of `read_json` that are of other types."""
    if not isinstance(text, str):
        help_ = "decode the bytes first" if isinstance(text, bytes | bytearray) else None
        raise ArgumentError(
            f"text: found {shown(text)}, expected a text of JSON",
            help=help_ or 'give a text such as "{}"',
        )
    if not isinstance(name, str):
        raise ArgumentError(
            f"name: found {shown(name)}, expected a text", help="give the name of the document"
        )
    if not isinstance(line, int) or line.bit_length() > 64:
        raise ArgumentError(
            f"line: found {shown(line)}, expected the number of a line",
            help="leave it out, or count lines from 1",
        )


def _check_depth(text: str, name: str, line: int) -> None:
    """Refuse nesting that would exhaust the stack, before the parser meets it."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return
    depth = 0
    in_string = False
    escaped = False
    for char in text:
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise TransactionError(
                    f"nested more than {_DEEPEST} levels deep",
                    where=name or f"line {line}",
                    help="send a transaction as its JSON Schema describes it",
                )
        elif char in "]}":
            depth -= 1


def _record(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object; a key given twice leaves open which value is meant."""
    record = dict(pairs)
    if len(record) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise TransactionError(
            f"the key {shown(twice)} is given twice in one object",
            help="give it once; two values leave open which is meant",
        )
    return record


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise _too_long()
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _out_of_range(text) from None
    if abs(value.adjusted()) > _LONGEST_NUMBER:
        raise _out_of_range(text)
    return value


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise _too_long()
    return int(text)


def _too_long() -> TransactionError:
    return TransactionError(
        f"a number has more than {_LONGEST_NUMBER} characters", help="round it, or leave it out"
    )


def _out_of_range(number: str) -> TransactionError:
    return TransactionError(
        f"the number {number} is out of range", help="correct its exponent, or leave it out"
    )


def _refuse_constant(text: str) -> NoReturn:
    raise TransactionError(
        f"{text} is not a number in JSON", help="leave the key out if it is not known"
    )


def _plain(message: str) -> str:
    """Return the parser's words in a sentence."""
    return message[:1].lower() + message[1:]


_DECODER = json.JSONDecoder(
    parse_float=_decimal,
    parse_int=_integer,
    parse_constant=_refuse_constant,
    object_pairs_hook=_record,
)

# What is written is made here and holds nothing that contains itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
