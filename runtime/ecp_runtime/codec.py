"""The decision IR as JSON: strict both ways, canonical, and hashed.

Generic over the attrs classes of `ir.py`. An object carries the name of its class as `node` where
several classes are possible. `decoder` reads it.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_origin

import attrs

from ecp_runtime import ir
from ecp_runtime.decoder import (
    DECIMAL,
    TAG,
    CodecError,
    classes_of,
    fields_of,
    is_union,
    plain_decimal,
    read,
)

__all__ = [
    "CodecError",
    "Json",
    "bytes_in_order",
    "canonical_bytes",
    "content_hash",
    "decode",
    "decode_in_order",
    "encode",
    "hash_bytes",
    "json_schema",
    "plain_decimal",
    "program_bytes",
    "sort_program",
]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

# Nothing that is read as JSON contains itself.
_IN_ORDER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False)

Writer: TypeAlias = Callable[[Any], Json]

_T = TypeVar("_T")


def encode(program: ir.Program) -> Json:
    """Turn a program into a JSON value, in the order in which it stands."""
    return _encode(program, ir.Program)


def decode(value: object) -> ir.Program:
    """Turn a JSON value back into a program, or raise `CodecError`."""
    return decode_in_order(value)[0]


def decode_in_order(value: object) -> tuple[ir.Program, bool]:
    """Decode, and say whether the keys of all objects stand in their canonical order."""
    if isinstance(value, Mapping) and value.get("version") != ir.IR_VERSION:
        raise CodecError("$.version", f"expected {ir.IR_VERSION!r}")
    return read(value, ir.Program)


def canonical_bytes(value: object) -> bytes:
    """Write a JSON value in its one canonical form."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def bytes_in_order(value: object) -> bytes:
    """Write a JSON value whose keys are in order canonically: sorting them takes a while."""
    return _IN_ORDER.encode(value).encode()


def program_bytes(program: ir.Program) -> bytes:
    """Write a program canonically; the order of its declarations makes no difference."""
    return canonical_bytes(encode(sort_program(program)))


def content_hash(program: ir.Program) -> str:
    """Hash what a program says, whatever the machine and the order of its declarations."""
    return hash_bytes(program_bytes(program))


def hash_bytes(data: bytes) -> str:
    """Name bytes by their hash."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def sort_program(program: ir.Program) -> ir.Program:
    """Put everything that has an identity in the order of its identity."""
    ordered = attrs.evolve(
        program,
        lists=tuple(
            attrs.evolve(definition, parts=_sorted(tuple(map(_sort_part, definition.parts))))
            for definition in program.lists
        ),
    )
    changes: dict[str, Any] = {
        field.name: _sorted(value)
        for field in attrs.fields(ir.Program)
        if isinstance(value := getattr(ordered, field.name), tuple)
    }
    return attrs.evolve(ordered, **changes)


def _sort_part(part: ir.ListPart) -> ir.ListPart:
    return attrs.evolve(part, members=_sorted(part.members), inclusions=_sorted(part.inclusions))


def _sorted(nodes: tuple[_T, ...]) -> tuple[_T, ...]:
    names = [_name(node) for node in nodes]
    if len(set(names)) == len(names):
        return tuple(nodes[at] for at in sorted(range(len(nodes)), key=names.__getitem__))
    # Only where names do not tell nodes apart is it worth writing them out.
    return tuple(sorted(nodes, key=_identity))


def _name(node: object) -> tuple[str, int]:
    if isinstance(node, str):
        return node, 0
    for name in ("id", "name", "key", "symbol", "module", "list"):
        if hasattr(node, name):
            return str(getattr(node, name)), getattr(node, "version", 0)
    raise AssertionError(f"no identity: {type(node).__name__}")


def _identity(node: object) -> tuple[tuple[str, int], bytes]:
    written = b"" if isinstance(node, str) else canonical_bytes(_encode(node, type(node)))
    return _name(node), written


# Writing


def _encode(value: object, hint: Any) -> Json:
    return _writer(hint)(value)


@cache
def _writer(hint: Hashable) -> Writer:
    """Return what writes values that a hint allows; made once, as the readers are."""
    if is_union(hint):
        return _of_union(hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        return _of_many(inner[0]) if inner[1:] == (Ellipsis,) else _of_several(inner)
    if isinstance(hint, type) and attrs.has(hint):
        return _of_class(hint, tagged=False)
    if hint is Decimal:
        return plain_decimal
    return date.isoformat if hint is date else _as_it_is


def _as_it_is(value: Any) -> Json:
    written: Json = value
    return written


def _of_union(hint: Hashable) -> Writer:
    classes = classes_of(hint)
    if len(classes) > 1:
        writers = {cls: _of_class(cls, tagged=True) for cls in classes.values()}
        return lambda value: None if value is None else writers[type(value)](value)
    (only,) = (part for part in get_args(hint) if part is not type(None))
    inner = _writer(only)
    return lambda value: None if value is None else inner(value)


def _of_many(hint: Hashable) -> Writer:
    # Looked up when it is needed: expressions contain expressions.
    return lambda value: list(map(_writer(hint), value))


def _of_several(hints: tuple[Hashable, ...]) -> Writer:
    writers = tuple(map(_writer, hints))
    return lambda value: [write(part) for write, part in zip(writers, value, strict=True)]


@cache
def _of_class(cls: type, *, tagged: bool) -> Writer:
    hints = fields_of(cls)
    writers: tuple[tuple[str, Writer], ...] | None = None

    def write(value: Any) -> Json:
        nonlocal writers
        if writers is None:
            writers = tuple((name, _writer(hint)) for name, hint in hints.items())
        result: dict[str, Json] = {TAG: cls.__name__} if tagged else {}
        for name, inner in writers:
            result[name] = inner(getattr(value, name))
        return result

    return write


# JSON Schema


def json_schema() -> dict[str, object]:
    """Describe the JSON form of the IR as a JSON Schema."""
    definitions: dict[str, object] = {}
    root = _schema(ir.Program, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ir.IR_VERSION,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(hint: Any, definitions: dict[str, object]) -> dict[str, object]:
    origin = get_origin(hint)
    if is_union(hint):
        return _union_schema(hint, definitions)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        hints = get_args(hint)
        if len(hints) == 2 and hints[1] is Ellipsis:
            return {"type": "array", "items": _schema(hints[0], definitions)}
        return {
            "type": "array",
            "prefixItems": [_schema(inner, definitions) for inner in hints],
            "minItems": len(hints),
            "maxItems": len(hints),
        }
    if isinstance(hint, type) and attrs.has(hint):
        return _class_schema(hint, definitions, tagged=False)
    scalars: dict[object, dict[str, object]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: {"type": "string"},
        Decimal: {"type": "string", "pattern": f"^{DECIMAL.pattern}$"},
        date: {"type": "string", "format": "date"},
    }
    return scalars[hint]


def _union_schema(hint: Any, definitions: dict[str, object]) -> dict[str, object]:
    classes = classes_of(hint)
    if len(classes) > 1:
        options = [_class_schema(cls, definitions, tagged=True) for cls in classes.values()]
    else:
        options = [_schema(part, definitions) for part in get_args(hint) if part is not type(None)]
    if type(None) in get_args(hint):
        options.append({"type": "null"})
    return {"anyOf": options}


def _class_schema(cls: type, definitions: dict[str, object], *, tagged: bool) -> dict[str, object]:
    name = f"{cls.__name__}Node" if tagged else cls.__name__
    if name not in definitions:
        definitions[name] = {}  # Reserved first: expressions contain expressions.
        properties: dict[str, object] = {TAG: {"const": cls.__name__}} if tagged else {}
        for field, hint in fields_of(cls).items():
            properties[field] = _schema(hint, definitions)
        definitions[name] = {
            "type": "object",
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
